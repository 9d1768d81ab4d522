"""Free Sundays of a year (ArbZG §11 Abs. 1): at least fifteen, or what an agreement says instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from timeclock.core import periods
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.periods import MONTHS, KnownDays, PeriodKind, PeriodResult
from timeclock.core.premiums import SUNDAY
from timeclock.core.spans import DaySpan


@dataclass(frozen=True, slots=True)
class FreeSundays:
    """The Sundays of a year, and how many of them are free."""

    sundays: int
    free: int


def free_sundays(year: DaySpan, worked: int) -> FreeSundays:
    """Return what is left of a year's Sundays: 2026 has 52, so after 37 worked ones 15 are free."""
    sundays = sum(1 for day in year if day.isoweekday() == SUNDAY)
    return FreeSundays(sundays, sundays - worked)


def judged(known: KnownDays) -> Iterator[PeriodResult]:
    """Yield the years in which somebody under the act worked on Sundays."""
    for year in periods.months(MONTHS, known.file.years):
        worked = sorted(day for day in known.worked_on if day in year and day.isoweekday() == SUNDAY)
        if worked and periods.under_working_hours_act(known, worked[-1]):
            yield _year(known, year, worked)


def _year(known: KnownDays, year: DaySpan, worked: list[date]) -> PeriodResult:
    found = free_sundays(year, len(worked))
    least, citation = _least(known, worked[-1])
    findings: tuple[Finding, ...] = ()
    if found.free <= least:
        # The Sunday on which none was left to be worked is said before the next one breaks the law.
        day = worked[found.sundays - least - 1] if found.free == least else worked[found.sundays - least]
        findings = (_finding(day, found, least, citation),)
    told: dict[str, int | str] = {
        "sundays": str(found.sundays),
        "worked": str(len(worked)),
        "free": str(found.free),
        "least": str(least),
    }
    return PeriodResult(PeriodKind.FREE_SUNDAYS, year, told, found.free >= least, findings)


def _finding(day: date, found: FreeSundays, least: int, citation: str) -> Finding:
    severity = Severity.WARNING if found.free == least else Severity.VIOLATION
    return Finding(Code.ARBZG_11_1, severity, day, citation, figures={"free": str(found.free), "least": str(least)})


def _least(known: KnownDays, day: date) -> tuple[int, str]:
    """Return how many have to be free: the act's number, or what agreements say for all employments (§12 Nr. 1)."""
    figures = known.file.law.averages.on(day)
    gateways = [plan.rules.gateway for plan in known.plans[day]]
    agreed = [(each.free_sundays, each.citation) for each in gateways if each is not None and each.free_sundays]
    if len(agreed) < len(gateways):
        return figures.free_sundays, figures.free_sundays_citation
    least, citation = max(agreed)
    return least, f"{figures.free_sundays_citation}; {citation}"
