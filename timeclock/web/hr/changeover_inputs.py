"""What HR may send about the change-over, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import fields, validate

from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Form

MESSAGES: dict[str, Any] = dict.fromkeys(("required", "invalid", "null"), NOT_UNDERSTOOD)
# PostgreSQL keeps no NUL.
REASON = (validate.Length(max=LONGEST_REASON, error=TOO_LONG), validate.Regexp(r"[^\x00]*\Z", error=NOT_UNDERSTOOD))
DIGEST = validate.Regexp(r"[0-9a-f]{64}", error=NOT_UNDERSTOOD)


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
