"""Absences as values, and which days of them averages leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.core.builders import BERLIN, TUESDAY, a_day, absent
from timeclock.core.absence_lines import as_others_read
from timeclock.core.absences import (
    Absence,
    AbsenceReason,
    Averaging,
    Credit,
    Extent,
    Sees,
    WrongFigures,
    neutral_days,
    on_day,
)
from timeclock.core.lines import Line
from timeclock.core.spans import DaySpan
from timeclock.core.trips import TravelCounts, TripDay, TripFigures, trip_day
from timeclock.i18n import translator, wording

MONDAY, SATURDAY = date(2026, 11, 2), date(2026, 11, 7)
WEEK = DaySpan(MONDAY, SATURDAY)
NOVEMBER = DaySpan.month(2026, 11)
HOUR = timedelta(hours=1)
ABSENT = {"name_de": "abwesend", "name_en": "absent"}


def reason(
    code: str = "leave", credit: Credit = Credit.PLANNED, averaging: Averaging = Averaging.NEUTRAL
) -> AbsenceReason:
    names = {"name_de": code, "name_en": code}
    return AbsenceReason(code, credit, averaging, names, ABSENT, "BURLG-3", "BUrlG §3")


def test_leave_leaves_its_days_out_of_averages_and_no_more() -> None:
    assert neutral_days([Absence(1, WEEK, reason())], NOVEMBER) == frozenset(WEEK)


def test_only_the_days_asked_for_are_answered() -> None:
    absences = [Absence(1, WEEK, reason())]

    assert neutral_days(absences, DaySpan(date(2026, 11, 4), date(2026, 11, 30))) == {
        date(2026, 11, 4),
        date(2026, 11, 5),
        date(2026, 11, 6),
    }
    assert neutral_days(absences, DaySpan.month(2026, 12)) == frozenset()


def test_two_absences_of_one_day_are_one_day() -> None:
    absences = [Absence(1, WEEK, reason()), Absence(2, WEEK, reason("sick"))]

    assert len(neutral_days(absences, NOVEMBER)) == 5


def test_of_two_alike_the_one_that_began_earlier_comes_first_whichever_was_entered_first() -> None:
    tuesday = DaySpan.one(date(2026, 11, 3))
    ill, leave = Absence(1, WEEK, reason("sick")), Absence(1, tuesday, reason())
    trips = [Absence(1, DaySpan.one(MONDAY), reason("trip"), Extent.HOURS, time(8), time(end)) for end in (10, 9)]

    assert on_day([leave, ill], 1, tuesday.from_day) == on_day([ill, leave], 1, tuesday.from_day) == (ill, leave)
    assert on_day([*trips, ill], 1, MONDAY) == (ill, *reversed(trips))


def test_a_flextime_day_off_stays_a_working_day() -> None:
    day_off = Absence(1, WEEK, reason("flextime_day", Credit.NOTHING, Averaging.COUNTS))

    assert neutral_days([day_off], NOVEMBER) == frozenset()


def test_a_day_of_which_only_a_part_is_missing_stays_a_working_day() -> None:
    noon = Absence(1, DaySpan.one(MONDAY), reason("sick"), Extent.REST, time(12))
    visit = Absence(1, DaySpan.one(MONDAY), reason("sick"), Extent.HOURS, time(8), time(9))

    assert neutral_days([noon, visit], NOVEMBER) == frozenset()


@pytest.mark.parametrize(
    ("extent", "clocks"),
    [
        (Extent.WHOLE, (time(8), None)),
        (Extent.WHOLE, (None, time(8))),
        (Extent.REST, (None, None)),
        (Extent.REST, (time(8), time(9))),
        (Extent.HOURS, (time(8), None)),
        (Extent.HOURS, (time(9), time(9))),
    ],
)
def test_clocks_that_do_not_fit_are_refused(extent: Extent, clocks: tuple[time | None, time | None]) -> None:
    with pytest.raises(ValueError, match="an absence"):
        Absence(1, WEEK, reason(), extent, *clocks)


def test_an_absence_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Absence(1, DaySpan(MONDAY, MONDAY), reason())


def test_a_trip_without_its_figures_is_refused() -> None:
    with pytest.raises(WrongFigures, match="site_min"):
        absent("trip site_min=60")
    with pytest.raises(WrongFigures, match="leave"):
        absent("leave site_min=60")
    with pytest.raises(ValueError, match="not one of 'whole'"):
        absent("medical_visit unavoidable=1")


def test_travel_may_fill_a_day_only_as_long_as_it_lasted() -> None:
    """The other reading of OPEN-25: 2:00 at the place and 1:00 of travel are 3:00."""
    figures = TripFigures(TravelCounts.AS_LONG_AS_IT_LASTED, "TVOED-BTV-44-2", "BT-V §44 Abs. 2")

    assert trip_day(2 * HOUR, 1 * HOUR, 8 * HOUR, figures) == TripDay(3 * HOUR, 0 * HOUR)
    assert trip_day(2 * HOUR, 9 * HOUR, 8 * HOUR, figures) == TripDay(8 * HOUR, 3 * HOUR)


def lines_of(words: str, stamps: str = "") -> tuple[Line, ...]:
    return a_day(stamps, absences=(absent(words),)).lines


def test_others_read_neither_the_reason_nor_its_law() -> None:
    seen = list(as_others_read(lines_of("sick from 12:00", "08:00 in 12:00 out")))

    last = seen[-1]
    assert (last.reason.value, last.rule, last.citation, dict(last.figures)) == (
        "absent_rest",
        "DSGVO-9",
        "DSGVO Art. 9",
        {"planned": 468, "worked": 240, "from": "12:00", **ABSENT},
    )
    assert [line.amount for line in seen] == [line.amount for line in lines_of("sick from 12:00", "08:00 in 12:00 out")]


def test_superiors_read_the_class_and_illness_like_all_that_nobody_could_plan() -> None:
    words = ("sick", "child_sick_paid", "leave", "maternity", "nursing from 10:00 to 10:30")
    read = {
        each: [line for line in as_others_read(lines_of(each), Sees.CLASS) if line.rule == "DSGVO-9"] for each in words
    }
    said = {each: [dict(line.figures).get("of_class") for line in lines] for each, lines in read.items()}
    [sick] = read["sick"]

    assert said == {
        "sick": ["unplanned"],
        "child_sick_paid": ["unplanned"],
        "leave": ["leave"],
        "maternity": ["release"],
        "nursing from 10:00 to 10:30": [],
    }
    assert wording.line_sentence(sick, TUESDAY, translator("de"), BERLIN) == (
        "ungeplant abwesend: 7:48 waren geplant und werden angerechnet"
    )


def test_of_a_line_from_before_there_were_classes_superiors_read_the_neutral_word() -> None:
    old = [
        replace(line, figures={name: value for name, value in line.figures.items() if name != "of_class"})
        for line in lines_of("sick")
    ]

    assert list(as_others_read(old, Sees.CLASS)) == list(as_others_read(old))
    assert dict(list(as_others_read(old))[-1].figures) == {"planned": 468, "worked": 0, **ABSENT}


def test_that_an_illness_gave_a_day_back_is_told_to_her_alone() -> None:
    lines = a_day("", absences=(absent("leave"), absent("sick certified"))).lines

    assert [line.reason.value for line in as_others_read(lines, Sees.REASON)] == ["pattern", "absent", "given_back"]
    assert [line.reason.value for line in as_others_read(lines, Sees.CLASS)] == ["pattern", "absent"]
    assert list(as_others_read(lines, Sees.REASON)) == list(lines)


def test_what_others_may_know_they_read_with_its_law() -> None:
    lines = lines_of("unexcused")

    assert tuple(as_others_read(lines)) == lines


@pytest.mark.parametrize(
    ("words", "stamps", "german", "english"),
    [
        (
            "sick from 12:00",
            "08:00 in 12:00 out",
            "krank ab 12:00: 7:48 waren geplant, 4:00 zählen bereits, der Rest wird angerechnet",
            "sick from 12:00 on: 7:48 were planned, 4:00 count already, the rest is credited",
        ),
        (
            "release from 08:00 to 10:00",
            "10:00 in 15:00 out",
            "Arbeitsbefreiung von 08:00 bis 10:00: 7:48 waren geplant, 5:00 zählen bereits",
            "paid release from 08:00 to 10:00: 7:48 were planned, 5:00 count already",
        ),
        (
            "trip site_min=120 travel_min=360",
            "",
            "Dienstreise: 2:00 am Ort, 6:00 Reise; 0:12 Reisezeit zählen nicht",
            "business trip: 2:00 at the place, 6:00 of travel; 0:12 of travel do not count",
        ),
        (
            "leave",
            "",
            "Erholungsurlaub: 7:48 waren geplant und werden angerechnet",
            "annual leave: 7:48 were planned and are credited",
        ),
        ("parental_leave", "", "Elternzeit: keine Arbeit geschuldet", "parental leave: no work is due"),
        (
            "flextime_day",
            "",
            "Gleittag: nichts wird angerechnet, das Soll bleibt",
            "flextime day off: nothing is credited, the target stays",
        ),
    ],
)
def test_a_line_says_what_was_planned_and_what_counts(words: str, stamps: str, german: str, english: str) -> None:
    [line] = [line for line in lines_of(words, stamps) if "seen_de" in line.figures]

    assert wording.line_sentence(line, TUESDAY, translator("de"), BERLIN) == german
    assert wording.line_sentence(line, TUESDAY, translator("en"), BERLIN) == english
