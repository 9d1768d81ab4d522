"""Closed months: what one still wants, why one stays closed, and what came after it was."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from timeclock.core.closing import Hindrance, Missing, MonthNews
from timeclock.core.late_truths import Arrival, Came
from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator

MISSING = {
    Missing.NOT_OVER: N_("not over yet"),
    Missing.EARLIER_OPEN: N_("an earlier month was left out"),
    Missing.BEING_WORKED_OUT: N_("being worked out anew"),
    Missing.NOT_WORKED_OUT: N_("days not worked out"),
    Missing.REQUESTS_WAIT: N_("a request waits"),
    Missing.OPEN_DAYS: N_("open days"),
    Missing.OBJECTED: N_("objection not answered"),
    Missing.NOT_CONFIRMED: N_("not confirmed yet"),
    Missing.CHANGED: N_("changed since confirmed"),
}

STAYS_CLOSED = {
    Hindrance.NOT_CLOSED: N_("This month is not closed."),
    Hindrance.HANDED_OVER: N_("Payroll has this month. What is found of it is posted as a difference."),
    Hindrance.LATER_CLOSED: N_("A later month is closed already. Please open that one first."),
}

MONTH_TOLD = {
    MonthNews.LATER: N_("{month} is closed; {amount} were posted to {account} later"),
    MonthNews.REOPENED: N_("{month} was opened again; it had been closed with a difference of {amount}"),
    MonthNews.CLOSED_ANEW: N_("{month} was closed anew with a difference of {amount}"),
}

CAME = {
    Arrival.STAMP: N_("{moment}: a stamp came late"),
    Arrival.CORRECTION: N_("{moment}: a correction by {by}: {reason}"),
    Arrival.RULING: N_("{moment}: decided about a stamp by {by}: {reason}"),
    Arrival.ABSENCE: N_("{moment}: an absence was entered"),
    Arrival.ABSENCE_WITHDRAWN: N_("{moment}: an absence was withdrawn"),
    Arrival.ABSENCE_NOTED: N_("{moment}: something became known of an absence"),
    Arrival.ORDER: N_("{moment}: overtime was ordered"),
    Arrival.ORDER_WITHDRAWN: N_("{moment}: an overtime order was withdrawn"),
    Arrival.DECLARATION: N_("{moment}: {by} about the deducted break: {reason}"),
    Arrival.PLAN: N_("{moment}: another plan was entered"),
    Arrival.RULES: N_("Other rules are in force than when the month was closed"),
    Arrival.OTHER: N_("Something on a day nearby changed"),
}


def came_sentence(came: Came, say: Translator, zone: ZoneInfo) -> str:
    """Return what came: "2 Dec 2026, 09:10: a correction by Jens Brandt: forgotten"."""
    by, reason = came.by or say.text("the house itself"), came.reason or "–"
    return say.text(CAME[came.what], moment=formats.moment(came.at, zone, say.locale), by=by, reason=reason)
