"""The course of a case: when somebody worked, under which rules, and the file that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from timeclock.cases.comparing import Answers
from timeclock.cases.world import Question, Said, World
from timeclock.core import cut_rests
from timeclock.core.absences import Absence
from timeclock.core.day import PersonFile, PersonResult
from timeclock.core.duties import Duty
from timeclock.core.evaluation import evaluate
from timeclock.core.periods import PeriodFile, known_days
from timeclock.core.plans import BreakDeduction, ClockSpan, DayPlan, Gateway, ModelRules, PlanInForce, ShiftWork
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import MINUTE, ZERO, DaySpan
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import ONE_DAY, day_span, local_day

EMPLOYMENT = 1
TARIFF = "tvoed"
# Stamps of a case are said to be right, so nothing is too long to be one session, and none is there twice.
LONGEST_SESSION = timedelta(days=7)
# The employment exists some days around those asked for, as it would in a city.
MARGIN = timedelta(days=4)
# No period of a case still runs then.
LONG_AFTER = timedelta(days=366)
DEDUCTIONS = {
    "plateau": BreakDeduction.PLATEAU,
    "step": BreakDeduction.STEP,
    "off": BreakDeduction.NONE,
}
MINORS = frozenset({"minor", "pregnant_minor"})
EXPECTING = frozenset({"pregnant", "pregnant_minor"})
# What protects somebody in a case protects her in all of it.
LONG_BEFORE = date(1990, 1, 1)
CALL = (StampKind.CALL_START, StampKind.CALL_END)
# The sector in which ArbZG §5 Abs. 2 lets a rest be cut.
CARE = "care"
SHIFTS = {"schicht": ShiftWork.SHIFTS, "wechselschicht": ShiftWork.ROUND_THE_CLOCK}


@dataclass(frozen=True, slots=True)
class Course:
    """What happens in a case, read: when there is work, what is due on which weekday, and the rules of the model.

    `calls` are from, to and where they are stamped.
    """

    work: tuple[tuple[datetime, datetime], ...]
    rules: ModelRules
    regime: str = TARIFF
    plans: Mapping[int, DayPlan] | None = None
    sunday_exemption: str = ""
    period: DaySpan | None = None
    born_on: date | None = None
    protections: tuple[Protection, ...] = ()
    duties: tuple[Duty, ...] = ()
    calls: tuple[tuple[datetime, datetime, str], ...] = ()
    weekly: timedelta | None = None
    absences: tuple[Absence, ...] = ()


def course_of(said: Said, *, regime: str = TARIFF, plans: Mapping[int, DayPlan] | None = None) -> Course:
    """Read a case's segments, person and policy."""
    person, policy = said["person"], said["policy"]
    rules = ModelRules(
        break_deduction=DEDUCTIONS[policy.get("auto_deduction", "plateau")],
        longest_session=LONGEST_SESSION,
        day_starts=None,
        doubled_within=ZERO,
        wrong_key_within=ZERO,
        shift_work=ShiftWork.SHIFTS
        if policy.get("multi_shift")
        else SHIFTS.get(person.get("model", ""), ShiftWork.NONE),
        holiday_time_off=bool(policy.get("holiday_time_off", False)),
        gateway=_gateway(policy),
        balanced_days=bool(policy.get("jarb_8_2a", False)),
        shortened_rest=person.get("sector") == CARE,
    )
    exemption = "Nr. 1" if person.get("sunday_exempt") else ""
    work = _work(said)
    born_on = _born_on(person, work[0][0].date())
    return Course(work, rules, regime, plans, exemption, born_on=born_on, protections=_protections(person, policy))


def _born_on(person: Said, day: date) -> date | None:
    """Return a birthday that makes a minor as old as the case says, on the first day and long after."""
    return date(day.year - int(person.get("age", 17)), 1, 1) if person.get("status") in MINORS else None


def _protections(person: Said, policy: Said) -> tuple[Protection, ...]:
    """Return what protects her; what she declared stands in the policy."""
    if person.get("status") not in EXPECTING:
        return ()
    declared = Figures(
        evenings=bool(policy.get("muschg_28", False)), sundays=bool(policy.get("muschg_6_consent", False))
    )
    return (Protection(ProtectionKind.MATERNITY, LONG_BEFORE, figures=declared),)


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


def clocks(pair: list[str] | None) -> ClockSpan | None:
    """Read a span of clocks, ["06:00", "20:00"]."""
    return None if pair is None else ClockSpan(*(time.fromisoformat(each) for each in pair))


def evaluating(course: Course, answer: Callable[[PersonResult], Answers]) -> Question:
    """Ask the evaluation, and answer with what it found."""
    return lambda world: answer(evaluate(_file(course, world)))


def with_rests(course: Course, answer: Callable[[PersonResult], Answers]) -> Question:
    """Ask the evaluation, and once all periods are over what of the cut rests was not made up for."""

    def question(world: World) -> Answers:
        file = _file(course, world)
        result = evaluate(file)
        known = known_days(_period_file(file, result))
        found = tuple(finding for period in cut_rests.judged(known) for finding in period.findings)
        return answer(replace(result, findings=(*result.findings, *found)))

    return question


def _period_file(file: PersonFile, result: PersonResult) -> PeriodFile:
    return PeriodFile(
        person_id=file.person_id,
        years=DaySpan(date(file.days.from_day.year, 1, 1), date(file.days.to_day.year + 1, 1, 1)),
        today=file.days.to_day + LONG_AFTER,
        protect_days=result.protect_days,
        credited={},
        plans=file.plans,
        calendar=file.calendar,
        law=file.law,
        zone=file.zone,
        born_on=file.born_on,
        protections=file.protections,
    )


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
                EMPLOYMENT,
                plans[on.isoweekday()],
                course.rules,
                course.sunday_exemption,
                course.regime,
                weekly=course.weekly,
                pattern=tuple(plans[no] for no in range(1, 8)),
            )
            for on in around
        },
        calendar=world.calendar(around),
        law=world.law,
        zone=world.zone,
        as_of=day_span(around.to_day, world.zone).from_at,
        born_on=course.born_on,
        protections=course.protections,
        duties=course.duties,
        absences=course.absences,
    )


def _stamps(course: Course) -> tuple[Stamp, ...]:
    taps = [(kind, at) for work in course.work for kind, at in zip((StampKind.IN, StampKind.OUT), work, strict=True)]
    stamps = [Stamp(UUID(int=no), kind, at, EMPLOYMENT, "terminal") for no, (kind, at) in enumerate(taps, start=1)]
    acts = [(at, kind, origin) for *call, origin in course.calls for kind, at in zip(CALL, call, strict=True)]
    stamps += [
        Stamp(UUID(int=no), kind, at, EMPLOYMENT, origin)
        for no, (at, kind, origin) in enumerate(acts, start=len(stamps) + 1)
    ]
    return tuple(stamps)


def minutes(length: timedelta) -> int:
    """Return a length in whole minutes."""
    return length // MINUTE
