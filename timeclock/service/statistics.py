"""Statistics that name nobody: made once for each quarter that is over, and shown as sums of what was made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import disclosure, statistics
from timeclock.core.disclosure import Group
from timeclock.core.register import Code
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.core.statistics import By, Forecast, Kind, Subject, Sum, Told
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, register
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.settings import Settings
from timeclock.store import accounts, audit, evaluated, people, placements
from timeclock.store import statistics as rows
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed
from timeclock.store.statistics import Look

MADE = "statistics.make"
# Years further back are not made any more: what they say of people is past its time.
YEARS_BACK = 5
LOOKS_TOLD = 200


@dataclass(frozen=True, slots=True)
class Least:
    """How many people a block has at least, by what it is for."""

    times: int
    absences: int

    @classmethod
    def of(cls, city: Settings) -> Least:
        return cls(city.least_group, city.least_group_absences)

    def by_subject(self, subject: Subject) -> int:
        return self.times if subject is Subject.TIMES else self.absences


@dataclass(frozen=True, slots=True)
class Asked:
    """Which statistics somebody asks for; no year is the last there is, no unit all of hers."""

    kind: Kind = Kind.SICK
    by: By = By.UNIT
    year: int | None = None
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a unit, a model or a month, this year and last; neither of them are all others together."""

    this: Told
    last: Told | None
    unit: UnitNamed | None = None
    title: str = ""
    month: date | None = None
    has_below: bool = False
    ahead: Forecast | None = None

    @property
    def has_people(self) -> bool:
        return any(each is not None and (each.of or each.hidden) for each in (self.this, self.last))


@dataclass(frozen=True, slots=True)
class Table:
    """A year until the end of its last quarter that was made, beside the same months of the year before."""

    asked: Asked
    years: Sequence[int]
    days: DaySpan | None
    least: int
    unit: UnitNamed | None
    above: Sequence[UnitNamed]
    by_month: bool
    rows: Sequence[Row] = ()
    others: Row | None = None
    total: Row | None = None

    @property
    def most(self) -> int:
        """Return the largest figure of any row, which its picture is drawn by."""
        told = (each for row in self.rows for each in (row.this, row.last) if each is not None)
        return max((each.amount or 0 for each in told), default=0)


def make(session: Session, until: date, least: Least, zone: ZoneInfo, now: datetime) -> int:
    """Make what is missing of the quarters that were over on a day; return how many that were."""
    return sum(bool(_made(session, quarter, least, zone, now)) for quarter in missing(session, until))


def missing(session: Session, until: date) -> Sequence[DaySpan]:
    """Return the quarters that were over on a day and have none, oldest first."""
    first, known = rows.first_day(session), rows.made(session)
    if first is None:
        return ()
    quarter, found = statistics.quarter_of(max(first, date(until.year - YEARS_BACK, 1, 1))), list[DaySpan]()
    while quarter.to_day <= until:
        if quarter not in known:
            found.append(quarter)
        quarter = statistics.quarter_of(quarter.to_day)
    return found


def _made(session: Session, quarter: DaySpan, least: Least, zone: ZoneInfo, now: datetime) -> int:
    """Make the statistics of a quarter; they are on record with how many rows they have."""
    months = list(statistics.months_of(quarter))
    counted = rows.counted(session, quarter)
    parents = people.unit_parents(session, quarter.to_day - ONE_DAY)
    by_month = {month: rows.amounts(session, month, zone) for month in months}
    brought = {kind: _together([each[kind] for each in by_month.values()], kind) for kind in Kind}
    brought[Kind.BALANCE] = _standing(session, quarter, counted)
    made: dict[Subject, list[Sum]] = {}
    for subject in Subject:
        blocks = disclosure.partition(counted, parents, least.by_subject(subject))
        made[subject] = [_sum(quarter, subject, each, counted, brought) for each in blocks]
        rows.save(session, made[subject], now)
    told = sorted((each for each in rows.made(session) if _is_month(each)), key=lambda each: each.from_day)
    here = [frozenset(rows.counted(session, month)) for month in (*told[-1:], *months)]
    if made[Subject.ABSENCES] and not disclosure.tells_of_changes(here, least.absences):
        for month in months:
            everybody = rows.counted(session, month)
            of_month = {**by_month[month], Kind.BALANCE: _standing(session, month, everybody)}
            for subject in Subject:
                whole = _sum(month, subject, tuple(everybody), everybody, of_month)
                rows.save(session, [replace(whole, groups={})], now)
    size = sum(map(len, made.values()))
    audit.add(session, MADE, f"{quarter.from_day:%Y-%m}", now, by=None, detail={"blocks": size})
    return size


