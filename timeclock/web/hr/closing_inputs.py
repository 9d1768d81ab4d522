"""What whoever closes months sends."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import fields, validate

from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Form, messages


@dataclass(frozen=True, slots=True)
class MonthClosed:
    seen: str
    employment_uid: UUID | None
    unit: UUID | None
    reason: str


class CloseForm(Form[MonthClosed]):
    """One person's month, or without a person all that are ready of a unit; `seen` names what was shown."""

    made = MonthClosed
    seen = fields.String(required=True, validate=validate.Length(max=64), error_messages=messages(NOT_UNDERSTOOD))
    employment_uid = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    unit = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))


@dataclass(frozen=True, slots=True)
class MonthReopened:
    employment_uid: UUID
    unit: UUID | None
    reason: str


class ReopenForm(Form[MonthReopened]):
    made = MonthReopened
    employment_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    unit = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))


@dataclass(frozen=True, slots=True)
class UnitChosen:
    unit: UUID | None


class UnitForm(Form[UnitChosen]):
    made = UnitChosen
    unit = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
