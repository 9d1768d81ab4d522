"""Why something cannot be asked for, in words, and where on its form that is said: for pages and programs alike."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from timeclock.core import requests as steps
from timeclock.core import swaps
from timeclock.core.posting_acts import ActRefusal
from timeclock.i18n import wording
from timeclock.i18n.wording import N_
from timeclock.service import answers
from timeclock.service.kinds import absence_returns, absences, breaks, calls, corrections, mobile_work, overtime
from timeclock.service.postings import Refusal

Sentences: TypeAlias = Mapping[StrEnum, tuple[str, str]]

NO_SUCH_TIME = N_(
    "In this night the clock was changed, and this time did not exist or came twice. Please choose another."
)
CORRECTION: Sentences = {
    corrections.Obstacle.NO_SUCH_TIME: (
        "clock",
        N_("This time did not exist: in this night the clock was put forward. Please enter a time before or after it."),
    ),
    corrections.Obstacle.TIME_TWICE: (
        "which",
        N_("This time came twice, because in this night the clock was put back. Please say which one you mean."),
    ),
    corrections.Obstacle.FUTURE: ("clock", N_("This time lies in the future.")),
    corrections.Obstacle.TOO_LONG_AGO: (
        "clock",
        N_("This day is too long ago to be corrected here. Please ask the time office."),
    ),
    corrections.Obstacle.UNCHANGED: (
        "clock",
        N_("Nothing would change: please enter another time or another kind of stamp."),
    ),
    corrections.Obstacle.ALREADY_THERE: ("clock", N_("There is such a stamp at this time already.")),
    corrections.Obstacle.ALREADY_ASKED: ("clock", N_("You have asked for this already; it waits for a decision.")),
    corrections.Obstacle.SENT_BEFORE: (
        "clock",
        N_(
            "This form was sent before, with other words or another time, or was settled since. What was asked first "
            "is on the page of the day. If you want to ask for this as well, please send it again."
        ),
    ),
    corrections.Obstacle.SEVERAL_EMPLOYMENTS: (
        "clock",
        N_("You have several employments on this day. Please ask the time office, so that the right one is corrected."),
    ),
    corrections.Obstacle.NOT_CORRECTABLE: ("clock", N_("Please choose the stamp on the page of the day.")),
}
BREAK: Sentences = {
    breaks.Obstacle.NOTHING_DEDUCTED: (
        "day",
        N_("On this day no break was deducted. Please look at the day again."),
    ),
}
OVERTIME: Sentences = {
    overtime.Obstacle.NO_SPAN: ("to_clock", N_("Please say from when to when.")),
    overtime.Obstacle.TOO_LONG: ("to_clock", N_("That is longer than a day.")),
    overtime.Obstacle.TOO_MUCH: ("most", N_("That is more than lies between the two times.")),
    overtime.Obstacle.TOO_LONG_AGO: ("day", N_("This day is too long ago. Please ask the time office.")),
    overtime.Obstacle.ALREADY_ASKED: ("day", N_("You have asked for overtime at this time already.")),
}
CALL: Sentences = {
    calls.Obstacle.NO_SPAN: ("to_clock", N_("Please say from when to when.")),
    calls.Obstacle.TOO_LONG: ("to_clock", N_("That is longer than a day.")),
    calls.Obstacle.FUTURE: ("to_clock", N_("This time lies in the future. Please report the call once it is over.")),
    calls.Obstacle.TOO_LONG_AGO: ("day", N_("This day is too long ago. Please ask the time office.")),
    calls.Obstacle.STAMPED: (
        "from_clock",
        N_("At this time you have stamped already, or right before or after it. Please look at the day."),
    ),
    calls.Obstacle.REPORTED: ("from_clock", N_("You have reported a call at this time already.")),
}
MOBILE_WORK: Sentences = {
    mobile_work.Obstacle.LAST_BEFORE_FIRST: ("last", N_("The last day lies before the first.")),
    mobile_work.Obstacle.OVER: ("last", N_("These days are over.")),
    mobile_work.Obstacle.ALREADY_ASKED: ("first", N_("You have asked for mobile work on one of these days already.")),
}
ABSENCE: Sentences = {
    absences.Obstacle.DAYS: ("last", N_("The last day lies before the first, or more than a year after it.")),
    absences.Obstacle.CLOCKS: ("to_clock", N_("Please enter a time from which on, and then one until which.")),
    absences.Obstacle.NO_SUCH_REASON: ("reason", N_("On these days nobody can ask for this.")),
    absences.Obstacle.NOT_EMPLOYED: ("first", N_("On one of these days you are not employed.")),
    absences.Obstacle.TOO_LONG_AGO: (
        "first",
        N_("This is too long ago to be asked for here. Please ask the time office."),
    ),
    absences.Obstacle.AWAY_ALREADY: ("first", N_("On one of these days you are away already.")),
}
ABSENCE_RETURN: Sentences = {
    absence_returns.Obstacle.NOT_THERE: ("absences", N_("This absence does not count any more.")),
    absence_returns.Obstacle.NOT_ASKED_FOR: (
        "absences",
        N_("This absence was entered for you; tell the time office."),
    ),
    absence_returns.Obstacle.BEGUN: ("absences", N_("This absence has begun; tell the time office.")),
}
SWAP: Sentences = {
    swaps.Obstacle.ONESELF: ("partner", N_("A swap needs somebody else.")),
    swaps.Obstacle.NO_LOGIN: (
        "partner",
        N_("This colleague has no login and cannot agree here. Please ask whoever plans the roster."),
    ),
    swaps.Obstacle.OTHER_MONTH: ("partner", N_("Duties are swapped within one month.")),
    swaps.Obstacle.CHANGED: (
        "partner",
        N_("The published roster of the unit does not have these duties so any more. Please look at it again."),
    ),
    swaps.Obstacle.BEGUN: ("partner", N_("One of these duties has begun, or is over.")),
    swaps.Obstacle.OTHER_UNIT: ("partner", N_("On one of these days one of the two is not in the unit of the roster.")),
    swaps.Obstacle.AWAY: ("partner", N_("One of the two is absent on the day of the duty that is to be taken over.")),
    swaps.Obstacle.CLOSED: ("partner", N_("The month is closed for one of the two.")),
    swaps.Obstacle.NO_PLAN: (
        "partner",
        N_("One of the duties names a day plan that the working-time model of the other does not have."),
    ),
    swaps.Obstacle.OVERLAPS: ("partner", N_("One of the two has another duty at this time.")),
    swaps.Obstacle.UNLAWFUL: (
        "partner",
        N_(
            "Beside the other duties the law does not allow it: a rest would be too short, a day too long, or the like."
        ),
    ),
    swaps.Obstacle.ALREADY_ASKED: ("partner", N_("You have offered this duty already; that request waits.")),
}
OBJECTION: Sentences = {
    steps.Obstacle.NOT_DECIDED: ("reason", N_("Nobody has decided about this yet, so there is nothing to object to.")),
    steps.Obstacle.NOTHING_REFUSED: ("reason", N_("Nothing of this was refused, so there is nothing to object to.")),
    steps.Obstacle.HEARD_ALREADY: ("reason", N_("Your objection was heard already; this decision stands.")),
}
MONTH: Sentences = {
    answers.Obstacle.NOT_OVER: ("reason", N_("This month is not over yet.")),
    answers.Obstacle.CLOSED: (
        "reason",
        N_("This month is closed. Please ask for a correction of the day that is not right."),
    ),
    answers.Obstacle.CHANGED_MEANWHILE: (
        "reason",
        N_("Something changed while you were looking. Please look again."),
    ),
    answers.Obstacle.REASON_MISSING: ("reason", N_("Please say what is not right; your superior reads it.")),
}
# By class first: obstacles of two kinds may have the same code, and then are equal as strings.
BY_CLASS: Mapping[type[StrEnum], Sentences] = {
    corrections.Obstacle: CORRECTION,
    breaks.Obstacle: BREAK,
    overtime.Obstacle: OVERTIME,
    calls.Obstacle: CALL,
    mobile_work.Obstacle: MOBILE_WORK,
    absences.Obstacle: ABSENCE,
    absence_returns.Obstacle: ABSENCE_RETURN,
    swaps.Obstacle: SWAP,
    Refusal: {each: ("amount", wording.NOT_WRITTEN[each]) for each in Refusal},
    ActRefusal: {each: ("amount", wording.NOT_WRITTEN[each]) for each in ActRefusal},
    steps.Obstacle: OBJECTION,
    answers.Obstacle: MONTH,
}


def told(obstacle: StrEnum) -> tuple[str, str]:
    """Return the field of the form at which an obstacle is explained, and the sentence that does it."""
    return BY_CLASS[type(obstacle)][obstacle]
