"""What may be sent about budgets of overtime, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from marshmallow import ValidationError, fields

from timeclock.core.amounts import Unit
from timeclock.core.spans import MINUTE
from timeclock.i18n.wording import N_
from timeclock.service import account_desk
from timeclock.service.account_desk import NoAmount
from timeclock.web.inputs import (
    FIRST_DAY_MISSING,
    LAST_DAY_MISSING,
    LONGEST_REASON,
    NOT_UNDERSTOOD,
    Form,
    messages,
    needed_day,
    text,
)

REASON_MISSING = N_("Please say where it is written, or what it is for.")
HOURS_MISSING = N_("Please enter hours, for example 40 or 37:30.")
UNIT_MISSING = N_("Please choose a unit.")


class Hours(fields.Field[timedelta]):
    """So many hours, or hours and minutes: 40, 37:30."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> timedelta:
        written = str(value).strip()
        try:
            minutes = account_desk.amount_of(written if ":" in written else f"{written}:00", Unit.MINUTES)
        except NoAmount:
            raise ValidationError(HOURS_MISSING) from None
        if minutes < 0:
            raise ValidationError(HOURS_MISSING)
        return minutes * MINUTE


@dataclass(frozen=True, slots=True)
class BudgetAsked:
    """A budget as it was entered."""

    budget: UUID
    unit: UUID
    first: date
    last: date
    hours: timedelta
    reason: str


class BudgetForm(Form[BudgetAsked]):
    made = BudgetAsked
    budget = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    unit = fields.UUID(required=True, error_messages=messages(UNIT_MISSING) | {"invalid_uuid": UNIT_MISSING})
    first = needed_day(FIRST_DAY_MISSING)
    last = needed_day(LAST_DAY_MISSING)
    hours = Hours(required=True, error_messages=messages(HOURS_MISSING))
    reason = text(REASON_MISSING, LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class BudgetChosen:
    budget: UUID


class WithdrawForm(Form[BudgetChosen]):
    made = BudgetChosen
    budget = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
