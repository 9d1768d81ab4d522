"""The terminals as IT looks after them: what each last said, what is wrong with it, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from timeclock.core import fleet as core
from timeclock.core.fleet import Cause, Limits, Trouble
from timeclock.service import access, configurations
from timeclock.service.access import Action
from timeclock.service.configurations import Configuration
from timeclock.service.device_proofs import fingerprint
from timeclock.service.sight import NotFound, Sight
from timeclock.settings import Settings
from timeclock.store import device_alarms, fleet, people
from timeclock.store.db import Session
from timeclock.store.device_alarms import Alarm
from timeclock.store.fleet import EpochRow, Gap, TerminalRow

MILLISECOND = timedelta(milliseconds=1)
MOST_ALARMS = 50
MOST_GAPS = 50
GRAVITY: Mapping[str, int] = {cause: no for no, cause in enumerate(Cause)}


class Show(StrEnum):
    """Which terminals are asked for."""

    ALL = "all"
    TROUBLE = "trouble"
    IN_USE = "in_use"
    WAITING = "waiting"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list of terminals is narrowed to: a kind of them, and a part of name, unit or key."""

    show: Show = Show.ALL
    words: str = ""


EVERYTHING = Wish()


@dataclass(frozen=True, slots=True)
class TroubleSeen:
    """One trouble and since when; `raised_at` is None where no alarm was raised yet."""

    cause: str
    since: datetime
    raised_at: datetime | None


@dataclass(frozen=True, slots=True)
class TerminalSeen:
    """One terminal with its last report; what it did not say yet is None.

    `conserved`: each stamp it captured is stored, unreadable or unsent. `missing`: numbers that have not
    come and that it does not say it still has. `unusual`: settings unlike those of most other terminals.
    `oldest_unsent_at` is told by our clock.
    """

    uid: UUID
    name: str
    unit_name: str
    in_use: bool
    fingerprint: str | None
    enrolled_at: datetime | None
    revoked_at: datetime | None
    last_seen_at: datetime | None
    unsent: int | None
    oldest_unsent_at: datetime | None
    unreadable: int | None
    drift_ms: int | None
    clock_quality: str | None
    readers: tuple[tuple[str, str], ...]
    version: str
    epoch: str | None
    captured: int | None
    stored: int | None
    missing: int
    conserved: bool | None
    configured_at: datetime | None
    unusual: int
    troubles: tuple[TroubleSeen, ...]

    @property
    def waits(self) -> bool:
        """Say whether it waits for its enrolment."""
        return self.enrolled_at is None


@dataclass(frozen=True, slots=True)
class Fleet:
    """The terminals asked for, trouble on top, and how many there are of all."""

    terminals: tuple[TerminalSeen, ...]
    in_use: int
    in_trouble: int
    waiting: int
    revoked: int


@dataclass(frozen=True, slots=True)
class KeySeen:
    fingerprint: str
    enrolled_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class TerminalFile:
    """All that is known of one terminal."""

    seen: TerminalSeen
    keys: tuple[KeySeen, ...]
    epochs: tuple[EpochRow, ...]
    gaps: tuple[Gap, ...]
    alarms: tuple[Alarm, ...]
    configuration: Configuration | None


@dataclass(frozen=True, slots=True)
class Lookout:
    """What terminals are looked at with: what counts as trouble, and the key without which no fingerprint is made."""

    limits: Limits
    receipt_key: bytes


def limits_of(settings: Settings) -> Limits:
    """Return from how much on the city wants to be alarmed."""
    return Limits(
        silent=timedelta(minutes=settings.terminal_silent_minutes),
        unsent=timedelta(minutes=settings.terminal_unsent_minutes),
        clock=timedelta(seconds=settings.terminal_clock_seconds),
    )


def listed(session: Session, sight: Sight, lookout: Lookout, wish: Wish = EVERYTHING) -> Fleet:
    """Return the terminals that are asked for, those in trouble first and those no longer in use last."""
    access.demand(sight.actor, Action.READ_TERMINALS)
    names = people.unit_names(session, sight.today)
    alarms = _by_source(device_alarms.open_alarms(session))
    rows = fleet.terminals(session)
    told = _configurations(session, rows, {row.source_id for row in rows})
    every = [
        _seen(row, names, alarms.get(row.source_id, ()), told.get(row.source_id), lookout, sight.now) for row in rows
    ]
    return Fleet(
        tuple(sorted((each for each in every if _is_meant(each, wish)), key=_rank)),
        in_use=sum(each.in_use for each in every),
        in_trouble=sum(bool(each.troubles) for each in every),
        waiting=sum(each.waits for each in every),
        revoked=sum(not each.in_use and not each.waits for each in every),
    )


