"""How flextime accounts went over the days of a trial: where they stood, and what was kept of them at cut-offs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from timeclock.core import cut_offs
from timeclock.core.accounts import FLEXTIME, CutOff
from timeclock.core.day import PersonFile
from timeclock.core.figures import LapseFigures
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.trials import Course, Cutting, MonthEnd
from timeclock.core.walltime import ONE_DAY
from timeclock.store import account_kinds, accounts
from timeclock.store.db import Session
from timeclock.store.scope import Scope

# Which days of which employment a trial is about.
Covered = Mapping[int, frozenset[date]]
EVERYBODY = Scope.system("trial")


@dataclass(frozen=True, slots=True)
class Kept:
    """One employment's account in minutes: after the last day, at each cut-off, and at the ends of months."""

    balance: int
    cuttings: list[Cutting] = field(default_factory=list)
    month_ends: list[MonthEnd] = field(default_factory=list)

    def course(self, file: PersonFile, employment_id: int) -> Course:
        """Return the account as the core asks for it; what may lapse follows the terms of the day."""
        cuttings = [replace(each, law=_lapse(file, employment_id, each.on)) for each in self.cuttings]
        return Course(self.balance, cuttings, self.month_ends)


def looked_up(session: Session, covered: Covered, days: DaySpan) -> Mapping[int, Kept]:
    """Return each employment's account over the days on which it is covered. The caller may read them."""
    found: dict[int, Kept] = {}
    until = defaultdict(list)
    for employment_id, on in covered.items():
        until[max(on) + ONE_DAY].append(employment_id)
    for before, ids in until.items():
        balances = accounts.balances(session, ids, before)
        found |= {employment_id: Kept(length // MINUTE) for employment_id, length in balances.items()}
    _add_month_ends(session, covered, days, found)
    _add_cut_offs(session, covered, days, found)
    return found


def _add_month_ends(session: Session, covered: Covered, days: DaySpan, found: Mapping[int, Kept]) -> None:
    for on in month_ends(days):
        kind, ids = account_kinds.on(session, on).get(FLEXTIME), _there(covered, on)
        if kind is not None and ids:
            for employment_id, length in accounts.balances(session, ids, on + ONE_DAY).items():
                found[employment_id].month_ends.append(MonthEnd(on, length // MINUTE, kind.limits))


def _add_cut_offs(session: Session, covered: Covered, days: DaySpan, found: Mapping[int, Kept]) -> None:
    for on, cut_off in _cut_offs(session, days):
        ids = _there(covered, on)
        for employment_id, length in accounts.balances(session, ids, on + ONE_DAY).items():
            posted = _posted(session, employment_id, on)
            found[employment_id].cuttings.append(Cutting(on, length // MINUTE, posted, cut_off, None))


def _cut_offs(session: Session, days: DaySpan) -> Iterator[tuple[date, CutOff]]:
    """Yield each cut-off among the days, as it is agreed on its day."""
    kind = account_kinds.on(session, days.to_day - ONE_DAY).get(FLEXTIME)
    if kind is not None and kind.cut_off is not None:
        for on in kind.cut_off.within(days):
            held = account_kinds.on(session, on).get(FLEXTIME, kind)
            yield on, held.cut_off or kind.cut_off


def _posted(session: Session, employment_id: int, on: date) -> int:
    """Return what a cut-off has moved the account by, zero where it was not taken yet."""
    entries = accounts.postings(session, employment_id, DaySpan.one(on), EVERYBODY)
    origin = cut_offs.origin_of(on)
    return sum(
        each.posting.amount for each in entries if each.account == FLEXTIME and each.posting.origin.startswith(origin)
    )


def _there(covered: Covered, day: date) -> list[int]:
    return [employment_id for employment_id, on in covered.items() if day in on]


def _lapse(file: PersonFile, employment_id: int, on: date) -> LapseFigures | None:
    plan = file.plans.get((employment_id, on))
    return None if plan is None else cut_offs.lapse_law(plan.regime, on, file.law)


def month_ends(days: DaySpan) -> Iterator[date]:
    """Yield the last days of months among the days."""
    return (day for day in days if (day + ONE_DAY).day == 1)