def _together(months: Sequence[Mapping[int, int]], kind: Kind) -> Mapping[int, int]:
    """Return what each person came to in some months together; what stands, stands at the end of the last.

    Whoever was reached in one of them was reached once.
    """
    if kind is Kind.LEFT:
        return months[-1]
    found: Counter[int] = Counter()
    for each in months:
        found.update(each)
    return dict.fromkeys(found, 1) if kind is Kind.REACHED else found


def _standing(session: Session, days: DaySpan, counted: Mapping[int, Group]) -> Mapping[int, int]:
    """Return where each person's flextime stands at the end of the last of these days."""
    whose = evaluated.employments(session, counted, days.to_day - ONE_DAY)
    found: dict[int, int] = defaultdict(int)
    for employment_id, length in accounts.balances(session, whose, days.to_day).items():
        found[whose[employment_id]] += length // MINUTE
    return found


def _sum(
    days: DaySpan,
    subject: Subject,
    person_ids: Sequence[int],
    counted: Mapping[int, Group],
    brought: Mapping[Kind, Mapping[int, int]],
) -> Sum:
    kinds = [kind for kind in Kind if kind.subject is subject]
    amounts = {kind: sum(brought[kind].get(person_id, 0) for person_id in person_ids) for kind in kinds}
    return Sum(days, subject, disclosure.block(person_ids, counted).groups, amounts)


def table(session: Session, sight: Sight, asked: Asked, least: Least) -> Table:
    """Return the statistics somebody asks for; that she did is on record. Raises `NotAgreed`."""
    register.demand(session, Code.STATISTICS, sight.today)
    seen = look(session, sight, asked, least)
    unit = None if seen.unit is None else seen.unit.name
    detail = {"kind": asked.kind, "by": asked.by, "year": seen.asked.year, "unit": unit}
    detail["people"] = seen.total.this.people if seen.total else 0
    detail["version"] = register.REGISTER[Code.STATISTICS].version
    audit.add(session, rows.LOOKED, asked.kind, sight.now, by=sight.actor.login_id, detail=detail)
    return seen


def looks(session: Session) -> Sequence[Look]:
    """Return who asked for statistics last."""
    return tuple(rows.looks(session, LOOKS_TOLD))


@dataclass(frozen=True, slots=True)
class _View:
    """What somebody may see of the city: her units, which stand below which, and what they are called."""

    reach: frozenset[int]
    parents: Mapping[int, int | None]
    named: Mapping[int, UnitNamed]

    def below(self, unit_id: int | None) -> Sequence[int]:
        """Return the units right below one; those no other of hers stands above where none is named."""
        if unit_id is not None:
            return [each for each in self.named if self.parents.get(each) == unit_id]
        tops = [each for each in self.named if self.parents.get(each) not in self.reach]
        return self.below(tops[0]) if len(tops) == 1 and self.below(tops[0]) else tops

    def all_of(self, unit_id: int | None) -> frozenset[int]:
        """Return a unit with all below it; all of hers where none is named."""
        return self.reach if unit_id is None else access.reach_of(unit_id, self.parents) & self.reach

    def above(self, unit_id: int | None) -> Iterator[UnitNamed]:
        over = None if unit_id is None else self.parents.get(unit_id)
        while over is not None and over in self.named:
            yield self.named[over]
            over = self.parents.get(over)


