"""The MuSchG's figures, read."""

from __future__ import annotations

from timeclock.core.figures import MaternityFigures, MiscarriageFigures, NursingFigures
from timeclock.law.entry import Entry, LawError


def maternity(entry: Entry) -> MaternityFigures:
    return MaternityFigures(
        weeks_before=entry.weeks("weeks_before"),
        weeks_before_citation=entry.text("weeks_before_citation"),
        weeks_after=entry.weeks("weeks_after"),
        weeks_after_longer=entry.weeks("weeks_after_longer"),
        weeks_after_citation=entry.text("weeks_after_citation"),
        longest_day=entry.duration("longest_day"),
        longest_day_minor=entry.duration("longest_day_minor"),
        longest_day_citation=entry.text("longest_day_citation"),
        least_rest=entry.duration("least_rest"),
        least_rest_citation=entry.text("least_rest_citation"),
        hours=entry.clocks("hours"),
        evening_hours=entry.clocks("evening_hours"),
        hours_citation=entry.text("hours_citation"),
        free_sunday_citation=entry.text("free_sunday_citation"),
        double_week=entry.duration("double_week"),
        double_week_minor=entry.duration("double_week_minor"),
        double_weeks_from=entry.monday("double_weeks_from"),
        double_week_citation=entry.text("double_week_citation"),
        month_citation=entry.text("month_citation"),
    )


def nursing(entry: Entry) -> NursingFigures:
    return NursingFigures(
        months=entry.whole("months", "months"),
        day=entry.duration("day"),
        long_over=entry.duration("long_over"),
        parted_by_over=entry.duration("parted_by_over"),
        long_day=entry.duration("long_day"),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
    )


def miscarriage(entry: Entry) -> MiscarriageFigures:
    """Return the weeks of protection, the later week of the pregnancy last."""
    steps = []
    for part in entry.parts("steps"):
        steps.append((part.weeks("from_week"), part.weeks("weeks")))
        part.close()
    if steps != sorted(steps):
        raise LawError(f"{entry.where}: put the earlier week of the pregnancy first, got {steps}")
    return MiscarriageFigures(tuple(steps), entry.text("citation"))
