"""What periods may hold, read."""

from __future__ import annotations

from timeclock.core.figures import (
    AverageFigures,
    FireFigures,
    GatewayAverage,
    NightWorkerFigures,
    SubstituteFigures,
    WindowFigures,
)
from timeclock.law.entry import Entry, LawError

MONTHS = 12


def averages(entry: Entry) -> AverageFigures:
    return AverageFigures(
        window=_window(entry),
        free_sundays=entry.count("free_sundays"),
        free_sundays_citation=entry.text("free_sundays_citation"),
    )


def night_workers(entry: Entry) -> NightWorkerFigures:
    return NightWorkerFigures(entry.count("night_days"), _window(entry))


def substitutes(entry: Entry) -> SubstituteFigures:
    return SubstituteFigures(
        entry.count("sunday_weeks"), entry.count("holiday_weeks"), entry.text("citation"), entry.text("rest_citation")
    )


def gateway_average(entry: Entry) -> GatewayAverage:
    return GatewayAverage(entry.duration("week"), _part_of_a_year(entry, "months"), entry.text("citation"))


def fire(entry: Entry) -> FireFigures:
    return FireFigures(
        regimes=entry.texts("regimes"),
        week=entry.duration("week"),
        opt_out_week=entry.duration("opt_out_week"),
        months=_part_of_a_year(entry, "months"),
        week_breaks_the_law=entry.flag("week_breaks_the_law"),
        citation=entry.text("citation"),
        holiday_share=entry.count("holiday_share"),
        holiday_citation=entry.text("holiday_citation"),
    )


def _window(entry: Entry) -> WindowFigures:
    """Return a window; one of weeks begins on a Monday, those of months fill a year."""
    return WindowFigures(
        each_day=entry.duration("each_day"),
        weeks=entry.count("weeks"),
        weeks_from=entry.monday("weeks_from"),
        months=_part_of_a_year(entry, "months"),
        citation=entry.text("citation"),
    )


def _part_of_a_year(entry: Entry, key: str) -> int:
    number = entry.count(key)
    if MONTHS % number:
        raise LawError(f"{entry.where}: '{key}' must fill a year, as 1, 2, 3, 4, 6 or 12 do, got {number}")
    return number
