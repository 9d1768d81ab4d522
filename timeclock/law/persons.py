"""What SGB IX and AZVO say of single people, read."""

from __future__ import annotations

from datetime import timedelta

from timeclock.core.figures import (
    ExtraWork,
    OfficialLimits,
    Officials,
    OfficialWeek,
    OfficialYear,
    Outside,
    ParentalFigures,
    ReleaseFigures,
)
from timeclock.law.entry import Entry


def outside(entry: Entry) -> Outside:
    return Outside(
        limits_asked=entry.flag("limits_asked"),
        unrecorded=frozenset(entry.choices("unrecorded")),
        rule=entry.text("rule"),
        citation=entry.text("citation"),
    )


def release(entry: Entry) -> ReleaseFigures:
    return ReleaseFigures(entry.text("rule"), entry.text("citation"))


def parental(entry: Entry) -> ParentalFigures:
    return ParentalFigures(entry.duration("week"), entry.text("citation"))


def extra_work(entry: Entry) -> ExtraWork:
    return ExtraWork(entry.duration("longest_day"), entry.text("citation"))


def official_week(entry: Entry) -> OfficialWeek:
    return OfficialWeek(
        regimes=entry.texts("regimes"),
        full=entry.duration("full"),
        ages=_steps(entry, "ages", "years"),
        degrees=_steps(entry, "degrees", "degrees"),
        citation=entry.text("citation"),
    )


def official_limits(entry: Entry) -> OfficialLimits:
    return OfficialLimits(entry.text("citation"))


def officials(entry: Entry) -> Officials:
    return Officials(entry.texts("regimes"))


def official_year(entry: Entry) -> OfficialYear:
    return OfficialYear(entry.texts("regimes"), entry.duration("week"), entry.text("citation"))


def _steps(entry: Entry, key: str, of: str) -> tuple[tuple[int, timedelta], ...]:
    steps = []
    for part in entry.parts(key):
        steps.append((part.whole("from", of), part.duration("weekly")))
        part.close()
    return tuple(steps)
