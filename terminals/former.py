"""Spools of keys that were replaced: a new enrolment begins a new spool, the old one is emptied beside it and goes."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

from terminals import folder
from terminals.clock import Clock
from terminals.deliver import Pause
from terminals.spool import Spool, SpoolRefused
from terminals.wire import Quality

log = logging.getLogger(__name__)

NO_CAP = 10_000_000  # nothing is put into them
LOOK_SECONDS = 3600.0
EPOCH = re.compile(r"[0-9a-f]{32}")


def demand_idle(spool_file: Path) -> None:
    """Raise `SpoolRefused` while a terminal runs with this spool."""
    if spool_file.exists():
        Spool(spool_file, cap=NO_CAP).close()


def set_aside(spool_file: Path) -> None:
    """Put the spool beside its place under the name of its epoch: the next start begins a new one."""
    if not spool_file.exists():
        return
    spool = Spool(spool_file, cap=NO_CAP)
    try:
        spool_file.rename(spool_file.with_name(f"{spool_file.name}.{spool.epoch}"))
        folder.sync(spool_file.parent)
    finally:
        spool.close()


def spools(spool_file: Path) -> Iterator[Spool]:
    """Yield the former spools; one that cannot be read stays where it is."""
    for path in sorted(spool_file.parent.glob(f"{spool_file.name}.*")):
        if not EPOCH.fullmatch(path.name.removeprefix(f"{spool_file.name}.")):
            continue
        try:
            yield Spool(path, cap=NO_CAP)
        except SpoolRefused as fault:
            log.error("former spool not read fault=%s", fault)  # noqa: TRY400 - the message says all


class Former:
    """One former spool until the server has all of it, and 35 days more; live stamps go their own way meanwhile."""

    def __init__(self, spool: Spool, push: Callable[[], Pause], clock: Clock) -> None:
        self._spool, self._push, self._clock = spool, push, clock
        self._delivered = not spool.counts().unsent
        self._gone = False
        self._stop = Event()
        self._thread = Thread(target=self._run, name="former", daemon=True)

    @property
    def unsent(self) -> int:
        return 0 if self._delivered else self._spool.counts().unsent

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(2)
        if not self._gone:
            self._spool.close()

    def _run(self) -> None:
        if not self._delivered:
            self._deliver()
        while not self._stop.wait(LOOK_SECONDS) and not self._gone:
            self.let_go()

    def _deliver(self) -> None:
        while self.unsent and not self._stop.is_set():
            try:
                seconds = self._push().seconds
            except Exception:
                log.exception("delivery of a former spool failed")
                seconds = 60.0
            self._stop.wait(seconds)
        if not self._stop.is_set():
            self._delivered = True
            # The state in the last request counted its own stamps as unsent.
            self._push()
            log.info("former spool delivered epoch=%s", self._spool.epoch)

    def let_go(self) -> None:
        """Remove the spool when all of it was acknowledged 35 days ago; never by a clock that is not sure."""
        moment = self._clock.read()
        if self._delivered and moment.quality is Quality.GOOD and self._spool.is_over(moment.at):
            self._gone = True
            self._spool.remove()
            log.info("former spool removed epoch=%s", self._spool.epoch)
