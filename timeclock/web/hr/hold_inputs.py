"""What may be sent about holds, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import fields

from timeclock.i18n.wording import N_
from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, Form, messages, text

STAFF_NO_MISSING = N_("Please enter the staff number.")
REASON_MISSING = N_("Please enter why: the number of a case, for example.")
LONGEST_NUMBER = 50


@dataclass(frozen=True, slots=True)
class Held:
    """About whom nothing is to be deleted, and why."""

    staff_no: str
    reason: str


class HoldForm(Form[Held]):
    made = Held
    staff_no = text(STAFF_NO_MISSING, LONGEST_NUMBER)
    reason = text(REASON_MISSING, LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Ended:
    """Which hold is over."""

    hold: UUID


class EndForm(Form[Ended]):
    made = Ended
    hold = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD) | {"invalid_uuid": NOT_UNDERSTOOD})
