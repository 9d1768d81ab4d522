"""The terminals' door over HTTP: one enrolled terminal before a whole application, and the sums it must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.city import NOW, City
from tests.lived_in import sight, trusted
from tests.terminal import PATH, Terminal, lookout
from timeclock.ledger.keys import from_b64url
from timeclock.service import fleet, health, verification
from timeclock.service.fleet import Fleet, TerminalSeen
from timeclock.service.health import Health
from timeclock.store import intake, stamps
from timeclock.store.intake import IntakeRow
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.stamps import source, stamp, stamp_conflict


@dataclass
class Door:
    """A terminal and the application it speaks to."""

    city: City
    client: FlaskClient
    terminal: Terminal
    badge: str
    now: datetime = NOW
    name: str = "Rathaus, Eingang"

    def good(self) -> dict[str, str]:
        """Capture a stamp like any other."""
        return self.terminal.stamp(self.now, self.badge)

    def odd(self, **other: Any) -> dict[str, str]:
        """Capture a stamp of the known badge that says something else than it should."""
        return self.terminal.stamp(**({"at": self.now, "badge": self.badge} | other))

    def send(self, body: bytes, **headers: str) -> TestResponse:
        return self.client.post(PATH, data=body, headers=self.terminal.headers(body, self.now, **headers))

    def deliver(self, *entries: object, **body: Any) -> list[dict[str, Any]]:
        """Send entries, then say that they were answered, as a terminal does."""
        answer = self.send(self.terminal.body(entries, self.now, unsent=len(entries), **body))
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json["results"]
        assert [each["n"] for each in results] == list(range(len(entries)))
        return results

    def report(self) -> None:
        """Tell the server how things stand: nothing waits any more."""
        answer = self.send(self.terminal.body([], self.now))
        assert answer.status_code == 200, answer.text

    def health(self) -> Health:
        with self.city.database.transaction() as session:
            return health.health(session, sight(session, self.city, "it", self.now), self.city.settings)

    def fleet(self) -> Fleet:
        with self.city.database.transaction() as session:
            return fleet.listed(session, sight(session, self.city, "it", self.now), lookout(self.city))

    def seen(self) -> TerminalSeen:
        """Return what the page of the terminals says of this one; others stand in the same city."""
        return next(each for each in self.fleet().terminals if each.uid == self.terminal.uid)

    def counted(self) -> Sequence[IntakeRow]:
        with self.city.database.reading() as session:
            return tuple(row for row in intake.listed(session, date(2000, 1, 1)) if row.source_name == self.name)

    def stored(self) -> int:
        with self.city.database.reading() as session:
            mine = select(stamp.c.id).join(source).where(source.c.uid == self.terminal.uid)
            return len(session.execute(mine).all())

    def conserved(self) -> bool | None:
        """Say what the page of the terminals says of this one's sums."""
        self.report()
        return self.seen().conserved

    def kept(self) -> set[bytes]:
        """Return the payloads of all stamps and conflicts, as they came."""
        with self.city.database.reading() as session:
            records = session.execute(select(ledger_record.c.bytes).where(ledger_record.c.kind == "stamp")).scalars()
            originals = [stamps.original_of(raw).payload for raw in records]
            bodies = session.execute(select(stamp_conflict.c.bytes)).scalars()
            others = [stamps.original_of(b'{"origin":' + bytes(raw) + b"}").payload for raw in bodies]
        return {*originals, *others}


def expect_balance(door: Door) -> None:
    """Every sum holds: by source and day received, by epoch, and in the ledger."""
    expect_sums(door)
    with door.city.database.snapshot() as session:
        assert verification.verify(session, trusted(door.city), door.now).discrepancies == ()


def expect_sums(door: Door) -> None:
    for row in door.counted():
        assert row.received == row.accepted + row.duplicate + row.conflict + row.quarantined + row.unreadable
    assert door.conserved() is True


def payload_of(entry: dict[str, str]) -> bytes:
    return from_b64url(entry["payload"])
