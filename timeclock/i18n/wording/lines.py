"""Why a line is on the bill of a day."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.amounts import Amount
from timeclock.core.dated import Since
from timeclock.core.lines import Line, Reason
from timeclock.core.premiums import Premium
from timeclock.core.spans import Span
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording.figures import spoken

REASON_WITH_SPAN = {
    Reason.WORK: N_("Work from {from_clock} to {to_clock}"),
    Reason.ERRAND: N_("Errand from {from_clock} to {to_clock}"),
    Reason.MOBILE_WORK: N_("Mobile work from {from_clock} to {to_clock}"),
    Reason.CALL_OUT: N_("Call-out from {from_clock} to {to_clock}"),
    Reason.REMOTE_CALL: N_("Call at the place of stay from {from_clock} to {to_clock}"),
    Reason.ABSENT: N_("{absence} from {from_clock} to {to_clock}: {planned} were planned, {worked} count already"),
    Reason.ABSENT_NO_TARGET: N_("{absence} from {from_clock} to {to_clock}: no work is due"),
    Reason.OFFICE: N_("Office of trust from {from_clock} to {to_clock}"),
    Reason.LESSONS: N_("Lessons from {from_clock} to {to_clock}"),
    Reason.PREPARATION: N_("Preparation away from the children from {from_clock} to {to_clock}"),
    Reason.STANDBY_ON_SITE: N_("Standby on site from {from_clock} to {to_clock}"),
    Reason.COUNTED: N_("{absence} from {from_clock} to {to_clock}: counts as work and is no break"),
    Reason.NURSING: N_(
        "{absence} from {from_clock} to {to_clock}: counts as work and is no break; due on request: {least}"
    ),
    Reason.SCHOOL_HOURS: N_("{absence} from {from_clock} to {to_clock}: lessons with breaks, and {way} on the way"),
}

# Braces name the figures that core puts on such a line.
REASON = {
    Reason.WORK: N_("Work"),
    Reason.ERRAND: N_("Errand"),
    Reason.MOBILE_WORK: N_("Mobile work"),
    Reason.CALL_OUT: N_("Call-out"),
    Reason.REMOTE_CALL: N_("Call at the place of stay"),
    Reason.STANDBY_ON_SITE: N_("Standby on site"),
    Reason.LESSONS: N_("Lessons"),
    Reason.PREPARATION: N_("Preparation away from the children"),
    Reason.LESSONS_COUNT: N_(
        "{lessons} lessons of {length} and {rest} more count {counts} each, with all that belongs to them"
    ),
    Reason.PATTERN_LESSONS: N_("Target by the weekly pattern: {lessons} lessons and {rest}"),
    Reason.STANDBY_SHARE: N_("Standby on site counts {percent}: the rest is not credited"),
    Reason.BREAK_DEDUCTED: N_("Break deducted: for {present} of work {required} are due, {interruptions} were taken"),
    Reason.BREAK_CONTESTED: N_("Break not taken, as declared: credited again"),
    Reason.BREAK_PAID: N_("Break counts, as in shift work round the clock: {taken} taken, {required} due by law"),
    Reason.OUTSIDE_FRAME: N_("Outside the frame from {from} to {to}: does not count"),
    Reason.ORDERED: N_("Ordered: counts although it lies outside the frame"),
    Reason.DOUBLED_STAMP: N_("{stamp} at {at} was stamped twice: counts once"),
    Reason.WRONG_KEY: N_("{stamp} at {at} was a wrong key: the key pressed right after it counts"),
    Reason.HONORARY: N_("Honorary office: what was stamped is kept and is no working time"),
    Reason.PATTERN: N_("Target by the weekly pattern"),
    Reason.SPECIAL_PLAN: N_("Target by the special plan of this day: {plan}"),
    Reason.SHIFT: N_("Target by the roster: {plan}"),
    Reason.OFF_DUTY: N_("Free by the roster"),
    Reason.RECOGNISED: N_("Target by the day plan your coming is nearest to: {plan}"),
    Reason.HOLIDAY: N_("{holiday} is a public holiday: no work is due"),
    Reason.HOLIDAY_SHARE: N_("{holiday} is a public holiday: less is due in this week, on duty or not"),
    Reason.HOLIDAY_PAID: N_(
        "{holiday} is a public holiday: the shift stays due, for its hours are paid with {percent} in place of time off"
    ),
    Reason.CLOSED_DAY: N_("{holiday}: offices are closed, no work is due"),
    Reason.ABSENT: N_("{absence}: {planned} were planned, {worked} count already, the rest is credited"),
    Reason.ABSENT_REST: N_(
        "{absence} from {from} on: {planned} were planned, {worked} count already, the rest is credited"
    ),
    Reason.ABSENT_NO_TARGET: N_("{absence}: no work is due"),
    Reason.COUNTED: N_("{absence}: counts as work and is no break"),
    Reason.NURSING: N_("{absence}: counts as work and is no break; due on request: {least}"),
    Reason.CALLED_REST: N_(
        "After a call until {called} work began at {earliest} at the earliest: credited by the agreement"
    ),
    Reason.TRIP: N_("{absence}: {site} at the place, {travel} of travel; {uncredited} of travel do not count"),
    Reason.SCHOOL_HOURS: N_("{absence}: lessons with breaks, and {way} on the way"),
    Reason.SCHOOL_DAY: N_("{absence}, {lessons} lessons: an average day is credited, and no work is due"),
    Reason.SCHOOL_BLOCK: N_("{absence}, block week: an average week is credited, {extra} of training may be added"),
    Reason.ABSENT_NO_CREDIT: N_("{absence}: nothing is credited, the target stays"),
    Reason.ABSENT_PRESENT: N_("{absence}: {present} present are recorded and no working time"),
    Reason.GIVEN_BACK: N_("{absence}: comes back, for the illness on this day is certified"),
    Reason.STAYS_OFF: N_(
        "{absence}: the day off stays one; leave comes back with a certificate, "
        "time off only from a working-time account"
    ),
    Reason.OFFICE: N_("Office of trust"),
    Reason.RELEASED: N_("Released in full: {planned} planned and {ordered} ordered are credited in place of {present}"),
    Reason.NOT_RECORDED: N_("The city does not keep an account of your time: nothing is due, and nothing counts"),
}

# Where there is less to say, or more: nothing counts yet of a day that is missing as a whole; a deduction ends where
# the law would ask for no break.
MISSING_AS_A_WHOLE = N_("{absence}: {planned} were planned and are credited")
KEPT = N_(
    "Break deducted: for {present} of work {required} are due, {interruptions} were taken; the deduction ends at {kept}"
)
CLOCKS_CHANGE = {
    "forward": N_("{sentence} ({shift} less: summer time begins)"),
    "back": N_("{sentence} ({shift} more: summer time ends)"),
}


def since_sentence(since: Since | None, say: Translator) -> str:
    """Return from when on a figure holds: "gilt seit 01.01.2027 (bis 31.12.2026 anders)"; of none nothing."""
    if since is None:
        return ""
    first, last = (formats.plain_day(day, say.locale) for day in (since.day, since.day - ONE_DAY))
    if since.replaces:
        return say.text("in force from {first} (different until {last})", first=first, last=last)
    return say.text("in force from {first}", first=first)


def cited(each: Line | Premium | Amount, say: Translator) -> str:
    """Return where a line comes from: citation, rule where that does not name it already, and since when it holds."""
    rule = "" if each.rule in each.citation else each.rule
    return " · ".join(filter(None, (each.citation, rule, since_sentence(each.since, say))))


def line_sentence(line: Line, day: date, say: Translator, zone: ZoneInfo) -> str:
    """Return why a line is on the bill of a day: "Arbeit von 22:00 bis Sa. 06:00", for it ends on another day."""
    parameters = spoken(line.figures, say)
    if line.span is None or line.reason not in REASON_WITH_SPAN:
        return say.text(_reason(line), **parameters)
    parameters["from_clock"] = formats.clock_on(day, line.span.from_at, zone, say.locale)
    parameters["to_clock"] = formats.clock_on(day, line.span.to_at, zone, say.locale)
    return _with_change(say.text(REASON_WITH_SPAN[line.reason], **parameters), line.span, say, zone)


def _reason(line: Line) -> str:
    if line.reason is Reason.ABSENT and not line.figures["worked"]:
        return MISSING_AS_A_WHOLE
    return KEPT if "kept" in line.figures else REASON[line.reason]


def _with_change(sentence: str, span: Span, say: Translator, zone: ZoneInfo) -> str:
    """Return a sentence about a span; on nights on which the clocks change, with what they do not tell."""
    shift = walltime.clocks_moved(span, zone)
    if not shift:
        return sentence
    way = "back" if shift > timedelta(0) else "forward"
    return say.text(CLOCKS_CHANGE[way], sentence=sentence, shift=formats.duration(abs(shift)))
