"""Honorary office (MiLoG §22 Abs. 3): no working time, unless somebody finds that it is employment in fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from timeclock.core.day import PersonFile
from timeclock.core.figures import LawFigures
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.plans import PlanInForce
from timeclock.core.spans import ZERO
from timeclock.core.stamps import Stamp
from timeclock.core.walltime import ONE_DAY, local_day


def is_office(law: LawFigures, plan: PlanInForce, day: date) -> bool:
    """Say whether the terms of a day name an honorary office."""
    figures = law.honorary.if_on(day)
    return figures is not None and plan.regime in figures.regimes


def at_work(file: PersonFile) -> PersonFile:
    """Return the file without the stamps of honorary offices: they are kept, and make neither work nor a rest cut."""
    regimes = {plan.regime for plan in file.plans.values()}
    if not any(regimes & figures.regimes for _, figures in file.law.honorary.entries):
        return file
    return replace(file, stamps=tuple(stamp for stamp in file.stamps if not _in_office(file, stamp)))


def _in_office(file: PersonFile, stamp: Stamp) -> bool:
    day = local_day(stamp.at, file.zone)
    plan = file.plans.get((stamp.employment_id, day))
    return plan is not None and is_office(file.law, plan, day)


def lines(file: PersonFile, plan: PlanInForce, day: date) -> Iterator[Line]:
    """Yield the line that says why what was stamped in an office counts for nothing."""
    if is_office(file.law, plan, day) and _stamped(file, plan, day):
        figures, since = file.law.honorary.on(day), file.law.honorary.since(day)
        yield Line(Part.WORKED, Reason.HONORARY, ZERO, figures.rule, figures.citation, since=since)


def findings(file: PersonFile, plan: PlanInForce, day: date) -> Iterator[Finding]:
    """Yield what somebody has to look at: times kept like those of employment, and a minijob that begins beside it."""
    figures = file.law.honorary.if_on(day)
    if figures is None or plan.regime not in figures.regimes:
        return
    if _stamped(file, plan, day):
        yield Finding(Code.MILOG_22_3, Severity.WARNING, day, figures.citation)
    if _beside_minijob(file, plan, day) and not _beside_minijob(file, plan, day - ONE_DAY):
        yield Finding(Code.HONORARY_MINIJOB, Severity.WARNING, day, figures.citation)


def _stamped(file: PersonFile, plan: PlanInForce, day: date) -> bool:
    own = (stamp for stamp in file.stamps if stamp.employment_id == plan.employment_id)
    return any(local_day(stamp.at, file.zone) == day for stamp in own)


def _beside_minijob(file: PersonFile, plan: PlanInForce, day: date) -> bool:
    """Say whether the person holds a minijob of the house on a day of the office."""
    minijob = file.law.minijobs.if_on(day)
    if minijob is None or (plan.employment_id, day) not in file.plans:
        return False
    return any(regime in minijob.regimes for regime in _regimes(file, day))


def _regimes(file: PersonFile, day: date) -> Iterable[str]:
    return (held.regime for (_, on), held in file.plans.items() if on == day)
