"""Two colleagues' duties exchanged in their unit's roster: what stands against it, and publishing it anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID

from timeclock.core import rosters as core_rosters
from timeclock.core import swaps as core
from timeclock.core.absences import Extent
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.planning import Objection, made_worse
from timeclock.core.rosters import Coverage
from timeclock.core.spans import DaySpan, Span
from timeclock.core.swaps import Obstacle, Situation, Swap, key_of
from timeclock.core.walltime import ONE_DAY, local_day
from timeclock.service import planning, roster_desk, roster_release, rosters
from timeclock.service.roster_desk import Desk, RosterRules
from timeclock.service.sight import Sight, known
from timeclock.store import absences, audit, months, placements, roster_notices, roster_plans
from timeclock.store import rosters as rows
from timeclock.store.db import Session
from timeclock.store.questions import ask
from timeclock.store.roster_notices import AboutRoster
from timeclock.store.roster_plans import Rostered, ShiftRow
from timeclock.store.rosters import NewShift
from timeclock.store.scope import Scope

EVERYBODY = Scope.system("swap")
NOT_HERE = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What two would exchange: a duty of one employment, whose it is to be, and which of hers comes back, if any."""

    giver: UUID
    taker: UUID
    given: tuple[DutyKind, Span]
    taken: tuple[DutyKind, Span] | None


