"""What a page sends of a place: whose and which stamp it belongs to, and where, in hundred-thousandths of a degree."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import fields, validate

from timeclock.core.places import PER_DEGREE
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages

POLE, DATE_LINE = 90 * PER_DEGREE, 180 * PER_DEGREE
# Twice around the earth: no device is off by more.
MOST_METRES = 100_000_000


@dataclass(frozen=True, slots=True)
class PlaceSent:
    owner: UUID
    stamp: UUID
    latitude: int
    longitude: int
    accuracy: int


def _whole(least: int, most: int) -> fields.Integer:
    return fields.Integer(
        required=True,
        validate=validate.Range(least, most, error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )


class PlaceForm(Form[PlaceSent]):
    made = PlaceSent
    owner = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    stamp = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    latitude = _whole(-POLE, POLE)
    longitude = _whole(-DATE_LINE, DATE_LINE)
    accuracy = _whole(0, MOST_METRES)
