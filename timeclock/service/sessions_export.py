"""Presence as it was stamped, for other systems: every work session of a period, before any model judges it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from timeclock.core import as_stamped, walltime
from timeclock.core.day import Break, WorkSession
from timeclock.core.spans import DaySpan, Span
from timeclock.core.stamps import Stamp, StampKind
from timeclock.service import imports
from timeclock.store import audit, people, stamps
from timeclock.store.db import Session
from timeclock.store.people import StaffNumber
from timeclock.store.scope import Scope

# A session ends however long ago it began, so all stamps of a person are read, from before there were any …
EVER = datetime(1970, 1, 1, tzinfo=UTC)
# … to after the last that may be believed.
YET = timedelta(days=2)
STAFF_NO_DIGITS = 8
# How far apart the two passages of the hour are that the clocks go back by.
REPEATED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ExportedSession:
    """One work session; `day` is the civil day of its in. Where the out is missing, end and net time are unknown."""

    staff_no: str
    day: date
    from_at: datetime
    to_at: datetime | None
    net: timedelta | None
    breaks: tuple[Break, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as the file writes it: instants in UTC to the second, the net time in seconds."""
        return {
            "staff_no": self.staff_no,
            "day": self.day.isoformat(),
            "in": _written(self.from_at),
            "out": _written(self.to_at),
            "net_seconds": None if self.net is None else self.net // timedelta(seconds=1),
            "open": self.to_at is None,
            "breaks": [{"from": _written(each.from_at), "to": _written(each.to_at)} for each in self.breaks],
        }


def sessions(session: Session, days: DaySpan, zone: ZoneInfo, now: datetime) -> list[ExportedSession]:
    """Return all sessions that begin on these days, by staff number and time; the look is recorded."""
    staff = people.staff_numbers(session, days.from_day, Scope.system("export sessions"))
    found = [each for each in _all(session, staff, zone, now) if each.day in days]
    detail = {"sessions": len(found)}
    audit.add(session, "operator.export_sessions", f"{days.from_day}/{days.to_day}", now, by=None, detail=detail)
    return sorted(found, key=attrgetter("staff_no", "from_at"))


def _all(
    session: Session, staff: Mapping[int, StaffNumber], zone: ZoneInfo, now: datetime
) -> Iterator[ExportedSession]:
    came_before = imports.doubtful(session)
    for person_id in sorted({each.person_id for each in staff.values()}):
        stamped = stamps.between(session, person_id, Span(EVER, now + YET))
        held = stamps.held_back(session, person_id, imports.AMBIGUOUS) + came_before.get(person_id, [])
        doubtful = _unexplained(held, stamped)
        stamped.sort(key=attrgetter("employment_id"))  # keeps the order of time within each
        for employment_id, own in groupby(stamped, key=attrgetter("employment_id")):
            number = _eight_digits(staff[employment_id].staff_no)
            for each in as_stamped.sessions(employment_id, own, zone, now):
                yield _exported(number, each, doubtful, zone)


def _unexplained(held: Iterable[tuple[StampKind, datetime | None]], counting: Iterable[Stamp]) -> list[datetime]:
    """Return when stamps of the repeated hour may lie that were held back and that no counting stamp explains."""
    known = {(stamp.kind, stamp.at) for stamp in counting}
    return [at for kind, at in held if at is not None and not {(kind, at), (kind, at + REPEATED)} & known]


def _exported(staff_no: str, each: WorkSession, doubtful: Iterable[datetime], zone: ZoneInfo) -> ExportedSession:
    """Return a session for the file; one that a stamp held back may belong to is as open as one without its out."""
    day = walltime.local_day(each.from_at, zone)
    to_at, net = each.to_at, as_stamped.net(each)
    if to_at is not None and any(each.from_at < at + REPEATED and at < to_at for at in doubtful):
        to_at, net = None, None
    return ExportedSession(staff_no, day, each.from_at, to_at, net, each.breaks)


def _eight_digits(staff_no: str) -> str:
    return staff_no.zfill(STAFF_NO_DIGITS) if staff_no.isdigit() else staff_no


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds").replace("+00:00", "Z")
