"""The fields of answers: each needed, each described to whoever reads them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from timeclock.web.api.fields import Instant, Minutes, described


def words(
    description: str, example: str | None = None, *, optional: bool = False, key: str | None = None
) -> fields.String:
    return fields.String(required=True, allow_none=optional, data_key=key, metadata=described(description, example))


def code(description: str, codes: Any, *, optional: bool = False) -> fields.String:
    values = [str(code) for code in codes]
    checks = validate.OneOf([*values, None] if optional else values)
    return fields.String(required=True, allow_none=optional, validate=checks, metadata=described(description))


def uid(description: str) -> fields.UUID:
    return fields.UUID(required=True, metadata=described(description))


def at(
    description: str, example: str = "2026-11-20T06:58:00.031Z", *, optional: bool = False, key: str | None = None
) -> Instant:
    return Instant(required=True, allow_none=optional, data_key=key, metadata=described(description, example))


def day(description: str, *, optional: bool = False, key: str | None = None) -> fields.Date:
    return fields.Date(required=True, allow_none=optional, data_key=key, metadata=described(description))


def minutes(description: str, *, optional: bool = False) -> Minutes:
    return Minutes(required=True, allow_none=optional, metadata=described(description))


def milli_days(description: str) -> fields.Integer:
    return fields.Integer(required=True, metadata=described(description, 30000))


def many(schema: type[Schema], description: str, *, optional: bool = False) -> fields.List[Any]:
    nested = fields.Nested(schema)
    return fields.List(nested, required=True, allow_none=optional, metadata=described(description))
