"""One life of a terminal without a reader: stamps are put, delivered, and let go of when they are old; then it ends.

Run by cuts.py as a process of its own that ends in the middle of everything. What it says is what the outside can know:

- `epoch E`: the spool is open,
- `tone N HASH`: stamp N is promised,
- `taken N HASH`: the server has stamp N,
- `going N`: stamps below N, all of them acknowledged, may be removed from now on,
- `refused WHY`: the spool did not open, or a stamp was not taken and the person was told,
- `met N`: the Nth call to the disk since the fault before failed.
"""

from __future__ import annotations

import ctypes
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event, Thread

from terminals import spool as spooling
from terminals.clock import wall_now
from terminals.deliver import Deliverer, Identity
from terminals.keys import public_key
from terminals.spool import Spool, SpoolFull, SpoolRefused
from terminals.wire import PATH, Kind, Place, SignedStamp, digest, sign_stamp, stamp_payload, uuid7
from terminals.wire import Badge as BadgeSaid
from tests.terminals.parts import DEVICE, KEY, NOON, SOURCE, Hands, a_moment
from tests.terminals.sim.server import Asked, SmallServer

Say = Callable[[str], None]
LONG_AGO = timedelta(days=36)
FILE = "spool.db"
CAP = 100_000
UNDISTURBED, PATIENCE_SECONDS = 3, 30


class Defect(StrEnum):
    """What a well-meant change of the spool could look like; none of them may go unnoticed."""

    WAL_NORMAL = "WAL with synchronous=NORMAL"
    WAL_OFF = "WAL with synchronous=OFF"
    TRUNCATE_NORMAL = "the right journal with synchronous=NORMAL"
    EARLY_TONE = "the tone before the commit"
    GOES_ON = "taking an error for a sign that nothing was written"


PRAGMAS = {
    Defect.WAL_NORMAL: ("journal_mode = WAL", "synchronous = NORMAL"),
    Defect.WAL_OFF: ("journal_mode = WAL", "synchronous = OFF"),
    Defect.TRUNCATE_NORMAL: ("journal_mode = TRUNCATE", "synchronous = NORMAL"),
}


def live(
    folder: Path, say: Say, stamps: int, defect: Defect | None, *, meet: Callable[[int], None] | None = None
) -> None:
    """Put so many stamps while others are delivered and let go of; return once any are gone, in the middle of that.

    `meet` is called before each stamp, to make things harder for it.
    """
    if defect in PRAGMAS:
        spooling._be_durable = lambda db, path: _set(db, PRAGMAS[defect])
    elif defect is Defect.GOES_ON:
        Spool._catch_up = lambda self: None  # type: ignore[method-assign]
    spool = _opened(folder / FILE, say)
    say(f"epoch {spool.epoch}")
    fresh, gone = Event(), Event()
    Thread(target=_deliver, args=(spool, say, fresh, gone), daemon=True).start()
    for no in range(stamps):
        if meet is not None:
            meet(no)
        try:
            put(spool, say, early=defect is Defect.EARLY_TONE)
        except SpoolFull as fault:
            say(f"refused {fault}")
        fresh.set()
    gone.wait(PATIENCE_SECONDS)


def _opened(file: Path, say: Say) -> Spool:
    """Start as often as it takes, as the service does."""
    while True:
        try:
            return Spool(file, cap=CAP)
        except SpoolRefused as fault:
            say(f"refused {fault}")


def put(spool: Spool, say: Say, *, early: bool = False) -> int:
    """Put one stamp and sound the tone for it; raise SpoolFull where it was refused."""

    def make(place: Place) -> SignedStamp:
        uid = uuid7(NOON, os.urandom(10))
        badge = BadgeSaid("ab" * 32)
        made = sign_stamp(
            KEY, stamp_payload(DEVICE, place, a_moment(), uid=uid, kind=Kind.AUTO, badge=badge, reader="Replay")
        )
        if early:
            say(f"tone {place.seq} {digest(made.payload)}")
        return made

    kept = spool.put(make, NOON)
    if not early:
        say(f"tone {kept.seq} {digest(kept.stamp.payload)}")
    return kept.seq


class Straight:
    """The server, without the way to it."""

    def __init__(self, say: Say) -> None:
        self.server = SmallServer()
        self._say = say

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        asked = Asked(PATH, headers, body)
        status, answer = self.server.take(asked)
        for payload, stamp in zip(asked.payloads, asked.stamps, strict=True):
            self._say(f"taken {stamp['seq']} {digest(payload)}")
        return status, json.dumps(answer).encode()


def _deliver(spool: Spool, say: Say, fresh: Event, gone: Event) -> None:
    """Deliver by a clock that lags 36 days behind, so that what was acknowledged is old enough to go at once."""
    hands, link = Hands(at=wall_now() - LONG_AGO), Straight(say)
    me = Identity(SOURCE, "0.1.0", KEY, public_key(link.server.receipt_public))
    deliverer = Deliverer(
        spool, hands.clock(), link, me, report_seconds=60, reader_states=tuple, heard=lambda uid, result: None
    )
    while fresh.wait():
        fresh.clear()
        with suppress(sqlite3.OperationalError):
            deliverer.push()
            waiting = spool.unsent(1)
            say(f"going {waiting[0].seq if waiting else spool.counts().captured + 1}")
            if spool.prune(wall_now()):
                gone.set()


def _set(db: sqlite3.Connection, pragmas: tuple[str, ...]) -> None:
    for pragma in pragmas:
        db.execute(f"PRAGMA {pragma}")


class Faults:
    """A disk on which the nth call from the start fails, from then the one after that many and one more, and so on."""

    def __init__(self, disk: ctypes.CDLL, say: Say, kinds: int, nth: int, times: int, error: int) -> None:
        self._disk, self._say, self._kinds, self._nth, self._times, self._error = disk, say, kinds, nth, times, error
        self._arm()

    def go_on(self) -> None:
        if not self._disk.disk_is_failing():
            self._say(f"met {self._nth}")
            self._nth += 1
            self._arm()

    def _arm(self) -> None:
        self._disk.disk_fail(self._kinds, self._nth, self._times, self._error)


def main(folder: str, log: str, stamps: str, defect: str, *faults: str) -> None:
    """Live with the disk watched; with KINDS NTH TIMES ERRNO it has faults, all but for the last stamps."""
    disk = ctypes.CDLL(os.environ["LD_PRELOAD"])
    disk.disk_watch(folder.encode(), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))

    def say(words: str) -> None:
        disk.disk_say(words.encode())

    meeting = Faults(disk, say, *(int(each) for each in faults)) if faults else None

    def meet(no: int) -> None:
        if meeting is not None and no < int(stamps) - UNDISTURBED:
            meeting.go_on()
        elif meeting is not None:
            disk.disk_fail(0, 0, 0, 0)

    live(Path(folder), say, int(stamps), Defect(defect) if defect else None, meet=meet)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
