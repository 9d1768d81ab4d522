"""What a superior sends about her deputies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marshmallow import fields

from timeclock.i18n.wording import N_
from timeclock.web.inputs import FIRST_DAY_MISSING, NOT_UNDERSTOOD, Form, OptionalDay, messages, needed_day, text


@dataclass(frozen=True, slots=True)
class DeputyAsked:
    staff_no: str
    first: date
    last: date | None


class DeputyForm(Form[DeputyAsked]):
    made = DeputyAsked
    staff_no = text(N_("Please enter the staff number."), 40)
    first = needed_day(FIRST_DAY_MISSING)
    last = OptionalDay(load_default=None, error_messages=messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class DeputyChosen:
    deputy: UUID


class DeputyEndForm(Form[DeputyChosen]):
    made = DeputyChosen
    deputy = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
