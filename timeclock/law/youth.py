"""The figures of the JArbSchG and of trainees at school, read."""

from __future__ import annotations

from timeclock.core.figures import MinorFigures, SchoolFigures
from timeclock.law import working_time
from timeclock.law.entry import Entry


def minors(entry: Entry) -> MinorFigures:
    return MinorFigures(
        of_age=entry.years("of_age"),
        breaks=working_time.breaks(entry),
        break_edge=entry.duration("break_edge"),
        break_edge_citation=entry.text("break_edge_citation"),
        longest_day=entry.duration("longest_day"),
        longest_balanced_day=entry.duration("longest_balanced_day"),
        longest_day_citation=entry.text("longest_day_citation"),
        lessons_citation=entry.text("lessons_citation"),
        longest_week=entry.duration("longest_week"),
        longest_week_citation=entry.text("longest_week_citation"),
        most_days=entry.count("most_days"),
        most_days_citation=entry.text("most_days_citation"),
        longest_shift=entry.duration("longest_shift"),
        longest_shift_citation=entry.text("longest_shift_citation"),
        least_rest=entry.duration("least_rest"),
        least_rest_citation=entry.text("least_rest_citation"),
        hours=entry.clocks("hours"),
        shift_hours=entry.clocks("shift_hours"),
        shift_hours_from_age=entry.years("shift_hours_from_age"),
        hours_citation=entry.text("hours_citation"),
        saturday_citation=entry.text("saturday_citation"),
        sunday_citation=entry.text("sunday_citation"),
        holiday_citation=entry.text("holiday_citation"),
        eve=entry.clocks("eve"),
        eve_citation=entry.text("eve_citation"),
    )


def school(entry: Entry) -> SchoolFigures:
    return SchoolFigures(
        early=entry.clocks("early"),
        early_citation=entry.text("early_citation"),
        most_lessons=entry.count("most_lessons"),
        day_citation=entry.text("day_citation"),
        block_hours=entry.duration("block_hours"),
        block_days=entry.count("block_days"),
        block_extra=entry.duration("block_extra"),
        block_citation=entry.text("block_citation"),
        travel_counts=entry.flag("travel_counts"),
        hours_citation=entry.text("hours_citation"),
        rule=entry.text("rule"),
    )
