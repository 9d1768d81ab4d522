"""What a year of leave followed from, as it is kept, and which of it changed since."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from timeclock.core.leave_year import LeaveYear

Basis = Mapping[str, str]


class LeaveCause(StrEnum):
    """What changed an entitlement: the terms, the employment's days, absences, a disability, shift work, or the law."""

    TERMS = "terms"
    EMPLOYMENT = "employment"
    ABSENCE = "absence"
    DISABILITY = "disability"
    SHIFTS = "shifts"
    LAW = "law"


def basis(year: LeaveYear | None) -> Basis:
    """Return what a year follows from, in words that can be compared; nothing where there is no employment in it."""
    if year is None:
        return {}
    weeks = (f"{each.months} x {each.days_per_week}" for each in year.weeks)
    rows = (f"{row.before}+{row.months}" for row in (*year.round_the_clock, *year.shifts))
    status = "" if year.disabled is None else f"{year.disabled.from_day} {year.disabled.to_day}"
    return {
        LeaveCause.TERMS: f"{year.regime} {', '.join(weeks)} {'social' if year.social else ''}".strip(),
        LeaveCause.EMPLOYMENT: f"{year.employed.from_day} {year.employed.to_day} {year.born_on or ''}".strip(),
        LeaveCause.ABSENCE: str(year.reduced),
        LeaveCause.DISABILITY: status,
        LeaveCause.SHIFTS: ", ".join(rows),
    }


def changed(before: Basis, after: Basis) -> LeaveCause:
    """Return what changed first of all; where it is nothing of the person's, the law did."""
    causes = (each for each in LeaveCause if before.get(each, "") != after.get(each, ""))
    return next(causes, LeaveCause.LAW)
