"""What waited in terminals without network: brought to the server by their own agents, while people go on tapping."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path
from threading import Event, Thread

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchmarks import floors
from benchmarks.pace import Bench, Work, twice_as_long
from benchmarks.servers import served
from benchmarks.town import Town, Wall, small_town, town
from terminals import wire
from terminals.badge_list import BadgeList
from terminals.clock import Clock
from terminals.deliver import Deliverer
from terminals.exchange import Identity
from terminals.link import Link
from terminals.spool import Spool
from timeclock import clock
from timeclock.core.badge_numbers import Scheme
from timeclock.ledger import keys
from timeclock.service import badge_list
from timeclock.service.badge_list import KeptSums
from timeclock.store import badges
from timeclock.store.badges import Given

TERMINALS = 10
PEOPLE, TAPPING = 300, 100  # who wait in the spools, and others who tap meanwhile
AIM_STAMPS, AIM_SECONDS, AIM_TAP_MS = 50_000, 300, 500
BATCH = 200
BETWEEN_TAPS = 2.0  # at each terminal, on average
WARMING = 4
LONGEST = 1800
PUTS = 200
BADGES = 10_000
SMALL, LARGE = 2_000, 50_000
MONTH_SMALL, MONTH_LARGE = 5_000, 200_000


class Terminal:
    """One agent without reader and page: its spool, and its deliverer while it runs."""

    def __init__(self, wall: Wall, spool: Path, port: int, receipt_key: bytes, tapping: Sequence[str]) -> None:
        self.wall, self.spool = wall, Spool(spool, cap=10_000_000)
        self._tapping = cycle(tapping)
        self._link = Link(f"http://127.0.0.1:{port}")
        self._me = Identity(wall.device.source, "bench", wall.key, Ed25519PublicKey.from_public_bytes(receipt_key))
        self._asked: dict[str, float] = {}
        self.waited: list[float] = []
        self._deliverer: Deliverer | None = None

    def fill(self, stamps: int) -> None:
        for _ in range(stamps - self.spool.counts().unsent):
            self.spool.put(lambda place: self.wall.stamp(place.seq, place), clock.now())

    def tap(self) -> None:
        began, now, badge = time.perf_counter(), clock.now(), next(self._tapping)
        kept = self.spool.put(lambda place: self.wall.signed(now, badge, place), now)
        self._asked[json.loads(kept.stamp.payload)["uid"]] = began
        if self._deliverer is not None:
            self._deliverer.wake()

    def start(self) -> None:
        self._deliverer = Deliverer(
            self.spool,
            Clock(trust_host=True),
            self._link,
            self._me,
            report_seconds=60,
            reader_states=lambda: (),
            heard=lambda uid, _result: self._heard(uid),
        )
        self._deliverer.start()

    def stop(self) -> None:
        if self._deliverer is not None:
            self._deliverer.stop()

    def _heard(self, uid: str) -> None:
        if uid in self._asked:
            self.waited.append(time.perf_counter() - self._asked.pop(uid))


class Outage:
    """Terminals that find the server again at the same time."""

    def __init__(self, terminals: Sequence[Terminal], stamps: int) -> None:
        self.terminals, self.each = terminals, stamps // len(terminals)
        self.seconds = 0.0

    def fill(self) -> None:
        with ThreadPoolExecutor(len(self.terminals)) as at_once:
            list(at_once.map(lambda terminal: terminal.fill(self.each), self.terminals))

    def warm_up(self) -> None:
        """Let some people tap before: the network was away and not the server."""
        for terminal in self.terminals:
            terminal.start()
        for terminal in (*self.terminals,) * WARMING:
            terminal.tap()
        self._wait(0)
        for terminal in self.terminals:
            terminal.stop()
            terminal.waited.clear()

    def drain(self) -> None:
        """Start all agents, let people tap, and wait until nothing is left."""
        over, began = Event(), time.perf_counter()
        people = [Thread(target=_tapping, args=(*each, over)) for each in enumerate(self.terminals)]
        for terminal in self.terminals:
            terminal.start()
        for each in people:
            each.start()
        try:
            self._wait(3)
            self.seconds = time.perf_counter() - began
        finally:
            over.set()
            for each in people:
                each.join()
            self._wait(0)
            for terminal in self.terminals:
                terminal.stop()

    def _wait(self, most: int) -> None:
        until = time.monotonic() + LONGEST
        while any(terminal.spool.counts().unsent > most for terminal in self.terminals):
            if time.monotonic() > until:
                raise RuntimeError("not everything was delivered")
            time.sleep(0.02)

    def said(self) -> str:
        """Say how long all takes, and how long those waited who tapped meanwhile."""
        waited = sorted(each * 1000 for terminal in self.terminals for each in terminal.waited)
        median, late = statistics.median(waited), waited[int(len(waited) * 0.99)]
        whole = self.seconds * AIM_STAMPS / (self.each * len(self.terminals))
        return (
            f"\n  {AIM_STAMPS:,} at this speed in {whole:.0f} s (≤ {AIM_SECONDS} s: {_met(whole <= AIM_SECONDS)})"
            f"\n  {len(waited)} taps meanwhile: median {median:.0f} ms,"
            f" p99 {late:.0f} ms (≤ {AIM_TAP_MS} ms: {_met(late <= AIM_TAP_MS)})"
        )


def _met(is_met: bool) -> str:
    return "met" if is_met else "not met"


def _tapping(number: int, terminal: Terminal, over: Event) -> None:
    """Tap as people come: by chance, sometimes two at once, who know nothing of those at other doors."""
    chance = random.Random(number)  # noqa: S311  the same people in each run
    while not over.wait(chance.expovariate(1 / BETWEEN_TAPS)):
        terminal.tap()


@contextmanager
def benches(*, long: bool = False) -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with tempfile.TemporaryDirectory(prefix="tcd") as name:
        yield iter(_benches(Path(name), long=long))


def _benches(folder: Path, *, long: bool) -> Iterator[Bench]:
    yield _full_spool(folder, MONTH_LARGE if long else MONTH_SMALL)
    with small_town() as found:
        yield _badges(found, folder)
    with town(PEOPLE + TAPPING) as found, psycopg.connect(found.uri) as connection:
        connection.execute(floors.TABLE)
        connection.commit()
        yield from _drain("PostgreSQL", found, 2, lambda outage: bare_postgresql(outage, connection), long=long)
    with small_town(PEOPLE + TAPPING) as found, _bare(folder) as database:
        yield from _drain("SQLite", found, 1, lambda outage: bare_sqlite(outage, database), long=long)


def _drain(name: str, found: Town, processes: int, floor: Callable[[Outage], Work], *, long: bool) -> Iterator[Bench]:
    stamps, backlog, others = LARGE if long else SMALL, found.hashes[:PEOPLE], found.hashes[PEOPLE:]
    receipt_key = keys.signing_key(found.city.settings.receipt_key_file).public
    with served("wsgi:app", found.environment, processes) as port:
        terminals = [
            Terminal(
                Wall(found, backlog),
                found.folder / f"spool{number}.db",
                port,
                receipt_key,
                others[number::TERMINALS],
            )
            for number in range(TERMINALS)
        ]
        outage = Outage(terminals, stamps)
        outage.warm_up()
        yield Bench(
            f"drain of {TERMINALS} terminals, {name}",
            "stamp",
            stamps,
            f"verify, sign and INSERT the same rows, COMMIT every {BATCH}, no HTTP",
            None,
            outage.drain,
            floor(outage),
            None if long else twice_as_long(outage.drain),
            outage.fill,
            remark=outage.said,
            rounds=1,
        )
        for terminal in terminals:
            terminal.spool.close()


ROUNDS = count(1)


def _signed(outage: Outage) -> Iterator[list[tuple[object, ...]]]:
    """Yield the rows that wait in all spools as a bare program stores them, verified, with a signature for each."""
    again = next(ROUNDS)
    for terminal in outage.terminals:
        trusted, last = terminal.wall.key.public_key(), 0
        while waiting := terminal.spool.unsent(BATCH, above=last):
            rows: list[tuple[object, ...]] = []
            for kept in waiting:
                trusted.verify(kept.stamp.signature, wire.STAMP_DOMAIN + kept.stamp.payload)
                terminal.wall.key.sign(kept.stamp.payload)
                source, epoch, *others = floors.row(kept.stamp.payload)
                rows.append((source, f"{epoch}-{again}", *others))
            last = waiting[-1].seq
            yield rows


def bare_postgresql(outage: Outage, connection: psycopg.Connection) -> Work:
    def store() -> None:
        for rows in _signed(outage):
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(floors.COLUMNS + "(%s, %s, %s, %s, %s, %s)", rows)

    return store


def bare_sqlite(outage: Outage, database: sqlite3.Connection) -> Work:
    def store() -> None:
        for rows in _signed(outage):
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                floors.COLUMNS + "(?, ?, ?, ?, ?, ?)", [(*row[:3], str(row[3]), *row[4:]) for row in rows]
            )
            database.execute("COMMIT")

    return store


@contextmanager
def _bare(folder: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    _be_durable(database)
    database.execute(
        "CREATE TABLE event (id INTEGER PRIMARY KEY, source TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,"
        " at TEXT NOT NULL, person INTEGER NOT NULL, payload BLOB NOT NULL, UNIQUE (source, epoch, seq))"
    )
    database.execute("CREATE INDEX event_person_at ON event (person, at)")
    yield database
    database.close()


def _be_durable(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = TRUNCATE")
    database.execute("PRAGMA synchronous = FULL")


def _full_spool(folder: Path, month: int) -> Bench:
    """A tap with a month in the spool, against a bare INSERT and COMMIT of the same bytes."""
    path = folder / "month.db"
    Spool(path, cap=1).close()
    _lay_in(path, month)
    began = time.perf_counter()
    spool = Spool(path, cap=10_000_000)
    started = time.perf_counter() - began
    payload, signature = bytes(700), bytes(64)
    bare = sqlite3.connect(folder / "one.db", isolation_level=None)
    _be_durable(bare)
    bare.execute("CREATE TABLE stamp (seq INTEGER PRIMARY KEY, payload BLOB, signature BLOB, captured_at TEXT)")

    def put() -> None:
        for _ in range(PUTS):
            spool.put(lambda _place: wire.SignedStamp(payload, signature), clock.now())

    def insert() -> None:
        for _ in range(PUTS):
            row = (payload, signature, wire.instant(clock.now()))
            bare.execute("INSERT INTO stamp (payload, signature, captured_at) VALUES (?, ?, ?)", row)

    return Bench(
        f"taps with {month:,} in the spool",
        "tap",
        PUTS,
        "a bare INSERT and COMMIT of the same bytes",
        0.3,
        put,
        insert,
        twice_as_long(put),
        remark=lambda: f"  the spool stood ready after {started:.1f} s",
    )


def _badges(found: Town, folder: Path) -> Bench:
    """The answer that nothing changed, of 10,000 badges; a terminal keeps the list enciphered."""
    now, database, kept = clock.now(), found.city.database, KeptSums()
    with database.transaction() as session:
        given = [
            Given(hashlib.sha256(b"%d" % number).hexdigest(), Scheme.UID, found.city.aydin.person_id, now)
            for number in range(BADGES)
        ]
        badges.give(session, given, now)
    with database.reading() as session:
        whole = badge_list.changed(session, kept, (), now)
    said = {"version": whole.version, "expires_at": wire.instant(whole.expires_at), "parts": whole.parts}
    path, key = folder / "badges.sealed", bytes(32)
    BadgeList(path, key, "bench").take(said)
    began = time.perf_counter()
    known = BadgeList(path, key, "bench").known(now)
    started = time.perf_counter() - began

    def unchanged() -> None:
        with database.reading() as session:
            badge_list.changed(session, kept, known, now)

    def bare() -> None:
        with sqlite3.connect(found.folder / "timeclock.db") as rows:
            for row in rows.execute(
                "SELECT number_hash, state, from_at, to_at FROM badge JOIN badge_holding ON badge_id = badge.id"
                " ORDER BY number_hash"
            ):
                hashlib.sha256(json.dumps(row).encode()).digest()

    return Bench(
        f"list of {BADGES:,} badges, unchanged",
        "list",
        1,
        "read the rows and hash each",
        None,
        unchanged,
        bare,
        twice_as_long(unchanged),
        remark=lambda: (
            f"  whole answer {len(json.dumps(said)) / 1e6:.1f} MB, file {path.stat().st_size / 1e6:.1f} MB,"
            f" ready after {started:.2f} s"
        ),
    )


def _lay_in(path: Path, stamps: int) -> None:
    """Fill a spool at once: one commit a stamp would take longer than the benchmark."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("BEGIN")
    prev = wire.FIRST_PREV
    for seq in range(1, stamps + 1):
        payload = f'{{"prev":"{prev}","seq":{seq},"room":"{"." * 600}"}}'.encode()
        row = (seq, payload, bytes(64), wire.instant(clock.now()))
        database.execute("INSERT INTO stamp (seq, payload, signature, captured_at) VALUES (?, ?, ?, ?)", row)
        prev = wire.digest(payload)
    database.execute("COMMIT")
    database.close()
