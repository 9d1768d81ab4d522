"""A made-up city for a year, what its statistics tell, and somebody who reckons with every figure of them.

She knows who was in which unit and model in which month, and nothing of what anybody brought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from timeclock.core import disclosure
from timeclock.core.disclosure import Group

MONTHS, QUARTER = 12, 3
STEP = 5  # to which figures are rounded
MODELS = {"flexible": 900, "part": 70, "shift": 30}
SIZES = (0.03, 0.5, 1, 1, 2, 2, 3)  # of units beside each other
CITY = 1
MOST = 60  # that somebody brings in a month, such as hours of overtime
WORTH_KNOWING = MOST / 6  # either way, by month: a third of what everybody knows without any figure


@dataclass(frozen=True, slots=True)
class City:
    """Who is counted where in each month, and what each brings in each."""

    size: int
    parents: Mapping[int, int | None]
    months: Sequence[Mapping[int, Group]]
    brings: Sequence[Sequence[int]]

    def counted(self, span: range) -> Mapping[int, Group]:
        """Return where each is counted in some months: where she is first in them."""
        counted: dict[int, Group] = {}
        for month in reversed(span):
            counted.update(self.months[month])
        return counted

    def chain(self, unit: int) -> Sequence[int]:
        above = self.parents[unit]
        return (unit,) if above is None else (unit, *self.chain(above))


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is about: a unit with all below it, and one model or all."""

    unit: int
    model: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a sum: of whom and which months it is, a bit for each, and what it comes to."""

    mask: int = 0
    amount: int = 0

    def __add__(self, other: Part) -> Part:
        return Part(self.mask | other.mask, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of a row in some months, rounded."""

    row: Row
    span: range
    mask: int
    amount: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What she says some people brought together in how many months of theirs, and how far off that may be."""

    mask: int
    amount: int
    off: float


@dataclass(slots=True)
class Shown:
    """Everything shown, and which rows stand below which total."""

    city: City
    figures: list[Figure] = field(default_factory=list)
    tables: list[tuple[Figure, Sequence[Figure]]] = field(default_factory=list)

    def add(self, row: Row, span: range, part: Part) -> None:
        self.figures.append(Figure(row, span, part.mask, disclosure.rounded(part.amount, STEP)))

    def add_tables(self) -> None:
        """Put units below the unit above them, of all models or of one, and models below their unit, time by time."""
        totals = {(each.row, each.span): each for each in self.figures}
        parts: dict[tuple[Row, range, bool], list[Figure]] = defaultdict(list)
        for each in self.figures:
            above = self.city.parents[each.row.unit]
            if above is not None:
                parts[Row(above, each.row.model), each.span, False].append(each)
            if each.row.model:
                parts[Row(each.row.unit), each.span, True].append(each)
        self.tables = [(totals[row, span], found) for (row, span, _), found in parts.items() if (row, span) in totals]


def a_city(people: int = 10_000, departments: int = 30, units: int = 9, seed: int = 2026) -> City:
    """Return a city with units of one to some hundred people, in which people come, go and change."""
    random = Random(seed)
    parents: dict[int, int | None] = {CITY: None}
    places: dict[int, float] = {}
    for department in range(departments):
        above = 2 + department * (units + 1)
        parents[above], places[above] = CITY, random.choice((0, 0, 0.03, 0.4))
        for unit in range(above + 1, above + 1 + units):
            parents[unit], places[unit] = above, random.choice(SIZES)

    def groups(number: int) -> Iterator[Group]:
        unit_ids = random.choices(tuple(places), tuple(places.values()), k=number)
        return map(Group, unit_ids, random.choices(tuple(MODELS), tuple(MODELS.values()), k=number))

    first = dict(enumerate(groups(people)))
    waiting = list(first)[people * 19 // 20 :]
    months = [{each: group for each, group in first.items() if each < waiting[0]}]
    for _ in range(MONTHS - 1):
        here = dict(months[-1])
        for person_id in random.sample(sorted(here), people // 300):
            del here[person_id]
        here.update(zip(random.sample(sorted(here), people // 300), groups(people // 300), strict=True))
        here.update({each: first[each] for each in (waiting.pop() for _ in range(people // 300))})
        months.append(here)
    return City(people, parents, months, [random.choices(range(MOST + 1), k=people) for _ in range(MONTHS)])


def _parts(city: City, blocks: Sequence[Sequence[int]], span: range) -> list[Part]:
    """Return what each block comes to in some months."""
    found = []
    for members in blocks:
        bits, amount = bytearray((span.stop * city.size >> 3) + 1), 0
        for month in span:
            for person_id in members:
                if person_id in city.months[month]:
                    at = month * city.size + person_id
                    bits[at >> 3] |= 1 << (at & 7)
                    amount += city.brings[month][person_id]
        found.append(Part(int.from_bytes(bits, "little"), amount))
    return found


def _rows(city: City, counted: Mapping[int, Group]) -> Mapping[Row, frozenset[Group]]:
    """Return everything that can be asked for, and which groups it is about."""
    rows: dict[Row, set[Group]] = defaultdict(set)
    for group in set(counted.values()):
        for unit in city.chain(group.unit_id):
            rows[Row(unit)].add(group)
            rows[Row(unit, group.model)].add(group)
    return {row: frozenset(groups) for row, groups in rows.items()}


def _seen(city: City, counted: Mapping[int, Group], span: range, least: int) -> Iterator[tuple[Row, Part]]:
    """Yield the rows that can be shown of some people, of models only what can be."""
    blocks = disclosure.partition(counted, city.parents, least)
    groups = [disclosure.block(each, counted).groups for each in blocks]
    parts = _parts(city, blocks, span)
    by_group: dict[Group, set[int]] = defaultdict(set)
    for no, each in enumerate(groups):
        for group in each:
            by_group[group].add(no)
    for row, about in _rows(city, counted).items():
        near = sorted(set().union(*(by_group[group] for group in about)))
        found = disclosure.cut([groups[no] for no in near], about.__contains__)
        if found.people >= least and (row.model or found.hidden(least) is None):
            yield row, sum((parts[near[no]] for no in found.blocks), Part())


def on_the_grid(city: City, least: int) -> Shown:
    """Return all that can be asked: quarters and the year by unit and model, and months of the whole city."""
    shown, last = Shown(city), list[frozenset[int]]()
    years: dict[Row, list[Part]] = defaultdict(list)
    for span in (range(first, first + QUARTER) for first in range(0, MONTHS, QUARTER)):
        for row, part in _seen(city, city.counted(span), span, least):
            shown.add(row, span, part)
            years[row].append(part)
        months = [frozenset(city.months[month]) for month in span]
        if not disclosure.tells_of_changes([*last, *months], least):
            last = months[-1:]
            for month, here in zip(span, months, strict=True):
                shown.add(Row(CITY), range(month, month + 1), *_parts(city, [sorted(here)], range(month, month + 1)))
    for row, parts in years.items():
        if len(parts) == MONTHS // QUARTER:
            shown.add(row, range(MONTHS), sum(parts, Part()))
    shown.add_tables()
    return shown


def each_by_itself(city: City, least: int) -> Shown:
    """Return what is shown where every table is protected, and none against the others: no grid, months for all."""
    shown = Shown(city)
    spans = [range(at, at + size) for size in (1, QUARTER) for at in range(0, MONTHS, size)]
    for span in spans:
        by_unit = {person_id: Group(group.unit_id, "") for person_id, group in city.counted(span).items()}
        by_model = {person_id: Group(CITY, group.model) for person_id, group in city.counted(span).items()}
        for row, part in _seen(city, by_unit, span, least):
            if not row.model:
                shown.add(row, span, part)
        for row, part in _seen(city, by_model, span, least):
            if row.model:
                shown.add(row, span, part)
    shown.add_tables()
    return shown


def attack(shown: Shown, pairs: int, seed: int = 7) -> Iterator[Claim]:
    """Yield what she makes of each table and of so many pairs of figures that have people in common."""
    for total, parts in shown.tables:
        rest, left = total.mask, total.amount
        for each in parts:
            rest, left = rest & ~each.mask, left - each.amount
        yield Claim(rest, left, (len(parts) + 1) * STEP / 2)
    random, near = Random(seed), _near(shown)
    for _ in range(pairs):
        small = random.choice(shown.figures)
        large = random.choice(near[small.row.unit])
        if large is not small and small.mask & ~large.mask == 0:
            yield Claim(large.mask & ~small.mask, large.amount - small.amount, STEP)
    yield from _sums_of_months(shown)


def _near(shown: Shown) -> Mapping[int, Sequence[Figure]]:
    """Return, for each unit, what is shown of it and of the units above it."""
    of_unit: dict[int, list[Figure]] = defaultdict(list)
    for each in shown.figures:
        of_unit[each.row.unit].append(each)
    return {unit: [each for above in shown.city.chain(unit) for each in of_unit[above]] for unit in of_unit}


def _sums_of_months(shown: Shown) -> Iterator[Claim]:
    """Yield what a longer time has more than the shorter ones within it, row by row."""
    of_row: dict[Row, list[Figure]] = defaultdict(list)
    for each in shown.figures:
        of_row[each.row].append(each)
    for rows in of_row.values():
        for long in rows:
            rest, left, parts = long.mask, long.amount, 1
            for each in rows:
                if len(each.span) < len(long.span) and each.mask & ~rest == 0:
                    rest, left, parts = rest & ~each.mask, left - each.amount, parts + 1
            yield Claim(rest, left, parts * STEP / 2)


def from_month_to_month(shown: Shown) -> Iterator[Claim]:
    """Yield what she makes of the same row a month later, taking it that everybody brings the same each month."""
    size = shown.city.size
    months = {(each.row, each.span.start): each for each in shown.figures if len(each.span) == 1}
    for (row, month), each in months.items():
        if (row, month + 1) in months:
            after = months[row, month + 1]
            here, there = each.mask, after.mask >> size
            if here & ~there == 0:
                yield Claim((there & ~here) << size, after.amount - each.amount, STEP)
            elif there & ~here == 0:
                yield Claim(here & ~there, each.amount - after.amount, STEP)


def people(city: City, claim: Claim) -> Mapping[int, Sequence[int]]:
    """Return whom a claim is about, and which months of each."""
    found: dict[int, list[int]] = defaultdict(list)
    mask = claim.mask
    while mask:
        low = mask & -mask
        found[(low.bit_length() - 1) % city.size].append((low.bit_length() - 1) // city.size)
        mask ^= low
    return found


def told(city: City, claims: Iterator[Claim], least: int) -> tuple[frozenset[int], int]:
    """Return who is told alone, truly and to some use, and how many claims are about fewer people than the least."""
    alone, small = set(), 0
    for claim in claims:
        if not 0 < claim.mask.bit_count() < least * MONTHS:
            continue
        found = people(city, claim)
        small += len(found) < least
        for person_id, months in found.items() if len(found) == 1 else ():
            is_of_use = claim.off <= WORTH_KNOWING * len(months)
            if is_of_use and abs(claim.amount - sum(city.brings[month][person_id] for month in months)) <= claim.off:
                alone.add(person_id)
    return frozenset(alone), small
