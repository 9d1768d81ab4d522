"""The only module that asks for the time: wall time, time since boot, and how far both can be trusted."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from threading import Lock
from zoneinfo import TZPATH

from terminals.wire import Moment, Quality

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
LEAST_WALL = datetime(2026, 1, 1, tzinfo=UTC)  # before this agent was written: a device without battery clock
MOST_STEP_MS = 2_000
MOST_ERROR_MS = 2_000
UNSYNCED = 0x40  # STA_UNSYNC of <sys/timex.h>
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sync:
    """What the kernel says of the wall clock."""

    synced: bool
    max_error_ms: int | None


class _Timex(ctypes.Structure):
    """`struct timex` of <sys/timex.h> up to what is read; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("room", ctypes.c_byte * 256),
    )


_LIBC = ctypes.CDLL(None)


def kernel_sync() -> Sync:
    """Ask the kernel whether a time service disciplines the clock; reading needs no privilege."""
    answer = _Timex()
    if _LIBC.adjtimex(ctypes.byref(answer)) < 0 or answer.status & UNSYNCED:
        return Sync(synced=False, max_error_ms=None)
    return Sync(synced=True, max_error_ms=answer.maxerror // 1000)


def mono_ms() -> int:
    """Return milliseconds since boot, sleep included."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def wall_now() -> datetime:
    return datetime.now(UTC)


def zone_rules() -> str:
    """Return the version of the time zone data: of the wheel, else of the system."""
    try:
        return metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        pass
    for folder in TZPATH:
        for name in ("tzdata.zi", "+VERSION"):
            file = Path(folder) / name
            if file.is_file():
                return "system " + file.read_text("ascii", "replace").split("\n", 1)[0].removeprefix("# version ")[:40]
    return "system"


class Clock:
    """All clocks of the device, and whether the wall clock was stepped since it was last known to be right."""

    def __init__(
        self,
        *,
        trust_host: bool = False,
        wall: Callable[[], datetime] = wall_now,
        mono: Callable[[], int] = mono_ms,
        sync: Callable[[], Sync] = kernel_sync,
    ) -> None:
        self.boot_id = BOOT_ID.read_text("ascii").strip()
        self._trust_host = trust_host
        self._wall, self._mono, self._sync = wall, mono, sync
        self._lock = Lock()
        self._last: tuple[int, int] | None = None
        self._stepped = False
        self._lost_sync = False
        self._offset_ms: int | None = None

    def mono_ms(self) -> int:
        return self._mono()

    def read(self) -> Moment:
        """Look at all clocks at once."""
        with self._lock:
            at, mono, sync = self._wall(), self._mono(), self._sync()
            self._watch(at, mono, sync)
            return Moment(at, self.boot_id, mono, self._quality(at, sync), sync.max_error_ms, self._offset_ms)

    def hear(self, server_at: datetime, asked: Moment) -> None:
        """Learn the server's time from an answer to a request sent at `asked`; half the way there is the best guess."""
        with self._lock:
            at, mono, sync = self._wall(), self._mono(), self._sync()
            self._watch(at, mono, sync)
            middle = at - timedelta(milliseconds=(mono - asked.mono_ms) / 2)
            self._offset_ms = round((server_at - middle) / timedelta(milliseconds=1))
            if abs(self._offset_ms) <= MOST_STEP_MS:
                self._stepped = False

    def server_at(self, moment: Moment) -> datetime:
        """Return the server's time at this moment as far as the device knows."""
        return moment.at + timedelta(milliseconds=moment.offset_ms or 0)

    def _watch(self, at: datetime, mono: int, sync: Sync) -> None:
        """Notice a step: the wall clock went another way than the time since boot."""
        wall_ms = (at - EPOCH) // timedelta(milliseconds=1)
        if self._last is not None:
            step = (wall_ms - self._last[0]) - (mono - self._last[1])
            if abs(step) > MOST_STEP_MS:
                self._stepped, self._lost_sync = True, False
                # The server did not jump: what the device knew of it moves against the step.
                if self._offset_ms is not None:
                    self._offset_ms -= step
        self._last = (wall_ms, mono)
        # A step by hand makes the kernel drop the sync flag; its return is the sync that makes up for the step.
        if self._stepped and not sync.synced:
            self._lost_sync = True
        elif self._stepped and self._lost_sync:
            self._stepped = False

    def _quality(self, at: datetime, sync: Sync) -> Quality:
        if at < LEAST_WALL:
            return Quality.BAD
        if self._stepped or (self._offset_ms is not None and abs(self._offset_ms) > MOST_STEP_MS):
            return Quality.UNSURE
        if self._trust_host:
            return Quality.GOOD
        if not sync.synced or (sync.max_error_ms is not None and sync.max_error_ms > MOST_ERROR_MS):
            return Quality.UNSURE
        return Quality.GOOD
