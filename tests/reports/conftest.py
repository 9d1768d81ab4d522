"""Half a year of the made-up city, made once, and a browser in front of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from demo import city as demo_city
from demo.city import Musterhausen, Place, Wanted
from demo.moving_in import DEMO_PASSWORD
from tests.browser.running import ARGUMENTS, CHROMIUM
from tests.databases import sqlite_city, sqlite_template
from timeclock import clock
from timeclock.store import db
from timeclock.store.db import Database
from timeclock.web import create_app

# In the morning after six whole months: one has the night on which the clocks go back, another Corpus Christi.
NOW = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
DAYS = 190
MONTHS = tuple(date(2026, month, 1) for month in range(6, 12))

__all__ = ["sqlite_city", "sqlite_template"]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Ask the veraPDF engine with `--long` only: it needs a JDK, which nobody has to have for the rest."""
    return True if collection_path.name == "test_pdfa.py" and not config.getoption("--long") else None


@dataclass(frozen=True, slots=True)
class Lived:
    """The made-up city after half a year."""

    place: Place
    town: Musterhausen
    database: Database


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory, counts: dict[str, int]) -> Iterator[Lived]:
    clock.use_pinned_zones()
    place = Place(tmp_path_factory.mktemp("musterhausen"))
    with time_machine.travel(NOW, tick=False):
        town = demo_city.ready(demo_city.opened(place, Wanted(counts["report_people"], DAYS)), print)
    database = db.connect(town.settings.database_url)
    yield Lived(place, town, database)
    database.dispose()


class Quiet(WSGIRequestHandler):
    """Hundreds of requests explain no failure."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture(scope="session")
def window(lived: Lived) -> Iterator[Page]:
    """A browser in which HR is signed in, who may see everybody's times; its address is the city's."""
    app = create_app(lived.town.settings, lived.database)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with sync_playwright() as playwright, time_machine.travel(NOW):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(locale="de-DE", base_url=f"http://127.0.0.1:{server.server_port}")
        page = context.new_page()
        page.goto("/login")
        page.fill("#name", "personal")
        page.fill("#password", DEMO_PASSWORD)
        page.click("main button.kern-btn--primary")
        yield page
        browser.close()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def one_engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands use the engine that is open: thousands of them would each think their statements over anew."""
    if "lived" in request.fixturenames:
        lived: Lived = request.getfixturevalue("lived")
        kept = {lived.town.settings.database_url: lived.database}
        connect = db.connect
        monkeypatch.setattr(db, "connect", lambda url: kept.get(url) or connect(url))


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def config(lived: Lived) -> list[str]:
    """Return the words that lead a command to the city."""
    return ["--config", str(Path(lived.place.city_file))]
