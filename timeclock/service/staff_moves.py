"""What a change of an employment does to its dated rows: worked out before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from timeclock.core.timelines import Stretch, differences, fitted, in_force, put_from
from timeclock.core.walltime import ONE_DAY
from timeclock.store.staff import Kept, Terms, Turn
from timeclock.store.staff_changes import Figures
from timeclock.store.staff_files import Assigned, Course, Worked


class What(StrEnum):
    """What human resources change of a person or of one of her employments."""

    NAME = "name"
    EMPLOYMENT = "employment"
    TERMS = "terms"
    UNIT = "unit"
    MODEL = "model"


class Refused(StrEnum):
    """Why it cannot be changed."""

    SAME = "same"
    NOT_EMPLOYED = "not_employed"
    ELSEWHERE = "elsewhere"
    OVERLAPS = "overlaps"
    FOREIGN_UNIT = "foreign_unit"
    NO_UNIT = "no_unit"
    NO_MODEL = "no_model"
    MODEL_LATER = "model_later"
    MODEL_RETIRED = "model_retired"
    NO_MONDAY = "no_monday"
    CLOSED = "closed"
    MOVED = "moved"
    NO_NUMBER = "no_number"
    TAKEN = "taken"


class NotMoved(ValueError):
    """It cannot be changed; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Name:
    """What a person is called."""

    family_name: str
    given_name: str


@dataclass(frozen=True, slots=True)
class Days:
    """The first day of an employment and its last one, None while it lasts."""

    first: date
    last: date | None

    @property
    def stretch(self) -> Stretch[None]:
        return Stretch(self.first, None if self.last is None else self.last + ONE_DAY, None)


@dataclass(frozen=True, slots=True)
class From:
    """What holds from a day on, until something else was planned to hold."""

    since: date
    value: Terms | Worked | Assigned


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of the rows of one kind; `kind` is how a course calls them."""

    kind: str
    before: tuple[Stretch[Any], ...]
    after: tuple[Stretch[Any], ...]
    turn: Turn[Any]

    @property
    def days(self) -> tuple[Stretch[None], ...]:
        """The days on which something else holds than before."""
        return differences(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Begun:
    """What holds from somebody's first day on, of each kind."""

    terms: Terms
    placed: Worked
    assigned: Assigned


KINDS = {Terms: "terms", Worked: "placed", Assigned: "assigned"}


def moves(course: Course, day: date, wanted: Days | From) -> tuple[Move, ...]:
    """Return what becomes of an employment's rows, as of a day on which it lasts; raise `NotMoved`."""
    if isinstance(wanted, Days):
        return _of_days(course, day, wanted.stretch)
    return (_of_value(course, wanted),)


def beginning(course: Course | None, days: Stretch[None], begun: Begun) -> tuple[Move, ...]:
    """Return the rows of somebody taken on, under a new number or once more under the one of a course.

    What was held of an earlier time stays as it is. Raises `NotMoved`.
    """
    if course is not None and any(kept.stretch.overlaps(days) for kept in course.employed):
        raise NotMoved(Refused.OVERLAPS)
    values = (("employed", None), ("terms", begun.terms), ("placed", begun.placed), ("assigned", begun.assigned))
    return tuple(_move(kind, (), (days.of(value),)) for kind, value in values)


def begun_figures(moves: Sequence[Move]) -> tuple[Figures, Figures]:
    """Return what is told of somebody taken on: nothing before, and all that holds from her first day on."""
    told: Figures = {}
    for move in moves:
        said = _days_of(move.after) if move.kind == "employed" else _said(move.after[0])
        told = {**told, **{name: value for name, value in said.items() if value is not None}}
    return dict.fromkeys(told), told


def figures(move: Move, days: Stretch[None]) -> tuple[Figures, Figures]:
    """Return what is different on the first of some days, before and after, each by what it is called."""
    if move.kind == "employed":
        return _told_apart(*(_days_of(rows) for rows in (move.before, move.after)))
    return _told_apart(*(_said(in_force(rows, days.from_day)) for rows in (move.before, move.after)))


def _of_days(course: Course, day: date, new: Stretch[None]) -> tuple[Move, ...]:
    held = in_force([kept.stretch for kept in course.employed], day)
    if held is None:
        raise NotMoved(Refused.NOT_EMPLOYED)
    if held == new:
        raise NotMoved(Refused.SAME)
    if not held.overlaps(new):
        raise NotMoved(Refused.ELSEWHERE)
    if any(kept.stretch.overlaps(new) for kept in course.employed if kept.stretch != held):
        raise NotMoved(Refused.OVERLAPS)
    rows = (("terms", course.terms), ("placed", course.placed), ("assigned", course.assigned))
    others = (_fitted(kind, _within(each, held), new) for kind, each in rows)
    employed = _move("employed", _within(course.employed, held), (new,))
    return (employed, *(each for each in others if each.turn.is_needed))


def _of_value(course: Course, wanted: From) -> Move:
    employed = in_force([kept.stretch for kept in course.employed], wanted.since)
    if employed is None:
        raise NotMoved(Refused.NOT_EMPLOYED)
    kind = KINDS[type(wanted.value)]
    rows: Sequence[Kept[Any]] = getattr(course, kind)
    mine = _within(rows, employed)
    found = _move(kind, mine, put_from(_days_among(mine), employed, wanted.since, wanted.value))
    if not found.turn.is_needed:
        raise NotMoved(Refused.SAME)
    return found


def _fitted(kind: str, rows: Sequence[Kept[Any]], employed: Stretch[None]) -> Move:
    return _move(kind, rows, fitted(_days_among(rows), employed))


def _within(rows: Iterable[Kept[Any]], employed: Stretch[None]) -> tuple[Kept[Any], ...]:
    return tuple(kept for kept in rows if kept.stretch.within(employed))


def _days_among(rows: Iterable[Kept[Any]]) -> list[Stretch[Any]]:
    return [kept.stretch for kept in rows]


def _move(kind: str, rows: Sequence[Kept[Any]], after: tuple[Stretch[Any], ...]) -> Move:
    before = tuple(_days_among(rows))
    ended = tuple(kept for kept in rows if kept.stretch not in after)
    return Move(kind, before, after, Turn(ended, tuple(each for each in after if each not in before)))


def _days_of(rows: Sequence[Stretch[None]]) -> Figures:
    last = rows[-1].last
    return {"entry": rows[0].from_day.isoformat(), "exit": None if last is None else last.isoformat()}


def _said(held: Stretch[Any] | None) -> Figures:
    value = None if held is None else held.value
    if isinstance(value, Terms):
        return {
            "weekly_minutes": value.weekly_min,
            "days_per_week": value.days_per_week,
            "regime": value.regime,
            "holiday_calendar": value.holiday_calendar,
        }
    if isinstance(value, Worked):
        return {"unit": value.unit_name, "cost_centre": value.cost_centre}
    if isinstance(value, Assigned):
        return {"model": value.title, "anchor_day": value.anchor_day.isoformat()}
    return {}


def _told_apart(before: Figures, after: Figures) -> tuple[Figures, Figures]:
    """Return both with the same keys: those under which they differ."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}
