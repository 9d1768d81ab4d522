"""What whoever answers for a unit may send about how many it needs, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from timeclock.i18n.wording import N_
from timeclock.service.staffing import Wanted
from timeclock.web.inputs import FIRST_DAY_MISSING, NOT_UNDERSTOOD, Form

HEADS_MISSING = N_("Please enter a whole number, 0 where nobody is needed.")
MOST = 9_999
MESSAGES: dict[str, Any] = dict.fromkeys(("required", "invalid", "invalid_uuid", "null", "unknown"), NOT_UNDERSTOOD)


def _heads() -> fields.Integer:
    messages: dict[str, Any] = dict.fromkeys(("required", "invalid", "null", "too_large"), HEADS_MISSING)
    return fields.Integer(required=True, validate=validate.Range(0, MOST, error=HEADS_MISSING), error_messages=messages)


@dataclass(frozen=True, slots=True)
class HeadsAsked:
    """How many a unit needs on each weekday and on holidays, from a day on."""

    unit: UUID
    first: date
    monday: int
    tuesday: int
    wednesday: int
    thursday: int
    friday: int
    saturday: int
    sunday: int
    holiday: int

    @property
    def wanted(self) -> Wanted:
        """The same as it is entered."""
        week = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return Wanted(self.unit, self.first, (*week, self.holiday))


class HeadsForm(Form[HeadsAsked]):
    made = HeadsAsked
    unit = fields.UUID(required=True, error_messages=MESSAGES)
    first = fields.Date(
        required=True, error_messages=MESSAGES | dict.fromkeys(("required", "invalid"), FIRST_DAY_MISSING)
    )
    monday = _heads()
    tuesday = _heads()
    wednesday = _heads()
    thursday = _heads()
    friday = _heads()
    saturday = _heads()
    sunday = _heads()
    holiday = _heads()
