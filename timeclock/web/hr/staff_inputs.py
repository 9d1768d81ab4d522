"""What the time office and HR may send about people, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from timeclock.service.directory import Asked
from timeclock.web.inputs import NOT_UNDERSTOOD, TOO_LONG, Form, OptionalDay, messages

MOST_PAGES = 10_000
WORDS = (validate.Length(max=100, error=TOO_LONG), validate.Regexp(r"[^\x00]*\Z", error=NOT_UNDERSTOOD))


class OptionalUnit(fields.Field[UUID | None]):
    """A unit, or all where nothing was chosen."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> UUID | None:
        try:
            return UUID(str(value)) if value else None
        except ValueError:
            raise ValidationError(NOT_UNDERSTOOD) from None


@dataclass(frozen=True, slots=True)
class Searched:
    """Whom somebody looks for; no day is today."""

    q: str
    unit: UUID | None
    day: date | None
    page: int

    def asked(self, today: date) -> Asked:
        return Asked(self.q, self.day or today, self.unit, self.page)


class SearchForm(Form[Searched]):
    made = Searched
    q = fields.String(load_default="", validate=WORDS, error_messages=messages(NOT_UNDERSTOOD))
    unit = OptionalUnit(load_default=None)
    day = OptionalDay(load_default=None)
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=MOST_PAGES, error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
