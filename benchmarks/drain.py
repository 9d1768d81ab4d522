"""What waited in terminals without network: brought to the server by their own agents, while people go on tapping."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
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
from terminals.spool import Kept, Spool
from timeclock import clock
from timeclock.core.badge_numbers import Scheme
from timeclock.ledger import keys
from timeclock.service import badge_list
from timeclock.store import badges
from timeclock.store.badges import Given

TERMINALS = 10
PEOPLE = 300
BATCH = 200
BETWEEN_TAPS = 2.0
LONGEST = 1800
PUTS = 200
BADGES = 10_000
SMALL, LARGE = 2_000, 50_000
MONTH_SMALL, MONTH_LARGE = 5_000, 200_000


class Terminal:
    """One agent without reader and page: its spool, and its deliverer while it runs."""

    def __init__(self, wall: Wall, spool: Path, port: int, receipt_key: bytes) -> None:
        self.wall, self.spool = wall, Spool(spool, cap=10_000_000)
        self._link = Link(f"http://127.0.0.1:{port}")
        self._me = Identity(wall.device.source, "bench", wall.key, Ed25519PublicKey.from_public_bytes(receipt_key))
        self._asked: dict[str, float] = {}
        self.waited: list[float] = []
        self._deliverer: Deliverer | None = None

    def fill(self, stamps: int) -> None:
        for _ in range(stamps - self.spool.counts().unsent):
            self.put()

    def put(self) -> Kept:
        return self.spool.put(lambda place: self.wall.stamp(place.seq, place), clock.now())

    def tap(self) -> None:
        began, kept = time.perf_counter(), self.put()
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

    def fill(self) -> None:
        for terminal in self.terminals:
            terminal.fill(self.each)

    def drain(self) -> None:
        """Start all agents, let people tap, and wait until nothing is left."""
        over = Event()
        people = [Thread(target=_tapping, args=(terminal, over)) for terminal in self.terminals]
        for terminal in self.terminals:
            terminal.start()
        for each in people:
            each.start()
        try:
            self._wait()
        finally:
            over.set()
            for each in people:
                each.join()
            for terminal in self.terminals:
                terminal.stop()

    def _wait(self) -> None:
        until = time.monotonic() + LONGEST
        while any(terminal.spool.counts().unsent > 3 for terminal in self.terminals):
            if time.monotonic() > until:
                raise RuntimeError("not everything was delivered")
            time.sleep(0.02)

    def said(self) -> str:
        """Say how long those waited who tapped meanwhile."""
        waited = sorted(each for terminal in self.terminals for each in terminal.waited)
        median, late = statistics.median(waited), waited[int(len(waited) * 0.99)]
        return f"  {len(waited)} taps meanwhile: median {median * 1000:.0f} ms, p99 {late * 1000:.0f} ms"


def _tapping(terminal: Terminal, over: Event) -> None:
    while not over.wait(BETWEEN_TAPS):
        terminal.tap()


@contextmanager
def benches(*, long: bool = False) -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with tempfile.TemporaryDirectory(prefix="tcd") as name:
        yield iter(_benches(Path(name), LARGE if long else SMALL, MONTH_LARGE if long else MONTH_SMALL))


def _benches(folder: Path, stamps: int, month: int) -> Iterator[Bench]:
    yield _full_spool(folder, month)
    with small_town() as found:
        yield _badges(found, folder)
    with town(PEOPLE) as found, psycopg.connect(found.uri) as connection:
        connection.execute(floors.TABLE)
        connection.commit()
        yield from _drain("PostgreSQL", found, stamps, 2, lambda outage: bare_postgresql(outage, connection))
    with small_town(PEOPLE) as found, _bare(folder) as database:
        yield from _drain("SQLite", found, stamps, 1, lambda outage: bare_sqlite(outage, database))


def _drain(name: str, found: Town, stamps: int, processes: int, floor: Callable[[Outage], Work]) -> Iterator[Bench]:
    receipt_key = keys.signing_key(found.city.settings.receipt_key_file).public
    with served("wsgi:app", found.environment, processes) as port:
        terminals = [
            Terminal(Wall(found), found.folder / f"spool{number}.db", port, receipt_key) for number in range(TERMINALS)
        ]
        outage = Outage(terminals, stamps)
        yield Bench(
            f"drain of {TERMINALS} terminals, {name}",
            "stamp",
            stamps,
            f"verify, sign and INSERT the same rows, COMMIT every {BATCH}, no HTTP",
            None,
            outage.drain,
            floor(outage),
            twice_as_long(outage.drain),
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
    now, database = clock.now(), found.city.database
    with database.transaction() as session:
        given = [
            Given(hashlib.sha256(b"%d" % number).hexdigest(), Scheme.UID, found.city.aydin.person_id, now)
            for number in range(BADGES)
        ]
        badges.give(session, given, now)
    with database.reading() as session:
        whole = badge_list.changed(session, (), now)
    said = {"version": whole.version, "expires_at": wire.instant(whole.expires_at), "parts": whole.parts}
    path, key = folder / "badges.sealed", bytes(32)
    BadgeList(path, key, "bench").take(said)
    began = time.perf_counter()
    known = BadgeList(path, key, "bench").known(now)
    started = time.perf_counter() - began

    def unchanged() -> None:
        with database.reading() as session:
            badge_list.changed(session, known, now)

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
