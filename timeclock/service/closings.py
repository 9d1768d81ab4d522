"""Months about to be closed: unit by unit who is ready, and of the others what is missing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core.closing import WITH_REASON, Missing, MonthStanding, missing
from timeclock.core.spans import ZERO, DaySpan
from timeclock.service import access, evaluation
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, confirmations, months, placements, recalculation, requests
from timeclock.store.confirmations import Confirmed, MonthFigures, OwnWord
from timeclock.store.db import Session
from timeclock.store.months import Version
from timeclock.store.people import Employed
from timeclock.store.placements import Placed, UnitNamed
from timeclock.store.scope import Scope

# So many people a page shows by themselves; a larger city is gone through unit by unit.
ON_ONE_PAGE = 60


@dataclass(frozen=True, slots=True)
class Day:
    """On which day a month is looked at, and in which zone days begin: whoever looks, or the house itself."""

    today: date
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class MonthToClose:
    """One employment's month before whoever closes it; `figures` are its unbroken runs of days, mostly one.

    `first_open` is the earlier month that has to be closed before, where there is one.
    """

    employed: Employed
    figures: tuple[MonthFigures, ...]
    missing: tuple[Missing, ...]
    version: Version | None
    confirmed: tuple[Confirmed, ...]
    own_word: OwnWord | None
    first_open: date | None

    @property
    def seen(self) -> str:
        """Return the one name for everything that was shown of it."""
        return hashlib.sha256("".join(each.hash for each in self.figures).encode()).hexdigest()

    @property
    def ready(self) -> bool:
        return self.version is None and not self.missing

    @property
    def closable(self) -> bool:
        """Say whether it can be closed where somebody says why."""
        return self.version is None and bool(self.missing) and WITH_REASON.issuperset(self.missing)

    @property
    def open_days(self) -> int:
        return sum(each.open_days for each in self.figures)

    @property
    def difference(self) -> timedelta:
        """Return what it came to: as it was closed, or as it stands."""
        if self.version is not None:
            return self.version.sums.difference
        return sum((each.difference for each in self.figures), ZERO)


@dataclass(frozen=True, slots=True)
class UnitToClose:
    """One unit of a month, with how many people it has and how many of their months are closed."""

    unit: UnitNamed
    people: int
    closed: int


@dataclass(frozen=True, slots=True)
class ClosingView:
    """A month before whoever closes it: its units, and the people of the one chosen, or of all where they are few."""

    month: date
    over: bool
    units: tuple[UnitToClose, ...]
    chosen: UnitNamed | None
    people: tuple[MonthToClose, ...]

    @property
    def ready(self) -> tuple[MonthToClose, ...]:
        return tuple(each for each in self.people if each.ready)

    @property
    def seen(self) -> str:
        """Return the one name for what was shown of all that nothing is missing of, closed or not.

        So the second of two clicks still names what the first one closed.
        """
        shown = (each.seen for each in self.people if each.version is not None or each.ready)
        return hashlib.sha256("".join(shown).encode()).hexdigest()

    @property
    def closed(self) -> int:
        return sum(each.closed for each in self.units)

    @property
    def total(self) -> int:
        return sum(each.people for each in self.units)


def view(session: Session, sight: Sight, first: date, unit_uid: UUID | None) -> ClosingView:
    """Return the month by units with the people of one of them; the look at them is recorded."""
    found = look(session, sight, first, unit_uid)
    persons = [each.employed.person_id for each in found.people]
    if persons:
        audit.read_of_others(session, sight.actor.login_id, "close", Action.CLOSE_MONTHS, persons, sight.now)
    return found


def look(session: Session, sight: Sight, first: date, unit_uid: UUID | None) -> ClosingView:
    """Return the month by units with the people of one of them, without recording that somebody looked."""
    scope, days = access.scope(sight.actor, Action.CLOSE_MONTHS), DaySpan.month(first.year, first.month)
    placed = placements.at_the_end_of(session, days, scope)
    units = placements.units(session, {each.unit_id for each in placed}, days.to_day)
    chosen = _chosen(units, unit_uid)
    closed = months.in_force(session, [each.employment_id for each in placed], first)
    people = Counter(each.unit_id for each in placed)
    done = Counter(each.unit_id for each in placed if each.employment_id in closed)
    of_unit = [each for each in placed if chosen is None or each.unit_id == chosen.id]
    shown = of_unit if chosen is not None or len(of_unit) <= ON_ONE_PAGE else []
    return ClosingView(
        first,
        sight.today >= days.to_day,
        tuple(UnitToClose(each, people[each.id], done[each.id]) for each in units.values()),
        chosen,
        of(session, Day(sight.today, sight.zone), first, shown),
    )


def _chosen(units: Mapping[int, UnitNamed], uid: UUID | None) -> UnitNamed | None:
    if uid is None:
        return None
    found = next((each for each in units.values() if each.uid == uid), None)
    if found is None:
        raise NotFound("no such unit in this month, or not for you to close")
    return found


def one(session: Session, sight: Sight, first: date, uid: UUID, action: Action) -> MonthToClose:
    """Return one employment's month for whoever may do this to it; raise `NotFound` for anybody else."""
    days = DaySpan.month(first.year, first.month)
    placed = placements.at_the_end_of(session, days, access.scope(sight.actor, action), uid)
    found = of(session, Day(sight.today, sight.zone), first, placed)
    if not found:
        raise NotFound("nobody of this month, or not for you to close")
    return found[0]


def of(session: Session, day: Day, first: date, placed: Sequence[Placed]) -> tuple[MonthToClose, ...]:
    """Return what these employments' months still want, each for itself, by unit and name."""
    if not placed:
        return ()
    days, everybody = DaySpan.month(first.year, first.month), Scope.system("close")
    ids = [each.employment_id for each in placed]
    runs = confirmations.responsible_for(session, days, everybody, day.zone, among=ids)
    confirmed, own = confirmations.of_months(session, ids, first), confirmations.own_words(session, ids, first)
    undecided = Counter[int]()
    for (employment_id, _), number in requests.undecided(session, ids, days, everybody).items():
        undecided[employment_id] += number
    behind = recalculation.behind(session, {each.person_id for each in placed}, evaluation.reach(days))
    earlier, closed = months.open_before(session, ids, first), months.in_force(session, ids, first)
    found = []
    for employment_id in ids:
        mine = [(employed, figures) for employed, figures in runs if employed.employment_id == employment_id]
        if not mine:
            continue
        employed, figures = mine[-1][0], tuple(each for _, each in mine)
        given, word = confirmed.get(employment_id, ()), own.get(employment_id)
        standing = MonthStanding(
            over=day.today >= days.to_day,
            earlier_open=employment_id in earlier,
            behind=employed.person_id in behind,
            unfinished=sum(each.unfinished_days for each in figures),
            requests=undecided[employment_id],
            open_days=sum(each.open_days for each in figures),
            objected=word is not None and word.objects,
            days=sum(len(list(each.days)) for each in figures),
            confirmed=_covered(figures, given),
            unchanged=_covered(figures, [each for each in given if each.holds]),
        )
        version = closed.get(employment_id)
        wanted = () if version is not None else missing(standing)
        found.append(MonthToClose(employed, figures, wanted, version, given, word, earlier.get(employment_id)))
    return tuple(sorted(found, key=lambda each: each.employed.place()))


def _covered(figures: Iterable[MonthFigures], confirmed: Sequence[Confirmed]) -> int:
    """Return on how many of the days somebody confirmed; another unit's half of a month is confirmed by itself."""
    return sum(1 for run in figures for day in run.days if any(day in each.confirmation.days for each in confirmed))
