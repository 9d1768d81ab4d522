"""What is saved compared with what the facts give: a person's results worked out once more, and nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import timeclock
from timeclock.core import walltime
from timeclock.core.closing import frozen
from timeclock.core.evaluation import evaluate
from timeclock.core.period_results import period_results
from timeclock.core.spans import DaySpan
from timeclock.service import closed_months, evaluation, leave_uses
from timeclock.service.closed_months import Months
from timeclock.service.differences import NOTHING, Difference, unlike_values
from timeclock.service.rulebook import Rulebook
from timeclock.store import dayfiles, kept_months, periods, result_rows, results, rules
from timeclock.store.db import Session
from timeclock.store.result_rows import Row, Rows

# Days worked out at once, so that a long life takes no more room than a short one.
AT_ONCE = timedelta(days=366)
# A period is as of the day on which one of its days was worked out last, but for those of that day alone.
DAYS_TRIED = 3
RULES = "rules_hash"


@dataclass(frozen=True, slots=True)
class Compared:
    """What was compared of a person: rows by table, and what differs, the earliest day first.

    `waiting`: rows that differ and wait to be worked out anew. `earlier`: days that are the same, though made with
    rules that are not those in force.
    """

    rows: Counter[str]
    differences: tuple[Difference, ...]
    waiting: int
    earlier: int


@dataclass(frozen=True, slots=True)
class _Unlike:
    """What is about one thing and differs: column, saved, rebuilt."""

    about: Row
    columns: tuple[tuple[str, object, object], ...]


@dataclass(frozen=True, slots=True)
class _Person:
    """Whose results are compared, by which rules, and how far they are worked out."""

    session: Session
    id: int
    rulebook: Rulebook
    instants: Mapping[date, datetime]
    waiting: Sequence[date]

    def unlike(self, days: DaySpan, saved: Rows, as_of: datetime) -> list[_Unlike]:
        """Return the rows of these days that are not what the facts give as of an instant."""
        files = dayfiles.load(self.session, self.id, days, self.rulebook.around, as_of)
        hashes, _ = self.rulebook.sets_for(files)
        made = results.to_save(frozen(evaluate(files.person), files.closed), hashes, as_of)
        rebuilt = result_rows.within(result_rows.as_saved(made, self.id), days)
        return _side_by_side(saved, rebuilt, self.earlier(saved))

    def earlier(self, saved: Rows) -> frozenset[str]:
        """Return the names of the rules among these that another version of the engine or of the law made."""
        named = {str(row.columns[RULES]) for row in saved.values() if RULES in row.columns}
        mine = {"engine": timeclock.__version__, "law": self.rulebook.law_hash}
        found = rules.of_hashes(self.session, named)
        return frozenset(each.hash for each in found if any(each.body.get(key) != mine[key] for key in mine))

    def unlike_periods(self, days: DaySpan, today: date) -> tuple[Rows, list[_Unlike]]:
        """Return the rows of the periods these days are in, and those that are not what the facts give on a day."""
        file = periods.load(self.session, self.id, days, self.rulebook.around, today)
        saved = result_rows.saved_periods(self.session, self.id, file.years)
        made = periods.to_save(file, period_results(file))
        return saved, _side_by_side(saved, result_rows.as_saved(made, self.id), frozenset())

    def waits(self, day: date) -> bool:
        """Say whether something waits that may still change the results of a day."""
        reach = evaluation.reach(DaySpan.one(day))
        return any(each in reach for each in self.waiting)


def compare(session: Session, person_id: int, days: DaySpan, rulebook: Rulebook, now: datetime) -> Compared:
    """Work out a person's results of these days from her facts, and compare every row that is saved with them."""
    instants = result_rows.instants(session, person_id, days)
    who = _Person(session, person_id, rulebook, instants, result_rows.waiting(session, person_id))
    counted = Counter[str]()
    unlike: list[_Unlike] = []
    earlier = 0
    for some in _some(days):
        saved = result_rows.saved(session, person_id, some)
        counted.update(row.table for row in saved.values())
        by_others = who.earlier(saved)
        earlier += sum(row.columns.get(RULES) in by_others for row in saved.values())
        unlike += _unlike_days(who, some, saved, now)
    differing = [each for each in unlike if not who.waits(each.about.day)]
    of_periods, periods_unlike = _unlike_periods(who, days, now)
    counted.update(row.table for row in of_periods.values())
    if not who.waiting:
        differing += periods_unlike
    waiting = len(unlike) + len(periods_unlike) - len(differing)
    kept = Months(
        kept_months.of_person(session, person_id),
        kept_months.posted(session, person_id),
        result_rows.owners(session, person_id),
        days.from_day,
    )
    counted.update({"month": len(kept.kept), "posting": len(kept.posted), "balance": len(kept.names) - 1})
    used = leave_uses.compare(session, person_id, rulebook, now, kept.names)
    counted["entitlement_use"] += used.days
    told = [*_told(kept, differing), *used.differences, *closed_months.compare(session, person_id, kept, rulebook)]
    if not who.waiting:
        told += closed_months.unlike_figures(session, person_id, kept)
    return Compared(counted, tuple(told), waiting, earlier)


