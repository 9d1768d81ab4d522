"""What may be told of a trial without anybody being recognised: what enough people share, and hours for minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from timeclock.core import trials
from timeclock.core.findings import Code
from timeclock.core.premiums import PremiumKind
from timeclock.core.trials import Cause, Side

K = TypeVar("K")
HOUR, QUARTER = 60, 15
# Figures of a sum that may be one person's alone.
STANDING = frozenset({"open_days", "cut", "waiting", "beyond"})
FIGURES = (*sorted(STANDING), "violated", "warned")


@dataclass(frozen=True, slots=True)
class Row:
    """One employment's figures on both sides, and what moves its balance."""

    person_id: int
    now: Side
    then: Side
    causes: Mapping[Cause, int]


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A trial that names nobody: sums of what at least so many people share, and rows in whole hours without an order.

    `hidden` are the figures that are told of nobody, `left_out` how many kinds, causes and figures fewer people have.
    Findings of such a kind are counted without it; premiums of such a kind are not told at all, for they are somebody's
    own, and no balance is moved by such a cause.
    """

    people: int
    left_out: int
    hidden: frozenset[str]
    now: Side
    then: Side
    causes: Mapping[Cause, int]
    rows: tuple[tuple[Side, Side], ...]


def people_behind(rows: Iterable[Row]) -> int:
    """Return how many people worked at all: the sums are theirs, whoever else is on the list."""
    return len({each.person_id for each in rows if each.now.worked or each.then.worked})


def unnamed(rows: Sequence[Row], least: int) -> Unnamed:
    """Return the rows as they may be told, in the order they are given in; what fewer than `least` people have is not.

    Of nine of whom one alone works at night the night premium is left out, of her row and of the sum. So is by how
    much a cause moves a balance that moves those of few, else what is left of the change would tell it.
    """
    every, shared = _Kinds.of(rows, 1), _Kinds.of(rows, least)
    hidden = frozenset(name for name in FIGURES if _is_of_few(rows, name, least))
    if every.premiums and not shared.premiums:
        hidden |= {"premium"}
    every_cause, moving = (_of_enough(rows, some, lambda row: row.causes) for some in (1, least))
    told = [(shared.only(each.now, hidden), shared.only(_moved_by(each, moving), hidden)) for each in rows]
    return Unnamed(
        people_behind(rows),
        every.count - shared.count + len(every_cause - moving) + len(hidden),
        hidden,
        _without(trials.together(now for now, _ in told), hidden),
        _without(trials.together(then for _, then in told), hidden),
        _only(trials.added(each.causes for each in rows), moving),
        tuple(_in_hours(now, then) for now, then in told),
    )


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The kinds of findings and premiums that so many people have, on either side."""

    violations: frozenset[Code]
    warnings: frozenset[Code]
    premiums: frozenset[PremiumKind]

    @classmethod
    def of(cls, rows: Sequence[Row], least: int) -> _Kinds:
        return cls(
            _of_enough(rows, least, lambda row: {**row.now.violations, **row.then.violations}),
            _of_enough(rows, least, lambda row: {**row.now.warnings, **row.then.warnings}),
            _of_enough(rows, least, lambda row: {**row.now.premiums, **row.then.premiums}),
        )

    @property
    def count(self) -> int:
        return len(self.violations) + len(self.warnings) + len(self.premiums)

    def only(self, side: Side, hidden: frozenset[str]) -> Side:
        """Return a side with these kinds alone; what else was found counts without its kind, unless that is hidden."""
        violations, warnings = _only(side.violations, self.violations), _only(side.warnings, self.warnings)
        return replace(
            side,
            violations=violations,
            warnings=warnings,
            premiums=_only(side.premiums, self.premiums),
            other_violations=0 if "violated" in hidden else side.violated - sum(violations.values()),
            other_warnings=0 if "warned" in hidden else side.warned - sum(warnings.values()),
        )


def _of_enough(rows: Iterable[Row], least: int, of: Callable[[Row], Mapping[K, int]]) -> frozenset[K]:
    """Return the keys that at least so many people have."""
    having = defaultdict[K, set[int]](set)
    for row in rows:
        for key in of(row):
            having[key].add(row.person_id)
    return frozenset(key for key, people in having.items() if len(people) >= least)


def _is_of_few(rows: Iterable[Row], figure: str, least: int) -> bool:
    """Say whether a figure is that of so few that they could be recognised by it."""
    having = {row.person_id for row in rows if getattr(row.now, figure) or getattr(row.then, figure)}
    return 0 < len(having) < least


def _moved_by(row: Row, causes: frozenset[Cause]) -> Side:
    """Return the tried side with a balance that nothing but these causes moves."""
    return replace(row.then, balance=row.now.balance + sum(_only(row.causes, causes).values()))


def _only(counts: Mapping[K, int], kinds: frozenset[K]) -> Mapping[K, int]:
    return {kind: count for kind, count in counts.items() if kind in kinds}


def _without(side: Side, hidden: frozenset[str]) -> Side:
    """Return a side with nothing in the figures that are hidden; kinds that few have are not in it any more."""
    nothing: dict[str, Any] = dict.fromkeys(hidden & STANDING, 0)
    return replace(side, **nothing)


def _in_hours(now: Side, then: Side) -> tuple[Side, Side]:
    """Return what is told of one person: what is so now to the hour, and what changes to a quarter of one."""
    before = _told(now, _to_the(HOUR, now.balance), {kind: _to_the(HOUR, each) for kind, each in now.premiums.items()})
    premiums = {
        kind: before.premiums.get(kind, 0) + _to_the(QUARTER, then.premiums.get(kind, 0) - now.premiums.get(kind, 0))
        for kind in {**now.premiums, **then.premiums}
    }
    return before, _told(then, before.balance + _to_the(QUARTER, then.balance - now.balance), premiums)


def _told(side: Side, balance: int, premiums: Mapping[PremiumKind, int]) -> Side:
    return Side(balance=balance, premiums=premiums, other_violations=side.violated, other_warnings=side.warned)


def _to_the(step: int, minutes: int) -> int:
    """Return minutes to the nearest step, half of one upwards: 10:29 to the hour is 10:00."""
    return (minutes + step // 2) // step * step
