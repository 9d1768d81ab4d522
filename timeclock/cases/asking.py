"""From a case to a person's file, and from the result of its evaluation to the figures that cases speak of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock import calendar
from timeclock.cases.comparing import Answers, days_of
from timeclock.core.day import DayResult, PersonFile, PersonResult, ProtectDay
from timeclock.core.evaluation import evaluate
from timeclock.core.figures import LawFigures
from timeclock.core.findings import Code, Severity
from timeclock.core.holidays import HolidayCalendar
from timeclock.core.lines import Reason
from timeclock.core.plans import BreakDeduction, ClockSpan, DayPlan, Gateway, ModelRules, PlanInForce, ShiftWork
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import ONE_DAY, day_span, local_day
from timeclock.settings import data_directory

Said = Mapping[str, Any]
EMPLOYMENT = 1
TARIFF, CIVIL_SERVANTS = "tvoed", "azvo_nrw"
# Stamps of a case are said to be right, so nothing is too long to be one session, and none is there twice.
LONGEST_SESSION = timedelta(days=7)
# The employment exists some days around those asked for, as it would in a city.
MARGIN = timedelta(days=4)
DEDUCTIONS = {
    "plateau": BreakDeduction.PLATEAU,
    "step": BreakDeduction.STEP,
    "off": BreakDeduction.NONE,
}
SHIFTS = {"schicht": ShiftWork.SHIFTS, "wechselschicht": ShiftWork.ROUND_THE_CLOCK}
DAY_POLICIES = {
    "tarif": frozenset({"auto_deduction", "break_check", "max_day_min"}),
    "minor": frozenset({"auto_deduction", "jarb_8_2a", "multi_shift"}),
}
PREMIUMS = {
    "night_20": PremiumKind.NIGHT,
    "sunday_25": PremiumKind.SUNDAY,
    "holiday_35": PremiumKind.HOLIDAY_TIME_OFF,
    "holiday_135": PremiumKind.HOLIDAY,
    "dec24_31_35": PremiumKind.EVE,
    "saturday_20": PremiumKind.SATURDAY,
}
UNSOCIAL_HOURS = {
    "duz_nr1": PremiumKind.UNSOCIAL_DAY,
    "duz_sat": PremiumKind.UNSOCIAL_SATURDAY,
    "duz_night": PremiumKind.UNSOCIAL_NIGHT,
}


class NotBuilt(Exception):
    """The product has no rules for such a case yet; the text says for which."""


@dataclass(frozen=True, slots=True)
class World:
    """What the product evaluates with: the law, the zone, and the holidays of the years it is asked for."""

    law: LawFigures
    zone: ZoneInfo

    def calendar(self, days: DaySpan) -> HolidayCalendar:
        return _calendar(days.from_day.year - 1, days.to_day.year + 2)


@cache
def _calendar(first_year: int, end_year: int) -> HolidayCalendar:
    years = range(first_year, end_year)
    closed = calendar.closed_days(data_directory("config") / "holidays.toml", years)
    return calendar.calendar_of([*calendar.days_of(years=years), *closed])


@dataclass(frozen=True, slots=True)
class Course:
    """What happens in a case, read: when there is work, what is due on which weekday, and the rules of the model."""

    work: tuple[tuple[datetime, datetime], ...]
    rules: ModelRules
    regime: str = TARIFF
    plans: Mapping[int, DayPlan] | None = None
    sunday_exemption: str = ""
    period: DaySpan | None = None
    born_on: date | None = None


Question = Callable[[World], Answers]


def day(said: Said) -> Question:
    """Ask for the working days, the credit, the rests and the violations."""
    person, policy = said["person"], said["policy"]
    if person["status"] not in DAY_POLICIES:
        raise NotBuilt(f"day ({person['status']})")
    if "sector" in person:
        raise NotBuilt(f"day (sector {person['sector']})")
    if unknown := sorted(policy.keys() - DAY_POLICIES[person["status"]]):
        raise NotBuilt(f"day (policy {', '.join(unknown)})")
    return _evaluating(_course(said), _day)


def flex(said: Said) -> Question:
    """Ask for what lies outside the frame and misses the core time."""
    frame, core = (_clocks(said["policy"][key]) for key in ("frame", "core"))
    plan = DayPlan("flex", ZERO, frame, core)
    return _evaluating(_course(said, plans=dict.fromkeys(range(1, 8), plan)), _flex)


def night(said: Said) -> Question:
    """Ask for the night time of the act and of the tariff."""
    return _evaluating(_course(said), _night)


def premium(said: Said) -> Question:
    """Ask for the tariff's premiums."""
    return _evaluating(_course(said), lambda result: _amounts(result, "premium_min", PREMIUMS))