def _some(days: DaySpan) -> Iterator[DaySpan]:
    first = days.from_day
    while first < days.to_day:
        yield DaySpan(first, min(first + AT_ONCE, days.to_day))
        first += AT_ONCE


def _unlike_days(who: _Person, days: DaySpan, saved: Rows, now: datetime) -> Iterator[_Unlike]:
    """Yield what differs, a day that is not over when it was worked out compared as of then."""
    newest = max(who.instants.values(), default=now)
    unlike = who.unlike(days, saved, newest)
    for day in sorted({each.about.day for each in unlike}):
        instant = who.instants.get(day, newest)
        one = DaySpan.one(day)
        if instant == newest:
            yield from (each for each in unlike if each.about.day == day)
        else:
            yield from who.unlike(one, result_rows.within(saved, one), instant)


def _unlike_periods(who: _Person, days: DaySpan, now: datetime) -> tuple[Rows, list[_Unlike]]:
    """Return the rows of all periods, and what differs on each day of which they may be."""
    zone = who.rulebook.around.zone
    newest = sorted({walltime.local_day(at, zone) for at in (*who.instants.values(), now)}, reverse=True)
    found = []
    for today in newest[:DAYS_TRIED]:
        found.append(who.unlike_periods(days, today))
        if not found[-1][1]:
            return found[-1]
    return found[0]


def _side_by_side(saved: Rows, rebuilt: Rows, earlier: frozenset[str]) -> list[_Unlike]:
    """Return what differs; which rules a day was made by does not where it was made by those of before."""
    found = []
    for key, row in {**saved, **rebuilt}.items():
        columns = tuple(_unlike_columns(row.table, saved.get(key), rebuilt.get(key), earlier))
        if columns:
            found.append(_Unlike(row, columns))
    return found


def _unlike_columns(
    table: str, saved: Row | None, rebuilt: Row | None, earlier: frozenset[str]
) -> Iterator[tuple[str, object, object]]:
    if saved is None or rebuilt is None:
        yield table, _whole(saved), _whole(rebuilt)
        return
    for name, value in saved.columns.items():
        by_others = name == RULES and value in earlier
        if not by_others:
            yield from unlike_values(f"{table}.{name}", value, rebuilt.columns[name])


def _whole(row: Row | None) -> object:
    return NOTHING if row is None else dict(row.columns)


def _told(kept: Months, unlike: Iterable[_Unlike]) -> Iterator[Difference]:
    """Yield each value that differs, the earliest day first and a day before its parts."""
    for each in sorted(unlike, key=lambda each: each.about.day):
        whose = kept.names[each.about.employment_id]
        for column, saved, rebuilt in each.columns:
            yield Difference(whose, each.about.day, column, saved, rebuilt)
