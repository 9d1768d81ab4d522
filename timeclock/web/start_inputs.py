"""What signing in and choosing a language send."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields, validate

from timeclock.i18n import TONGUES
from timeclock.i18n.wording import N_
from timeclock.web.inputs import NOT_UNDERSTOOD, TOO_LONG, Form, text

# What a browser says about a passkey, as JSON.
LONGEST_ANSWER = 10_000


@dataclass(frozen=True, slots=True)
class SignIn:
    name: str
    password: str


class SignInForm(Form[SignIn]):
    made = SignIn
    name = text(N_("Please enter your user name."), 200)
    password = text(N_("Please enter your password."), 1000)


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    passkey: str


class PasskeyForm(Form[PasskeyAnswer]):
    made = PasskeyAnswer
    passkey = text(NOT_UNDERSTOOD, LONGEST_ANSWER)


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    language: str
    back: str


class LanguageForm(Form[LanguageChosen]):
    made = LanguageChosen
    language = fields.String(required=True, validate=validate.OneOf(tuple(TONGUES), error=NOT_UNDERSTOOD))
    back = fields.String(load_default="/", validate=validate.Length(max=2000, error=TOO_LONG))
