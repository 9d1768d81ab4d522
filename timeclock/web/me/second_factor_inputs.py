"""What somebody sends about her second factor."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields, validate

from timeclock.i18n.wording import N_
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, text
from timeclock.web.me.security_inputs import LONGEST_PASSWORD

CODE_MISSING = N_("Please enter the code.")
# Blanks and hyphens that people put in between included.
LONGEST_CODE = 40
LONGEST_SEAL = 200


@dataclass(frozen=True, slots=True)
class CodeGiven:
    code: str


class CodeForm(Form[CodeGiven]):
    made = CodeGiven
    code = text(CODE_MISSING, LONGEST_CODE)


@dataclass(frozen=True, slots=True)
class AppGiven:
    sealed: str
    code: str
    password: str


class AppForm(Form[AppGiven]):
    made = AppGiven
    sealed = fields.String(required=True, validate=validate.Length(max=LONGEST_SEAL, error=NOT_UNDERSTOOD))
    code = text(CODE_MISSING, LONGEST_CODE)
    password = text(N_("Please enter your password."), LONGEST_PASSWORD)


@dataclass(frozen=True, slots=True)
class PasswordGiven:
    password: str


class ConfirmedForm(Form[PasswordGiven]):
    made = PasswordGiven
    password = text(N_("Please enter your password."), LONGEST_PASSWORD)
