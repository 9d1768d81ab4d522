"""What somebody sends about her password and her sessions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import fields

from timeclock.i18n.wording import N_
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages, text

# NIST asks for 64 at least; what is longer than this is no password but a file.
LONGEST_PASSWORD = 1000


@dataclass(frozen=True, slots=True)
class PasswordChange:
    old: str
    new: str


class PasswordChangeForm(Form[PasswordChange]):
    made = PasswordChange
    old = text(N_("Please enter the password you have now."), LONGEST_PASSWORD)
    new = text(N_("Please enter a new password."), LONGEST_PASSWORD)


@dataclass(frozen=True, slots=True)
class SessionChosen:
    session: UUID


class SessionForm(Form[SessionChosen]):
    made = SessionChosen
    session = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
