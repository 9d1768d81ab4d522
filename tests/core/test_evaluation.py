"""What the bill says beyond its figures: citations, clocks, sessions, and whose day it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.core.builders import ONE_DAY, TUESDAY, Model, a_day, a_file, a_person, at, codes, hours, span, taps
from timeclock.core.day import Break
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Code, Severity
from timeclock.core.lines import Reason
from timeclock.core.plans import Gateway, ModelRules
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import Stamp, StampKind


def test_every_line_names_its_rule_and_citation() -> None:
    result = a_day("05:50 in 05:51 in 14:20 out", contested=True, model=Model(frame="06:00-20:00"))

    assert [line.reason for line in result.lines] == [
        Reason.WORK, Reason.DOUBLED_STAMP, Reason.BREAK_DEDUCTED, Reason.BREAK_CONTESTED, Reason.OUTSIDE_FRAME,
        Reason.PATTERN,
    ]  # fmt: skip
    assert all(line.rule and line.citation for line in result.lines)
    assert "C-7" in result.lines[2].citation
    assert "C-8" in result.lines[3].citation
    assert result.lines[4].citation == "DV Gleitzeit §3"


def test_a_work_line_carries_its_span_and_clocks() -> None:
    line = a_day("08:00:30 in 12:00 out").lines[0]

    assert span("08:00-12:00") == line.span
    assert line.figures == {"from": "08:00", "to": "12:00"}


def test_the_deduction_tells_what_it_is_made_of() -> None:
    lines = a_day("07:00 in 12:00 break_start 12:30 break_end 16:40 out").lines
    line = next(line for line in lines if line.amount < timedelta(0))

    assert line.figures == {"present": 550, "interruptions": 30, "required": 45, "kept": 540}


def test_a_violation_carries_citation_figure_and_limit() -> None:
    found = {finding.code: finding for finding in a_person("07:00 in 17:30 out").findings}

    longest = found[Code.ARBZG_3_2_MAX10]
    assert (longest.citation, longest.figure, longest.limit) == ("ArbZG §3 Satz 2", 630, 600)
    assert (found[Code.ARBZG_4_1_DUR45].figure, found[Code.ARBZG_4_1_DUR45].limit) == (0, 45)
    assert all(finding.severity is Severity.VIOLATION for finding in found.values())


def test_a_session_holds_its_stamps_and_breaks() -> None:
    session = a_day("08:00:10 in 12:00:10 break_start 12:30:10 break_end 14:00:10 out").sessions[0]

    assert (session.in_stamp, session.out_stamp) == (UUID(int=1), UUID(int=4))
    assert (session.from_at, session.to_at) == (at("08:00"), at("14:00"))
    assert session.breaks == (Break(at("12:00"), at("12:30")),)


def test_who_goes_home_from_a_break_keeps_session_and_break_but_not_the_time() -> None:
    result = a_day("08:00 in 14:00 break_start 14:20 out")

    assert at("14:20") == result.sessions[0].to_at
    assert result.sessions[0].breaks == (Break(at("14:00"), at("14:20")),)
    assert hours("6:00") == result.worked


def test_a_missing_out_tells_kind_and_clock_and_how_far_the_next_out_lies() -> None:
    missing = a_day("06:00 in 22:01 out").findings[0]

    assert missing.figures == {"kind": "in", "at": "06:00"}
    assert (missing.figure, missing.limit) == (961, 960)


def test_an_out_days_later_has_nothing_to_do_with_the_in() -> None:
    missing = a_day("06:00 in +1 06:01 out").findings[0]

    assert missing.code is Code.MISSING_OUT
    assert missing.figure is None


def test_days_after_the_present_have_no_result() -> None:
    result = a_person("08:00 in 14:00 out", days=DaySpan(TUESDAY, TUESDAY + 3 * ONE_DAY), as_of=at("+1 09:00"))

    assert [day.day for day in result.days] == [TUESDAY, TUESDAY + ONE_DAY]


def test_results_come_by_employment_and_day() -> None:
    result = a_person("", employments=(2, 1), days=DaySpan(TUESDAY, TUESDAY + 2 * ONE_DAY))

    assert [(day.employment_id, day.day.day) for day in result.days] == [(1, 3), (1, 4), (2, 3), (2, 4)]


def test_each_employment_has_its_own_bill_and_deduction() -> None:
    result = a_person("#1 08:00 in 13:00 out #2 13:00 in 18:00 out", employments=(1, 2))

    assert [day.worked for day in result.days] == [hours("5:00"), hours("5:00")]
    assert [hours("10:00")] == [day.protective for day in result.protect_days]


def test_work_without_an_employment_is_reported_and_credited_to_nobody() -> None:
    result = a_person("#2 08:00 in 12:00 out", employments=(1,))

    assert [finding.figures for finding in result.findings if finding.code is Code.NO_EMPLOYMENT] == [{"employment": 2}]
    assert [day.employment_id for day in result.days] == [1]
    assert [hours("4:00")] == [day.protective for day in result.protect_days]


def test_without_any_plan_nothing_breaks() -> None:
    result = a_person("08:00 in 12:00 out", plans={})

    assert result.days == ()
    assert codes(result) == ["no_employment"]


def test_the_rules_of_the_day_decide_also_before_the_asked_days() -> None:
    file = a_file("08:00 in 19:00 out")
    short = Model(rules=ModelRules(longest_session=hours("10:00"))).in_force(1)
    plans = {key: short if key[1] <= TUESDAY else plan for key, plan in file.plans.items()}

    assert codes(evaluate(replace(file, plans=plans)).days[0]) == ["missing_out", "missing_in"]


def test_a_rest_is_known_only_as_far_as_every_file_reaches() -> None:
    """Friday to Monday: a file of Monday need not hold Friday, so the figure is the same with and without."""
    monday = date(2026, 11, 9)
    stamps = (*taps("08:00 in 12:00 out", date(2026, 11, 6)), *taps("08:00 in 12:00 out", monday))

    assert a_person(stamps, day=monday).protect_days[0].rest_before is None


def test_two_working_days_of_one_date_are_numbered() -> None:
    days = a_person("06:00 in 10:00 out 21:00 in +1 01:00 out").protect_days

    assert [(day.day, day.no) for day in days] == [(TUESDAY, 1), (TUESDAY, 2)]


def test_a_stamp_refuses_a_zone_other_than_utc() -> None:
    naive = at("08:00").replace(tzinfo=None)

    with pytest.raises(ValueError, match="instant is UTC"):
        Stamp(UUID(int=1), StampKind.IN, naive, 1, "terminal")


def test_a_gateway_opens_nothing_to_who_works_elsewhere_without_one() -> None:
    stamps = taps("06:00 in 12:00 out #2 12:30 in 18:00 out")
    gateway = Gateway("DV Bereitschaft §2", hours("16:00"))
    longer = Model(rules=ModelRules(gateway=gateway))
    other = Model(rules=ModelRules(gateway=replace(gateway, longest_day=hours("11:00"))))
    days = DaySpan(TUESDAY - 2 * ONE_DAY, TUESDAY + 3 * ONE_DAY)

    def found(second: Model) -> list[str]:
        plans = {(no, day): model.in_force(no) for no, model in ((1, longer), (2, second)) for day in days}
        return [code for code in codes(evaluate(a_file(stamps, plans=plans))) if "MAX10" in code]

    assert found(longer) == []
    assert found(other) == ["ARBZG-3-2-MAX10"]
    assert found(Model()) == ["ARBZG-3-2-MAX10"]


def test_a_day_that_is_longer_than_what_was_opened_cites_both() -> None:
    model = Model(rules=ModelRules(gateway=Gateway("DV Bereitschaft §2", hours("12:00"))))
    findings = a_person("06:00 in 12:00 out 12:30 in 19:00 out", model=model).findings
    (found,) = [each for each in findings if each.code is Code.ARBZG_3_2_MAX10]

    assert (found.citation, found.limit) == ("ArbZG §3 Satz 2; DV Bereitschaft §2", 720)


def test_a_minute_of_the_night_counts_once_in_whichever_employment() -> None:
    (day,) = a_person("#1 22:00 in #2 23:30 in #1 +1 01:00 out #2 02:00 out", employments=(1, 2)).protect_days

    assert (day.night, day.night_work) == (hours("3:00"), True)
