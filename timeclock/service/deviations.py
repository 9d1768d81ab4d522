"""The time office's list: what somebody has to settle, each with what is needed to decide and how it may be settled."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from timeclock.core import fixes
from timeclock.core.deviations import DeviationKind, kind_of
from timeclock.core.findings import Finding
from timeclock.core.fixes import Fix
from timeclock.core.plans import PlanInForce
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.stamps import StampKind
from timeclock.i18n import sorting
from timeclock.ledger.leaf import canonical
from timeclock.service import access, days_in_question
from timeclock.service.access import Action
from timeclock.service.bills import StampSeen
from timeclock.service.days_in_question import Looked
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.store import audit, finding_steps
from timeclock.store import deviations as rows
from timeclock.store.db import Session
from timeclock.store.deviations import Counted, Deviating, Part
from timeclock.store.finding_steps import Done, Step

# A list is worked through; what is behind it comes up as it shrinks.
MOST_SHOWN = 50
MOST_DONE = 5
DONE_SINCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deviations are asked for: those of some days, of one unit, of one kind, or those that are settled.

    A page has the first of them `after` so many others.
    """

    days: DaySpan
    unit: str | None = None
    kind: DeviationKind | None = None
    settled: bool = False
    after: int = 0


@dataclass(frozen=True, slots=True)
class Deviation:
    """One finding with whom it concerns, her day, and the ways to settle it.

    `seen` names what is shown; who settles sends it back. `missing`: the kind of stamp for which a time may be given.
    `in_own_words`: it may be settled as it is, with a reason. `too_long_ago`: only human resources puts it right.
    """

    name: str
    seen: str
    kind: DeviationKind
    employment_uid: UUID
    staff_no: str
    given_name: str
    family_name: str
    unit_name: str
    finding: Finding
    stamps: tuple[StampSeen, ...]
    plan: PlanInForce | None
    target: timedelta
    worked: timedelta | None
    fixes: tuple[Fix, ...]
    missing: StampKind | None
    in_own_words: bool
    too_long_ago: bool
    step: Step | None


@dataclass(frozen=True, slots=True)
class StateOfDeviations:
    """The list: what is shown of it by kind, in order, and how many there are of each kind and in all units.

    `units` are those in which there is something. `done` is what the actor did last.
    """

    wanted: Wanted
    deviations: tuple[Deviation, ...]
    numbers: Mapping[DeviationKind, int]
    units: tuple[str, ...]
    done: Sequence[Done]

    @property
    def by_kind(self) -> Mapping[DeviationKind, tuple[Deviation, ...]]:
        """Return what is shown by kind, in the order of the list."""
        kinds = dict.fromkeys(each.kind for each in self.deviations)
        return {kind: tuple(each for each in self.deviations if each.kind is kind) for kind in kinds}

    @property
    def in_all(self) -> int:
        """Return how many there are of what is asked for, on this page and on others."""
        return sum(number for kind, number in self.numbers.items() if self.wanted.kind in (None, kind))

    @property
    def next_after(self) -> int | None:
        """Return after how many the next page begins; None where this is the last."""
        after = self.wanted.after + len(self.deviations)
        return after if self.deviations and after < self.in_all else None

    @property
    def before(self) -> int | None:
        """Return after how many the page before begins; None where this is the first."""
        return max(self.wanted.after - MOST_SHOWN, 0) if self.wanted.after else None


def listed(session: Session, sight: Sight, rulebook: Rulebook, wanted: Wanted, window: timedelta) -> StateOfDeviations:
    """Return what waits for the time office, what blocks the month first; the look is recorded.

    `window` is how far back the time office puts things right.
    """
    scope = access.scope(sight.actor, Action.READ_DEVIATIONS)
    counted = rows.counted(session, wanted.days, scope, wanted.settled)
    part = Part(wanted.unit, wanted.kind, MOST_SHOWN, wanted.after)
    shown = rows.first(session, wanted.days, scope, wanted.settled, part)
    found = []
    for each in shown:
        looked = days_in_question.look(session, sight, rulebook, each.employed, each.finding.day, scope)
        found.append(deviation_of(sight, each, looked, window))
    persons = (each.employed.person_id for each in shown)
    audit.read_of_others(session, sight.actor.login_id, "deviations", Action.READ_DEVIATIONS, persons, sight.now)
    return StateOfDeviations(
        wanted,
        tuple(found),
        _numbers(counted, wanted.unit),
        tuple(sorted({each.unit_name for each in counted}, key=sorting.place)),
        finding_steps.done_by(session, sight.actor.login_id, sight.now - DONE_SINCE, MOST_DONE),
    )


def _numbers(counted: Sequence[Counted], unit: str | None) -> Mapping[DeviationKind, int]:
    """Return how many there are of each kind in a unit, or in all of them, in the order of the list."""
    numbers: Counter[DeviationKind] = Counter()
    for each in counted:
        if unit in (None, each.unit_name):
            numbers[each.kind] += each.number
    return {kind: numbers[kind] for kind in DeviationKind if kind in numbers}


def deviation_of(sight: Sight, each: Deviating, looked: Looked, window: timedelta) -> Deviation:
    """Return a deviation as it is shown, with the ways to settle it."""
    of, late = each.employed, is_late(sight, each, window)
    proposed = () if each.is_settled else fixes.proposed(each.finding, looked.question)
    return Deviation(
        each.name,
        seen_of(each, looked),
        kind_of(each.finding.code),
        of.employment_uid,
        of.staff_no,
        of.given_name,
        of.family_name,
        of.unit_name,
        each.finding,
        looked.stamps,
        looked.plan,
        looked.question.target,
        looked.worked,
        tuple(fix for fix in proposed if not late or fix.act is fixes.Act.SETTLE),
        None if each.is_settled or late else fixes.missing(each.finding),
        not each.is_settled and fixes.in_own_words(each.finding),
        late,
        each.step,
    )


def is_late(sight: Sight, each: Deviating, window: timedelta) -> bool:
    """Say whether a day lies further back than the actor may put right."""
    if sight.today - each.finding.day <= window:
        return False
    return each.employed.unit_id not in access.scope(sight.actor, Action.ACT_LATE).unit_ids


def seen_of(each: Deviating, looked: Looked) -> str:
    """Return a name for what a row shows: the finding, the stamps that count and what is due."""
    shown = rows.said(each.finding)
    taps = [[tap.uid, tap.kind, tap.at] for tap in looked.question.taps]
    due = [looked.question.target // MINUTE, None if looked.question.plan is None else looked.question.plan.code]
    return hashlib.sha256(canonical([each.name, shown, taps, due])).hexdigest()[:32]