def unsocial_hours(said: Said) -> Question:
    """Ask for a civil servant's duty at unsocial hours."""
    course = _course(said, regime=CIVIL_SERVANTS)
    return _evaluating(course, lambda result: _amounts(result, "duz_min", UNSOCIAL_HOURS))


def target(said: Said) -> Question:
    """Ask for what is due in a period."""
    person = said["person"]
    each = timedelta(minutes=person["weekly_minutes"]) / len(person["workdays"])
    by_day = {int(no): timedelta(minutes=length) for no, length in person.get("day_minutes", {}).items()}
    lengths = {no: by_day.get(no, each) if no in person["workdays"] else ZERO for no in range(1, 8)}
    plans = {no: DayPlan(str(no), length) for no, length in lengths.items()}
    days = DaySpan(date.fromisoformat(said["period_start"]), date.fromisoformat(said["period_end"]) + ONE_DAY)
    return _evaluating(Course((), ModelRules(), plans=plans, period=days), _target)


def is_holiday(said: Said) -> Question:
    """Ask whether a day is a statutory holiday."""
    on = date.fromisoformat(said["date"])
    return lambda world: {"is_holiday": world.calendar(DaySpan.one(on)).is_holiday(on)}


def holidays(said: Said) -> Question:
    """Ask for the statutory holidays of a year."""
    days = DaySpan(date(int(said["year"]), 1, 1), date(int(said["year"]) + 1, 1, 1))
    return lambda world: {"holidays": [on.isoformat() for on in days if world.calendar(days).is_holiday(on)]}


KINDS: Mapping[str, Callable[[Said], Question]] = {
    "day": day,
    "duz": unsocial_hours,
    "flex": flex,
    "holidays": holidays,
    "is_holiday": is_holiday,
    "night": night,
    "premium": premium,
    "target": target,
}


def _course(said: Said, *, regime: str = TARIFF, plans: Mapping[int, DayPlan] | None = None) -> Course:
    person, policy = said["person"], said["policy"]
    rules = ModelRules(
        break_deduction=DEDUCTIONS[policy.get("auto_deduction", "plateau")],
        longest_session=LONGEST_SESSION,
        day_starts=None,
        doubled_within=ZERO,
        shift_work=ShiftWork.SHIFTS
        if policy.get("multi_shift")
        else SHIFTS.get(person.get("model", ""), ShiftWork.NONE),
        holiday_time_off=bool(policy.get("holiday_time_off", False)),
        gateway=_gateway(policy),
        balanced_days=bool(policy.get("jarb_8_2a", False)),
    )
    exemption = "Nr. 1" if person.get("sunday_exempt") else ""
    work = _work(said)
    return Course(work, rules, regime, plans, exemption, born_on=_born_on(person, work[0][0].date()))


def _born_on(person: Said, day: date) -> date | None:
    """Return a birthday that makes a minor as old as the case says, on the first day and long after."""
    return date(day.year - int(person.get("age", 17)), 1, 1) if person.get("status") == "minor" else None


def _work(said: Said) -> tuple[tuple[datetime, datetime], ...]:
    """Return the work in order; a stamped break at the edge of a day is none, and one within lies between (H1)."""
    found = [
        (datetime.fromisoformat(each["start"]).astimezone(UTC), datetime.fromisoformat(each["end"]).astimezone(UTC))
        for each in said["segments"]
        if each["kind"] != "break"
    ]
    if not found:
        raise ValueError("no segment of this case is work")
    return tuple(sorted(found))


def _gateway(policy: Said) -> Gateway | None:
    if not policy.keys() & {"break_check", "max_day_min"}:
        return None
    longest = timedelta(minutes=policy.get("max_day_min", 600))
    return Gateway("TVöD §6 Abs. 4", longest, bool(policy.get("break_check", True)))


def _clocks(pair: list[str] | None) -> ClockSpan | None:
    return None if pair is None else ClockSpan(*(time.fromisoformat(each) for each in pair))


def _evaluating(course: Course, answer: Callable[[PersonResult], Answers]) -> Question:
    return lambda world: answer(evaluate(_file(course, world)))