def look(session: Session, sight: Sight, asked: Asked, least: Least) -> Table:
    """Return statistics as they are, for whoever records the look herself."""
    reach = access.scope(sight.actor, Action.READ_STATISTICS).unit_ids
    view = _View(reach, people.unit_parents(session, sight.today), placements.units(session, reach, sight.today))
    unit = _unit(view, asked.unit)
    unit_id = None if unit is None else unit.id
    quarters = sorted((each for each in rows.made(session) if not _is_month(each)), key=lambda each: each.from_day)
    years = sorted({each.from_day.year for each in quarters}, reverse=True)
    asked = replace(asked, year=asked.year or (years[0] if years else sight.today.year))
    these = [each for each in quarters if each.from_day.year == asked.year]
    seen = Table(
        asked=asked,
        years=years,
        days=DaySpan(these[0].from_day, these[-1].to_day) if these else None,
        least=least.by_subject(asked.kind.subject),
        unit=unit,
        above=tuple(view.above(unit_id)),
        by_month=reach >= view.parents.keys() and unit is None,
    )
    return _filled(session, seen, view, these) if these else seen


def _filled(session: Session, seen: Table, view: _View, quarters: Sequence[DaySpan]) -> Table:
    first = quarters[0].from_day
    both = DaySpan(date(first.year - 1, 1, 1), date(first.year + 1, 1, 1))
    reader = _Reader(seen.asked.kind, seen.least, quarters, rows.sums(session, seen.asked.kind.subject, both))
    here = view.all_of(None if seen.unit is None else seen.unit.id)
    total = reader.row(here)
    if seen.asked.by is By.MONTH:
        months = [reader.month(month) for quarter in quarters for month in statistics.months_of(quarter)]
        return replace(seen, rows=months if seen.by_month else (), total=total)
    by_unit = seen.asked.by is By.UNIT
    found = _by_unit(reader, view, seen.unit) if by_unit else _by_model(reader, here, rows.model_titles(session))
    return replace(seen, rows=found, others=reader.others(total, found), total=total)


def _unit(view: _View, uid: UUID | None) -> UnitNamed | None:
    if uid is None:
        return None
    for each in view.named.values():
        if each.uid == uid:
            return each
    raise NotFound("no such unit, or not for you to see")


def _in(units: frozenset[int], code: str | None = None) -> Callable[[Group], bool]:
    """Return the question whether a group is in some units, and of one model where one is named."""
    return lambda group: group.unit_id in units and code in (None, group.model)


def _by_unit(reader: _Reader, view: _View, unit: UnitNamed | None) -> list[Row]:
    """Return a row for each unit below one, as far as anybody is counted in it."""
    found = []
    for unit_id in view.below(None if unit is None else unit.id):
        here = view.all_of(unit_id)
        row = reader.row(here)
        if row.has_people:
            found.append(replace(row, unit=view.named[unit_id], has_below=len(here) > 1))
    return found


def _by_model(reader: _Reader, here: frozenset[int], titles: Mapping[str, str]) -> list[Row]:
    """Return a row for each model anybody works by, of those who are in blocks of that model alone."""
    codes = sorted(reader.models, key=lambda code: titles.get(code, ""))
    found = [replace(reader.row(here, code, partly=True), title=titles.get(code, "")) for code in codes]
    return [row for row in found if row.has_people]


