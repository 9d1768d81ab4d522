"""What each code is called: tables from code to English sentence, the key of the catalogues."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from timeclock.core.day import DayState
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.lines import Line, Reason
from timeclock.core.stamps import StampKind
from timeclock.i18n import formats
from timeclock.i18n.translation import Translator


def N_(sentence: str) -> str:  # noqa: N802  the name gettext tools look for
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return sentence


REASON_WITH_SPAN = {
    Reason.WORK: N_("Work from {from_clock} to {to_clock}"),
    Reason.ERRAND: N_("Errand from {from_clock} to {to_clock}"),
    Reason.MOBILE_WORK: N_("Mobile work from {from_clock} to {to_clock}"),
    Reason.OUTSIDE_FRAME: N_("Outside the frame from {from_clock} to {to_clock}: does not count"),
    Reason.DOUBLED_STAMP: N_("Stamped twice, {from_clock} to {to_clock}: counted once"),
}

REASON = {
    Reason.WORK: N_("Work"),
    Reason.ERRAND: N_("Errand"),
    Reason.MOBILE_WORK: N_("Mobile work"),
    Reason.BREAK_DEDUCTED: N_("Statutory break: {amount} deducted because the breaks taken were too short"),
    Reason.BREAK_CONTESTED: N_("Break not taken, as declared: nothing is deducted"),
    Reason.OUTSIDE_FRAME: N_("Outside the frame: does not count"),
    Reason.DOUBLED_STAMP: N_("Stamped twice: counted once"),
    Reason.PATTERN: N_("Target by the weekly pattern"),
    Reason.HOLIDAY: N_("Public holiday: no work is due"),
    Reason.CLOSED_DAY: N_("Offices closed: no work is due"),
}

FINDING = {
    Code.MISSING_IN: N_("The coming is missing"),
    Code.MISSING_OUT: N_("The going is missing"),
    Code.STILL_IN: N_("Still present"),
    Code.DOUBLED_STAMP: N_("Stamped twice in a row"),
    Code.IMPOSSIBLE_STAMP: N_("This stamp does not fit the others"),
    Code.UNSUPPORTED_STAMP: N_("This kind of stamp is not evaluated yet"),
    Code.NO_STAMPS: N_("No stamps on a working day"),
    Code.NO_PLAN: N_("No working-time model is assigned"),
    Code.CORE_TIME: N_("Core time not fully worked"),
    Code.OUTSIDE_FRAME: N_("Worked outside the frame"),
    Code.BREAK_CONTESTED: N_("The deducted break was contested"),
    Code.ARBZG_3_2_MAX10: N_("Worked longer than allowed in one day"),
    Code.ARBZG_4_1_DUR30: N_("Break too short for more than 6 hours of work"),
    Code.ARBZG_4_1_DUR45: N_("Break too short for more than 9 hours of work"),
    Code.ARBZG_4_3_6H: N_("Worked too long without a break"),
    Code.ARBZG_5_1_REST11: N_("Rest before this day too short"),
    Code.ARBZG_9_1_SUN: N_("Worked on a Sunday"),
    Code.ARBZG_9_1_HOL: N_("Worked on a public holiday"),
}

ADVICE = {
    Code.MISSING_IN: N_("Tell the time office when work began. Until then the day stays open."),
    Code.MISSING_OUT: N_("Tell the time office when work ended. Until then the day stays open."),
    Code.STILL_IN: N_("Nothing to do: the day is worked out after the going."),
    Code.DOUBLED_STAMP: N_("Nothing to do: the second stamp is kept but not counted."),
    Code.IMPOSSIBLE_STAMP: N_("Ask the time office to look at the stamps of this day."),
    Code.UNSUPPORTED_STAMP: N_("The stamp is kept. Ask the time office whether it has to count."),
    Code.NO_STAMPS: N_("If there was an absence, have it entered; if there was work, tell the time office the times."),
    Code.NO_PLAN: N_("The time office has to assign a model before this day can be worked out."),
    Code.CORE_TIME: N_("Talk to your superior if the core time could not be kept."),
    Code.OUTSIDE_FRAME: N_("If the work was ordered, have it confirmed; otherwise this time does not count."),
    Code.BREAK_CONTESTED: N_("The superior is asked; until then the time counts."),
    Code.ARBZG_3_2_MAX10: N_("Please end work earlier. The time counts in full."),
    Code.ARBZG_4_1_DUR30: N_("Please take breaks of 30 minutes in all, each at least 15 minutes long."),
    Code.ARBZG_4_1_DUR45: N_("Please take breaks of 45 minutes in all, each at least 15 minutes long."),
    Code.ARBZG_4_3_6H: N_("Please take a break after 6 hours at the latest."),
    Code.ARBZG_5_1_REST11: N_("Please begin later after a late end. The time counts in full."),
    Code.ARBZG_9_1_SUN: N_("Sunday work needs an exemption. The time counts in full."),
    Code.ARBZG_9_1_HOL: N_("Work on holidays needs an exemption. The time counts in full."),
}

FIGURE_AND_LIMIT = N_("{figure}, allowed or due: {limit}")

SEVERITY = {
    Severity.NOTE: N_("Note"),
    Severity.WARNING: N_("Please settle"),
    Severity.VIOLATION: N_("Violation"),
}

DAY_STATE = {
    DayState.OPEN: N_("open"),
    DayState.COMPLETE: N_("complete"),
    DayState.FROZEN: N_("closed"),
}

STAMP = {
    StampKind.IN: N_("Coming"),
    StampKind.OUT: N_("Going"),
    StampKind.BREAK_START: N_("Break begins"),
    StampKind.BREAK_END: N_("Break ends"),
    StampKind.ERRAND_OUT: N_("Errand begins"),
    StampKind.ERRAND_IN: N_("Errand ends"),
    StampKind.HOME_IN: N_("Coming (mobile work)"),
    StampKind.HOME_OUT: N_("Going (mobile work)"),
    StampKind.CALL_START: N_("Call-out begins"),
    StampKind.CALL_END: N_("Call-out ends"),
    StampKind.AUTO: N_("Badge held"),
}

# What the button says: the act, not the record of it.
ACT = {
    StampKind.IN: N_("Come"),
    StampKind.OUT: N_("Go"),
    StampKind.BREAK_START: N_("Begin break"),
    StampKind.BREAK_END: N_("End break"),
    StampKind.ERRAND_OUT: N_("Begin errand"),
    StampKind.ERRAND_IN: N_("End errand"),
    StampKind.HOME_IN: N_("Come (mobile work)"),
    StampKind.HOME_OUT: N_("Go (mobile work)"),
    StampKind.CALL_START: N_("Begin call-out"),
    StampKind.CALL_END: N_("End call-out"),
    StampKind.AUTO: N_("Stamp"),
}

QUARANTINE = {
    "unknown_badge": N_("Badge unknown"),
    "blocked_badge": N_("Badge blocked"),
    "badge_not_held": N_("Nobody held the badge at that time"),
    "no_employment": N_("No employment on that day"),
    "several_employments": N_("Several employments: which one is unclear"),
    "wrong_zone": N_("The terminal runs in another time zone"),
    "future_time": N_("Time lies in the future"),
    "past_time": N_("Time lies too far back"),
    "no_time": N_("The terminal's clock was not reliable"),
    "wrong_signature": N_("Signature does not match"),
    "wrong_source": N_("Sent by another terminal than named"),
}

ORIGIN = {
    "terminal": N_("Terminal"),
    "web": N_("Browser"),
    "phone": N_("Phone"),
    "correction": N_("Correction"),
    "import": N_("Import"),
    "api": N_("Connected system"),
}

ROLE = {
    "employee": N_("Employee"),
    "supervisor": N_("Superior"),
    "time_officer": N_("Time office"),
    "hr": N_("Human resources"),
    "staff_council": N_("Staff council"),
    "data_protection": N_("Data protection"),
    "it_admin": N_("IT"),
    "client": N_("Connected system"),
}

RULES_KIND = {
    "law": N_("Law"),
    "agreement": N_("Agreement"),
    "model": N_("Working-time models"),
    "engine": N_("Program"),
    "calendar": N_("Holiday calendar"),
}

SOURCE_STATE = {
    "active": N_("in service"),
    "blocked": N_("blocked"),
    "retired": N_("taken out of service"),
}


def line_sentence(line: Line, say: Translator, zone: ZoneInfo) -> str:
    """Return why a line is on the bill: "Arbeit von 07:30 bis 12:00"."""
    parameters: dict[str, object] = {key: _figure(value) for key, value in line.figures.items()}
    parameters["amount"] = formats.duration(abs(line.amount))
    if line.span is None or line.reason not in REASON_WITH_SPAN:
        return say.text(REASON[line.reason], **parameters)
    parameters["from_clock"] = formats.clock(line.span.from_at, zone)
    parameters["to_clock"] = formats.clock(line.span.to_at, zone)
    return say.text(REASON_WITH_SPAN[line.reason], **parameters)


def finding_figures(finding: Finding, say: Translator) -> str:
    """Return figure and limit of a finding, "10:20, erlaubt oder nötig: 10:00", or nothing where it has none."""
    if finding.figure is None or finding.limit is None:
        return ""
    return say.text(FIGURE_AND_LIMIT, figure=_figure(finding.figure), limit=_figure(finding.limit))


def _figure(value: int | str) -> str:
    return formats.duration(timedelta(minutes=value)) if isinstance(value, int) else value
