"""What whoever answers for a unit may send about how many it needs, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from timeclock.core.needs import Part
from timeclock.i18n.wording import N_
from timeclock.service.staffing import Wanted
from timeclock.web.inputs import CLOCK_MISSING, FIRST_DAY_MISSING, NOT_UNDERSTOOD, Clock, Form, InvalidInput
from timeclock.web.team.roster_inputs import OptionalKey, OptionalUid

HEADS_MISSING = N_("Please enter a whole number, 0 where nobody is needed.")
SHIFT_OR_CLOCKS = N_("Please give a shift or clocks, not both.")
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
    key: str
    begins: time | None
    ends: time | None
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
        return Wanted(self.unit, self.first, (*week, self.holiday), self._part())

    def _part(self) -> Part:
        """Return of what they are needed; a shift and clocks, or one clock alone, are none."""
        clocks = self.begins, self.ends
        if self.key and clocks != (None, None):
            raise InvalidInput({"of": [SHIFT_OR_CLOCKS]})
        if self.begins is not None and self.ends is not None:
            return Part(clocks=(self.begins, self.ends))
        if clocks != (None, None):
            raise InvalidInput({"from" if self.begins is None else "to": [CLOCK_MISSING]})
        return Part(self.key)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which unit's numbers the form begins with, and of which part of the day."""

    unit: UUID | None
    part: str


class ShownForm(Form[Shown]):
    made = Shown
    unit = OptionalUid(load_default=None, error_messages=MESSAGES)
    part = fields.String(load_default="", validate=validate.Length(max=11, error=NOT_UNDERSTOOD))


class HeadsForm(Form[HeadsAsked]):
    made = HeadsAsked
    unit = fields.UUID(required=True, error_messages=MESSAGES)
    first = fields.Date(
        required=True, error_messages=MESSAGES | dict.fromkeys(("required", "invalid"), FIRST_DAY_MISSING)
    )
    key = OptionalKey(data_key="of", load_default="")
    begins = Clock(data_key="from", load_default=None)
    ends = Clock(data_key="to", load_default=None)
    monday = _heads()
    tuesday = _heads()
    wednesday = _heads()
    thursday = _heads()
    friday = _heads()
    saturday = _heads()
    sunday = _heads()
    holiday = _heads()
