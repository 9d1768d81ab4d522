"""What a device sends that kept stamps for a while: its clocks, and entries that are read each for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, post_load, validate

from timeclock.core.phone_times import Clocks
from timeclock.core.stamps import StampKind
from timeclock.service.phone_stamps import Pressed
from timeclock.web.inputs import NOT_UNDERSTOOD, InvalidInput

MOST_AT_ONCE = 50
CHOSEN = [kind for kind in StampKind if kind is not StampKind.AUTO]
# Whole milliseconds: no page lives for a century, and no clock is off by more.
MOST_MS = 100 * 366 * 24 * 3600 * 1000
# From where a clock begins that lost the time.
YEARS = range(1970, 2200)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: how the device names it, and the stamp, None where it cannot be read."""

    uid: str
    pressed: Pressed | None


@dataclass(frozen=True, slots=True)
class Sent:
    owner: UUID
    clocks: Clocks
    entries: tuple[Entry, ...]


class ClocksSchema(Schema):
    device_at = fields.AwareDateTime(format="iso", default_timezone=None, required=True)
    page = fields.UUID(required=True)
    lived_ms = fields.Integer(strict=True, required=True, validate=validate.Range(0, MOST_MS))


class PressedSchema(ClocksSchema):
    uid = fields.UUID(required=True)
    epoch = fields.UUID(required=True)
    seq = fields.Integer(strict=True, required=True, validate=validate.Range(1, 2**53))
    kind = fields.Enum(StampKind, by_value=True, required=True, validate=validate.OneOf(CHOSEN))
    offset_ms = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(-MOST_MS, MOST_MS)
    )

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> Pressed:
        offset = values["offset_ms"]
        return Pressed(
            values["uid"],
            values["epoch"],
            values["seq"],
            values["kind"],
            _clocks(values),
            None if offset is None else timedelta(milliseconds=offset),
        )


class SentSchema(ClocksSchema):
    owner = fields.UUID(required=True)
    stamps = fields.List(fields.Dict(), required=True, validate=validate.Length(1, MOST_AT_ONCE))


def read(sent: object) -> Sent:
    """Return what a device sent; raise `InvalidInput` where not even its frame can be read."""
    try:
        values = SentSchema().load(sent if isinstance(sent, Mapping) else {})
        clocks = _clocks(values)
    except ValidationError:
        raise InvalidInput({"stamps": [NOT_UNDERSTOOD]}) from None
    return Sent(values["owner"], clocks, tuple(_entry(each) for each in values["stamps"]))


def _entry(sent: Mapping[str, Any]) -> Entry:
    try:
        return Entry(str(sent.get("uid")), PressedSchema().load(sent))
    except ValidationError:
        return Entry(str(sent.get("uid")), None)


def _clocks(values: Mapping[str, Any]) -> Clocks:
    at: datetime = values["device_at"]
    if at.year not in YEARS:
        raise ValidationError(NOT_UNDERSTOOD)
    return Clocks(at.astimezone(UTC), values["page"], timedelta(milliseconds=values["lived_ms"]))
