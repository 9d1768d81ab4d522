"""The ArbZG does not hold for civil servants: they are asked its figures as a warning, by their own ordinance."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core.builders import TUESDAY, Model, a_person, hours, law_figures
from timeclock.core.findings import Severity
from timeclock.core.officials import longest_week
from timeclock.core.protections import Protection, ProtectionKind

LONG = "07:00 in 12:00 out 12:45 in 18:06 out"


def judged(day: date, *regimes: str) -> set[tuple[str, Severity, str]]:
    """Return code, severity and act of what is found of a day of 10:21, in one employment for each regime."""
    taps = LONG if len(regimes) == 1 else "07:00 in 12:00 out #2 12:45 in 18:06 out"
    models = [Model(regime=regime) for regime in regimes]
    plans = {
        (no, date(day.year, day.month, on)): model.in_force(no)
        for no, model in enumerate(models, start=1)
        for on in range(1, 12)
    }
    result = a_person(taps, day=day, plans=plans)
    return {(each.code.value, each.severity, each.citation.split(" ")[0]) for each in result.findings}


@pytest.mark.parametrize("regime", ["azvo_nrw", "azvofeu_nrw", "wahlamt"])
def test_an_officials_long_day_is_a_warning_of_the_own_ordinance(regime: str) -> None:
    assert judged(TUESDAY, regime) == {("ARBZG-3-2-MAX10", Severity.WARNING, "AZVO")}


def test_an_employees_long_day_breaks_the_act() -> None:
    assert judged(TUESDAY, "tvoed") == {("ARBZG-3-2-MAX10", Severity.VIOLATION, "ArbZG")}


def test_work_as_an_official_and_as_an_employee_on_one_day_is_under_the_act() -> None:
    assert judged(TUESDAY, "azvo_nrw", "tvoed") == {("ARBZG-3-2-MAX10", Severity.VIOLATION, "ArbZG")}


def test_two_employments_as_an_official_are_added() -> None:
    assert judged(TUESDAY, "azvo_nrw", "azvo_nrw") == {("ARBZG-3-2-MAX10", Severity.WARNING, "AZVO")}


def test_before_the_ordinance_there_was_none_to_cite() -> None:
    assert judged(date(2005, 11, 2), "azvo_nrw") == {("ARBZG-3-2-MAX10", Severity.VIOLATION, "ArbZG")}


@pytest.mark.parametrize(
    ("regime", "severity", "act"),
    [("azvo_nrw", Severity.WARNING, "AZVO"), ("tvoed", Severity.VIOLATION, "ArbZG")],
)
def test_the_breaks_of_a_pregnant_official_are_her_ordinances_too(regime: str, severity: Severity, act: str) -> None:
    pregnant = Protection(ProtectionKind.MATERNITY, TUESDAY)

    result = a_person("08:00 in 14:30 out", model=Model(regime=regime), protections=(pregnant,))

    found = {(each.code.value, each.severity, each.citation.split(" ")[0]) for each in result.findings}
    assert found == {("ARBZG-4-1-DUR30", severity, act), ("ARBZG-4-3-6H", severity, act)}


@pytest.mark.parametrize(("degree", "weekly"), [(49, "41:00"), (50, "39:50"), (79, "39:50"), (80, "39:00")])
def test_an_officials_week_is_shorter_from_a_degree_of_disability_on(degree: int, weekly: str) -> None:
    assert longest_week(None, degree, TUESDAY, law_figures().official_week.on(TUESDAY)) == hours(weekly)
