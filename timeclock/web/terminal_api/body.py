"""The request's body: JSON in, what the services need out. Single entries are judged later, one by one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from timeclock.core.stamps import StampKind
from timeclock.service import intake
from timeclock.service.intake import Unreadable
from timeclock.store.sources import DeviceReport

MOST_STAMPS = 200
COUNT = validate.Range(min=0, max=2**31 - 1)
CLOCK = validate.Range(min=0, max=2**53)


class UnreadableBody(ValueError):
    """The body is not a delivery by the contract; nothing of it was counted."""


class TooManyStamps(ValueError):
    """The body is a delivery, but a larger one than the contract allows; nothing of it was counted."""


class Instant(fields.Field[datetime]):
    """An instant exactly as the wire writes it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            return intake.instant(value)
        except ValueError:
            raise ValidationError("an instant is 2026-11-20T06:58:00.031Z") from None


class Words(fields.Field[str]):
    """A text that both databases keep: no NUL, no lone surrogate, not too long."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            return intake.text(value)
        except ValueError:
            raise ValidationError("a text has 1 to 200 letters") from None


class ReaderSchema(Schema):
    name = Words(required=True)
    state = Words(required=True)


class SentSchema(Schema):
    at = Instant(required=True)
    boot_id = Words(required=True)
    mono_ms = fields.Integer(required=True, strict=True, validate=CLOCK)


class StateSchema(Schema):
    epoch = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{32}\Z"))
    captured = fields.Integer(required=True, strict=True, validate=CLOCK)
    unsent = fields.Integer(required=True, strict=True, validate=COUNT)
    unreadable = fields.Integer(required=True, strict=True, validate=COUNT)
    oldest_unsent_at = Instant(required=True, allow_none=True)
    readers = fields.List(fields.Nested(ReaderSchema), required=True, validate=validate.Length(max=20))
    agent = Words(required=True)


class BodySchema(Schema):
    v = fields.Integer(required=True, strict=True, validate=validate.Equal(1))
    sent = fields.Nested(SentSchema, required=True)
    state = fields.Nested(StateSchema, required=True, allow_none=True)
    stamps = fields.List(fields.Raw(allow_none=True), required=True)


@dataclass(frozen=True, slots=True)
class Body:
    """One delivery as sent; `entries` are not looked into yet."""

    boot_id: str
    mono_ms: int
    report: DeviceReport | None
    entries: list[Any]
    received_at: datetime


def read(raw: bytes, now: datetime) -> Body:
    """Return the delivery; raise `UnreadableBody` that says where it is not one."""
    try:
        sent = BodySchema().load(json.loads(raw.decode()))
    except ValidationError as fault:
        raise UnreadableBody(f"not a delivery: {fault.messages}") from None
    except (ValueError, RecursionError):
        raise UnreadableBody("not JSON") from None
    if len(sent["stamps"]) > MOST_STAMPS:
        raise TooManyStamps
    drift = (sent["sent"]["at"] - now) // timedelta(milliseconds=1)
    return Body(
        sent["sent"]["boot_id"], sent["sent"]["mono_ms"], _report(sent["state"], drift, now), sent["stamps"], now
    )


def _report(state: dict[str, Any] | None, drift_ms: int, now: datetime) -> DeviceReport | None:
    if state is None:
        return None
    return DeviceReport(
        epoch=state["epoch"],
        at=now,
        captured=state["captured"],
        unsent=state["unsent"],
        unreadable=state["unreadable"],
        oldest_unsent_at=state["oldest_unsent_at"],
        drift_ms=drift_ms,
        readers=tuple(state["readers"]),
        version=state["agent"],
    )


def kind_of(entry: Any) -> StampKind:
    """Return what key was pressed, `auto` where the entry does not say."""
    try:
        return intake.claimed(intake.original(entry).payload).kind
    except Unreadable:
        return StampKind.AUTO
