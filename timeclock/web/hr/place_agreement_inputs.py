"""What human resources and the staff council may send about the places of stamps, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from timeclock.core.places import COARSEST, FINEST, MOST_DAYS, PER_DEGREE, PlaceTerms, Site, Spot
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n import wording
from timeclock.i18n.wording import N_
from timeclock.web.hr.staff_changing_inputs import UNIT
from timeclock.web.inputs import (
    FIRST_DAY_MISSING,
    LONGEST_REASON,
    NOT_UNDERSTOOD,
    TOO_LONG,
    Form,
    InvalidInput,
    OptionalDay,
    messages,
    needed_day,
    text,
)

DEGREES = N_("Please enter degrees, for example 51,514.")
REACH = N_("Please enter from 1 to 10,000 metres.")
WHOLE_SITE = N_("Please enter latitude, longitude and metres, or none of them.")
NOT_NAMED = wording.PLACE_FAULT["not_named"]
WRITTEN = re.compile(r"-?\d{1,3}(?:[.,]\d{1,8})?")
FARTHEST = 180
LONGEST_AGREEMENT = 200


class Degrees(fields.Field[int | None]):
    """Degrees as people write them, 51,514, in hundred-thousandths; nothing entered is None."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> int | None:
        written = str(value).strip()
        if not written:
            return None
        if WRITTEN.fullmatch(written) is None:
            raise ValidationError(DEGREES)
        found = round(Decimal(written.replace(",", ".")) * PER_DEGREE)
        if abs(found) > FARTHEST * PER_DEGREE:
            raise ValidationError(DEGREES)
        return found


class OptionalMetres(fields.Field[int | None]):
    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> int | None:
        written = str(value).strip()
        if not written:
            return None
        if not (written.isascii() and written.isdigit() and 0 < int(written[:6]) <= COARSEST):
            raise ValidationError(REACH)
        return int(written[:6])


@dataclass(frozen=True, slots=True)
class Asked:
    """An agreement as it is entered; its last day is one on which it still holds."""

    unit: UUID
    agreement: str
    first: date
    last: date | None
    metres: int
    kept_days: int
    latitude: int | None
    longitude: int | None
    reach: int | None
    told: str

    def terms(self) -> PlaceTerms:
        """Return what is to be agreed; raise `InvalidInput`."""
        to_day = None if self.last is None else self.last + ONE_DAY
        told = self.told == "word"
        words = " ".join(self.agreement.split())
        return PlaceTerms(words, self.first, to_day, self.metres, self.kept_days, self._site(), told)

    def _site(self) -> Site | None:
        if self.latitude is None and self.longitude is None and self.reach is None:
            return None
        if self.latitude is None or self.longitude is None or self.reach is None:
            raise InvalidInput({"latitude": [WHOLE_SITE]})
        if abs(self.latitude) > FARTHEST // 2 * PER_DEGREE:
            raise InvalidInput({"latitude": [DEGREES]})
        return Site(Spot(self.latitude, self.longitude), self.reach)


def _number(least: int, most: int, error: str) -> fields.Integer:
    return fields.Integer(
        required=True,
        validate=validate.Range(least, most, error=error),
        error_messages=messages(error) | {"invalid": error},
    )


class AgreementForm(Form[Asked]):
    made = Asked
    unit = fields.UUID(required=True, error_messages=messages(UNIT) | {"invalid_uuid": UNIT})
    agreement = text(NOT_NAMED, LONGEST_AGREEMENT)
    first = needed_day(FIRST_DAY_MISSING)
    last = OptionalDay(load_default=None)
    metres = _number(FINEST, COARSEST, wording.PLACE_FAULT["too_fine"])
    kept_days = _number(1, MOST_DAYS, wording.PLACE_FAULT["too_long"])
    latitude, longitude = Degrees(load_default=None), Degrees(load_default=None)
    reach = OptionalMetres(load_default=None)
    told = fields.String(
        required=True,
        validate=validate.OneOf(["nobody", "word"], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )


@dataclass(frozen=True, slots=True)
class Signed:
    decision: str
    answer: str


class SignForm(Form[Signed]):
    made = Signed
    decision = fields.String(
        required=True,
        validate=validate.OneOf(["sign", "refuse"], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    answer = fields.String(
        load_default="",
        validate=(
            validate.Length(max=LONGEST_REASON, error=TOO_LONG),
            validate.Regexp(r"[^\x00]*\Z", error=NOT_UNDERSTOOD),
        ),
        error_messages=messages(NOT_UNDERSTOOD),
    )


@dataclass(frozen=True, slots=True)
class Ended:
    unit: UUID


class EndForm(Form[Ended]):
    made = Ended
    unit = fields.UUID(required=True, error_messages=messages(UNIT) | {"invalid_uuid": UNIT})
