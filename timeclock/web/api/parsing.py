"""What programs send, read strictly: JSON said to be JSON, and every name at most once."""

from __future__ import annotations

import json
from typing import Any

from flask import Request
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from timeclock.web.inputs import SENT_TWICE


class StrictParser(FlaskParser):
    """Refuses what a lenient reader would guess at; of headers only ours are looked at."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE, "json": RAISE, "headers": EXCLUDE}  # noqa: RUF012

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            raise ValidationError({name: [SENT_TWICE] for name in twice})
        return super().load_querystring(req, schema)

    def _raw_load_json(self, req: Request) -> Any:
        if req.mimetype != "application/json":
            raise UnsupportedMediaType
        try:
            return json.loads(req.get_data(cache=False).decode(), object_pairs_hook=_each_once)
        # A body of brackets alone is deeper than any reader goes.
        except (ValueError, RecursionError):
            raise BadRequest from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found
