"""Who was elected: nothing is due and nothing counts where the city does not record her (OPEN-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.core.builders import TUESDAY, Model, a_file, codes, hours, law_figures
from timeclock.core.dated import Dated
from timeclock.core.day import DayResult, DayState
from timeclock.core.evaluation import evaluate
from timeclock.core.lines import Reason
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.spans import ZERO

S18 = Protection(ProtectionKind.S18, date(1990, 1, 1))


def of_the_day(stamps: str, regime: str = "wahlamt", day: date = TUESDAY, *, decided: bool = True) -> DayResult:
    """Return the day of somebody outside the act in a city that does not record who was elected, or has not decided."""
    file = a_file(stamps, day=day, model=Model(regime=regime), protections=(S18,))
    first, figures = file.law.outside.entries[0]
    city = Dated("outside", ((first, replace(figures, unrecorded=frozenset({"wahlamt"} if decided else ()))),))
    return evaluate(replace(file, law=replace(file.law, outside=city))).days[0]


def test_a_day_of_who_is_not_recorded_moves_no_account() -> None:
    day = of_the_day("08:00 in 19:00 out")

    assert (day.present, day.target, day.worked) == (hours("11:00"), ZERO, ZERO)
    assert [line.reason for line in day.lines if line.reason is Reason.NOT_RECORDED] == [Reason.NOT_RECORDED] * 2


def test_nobody_waits_for_the_stamps_of_who_is_not_recorded() -> None:
    assert codes(of_the_day("")) == []


def test_an_open_day_of_who_is_not_recorded_owes_nothing() -> None:
    day = of_the_day("08:00 in")

    assert (day.state, day.target, codes(day)) == (DayState.OPEN, ZERO, ["missing_out"])


@pytest.mark.parametrize(("regime", "decided"), [("tvoed", True), ("wahlamt", False)])
def test_all_others_outside_the_act_are_recorded(regime: str, decided: bool) -> None:
    assert of_the_day("08:00 in 12:00 out", regime, decided=decided).worked == hours("4:00")


def test_by_default_everybody_is_recorded() -> None:
    assert law_figures().outside.on(TUESDAY).unrecorded == frozenset()
