"""What somebody sends about her passkeys."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import fields

from timeclock.i18n.wording import N_
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages, text
from timeclock.web.start_inputs import LONGEST_ANSWER

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class NewPasskey:
    name: str
    passkey: str


class NewPasskeyForm(Form[NewPasskey]):
    made = NewPasskey
    name = text(N_("Please say what you call this device."), LONGEST_NAME)
    passkey = text(N_("Your browser made no passkey. Please try again, with script allowed."), LONGEST_ANSWER)


@dataclass(frozen=True, slots=True)
class PasskeyChosen:
    chosen: UUID


class PasskeyChosenForm(Form[PasskeyChosen]):
    made = PasskeyChosen
    chosen = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
