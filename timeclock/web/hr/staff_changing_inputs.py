"""What human resources may send to change a person or an employment, field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from timeclock.core.periods import monday_of
from timeclock.i18n.wording import N_
from timeclock.i18n.wording.house import REGIME
from timeclock.service.staff_choices import ToModel, ToUnit
from timeclock.service.staff_desk import Desk, Wanted
from timeclock.service.staff_moves import Days, From, Name, What
from timeclock.store.staff import Terms
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
    parse,
    text,
)

FAMILY_NAME = N_("Please enter the family name.")
GIVEN_NAME = N_("Please enter the given name.")
WHY = N_("Please say why, or which paper says so.")
WEEKLY = N_("Please enter the weekly hours, for example 39:00 or 19,5; 60 at most.")
DAYS_PER_WEEK = N_("Please enter on how many days of a week she works, from 1 to 7.")
ENDS_BEFORE = N_("The last day lies before the first.")
CALENDAR = N_("Please choose the holiday calendar of the place of work.")
UNIT = N_("Please choose a unit.")
MODEL = N_("Please choose a working-time model.")
HOURS = re.compile(r"(\d{1,2})(?::([0-5]\d)|[.,](\d{1,2}))?")
LONGEST_NAME, LONGEST_CODE = 100, 40
LONGEST_WEEK = timedelta(hours=60) // timedelta(minutes=1)


class WeeklyHours(fields.Field[int]):
    """Hours of a week as people write them, 39:00, 39 or 19,5, in minutes."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> int:
        found = HOURS.fullmatch(str(value).strip())
        if found is None:
            raise ValidationError(WEEKLY)
        parts = Fraction(int(found[2]), 60) if found[2] else Fraction(f"0.{found[3] or 0}")
        minutes = round((int(found[1]) + parts) * 60)
        if not 0 < minutes <= LONGEST_WEEK:
            raise ValidationError(WEEKLY)
        return minutes


def next_step() -> fields.String:
    one_of = validate.OneOf(["preview", "edit"], error=NOT_UNDERSTOOD)
    return fields.String(load_default="preview", validate=one_of, error_messages=messages(NOT_UNDERSTOOD))


def seen_hash() -> fields.String:
    return fields.String(
        load_default="", validate=validate.Length(max=64, error=TOO_LONG), error_messages=messages(NOT_UNDERSTOOD)
    )


def working_days() -> fields.Integer:
    return fields.Integer(
        required=True,
        validate=validate.Range(1, 7, error=DAYS_PER_WEEK),
        error_messages=messages(DAYS_PER_WEEK) | {"invalid": DAYS_PER_WEEK},
    )


def rules_of_pay() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.OneOf(list(REGIME), error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )


def chosen_unit() -> fields.UUID:
    return fields.UUID(required=True, error_messages=messages(UNIT) | {"invalid_uuid": UNIT})


