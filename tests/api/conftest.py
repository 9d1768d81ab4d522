"""A city with an API in front: whoever has a person has made tokens, and there is a document to fetch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from schemathesis.pytest import plugin
from werkzeug.test import TestResponse

from tests import city as builders
from tests.city import NOW, City
from tests.databases import (
    city,
    empty_settings,
    postgres,
    postgres_city,
    postgres_template,
    sqlite_city,
    sqlite_template,
)
from tests.lived_in import sight
from tests.premises import application
from timeclock.core.spans import DaySpan
from timeclock.service import documents, tokens
from timeclock.service.documents import Media
from timeclock.service.tokens import TokenAsked, TokenScope
from timeclock.store.documents import Subject

__all__ = ["city", "empty_settings", "postgres", "postgres_city", "postgres_template", "sqlite_city", "sqlite_template"]

THURSDAY = date(2026, 11, 19)
LAST_DAY = date(2026, 12, 31)
ALL = frozenset(TokenScope)


def pytest_configure(config: pytest.Config) -> None:
    """Let schemathesis collect its tests; it loads with no other suite."""
    config.pluginmanager.register(plugin)


@dataclass(frozen=True, slots=True)
class Program:
    """A program with somebody's token."""

    client: FlaskClient
    token: str

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1/{path}", headers=self.headers(headers))

    def send(self, path: str, body: object, key: str, **headers: str) -> TestResponse:
        sent = self.headers({"Idempotency-Key": key, **headers})
        return self.client.post(f"/api/v1/{path}", json=body, headers=sent)

    def stamp(self, key: str, kind: str = "in", **headers: str) -> TestResponse:
        return self.send("stamps", {"kind": kind}, key, **headers)

    def headers(self, more: Mapping[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.token}", **named}


@dataclass(frozen=True, slots=True)
class Api:
    """The application, the city behind it, and the document of each person."""

    app: Flask
    city: City
    documents: dict[str, UUID]

    def program(self, name: str, scopes: frozenset[TokenScope] = ALL, last_day: date = LAST_DAY) -> Program:
        return Program(self.app.test_client(), token_of(self.city, name, scopes, last_day))


def token_of(city: City, name: str, scopes: frozenset[TokenScope] = ALL, last_day: date = LAST_DAY) -> str:
    """Make a token as the page does, beside the password, which takes its time."""
    with city.database.transaction() as session:
        return tokens.make(session, sight(session, city, name), TokenAsked("Portal", scopes, last_day), 365)


def settled(city: City) -> Api:
    """Let a Thursday pass on which Frau Aydin took no break, and keep a proof for each person."""
    kept = {}
    with city.database.transaction() as session:
        for name, who in (("aydin", city.aydin), ("brandt", city.brandt), ("celik", city.celik)):
            builders.stamped(session, who, THURSDAY, "08:00 in 14:25 out", city.settings)
            builders.evaluated(session, who, DaySpan.one(THURSDAY), city)
            subject = Subject("proof", who.person_id, who.employment_id, date(2026, 10, 1))
            content = f"proof of {name}".encode()
            kept[name] = documents.put(session, city.settings.documents, subject, Media.PDF, content, NOW).uid
    return Api(application(city), city, kept)


@pytest.fixture
def api(sqlite_city: City) -> Iterator[Api]:
    with time_machine.travel(NOW, tick=False):
        yield settled(sqlite_city)


@pytest.fixture
def aydin(api: Api) -> Program:
    return api.program("aydin")
