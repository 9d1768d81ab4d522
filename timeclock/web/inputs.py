"""Everything a browser may send, field by field; what is not listed or sent twice is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates
from werkzeug.datastructures import MultiDict

from timeclock.core.stamps import StampKind
from timeclock.i18n import LOCALES
from timeclock.i18n.wording import ACT, N_
from timeclock.service.tokens import TokenAsked, TokenScope

Made = TypeVar("Made")

CSRF_FIELD = "csrf_token"
SENT_TWICE = N_("This was sent more than once.")
NOT_EXPECTED = N_("This field is not expected.")
NOT_UNDERSTOOD = N_("This was not understood.")
TOO_LONG = N_("This is too long.")
NO_END = N_("Please choose the last day on which the token works: not before today, and not later than allowed.")
LONGEST_REASON = 500


class InvalidInput(ValueError):
    """What was sent does not fit; `problems` names for each field what is wrong."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__(f"invalid input in {', '.join(sorted(problems))}")
        self.problems = problems


class Form(Schema, Generic[Made]):
    """A schema that refuses unknown fields and makes `made` of the rest."""

    made: type[Made]

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": NOT_EXPECTED}  # noqa: RUF012  marshmallow reads it from the class

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> Made:
        return self.made(**values)


def parse(form: type[Form[Made]], sent: MultiDict[str, str]) -> Made:
    """Return what was sent as a value; raise `InvalidInput` with every problem at once."""
    twice = [name for name, values in sent.lists() if len(values) > 1]
    if twice:
        raise InvalidInput({name: [SENT_TWICE] for name in twice})
    try:
        made: Made = form().load({name: value for name, value in sent.items() if name != CSRF_FIELD})
    except ValidationError as fault:
        raise InvalidInput(_by_field(fault)) from None
    return made


def _by_field(fault: ValidationError) -> dict[str, list[str]]:
    """Return the sentences for each field: marshmallow gives a list, or for a whole schema a dict of lists."""
    messages = fault.messages
    return messages if isinstance(messages, dict) else {"_schema": messages}


def _messages(missing: str) -> dict[str, Any]:
    kinds = ("invalid", "invalid_uuid", "invalid_utf8", "null", "unknown", "by_value")
    return {"required": missing} | dict.fromkeys(kinds, NOT_UNDERSTOOD)


def _text(missing: str, longest: int) -> fields.String:
    return fields.String(
        required=True,
        validate=[validate.Length(min=1, error=missing), validate.Length(max=longest, error=TOO_LONG)],
        error_messages=_messages(missing),
    )


@dataclass(frozen=True, slots=True)
class SignIn:
    name: str
    password: str


class SignInForm(Form[SignIn]):
    made = SignIn
    name = _text(N_("Please enter your user name."), 200)
    password = _text(N_("Please enter your password."), 1000)


@dataclass(frozen=True, slots=True)
class StampAsked:
    kind: StampKind
    request_uid: UUID


class StampForm(Form[StampAsked]):
    made = StampAsked
    kind = fields.Enum(StampKind, by_value=True, required=True, error_messages=_messages(NOT_UNDERSTOOD))
    request_uid = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))

    @validates("kind")
    def only_what_people_choose(self, kind: StampKind, **_context: object) -> None:
        if kind not in ACT or kind is StampKind.AUTO:
            raise ValidationError(NOT_UNDERSTOOD)


# What a token may do, as one choice: who may stamp may look, too.
USES = {
    "read": frozenset({TokenScope.READ}),
    "stamp": frozenset({TokenScope.READ, TokenScope.STAMP}),
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
    name = _text(N_("Please give the token a name, for example that of the program."), 60)
    use = fields.String(
        required=True,
        validate=validate.OneOf(list(USES), error=NOT_UNDERSTOOD),
        error_messages=_messages(N_("Please choose what the program may do.")),
    )
    last_day = fields.Date(required=True, error_messages=_messages(NO_END) | {"invalid": NO_END, "required": NO_END})
    password = _text(N_("Please enter your password."), 1000)

    @validates("name")
    def written_in_letters(self, name: str, **_context: object) -> None:
        if not name.isprintable() or not name.strip():
            raise ValidationError(NOT_UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class RevocationAsked:
    token: UUID


class RevocationForm(Form[RevocationAsked]):
    made = RevocationAsked
    token = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class ContestAsked:
    reason: str


class ContestForm(Form[ContestAsked]):
    made = ContestAsked
    reason = _text(N_("Please say in a few words why the break was not taken."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


class NothingForm(Form[Nothing]):
    made = Nothing


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    language: str
    back: str


class LanguageForm(Form[LanguageChosen]):
    made = LanguageChosen
    language = fields.String(required=True, validate=validate.OneOf(LOCALES, error=NOT_UNDERSTOOD))
    back = fields.String(load_default="/", validate=validate.Length(max=2000, error=TOO_LONG))


@dataclass(frozen=True, slots=True)
class DaysAsked:
    from_day: date | None
    to_day: date | None


class DaysForm(Form[DaysAsked]):
    """Days from (included) to (included), as people say it."""

    made = DaysAsked
    from_day = fields.Date(data_key="from", load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    to_day = fields.Date(data_key="to", load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
