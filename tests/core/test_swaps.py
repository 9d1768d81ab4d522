"""What stands against two people exchanging duties of a roster; everything but the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.core.builders import ONE_DAY, TUESDAY, at, duty
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.swaps import Obstacle, Situation, Swap, key_of, obstacles

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, WEDNESDAY = TUESDAY - ONE_DAY, TUESDAY + ONE_DAY
AYDIN, BRANDT, BRANDTS_OTHER = 1, 2, 3
PERSONS = {AYDIN: 11, BRANDT: 12, BRANDTS_OTHER: 12}
EARLY, LATE = duty("work 06:00 to 14:00", TUESDAY), duty("work 14:00 to 22:00", WEDNESDAY)
HERS, HIS = replace(EARLY, employment_id=AYDIN), replace(LATE, employment_id=BRANDT)
BOTH = Swap(HERS, BRANDT, HIS)
TAKEN_OVER = Swap(HERS, BRANDT)


def situation(*duties: Duty, **others: object) -> Situation:
    """Return Monday, with both in the unit all week and the duties that are swapped in its roster."""
    held = duties or (HERS, HIS)
    week = [MONDAY + no * ONE_DAY for no in range(7)]
    here = frozenset((each, day) for each in (AYDIN, BRANDT) for day in week)
    keys = frozenset(map(key_of, held))
    found = Situation(MONDAY, keys, held, PERSONS, here, frozenset(), frozenset(), frozenset())
    return replace(found, **others)  # type: ignore[arg-type]


def told(swap: Swap, found: Situation) -> tuple[Obstacle, ...]:
    return obstacles(swap, found, BERLIN)


def test_two_swap_a_duty_each_or_one_is_just_taken_over() -> None:
    assert (told(BOTH, situation()), told(TAKEN_OVER, situation())) == ((), ())
    assert BOTH.after(BRANDT, [HIS]) == (replace(HERS, employment_id=BRANDT),)
    assert BOTH.after(AYDIN, [HERS]) == (replace(HIS, employment_id=AYDIN),)
    assert TAKEN_OVER.after(AYDIN, [HERS]) == ()


def test_the_same_day_is_swapped_although_each_has_a_duty_on_it() -> None:
    his = replace(HERS, employment_id=BRANDT, span=duty("work 14:00 to 22:00", TUESDAY).span)

    assert told(Swap(HERS, BRANDT, his), situation(HERS, his)) == ()


@pytest.mark.parametrize(
    ("swap", "found", "expected"),
    [
        (BOTH, situation(HERS), Obstacle.CHANGED),
        (BOTH, situation(today=TUESDAY), Obstacle.BEGUN),
        (BOTH, situation(here=frozenset({(AYDIN, WEDNESDAY)})), Obstacle.OTHER_UNIT),
        (BOTH, situation(away=frozenset({(BRANDT, TUESDAY)})), Obstacle.AWAY),
        (BOTH, situation(closed=frozenset({BRANDT})), Obstacle.CLOSED),
        (BOTH, situation(without_plan=frozenset({key_of(HERS)})), Obstacle.NO_PLAN),
        (TAKEN_OVER, situation(HERS, replace(HERS, employment_id=BRANDT)), Obstacle.OVERLAPS),
        (TAKEN_OVER, situation(HERS, replace(HERS, employment_id=BRANDTS_OTHER)), Obstacle.OVERLAPS),
    ],
)
def test_what_changed_meanwhile_stands_against_it(swap: Swap, found: Situation, expected: Obstacle) -> None:
    assert told(swap, found) == (expected,)


def test_who_gives_a_duty_away_may_be_absent_on_its_day() -> None:
    assert told(BOTH, situation(away=frozenset({(AYDIN, TUESDAY), (BRANDT, WEDNESDAY)}))) == ()


def test_lessons_and_duties_of_two_months_are_not_swapped() -> None:
    lessons = replace(HERS, kind=DutyKind.LESSONS)
    december = replace(HIS, span=duty("work 14:00 to 22:00", date(2026, 12, 2)).span)
    here = frozenset({(BRANDT, TUESDAY), (AYDIN, date(2026, 12, 2))})

    assert told(Swap(lessons, BRANDT), situation(lessons)) == (Obstacle.CHANGED,)
    assert told(Swap(HERS, BRANDT, december), situation(HERS, december, here=here)) == (Obstacle.OTHER_MONTH,)


@pytest.mark.parametrize(
    ("kind", "other", "expected"),
    [
        (DutyKind.WORK, "standby_on_site 13:59 to 20:00", (Obstacle.OVERLAPS,)),
        (DutyKind.WORK, "work 14:00 to 20:00", ()),
        (DutyKind.WORK, "on_call 06:00 to +1 06:00", ()),
        (DutyKind.ON_CALL, "work 06:00 to 14:00", ()),
        (DutyKind.ON_CALL, "on_call 13:00 to 20:00", (Obstacle.OVERLAPS,)),
    ],
)
def test_a_shift_meets_any_shift_and_being_on_call_only_the_same(
    kind: DutyKind, other: str, expected: tuple[Obstacle, ...]
) -> None:
    hers, his = replace(HERS, kind=kind), replace(duty(other, TUESDAY), employment_id=BRANDT)

    assert told(Swap(hers, BRANDT), situation(hers, his)) == expected


def test_a_duty_past_midnight_belongs_to_the_day_it_begins_on() -> None:
    night = replace(HERS, span=replace(HERS.span, from_at=at("22:00", MONDAY), to_at=at("06:00", TUESDAY)))

    assert told(Swap(night, BRANDT), situation(night)) == (Obstacle.BEGUN,)
    assert told(Swap(night, BRANDT), situation(night, today=MONDAY - timedelta(days=1))) == ()