def booked_at() -> fields.String:
    return fields.String(
        load_default="",
        validate=(
            validate.Length(max=LONGEST_CODE, error=TOO_LONG),
            validate.Regexp(r"[^\x00]*\Z", error=NOT_UNDERSTOOD),
        ),
        error_messages=messages(NOT_UNDERSTOOD),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What is sent with every change: why, and the hash of the preview that was seen."""

    why: str
    seen: str
    step: str


@dataclass(frozen=True, slots=True)
class NameChange(Change):
    family_name: str
    given_name: str

    def wanted(self) -> Name:
        return Name(" ".join(self.family_name.split()), " ".join(self.given_name.split()))


@dataclass(frozen=True, slots=True)
class DaysChange(Change):
    first: date
    last: date | None

    def wanted(self) -> Days:
        if self.last is not None and self.last < self.first:
            raise InvalidInput({"last": [ENDS_BEFORE]})
        return Days(self.first, self.last)


@dataclass(frozen=True, slots=True)
class TermsChange(Change):
    since: date
    weekly: int
    days_per_week: int
    regime: str
    holiday_calendar: str

    def wanted(self) -> From:
        return From(self.since, Terms(self.regime, self.weekly, self.days_per_week, self.holiday_calendar))


@dataclass(frozen=True, slots=True)
class UnitChange(Change):
    since: date
    unit: UUID
    cost_centre: str

    def wanted(self) -> ToUnit:
        return ToUnit(self.since, self.unit, self.cost_centre.strip() or None)


@dataclass(frozen=True, slots=True)
class ModelChange(Change):
    since: date
    model: str
    anchor_day: date

    def wanted(self) -> ToModel:
        return ToModel(self.since, self.model, self.anchor_day)


Sent = NameChange | DaysChange | TermsChange | UnitChange | ModelChange


class NameForm(Form[NameChange]):
    made = NameChange
    family_name = text(FAMILY_NAME, LONGEST_NAME)
    given_name = text(GIVEN_NAME, LONGEST_NAME)
    why, seen, step = text(WHY, LONGEST_REASON), seen_hash(), next_step()


class DaysForm(Form[DaysChange]):
    made = DaysChange
    first = needed_day(FIRST_DAY_MISSING)
    last = OptionalDay(load_default=None)
    why, seen, step = text(WHY, LONGEST_REASON), seen_hash(), next_step()


class TermsForm(Form[TermsChange]):
    made = TermsChange
    since = needed_day(FIRST_DAY_MISSING)
    weekly = WeeklyHours(required=True, error_messages=messages(WEEKLY))
    days_per_week, regime, holiday_calendar = working_days(), rules_of_pay(), text(CALENDAR, LONGEST_CODE)
    why, seen, step = text(WHY, LONGEST_REASON), seen_hash(), next_step()


class UnitForm(Form[UnitChange]):
    made = UnitChange
    since = needed_day(FIRST_DAY_MISSING)
    unit, cost_centre = chosen_unit(), booked_at()
    why, seen, step = text(WHY, LONGEST_REASON), seen_hash(), next_step()


class ModelForm(Form[ModelChange]):
    made = ModelChange
    since = needed_day(FIRST_DAY_MISSING)
    model = text(MODEL, LONGEST_CODE)
    anchor_day = needed_day(FIRST_DAY_MISSING)
    why, seen, step = text(WHY, LONGEST_REASON), seen_hash(), next_step()


FORMS: Mapping[What, type[Form[Any]]] = {
    What.NAME: NameForm,
    What.EMPLOYMENT: DaysForm,
    What.TERMS: TermsForm,
    What.UNIT: UnitForm,
    What.MODEL: ModelForm,
}


def parse_change(what: What, sent: MultiDict[str, str], desk: Desk) -> tuple[Sent, Wanted]:
    """Return what was sent and the change it asks for; raise `InvalidInput` with every problem at once."""
    asked: Sent = parse(FORMS[what], sent)
    wanted = asked.wanted()
    if isinstance(asked, TermsChange) and asked.holiday_calendar not in desk.choices.calendars:
        raise InvalidInput({"holiday_calendar": [CALENDAR]})
    return asked, wanted


def entered(desk: Desk, what: What, today: date) -> dict[str, str]:
    """Return what a form begins with: what holds, from today on or from the day of the file where that is later."""
    since = max(desk.day, today)
    if what is What.NAME:
        return {"family_name": desk.of.family_name, "given_name": desk.of.given_name}
    if what is What.EMPLOYMENT:
        days = desk.employed
        return {"first": days.from_day.isoformat(), "last": "" if days.last is None else days.last.isoformat()}
    held = desk.held(what, since)
    begun = {"since": since.isoformat()}
    if what is What.TERMS and held is not None:
        return begun | {
            "weekly": f"{held.weekly_min // 60}:{held.weekly_min % 60:02}",
            "days_per_week": str(held.days_per_week),
            "regime": held.regime,
            "holiday_calendar": held.holiday_calendar,
        }
    if what is What.UNIT and held is not None:
        unit = next((each.uid for each in desk.choices.units if each.id == held.unit_id), "")
        return begun | {"unit": str(unit), "cost_centre": held.cost_centre or ""}
    if what is What.MODEL and held is not None:
        return begun | {"model": held.code, "anchor_day": held.anchor_day.isoformat()}
    return begun | {"days_per_week": "5", "anchor_day": monday_of(since).isoformat()}
