"""Civil servants: how long the week may be, by age and degree of disability, and what each day is asked (AZVO NRW)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from timeclock.core import disability
from timeclock.core.attribution import WorkingDay
from timeclock.core.dated import Dated
from timeclock.core.day import PersonFile
from timeclock.core.figures import OfficialLimits, OfficialWeek
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.minors import age_on
from timeclock.core.plans import PlanInForce
from timeclock.core.spans import MINUTE
from timeclock.core.walltime import ONE_DAY


def longest_week(born_on: date | None, degree: int, day: date, law: OfficialWeek) -> timedelta:
    """Return the shortest week that a step gives: 40:00 from 55 on, 39:50 with a degree of 50, 39:00 from 60 or 80."""
    age = 0 if born_on is None else age_on(born_on, day)
    reached = [weekly for least, weekly in law.ages if age >= least]
    reached += [weekly for least, weekly in law.degrees if degree >= least]
    return min(reached, default=law.full)


def findings(file: PersonFile, plan: PlanInForce, day: date) -> Iterator[Finding]:
    """Yield that the terms ask for more: once on the day it begins, then on the first of each month until mended."""
    law = file.law.official_week.if_on(day)
    if law is None or plan.regime not in law.regimes:
        return
    found = _too_long(file, plan, day, law)
    if found is None:
        return
    before = file.plans.get((plan.employment_id, day - ONE_DAY))
    begins = before is None or _too_long(file, before, day - ONE_DAY, law) is None
    if begins or day.day == 1:
        asked, allowed = (each // MINUTE for each in found)
        yield Finding(Code.OFFICIAL_WEEK, Severity.WARNING, day, law.citation, asked, allowed)


def is_official(file: PersonFile, day: WorkingDay) -> bool:
    """Say whether all work of a day is a civil servant's, for whom the ArbZG does not hold (§2 Abs. 2 there)."""
    if file.law.official_limits.if_on(day.day) is None:
        return False
    regimes = file.law.officials.on(day.day).regimes
    plans = [
        file.plans.get((employment_id, day.day)) for employment_id in {piece.employment_id for piece in day.pieces}
    ]
    return all(plan is not None and plan.regime in regimes for plan in plans)


def as_warnings(found: Iterable[Finding], law: Dated[OfficialLimits]) -> Iterator[Finding]:
    """Yield what would break the ArbZG as a warning under the civil servants' own ordinance."""
    for each in found:
        yield replace(each, severity=Severity.WARNING, citation=law.on(each.day).citation)


def _too_long(file: PersonFile, plan: PlanInForce, day: date, law: OfficialWeek) -> tuple[timedelta, timedelta] | None:
    """Return the week of the terms and the one allowed, where it is longer than that."""
    allowed = longest_week(file.born_on, disability.degree(file, day), day, law)
    return (plan.weekly, allowed) if plan.weekly is not None and plan.weekly > allowed else None
