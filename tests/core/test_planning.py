"""What planned duties would break, before anybody works them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.core.builders import ONE_DAY, TUESDAY, Model, a_file, absent, at, duty
from timeclock.core.day import PersonFile
from timeclock.core.duties import Duty
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.planning import Objection, made_worse, objections
from timeclock.core.plans import Gateway, ModelRules
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import DaySpan

MONDAY = TUESDAY - ONE_DAY
A_WEEK = DaySpan(MONDAY, MONDAY + 7 * ONE_DAY)


def planned(*words: str, model: Model | None = None, born_on: date | None = None, stamps: str = "") -> PersonFile:
    """Return the file of a week whose duties are said as "3 work 06:00 to 14:30", the 3 being the Tuesday."""
    duties = tuple(_duty(each) for each in words)
    as_of = at("00:00", TUESDAY)
    return a_file(stamps, day=MONDAY, days=A_WEEK, model=model, duties=duties, as_of=as_of, born_on=born_on)


def _duty(words: str) -> Duty:
    number, said = words.split(" ", 1)
    return duty(said, date(2026, 11, int(number)))


def told(found: tuple[Objection, ...]) -> list[str]:
    return sorted(f"{each.finding.day.day} {each.finding.code.value}{' !' if each.blocks else ''}" for each in found)


def test_a_plan_that_keeps_the_law_is_not_objected_to() -> None:
    found = objections(planned("3 work 06:00 to 14:30", "4 work 13:30 to 22:00", "6 work 06:00 to 16:45"))

    assert found == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("3 work 13:30 to 22:00", "4 work 06:00 to 14:30"), ["4 ARBZG-5-1-REST11 !"]),
        (("3 work 13:30 to 22:00", "4 work 08:59 to 14:30"), ["4 ARBZG-5-1-REST11 !"]),
        (("3 work 13:30 to 22:00", "4 work 09:00 to 14:30"), []),
        (("3 work 06:00 to 16:45",), []),
        (("3 work 06:00 to 16:46",), ["3 ARBZG-3-2-MAX10 !"]),
        (("8 work 06:00 to 12:00",), ["8 ARBZG-9-1-SUN !"]),
        # Thirteen hours leave more than six on both sides of the break: that is settled at work, the ten hours are not.
        (("3 work 06:00 to 19:00",), ["3 ARBZG-3-2-MAX10 !", "3 ARBZG-4-3-6H"]),
        (("3 on_call 16:00 to +1 07:00", "4 work 07:00 to 15:30"), []),
        # Two places one after the other have one break; a split service has it between its parts, and its own rest.
        (("3 work 06:00 to 10:00", "3 work 10:00 to 16:30"), []),
        (("3 work 05:30 to 08:00", "3 work 15:00 to 18:00", "4 work 05:30 to 08:00"), []),
        (("3 work 05:30 to 08:00", "3 work 15:00 to 19:30", "4 work 05:30 to 08:00"), ["4 ARBZG-5-1-REST11 !"]),
    ],
)
def test_what_breaks_the_law_blocks_and_a_break_only_warns(words: tuple[str, ...], expected: list[str]) -> None:
    assert told(objections(planned(*words))) == expected


def test_rest_counts_from_what_was_really_worked() -> None:
    file = planned("3 work 06:00 to 14:30", stamps="14:00 in 22:30 out")

    assert told(objections(file)) == ["3 ARBZG-5-1-REST11 !"]


def test_only_what_lies_ahead_is_objected_to() -> None:
    worked = planned(stamps="06:00 in 20:00 out")
    begun = planned("2 work 06:00 to 20:00", stamps="06:00 in 20:00 out")

    assert objections(worked) == ()
    assert objections(begun) == ()


def test_a_gateway_opens_the_longer_day_and_takes_no_break() -> None:
    rules = ModelRules(gateway=Gateway("AZVOFeu NRW §2 Abs. 1", at("23:00") - at("-1 21:00"), breaks_asked=False))
    file = planned("3 standby_on_site 07:00 to +1 07:00", model=Model(rules=rules))

    assert told(objections(file)) == []
    assert told(objections(planned("3 standby_on_site 07:00 to +1 07:00"))) == [
        "3 ARBZG-3-2-MAX10 !",
        "3 ARBZG-4-3-6H",
    ]


def test_the_night_on_which_clocks_go_back_has_an_hour_more() -> None:
    october = date(2026, 10, 24)
    night = duty("work 21:00 to +1 06:45", october)
    week = DaySpan(date(2026, 10, 19), date(2026, 10, 26))
    as_of = at("00:00", october)
    model = Model(sunday_exemption="Nr. 1")
    file = a_file("", day=october, days=week, duties=(night,), as_of=as_of, model=model)
    before = replace(file, duties=(duty("work 21:00 to +1 06:45", date(2026, 10, 24) - ONE_DAY),))

    assert told(objections(file)) == []
    assert told(objections(replace(file, duties=(duty("work 21:00 to +1 06:46", october),)))) == [
        "24 ARBZG-3-2-MAX10 !"
    ]
    assert told(objections(replace(before, as_of=datetime.fromisoformat("2026-10-20T00:00+02:00")))) == []


def test_a_minor_has_her_own_days_and_her_own_week() -> None:
    born_on = date(2010, 1, 5)
    at_eight = tuple(f"{day} work 08:00 to 17:00" for day in range(2, 8))
    night, sixth = (
        "3 work 12:00 to 20:30",
        ["7 JARBSCHG-15-5DAYS !", "7 JARBSCHG-16-1-SAT !", "7 JARBSCHG-8-1-WEEK40 !"],
    )
    monday = at("00:00", MONDAY)

    assert told(objections(planned(night, born_on=born_on))) == ["3 JARBSCHG-14-1-NIGHT !"]
    assert told(objections(replace(planned(*at_eight, born_on=born_on), as_of=monday))) == sixth
    assert told(objections(replace(planned(*at_eight, born_on=date(2008, 11, 2)), as_of=monday))) == []


def test_what_protects_one_person_blocks_her_plan() -> None:
    expecting = Protection(ProtectionKind.MATERNITY, MONDAY, figures=Figures(due_on=date(2027, 3, 1)))
    file = replace(planned("3 work 13:30 to 22:00"), protections=(expecting,))

    assert [each.finding.code for each in objections(file) if each.blocks] == [Code.MUSCHG_5_1_NIGHT]


LONG = "vocational_school from 08:00 to 13:00 lessons=6 travel_min=20"
SHORT = "vocational_school from 08:00 to 12:00 lessons=5 travel_min=20"


@pytest.mark.parametrize(
    ("lessons", "words", "expected"),
    [
        (LONG, "3 work 14:00 to 16:00", ["3 BBIG-15-1-2 !"]),
        (SHORT, "3 work 13:00 to 17:00", []),
        (SHORT, "3 work 06:00 to 07:30", ["3 BBIG-15-1-1 !"]),
        ("leave", "3 work 13:00 to 17:00", []),
        (LONG, "4 work 08:00 to 12:00", []),
    ],
)
def test_a_day_at_school_blocks_what_it_is_free_of(lessons: str, words: str, expected: list[str]) -> None:
    file = replace(planned(words, born_on=date(2006, 1, 5)), absences=(absent(lessons, TUESDAY),))

    assert told(objections(file)) == expected


def test_work_of_an_employment_that_is_none_that_day_has_no_school() -> None:
    file = replace(planned("3 work 14:00 to 16:00"), absences=(absent(LONG, TUESDAY),))

    assert told(objections(replace(file, plans={}))) == []


def test_a_minors_plan_is_asked_with_her_lessons() -> None:
    """Four hours of school and four of work are eight; a minute more blocks, and so does the sixth day."""
    born_on = date(2010, 1, 5)
    school = tuple(absent(SHORT, date(2026, 11, day)) for day in (3, 4, 5, 6, 7))

    def with_school(*words: str) -> list[str]:
        return told(objections(replace(planned(*words, born_on=born_on), absences=school)))

    assert with_school("3 work 13:00 to 17:00") == []
    assert with_school("3 work 13:00 to 17:01") == ["3 JARBSCHG-8-1-MAX8 !"]
    assert with_school("3 work 13:00 to 17:00", "8 work 10:00 to 12:00") == [
        "8 JARBSCHG-15-5DAYS !",
        "8 JARBSCHG-17-1-SUN !",
    ]


@pytest.mark.parametrize(
    ("instead", "expected"),
    [
        (("3 work 13:30 to 22:00", "4 work 06:00 to 14:30"), []),
        (("3 work 13:30 to 21:30", "4 work 06:00 to 14:30"), []),
        (("3 work 13:30 to 22:30", "4 work 06:00 to 14:30"), ["4 ARBZG-5-1-REST11 !"]),
        (("4 work 06:00 to 14:30", "5 work 00:30 to 08:00"), ["5 ARBZG-5-1-REST11 !"]),
    ],
)
def test_a_change_answers_for_what_it_makes_worse(instead: tuple[str, ...], expected: list[str]) -> None:
    before = objections(planned("3 work 13:30 to 22:00", "4 work 06:00 to 14:30"))

    assert told(made_worse(before, objections(planned(*instead)))) == expected


YEAR = {"first_day": "2026-01-01", "last_day": "2026-12-31"}
LAST_MONTHS = {"first_day": "2026-09-01", "last_day": "2026-12-31"}


def passed(day: int, hours: int, period: Mapping[str, str], *, blocks: bool = True) -> Objection:
    """Return 630 hours of a period passed since a day of October, by how many there would be."""
    since = date(2026, 10, day)
    figures = hours * 60, 630 * 60
    return Objection(Finding(Code.AZVOFEU_2_1, Severity.WARNING, since, "AZVOFeu", *figures, dict(period)), blocks)


@pytest.mark.parametrize(
    ("after", "worse"),
    [
        ([passed(24, 640, LAST_MONTHS), passed(24, 700, YEAR)], []),
        # A duty of the 24th worked on the 22nd: no more of the months, whose hours are only passed sooner.
        ([passed(22, 640, LAST_MONTHS), passed(24, 700, YEAR)], []),
        # More in the months, which the year, passed by more and since the same day, does not hide.
        ([passed(24, 664, LAST_MONTHS), passed(24, 700, YEAR)], [passed(24, 664, LAST_MONTHS)]),
    ],
)
def test_a_period_is_made_worse_by_its_hours_whenever_it_is_passed(
    after: list[Objection], worse: list[Objection]
) -> None:
    before = [passed(24, 640, LAST_MONTHS), passed(24, 700, YEAR)]

    assert list(made_worse(before, after)) == worse


def test_a_warning_that_comes_to_block_is_worse_and_hours_above_the_contract_are_those_of_the_month() -> None:
    def above(day: int, hours: int) -> Objection:
        figures = hours * 60, 168 * 60
        return Objection(Finding(Code.PLANNED_ABOVE, Severity.WARNING, date(2026, 10, day), "", *figures), blocks=False)

    warned, blocked = (passed(24, 640, YEAR, blocks=each) for each in (False, True))

    assert made_worse([warned], [blocked]) == (blocked,)
    assert made_worse([above(24, 170)], [above(22, 170)]) == ()
    assert made_worse([above(24, 170)], [above(22, 180)]) == (above(22, 180),)


def test_a_sunday_less_is_worse_though_there_were_too_few() -> None:
    def free(sundays: int) -> Objection:
        figures = {"free": str(sundays), "least": "15"}
        return Objection(Finding(Code.ARBZG_11_1, Severity.VIOLATION, date(2026, 10, 25), "", figures=figures), True)

    assert made_worse([free(14)], [free(13)]) == (free(13),)
    assert made_worse([free(14)], [free(14)]) == made_worse([free(13)], [free(14)]) == ()
