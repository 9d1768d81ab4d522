"""Time off that counts as work: how much of it may be asked for, and who reads what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.core.builders import BERLIN, TUESDAY, a_day, a_file, absent, hours, law_figures, shown, span
from timeclock.core.absence_lines import as_others_read
from timeclock.core.counted import least
from timeclock.core.evaluation import evaluate
from timeclock.core.lines import Line, Part, total_of
from timeclock.core.spans import DaySpan
from timeclock.i18n import translator, wording

BEFORE_THE_ACT = date(2017, 12, 5)


@pytest.mark.parametrize(
    ("work", "due"),
    [
        (["08:00-12:00", "12:30-16:30"], "1:00"),  # eight hours are not more than eight
        (["08:00-12:00", "12:30-16:31"], "1:30"),
        (["08:00-12:00", "14:00-18:30"], "1:30"),  # a break of two hours does not part them
        (["08:00-12:00", "14:01-18:31"], "1:00"),
        (["06:00-09:00", "09:30-15:00", "18:00-20:00"], "1:30"),  # the long run comes first
        ([], "1:00"),
    ],
)
def test_what_may_be_asked_for_follows_the_work_that_hangs_together(work: list[str], due: str) -> None:
    assert least([span(each) for each in work], law_figures().nursing.on(date(2026, 11, 3))) == hours(due)


def lines(words: str, day: date = date(2026, 11, 3)) -> tuple[Line, ...]:
    return a_day("08:00 in 10:00 out 10:30 in 16:00 out", day=day, absences=(absent(words, day),)).lines


@pytest.mark.parametrize(
    ("words", "language", "sentence"),
    [
        (
            "nursing from 10:00 to 10:30",
            "de",
            "Stillzeit von 10:00 bis 10:30: zählt wie Arbeit und ist keine Pause; auf Verlangen mindestens 1:00",
        ),
        (
            "nursing from 10:00 to 10:30",
            "en",
            "nursing time from 10:00 to 10:30: counts as work and is no break; due on request: 1:00",
        ),
        (
            "antenatal_care from 10:00 to 10:30",
            "de",
            "Untersuchung nach dem Mutterschutzgesetz von 10:00 bis 10:30: zählt wie Arbeit und ist keine Pause",
        ),
    ],
)
def test_the_line_says_why_it_counts(words: str, language: str, sentence: str) -> None:
    [line] = [each for each in lines(words) if "name_de" in each.figures]

    assert wording.line_sentence(line, TUESDAY, translator(language), BERLIN) == sentence


def test_others_read_that_she_is_absent_and_not_how_much_may_be_asked_for() -> None:
    [line] = [each for each in as_others_read(lines("nursing from 10:00 to 10:30")) if "name_de" in each.figures]

    assert (line.reason.value, line.citation, dict(line.figures)) == (
        "counted",
        "DSGVO Art. 9",
        {"name_de": "abwesend", "name_en": "absent"},
    )


def test_before_the_act_nothing_is_said_of_what_may_be_asked_for() -> None:
    [line] = [each for each in lines("nursing from 10:00 to 10:30", BEFORE_THE_ACT) if "name_de" in each.figures]

    assert (line.reason.value, shown(line.amount)) == ("counted", "0:30")


def test_what_is_entered_for_months_counts_on_each_day_with_work() -> None:
    november = DaySpan.month(2026, 11)
    nursing = replace(absent("nursing from 10:00 to 10:30"), days=november)
    file = a_file("08:00 in 10:00 out 10:30 in 12:00 out +1 08:00 in +1 10:00 out", days=november, absences=(nursing,))
    worked = [shown(total_of(day.lines, Part.WORKED)) for day in evaluate(file).days if day.lines]

    assert [length for length in worked if length != "0:00"] == ["4:00", "2:30"]


def test_the_second_employment_is_let_off_for_itself_alone() -> None:
    nursing = absent("nursing from 10:00 to 10:30", employment_id=2)
    day = a_day("08:00 in 10:00 out 10:30 in 12:00 out", employments=(1, 2), absences=(nursing,))

    assert day.worked == timedelta(hours=3, minutes=30)


def test_after_midnight_it_counts_for_the_duty_it_lies_in() -> None:
    """It is entered for Wednesday; the duty began on Tuesday."""
    stamps, wednesday = "20:00 in +1 01:00 out +1 01:30 in +1 03:00 out", date(2026, 11, 4)
    day = a_day(stamps, absences=(absent("nursing from 01:00 to 01:30", wednesday),))

    assert [(line.reason.value, shown(line.amount)) for line in day.lines if line.part is Part.WORKED] == [
        ("work", "5:00"),
        ("work", "1:30"),
        ("nursing", "0:30"),
        ("break_deducted", "-0:30"),
    ]
