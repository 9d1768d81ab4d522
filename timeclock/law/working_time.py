"""The ArbZG's figures, read."""

from __future__ import annotations

from timeclock.core.figures import BreakFigures, BreakStep, DayForm, DayLimits, NightFigures, ShortenedRest, ShortWork
from timeclock.core.findings import Severity
from timeclock.law.entry import Entry


def breaks(entry: Entry) -> BreakFigures:
    steps = []
    for part in entry.parts("steps"):
        steps.append(
            BreakStep(part.duration("worked_over"), part.duration("pause"), part.code("rule"), part.text("citation"))
        )
        part.close()
    return BreakFigures(
        steps=tuple(steps),
        least_piece=entry.duration("least_piece"),
        longest_stretch=entry.duration("longest_stretch"),
        stretch_rule=entry.code("stretch_rule"),
        stretch_citation=entry.text("stretch_citation"),
        plateau_rule=entry.text("plateau_rule"),
        plateau_citation=entry.text("plateau_citation"),
        step_rule=entry.text("step_rule"),
        step_citation=entry.text("step_citation"),
        contest_rule=entry.text("contest_rule"),
        contest_citation=entry.text("contest_citation"),
    )


def limits(entry: Entry) -> DayLimits:
    return DayLimits(
        longest_day=entry.duration("longest_day"),
        longest_day_citation=entry.text("longest_day_citation"),
        least_rest=entry.duration("least_rest"),
        least_rest_citation=entry.text("least_rest_citation"),
        free_sunday_citation=entry.text("free_sunday_citation"),
    )


def shortened_rest(entry: Entry) -> ShortenedRest:
    return ShortenedRest(
        least=entry.duration("least"),
        compensating=entry.duration("compensating"),
        weeks=entry.weeks("weeks"),
        citation=entry.text("citation"),
        long_day=entry.duration("long_day"),
        long_day_citation=entry.text("long_day_citation"),
    )


def short_work(entry: Entry) -> ShortWork:
    return ShortWork(entry.duration("slight_under"), entry.word("severity", Severity), entry.duration("ignored_under"))


def day_form(entry: Entry) -> DayForm:
    return DayForm(
        new_day_gap=entry.duration("new_day_gap"),
        same_day_gap=entry.duration("same_day_gap"),
        citation=entry.text("citation"),
    )


def night(entry: Entry) -> NightFigures:
    return NightFigures(
        clocks=entry.clocks("clocks"),
        night_work_over=entry.duration("night_work_over"),
        citation=entry.text("citation"),
    )
