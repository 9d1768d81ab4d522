"""What human resources may send about a kind of account, field by field; amounts are read in the account's own unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from marshmallow import fields, validate

from timeclock.core.accounts import CutOff, Limits
from timeclock.core.amounts import Unit
from timeclock.i18n.wording import N_
from timeclock.service import account_desk
from timeclock.service.account_desk import NoAmount
from timeclock.service.account_kind_changes import Held, Wanted
from timeclock.service.account_kinds import MONTH_ENDS
from timeclock.web.inputs import (
    FIRST_DAY_MISSING,
    LONGEST_REASON,
    NOT_UNDERSTOOD,
    TOO_LONG,
    Form,
    InvalidInput,
    OptionalDay,
    messages,
    needed_day,
    text,
)

AMOUNT = N_("Please enter an amount like 40:00, or of hours of pay like 2,5; nothing where nothing is agreed.")
WARNS_TOO_LATE = N_("What warns of a limit lies before it.")
CUT_OFF_DAYS = N_("Please enter days like 30.6., 31.12., or tick the end of each month; and what is kept.")
DAYS_OR_MONTH_ENDS = N_("Please enter either single days or the end of each month, not both.")
SOURCE_MISSING = N_("Please say where it is agreed.")
DAY_OF_MONTH = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.?")
# In a leap year every day of a month is there.
LEAP_YEAR = 2024
SHORT = validate.Length(max=100, error=TOO_LONG)


def _optional() -> fields.String:
    return fields.String(load_default="", validate=SHORT, error_messages=messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """A change as it was entered."""

    code: str
    since: date
    most_credit: str
    most_debit: str
    warn_credit: str
    warn_debit: str
    cut_days: str
    month_end: bool
    keep: str
    source: str

    def wanted(self, held: Held) -> Wanted:
        """Return what is wanted of a kind as it holds; raise `InvalidInput` for amounts and days that are none."""
        unit = held.kind.unit
        warn = (_amount("warn_credit", self.warn_credit, unit), _amount("warn_debit", self.warn_debit, unit))
        try:
            most = (_amount("most_credit", self.most_credit, unit), _amount("most_debit", self.most_debit, unit))
            limits = Limits(*most, *warn)
        except ValueError as fault:
            if isinstance(fault, InvalidInput):
                raise
            raise InvalidInput({"warn_credit": [WARNS_TOO_LATE]}) from None
        return Wanted(self.code, self.since, limits, self._cut_off(held), self.source.strip())

    def _cut_off(self, held: Held) -> CutOff | None:
        if self.month_end and self.cut_days.strip():
            raise InvalidInput({"cut_days": [DAYS_OR_MONTH_ENDS]})
        days = MONTH_ENDS if self.month_end else _days(self.cut_days)
        keep = _amount("keep", self.keep, held.kind.unit)
        if not days and keep is None:
            return None
        if not days or keep is None:
            raise InvalidInput({"cut_days": [CUT_OFF_DAYS]})
        return CutOff(days, keep, held.rest_to)


class ChangeForm(Form[ChangeAsked]):
    made = ChangeAsked
    code = text(NOT_UNDERSTOOD, 40)
    since = needed_day(FIRST_DAY_MISSING)
    most_credit = _optional()
    most_debit = _optional()
    warn_credit = _optional()
    warn_debit = _optional()
    cut_days = _optional()
    month_end = fields.Boolean(load_default=False, error_messages=messages(NOT_UNDERSTOOD))
    keep = _optional()
    source = text(SOURCE_MISSING, LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class KindChosen:
    kind: str
    since: date | None


class KindForm(Form[KindChosen]):
    """Which kind is to be changed, as it holds since when, in the address; none is a look at all of them."""

    made = KindChosen
    kind = _optional()
    since = OptionalDay(load_default=None, error_messages=messages(NOT_UNDERSTOOD))


def _amount(name: str, sent: str, unit: Unit) -> int | None:
    if not sent.strip():
        return None
    try:
        amount = account_desk.amount_of(sent, unit)
    except NoAmount:
        raise InvalidInput({name: [AMOUNT]}) from None
    if amount < 0:
        raise InvalidInput({name: [AMOUNT]})
    return amount


def _days(sent: str) -> tuple[tuple[int, int], ...]:
    """Return month and day of each of "30.6., 31.12."."""
    found = [DAY_OF_MONTH.fullmatch(each.strip()) for each in sent.split(",") if each.strip()]
    try:
        days = [date(LEAP_YEAR, int(each[2]), int(each[1])) for each in found if each is not None]
    except ValueError:
        raise InvalidInput({"cut_days": [CUT_OFF_DAYS]}) from None
    if len(days) != len(found):
        raise InvalidInput({"cut_days": [CUT_OFF_DAYS]})
    return tuple((day.month, day.day) for day in sorted(set(days)))
