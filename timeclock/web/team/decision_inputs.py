"""What whoever is responsible sends: decisions on requests, and confirmed months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema

from timeclock.i18n.wording import N_
from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Clock, Form, OptionalDay, messages


@dataclass(frozen=True, slots=True)
class Decided:
    """`seen` names the day on which it was decided; in the list, where no day is shown, there is none."""

    decision: str
    version: int
    seen: str | None
    reason: str
    part_first: date | None
    part_last: date | None
    most: time | None


class DecisionForm(Form[Decided]):
    made = Decided
    decision = fields.String(required=True, validate=validate.OneOf(("approve", "refuse"), error=NOT_UNDERSTOOD))
    version = fields.Integer(required=True, error_messages=messages(NOT_UNDERSTOOD))
    seen = fields.String(load_default=None, validate=validate.Length(max=64, error=TOO_LONG))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))
    part_first = OptionalDay(load_default=None)
    part_last = OptionalDay(load_default=None)
    most = Clock(load_default=None)

    @validates_schema
    def reasoned(self, values: Mapping[str, Any], **_context: object) -> None:
        if values["decision"] == "refuse" and not values["reason"].strip():
            raise ValidationError(N_("Please say why you refuse; the person reads it."), "reason")


@dataclass(frozen=True, slots=True)
class MonthConfirmed:
    seen: str
    employment_uid: UUID | None
    reason: str


class ConfirmForm(Form[MonthConfirmed]):
    """One person's month, or without a person all in which nothing has to be looked at; `seen` names what was shown."""

    made = MonthConfirmed
    seen = fields.String(required=True, validate=validate.Length(max=64), error_messages=messages(NOT_UNDERSTOOD))
    employment_uid = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))
