"""Cases of illness: how long pay goes on, when a certificate is due, and days off on which somebody is ill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from timeclock.cases.comparing import Answers
from timeclock.cases.course import EMPLOYMENT, LONGEST_SESSION, Course, evaluating, minutes
from timeclock.cases.world import Question, Said, World
from timeclock.core import sick_pay
from timeclock.core.absences import Absence, AbsenceClass, AbsenceReason, Averaging, Credit, IllnessNotes
from timeclock.core.day import PersonResult
from timeclock.core.plans import Bookable, BreakDeduction, DayPlan, ModelRules, TimeAccount
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY

# A case of time off names no day; this one is a Tuesday without a holiday around it.
WORKDAY = DaySpan.one(date(2026, 11, 3))
# How far past an illness a working day is looked for.
FAR = timedelta(days=60)
ACCOUNT = TimeAccount("TVöD §10", timedelta(hours=80), timedelta(hours=40), frozenset(Bookable))
RULES = ModelRules(break_deduction=BreakDeduction.NONE, longest_session=LONGEST_SESSION, day_starts=None)
BY_THE_TARIFF = "tvoed10"


def sick(said: Said) -> Question:
    """Ask from which day to which pay goes on."""
    first = sick_pay.begins(_day(said, "sick_from"), during_work=bool(said.get("started_during_work", False)))
    employed_from = said.get("employment_start")

    def answer(world: World) -> Answers:
        waits = said.get("regime", "tvoed") not in world.law.tariff_sick_pay.on(first).unwaited
        waits_from = date.fromisoformat(employed_from) if waits and employed_from else None
        found = sick_pay.pay_days(first, world.law.sick_pay.on(first), waits_from)
        if found is None:
            return {"pay_from": None, "pay_until": None}
        return {"pay_from": found.from_day.isoformat(), "pay_until": (found.to_day - ONE_DAY).isoformat()}

    return answer


def certificate(said: Said) -> Question:
    """Ask on which day a certificate is due."""
    ill = DaySpan(_day(said, "sick_from"), _day(said, "sick_to") + ONE_DAY)
    weekdays = frozenset(int(each) for each in said["person"]["workdays"])

    def answer(world: World) -> Answers:
        far = DaySpan(ill.from_day, ill.to_day + FAR)
        calendar = world.calendar(far)
        days = (day for day in far if day.isoweekday() in weekdays and calendar.on(day) is None)
        due = sick_pay.certificate_due(ill, days, world.law.certificates.on(ill.from_day))
        return {"due": None if due is None else due.isoformat()}

    return answer


def repeated(said: Said) -> Question:
    """Ask whether the same illness has its six weeks anew."""
    first, again = DaySpan(_day(said, "first_start"), _day(said, "first_end") + ONE_DAY), _day(said, "second_start")
    return lambda world: {
        "new_claim": sick_pay.is_new_claim(first, again, first.from_day, world.law.sick_pay.on(again))
    }


def on_time_off(said: Said) -> Question:
    """Ask what comes back of a day off on which somebody was ill."""
    notes = IllnessNotes((WORKDAY,)) if said["attested"] else IllnessNotes()
    absences = (
        _absence(Credit.NOTHING, AbsenceClass.TIME_OFF, IllnessNotes()),
        _absence(Credit.PLANNED, AbsenceClass.SICKNESS, notes),
    )
    rules = replace(RULES, account=ACCOUNT if said["account"] == BY_THE_TARIFF else None)
    plan = DayPlan("plan", timedelta(minutes=said["planned_min"]))
    plans = dict.fromkeys(range(1, 8), plan)
    return evaluating(Course((), rules, plans=plans, period=WORKDAY, absences=absences), _restored)


def _absence(credit: Credit, of_class: AbsenceClass, notes: IllnessNotes) -> Absence:
    reason = AbsenceReason(of_class.value, credit, Averaging.COUNTS, {}, {}, "", "", of_class=of_class)
    return Absence(EMPLOYMENT, WORKDAY, reason, notes=notes)


def _restored(result: PersonResult) -> Answers:
    [day] = result.days
    return {"restored_min": minutes(day.worked or ZERO)}


def _day(said: Said, key: str) -> date:
    return date.fromisoformat(said[key])
