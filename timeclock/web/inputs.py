"""What a browser may send is read field by field; what is not listed or sent twice is refused.

The forms of each part of the pages stand beside them, in modules named `…_inputs`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Generic, TypeVar
from uuid import UUID

from marshmallow import (
    EXCLUDE,
    RAISE,
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)
from werkzeug.datastructures import MultiDict

from timeclock.i18n.wording import N_
from timeclock.web.addresses import YEARS

Made = TypeVar("Made")

CSRF_FIELD = "csrf_token"
# How somebody who was asked again proves who she is, beside the form she had sent already.
PASSWORD_AGAIN, CODE_AGAIN, PASSKEY_AGAIN = "password_again", "code_again", "passkey_again"
PROOFS = (PASSWORD_AGAIN, CODE_AGAIN, PASSKEY_AGAIN)
OF_NO_FORM = frozenset({CSRF_FIELD, *PROOFS})
SENT_TWICE = N_("This was sent more than once.")
NOT_EXPECTED = N_("This field is not expected.")
NOT_UNDERSTOOD = N_("This was not understood.")
TOO_LONG = N_("This is too long.")
NO_SUCH_YEAR = N_("Please enter a day from 1990 to 2199.")
LONGEST_REASON = 500
FIRST_DAY_MISSING = N_("Please enter the first day.")
LAST_DAY_MISSING = N_("Please enter the last day.")
CLOCK_MISSING = N_("Please enter the time of day, for example 7:30.")
# As people write it: 7:30, 7.30, 730, 0730, 7 Uhr; and as we write the hour that comes twice: 02:30 A. Which of the two
# is meant is asked in a field of its own.
CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.,h]?\s*(\d{2}))?\s*(?:uhr|h|[ab])?", re.IGNORECASE)


class InvalidInput(ValueError):
    """What was sent does not fit; `problems` names for each field what is wrong."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__(f"invalid input in {', '.join(sorted(problems))}")
        self.problems = problems


class Form(Schema, Generic[Made]):
    """A schema that refuses unknown fields and days of years no page has, and makes `made` of the rest."""

    made: type[Made]

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": NOT_EXPECTED}  # noqa: RUF012  marshmallow reads it from the class

    @validates_schema
    def known_years(self, values: Mapping[str, Any], **_context: object) -> None:
        """Refuse days at the calendar's ends: no day lies behind the last, nor has a zone a midnight there."""
        days = {name: value for name, value in values.items() if isinstance(value, date)}
        if odd := [name for name, day in days.items() if day.year not in YEARS]:
            raise ValidationError({self.fields[name].data_key or name: [NO_SUCH_YEAR] for name in odd})

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> Made:
        return self.made(**values)


def parse(form: type[Form[Made]], sent: MultiDict[str, str]) -> Made:
    """Return what was sent as a value; raise `InvalidInput` with every problem at once."""
    twice = [name for name, values in sent.lists() if len(values) > 1]
    if twice:
        raise InvalidInput({name: [SENT_TWICE] for name in twice})
    try:
        made: Made = form().load({name: value for name, value in sent.items() if name not in OF_NO_FORM})
    except ValidationError as fault:
        raise InvalidInput(_by_field(fault, list(sent))) from None
    return made


def _by_field(fault: ValidationError, sent: Sequence[str]) -> dict[str, list[str]]:
    """Return the sentences for each field, as the fields stand on the page: browsers send them in that order.

    Marshmallow gives a list, or for a whole schema a dict of lists.
    """
    messages = fault.messages
    found: dict[str, list[str]] = messages if isinstance(messages, dict) else {"_schema": messages}
    place = {name: no for no, name in enumerate(sent)}
    return dict(sorted(found.items(), key=lambda each: place.get(each[0], len(place))))


def messages(missing: str) -> dict[str, Any]:
    kinds = ("invalid", "invalid_uuid", "invalid_utf8", "null", "unknown", "by_value")
    return {"required": missing} | dict.fromkeys(kinds, NOT_UNDERSTOOD)


def text(missing: str, longest: int) -> fields.String:
    def has_words(sent: str) -> None:
        if not sent.strip():
            raise ValidationError(missing)
        # PostgreSQL keeps no NUL.
        if "\x00" in sent:
            raise ValidationError(NOT_UNDERSTOOD)

    return fields.String(
        required=True,
        validate=[has_words, validate.Length(max=longest, error=TOO_LONG)],
        error_messages=messages(missing),
    )


def needed_day(missing: str, name: str | None = None) -> fields.Date:
    """Return the field of a day that has to be entered; none, and what is no day, is answered by the same sentence."""
    return fields.Date(required=True, data_key=name, error_messages=messages(missing) | {"invalid": missing})


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


class NothingForm(Form[Nothing]):
    made = Nothing


class OptionalDay(fields.Field[date | None]):
    """A day, or nothing where the field was left empty."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> date | None:
        written = str(value).strip()
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            raise ValidationError(NOT_UNDERSTOOD) from None


class Clock(fields.Field[time | None]):
    """A time of day, however it is written; nothing entered is None."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> time | None:
        written = str(value).strip()
        if not written:
            return None
        found = CLOCK.fullmatch(written)
        try:
            return time(int(found[1]), int(found[2] or 0)) if found else self._refuse()
        except ValueError:
            return self._refuse()

    def _refuse(self) -> time:
        raise ValidationError(CLOCK_MISSING)


def which_employment() -> fields.UUID:
    return fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class EmploymentChosen:
    employment: UUID | None


class EmploymentChosenForm(Form[EmploymentChosen]):
    """Which of one's own employments a page is about, in the address; none is the first. The rest is for others."""

    made = EmploymentChosen
    employment = which_employment()

    class Meta:
        unknown = EXCLUDE
