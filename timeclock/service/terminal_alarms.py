"""Alarms about terminals: raised once when something goes wrong with one, taken back when it is well again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from timeclock.core.fleet import Cause, Limits
from timeclock.service import fleet as seen
from timeclock.store import device_alarms, fleet
from timeclock.store.db import Session
from timeclock.store.device_alarms import Alarm
from timeclock.store.fleet import TerminalRow

# What is looked at here; an alarm of another cause is taken back by whoever raised it.
LOOKED_AT = frozenset(Cause)


@dataclass(frozen=True, slots=True)
class Change:
    """An alarm that was raised, or taken back, and the terminal it is about."""

    terminal: UUID
    name: str
    alarm: Alarm


def look(session: Session, limits: Limits, now: datetime) -> tuple[Change, ...]:
    """Raise an alarm for each trouble that has none, take back those whose trouble is over; return what changed."""
    terminals = {row.source_id: row for row in fleet.terminals(session)}
    troubles = {
        (row.source_id, each.cause): each.since
        for row in terminals.values()
        for each in seen.troubles_of(row, limits, now)
    }
    lasting = {(each.source_id, each.cause): each.id for each in device_alarms.open_alarms(session)}
    new = [(*key, since) for key, since in troubles.items() if key not in lasting]
    over = [id_ for key, id_ in lasting.items() if key not in troubles and key[1] in LOOKED_AT]
    ended = device_alarms.end_alarms(session, over, now)
    return _told([*ended, *device_alarms.raise_alarms(session, new, now)], terminals)


def _told(alarms: Iterable[Alarm], terminals: Mapping[int, TerminalRow]) -> tuple[Change, ...]:
    return tuple(Change(terminals[each.source_id].uid, terminals[each.source_id].name, each) for each in alarms)
