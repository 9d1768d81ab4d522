"""How the API writes what JSON has no words for: instants in UTC, durations in whole minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marshmallow import fields

from timeclock.core.spans import MINUTE
from timeclock.ledger.receipt import wire_time


class Instant(fields.AwareDateTime):
    """An instant, always in UTC: 2026-11-20T06:58:00.031Z."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else wire_time(value)


class Minutes(fields.Field[timedelta]):
    """A duration as whole minutes, signed."""

    def _serialize(self, value: timedelta | None, attr: str | None, obj: Any, **kwargs: Any) -> int | None:
        return None if value is None else value // MINUTE


class WholeNumber(fields.Integer):
    """A whole number as JSON has it: 90, or 90.0; no text, and no yes or no."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool | str) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


def described(description: str, example: object = None) -> dict[str, Any]:
    """Return what the description of the API says of a field."""
    found: dict[str, Any] = {"description": description}
    return found if example is None else {**found, "example": example}
