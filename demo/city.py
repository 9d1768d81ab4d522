"""The demo's own directory: settings, keys and data of Musterhausen, filled once and kept up to date."""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from demo import desk, moving_in, office, seed, wishes
from demo.cast import Member, cast
from demo.moving_in import CITY
from demo.seed import Season
from demo.walls import Wall
from timeclock import clock, settings
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import instant, local_day
from timeclock.ledger import keys
from timeclock.settings import Settings, data_directory
from timeclock.store import db, migrate
from timeclock.store.db import Database

HERE = Path(__file__).parent
HALF_A_YEAR = 184
STALE = timedelta(days=30)
ONE_DAY = timedelta(days=1)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How large a city: `people` None is everybody."""

    people: int | None = None
    days: int = HALF_A_YEAR


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything of the demo lies."""

    directory: Path

    @property
    def city_file(self) -> Path:
        return self.directory / "city.toml"

    @property
    def terminal(self) -> Path:
        return self.directory / "terminal"

    @property
    def logs(self) -> Path:
        return self.directory / "log"

    @property
    def marker(self) -> Path:
        return self.directory / "seeded.json"


@dataclass(frozen=True, slots=True)
class Musterhausen:
    """The city as it stands: its settings, its people, and the terminal to try out."""

    settings: Settings
    members: tuple[Member, ...]
    tried_out: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The city as found; `marker` None where it has to be made first."""

    place: Place
    wanted: Wanted
    settings: Settings
    marker: dict[str, Any] | None
    now: datetime

    @property
    def is_there(self) -> bool:
        """Say whether pages can be served at once: only what happened since the last start is missing."""
        return self.marker is not None


def opened(place: Place, wanted: Wanted, *, fresh: bool = False) -> Opened:
    """Look at what is there: nothing, a city of another make, or one that goes on."""
    place.directory.mkdir(parents=True, exist_ok=True)
    city, now = _settings(place), clock.now()
    marker = None if fresh else _read(place, wanted, local_day(now, city.zone))
    if marker is not None:
        _bring_keys(city)
    return Opened(place, wanted, city, marker, now)


def ready(found: Opened, say: Say) -> Musterhausen:
    """Return the city with data up to now, made or caught up with."""
    place, city, marker = found.place, found.settings, found.marker
    members = cast(found.wanted.people)
    if marker is None:
        _clear(place)
    # What is half done is not used: the marker is written last.
    place.marker.unlink(missing_ok=True)
    database = db.connect(city.database_url)
    try:
        if marker is None:
            say(f"making {CITY}: {len(members)} people, {found.wanted.days} days of stamps (only once)")
            with _few_collections():
                marker = _made(found, database, members)
        else:
            _caught_up(found, database, members, marker)
    finally:
        database.dispose()
    marker["until"] = found.now.isoformat()
    place.marker.write_text(json.dumps(marker, indent=2))
    return Musterhausen(city, members, marker["tried_out"])


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for circular garbage seldom: with this many small rows it takes a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _settings(place: Place) -> Settings:
    """Write and read the city's settings, as an operator would have them."""
    lines = {"city_name": CITY, "var": str(place.directory.resolve()), "log_origin": "musterhausen.example/log"}
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    place.city_file.write_text(
        f"# Written at every start of the demo.\n{text}https = false\npresence_among_colleagues = true\n"
        # Whoever tries the city out has no phone of its people; set here what default.toml has, and they need one.
        "# No second step, so that everybody can look around.\nsecond_factor_for = []\n"
    )
    return settings.load(place.city_file, {})


def _bring_keys(city: Settings) -> None:
    """Write the keys that are not there: a city made before one of them was needed gets it, and none is replaced."""
    files = (city.secret_key_file, city.receipt_key_file, city.log_key_file, city.badge_key_file, city.factor_key_file)
    for path in files:
        keys.write_secret(path)


def _made(found: Opened, database: Database, members: Sequence[Member]) -> dict[str, Any]:
    place, city, wanted, now = found.place, found.settings, found.wanted, found.now
    _bring_keys(city)
    migrate.upgrade(database)
    today = local_day(now, city.zone)
    season = Season(today - timedelta(days=wanted.days), today)
    first = instant(season.first_day, time(0), city.zone)
    with database.transaction() as session:
        founded = moving_in.found(session, city, members, place.terminal, first)
    seed.fill(database, city, members, season, founded.walls, Span(first, now))
    with database.transaction() as session:
        office.fill(session, city, members, seed.around(city, season, today + ONE_DAY), now)
    seed.evaluate(database, city, DaySpan(season.first_day, today + ONE_DAY), now)
    desk.fill(database, city, members, season.first_day, now)
    wishes.fill(database, city, members, season.first_day, now)
    seed.catch_up(database, city, now)
    seed.make_statistics(database, city, today, now)
    seed.write_log(database, city)
    return {
        "make": _make(),
        "people": wanted.people,
        "days": wanted.days,
        "first_day": season.first_day.isoformat(),
        "anchor": season.anchor.isoformat(),
        "tried_out": str(founded.tried_out),
        "walls": [wall.state() for wall in founded.walls],
    }


def _caught_up(found: Opened, database: Database, members: Sequence[Member], marker: dict[str, Any]) -> None:
    """Add what the cast has stamped since the last start."""
    city, now = found.settings, found.now
    since = datetime.fromisoformat(marker["until"])
    season = Season(date.fromisoformat(marker["first_day"]), date.fromisoformat(marker["anchor"]))
    walls = [Wall.of(state, found.place.terminal) for state in marker["walls"]]
    days = DaySpan(local_day(since, city.zone), local_day(now, city.zone) + ONE_DAY)
    stamped = seed.fill(database, city, members, season, walls, Span(since, max(since, now)))
    if stamped or len(list(days)) > 1:
        seed.evaluate(database, city, days, now)
        seed.write_log(database, city)
    marker["walls"] = [wall.state() for wall in walls]


def _read(place: Place, wanted: Wanted, today: date) -> dict[str, Any] | None:
    """Return what was seeded, or None where it has to be made anew."""
    try:
        marker: dict[str, Any] = json.loads(place.marker.read_text())
        fits = (marker["make"], marker["people"], marker["days"]) == (_make(), wanted.people, wanted.days)
        fresh_enough = today - date.fromisoformat(marker["anchor"]) <= STALE
    except (FileNotFoundError, KeyError, ValueError):
        return None
    return marker if fits and fresh_enough else None


def _make() -> str:
    """Return a digest of the schema, the law, the evaluation and the demo itself: data of another make are not kept."""
    core = Path(settings.__file__).parent / "core"
    sources = [
        *sorted((data_directory("migrations") / "versions").glob("*.py")),
        *sorted((data_directory("config") / "law").glob("*.toml")),
        *sorted(core.glob("*.py")),
        *sorted(HERE.glob("*.py")),
    ]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def _clear(place: Place) -> None:
    """Remove what an earlier start made, and nothing else."""
    place.marker.unlink(missing_ok=True)
    for file in place.directory.glob("timeclock.sqlite*"):
        file.unlink()
    for directory in (place.terminal, place.directory / "keys", place.directory / "documents"):
        shutil.rmtree(directory, ignore_errors=True)
    place.terminal.mkdir()
