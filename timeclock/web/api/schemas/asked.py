"""What programs send, in their address, their headers and their body: it becomes values, or is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.service.sight import NotFound
from timeclock.web.addresses import YEARS
from timeclock.web.api.fields import described
from timeclock.web.inputs import NOT_EXPECTED, NOT_UNDERSTOOD

# A page holds so many days at most; what lies behind is the next page's.
LONGEST_PAGE = 92
KEY_PATTERN = r"^[A-Za-z0-9_-]{8,64}$"
MISSING = N_("This field is needed.")
NO_DAY = N_("A day is written like this: 2026-11-23.")
NO_UID = N_("This is no name of an employment; /api/v1/me tells them.")
NOT_BEFORE = N_("The first day may not lie behind the last; 'to' itself is not included.")
NO_KEY = N_("A key has 8 to 64 letters, digits, hyphens or underscores; a fresh UUID is best.")


def said(sentence: str) -> dict[str, Any]:
    """Return one sentence for whatever is wrong with a field."""
    return {"required": MISSING, **dict.fromkeys(("null", "invalid", "invalid_uuid", "invalid_utf8"), sentence)}


class Asked(Schema):
    """A request: unknown fields are refused, and what is left becomes a value."""

    made: type

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": NOT_EXPECTED, "type": NOT_UNDERSTOOD}  # noqa: RUF012  marshmallow reads it

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> Any:
        return self.made(**values)


def which_employment() -> fields.UUID:
    says = "Which of the person's employments, by its uid; without it the first by staff number."
    # A function, so that the description names no default: leaving it out is not the same as sending null.
    return fields.UUID(load_default=lambda: None, error_messages=said(NO_UID), metadata=described(says))


@dataclass(frozen=True, slots=True)
class EmploymentAsked:
    employment: UUID | None


class EmploymentQuery(Asked):
    made = EmploymentAsked
    employment = which_employment()


def known_years(*days: date) -> None:
    """Raise `NotFound` for days of other years than addresses have: nothing is kept of them.

    Nor has a zone a midnight at the calendar's ends.
    """
    if any(each.year not in YEARS for each in days):
        raise NotFound(f"nothing is kept of {', '.join(map(str, days))}")


def page_of(first: date, after: date) -> DaySpan:
    """Return what one page holds of the days from `first` on."""
    return DaySpan(first, min(first + timedelta(days=LONGEST_PAGE), after))


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """Days from (included) to (excluded), and what of them one page holds."""

    from_day: date
    to_day: date
    employment: UUID | None

    def __post_init__(self) -> None:
        known_years(self.from_day, self.to_day)

    @property
    def days(self) -> DaySpan:
        return DaySpan(self.from_day, self.to_day)

    @property
    def page(self) -> DaySpan:
        return page_of(self.from_day, self.to_day)

    @property
    def has_more(self) -> bool:
        return self.page.to_day < self.to_day


def day(description: str, example: str, *, key: str | None = None) -> fields.Date:
    """Return the field for a day that has to be named."""
    says = described(description, example)
    return fields.Date(required=True, data_key=key, error_messages=said(NO_DAY), metadata=says)


class SomeDays(Asked):
    """A first day, and the day after the last."""

    from_day = day("The first day.", "2026-11-01", key="from")
    to_day = day("The day after the last one: half-open, so that months join without overlap.", "2026-12-01", key="to")

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, values: dict[str, Any], **_context: object) -> None:
        if values["from_day"] >= values["to_day"]:
            raise ValidationError(NOT_BEFORE, "from")


class DaysQuery(SomeDays):
    made = DaysAsked
    employment = which_employment()


@dataclass(frozen=True, slots=True)
class KeySent:
    key: str


class KeyHeader(Asked):
    made = KeySent
    key = fields.String(
        required=True,
        data_key="Idempotency-Key",
        validate=validate.Regexp(KEY_PATTERN, error=NO_KEY),
        error_messages=said(NO_KEY),
        metadata=described(
            "Names what is sent. Send it again with the same key as long as no answer came: it is stored once, and "
            "the answer is the same to the byte. Kept for 24 hours.",
            "7f2c1a9e-5b0d-4c61-9a58-2f6f6a0c9d11",
        ),
    )
