"""What somebody, or her phone, sends about the address of her roster."""

from __future__ import annotations

from dataclasses import dataclass

from timeclock.i18n.wording import N_
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, text


@dataclass(frozen=True, slots=True)
class AddressAsked:
    key: str


class AddressForm(Form[AddressAsked]):
    made = AddressAsked
    key = text(NOT_UNDERSTOOD, 100)


@dataclass(frozen=True, slots=True)
class PasswordGiven:
    password: str


class PasswordForm(Form[PasswordGiven]):
    made = PasswordGiven
    password = text(N_("Please enter your password."), 1000)
