"""The description of the API by OpenAPI 3.1: made from the code, kept in docs/reference/openapi.json for review."""

from __future__ import annotations

from functools import cache
from typing import Any

import flask_smorest
from flask import Flask

from timeclock.i18n import translator
from timeclock.service.tokens import OPENS
from timeclock.web import addresses, policies
from timeclock.web.api import absences, months, requests, rosters, swaps, terminals, views
from timeclock.web.api.fields import Minutes
from timeclock.web.api.schemas.problems import ProblemDetails

VERSION = "1.0"
TITLE = "Timeclock API"
SAYS = (
    "Own days, months, balance, absences, requests, documents and stamps of one person, for programs that act for her; "
    "rosters of the units she plans; and for IT how the terminals are. "
    "Instants are UTC, durations whole minutes, days civil days of the city, spans half-open. "
    "What went wrong is said as problem details (RFC 9457). "
    "Texts come in the language of Accept-Language, German or English. New fields and new codes may come at any time; "
    "what is there stays as long as the address says v1."
)
MONTH = r"^[0-9]{4}-[0-9]{2}$"
LICENCE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "A personal token. Each person makes hers under /me/tokens, with a name, an end and these scopes.",
}
BLUEPRINTS = (views.bp, requests.bp, swaps.bp, absences.bp, months.bp, rosters.bp, terminals.bp)


class Api(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest has no types
    """flask-smorest without its own answers to failures: web/errors.py is the one table."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = ProblemDetails

    def _register_error_handlers(self) -> None:
        pass


@cache
def describe() -> dict[str, Any]:
    """Return the description, made when it is asked for first: it takes longer than all else a start takes."""
    app = Flask("timeclock.web")
    app.url_map.converters.update(day=addresses.DayConverter, month=addresses.MonthConverter)
    app.config.update(API_TITLE=TITLE, API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    api = Api(app, spec_kwargs={"info": {"description": SAYS, "license": LICENCE}})
    api.register_converter(addresses.DayConverter, lambda _converter: {"type": "string", "format": "date"})
    api.register_field(Minutes, "integer", None)
    api.spec.components.security_scheme("token", TOKEN)
    api.register_converter(addresses.MonthConverter, lambda _converter: {"type": "string", "pattern": MONTH})
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    found: dict[str, Any] = api.spec.to_dict()
    _complete(found, app)
    return found


def _complete(description: dict[str, Any], app: Flask) -> None:
    """Add to each operation which scope opens it, and what it is in German."""
    german = translator("de")
    names = {blueprint.name for blueprint in BLUEPRINTS}
    declared = ((endpoint.rpartition("."), action) for endpoint, action in policies.declared(app).items())
    actions = {view: action for (name, _, view), action in declared if name in names}
    for path in description["paths"].values():
        for operation in path.values():
            if not isinstance(operation, dict):
                continue
            action = actions[operation["operationId"]]
            scopes = sorted(scope.value for scope, opened in OPENS.items() if action in opened)
            operation["security"] = [{"token": scopes}]
            for name in ("summary", "description"):
                sentence = operation[name]
                operation[f"x-{name}-de"] = german.text(sentence)
