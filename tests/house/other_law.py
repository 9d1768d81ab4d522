"""The law with one figure changed by the least there is, and which of its figures somebody asks for."""

import dataclasses
import importlib
import pkgutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from tests.core.builders import TRIED
from timeclock import core
from timeclock.core.dated import Dated
from timeclock.core.plans import ClockSpan
from timeclock.core.spans import MINUTE
from timeclock.core.walltime import ONE_DAY

WEEK = timedelta(days=7)
MIDNIGHT = time(0)
# What these remember does not depend on the law.
WITHOUT_LAW = {"walltime", "holidays"}


@dataclass(frozen=True)
class Change:
    """A value with one figure changed, wherever in it that stands; `asked`: which figure of which object that was."""

    where: str
    asked: tuple[int, str] | None
    changed: Any


def changes(value):
    """Yield a value with each of its figures changed, up and down; words, rules and citations stay as they are."""
    if isinstance(value, Dated):
        yield from _of_entries(value)
    elif isinstance(value, ClockSpan):
        yield from (Change(f" → {_shown(each)}", None, each) for each in _moved(value))
    elif isinstance(value, tuple):
        for no, part in enumerate(value):
            for each in changes(part):
                new = (*value[:no], each.changed, *value[no + 1 :])
                yield Change(f" no. {no + 1}{each.where}", each.asked, new)
    elif dataclasses.is_dataclass(value):
        yield from _of_fields(value)
    else:
        yield from (Change(f" → {each}", None, each) for each in _others(value))


def _of_entries(table):
    for no, (first, held) in enumerate(table.entries):
        for each in changes(held):
            yield Change(f" {first}{each.where}", each.asked, _with(table, no, first, each.changed))
        # Before what holds from the beginning there was nothing that a case could tell it from.
        for day in (first - ONE_DAY, first + ONE_DAY) if no else ():
            yield Change(f" {first} → {day}", (id(table), "entries"), _with(table, no, day, held))


def _with(table, no, first, held):
    return Dated(table.name, (*table.entries[:no], (first, held), *table.entries[no + 1 :]))


def _of_fields(value):
    for field in dataclasses.fields(value):
        for each in changes(getattr(value, field.name)):
            new = dataclasses.replace(value, **{field.name: each.changed})
            yield Change(f" {field.name}{each.where}", each.asked or (id(value), field.name), new)


def _others(value):
    """Return the nearest other values of a figure."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, Enum):
        return [each for each in type(value) if each is not value]
    if isinstance(value, timedelta):
        return [value - MINUTE, value + MINUTE]
    if isinstance(value, int):
        return [value - 1, value + 1]
    if isinstance(value, Fraction):
        return [value - Fraction(1, 1000), value + Fraction(1, 1000)]
    if isinstance(value, date):
        return [value - WEEK, value + WEEK]
    if isinstance(value, frozenset):
        return [value - {each} for each in sorted(value)]
    return []


def _moved(clocks):
    """Yield the clocks with either border a minute earlier or later, as far as they stay within the day."""
    first, last = clocks.from_clock, clocks.to_clock
    if first != MIDNIGHT:
        yield ClockSpan(_clock(first, -MINUTE), last)
    yield ClockSpan(_clock(first, MINUTE), last)
    yield ClockSpan(first, _clock(last, -MINUTE))
    if last != MIDNIGHT:
        yield ClockSpan(first, _clock(last, MINUTE))


def _clock(clock, later):
    return (datetime.combine(date(2026, 1, 1), clock) + later).time()


def _shown(clocks):
    return f"{clocks.from_clock:%H:%M}–{clocks.to_clock:%H:%M}"


@contextmanager
def tried(law):
    """Let builders take another law."""
    TRIED.append(law)
    try:
        yield
    finally:
        TRIED.pop()


class Watch:
    """Notes which figures are read, as (object, name), until it is taken off."""

    def __init__(self, law):
        self.asked = set()
        self.slots = [(kind, name, vars(kind)[name]) for kind in kinds_in(law) for name in vars(kind)["__slots__"]]
        for kind, name, slot in self.slots:
            setattr(kind, name, self._noting(slot, name))

    def _noting(self, slot, name):
        def read(held):
            self.asked.add((id(held), name))
            return slot.__get__(held)

        return property(read, slot.__set__)

    def read_by(self, run):
        """Return which figures a run reads; what the core remembers of the law is forgotten first."""
        for each in remembering():
            each.cache_clear()
        self.asked.clear()
        run()
        return set(self.asked)

    def take_off(self):
        for kind, name, slot in self.slots:
            setattr(kind, name, slot)


def kinds_in(value):
    """Return the classes of figures below a value, its own among them."""
    if isinstance(value, tuple):
        return {kind for part in value for kind in kinds_in(part)}
    if not dataclasses.is_dataclass(value) or isinstance(value, ClockSpan):
        return set()
    below = (kind for field in dataclasses.fields(value) for kind in kinds_in(getattr(value, field.name)))
    return {type(value), *below}


@cache
def remembering():
    """Return the functions of the core that remember what they returned."""
    names = [each.name for each in pkgutil.iter_modules(core.__path__) if each.name not in WITHOUT_LAW]
    modules = [importlib.import_module(f"{core.__name__}.{name}") for name in names]
    return [value for module in modules for value in vars(module).values() if hasattr(value, "cache_clear")]