def _is_month(days: DaySpan) -> bool:
    return days == DaySpan.month(days.from_day.year, days.from_day.month)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The sums of some quarters, and of each quarter which of them have people of which unit.

    A row of a unit looks at its own blocks alone: a city has hundreds of units, and hundreds of blocks in each quarter.
    """

    quarters: Sequence[Sequence[Sum]]
    places: Sequence[Mapping[int, Sequence[int]]]

    @classmethod
    def of(cls, kept: Sequence[Sum], quarters: Sequence[DaySpan]) -> _Blocks:
        by_quarter = [[each for each in kept if each.days == quarter] for quarter in quarters]
        return cls(by_quarter, [_places(sums) for sums in by_quarter])

    def about(self, units: frozenset[int]) -> statistics.Quarters:
        """Return of each quarter the sums in which anybody of these units is."""
        return [
            [sums[no] for no in sorted({no for unit in units for no in places.get(unit, ())})]
            for sums, places in zip(self.quarters, self.places, strict=True)
        ]


def _places(sums: Sequence[Sum]) -> Mapping[int, Sequence[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for no, each in enumerate(sums):
        for unit in {group.unit_id for group in each.groups}:
            found[unit].append(no)
    return found


class _Reader:
    """Rows of one kind out of what was made: of some quarters, and of the same a year before."""

    def __init__(self, kind: Kind, least: int, quarters: Sequence[DaySpan], kept: Sequence[Sum]) -> None:
        self.kind, self.least, self.kept = kind, least, kept
        # People are counted once and no more in a year, and what stands, stands at its end.
        quarters = quarters[-1:] if kind.stands else quarters
        before = [_year_before(quarter) for quarter in quarters]
        ahead = [] if kind is Kind.REACHED else _quarters_after(before[-1])
        self.this = _Blocks.of(kept, quarters)
        self.last = _Blocks.of(kept, before)
        self.rest = _Blocks.of(kept, list(ahead))

    def row(self, units: frozenset[int], code: str | None = None, *, partly: bool = False) -> Row:
        """Return the row of some units, and of one model in them where one is named."""
        inside = _in(units, code)
        this = statistics.told(self.this.about(units), self.kind, inside, self.least, partly=partly)
        if not all(self.last.quarters):
            return Row(this, None)
        last = statistics.told(self.last.about(units), self.kind, inside, self.least, partly=partly)
        return Row(this, last, ahead=self._ahead(units, inside, partly=partly))

    def _ahead(self, units: frozenset[int], inside: Callable[[Group], bool], *, partly: bool) -> Forecast | None:
        """Return what the year comes to, by what is told of its quarters and of those of the year before."""
        if not self.rest.quarters or not all(self.rest.quarters):
            return None
        this, last, rest = (
            [statistics.told([each], self.kind, inside, self.least, partly=partly).amount for each in of.about(units)]
            for of in (self.this, self.last, self.rest)
        )
        if None in (*this, *last, *rest):
            return None
        so_far, then, to_come = ([each for each in amounts if each is not None] for amounts in (this, last, rest))
        if self.kind.stands:
            return statistics.forecast_of_standing(so_far[-1], then[-1], to_come[-1])
        return statistics.forecast(so_far, then, sum(to_come))

    def month(self, days: DaySpan) -> Row:
        this = statistics.of_month(self.kept, days, self.kind)
        last = statistics.of_month(self.kept, _year_before(days), self.kind) if all(self.last.quarters) else None
        return Row(this, last, month=days.from_day)

    def others(self, total: Row, found: Sequence[Row]) -> Row | None:
        this = statistics.others(total.this, [each.this for each in found], self.kind)
        last = None
        if total.last is not None:
            last = statistics.others(total.last, [each.last for each in found if each.last is not None], self.kind)
        if this is None and last is None:
            return None
        nothing = Told(0, 0, 0, 0, None)
        return Row(this or nothing, last or (None if total.last is None else nothing))

    @property
    def models(self) -> frozenset[str]:
        return frozenset(group.model for each in self.kept for group in each.groups)


def _year_before(days: DaySpan) -> DaySpan:
    return DaySpan(days.from_day.replace(year=days.from_day.year - 1), days.to_day.replace(year=days.to_day.year - 1))


def _quarters_after(quarter: DaySpan) -> Iterator[DaySpan]:
    """Yield the quarters of the same year that come after one."""
    while quarter.to_day.year == quarter.from_day.year:
        quarter = statistics.quarter_of(quarter.to_day)
        yield quarter
