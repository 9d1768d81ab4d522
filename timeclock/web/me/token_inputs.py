"""What somebody sends about her tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates

from timeclock.i18n.wording import N_
from timeclock.service.tokens import TokenAsked, TokenScope
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages, needed_day, text

NO_END = N_("Please choose the last day on which the token works: not before today, and not later than allowed.")


# What a token may do, as one choice: who may stamp may look, too, and who may ask may do all of it.
USES = {
    "read": frozenset({TokenScope.READ}),
    "stamp": frozenset({TokenScope.READ, TokenScope.STAMP}),
    "ask": frozenset({TokenScope.READ, TokenScope.STAMP, TokenScope.ASK}),
    # Of what its owner is entrusted with, and so beside the others.
    "plan": frozenset({TokenScope.PLAN}),
    "watch": frozenset({TokenScope.WATCH}),
}


@dataclass(frozen=True, slots=True)
class NewTokenAsked:
    name: str
    use: str
    last_day: date
    password: str

    @property
    def wish(self) -> TokenAsked:
        return TokenAsked(self.name, USES[self.use], self.last_day)


class TokenForm(Form[NewTokenAsked]):
    made = NewTokenAsked
    name = text(N_("Please give the token a name, for example that of the program."), 60)
    use = fields.String(
        required=True,
        validate=validate.OneOf(list(USES), error=NOT_UNDERSTOOD),
        error_messages=messages(N_("Please choose what the program may do.")),
    )
    last_day = needed_day(NO_END)
    password = text(N_("Please enter your password."), 1000)

    @validates("name")
    def written_in_letters(self, name: str, **_context: object) -> None:
        if not name.isprintable():
            raise ValidationError(NOT_UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class RevocationAsked:
    token: UUID


class RevocationForm(Form[RevocationAsked]):
    made = RevocationAsked
    token = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
