"""Lessons of a music school: what they count, and a target told in them."""

from __future__ import annotations

import pytest

from tests.core.builders import BERLIN, Model, a_day, duty, hours
from timeclock.core.lessons import counted, due
from timeclock.core.plans import DayPlan, LessonWorth, ModelRules
from timeclock.i18n import translator, wording

WORTH = LessonWorth(hours("0:45"), hours("1:18"))


@pytest.mark.parametrize(
    ("taught", "length"), [("0:45", "1:18"), ("22:30", "39:00"), ("0:01", "0:02"), ("0:20", "0:35"), ("0:00", "0:00")]
)
def test_thirty_lessons_are_a_full_week_and_parts_of_one_their_share(taught: str, length: str) -> None:
    assert counted(hours(taught), WORTH) == hours(length)


@pytest.mark.parametrize(
    ("target", "lessons", "rest"), [("7:48", "6", 0), ("3:54", "3", 0), ("8:00", "6", 7), ("0:00", "0", 0)]
)
def test_a_target_is_told_in_lessons(target: str, lessons: str, rest: int) -> None:
    assert due(DayPlan("T", hours(target)), WORTH) == {"lessons": lessons, "rest": rest}


@pytest.mark.parametrize(("length", "counts"), [("0:00", "1:00"), ("0:45", "0:44")])
def test_a_lesson_counts_no_less_than_it_lasts(length: str, counts: str) -> None:
    with pytest.raises(ValueError, match="a lesson counts"):
        LessonWorth(hours(length), hours(counts))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "de",
            [
                "Unterricht von 14:00 bis 17:10",
                "4 Unterrichtsstunden zu 0:45 und weitere 0:10 zählen je 1:18, mit den Zusammenhangstätigkeiten",
                "Soll nach dem Wochenplan: 6 Unterrichtsstunden und 0:00",
            ],
        ),
        (
            "en",
            [
                "Lessons from 14:00 to 17:10",
                "4 lessons of 0:45 and 0:10 more count 1:18 each, with all that belongs to them",
                "Target by the weekly pattern: 6 lessons and 0:00",
            ],
        ),
    ],
)
def test_the_lines_say_how_lessons_count(language: str, sentences: list[str]) -> None:
    rules = ModelRules(lessons=WORTH)
    day = a_day("14:00 in 17:10 out", model=Model(rules=rules), duties=(duty("lessons 14:00 to 17:10"),))

    assert [wording.line_sentence(line, day.day, translator(language), BERLIN) for line in day.lines] == sentences
