"""What is sent about users and their roles, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import EXCLUDE, ValidationError, fields, validate

from timeclock.i18n.wording import N_
from timeclock.service.access import Role
from timeclock.service.role_changes import GIVEN, Wanted
from timeclock.store.role_drafts import Change
from timeclock.web.inputs import (
    FIRST_DAY_MISSING,
    LONGEST_REASON,
    NOT_UNDERSTOOD,
    TOO_LONG,
    Form,
    OptionalDay,
    messages,
    needed_day,
    text,
)

MOST_PAGES = 10_000
LONGEST_NAME = 100
NAME = N_("Please enter the name she signs in with.")
WHY = N_("Please say why; whoever looks at it second reads it.")
PLAIN = (validate.Length(max=LONGEST_NAME, error=TOO_LONG), validate.Regexp(r"[^\x00]*\Z", error=NOT_UNDERSTOOD))


class OptionalUnit(fields.Field[UUID | None]):
    """A unit, or the whole city where none was chosen."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> UUID | None:
        try:
            return UUID(str(value)) if value else None
        except ValueError:
            raise ValidationError(NOT_UNDERSTOOD) from None


@dataclass(frozen=True, slots=True)
class Searched:
    """Whose login somebody looks for."""

    q: str
    show: str
    page: int


class SearchForm(Form[Searched]):
    made = Searched
    q = fields.String(load_default="", validate=PLAIN, error_messages=messages(NOT_UNDERSTOOD))
    show = fields.String(
        load_default="entrusted",
        validate=validate.OneOf(["entrusted", "everybody"], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=MOST_PAGES, error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )


class WantedForm(Form[Wanted]):
    made = Wanted
    change = fields.Enum(Change, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    name = text(NAME, LONGEST_NAME)
    role = fields.Enum(
        Role,
        by_value=True,
        required=True,
        validate=validate.OneOf(GIVEN, error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    unit = OptionalUnit(load_default=None)
    since = needed_day(FIRST_DAY_MISSING)
    last = OptionalDay(load_default=None)
    why = text(WHY, LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form begins with, in its address."""

    change: str
    name: str
    role: str
    unit: str


class BegunForm(Form[Begun]):
    made = Begun
    change = fields.String(load_default="")
    name = fields.String(load_default="")
    role = fields.String(load_default="")
    unit = fields.String(load_default="")

    class Meta:
        unknown = EXCLUDE


@dataclass(frozen=True, slots=True)
class Decided:
    decision: str
    answer: str


class DecisionForm(Form[Decided]):
    made = Decided
    decision = fields.String(
        required=True,
        validate=validate.OneOf(["confirm", "refuse"], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    answer = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG),
        error_messages=messages(NOT_UNDERSTOOD),
    )