def _file(course: Course, world: World) -> PersonFile:
    """Return the file of somebody who stamps as the case says, known when all of it is over."""
    days = course.period or DaySpan(
        local_day(course.work[0][0], world.zone), local_day(course.work[-1][1], world.zone) + ONE_DAY
    )
    around = DaySpan(days.from_day - MARGIN, days.to_day + MARGIN)
    plans = course.plans or dict.fromkeys(range(1, 8), DayPlan("frei", ZERO))
    return PersonFile(
        person_id=1,
        days=days,
        stamps=_stamps(course),
        plans={
            (EMPLOYMENT, on): PlanInForce(
                EMPLOYMENT, plans[on.isoweekday()], course.rules, course.sunday_exemption, course.regime
            )
            for on in around
        },
        calendar=world.calendar(around),
        law=world.law,
        zone=world.zone,
        as_of=day_span(around.to_day, world.zone).from_at,
        born_on=course.born_on,
    )


def _stamps(course: Course) -> tuple[Stamp, ...]:
    taps = [(kind, at) for work in course.work for kind, at in zip((StampKind.IN, StampKind.OUT), work, strict=True)]
    return tuple(Stamp(UUID(int=no), kind, at, EMPLOYMENT, "terminal") for no, (kind, at) in enumerate(taps, start=1))


def _day(result: PersonResult) -> Answers:
    spans = [_minutes(each.span.length) for each in result.protect_days]
    found = days_of(
        {
            "date": each.day.isoformat(),
            "span_min": span,
            "arbzg_min": _minutes(each.protective),
            "qualifying_break_min": span - _minutes(each.protective),
        }
        for each, span in zip(result.protect_days, spans, strict=True)
    )
    for each in result.days:
        span = sum(span for day, span in zip(result.protect_days, spans, strict=True) if day.day == each.day)
        found |= {f"{each.day}.{name}": value for name, value in _credit(each, span).items()}
    rests = [_minutes(_rest(*pair)) for pair in pairwise(result.protect_days)]
    violations = (each for each in result.findings if each.severity is Severity.VIOLATION)
    return {
        **found,
        "rest_min": rests,
        "violations": frozenset(f"{each.code.value} {each.day}" for each in violations),
    }


def _rest(before: ProtectDay, day: ProtectDay) -> timedelta:
    """Return the rest as judged; where it is so long that nobody asks for it, what lies between the two days."""
    return day.span.from_at - before.span.to_at if day.rest_before is None else day.rest_before


def _credit(day: DayResult, span: int) -> dict[str, int | None]:
    deducted = -sum((line.amount for line in day.lines if line.reason is Reason.BREAK_DEDUCTED), ZERO)
    return {
        "gross_min": _minutes(day.present),
        "interruptions_min": span - _minutes(day.present),
        "deduction_min": _minutes(deducted),
        "net_min": None if day.worked is None else _minutes(day.worked),
    }


def _flex(result: PersonResult) -> Answers:
    figures = {finding.code: finding.figure for day in result.days for finding in day.findings}
    return {
        "gross_min": sum(_minutes(day.present) for day in result.days),
        "arbzg_min": sum(_minutes(day.protective) for day in result.protect_days),
        "credited_min": sum(_minutes(day.worked or ZERO) for day in result.days),
        "outside_frame_min": figures.get(Code.OUTSIDE_FRAME, 0),
        "core_violation_min": figures.get(Code.CORE_TIME, 0),
    }


def _night(result: PersonResult) -> Answers:
    return {
        "arbzg_night_min": sum(_minutes(day.night) for day in result.protect_days),
        "is_nachtarbeit": any(day.night_work for day in result.protect_days),
        "tvoed_night_min": _amount(result, PremiumKind.NIGHT),
    }


def _amounts(result: PersonResult, field: str, names: Mapping[str, PremiumKind]) -> Answers:
    return {f"{field}.{name}": _amount(result, kind) for name, kind in names.items()}


def _amount(result: PersonResult, kind: PremiumKind) -> int:
    found = (premium.amount for day in result.days for premium in day.premiums if premium.kind is kind)
    return _minutes(sum(found, ZERO))


def _target(result: PersonResult) -> Answers:
    return {"target_min": sum((day.target for day in result.days), ZERO) / MINUTE}


def _minutes(length: timedelta) -> int:
    return length // MINUTE
