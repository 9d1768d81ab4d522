"""Taking stamps in (signature, identity, ledger record, queue mark) against a bare INSERT and COMMIT."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pace import show

from terminals import wire
from terminals.wire import Badge, Kind, Moment, Place, Quality
from tests import city as builders
from tests.city import City
from timeclock.service import clocking, devices
from timeclock.service.clocking import Delivery, IntakeRules
from timeclock.store import sources

BADGE = "04A1B2C3D4E5F6"
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
BATCH = 100
TABLE = (
    "CREATE TABLE event (id INTEGER PRIMARY KEY, source, epoch, seq, at, person, payload, UNIQUE (source, epoch, seq))"
)
ROW = "INSERT INTO event (source, epoch, seq, at, person, payload) VALUES (1, 'e', ?, ?, 1, ?)"


class Terminal:
    """Signs stamps without end, one after the other, as the agent does."""

    def __init__(self, city: City) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.city = city
        public = self.key.public_key().public_bytes_raw()
        with city.database.transaction() as session:
            uid = devices.enrol(session, "Rathaus", None, public, AT)
            self.hash = builders.badge(session, city.aydin, BADGE, city.settings, AT)
            found = sources.device(session, uid)
        if found is None:
            raise LookupError("the terminal just enrolled is not there")
        self.device = found
        self.about = wire.Device(str(uid), "Europe/Berlin", "2026.6", "bench")
        self.numbers = count(1)

    def entries(self, number: int) -> list[dict[str, str]]:
        return [self.entry(next(self.numbers)) for _ in range(number)]

    def entry(self, seq: int) -> dict[str, str]:
        at = AT + timedelta(seconds=seq)
        moment = Moment(at, "boot", seq * 1000, Quality.GOOD, 1, 0)
        uid = wire.uuid7(at, seq.to_bytes(10, "big"))
        place = Place("e" * 32, seq, "0" * 64)
        payload = wire.stamp_payload(
            self.about, place, moment, uid=uid, kind=Kind.AUTO, badge=Badge(self.hash), reader="reader"
        )
        signature = self.key.sign(wire.STAMP_DOMAIN + payload)
        return {"payload": wire.b64url(payload), "sig": wire.b64url(signature)}


def ours(city: City, terminal: Terminal, prepared: list[list[dict[str, str]]]) -> None:
    rules = IntakeRules.of(city.settings)
    for entries in prepared.pop():
        with city.database.transaction() as session:
            delivery = Delivery(terminal.device, "boot", 0, None, entries, AT + timedelta(days=1))
            clocking.take_in(session, delivery, rules)


def floor(connection: sqlite3.Connection, numbers: count[int], commits: int, rows: int) -> None:
    for _ in range(commits):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(ROW, [(next(numbers), AT.isoformat(), b"x" * 700) for _ in range(rows)])
        connection.execute("COMMIT")


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        city = builders.small_city(builders.settings_in(Path(name)))
        terminal = Terminal(city)
        bare = sqlite3.connect(Path(name) / "bare.sqlite", isolation_level=None)
        bare.execute("PRAGMA journal_mode=TRUNCATE")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute(TABLE)
        numbers = count(1)
        for title, commits, rows in (("stamp, one a commit", 50, 1), (f"stamp, {BATCH} a commit", 5, BATCH)):
            # Signing is the terminal's work: done before the clock runs, for every time `ours` is called.
            calls = rounds + 1 + 2 * (max(3, rounds // 3) + 1)
            prepared = [[terminal.entries(rows) for _ in range(commits)] for _ in range(calls)]
            show(
                title,
                lambda prepared=prepared: ours(city, terminal, prepared),
                lambda commits=commits, rows=rows: floor(bare, numbers, commits, rows),
                "a stamp",
                commits * rows,
                rounds,
            )
        bare.close()
        city.database.dispose()


if __name__ == "__main__":
    main(rounds=21 if "--long" in sys.argv else 7)
