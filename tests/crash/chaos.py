"""Many terminals deliver over a very bad line to a server; in the end all spools are held against what is stored."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from terminals import link
from terminals.deliver import Identity
from terminals.exchange import Exchange
from terminals.keys import public_key, read_secret
from terminals.wire import FIRST_PREV, digest
from tests.crash import planted, verdict
from tests.crash.cluster import Cluster
from tests.crash.kills import KillLog
from tests.crash.planted import Defect
from tests.crash.proxy import Fate, Odds, Proxy
from tests.crash.stack import READY_SECONDS, Nursery, free_port, listens
from tests.crash.town import BASE, Town
from tests.crash.verdict import Captured, Fault, Wrong, wrong
from tests.crash.walls import Wall
from timeclock import clock
from timeclock.ledger import keys
from timeclock.ledger.keys import b64url
from timeclock.service import devices
from timeclock.store import db
from timeclock.store.stamps import original_of

WORST = Odds(
    {Fate.TWICE: 20, Fate.LOST: 3, Fate.LATE: 5},
    {Fate.SWALLOWED: 10, Fate.RESET: 10, Fate.CUT: 4, Fate.HALF_OPEN: 2, Fate.SLOW: 4},
)
GIVES_UP_SECONDS = 0.5
STILL_SECONDS = 120.0  # without one acknowledgement: nothing will come any more


@dataclass(frozen=True, slots=True)
class Weather:
    """How much is to go over the line, by which chance, and what is wrong with server or terminals, if anything."""

    name: str
    seed: int
    walls: int
    stamps: int
    least_unknown: int
    odds: Odds = WORST
    damaged: float = 0.01
    defect: Defect | None = None
    exchange: type[Exchange] = Exchange


@dataclass
class Chaos:
    """One town whose terminals go through the weather."""

    weather: Weather
    cluster: Cluster
    nursery: Nursery
    town: Town
    folder: Path
    walls: list[Wall] = field(default_factory=list)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.cluster.copy(BASE, self.weather.name)
        self._settings = self.town.settings_in(self.folder / "var", self.cluster.url(self.weather.name))
        self._port = free_port()
        self.proxy = Proxy(self._port, KillLog(), Random(f"line {self.weather.seed}"), self.weather.odds)
        if self.weather.defect is Defect.FORGETS_KEYS:
            with self.cluster.connect(self.weather.name) as connection:
                planted.drop_unique_keys(connection)

    def go(self) -> list[Wrong]:
        """Let all terminals deliver all they have, and return what is wrong then."""
        patience, link.TIMEOUT_SECONDS = link.TIMEOUT_SECONDS, GIVES_UP_SECONDS  # type: ignore[assignment]
        began = time.monotonic()
        try:
            with self._server(), self.proxy:
                self.walls = [self._wall(no, me) for no, me in enumerate(self._enrolled())]
                for wall in self.walls:
                    wall.start()
                self._wait_while_stamps_flow()
                self.proxy.wait_for_late()
                self.proxy.calm = True
                for wall in self.walls:
                    wall.report()
        finally:
            link.TIMEOUT_SECONDS = patience
            for wall in self.walls:
                wall.close()
        self.seconds = time.monotonic() - began
        return self._judge()

    def _wait_while_stamps_flow(self) -> None:
        heard, since = 0, time.monotonic()
        while running := [wall for wall in self.walls if wall.is_alive()]:
            running[0].join(1)
            if (now := self.proxy.witness.acknowledged) != heard:
                heard, since = now, time.monotonic()
            elif time.monotonic() - since > STILL_SECONDS:
                return

    def report(self) -> str:
        """Return what happened, in figures."""
        witness, weather = self.proxy.witness, self.weather
        fates = ", ".join(f"{number}× {fate}" for fate, number in sorted(witness.fates.items()))
        return (
            f"chaos {weather.name}: {weather.stamps} stamps of {weather.walls} terminals, {self.seconds:.0f} s\n"
            f"  line: {fates}\n"
            f"  unknown outcomes: {witness.unknown}, of them {witness.unknown_committed} seen to be committed\n"
            f"  answers {dict(witness.statuses)}, refused {dict(witness.refusals)}; again: CRASH_SEED={weather.seed}"
        )

    def _enrolled(self) -> list[Identity]:
        """Enrol as many terminals as the weather wants."""
        receipts = public_key(b64url(keys.signing_key(self._settings.receipt_key_file).public))
        made = [Ed25519PrivateKey.generate() for _ in range(self.weather.walls)]
        database = db.connect(self._settings.database_url)
        try:
            with database.transaction() as session:
                sources = [
                    devices.enrol(session, f"Wand {no}", None, key.public_key().public_bytes_raw(), clock.now())
                    for no, key in enumerate(made)
                ]
        finally:
            database.dispose()
        return [Identity(str(uid), "0.1.0", key, receipts) for uid, key in zip(sources, made, strict=True)]

    def _wall(self, no: int, me: Identity) -> Wall:
        share, more = divmod(self.weather.stamps, self.weather.walls)
        return Wall(
            me,
            self.folder / f"spool-{no}.db",
            f"http://127.0.0.1:{self.proxy.server_port}",
            read_secret(self._settings.badge_key_file),
            self.town.badges,
            share + (no < more),
            Random(f"wall {self.weather.seed} {no}"),
            damaged=self.weather.damaged,
            exchange=self.weather.exchange,
        )

    @contextmanager
    def _server(self) -> Iterator[None]:
        words = ("timeclock", "serve", "--port", str(self._port), "--processes", "2")
        log = self.folder / "server.log"
        server = self.nursery.start(*words, log=log, settings=self._settings, defect=self.weather.defect)
        try:
            until = time.monotonic() + READY_SECONDS
            while not listens(self._port):
                if time.monotonic() > until:
                    raise TimeoutError(f"the server does not listen; its log is {log}")
                time.sleep(0.05)
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)

    def _judge(self) -> list[Wrong]:
        spools = {wall.name: verdict.spooled(wall.spool_file) for wall in self.walls}
        sources = {UUID(wall.source) for wall in self.walls}
        with self.cluster.connect(self.weather.name) as connection:
            found = [*exactly_once(connection, spools), *verdict.sums_hold(connection, self.proxy.witness, sources)]
        found += wrong(
            Fault.UNBALANCED, (f"{w.name}: {w.damaged} damaged" for w in self.walls if not _adds_up(w, spools))
        )
        found += wrong(Fault.DIED, (f"{wall.name}: {wall.failed}" for wall in self.walls if wall.failed))
        return found + self._tameness(spools)

    def _tameness(self, spools: dict[str, dict[str, Captured]]) -> list[Wrong]:
        witness = self.proxy.witness
        met = {
            f"{self.weather.least_unknown} unknown outcomes": witness.unknown >= self.weather.least_unknown,
            f"{self.weather.stamps} stamps": sum(map(len, spools.values())) == self.weather.stamps,
            **{
                f"a {fate}": witness.fates[fate] > 0
                for fate in (*self.weather.odds.requests, *self.weather.odds.answers)
            },
            **{
                f"a stamp {status}": witness.statuses[status] > 0
                for status in ("duplicate", "quarantined", "unreadable")
            },
        }
        return wrong(Fault.TAME, (what for what, was_met in met.items() if not was_met))


def exactly_once(connection: psycopg.Connection, spools: dict[str, dict[str, Captured]]) -> list[Wrong]:
    """Compare the bytes of all spools with those stored, as often as they are there; and each terminal's order."""
    rows = connection.execute(
        "SELECT epoch, seq, bytes FROM stamp JOIN ledger_record ON ledger_record.id = ledger_id ORDER BY epoch, seq"
    ).fetchall()
    stored = Counter(original_of(record).payload for _, _, record in rows)
    kept = [each for spool in spools.values() for each in spool.values()]
    captured = Counter(each.payload for each in kept if each.state != "unreadable")
    order = [(epoch, seq) for epoch, seq, _ in rows]
    claimed = [(said["epoch"], said["seq"]) for said in map(_said, rows)]
    return [
        *wrong(Fault.TWICE, (payload for payload, number in stored.items() if number > 1)),
        *wrong(Fault.MISSING, captured - stored),
        *wrong(Fault.INVENTED, stored.keys() - captured.keys()),
        *wrong(Fault.CHANGED, (key for key, said in zip(order, claimed, strict=True) if key != said)),
        *wrong(Fault.CHANGED, (name for name, spool in spools.items() if not _follows(list(spool.values())))),
        *wrong(Fault.UNSETTLED, (each.seq for each in kept if each.state in {"unsent", "conflict"})),
    ]


def _said(row: tuple[str, int, bytes]) -> dict[str, Any]:
    return Captured(row[1], row[0], original_of(row[2]).payload, b"", "", None).said


def _follows(spool: list[Captured]) -> bool:
    """Say whether the numbers have no gap and each stamp names the one before."""
    before = [FIRST_PREV, *(digest(each.payload) for each in spool[:-1])]
    return all(
        (each.seq, each.said["prev"]) == (no, prev)
        for no, (each, prev) in enumerate(zip(spool, before, strict=True), start=1)
    )


def _adds_up(wall: Wall, spools: dict[str, dict[str, Captured]]) -> bool:
    """Say whether what this terminal calls unreadable is what was damaged, and nothing else."""
    return sum(each.state == "unreadable" for each in spools[wall.name].values()) == wall.damaged
