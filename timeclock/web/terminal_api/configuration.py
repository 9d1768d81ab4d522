"""The body in which a terminal tells how it is set."""

from __future__ import annotations

import json
from dataclasses import dataclass

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from timeclock.core.configurations import Setting
from timeclock.web.terminal_api.body import UnreadableBody, Words

MOST_SETTINGS, MOST_VERSIONS = 500, 20
BY_DEFAULT = "default"
NAME = validate.Regexp(r"^[a-z0-9_.]{1,100}\Z")


class SettingSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    name = fields.String(required=True, validate=NAME)
    value = Words(required=True, allow_none=True)
    origin = fields.String(required=True, validate=validate.OneOf(["file", BY_DEFAULT]))


class ConfigurationSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    v = fields.Integer(required=True, strict=True, validate=validate.Equal(1))
    versions = fields.Dict(
        keys=fields.String(validate=NAME), values=Words(), required=True, validate=validate.Length(max=MOST_VERSIONS)
    )
    settings = fields.List(fields.Nested(SettingSchema), required=True, validate=validate.Length(max=MOST_SETTINGS))


@dataclass(frozen=True, slots=True)
class Sent:
    """What a terminal is made of, and how it is set."""

    versions: dict[str, str]
    settings: tuple[Setting, ...]


def read(raw: bytes) -> Sent:
    """Return what a terminal tells; raise `UnreadableBody` that says where it is not by the contract."""
    try:
        sent = ConfigurationSchema().load(json.loads(raw.decode()))
    except ValidationError as fault:
        raise UnreadableBody(f"not a configuration: {fault.messages}") from None
    except (ValueError, RecursionError):
        raise UnreadableBody("not JSON") from None
    settings = [Setting(each["name"], each["value"], each["origin"] == BY_DEFAULT) for each in sent["settings"]]
    if len({each.name for each in settings}) < len(settings):
        raise UnreadableBody("a setting is told once")
    return Sent(sent["versions"], tuple(settings))
