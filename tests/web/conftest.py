"""The cast in front of the pages: who signs in, and what she sends."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import city as builders
from tests.city import NOW, PASSWORD, City
from tests.databases import postgres, postgres_city, postgres_template
from tests.premises import application
from timeclock.core.spans import DaySpan
from timeclock.store import db

__all__ = ["postgres", "postgres_city", "postgres_template"]

THURSDAY = date(2026, 11, 19)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """Somebody with a browser: forms carry the token of the page she looks at."""

    client: FlaskClient

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, data: object = None, **options: object) -> TestResponse:
        headers = {"X-CSRFToken": self.token(), **options.pop("headers", {})}
        return self.client.post(path, data=data, headers=headers, **options)

    def token(self) -> str:
        return TOKEN.search(self.get("/login", follow_redirects=True).text)[1]

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/login", {"name": name, "password": password})


@pytest.fixture(scope="session")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The small city with one Thursday on which Frau Aydin took no break; built once, tests get copies."""
    found = builders.small_city(builders.settings_in(tmp_path_factory.mktemp("town")))
    with found.database.transaction() as session:
        builders.stamped(session, found.aydin, THURSDAY, "08:00 in 14:25 out", found.settings)
        builders.stamped(session, found.celik, THURSDAY, "08:00 in 16:00 out", found.settings)
        for who in (found.aydin, found.celik):
            builders.evaluated(session, who, DaySpan.one(THURSDAY), found)
    found.database.dispose()
    return found


@pytest.fixture
def small_town(built_town: City, tmp_path: Path) -> Iterator[City]:
    shutil.copytree(built_town.settings.var, tmp_path, dirs_exist_ok=True)
    settings = builders.settings_in(tmp_path)
    database = db.connect(settings.database_url)
    yield replace(built_town, settings=settings, database=database)
    database.dispose()


@pytest.fixture
def pages(small_town: City) -> Iterator[Flask]:
    with time_machine.travel(NOW, tick=False):
        yield application(small_town)


@pytest.fixture
def visitor(pages: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(pages.test_client())


@pytest.fixture
def signed_in(pages: Flask) -> Callable[[str], Visitor]:
    def arrive(name: str) -> Visitor:
        somebody = Visitor(pages.test_client())
        assert somebody.sign_in(name).status_code == 303
        return somebody

    return arrive


@pytest.fixture
def aydin(signed_in: Callable[[str], Visitor]) -> Visitor:
    return signed_in("aydin")
