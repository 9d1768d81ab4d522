"""Accounts: why one moves, where it stands, and why something is not written on it."""

from __future__ import annotations

from datetime import timedelta

from timeclock.core.accounts import Light, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.posting_acts import ActRefusal
from timeclock.i18n import formats
from timeclock.i18n.marking import N_

POSTING = {
    PostingKind.OPENING: N_("Opening balance"),
    PostingKind.MONTH: N_("Month closed"),
    PostingKind.DELTA: N_("Found after the month was closed"),
    PostingKind.TRANSFER: N_("Transfer"),
    PostingKind.PAYOUT: N_("Payout"),
    PostingKind.LAPSE: N_("Lapsed at the cut-off date"),
    PostingKind.CONVERT: N_("Conversion"),
    PostingKind.MANUAL: N_("Posting by hand"),
}

DAYS_NOT_CLOSED = N_("Days not closed yet")

LIGHT = {
    Light.GREEN: N_("within the marks"),
    Light.YELLOW: N_("near the limit"),
    Light.RED: N_("beyond the limit"),
}

# What is told of an account: how it stands, or that somebody has to decide.
ACCOUNT_TOLD = {
    Light.GREEN: N_("back within the marks"),
    Light.YELLOW: N_("near the limit"),
    Light.RED: N_("beyond the limit"),
    "waits": N_("above what is carried over: to be paid, taken as time off or transferred, nothing lapses"),
}

NOT_WRITTEN = {
    "no_such_account": N_("This person has no such account on this day."),
    "month_closed": N_("The month of this day is closed. Please choose a day of an open month."),
    "opened_already": N_("This account has an opening balance already."),
    "reason_missing": N_("Please say in a few words why."),
    "same_person": N_("Somebody else has to confirm what you proposed."),
    "decided_already": N_("Somebody has decided this meanwhile."),
    ActRefusal.NOTHING: N_("Please enter an amount; what is paid or transferred is more than nothing."),
    ActRefusal.NOT_PAYABLE: N_("Nothing is paid out of this account."),
    ActRefusal.NOT_BROUGHT_THERE: N_("Please choose an account to which this one may be transferred."),
    ActRefusal.MORE_THAN_THERE_IS: N_("There is not so much on the account."),
    ActRefusal.BEYOND_LIMIT: N_("This would take the account beyond its limit."),
}


def posted_amount(amount: int, unit: Unit, locale: str) -> str:
    """Return an amount with its sign: minutes as +1:30, hours of pay as +1,375."""
    if unit is Unit.MINUTES:
        return formats.signed(timedelta(minutes=amount))
    sign = "+" if amount > 0 else formats.MINUS if amount < 0 else ""
    return f"{sign}{formats.pay_hours(abs(amount), locale)}"
