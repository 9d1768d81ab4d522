"""Who is pregnant or breastfeeding is protected by the MuSchG (§§3 to 6, 28), the breaks of ArbZG §4 stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from timeclock.core import minors
from timeclock.core.attribution import WorkingDay
from timeclock.core.day import PersonFile, ProtectDay
from timeclock.core.figures import MaternityFigures, MiscarriageFigures
from timeclock.core.findings import Code, Finding, Severity, one_each, violation
from timeclock.core.limits import Exempt, at_clocks, on_free_days, within
from timeclock.core.protections import Figures, Protection, ProtectionKind, in_force
from timeclock.core.spans import MINUTE, ZERO, DaySpan, union
from timeclock.core.walltime import ONE_DAY, days_touched

WEEK = timedelta(weeks=1)
NO_DAYS = timedelta(0)


@dataclass(frozen=True, slots=True)
class Ban:
    """The days on which she is not to work (§3): those before the birth only if she does not want to, then none."""

    before: DaySpan
    after: DaySpan | None


def protection(file: PersonFile, day: date) -> Protection | None:
    """Return what was entered of her pregnancy for a day, and None before the act was in force."""
    if file.law.maternity.if_on(day) is None:
        return None
    return in_force(file.protections, ProtectionKind.MATERNITY, day)


def ban(said: Figures, law: MaternityFigures) -> Ban | None:
    """Return the ban on employment: due on 15 June and born on 5 June it is 4 May to 4 June, and up to 10 August.

    The days that a premature birth takes from the six weeks before it come on top of those after it, so there are never
    more of them than the six weeks have. A child that comes late takes nothing. Until the birth is known only the days
    before it are.
    """
    due, birth = said.due_on or said.birth_on, said.birth_on
    if due is None:
        return None
    begins = due - law.weeks_before * WEEK
    if birth is None:
        return Ban(DaySpan(begins, due + ONE_DAY), None)
    lost = min(law.weeks_before * WEEK, max(NO_DAYS, due - birth))
    weeks = law.weeks_after_longer if said.longer else law.weeks_after
    return Ban(DaySpan(min(begins, birth), birth), DaySpan(birth, birth + weeks * WEEK + lost + ONE_DAY))


def weeks_after_miscarriage(week: int, law: MiscarriageFigures | None) -> int:
    """Return how many weeks are protected: none before week 13, two from then on, six from week 17, eight from 20."""
    reached = [weeks for from_week, weeks in (() if law is None else law.weeks) if week >= from_week]
    return max(reached, default=0)


def findings(
    file: PersonFile, days: Iterable[tuple[WorkingDay, ProtectDay, Protection]], exempt: Exempt
) -> tuple[Finding, ...]:
    """Return what breaks the act: to 20:01 is one minute too late, 8:31 in all one too many."""
    found: list[Finding] = []
    for day, figures, held in days:
        law = file.law.maternity.on(day.day)
        found += _banned(file, day, held.figures, law)
        found += _too_long(file, figures, law)
        found += _rest_too_short(figures, law)
        found += _late(file, day, held.figures, law)
        found += _on_free_days(file, day, held.figures, law, exempt)
    return one_each(found)


def after_miscarriage(file: PersonFile, days: Iterable[tuple[WorkingDay, ProtectDay]]) -> Iterator[Finding]:
    """Yield work in the weeks after a miscarriage; she may have declared that she wants to, so somebody decides."""
    for day, _ in days:
        held = in_force(file.protections, ProtectionKind.MISCARRIAGE, day.day)
        law = file.law.miscarriage.if_on(day.day)
        if held is None or law is None:
            continue
        weeks = weeks_after_miscarriage(held.figures.week, law)
        worked = _worked(file, day, DaySpan(held.from_day, held.from_day + weeks * WEEK + ONE_DAY))
        if weeks and worked:
            yield _to_decide(Code.MUSCHG_3_5, day.day, law.citation, worked)


def _banned(file: PersonFile, day: WorkingDay, said: Figures, law: MaternityFigures) -> Iterator[Finding]:
    banned = ban(said, law)
    if banned is None:
        return
    before = ZERO if said.before_birth else _worked(file, day, banned.before)
    if before:
        yield _to_decide(Code.MUSCHG_3_1, day.day, law.weeks_before_citation, before)
    after = ZERO if banned.after is None else _worked(file, day, banned.after)
    if after:
        yield violation(Code.MUSCHG_3_2, day.day, law.weeks_after_citation, after, ZERO)


def _worked(file: PersonFile, day: WorkingDay, days: DaySpan) -> timedelta:
    found = ZERO
    for span in union(piece.span for piece in day.pieces):
        for civil in days_touched(span, file.zone):
            found += within(span, civil, file.zone) if civil in days else ZERO
    return found


def _to_decide(code: Code, day: date, citation: str, worked: timedelta) -> Finding:
    return Finding(code, Severity.WARNING, day, citation, worked // MINUTE, 0)


def _too_long(file: PersonFile, day: ProtectDay, law: MaternityFigures) -> Iterator[Finding]:
    minor = minors.protection(file, day.day) is not None
    code, longest = (
        (Code.MUSCHG_4_1_MAX8U18, law.longest_day_minor) if minor else (Code.MUSCHG_4_1_MAX830, law.longest_day)
    )
    if day.protective > longest:
        yield violation(code, day.day, law.longest_day_citation, day.protective, longest)


def _rest_too_short(day: ProtectDay, law: MaternityFigures) -> Iterator[Finding]:
    """Yield a cut rest; where others may have a shorter one she may not (§4 Abs. 2)."""
    if day.rest_before is not None and day.rest_before < law.least_rest:
        yield violation(Code.MUSCHG_4_2_REST11, day.day, law.least_rest_citation, day.rest_before, law.least_rest)


def _late(file: PersonFile, day: WorkingDay, said: Figures, law: MaternityFigures) -> Iterator[Finding]:
    hours = law.evening_hours if said.evenings else law.hours
    outside = ZERO
    for span in union(piece.span for piece in day.pieces):
        for civil in days_touched(span, file.zone):
            outside += within(span, civil, file.zone) - at_clocks(span, civil, hours, file.zone)
    if outside:
        told = {"from": f"{hours[0].from_clock:%H:%M}", "to": f"{hours[-1].to_clock:%H:%M}"}
        code, citation = Code.MUSCHG_5_1_NIGHT, law.hours_citation
        yield Finding(code, Severity.VIOLATION, day.day, citation, outside // MINUTE, 0, told)


def _on_free_days(
    file: PersonFile, day: WorkingDay, said: Figures, law: MaternityFigures, exempt: Exempt
) -> Iterator[Finding]:
    """Yield work on Sundays and holidays: it takes both her declaration and the unit's exemption (§6 Abs. 1)."""

    def allowed(employment_id: int, civil: date) -> bool:
        return said.sundays and exempt(employment_id, civil)

    worked = on_free_days(day, file.calendar, allowed, file.zone)
    for code, length in zip((Code.MUSCHG_6_1_SUN, Code.MUSCHG_6_1_HOL), worked, strict=True):
        if length:
            yield violation(code, day.day, law.free_sunday_citation, length, ZERO)
