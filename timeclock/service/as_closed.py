"""A month as it was closed, for pages and papers: its days from the version in force, and its balances with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from timeclock.core.day import DayResult, DayState
from timeclock.core.findings import neutral
from timeclock.core.spans import ZERO
from timeclock.store.month_stories import MonthStory
from timeclock.store.results import DayFigures, SavedDay


def days(story: MonthStory, covered: Collection[date], *, told: bool) -> tuple[SavedDay, ...]:
    """Return the days as they were closed that the reader may see; `told` what protects the person alone."""
    return tuple(
        replace(each, result=_shown(each.result, told=told)) for each in story.saved.days if each.result.day in covered
    )


def _shown(result: DayResult, *, told: bool) -> DayResult:
    state = DayState.FROZEN if result.state is DayState.COMPLETE else result.state
    found = result.findings if told else tuple(neutral(each) for each in result.findings)
    return replace(result, state=state, findings=found)


def figures(saved: Iterable[SavedDay]) -> dict[date, DayFigures]:
    """Return the figures of days as they were closed, for grids and sums."""
    return {each.result.day: _figures(each) for each in saved}


def codes(saved: Iterable[SavedDay]) -> dict[date, tuple[str, ...]]:
    """Return what was found of each day when it was closed, for grids."""
    return {each.result.day: tuple(found.code for found in each.result.findings) for each in saved}


def _figures(each: SavedDay) -> DayFigures:
    result = each.result
    ends = [session.to_at for session in result.sessions if session.to_at is not None]
    return DayFigures(
        result.day,
        result.state,
        result.worked,
        result.target,
        result.difference,
        min((session.from_at for session in result.sessions), default=None),
        max(ends, default=None),
        each.facts_until,
    )


def posted(
    moves: Sequence[timedelta], story: MonthStory, known_now: Iterable[tuple[DayState | None, timedelta | None]]
) -> tuple[timedelta, ...]:
    """Return what postings add on each day of the month, where its days are shown as they were closed.

    On the last day the month's posting stands in place of its days: of those that were closed, not of those known now.
    """
    now = sum((difference or ZERO for state, difference in known_now if state is DayState.FROZEN), ZERO)
    then = sum((each.result.difference or ZERO for each in story.saved.days), ZERO)
    return (*moves[:-1], moves[-1] + now - then)
