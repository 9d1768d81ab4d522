"""A roster as it is planned: keys and clocks that are typed, rotations, heads that are there, and notice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from timeclock.core import rosters
from timeclock.core.duties import Duty, DutyKind
from timeclock.core.needs import HOLIDAY, Heads, part_of
from timeclock.core.rosters import Coverage, Planned, Rotation, ShiftKind, UnknownKey
from timeclock.core.spans import Span

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 2)
EARLY = ShiftKind("F", "Früh", DutyKind.WORK, time(6), time(14, 30))
NIGHT = ShiftKind("N", "Nacht", DutyKind.WORK, time(22), time(6))
WATCH = ShiftKind("W", "Wache", DutyKind.WORK, time(8), time(8))
CALL = ShiftKind("R", "Ruf", DutyKind.ON_CALL, time(15), time(7))
KINDS = {each.key: each for each in (EARLY, NIGHT, WATCH, CALL)}


def planned(kind: ShiftKind, day: date, who: int = 1, key: str | None = None) -> Planned:
    return Planned(Duty(who, kind.kind, kind.span(day, BERLIN)), kind.key if key is None else key)


@pytest.mark.parametrize(
    ("typed", "clocks"),
    [
        ("", []),
        (" - ", []),
        ("f", [(6, 14)]),
        ("F+n", [(6, 14), (22, 6)]),
        ("F F", [(6, 14)]),
        ("7-9", [(7, 9)]),
        ("0600–1430", [(6, 14)]),
    ],
)
def test_what_is_typed_for_a_day_are_its_shifts(typed: str, clocks: list[tuple[int, int]]) -> None:
    assert [(each.begins.hour, each.ends.hour) for each in rosters.read(typed, KINDS)] == clocks


@pytest.mark.parametrize("typed", ["X", "25-26", "6-", "F N W R", "*15:00-07:00"])
def test_what_is_neither_a_key_nor_a_time_is_refused(typed: str) -> None:
    with pytest.raises(UnknownKey):
        rosters.read(typed, KINDS)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(MONDAY, 24), (date(2026, 10, 24), 25), (date(2026, 3, 28), 23)],
    ids=["plain", "autumn", "spring"],
)
def test_a_watch_of_24_hours_has_the_real_hours_of_its_night(day: date, hours: int) -> None:
    assert WATCH.span(day, BERLIN).length == timedelta(hours=hours)


def test_a_shift_is_written_as_it_can_be_typed_again_or_marked_where_it_cannot() -> None:
    plain = ShiftKind("", "", DutyKind.WORK, time(7), time(9))
    weekend = Duty(
        1, DutyKind.ON_CALL, Span(datetime(2026, 11, 6, 14, tzinfo=UTC), datetime(2026, 11, 9, 6, tzinfo=UTC))
    )
    found = [
        rosters.named(each.duty, each.key, KINDS.values(), BERLIN)
        for each in (
            planned(NIGHT, MONDAY, key=""),
            planned(EARLY, MONDAY),
            planned(plain, MONDAY),
            Planned(weekend, ""),
        )
    ]

    assert [each.key for each in found] == ["N", "F", "", ""]
    assert rosters.written(found, BERLIN) == "N+F+07:00-09:00+*15:00-07:00"

    later = {"F": ShiftKind("F", "Früh", DutyKind.WORK, time(7), time(15))}
    now = [rosters.still_named(each, later, BERLIN) for each in found[:2]]
    assert rosters.written(now, BERLIN) == "N+06:00-14:30"
    assert rosters.normal(" n  -") == "N"


def test_what_is_planned_goes_by_the_day_it_begins_on() -> None:
    found = rosters.begun_on([planned(NIGHT, MONDAY), planned(EARLY, MONDAY), planned(EARLY, MONDAY, 2)], BERLIN)

    assert {on: rosters.written(each, BERLIN) for on, each in found.items()} == {(1, MONDAY): "F+N", (2, MONDAY): "F"}


def test_a_rotation_goes_round_from_its_anchor_and_each_may_be_ahead() -> None:
    rotation = Rotation(rosters.pattern("F F - / N N -"), MONDAY)
    days = [MONDAY + timedelta(days=no) for no in range(-1, 7)]

    assert [rotation.on(day, 0) for day in days] == ["-", "F", "F", "-", "N", "N", "-", "F"]
    assert [rotation.on(day, 3) for day in days[1:4]] == ["N", "N", "-"]


def test_a_shift_that_begins_before_the_last_is_over_overlaps() -> None:
    early, watch = EARLY.span(MONDAY + timedelta(days=1), BERLIN), WATCH.span(MONDAY, BERLIN)

    assert rosters.overlapping([early, watch]) == (early,)
    assert rosters.overlapping([watch, NIGHT.span(MONDAY + timedelta(days=1), BERLIN)]) == ()


def need(text: str, heads: int = 1, days: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Heads:
    numbers = tuple(heads if no in days else 0 for no in range(8))
    return Heads(1, date(2026, 1, 1), None, numbers, part_of(text))


def covered(asked: Heads, *present: Planned, holidays: frozenset[date] = frozenset()) -> tuple[Coverage, ...]:
    return rosters.coverage([MONDAY], holidays, [asked], present, BERLIN)


def test_hours_of_service_are_as_well_covered_as_their_emptiest_moment() -> None:
    asked = need("08:00-18:00")
    morning = ShiftKind("", "", DutyKind.WORK, time(7), time(13))
    gap, seam = (ShiftKind("", "", DutyKind.WORK, time(hour), time(19)) for hour in (14, 13))

    [short] = covered(asked, planned(morning, MONDAY), planned(gap, MONDAY, 2), planned(CALL, MONDAY, 3))
    [enough] = covered(asked, planned(morning, MONDAY), planned(seam, MONDAY, 2), planned(WATCH, MONDAY, 3))
    assert (short.there, short.missing, short.over) == (0, 1, 0)
    assert (enough.there, enough.missing, enough.over) == (2, 0, 1)


def test_a_night_of_the_month_before_covers_the_first_morning() -> None:
    night = NIGHT.span(MONDAY - timedelta(days=1), BERLIN)
    asked = [need("00:00-06:00"), need("00:00-07:00"), need("N")]
    found = rosters.coverage([MONDAY], frozenset(), asked, [], BERLIN, [night])

    assert [each.there for each in found] == [1, 0, 0]


def test_heads_of_a_shift_are_those_who_begin_it_on_the_day() -> None:
    [found] = covered(need("N", 2), planned(NIGHT, MONDAY), planned(NIGHT, MONDAY - timedelta(days=1), 2))

    assert (found.there, found.missing) == (1, 1)


def test_heads_of_a_day_are_people_and_are_not_asked_of_people_on_call_alone() -> None:
    late = ShiftKind("", "", DutyKind.WORK, time(18), time(20))
    [found] = covered(need("", 2), planned(EARLY, MONDAY), planned(late, MONDAY))

    assert (found.there, found.needed) == (1, 2)
    assert covered(need("", 2), planned(CALL, MONDAY)) == ()


def test_a_holiday_has_a_number_and_clocks_of_its_own() -> None:
    on_holidays = need("10:00-18:00", 2, (HOLIDAY,))
    assert covered(need("N", 2), holidays=frozenset({MONDAY})) == covered(on_holidays) == ()
    [found] = covered(on_holidays, planned(WATCH, MONDAY), holidays=frozenset({MONDAY}))
    assert (found.part.text, found.missing) == ("10:00-18:00", 1)


def test_a_need_is_asked_of_the_days_it_holds() -> None:
    later = Heads(1, MONDAY + timedelta(days=1), None, (1,) * 8, part_of("N"))
    assert covered(later) == ()


def test_told_on_the_fourteenth_day_before_is_in_time() -> None:
    notice = timedelta(days=14)

    assert not rosters.short_of_notice(MONDAY + notice, MONDAY, notice)
    assert rosters.short_of_notice(MONDAY + notice - timedelta(days=1), MONDAY, notice)


def test_being_on_call_over_a_weekend_goes_on_on_its_later_days_and_is_nobody_there() -> None:
    weekend = ShiftKind("E", "Wochenende", DutyKind.ON_CALL, time(15), time(7), days=3)
    friday = date(2026, 11, 6)
    duties = [planned(weekend, friday), planned(NIGHT, friday, 2)]

    assert weekend.span(friday, BERLIN).length == timedelta(hours=64)
    assert sorted(rosters.going_on(duties, BERLIN)) == [(1, friday + timedelta(days=no)) for no in (1, 2, 3)]
    needs = [Heads(1, friday, None, (1,) * 8, part_of(text)) for text in ("E", "15:00-20:00")]
    covered = rosters.coverage([friday], frozenset(), needs, duties, BERLIN)
    assert [(each.there, each.missing) for each in covered] == [(1, 0), (0, 1)]
