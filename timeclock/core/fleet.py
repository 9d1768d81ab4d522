"""What is wrong with a terminal, by what it last said of itself and what of it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

READY = "ready"
# A terminal sends what was stamped just now beside its backlog: of two requests at once the later report may be the
# older one. The next report, some seconds later, is of them both.
SETTLES_WITHIN = timedelta(seconds=30)


class Cause(StrEnum):
    """What IT is alarmed about, the gravest first."""

    SUMS = "sums"
    SILENT = "silent"
    READER = "reader"
    UNSENT = "unsent"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Limits:
    """From how much on it is trouble."""

    silent: timedelta
    unsent: timedelta
    clock: timedelta


@dataclass(frozen=True, slots=True)
class Said:
    """The last report of a terminal; `drift` is its clock minus ours, `stored` what of its epoch is stored here."""

    at: datetime
    captured: int
    unsent: int
    unreadable: int
    stored: int
    oldest_unsent_at: datetime | None
    drift: timedelta
    readers: tuple[tuple[str, str], ...]

    @property
    def unsent_since(self) -> datetime | None:
        """Return since when a stamp waits, by our clock: the terminal named the moment by its own."""
        return None if self.oldest_unsent_at is None or not self.unsent else self.oldest_unsent_at - self.drift

    @property
    def sums_hold(self) -> bool:
        """Say whether each stamp captured is stored, unreadable or unsent, and none is stored that was not captured.

        What was stored and whose answer is still on its way is also unsent: that is no trouble.
        """
        settled = self.stored + self.unreadable
        return settled <= self.captured <= settled + self.unsent


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, and since when as far as that is known."""

    cause: Cause
    since: datetime


def troubles(said: Said | None, enrolled_at: datetime, limits: Limits, now: datetime) -> tuple[Trouble, ...]:
    """Return what is wrong with a terminal now, the gravest first; `said` is None where it never reported."""
    if said is None:
        return tuple(_silent(enrolled_at, limits, now))
    return (*_sums(said, now), *_silent(max(said.at, enrolled_at), limits, now), *_by_report(said, limits, now))


def _sums(said: Said, now: datetime) -> Iterator[Trouble]:
    if not said.sums_hold and now - said.at >= SETTLES_WITHIN:
        yield Trouble(Cause.SUMS, said.at)


def _silent(heard_at: datetime, limits: Limits, now: datetime) -> Iterator[Trouble]:
    if now - heard_at >= limits.silent:
        yield Trouble(Cause.SILENT, heard_at)


def _by_report(said: Said, limits: Limits, now: datetime) -> Iterator[Trouble]:
    if any(state != READY for _, state in said.readers):
        yield Trouble(Cause.READER, said.at)
    since = said.unsent_since
    if since is not None and now - since > limits.unsent:
        yield Trouble(Cause.UNSENT, since)
    if abs(said.drift) > limits.clock:
        yield Trouble(Cause.CLOCK, said.at)
