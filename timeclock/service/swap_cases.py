"""What whoever decides about a swap of duties needs besides: what stands against it, the law and the needs."""

from __future__ import annotations

from dataclasses import dataclass

from timeclock.core.planning import Objection
from timeclock.core.rosters import Coverage
from timeclock.core.swaps import Obstacle
from timeclock.service import swaps
from timeclock.service.access import Action
from timeclock.service.decisions import Case
from timeclock.service.kinds import swap
from timeclock.service.kinds.kind import Terms
from timeclock.service.sight import Sight, known
from timeclock.store import audit, requests
from timeclock.store.db import Session
from timeclock.store.roster_plans import Rostered


@dataclass(frozen=True, slots=True)
class Judged:
    """A swap as it stands now: `objected` by person, in neutral words; `missing` are the needs that are not met."""

    obstacles: tuple[Obstacle, ...]
    objected: tuple[tuple[Rostered, tuple[Objection, ...]], ...]
    coverage: tuple[Coverage, ...]

    @property
    def missing(self) -> tuple[Coverage, ...]:
        return tuple(each for each in self.coverage if each.missing)


def of(session: Session, sight: Sight, case: Case, terms: Terms) -> Judged | None:
    """Return what bears on a swap that waits; None for a request of another kind, or one that can only be refused.

    It tells of both, so that the look at the colleague is recorded as well.
    """
    if case.asked.kind != swap.NAME or not case.waits or not case.employed:
        return None
    employed, rules = known(requests.concerned(session, case.asked)), swap.rules_of(terms.rosters)
    found = swaps.look(session, sight, rules, employed.unit_id, swap.wish_of(case.asked.payload))
    colleague = [] if found.taker is None else [found.taker.person_id]
    audit.read_of_others(session, sight.actor.login_id, "request", Action.DECIDE_REQUESTS, colleague, sight.now)
    if found.obstacles:
        return Judged(found.obstacles, (), ())
    objected = tuple((who, swaps.objections(session, sight, rules, found, who)) for who in found.both)
    unlawful = any(each.blocks for _, objections in objected for each in objections)
    against = tuple(each for each in objected if each[1])
    return Judged((Obstacle.UNLAWFUL,) if unlawful else (), against, swaps.coverage(found))