def file_of(session: Session, sight: Sight, lookout: Lookout, uid: UUID) -> TerminalFile:
    """Return all that is known of one terminal; raise `NotFound` where there is none of this uid."""
    access.demand(sight.actor, Action.READ_TERMINALS)
    every = fleet.terminals(session)
    row = next((each for each in every if each.uid == uid), None)
    if row is None:
        raise NotFound("no such terminal")
    names = people.unit_names(session, sight.today)
    configuration = _configurations(session, every, {row.source_id}).get(row.source_id)
    alarms = device_alarms.alarms_of(session, row.source_id, MOST_ALARMS)
    epochs = fleet.epochs(session, row.source_id)
    gaps: list[Gap] = []
    for each in epochs:
        if each.last_seq > each.stored:
            gaps += fleet.gaps(session, row.source_id, each.epoch, MOST_GAPS)
    return TerminalFile(
        _seen(row, names, [each for each in alarms if each.ended_at is None], configuration, lookout, sight.now),
        tuple(
            KeySeen(fingerprint(uid, each.public_key, lookout.receipt_key), each.enrolled_at, each.revoked_at)
            for each in fleet.keys(session, row.source_id)
        ),
        tuple(epochs),
        tuple(gaps[:MOST_GAPS]),
        tuple(alarms),
        configuration,
    )


def _configurations(
    session: Session, rows: Sequence[TerminalRow], wanted: Collection[int]
) -> Mapping[int, Configuration]:
    return configurations.compared(session, {row.source_id for row in rows if row.in_use}, wanted)


def troubles_of(row: TerminalRow, limits: Limits, now: datetime) -> tuple[Trouble, ...]:
    """Return what is wrong with a terminal; nothing is expected of one that is not in use any more."""
    return core.troubles(row.said, row.enrolled_at, limits, now) if row.enrolled_at and row.in_use else ()


def _by_source(alarms: Sequence[Alarm]) -> Mapping[int, Sequence[Alarm]]:
    found: dict[int, list[Alarm]] = {}
    for each in alarms:
        found.setdefault(each.source_id, []).append(each)
    return found


def _seen(
    row: TerminalRow,
    unit_names: Mapping[int, str],
    alarms: Sequence[Alarm],
    configuration: Configuration | None,
    lookout: Lookout,
    now: datetime,
) -> TerminalSeen:
    said = row.said
    return TerminalSeen(
        uid=row.uid,
        name=row.name,
        unit_name="" if row.unit_id is None else unit_names.get(row.unit_id, ""),
        in_use=row.in_use,
        fingerprint=None if row.public_key is None else fingerprint(row.uid, row.public_key, lookout.receipt_key),
        enrolled_at=row.enrolled_at,
        revoked_at=row.revoked_at,
        last_seen_at=None if said is None else said.at,
        unsent=None if said is None else said.unsent,
        oldest_unsent_at=None if said is None else said.unsent_since,
        unreadable=None if said is None else said.unreadable,
        drift_ms=None if said is None else said.drift // MILLISECOND,
        clock_quality=row.clock_quality,
        readers=() if said is None else said.readers,
        version=row.version,
        epoch=row.epoch,
        captured=None if said is None else said.captured,
        stored=None if said is None else said.stored,
        missing=0 if said is None else max(0, row.last_seq - said.stored - said.unsent - said.unreadable),
        conserved=None if said is None else said.sums_hold,
        configured_at=None if configuration is None else configuration.told_at,
        unusual=0 if configuration is None else configuration.unusual,
        troubles=_troubles(troubles_of(row, lookout.limits, now), alarms),
    )


def _troubles(now: Sequence[Trouble], alarms: Sequence[Alarm]) -> tuple[TroubleSeen, ...]:
    """Return what is wrong now, and the alarms that last; a trouble that has an alarm began when that says."""
    found = {each.cause.value: TroubleSeen(each.cause.value, each.since, None) for each in now}
    found |= {each.cause: TroubleSeen(each.cause, each.since, each.raised_at) for each in alarms}
    return tuple(sorted(found.values(), key=lambda each: GRAVITY.get(each.cause, -1)))


def _is_meant(each: TerminalSeen, wish: Wish) -> bool:
    shown = {
        Show.ALL: True,
        Show.TROUBLE: bool(each.troubles),
        Show.IN_USE: each.in_use,
        Show.WAITING: each.waits,
        Show.REVOKED: not each.in_use and not each.waits,
    }
    told, words = f"{each.name}\n{each.unit_name}".casefold(), wish.words.casefold().split()
    begin, keys = "".join(words), (str(each.uid), (each.fingerprint or "").casefold())
    named = all(word in told for word in words) or any(key.startswith(begin) for key in keys)
    return shown[wish.show] and named


def _rank(each: TerminalSeen) -> tuple[bool, bool, bool, int, str]:
    gravest = min((GRAVITY.get(trouble.cause, -1) for trouble in each.troubles), default=0)
    return not each.in_use, not each.waits, not each.troubles, gravest, each.name.casefold()
