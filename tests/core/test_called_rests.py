"""After a call the rest begins anew: work that is planned sooner has to wait, and nobody holds that against her."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.core.builders import BERLIN, TUESDAY, Model, a_day, a_file, absent, at, day_plan, duty, hours, law_figures
from timeclock.core import called_rests
from timeclock.core.called_rests import CalledRest
from timeclock.core.day import DayResult, WorkSession
from timeclock.core.evaluation import paired_of
from timeclock.core.findings import Code
from timeclock.core.plans import ModelRules, OnCallTerms
from timeclock.core.sessions import pieces_of
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY, shown

WEDNESDAY = TUESDAY + ONE_DAY
CORE, FRAME = Model(core="09:00-15:00", frame="06:00-20:00"), Model(frame="06:00-20:00")
WORKED = "07:00 in 15:18 out "
EVENING = WORKED + "20:40 call_start 22:30 call_end"
CREDITING = ModelRules(agreement="DV Winterdienst §4", on_call=OnCallTerms(credits_rest=True))


def rests(stamps: str, model: Model = CORE, day: date = WEDNESDAY, **more: object) -> list[CalledRest]:
    file = a_file(stamps, model=model, days=DaySpan(TUESDAY, WEDNESDAY + ONE_DAY), **more)  # type: ignore[arg-type]  # the wishes are those of a_file
    pieces = [piece for one in paired_of(file) for piece in pieces_of(one)]
    return list(called_rests.judged(file, pieces, DaySpan.one(day)))


def told(found: list[CalledRest]) -> list[str]:
    return [f"{shown(each.earliest, BERLIN)} for {shown(each.planned, BERLIN)}" for each in found]


def wednesday(stamps: str, model: Model) -> DayResult:
    """Return Wednesday after the call of Tuesday evening."""
    return a_day(EVENING + " " + stamps, model=model, day=TUESDAY, days=DaySpan.one(WEDNESDAY))


@pytest.mark.parametrize(
    ("stamps", "said"),
    [
        (EVENING, ["9:30 for 9:00"]),
        (WORKED + "20:40 call_start 22:00 call_end", []),
        (WORKED + "20:40 call_start 22:01 call_end", ["9:01 for 9:00"]),
        # Between 15:18 and 2:18 lie eleven hours: the call begins the new day. A minute earlier it cuts the rest.
        (WORKED + "+1 02:18 call_start 03:00 call_end", []),
        (WORKED + "+1 02:17 call_start 03:00 call_end", ["14:00 for 9:00"]),
        # A free day before: nothing is cut by a call in the small hours, but by one in the evening.
        ("+1 02:00 call_start 03:00 call_end", []),
        ("23:00 call_start 23:30 call_end", ["10:30 for 9:00"]),
        # Two calls: the rest begins anew with the last.
        (WORKED + "20:40 call_start 21:00 call_end +1 04:00 call_start 04:30 call_end", ["15:30 for 9:00"]),
        # Nobody knows when the call ended; work after it has its own rest.
        (WORKED + "20:40 call_start", []),
        (EVENING + " 23:00 in 23:30 out", []),
        (WORKED, []),
    ],
)
def test_work_may_begin_eleven_hours_after_the_call(stamps: str, said: list[str]) -> None:
    assert [each.replace("09:", "9:") for each in told(rests(stamps))] == [each.replace("09:", "9:") for each in said]


def test_a_call_in_the_middle_of_a_working_day_cuts_nothing() -> None:
    stamps = "07:00 in 09:00 out 10:00 call_start 11:00 call_end"

    assert rests(stamps, day=TUESDAY, duties=(duty("work 12:00 to 18:00"),)) == []


@pytest.mark.parametrize(
    ("model", "more", "said"),
    [
        (FRAME, {}, [("06:00", False)]),
        (Model(), {}, []),
        (Model(target="0:00", core="09:00-15:00"), {}, []),
        (Model(target=None), {}, []),
        (CORE, {"duties": (duty("work 07:00 to 15:00", WEDNESDAY),)}, [("07:00", True)]),
        (CORE, {"duties": (duty("work 07:00 to 15:00", WEDNESDAY + ONE_DAY),)}, []),
        (CORE, {"absences": (absent("leave", WEDNESDAY),)}, []),
    ],
    ids=["the frame", "no clock", "nothing due", "no plan", "a shift", "free by the roster", "on leave"],
)
def test_what_has_to_wait_is_the_shift_or_what_the_plan_says(
    model: Model, more: dict[str, object], said: list[tuple[str, bool]]
) -> None:
    assert [(shown(each.planned, BERLIN), each.fixed) for each in rests(EVENING, model, **more)] == said


def test_a_special_plan_begins_when_it_says() -> None:
    assert told(rests(EVENING, day=TUESDAY)) == []
    stamps = "-1 20:40 call_start 22:30 call_end"
    assert told(rests("-1 07:00 in 15:00 out " + stamps, day=TUESDAY, special=day_plan("S 4:00 06:00"))) == [
        "09:30 for 06:00"
    ]


def test_where_the_rest_may_be_cut_it_is_ten_hours() -> None:
    rules = ModelRules(shortened_rest=True)

    assert told(rests(EVENING, Model(core="09:00-15:00", rules=rules))) == []
    assert told(rests(EVENING, Model(core="08:00-15:00", rules=rules))) == ["08:30 for 08:00"]


class TestTheDay:
    """The bill of the day on which work begins later."""

    def test_says_so_and_asks_for_no_core_time_before(self) -> None:
        came = wednesday("+1 09:30 in 12:00 out 12:30 in 17:48 out", CORE)
        late = wednesday("+1 09:40 in 12:00 out 12:30 in 17:58 out", CORE)

        assert [each.code for each in came.findings] == [Code.CALLED_REST]
        assert came.findings[0].figures == {"called": "22:30", "earliest": "09:30"}
        # Ten minutes of core time are missing then, and the half hour before is not.
        assert [(each.code, each.figure) for each in late.findings] == [(Code.CALLED_REST, None), (Code.CORE_TIME, 10)]

    def test_owes_what_was_due_unless_an_agreement_credits_the_rest(self) -> None:
        stamps = "+1 09:30 in 12:00 out 12:30 in 17:00 out"
        credited = wednesday(stamps, Model(core="09:00-15:00", rules=CREDITING))

        assert wednesday(stamps, CORE).worked == hours("7:00")
        assert credited.worked == hours("7:30")
        [line] = [each for each in credited.lines if each.reason == "called_rest"]
        assert (line.amount, line.citation) == (hours("0:30"), "DV Winterdienst §4")

    @pytest.mark.parametrize(
        ("stamps", "core", "worked"),
        [
            # The target is 7:48: twelve minutes are left of it.
            ("+1 09:30 in 12:00 out 12:30 in 17:36 out", "09:00-15:00", "7:48"),
            ("+1 09:30 in 12:00 out 12:30 in 17:48 out", "09:00-15:00", "7:48"),
            # She came all the same: what is worked is worked, and nothing waits.
            ("+1 09:00 in 12:00 out 12:30 in 16:00 out", "09:00-15:00", "6:30"),
            # The beginning of a frame is nobody's beginning.
            ("+1 09:30 in 12:00 out 12:30 in 17:00 out", None, "7:00"),
        ],
    )
    def test_is_credited_up_to_its_target_and_no_further(self, stamps: str, core: str | None, worked: str) -> None:
        model = Model(core=core, frame=None if core else "06:00-20:00", rules=CREDITING)

        assert wednesday(stamps, model).worked == hours(worked)


def running(stamps: str, now: str) -> str | None:
    file = a_file(stamps)
    sessions: list[WorkSession] = [session for one in paired_of(file) for session in one.sessions]
    until = called_rests.running(sessions, law_figures(), BERLIN, at(now))
    return None if until is None else shown(until, BERLIN)


@pytest.mark.parametrize(
    ("stamps", "now", "until"),
    [
        (EVENING, "22:31", "09:30"),
        (EVENING, "+1 09:29", "09:30"),
        (EVENING, "+1 09:30", None),
        (WORKED + "20:40 call_start", "22:31", None),
        (WORKED, "22:31", None),
        ("", "22:31", None),
        # The day begins with a call after eleven hours of rest.
        ("-1 07:00 in 15:00 out +0 03:00 call_start 04:00 call_end", "05:00", None),
        ("-1 07:00 in 17:00 out +0 03:00 call_start 04:00 call_end", "05:00", "15:00"),
    ],
)
def test_while_the_rest_lasts_it_is_told_until_when(stamps: str, now: str, until: str | None) -> None:
    assert running(stamps, now) == until


def test_the_rest_counts_real_hours_when_the_clocks_change() -> None:
    """In the night to 25 October 2026 eleven hours after 22:30 are 8:30."""
    night = date(2026, 10, 24)
    file = a_file("20:40 call_start 22:30 call_end", day=night)
    sessions = [session for one in paired_of(file) for session in one.sessions]
    until = called_rests.running(sessions, law_figures(), BERLIN, at("23:00", night))

    assert until is not None
    assert (shown(until, BERLIN), until - at("22:30", night)) == ("08:30", timedelta(hours=11))
