"""Who is not of age is protected by the JArbSchG in place of the ArbZG (JArbSchG §§8, 11 to 18; ArbZG §18 Abs. 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from timeclock.core import school
from timeclock.core.attribution import WorkingDay
from timeclock.core.breaks import BreakCount, count
from timeclock.core.dated import Since
from timeclock.core.day import PersonFile, ProtectDay
from timeclock.core.figures import BreakFigures, LawFigures, MinorFigures
from timeclock.core.findings import Code, Finding, one_each, violation
from timeclock.core.limits import at_clocks, breaks_in_all, long_stretch, within
from timeclock.core.plans import ModelRules, ShiftWork
from timeclock.core.premiums import SATURDAY, SUNDAY, is_eve
from timeclock.core.spans import ZERO, gaps, union
from timeclock.core.walltime import ONE_DAY, days_touched


def age_on(born_on: date, day: date) -> int:
    """Return the age reached on a day (BGB §187 Abs. 2): born on 29 February one is a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def protection(file: PersonFile, day: date) -> MinorFigures | None:
    """Return what protects the person as a minor on a day; None once she is of age, or where nobody knows."""
    return protecting(file.law, file.born_on, day)


def protecting(law: LawFigures, born_on: date | None, day: date) -> MinorFigures | None:
    """Return what protects somebody born on a day as a minor on another, None once she is of age."""
    if born_on is None:
        return None
    figures = law.minors.if_on(day)
    is_minor = figures is not None and age_on(born_on, day) < figures.of_age
    return figures if is_minor else None


def breaks(file: PersonFile, day: date) -> BreakFigures:
    """Return the breaks that hold for the person: 30 minutes over 4:30 for a minor, over 6:00 for others."""
    figures = protection(file, day)
    return file.law.breaks.on(day) if figures is None else figures.breaks


def breaks_since(file: PersonFile, day: date) -> Since:
    """Return from when on those breaks hold."""
    return file.law.breaks.since(day) if protection(file, day) is None else file.law.minors.since(day)


def findings(file: PersonFile, days: Iterable[tuple[WorkingDay, ProtectDay, MinorFigures]]) -> tuple[Finding, ...]:
    """Return the violations on days on which she is a minor: 8–12 and 12:30–16:30 lacks 30 minutes of break.

    As with adults what is known of a day with a missing stamp is judged; its breaks wait until its end is known.
    """
    found: list[Finding] = []
    for day, figures, law in days:
        found += _of_day(file, day, figures, law)
    return one_each(found)


def _of_day(file: PersonFile, day: WorkingDay, figures: ProtectDay, law: MinorFigures) -> Iterator[Finding]:
    counted = count((piece.span for piece in day.pieces), law.breaks.least_piece)
    rules = _rules(file, day)
    if day.ends_known:
        yield from breaks_in_all(day.day, counted, law.breaks)
        yield from _break_at_the_edge(day, law)
    yield from long_stretch(day.day, counted, law.breaks)
    yield from _too_long(file, day, counted, rules, law)
    yield from _rest_too_short(figures, law)
    yield from _unsocial(file, day, rules, law)


def _rules(file: PersonFile, day: WorkingDay) -> tuple[ModelRules, ...]:
    """Return the rules of all employments of the day; one without a plan has those of no model."""
    plans = (file.plans.get((employment, day.day)) for employment in {piece.employment_id for piece in day.pieces})
    return tuple(ModelRules() if plan is None else plan.rules for plan in plans)


def _break_at_the_edge(day: WorkingDay, law: MinorFigures) -> Iterator[Finding]:
    """Yield a break within the first or last hour, where there is a break at all (H3)."""
    taken = [gap for gap in gaps(union(piece.span for piece in day.pieces)) if gap.length >= law.breaks.least_piece]
    if not taken or not day.starts_known:
        return
    nearest = min(taken[0].from_at - day.span.from_at, day.span.to_at - taken[-1].to_at)
    if nearest < law.break_edge:
        yield violation(Code.JARBSCHG_11_2_POS, day.day, law.break_edge_citation, nearest, law.break_edge)


def _too_long(
    file: PersonFile, day: WorkingDay, counted: BreakCount, rules: Iterable[ModelRules], law: MinorFigures
) -> Iterator[Finding]:
    """Yield a day too long with its lessons, which count as work (§9 Abs. 2), and too long from coming to going."""
    balanced = all(each.balanced_days for each in rules)
    longest = law.longest_balanced_day if balanced else law.longest_day
    lessons = school.counting(file, day.day, [piece.span for piece in day.pieces]) if file.absences else ZERO
    if counted.protective + lessons > longest:
        citation = f"{law.longest_day_citation}; {law.lessons_citation}" if lessons else law.longest_day_citation
        yield violation(Code.JARBSCHG_8_1_MAX8, day.day, citation, counted.protective + lessons, longest)
    if counted.span > law.longest_shift:
        yield violation(Code.JARBSCHG_12_SHIFT10, day.day, law.longest_shift_citation, counted.span, law.longest_shift)


def _rest_too_short(day: ProtectDay, law: MinorFigures) -> Iterator[Finding]:
    if day.rest_before is not None and day.rest_before < law.least_rest:
        citation = law.least_rest_citation
        yield violation(Code.JARBSCHG_13_REST12, day.day, citation, day.rest_before, law.least_rest)


def _unsocial(file: PersonFile, day: WorkingDay, rules: Iterable[ModelRules], law: MinorFigures) -> Iterator[Finding]:
    """Yield work at night, on Saturdays, Sundays and holidays, and in the afternoon of 24 and 31 December.

    On the day before early lessons the longer hours of shifts do not hold (§14 Abs. 4).
    """
    in_shifts = all(each.shift_work is not ShiftWork.NONE for each in rules)
    old_enough = file.born_on is not None and age_on(file.born_on, day.day) >= law.shift_hours_from_age
    longer = in_shifts and old_enough and not (file.absences and school.early_on(file, day.day + ONE_DAY))
    hours = law.shift_hours if longer else law.hours
    worked: dict[Code, timedelta] = {}
    for span in union(piece.span for piece in day.pieces):
        for civil in days_touched(span, file.zone):
            here = within(span, civil, file.zone)
            for code, length in (
                (Code.JARBSCHG_14_1_NIGHT, here - at_clocks(span, civil, hours, file.zone)),
                (_free_day(file, civil), here),
                (Code.JARBSCHG_18_1_2412, at_clocks(span, civil, law.eve, file.zone) if is_eve(civil) else ZERO),
            ):
                if code is not None and length:
                    worked[code] = worked.get(code, ZERO) + length
    for code, length in worked.items():
        yield violation(code, day.day, _citation(code, law), length, ZERO)


def _free_day(file: PersonFile, civil: date) -> Code | None:
    """Return which day nobody under age works on; a holiday on a Sunday is a Sunday (H6)."""
    if civil.isoweekday() == SUNDAY:
        return Code.JARBSCHG_17_1_SUN
    if file.calendar.is_holiday(civil):
        return Code.JARBSCHG_18_1_HOL
    return Code.JARBSCHG_16_1_SAT if civil.isoweekday() == SATURDAY else None


def _citation(code: Code, law: MinorFigures) -> str:
    return {
        Code.JARBSCHG_14_1_NIGHT: law.hours_citation,
        Code.JARBSCHG_16_1_SAT: law.saturday_citation,
        Code.JARBSCHG_17_1_SUN: law.sunday_citation,
        Code.JARBSCHG_18_1_HOL: law.holiday_citation,
        Code.JARBSCHG_18_1_2412: law.eve_citation,
    }[code]
