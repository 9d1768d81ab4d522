"""Illnesses: how long pay goes on, what an earlier one used of it, and by when a certificate has to be there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from tests.core.builders import absent, law_figures, reasons
from tests.core.periods import Employed, a_period_file, day, found, said
from timeclock.core import sick_pay
from timeclock.core.absences import Absence, Extent, IllnessNotes, neutral_days
from timeclock.core.illness import illnesses
from timeclock.core.periods import PeriodFile, PeriodKind
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n import translator
from timeclock.i18n.wording import period_sentence

NEW_YEAR = date(2027, 1, 1)
OFFICIAL = Employed(regime="azvo_nrw")
MINIJOB = Employed(regime="minijob")


def span(words: str) -> DaySpan:
    """Return the days of "2.3.-6.3.", both included."""
    first, last = words.split("-")
    return DaySpan(day(first), day(last) + ONE_DAY)


def ill(words: str, *, certified: str = "", same_as: str = "", unexpected: bool = False, noon: bool = False) -> Absence:
    notes = IllnessNotes((span(certified),) if certified else (), unexpected, day(same_as) if same_as else None)
    extent, clock = (Extent.REST, time(12)) if noon else (Extent.WHOLE, None)
    return Absence(1, span(words), reasons()["sick"], extent, clock, notes=notes)


def file_of(*ills: Absence, how: Employed | None = None, today: date = NEW_YEAR, since: str = "") -> PeriodFile:
    file = a_period_file({}, today, employed=(how or Employed(),))
    begun = {1: day(since) if since else date(2020, 1, 1)}
    return replace(file, illnesses=ills, employed_from=begun)


def told(*ills: Absence, how: Employed | None = None, today: date = NEW_YEAR, since: str = "") -> list[str]:
    """Return what each illness came to: "pay_from 2026-03-02, …" without the days of the illness."""
    file = file_of(*ills, how=how, today=today, since=since)
    return [
        ", ".join(f"{name.removesuffix('_day')} {value}" for name, value in each.figures.items())
        for each in found(file, PeriodKind.ILLNESS)
    ]


def findings(*ills: Absence, how: Employed | None = None, today: date = NEW_YEAR) -> list[str]:
    return said(found(file_of(*ills, how=how, today=today), PeriodKind.ILLNESS))


LONG = "2.3.-29.5."


def test_pay_goes_on_for_six_weeks_and_a_supplement_to_the_end_of_the_39th() -> None:
    assert told(ill(LONG, certified=LONG)) == [
        "pay_from 2026-03-02, pay_to 2026-04-12, supplement_to 2026-11-29",
    ]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("30.5.2025", ""),
        ("29.5.2025", ", supplement_to 2026-05-31"),
        ("30.5.2023", ", supplement_to 2026-05-31"),
        ("29.5.2023", ", supplement_to 2026-11-29"),
    ],
)
def test_the_supplement_follows_the_years_completed_within_the_illness(since: str, until: str) -> None:
    """Employed since 29 May the first year is over on the last day of the illness."""
    no, month, year = (int(each) for each in since.split("."))
    file = replace(file_of(ill(LONG, certified=LONG)), employed_from={1: date(year, month, no)})
    [result] = found(file, PeriodKind.ILLNESS)

    assert result.figures.get("supplement_to_day", "") == until.removeprefix(", supplement_to ")


def test_who_falls_ill_at_work_is_paid_for_that_day_beside_the_six_weeks() -> None:
    [whole] = told(ill("2.3.-2.3.", noon=True), ill("3.3.-10.3.", certified="3.3.-10.3."))

    assert whole.startswith("pay_from 2026-03-03, pay_to 2026-04-13")


def test_absences_that_adjoin_are_one_illness_and_others_are_not() -> None:
    runs = illnesses([ill("9.3.-13.3."), ill("2.3.-6.3."), ill("7.3.-8.3."), ill("15.3.-16.3.")])
    visit = absent("sick from 08:00 to 10:00", day("20.3."))
    leave = Absence(1, span("20.3.-21.3."), reasons()["leave"])

    assert [each.days for each in runs] == [span("2.3.-13.3."), span("15.3.-16.3.")]
    assert illnesses([visit, leave]) == ()
    assert len(illnesses([ill("2.3.-6.3."), replace(ill("7.3.-8.3."), employment_id=2)])) == 2


def test_outside_the_tariff_the_first_four_weeks_of_an_employment_are_without_pay() -> None:
    asked = ill("16.3.-20.3.", certified="16.3.-20.3.")

    assert told(asked, how=MINIJOB, since="1.3.") == ["pay_from 2026-03-29, pay_to 2026-05-09"]
    assert told(asked, since="1.3.") == ["pay_from 2026-03-16, pay_to 2026-04-26"]
    assert told(asked, how=Employed(regime="tvaoed"), since="1.3.") == ["pay_from 2026-03-16, pay_to 2026-04-26"]


@pytest.mark.parametrize("regime", ["azvo_nrw", "azvofeu_nrw", "wahlamt"])
def test_officials_are_paid_as_long_as_they_are_ill(regime: str) -> None:
    assert told(ill(LONG, certified=LONG), how=Employed(regime=regime)) == [""]


def test_the_same_illness_within_six_months_has_what_is_left_of_the_weeks() -> None:
    """Twelve days in January leave thirty; who was ill of something else has them all."""
    first = ill("5.1.-16.1.", certified="5.1.-16.1.")
    again, other = ill(LONG, certified=LONG, same_as="5.1."), ill(LONG, certified=LONG)

    assert told(first, again)[1] == "pay_from 2026-03-02, pay_to 2026-03-31, supplement_to 2026-10-04"
    assert told(first, other)[1].startswith("pay_from 2026-03-02, pay_to 2026-04-12")


def test_a_third_time_uses_what_both_before_have_left_and_six_months_without_begin_anew() -> None:
    first, second = (ill(each, certified=each) for each in ("5.1.-16.1.", "2.2.-4.3."))
    second = replace(second, notes=replace(second.notes, same_as=day("5.1.")))
    third = ill("8.4.-9.4.", same_as="2.2.")
    late, just = ill("5.9.-6.9.", same_as="2.2."), ill("4.9.-6.9.", same_as="2.2.")

    assert told(first, second, third)[2].startswith("paid no")
    assert told(first, second, late)[2].startswith("pay_from 2026-09-05, pay_to 2026-10-16")
    assert told(first, second, just)[2].startswith("paid no")


def test_after_twelve_months_since_the_claim_began_the_weeks_are_there_anew() -> None:
    claimed, gone = date(2025, 3, 2), DaySpan(date(2026, 2, 1), date(2026, 2, 20))
    figures = law_figures().sick_pay.on(claimed)

    assert not sick_pay.is_new_claim(gone, date(2026, 3, 1), claimed, figures)
    assert sick_pay.is_new_claim(gone, date(2026, 3, 2), claimed, figures)


def test_a_month_later_is_the_last_of_a_shorter_one() -> None:
    assert sick_pay.later(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert sick_pay.later(date(2026, 12, 5), 12) == date(2027, 12, 5)


def test_after_three_days_a_certificate_is_due_on_the_working_day_after() -> None:
    friday = ill("6.3.-10.3.")

    assert findings(ill("6.3.-8.3.")) == []
    assert findings(friday) == ["2026-03-09 warning EFZG-5-1"]
    assert findings(friday, today=day("9.3.")) == []
    assert told(friday, today=day("9.3.")) == [
        "pay_from 2026-03-06, pay_to 2026-04-16, supplement_to 2026-12-03, due 2026-03-09, certificate electronic"
    ]
    assert findings(ill("31.3.-10.4.")) == ["2026-04-07 warning EFZG-5-1"]


def test_it_is_fetched_since_2023_and_officials_bring_paper() -> None:
    years = DaySpan(date(2022, 1, 1), date(2024, 1, 1))
    weeks = [DaySpan(first, first + 6 * ONE_DAY) for first in (date(2022, 12, 31), date(2023, 1, 1))]
    asked = tuple(Absence(1, days, reasons()["sick"]) for days in weeks)
    files = [
        replace(a_period_file({}, NEW_YEAR, years=years, employed=(how,)), illnesses=(one,))
        for how in (Employed(), OFFICIAL)
        for one in asked
    ]
    figures = [each.figures for file in files for each in found(file, PeriodKind.ILLNESS)]

    assert [f"{each['certificate']} by {each['due_day']}" for each in figures] == [
        "paper by 2023-01-03",
        "electronic by 2023-01-04",
        "paper by 2023-01-05",
        "paper by 2023-01-05",
    ]


def test_a_certificate_that_ends_too_early_asks_for_another() -> None:
    assert findings(ill("2.3.-13.3.", certified="2.3.-13.3.")) == []
    assert findings(ill("2.3.-13.3.", certified="2.3.-6.3.")) == ["2026-03-09 warning EFZG-5-1"]


def test_none_is_missing_where_none_is_to_come() -> None:
    assert findings(ill("2.3.-13.3.", unexpected=True)) == []


def test_of_officials_a_certificate_is_due_on_the_fourth_working_day() -> None:
    assert findings(ill("5.3.-9.3."), how=OFFICIAL) == []
    assert findings(ill("5.3.-10.3."), how=OFFICIAL) == ["2026-03-10 warning EFZG-5-1"]


def test_who_never_works_owes_a_certificate_at_once() -> None:
    """Without a working day for weeks the day itself counts, and after a certificate its end."""
    never = Employed(week=("0:00",) * 7)

    assert findings(ill("2.3.-13.3."), how=never) == ["2026-03-05 warning EFZG-5-1"]
    assert findings(ill("2.3.-13.3.", certified="2.3.-6.3."), how=never) == ["2026-03-07 warning EFZG-5-1"]


def test_an_illness_is_told_once_it_began_and_in_the_year_it_began_in() -> None:
    assert told(ill("2.3.-6.3."), today=day("2.3.")) == []
    assert told(Absence(1, DaySpan(date(2025, 12, 30), day("5.1.")), reasons()["sick"])) == []


def test_who_is_not_employed_any_more_on_its_first_day_has_no_terms() -> None:
    file = file_of(ill("2.3.-6.3.", unexpected=True))
    plans = {key: plan for key, plan in file.plans.items() if key[1] != day("2.3.")}
    [result] = found(replace(file, plans=plans, employed_from={}), PeriodKind.ILLNESS)

    assert result.figures == {"pay_from_day": "2026-03-02", "pay_to_day": "2026-04-12"}


def test_what_an_illness_came_to_is_said_in_a_sentence() -> None:
    say = translator("de")
    [long] = found(file_of(ill(LONG)), PeriodKind.ILLNESS)
    [official] = found(file_of(ill("2.3.-3.3."), how=OFFICIAL), PeriodKind.ILLNESS)

    assert period_sentence(long, say) == (
        "Krank vom 02.03.2026 bis 29.05.2026: Das Entgelt läuft vom 02.03.2026 bis 12.04.2026 weiter, danach längstens "
        "bis 29.11.2026 ein Zuschuss zum Krankengeld; die Bescheinigung ist am 05.03.2026 fällig"
    )
    assert period_sentence(official, say) == "Krank vom 02.03.2026 bis 03.03.2026: Die Bezüge laufen weiter"


def test_a_day_off_that_stays_one_counts_in_averages_although_somebody_is_ill() -> None:
    week = span("2.3.-6.3.")
    off = Absence(1, DaySpan.one(day("3.3.")), reasons()["flextime_day"])
    certified = ill("2.3.-6.3.", certified="2.3.-6.3.")

    assert day("3.3.") not in neutral_days([off, ill("2.3.-6.3.")], week, {day("3.3.")})
    assert day("3.3.") not in neutral_days([off, certified], week)
    assert neutral_days([off, certified], week, {day("3.3.")}) == frozenset(week)
