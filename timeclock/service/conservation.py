"""Whether the sums of all terminals hold, over all their epochs, and which numbers are missing where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from timeclock.core.conservation import Sums
from timeclock.store import conservation, fleet
from timeclock.store.conservation import EpochSums
from timeclock.store.db import Session

MOST_RANGES = 20
# A former spool that is still brought in reports like any other; one that does not was put away.
PUT_AWAY_AFTER = timedelta(hours=1)

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class EpochChecked:
    """One epoch of a terminal; `left_behind`: what it had not sent lies in a spool nobody brings in any more.

    `missing` are the first ranges of numbers that are not stored, both ends included.
    """

    uid: UUID
    name: str
    epoch: str
    sums: Sums
    left_behind: bool
    missing: tuple[Range, ...]

    @property
    def holds(self) -> bool:
        return self.sums.hold and not self.left_behind


def check(session: Session, now: datetime, uid: UUID | None = None) -> list[EpochChecked]:
    """Return every epoch that any terminal, or the one of this uid, ever reported, with its sums."""
    return [_checked(session, each, now) for each in conservation.of_epochs(session, uid)]


def _checked(session: Session, each: EpochSums, now: datetime) -> EpochChecked:
    silent = now - each.reported_at > PUT_AWAY_AFTER
    left_behind = silent and not each.newest and each.sums.unsent > 0
    missing = _missing(session, each) if each.sums.missing else ()
    return EpochChecked(each.uid, each.name, each.epoch, each.sums, left_behind, missing)


def _missing(session: Session, each: EpochSums) -> tuple[Range, ...]:
    """Return the gaps between the numbers stored, and what comes after the last of them."""
    gaps = [(gap.from_seq, gap.to_seq) for gap in fleet.gaps(session, each.source_id, each.epoch, MOST_RANGES)]
    if each.last_seq < each.sums.captured:
        gaps.append((each.last_seq + 1, each.sums.captured))
    return tuple(gaps[:MOST_RANGES])
