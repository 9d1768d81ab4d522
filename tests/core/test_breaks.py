"""Break figures and the plateau, also with steps of another law."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.builders import TUESDAY, hours, law_figures, span
from timeclock.core.breaks import count, deduction, required
from timeclock.core.figures import BreakStep
from timeclock.core.spans import ZERO

FIGURES = law_figures().breaks.on(TUESDAY)
MINORS = replace(
    FIGURES,
    steps=(
        BreakStep(hours("6:00"), hours("1:00"), "JARBSCHG-11-1-DUR60", "JArbSchG §11"),
        BreakStep(hours("4:30"), hours("0:30"), "JARBSCHG-11-1-DUR30", "JArbSchG §11"),
    ),
)


def test_nothing_worked_counts_nothing() -> None:
    assert count((), FIGURES.least_piece).protective == ZERO
    assert deduction(ZERO, ZERO, FIGURES) == ZERO


def test_a_quarter_of_an_hour_is_a_break_and_a_minute_less_is_not() -> None:
    fifteen = count([span("08:00-12:00"), span("12:15-14:00")], FIGURES.least_piece)
    fourteen = count([span("08:00-12:00"), span("12:14-14:00")], FIGURES.least_piece)

    assert (hours("0:15"), hours("4:00")) == (fifteen.qualifying, fifteen.longest_stretch)
    assert (ZERO, hours("6:00")) == (fourteen.qualifying, fourteen.longest_stretch)
    assert hours("0:14") == fourteen.interruptions


@pytest.mark.parametrize(("worked", "rule"), [("6:00", None), ("6:01", "30"), ("9:00", "30"), ("9:01", "45")])
def test_over_a_threshold_means_over(worked: str, rule: str | None) -> None:
    step = required(hours(worked), FIGURES.steps)

    assert (None if step is None else step.rule[-2:]) == rule


@pytest.mark.parametrize(
    ("gross", "interruptions", "expected"),
    [("4:30", "0:00", "0:00"), ("4:45", "0:00", "0:15"), ("6:20", "0:30", "0:20"), ("7:16", "0:59", "0:01")],
)
def test_the_plateau_follows_whatever_steps_the_law_has(gross: str, interruptions: str, expected: str) -> None:
    assert hours(expected) == deduction(hours(gross), hours(interruptions), MINORS)


def test_without_steps_nothing_is_deducted() -> None:
    assert deduction(hours("12:00"), ZERO, replace(FIGURES, steps=())) == ZERO
