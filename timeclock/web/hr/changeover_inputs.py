"""What HR may send about the change-over, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import fields, pre_load, validate

from timeclock.i18n.wording import N_
from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Form

DAY_MISSING = N_("Please enter the day from which on the unit is live.")
MESSAGES: dict[str, Any] = dict.fromkeys(("required", "invalid", "null"), NOT_UNDERSTOOD)
# PostgreSQL keeps no NUL.
REASON = (validate.Length(max=LONGEST_REASON, error=TOO_LONG), validate.Regexp(r"[^\x00]*\Z", error=NOT_UNDERSTOOD))
DIGEST = validate.Regexp(r"[0-9a-f]{64}", error=NOT_UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class UnitPlanned:
    unit: UUID
    live_from: date
    parallel_from: date | None


class GoLiveForm(Form[UnitPlanned]):
    made = UnitPlanned
    unit = fields.UUID(required=True, error_messages=MESSAGES | {"invalid_uuid": NOT_UNDERSTOOD})
    live_from = fields.Date(required=True, error_messages=MESSAGES | {"required": DAY_MISSING, "invalid": DAY_MISSING})
    parallel_from = fields.Date(load_default=None, error_messages=MESSAGES)

    @pre_load
    def leave_out(self, data: dict[str, str], **_kwargs: object) -> dict[str, str]:
        """Take a day that was left empty for none."""
        return {name: value for name, value in data.items() if value or name != "parallel_from"}


@dataclass(frozen=True, slots=True)
class FileSigned:
    digest: str


class SignForm(Form[FileSigned]):
    made = FileSigned
    digest = fields.String(required=True, validate=DIGEST, error_messages=MESSAGES)


@dataclass(frozen=True, slots=True)
class FileUndone:
    digest: str
    reason: str


class UndoForm(Form[FileUndone]):
    made = FileUndone
    digest = fields.String(required=True, validate=DIGEST, error_messages=MESSAGES)
    reason = fields.String(load_default="", validate=REASON, error_messages=MESSAGES)
