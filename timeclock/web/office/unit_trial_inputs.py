"""What trying something on a unit sends: whom, which days, which model, and the figures that would be other ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema

from timeclock.core.amounts import Unit
from timeclock.core.changed_figures import Changed
from timeclock.core.plans import BreakDeduction, ClockSpan
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n.wording import N_
from timeclock.service import account_desk
from timeclock.service.account_desk import NoAmount
from timeclock.service.unit_trials import Wanted
from timeclock.web.inputs import NOT_UNDERSTOOD, TOO_LONG, Clock, Form, InvalidInput, OptionalDay, messages

UNIT_MISSING = N_("Please choose one of your units.")
STEPS = ("show", "csv", "release")
HALF_A_SPAN = N_("Please enter both times, the first before the second.")
NO_HOURS = N_("Please enter hours and minutes, for example 20:00.")
WRONG_DAYS = N_("Only days that have begun can be tried, a year at most, and the last is not before the first.")
LONGEST = timedelta(days=366)


class Hours(fields.Field[int | None]):
    """Hours and minutes as minutes, or nothing where the field was left empty."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> int | None:
        written = str(value).strip()
        try:
            minutes = account_desk.amount_of(written, Unit.MINUTES) if written else None
        except NoAmount:
            raise ValidationError(NO_HOURS) from None
        if minutes is not None and minutes < 0:
            raise ValidationError(NO_HOURS)
        return minutes


@dataclass(frozen=True, slots=True)
class UnitTrialAsked:
    """What is tried on a unit as it was entered; `step` says whether it is shown, saved, or given to the council."""

    step: str
    unit: UUID
    with_below: bool
    from_day: date | None
    to_day: date | None
    model: str
    core_from: time | None
    core_to: time | None
    no_core_time: bool
    frame_from: time | None
    frame_to: time | None
    breaks: str
    night_from: time | None
    keep: int | None
    most_credit: int | None
    most_debit: int | None

    def wanted(self, last_year: DaySpan, today: date) -> Wanted:
        """Return what is tried; without days the last twelve whole months."""
        return Wanted(self.unit, self._days(last_year, today), self.with_below, self.model or None, self._changed())

    def _days(self, last_year: DaySpan, today: date) -> DaySpan:
        if self.from_day is None and self.to_day is None:
            return last_year
        tomorrow = today + ONE_DAY
        end = tomorrow if self.to_day is None else self.to_day + ONE_DAY
        if self.from_day is None or not (self.from_day < end <= tomorrow and end - self.from_day <= LONGEST):
            raise InvalidInput({"from": [WRONG_DAYS]})
        return DaySpan(self.from_day, end)

    def _changed(self) -> Changed:
        return Changed(
            _clocks("core_from", self.core_from, self.core_to),
            self.no_core_time,
            _clocks("frame_from", self.frame_from, self.frame_to),
            BreakDeduction(self.breaks) if self.breaks else None,
            self.night_from,
            self.keep,
            self.most_credit,
            self.most_debit,
        )


def _clocks(field: str, first: time | None, end: time | None) -> ClockSpan | None:
    if first is None and end is None:
        return None
    if first is None or end is None or (end != time(0) and end <= first):
        raise InvalidInput({field: [HALF_A_SPAN]})
    return ClockSpan(first, end)


class UnitTrialForm(Form[UnitTrialAsked]):
    made = UnitTrialAsked
    step = fields.String(load_default="show", validate=validate.OneOf(STEPS, error=NOT_UNDERSTOOD))
    unit = fields.UUID(required=True, error_messages=messages(UNIT_MISSING) | {"invalid_uuid": UNIT_MISSING})
    with_below = fields.Boolean(load_default=False, error_messages=messages(NOT_UNDERSTOOD))
    from_day = OptionalDay(data_key="from", load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    to_day = OptionalDay(data_key="to", load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    model = fields.String(load_default="", validate=validate.Length(max=40, error=TOO_LONG))
    core_from = Clock(load_default=None)
    core_to = Clock(load_default=None)
    no_core_time = fields.Boolean(load_default=False, error_messages=messages(NOT_UNDERSTOOD))
    frame_from = Clock(load_default=None)
    frame_to = Clock(load_default=None)
    breaks = fields.String(load_default="", validate=validate.OneOf(["", *BreakDeduction], error=NOT_UNDERSTOOD))
    night_from = Clock(load_default=None)
    keep = Hours(load_default=None)
    most_credit = Hours(load_default=None)
    most_debit = Hours(load_default=None)

    @validates_schema
    def plain(self, values: Mapping[str, Any], **_context: object) -> None:
        # PostgreSQL keeps no NUL.
        if "\x00" in values["model"]:
            raise ValidationError(NOT_UNDERSTOOD, "model")
