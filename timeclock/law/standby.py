"""What tariff gives for being within reach, and for the calls in it, read."""

from __future__ import annotations

from timeclock.core.figures import (
    CallFigures,
    OnCallFigures,
    OnCallHours,
    ReactionFigures,
    StandbyTimeFigures,
    StandbyWeekFigures,
)
from timeclock.law.entry import Entry


def on_call(entry: Entry) -> OnCallFigures:
    return OnCallFigures(
        regimes=entry.texts("regimes"),
        least=entry.duration("least"),
        day=entry.pay_hours("day"),
        free_day=entry.pay_hours("free_day"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
    )


def on_call_hours(entry: Entry) -> OnCallHours:
    return OnCallHours(entry.pay_hours("an_hour"), entry.text("rule"), entry.text("citation"))


def calls(entry: Entry) -> CallFigures:
    return CallFigures(entry.duration("round_to"), entry.text("rule"), entry.text("citation"))


def standby_time(entry: Entry) -> StandbyTimeFigures:
    return StandbyTimeFigures(entry.percent("percent") or 0, entry.text("rule"), entry.text("citation"))


def standby_weeks(entry: Entry) -> StandbyWeekFigures:
    return StandbyWeekFigures(
        regimes=entry.texts("regimes"),
        full_week=entry.duration("full_week"),
        whole_week=entry.duration("whole_week"),
        citation=entry.text("citation"),
    )


def on_call_reaction(entry: Entry) -> ReactionFigures:
    return ReactionFigures(entry.duration("reaction_time"), entry.text("citation"))
