"""From when on a figure holds: a line that uses one of law or of the model says it, and whether it replaced another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from tests.core.builders import TUESDAY, Model, a_day, a_file, absent, day_plan, duty, law_figures, order
from timeclock.core.absence_lines import as_others_read
from timeclock.core.dated import Dated, NotInForce, Since
from timeclock.core.day import DayResult
from timeclock.core.evaluation import evaluate
from timeclock.core.plans import ModelRules, ShiftWork

VERSION = Since(date(2026, 5, 1), replaces=True)
BREAKS, TARIFF = Since(date(1994, 7, 1)), Since(date(2005, 10, 1))
NEW_YEAR = date(2027, 1, 1)


def since_of(result: DayResult) -> Mapping[str, Since | None]:
    """Return for each reason on the bill, premium and amount from when on its figure holds."""
    lines = {line.reason.value: line.since for line in result.lines}
    return {**lines, **{each.kind.value: each.since for each in (*result.premiums, *result.amounts)}}


def test_a_day_says_it_of_the_first_entry_and_of_one_that_replaces_another() -> None:
    cap = Dated("cap", ((date(2025, 1, 1), 10), (NEW_YEAR, 20)))

    assert cap.since(date(2026, 12, 31)) == Since(date(2025, 1, 1), replaces=False)
    assert cap.since(NEW_YEAR) == Since(NEW_YEAR, replaces=True)
    with pytest.raises(NotInForce, match="cap"):
        cap.since(date(2024, 12, 31))


def test_target_and_frame_hold_since_the_version_and_the_break_since_the_law() -> None:
    model = Model(frame="06:30-20:00", since=VERSION)

    found = since_of(a_day("06:00 in 14:00 out", model=model, contested=True))

    assert found == {
        "work": None,
        "break_deducted": BREAKS,
        "break_contested": BREAKS,
        "outside_frame": VERSION,
        "pattern": VERSION,
    }


def test_what_was_ordered_uses_no_figure() -> None:
    model = Model(frame="06:30-20:00", since=VERSION)

    found = since_of(a_day("06:00 in 12:00 out", model=model, orders=(order("06:00 to 06:30", TUESDAY),)))

    assert (found["outside_frame"], found["ordered"]) == (VERSION, None)


def test_a_minors_break_holds_since_the_law_of_minors() -> None:
    found = since_of(a_day("08:00 in 13:00 out", born_on=date(2010, 1, 1)))

    assert found["break_deducted"] == law_figures().minors.since(TUESDAY) != BREAKS


def test_premiums_and_paid_breaks_hold_since_the_tariff() -> None:
    rules = ModelRules(shift_work=ShiftWork.ROUND_THE_CLOCK, day_starts=None)

    found = since_of(a_day("14:00 in 18:00 out 18:30 in 22:00 out", model=Model(regime="tvoed", rules=rules)))

    assert (found["break_paid"], found["night"]) == (TARIFF, TARIFF)


def test_being_on_call_holds_since_its_rates() -> None:
    duties = (duty("on_call 16:00 to +1 07:00"), duty("on_call 08:00 to 12:00"))
    calls = "17:00 call_start 17:20 call_end 18:00 @phone call_start 18:10 call_end"

    found = since_of(a_day(calls, model=Model(regime="tvoed"), duties=duties))

    rates = Since(date(2008, 1, 1))
    kinds = {"on_call", "on_call_hours", "call_out", "remote_call"}
    assert {kind: found[kind] for kind in kinds} == dict.fromkeys(kinds, rates)


@pytest.mark.parametrize("standby_time", [False, True])
def test_standby_holds_since_the_model_or_the_tariff(standby_time: bool) -> None:
    model = Model(since=VERSION, rules=ModelRules(standby_percent=50, standby_time=standby_time))

    found = since_of(a_day("16:00 in 22:00 out", model=model, duties=(duty("standby_on_site 16:00 to 22:00"),)))

    assert found["standby_share"] == (TARIFF if standby_time else VERSION)
    assert found["standby_time" if standby_time else "standby_on_site"] == (TARIFF if standby_time else None)


@pytest.mark.parametrize(
    ("given", "reason", "since"),
    [
        ({"duties": (duty("work 06:00 to 14:00 as T 7:48"),)}, "shift", VERSION),
        ({"duties": (duty("work 06:00 to 14:00"),)}, "shift", None),
        ({"duties": (duty("work 06:00 to 14:00", date(2026, 11, 4)),)}, "off_duty", None),
        ({"special": day_plan("S 4:00")}, "special_plan", None),
    ],
)
def test_a_roster_or_a_special_plan_is_of_its_day(
    given: Mapping[str, object], reason: str, since: Since | None
) -> None:
    assert since_of(a_day("", model=Model(since=VERSION), **given))[reason] == since


def test_an_absence_holds_since_its_reason_does_and_trips_and_lessons_since_their_law() -> None:
    found = {
        words: since_of(a_day("", absences=(absent(words),)))
        for words in (
            "leave",
            "trip site_min=60 travel_min=60",
            "vocational_school from 08:00 to 13:00 lessons=6 travel_min=0",
        )
    }

    assert [next(reversed(each.values())) for each in found.values()] == [
        Since(date(1963, 1, 1)),
        TARIFF,
        Since(date(2024, 8, 1), replaces=True),
    ]


def test_others_do_not_read_from_the_day_which_reason_it_is() -> None:
    seen = list(as_others_read(a_day("", absences=(absent("sick"),)).lines))

    assert [line.since for line in seen if line.reason.value == "absent"] == [None]


def test_the_fire_brigades_share_of_a_holiday_holds_since_its_ordinance() -> None:
    all_saints_monday = date(2027, 11, 1)
    model = Model(regime="azvofeu_nrw", weekly="48:00")

    found = since_of(a_day("", day=all_saints_monday, model=model))

    assert found["holiday_share"] == law_figures().fire.since(all_saints_monday)


@pytest.mark.parametrize(("day", "minutes"), [(date(2026, 12, 30), -30), (date(2027, 1, 4), -40)])
def test_a_change_of_law_shows_on_both_sides_of_new_year(day: date, minutes: int) -> None:
    [(first, now)] = law_figures().breaks.entries
    longer = replace(now, steps=tuple(replace(step, pause=step.pause + step.pause / 3) for step in now.steps))
    law = replace(law_figures(), breaks=Dated("breaks", ((first, now), (NEW_YEAR, longer))))

    [found] = evaluate(replace(a_file("08:00 in 16:00 out", day=day), law=law)).days

    [line] = [line for line in found.lines if line.reason.value == "break_deducted"]
    assert line.amount.total_seconds() == minutes * 60
    assert line.since == (Since(NEW_YEAR, replaces=True) if day > NEW_YEAR else BREAKS)
