"""The time office's list: findings somebody has to settle, and stamps that wait for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from timeclock.core.findings import Finding, Severity
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import audit, results, stamps
from timeclock.store.db import Session

MOST_QUARANTINED = 200


@dataclass(frozen=True, slots=True)
class Deviation:
    """One finding with the person it concerns."""

    employment_uid: UUID | None
    staff_no: str
    given_name: str
    family_name: str
    unit_name: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class QuarantinedStamp:
    """One stamp that is stored but belongs to nobody yet, and why."""

    uid: UUID
    received_at: datetime
    device_at: datetime | None
    kind: StampKind
    source_name: str
    code: str


@dataclass(frozen=True, slots=True)
class StateOfDeviations:
    """Both lists; `from_day`/`to_day` bound the findings."""

    from_day: date
    to_day: date
    deviations: tuple[Deviation, ...]
    quarantined: tuple[QuarantinedStamp, ...]


def listed(session: Session, sight: Sight, days: DaySpan) -> StateOfDeviations:
    """Return what waits for the time office in these days; the read is recorded."""
    scope = access.scope(sight.actor, Action.READ_DEVIATIONS)
    found = results.findings(session, days, (Severity.VIOLATION, Severity.WARNING), scope)
    audit.read_of_others(
        session,
        sight.actor.login_id,
        "deviations",
        Action.READ_DEVIATIONS,
        (who.person_id for who, _ in found),
        sight.now,
    )
    return StateOfDeviations(
        days.from_day,
        days.to_day,
        tuple(
            Deviation(who.employment_uid, who.staff_no, who.given_name, who.family_name, who.unit_name, each)
            for who, each in found
        ),
        tuple(
            QuarantinedStamp(row.uid, row.received_at, row.device_at, row.kind, row.source_name, row.quarantine or "")
            for row in stamps.quarantined(session, MOST_QUARANTINED)
        ),
    )
