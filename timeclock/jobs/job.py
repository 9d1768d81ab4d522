"""What a job is: one that is due period by period and goes through people, or one that turns all the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from timeclock.core.spans import DaySpan
from timeclock.jobs.periods import Rhythm
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store.db import Database, Session


@dataclass(frozen=True, slots=True)
class Foresight:
    """One line of what a period would come to: what is said, and of what; it names no person."""

    code: str
    figures: Mapping[str, str | int | date]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a period would come to if it were run now: how much, by what is counted, and some of it more closely."""

    counts: Mapping[str, int] = field(default_factory=dict)
    lines: Sequence[Foresight] = ()


@dataclass(frozen=True, slots=True)
class Tools:
    """What every job works with."""

    settings: Settings
    rulebook: Rulebook

    @classmethod
    def of(cls, settings: Settings) -> Tools:
        return cls(settings, Rulebook.of(settings))


@dataclass(frozen=True, slots=True)
class Step:
    """Where a job stands when it is asked for the next thing: the days of its period, and now."""

    days: DaySpan
    tools: Tools
    now: datetime


def _nobody(_session: Session, _step: Step, _after: int) -> None:
    """Name nobody."""


def _nothing_foreseen(_session: Session, _step: Step) -> Foreseen:
    """Foresee nothing."""
    return Foreseen()


def _nothing(_session: Session, _step: Step, _person_id: int) -> None:
    """Do nothing with anybody."""


@dataclass(frozen=True, slots=True)
class PeriodJob:
    """A job that is due once per period and then goes through people in the order of their ids, or through nobody.

    `begin` prepares the period and returns how many people there are; `next_person` names the first after an id;
    `do` does one of them. Each runs in a transaction that also writes down how far the period is, so each takes effect
    once; all may be run again and change nothing that is right already.
    `foresee` reads what the period would come to now, and writes nothing.
    `apart` is what takes too long for a transaction and is done between two, in place of people; it says whether it is
    done, or another process is at it, and sees to it itself that it is done once.
    `follows` is the job that has to be through with all that is due before this one begins.
    """

    name: str
    rhythm: Rhythm
    begin: Callable[[Session, Step], int]
    next_person: Callable[[Session, Step, int], int | None] = _nobody
    do: Callable[[Session, Step, int], None] = _nothing
    follows: PeriodJob | None = None
    foresee: Callable[[Session, Step], Foreseen] = _nothing_foreseen
    apart: Callable[[Database, Step], bool] | None = None


@dataclass(frozen=True, slots=True)
class ContinuousJob:
    """A job without periods: it takes what waits, every so often."""

    name: str
    every: timedelta
    turn: Callable[[Database, Tools], object]
    waiting: Callable[[Session, datetime], int] | None = None