@dataclass(frozen=True, slots=True)
class Look:
    """A swap as rosters and people stand now; `rows` is the roster as it would be.

    `taker` is None where nobody of that employment has to do with the unit.
    """

    desk: Desk
    swap: Swap
    giver: Rostered
    taker: Rostered | None
    rows: tuple[ShiftRow, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def both(self) -> tuple[Rostered, ...]:
        return (self.giver,) if self.taker is None else (self.giver, self.taker)


def desk_of(session: Session, rules: RosterRules, unit_id: int, day: date) -> Desk:
    """Return a unit's roster of the month of a day with everybody in it, whoever looks."""
    days = DaySpan.month(day.year, day.month)
    unit = known(placements.units(session, [unit_id], day).get(unit_id))
    return roster_desk.of_unit(session, rules, unit, days, EVERYBODY)


def look(session: Session, sight: Sight, rules: RosterRules, unit_id: int, wish: Wish) -> Look:
    """Return how a swap stands: what speaks against it but the law, and the roster that it would make."""
    desk = desk_of(session, rules, unit_id, local_day(wish.given[1].from_at, rules.around.zone))
    people = {each.employment_uid: each for each in desk.people}
    giver, taker = known(people.get(wish.giver)), people.get(wish.taker)
    swap = _swap(giver, taker, wish)
    if taker is None:
        return Look(desk, swap, giver, None, (), (Obstacle.OTHER_UNIT,))
    if taker.person_id == giver.person_id:
        return Look(desk, swap, giver, taker, (), (Obstacle.ONESELF,))
    duties = _duties(session, desk, (giver, taker))
    plans = _plans(session, swap, duties, desk)
    situation = _situation(session, sight, desk, swap, duties, plans)
    return Look(desk, swap, giver, taker, _rows(desk, swap, plans), core.obstacles(swap, situation, desk.zone))


def _swap(giver: Rostered, taker: Rostered | None, wish: Wish) -> Swap:
    taker_id = NOT_HERE if taker is None else taker.employment_id
    taken = None if wish.taken is None else Duty(taker_id, *wish.taken)
    return Swap(Duty(giver.employment_id, *wish.given), taker_id, taken)


def _duties(session: Session, desk: Desk, both: tuple[Rostered, ...]) -> Mapping[int, tuple[Duty, ...]]:
    """Return by person what rosters of any unit have the two do in the month, and on the days around it."""
    days = DaySpan(desk.month.from_day - ONE_DAY, desk.month.to_day + ONE_DAY)
    asked = {each.person_id: rows.rostered(each.person_id, days) for each in both}
    return {person_id: ask(session, each).to(each).duties for person_id, each in asked.items()}


# By each duty that moves and names a day plan the one of the same code in the model of whoever would do it, or None.
Plans = Mapping[core.Key, int | None]


def _plans(session: Session, swap: Swap, duties: Mapping[int, tuple[Duty, ...]], desk: Desk) -> Plans:
    named = {key_of(each): each.plan.code for each in chain(*duties.values()) if each.plan is not None}
    moved = {key: to for key, to in swap.goes_to.items() if key in named}
    days = {key_of(each): each.day(desk.zone) for each in swap.duties}
    return {key: rows.plan_ids(session, [to], days[key]).get((to, named[key])) for key, to in moved.items()}


def _situation(
    session: Session, sight: Sight, desk: Desk, swap: Swap, duties: Mapping[int, tuple[Duty, ...]], plans: Plans
) -> Situation:
    ids = [swap.given.employment_id, swap.taker_id]
    absent = [each for each in absences.away(session, ids, desk.month) if each.extent is Extent.WHOLE]
    return Situation(
        sight.today,
        frozenset(key_of(each.planned.duty) for each in desk.standing.published),
        tuple(chain(*duties.values())),
        {each.employment_id: each.person_id for each in desk.people}
        | {each.employment_id: person_id for person_id, hers in duties.items() for each in hers},
        frozenset((each.employment_id, day) for each in desk.people for day in each.days),
        frozenset((each.employment_id, day) for each in absent for day in each.days),
        months.closed_among(session, ids, desk.month),
        frozenset(key for key, plan_id in plans.items() if plan_id is None),
    )


def _rows(desk: Desk, swap: Swap, plans: Plans) -> tuple[ShiftRow, ...]:
    return tuple(_moved(each, swap, plans) for each in desk.standing.published)


def _moved(row: ShiftRow, swap: Swap, plans: Plans) -> ShiftRow:
    """Return a row as it is after the swap; a ground on which a shift stayed was the one's who had it."""
    key = key_of(row.planned.duty)
    if key not in swap.goes_to:
        return row
    new = NewShift(swap.goes_to[key], row.new.kind, row.new.span, plans.get(key))
    return ShiftRow(row.id, new, row.key, None, frozenset())


def objections(session: Session, sight: Sight, rules: RosterRules, found: Look, who: Rostered) -> tuple[Objection, ...]:
    """Return what the law has against somebody's month after the swap that it has not, or not as much, against it now.

    In neutral words, as the desk of rosters asks it.
    """
    desk, published = found.desk, found.desk.standing.published
    among = frozenset(each.new for each in published), desk.month.from_day, rules.around, sight.now

    def asked(shifts: Sequence[ShiftRow]) -> tuple[Objection, ...]:
        return planning.objections(session, {who.person_id: _of(who, desk, shifts)}, *among)[who.person_id]

    after = asked(found.rows)
    return made_worse(asked(published), after) if after else ()


def _of(who: Rostered, desk: Desk, shifts: Sequence[ShiftRow]) -> tuple[NewShift, ...]:
    """Return somebody's shifts of a roster in all her employments."""
    hers = {each.employment_id for each in desk.people if each.person_id == who.person_id}
    return tuple(each.new for each in shifts if each.new.employment_id in hers)


def coverage(found: Look) -> tuple[Coverage, ...]:
    """Return how the needs of the unit are met after the swap on the days on which duties change hands."""
    desk = found.desk
    days = sorted({each.day(desk.zone) for each in found.swap.duties})
    return core_rosters.coverage(days, desk.holidays, desk.needs, desk.named(found.rows), desk.zone, desk.before)


def publish(session: Session, sight: Sight, found: Look, uid: UUID) -> bool:
    """Publish the roster with the duties exchanged and tell both; False where somebody else just published.

    Both wanted it, so it is no short notice. What is being planned goes on from it where it has these duties as well.
    """
    desk, by = found.desk, sight.actor.login_id
    standing, moved = desk.standing, found.swap.goes_to
    if standing.plan is not None and not roster_plans.advance(session, standing.plan):
        return False
    if standing.published_id is None or not rows.hold(session, standing.published_id):
        return False
    roster_id = rows.draft(session, desk.unit.id, desk.month.from_day, (), sight.now)
    roster_plans.put(session, roster_id, found.rows, sight.now, by)
    rosters.publish(session, roster_id, desk.zone, sight.now, by=by)
    _draw_in(session, sight, found, roster_id)
    told = [(each.person_id, _told(found, each, sight)) for each in found.both]
    roster_notices.tell(session, uid, told, sight.now)
    audit.add(session, "roster.swap", str(uid), sight.now, by=by, detail={"shifts": len(moved)})
    return True


def _draw_in(session: Session, sight: Sight, found: Look, roster_id: int) -> None:
    """Let what is being planned go on from the new roster; where its duties are others already it is outdated."""
    standing, moved = found.desk.standing, found.swap.goes_to
    plan = standing.plan
    planned = {key_of(each.planned.duty): each for each in standing.planned}
    if plan is None or standing.is_outdated or not moved.keys() <= planned.keys():
        return
    after = {each.id: each for each in found.rows}
    old = {key_of(each.planned.duty): each.id for each in standing.published}
    roster_plans.strike(session, plan.roster_id, [planned[key].id for key in moved])
    roster_plans.put(session, plan.roster_id, [after[old[key]] for key in moved], sight.now, sight.actor.login_id)
    roster_plans.rebase(session, plan, roster_id)


def _told(found: Look, who: Rostered, sight: Sight) -> AboutRoster:
    days = roster_release.days_changed(found.desk, who, found.desk.standing.published, found.rows, sight.today)
    return AboutRoster(who.employment_uid, days, (), agreed=True, reason="", by=sight.actor.display_name)
