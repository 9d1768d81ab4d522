"""What speaks against a unit's month, planned or published: the law, shifts that overlap, people who are missing."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from timeclock.core import rosters as core
from timeclock.core.duties import Duty
from timeclock.core.planning import Objection
from timeclock.core.rosters import Coverage
from timeclock.core.walltime import local_day
from timeclock.service import access, planning
from timeclock.service.access import Action
from timeclock.service.roster_desk import Desk, NotPlanned, On, Refusal, RosterRules
from timeclock.service.sight import Sight, known
from timeclock.store import audit, roster_plans
from timeclock.store.db import Session
from timeclock.store.roster_plans import ShiftRow


@dataclass(frozen=True, slots=True)
class Objected:
    """What the law has against somebody's day, and the ground on which it stays all the same, if one is kept."""

    employment_id: int
    day: date
    objection: Objection
    ground: str | None

    @property
    def blocks(self) -> bool:
        return self.objection.blocks and (self.objection.final or self.ground is None)


@dataclass(frozen=True, slots=True)
class Judged:
    """What speaks against a roster as it is planned."""

    objected: tuple[Objected, ...]
    overlaps: tuple[On, ...]
    coverage: tuple[Coverage, ...]


def judge(session: Session, sight: Sight, desk: Desk, rules: RosterRules) -> Judged:
    """Return what the law, other shifts of the same person and the hours of service say of what is planned.

    Where nothing is being planned, what of the published month has to be planned anew.
    """
    covered = core.coverage(desk.month, desk.holidays, desk.needs, desk.planned, desk.zone, desk.before)
    if desk.standing.plan is None:
        return Judged(outlawed(session, sight, desk, rules), (), covered)
    return Judged(_speaking(session, sight, desk, rules, desk.standing.planned), tuple(_overlapping(desk)), covered)


def outlawed(
    session: Session, sight: Sight, desk: Desk, rules: RosterRules, whose: frozenset[int] | None = None
) -> tuple[Objected, ...]:
    """Return which published duties that lie ahead the law, as known now, does not let stay: of all, or these persons.

    They were lawful when they were published, or stood on a ground: then somebody was protected since, or called out.
    """
    persons, published = _persons(desk), desk.standing.published
    ahead = {persons[each.new.employment_id] for each in published if each.new.span.from_at >= sight.now}
    asked = ahead if whose is None else ahead & whose
    if not asked:
        return ()
    rows = [each for each in published if persons[each.new.employment_id] in asked]
    # A file gives one ground for all that speaks against a shift.
    grounded = {desk.on(each) for each in rows if each.reason and not each.despite}
    return tuple(
        each
        for each in _speaking(session, sight, desk, rules, rows)
        if each.blocks and each.day >= sight.today
        if each.objection.final or (each.employment_id, each.day) not in grounded
    )


def _speaking(
    session: Session, sight: Sight, desk: Desk, rules: RosterRules, rows: Iterable[ShiftRow]
) -> tuple[Objected, ...]:
    persons, hers = _persons(desk), defaultdict[int, list[ShiftRow]](list)
    for row in rows:
        hers[persons[row.new.employment_id]].append(row)
    found = planning.objections(
        session,
        {person_id: [each.new for each in kept] for person_id, kept in hers.items()},
        frozenset(each.new for each in desk.standing.published),
        desk.month.from_day,
        rules.around,
        sight.now,
    )
    return tuple(_objected(desk, hers[person_id], each) for person_id, speak in found.items() for each in speak)


def _persons(desk: Desk) -> dict[int, int]:
    return {each.employment_id: each.person_id for each in desk.people}


def _objected(desk: Desk, rows: Sequence[ShiftRow], objection: Objection) -> Objected:
    """Return an objection at the last shift that begins on its day or before, where it can be mended."""
    begun = sorted((desk.on(row)[1], row.new.employment_id) for row in rows)
    no = bisect_right(begun, objection.finding.day, key=lambda each: each[0])
    day, employment_id = begun[max(no - 1, 0)]
    grounds = (
        row.reason for row in rows if desk.on(row) == (employment_id, day) and _known_by(objection) in row.despite
    )
    return Objected(employment_id, day, objection, next(grounds, None))


def _known_by(objection: Objection) -> str:
    """Return what a ground hangs on: the code with its day and figures, so that it never covers a worse breach."""
    found = objection.finding
    figures = (f"{name}={value}" for name, value in sorted(found.figures.items()))
    return "_".join("/".join((found.code, found.day.isoformat(), str(found.figure), *figures)).split())


def _overlapping(desk: Desk) -> Iterable[On]:
    kept: defaultdict[tuple[int, str], list[Duty]] = defaultdict(list)
    for row in desk.standing.planned:
        kept[row.new.employment_id, row.new.kind].append(row.planned.duty)
    for (employment_id, _), duties in kept.items():
        for span in core.overlapping(each.span for each in duties):
            yield employment_id, local_day(span.from_at, desk.zone)


def release(session: Session, sight: Sight, desk: Desk, judged: Judged, uid: UUID, day: date, ground: str) -> None:
    """Keep on which ground somebody's day stays although the law speaks against it; never of oneself."""
    person = known(next((each for each in desk.people if each.employment_uid == uid), None))
    reach = access.scope(sight.actor, Action.RELEASE_SHIFTS)
    if desk.unit.id not in reach.unit_ids or person.person_id == sight.actor.person_id:
        raise access.NotAllowed(Action.RELEASE_SHIFTS)
    if not ground.strip():
        raise NotPlanned(Refusal.REASON_MISSING)
    on = person.employment_id, day
    blocking = [each.objection for each in judged.objected if (each.employment_id, each.day) == on]
    blocking = [each for each in blocking if each.blocks and not each.final]
    rows = [row.id for row in desk.standing.planned if desk.on(row) == on]
    plan = desk.standing.plan
    if plan is None or not rows or not blocking or not roster_plans.advance(session, plan):
        raise NotPlanned(Refusal.CHANGED)
    known_by = {_known_by(each) for each in blocking}
    roster_plans.excuse(session, plan.roster_id, rows, ground.strip(), known_by, sight.actor.login_id)
    codes = sorted({each.finding.code.value for each in blocking})
    detail = {"day": day.isoformat(), "despite": ground.strip(), "codes": codes}
    audit.add(
        session,
        "roster.release_shift",
        str(uid),
        sight.now,
        by=sight.actor.login_id,
        person_id=person.person_id,
        detail=detail,
    )
