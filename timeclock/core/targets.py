"""What is owed on a day: the pattern's target, taken back on holidays and closed days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from timeclock.core import lessons
from timeclock.core.dated import Dated, Since
from timeclock.core.figures import FireFigures
from timeclock.core.holidays import Holiday, HolidayKind
from timeclock.core.lines import Line, Part, Reason
from timeclock.core.plans import DayPlan, PlanInForce, whole_minutes
from timeclock.core.premiums import SUNDAY, PremiumFigures, PremiumRule, in_place_of_time_off
from timeclock.core.spans import MINUTE, ZERO

# Whose terms name no other ordinance owes what the tariff says.
PATTERN_RULE = "TVOED-6-1"
PATTERN_RULES = {"azvo_nrw": "AZVO-2-1", "azvofeu_nrw": "AZVOFEU-2-1"}
HOLIDAY_RULE = "FTG-NW-2"
CLOSED_RULE = ROSTER_RULE = "TVOED-6-3"
ROSTER_CITATION = "TVöD §6 Abs. 3 Satz 3 mit Protokollerklärung"
SHARE_RULE = "AZVOFEU-2-2"


def target_lines(
    plan: DayPlan, held: PlanInForce, holiday: Holiday | None, paid: PremiumRule | None = None
) -> tuple[Line, ...]:
    """Return the target's lines: +7:48 on a Monday; +7:48 −7:48 where Monday is a holiday; +0:00 on a free Sunday.

    `paid`: the premium that is paid for the holiday in place of time off; a shift that earns it stays due, +7:30 +0:00.
    """
    figures: Mapping[str, int | str] = {"plan": plan.code}
    agreement, since, reason = held.rules.agreement, held.plan_since, held.held_by
    rule = PATTERN_RULES.get(held.regime, PATTERN_RULE)
    if held.rules.lessons is not None and reason is Reason.PATTERN and plan.target:
        reason, figures = Reason.PATTERN_LESSONS, {**figures, **lessons.due(plan, held.rules.lessons)}
    due = Line(Part.TARGET, reason, plan.target, rule, agreement, figures=figures, since=since)
    if holiday is None or plan.target == ZERO:
        return (due,)
    if held.held_by is not Reason.SHIFT:
        return due, _release(plan, holiday)
    if holiday.day.isoweekday() == SUNDAY:
        # TVöD §6 Abs. 3 Satz 3 takes back what falls on Monday to Saturday.
        return (due,)
    return due, _release(plan, holiday) if paid is None else _kept(holiday, paid)


def paid_instead(
    held: PlanInForce, holiday: Holiday, ordinances: Iterable[Dated[PremiumFigures]]
) -> PremiumRule | None:
    """Return the premium that somebody's shift on a holiday earns in place of time off; none on 24 and 31 December.

    What is paid by 135 % is not given off as well: the hours that the roster takes are hers who is free by it.
    """
    if holiday.kind is not HolidayKind.HOLIDAY:
        return None
    return in_place_of_time_off(ordinances, held.regime, held.rules, holiday.day)


def shared_target_lines(
    held: PlanInForce, plan: DayPlan, holiday: Holiday, figures: FireFigures, since: Since
) -> tuple[Line, ...]:
    """Return the target's lines on a holiday that takes a share off the week: +0:00 −9:36 of 48:00, on duty or not.

    Only a holiday from Monday to Saturday does so (AZVOFeu §2 Abs. 2); a duty on it is due as the rhythm has it.
    """
    [due] = target_lines(plan, held, None)
    is_weekday = holiday.kind is HolidayKind.HOLIDAY and holiday.day.isoweekday() != SUNDAY
    if held.weekly is None or not is_weekday:
        return (due,)
    share = whole_minutes(Fraction(held.weekly // MINUTE, figures.holiday_share)) * MINUTE
    names: dict[str, int | str] = {"name_de": holiday.name_de, "name_en": holiday.name_en}
    rule, citation = SHARE_RULE, figures.holiday_citation
    return due, Line(Part.TARGET, Reason.HOLIDAY_SHARE, -share, rule, citation, figures=names, since=since)


def _kept(holiday: Holiday, paid: PremiumRule) -> Line:
    """Return the line that says why a shift stays due: only who is free by the roster loses hours by the holiday."""
    figures = {"name_de": holiday.name_de, "name_en": holiday.name_en, "percent": f"{paid.percent} %"}
    citation = f"{ROSTER_CITATION}; {paid.citation}"
    return Line(Part.TARGET, Reason.HOLIDAY_PAID, ZERO, ROSTER_RULE, citation, figures=figures)


def _release(plan: DayPlan, holiday: Holiday) -> Line:
    """Return the line that takes the target back; only hours the pattern would have provided fall away (OPEN-15)."""
    names: dict[str, int | str] = {"name_de": holiday.name_de, "name_en": holiday.name_en}
    reason, rule = (
        (Reason.HOLIDAY, HOLIDAY_RULE) if holiday.kind is HolidayKind.HOLIDAY else (Reason.CLOSED_DAY, CLOSED_RULE)
    )
    return Line(Part.TARGET, reason, -plan.target, rule, holiday.source, figures=names)
