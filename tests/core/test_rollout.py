"""How far a unit has come with the move from the card."""

from __future__ import annotations

from datetime import date

from timeclock.core.rollout import GoLive, Stage, plan_of, stage

PARALLEL, LIVE = date(2026, 11, 1), date(2027, 1, 1)
PLAN = GoLive(LIVE, PARALLEL)


def test_a_unit_is_planned_then_beside_the_card_then_live():
    days = (date(2026, 10, 31), PARALLEL, date(2026, 12, 31), LIVE)

    assert [stage(PLAN, day) for day in days] == [Stage.PLANNED, Stage.PARALLEL, Stage.PARALLEL, Stage.LIVE]
    assert stage(GoLive(LIVE), PARALLEL) is Stage.PLANNED
    assert stage(None, LIVE) is Stage.NONE


def test_it_runs_beside_the_card_before_it_is_live():
    assert [each.is_in_order for each in (PLAN, GoLive(LIVE), GoLive(LIVE, LIVE))] == [True, True, False]


def test_a_unit_without_a_plan_follows_the_nearest_above_it():
    later = GoLive(date(2027, 4, 1))
    parents = {1: None, 2: 1, 3: 2, 4: 9, 5: 6, 6: 5}
    plans = {1: PLAN, 2: later}

    assert [plan_of(unit, plans, parents) for unit in (1, 2, 3, 4, 5)] == [PLAN, later, later, None, None]
