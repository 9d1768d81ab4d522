"""The presence board: who of one's unit is there now, in one word each; nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from timeclock.core import walltime
from timeclock.core.presence_board import Standing, is_absent, standing
from timeclock.core.spans import DaySpan
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.store import absences, audit, people, presence
from timeclock.store.db import Session
from timeclock.store.people import Employed


@dataclass(frozen=True, slots=True)
class Seen:
    """One person on the board."""

    given_name: str
    family_name: str
    unit_name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody on the board, by unit and name; `among_colleagues`: whether one finds one's own unit on it."""

    people: tuple[Seen, ...]
    among_colleagues: bool

    @property
    def present(self) -> int:
        """How many are in a building."""
        return sum(each.standing is Standing.PRESENT for each in self.people)


def board(session: Session, sight: Sight, *, among_colleagues: bool) -> Board:
    """Return who is there now: those one is responsible for, and one's own unit where the city agreed on that.

    The look is recorded.
    """
    scope = access.scope(sight.actor, Action.READ_PRESENCE)
    if among_colleagues and sight.actor.person_id is not None:
        own = people.units_of(session, sight.actor.person_id, sight.today)
        scope = replace(scope, unit_ids=scope.unit_ids | own)
    employed = people.listed(session, sight.today, scope)
    ids = [each.employment_id for each in employed]
    working = presence.at_work(session, ids, sight.now)
    clock = walltime.clock_of(sight.now, sight.zone)
    absent = {
        each.employment_id
        for each in absences.away(session, ids, DaySpan.one(sight.today))
        if is_absent(clock, each.from_clock, each.to_clock)
    }
    others = {each.person_id for each in employed} - {sight.actor.person_id}
    audit.read_of_others(session, sight.actor.login_id, "presence", Action.READ_PRESENCE, others, sight.now)
    found = ((each, working.get(each.employment_id)) for each in employed)
    return Board(
        tuple(
            _seen(each, standing(None if here is None else here.stay, each.employment_id in absent))
            for each, here in found
        ),
        among_colleagues,
    )


def _seen(who: Employed, word: Standing) -> Seen:
    return Seen(who.given_name, who.family_name, who.unit_name, word)
