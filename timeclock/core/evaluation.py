"""From a person's facts and the rules in force to day results, protective days and findings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from timeclock.core import (
    acts,
    attribution,
    called_rests,
    calls,
    counted,
    duties,
    honorary,
    limits,
    on_call,
    plan_of_day,
)
from timeclock.core.amounts import Amount
from timeclock.core.attribution import DayWork, WorkingDay
from timeclock.core.bill import day_result
from timeclock.core.called_rests import CalledRest
from timeclock.core.credit_days import AttributionOn
from timeclock.core.day import DayResult, PersonFile, PersonResult
from timeclock.core.duties import DutiesByDay
from timeclock.core.findings import Code, Finding, Severity
from timeclock.core.on_call import AmountsByDay
from timeclock.core.pairing import pair
from timeclock.core.plans import BY_RULEBOOK, Attribution, ModelRules
from timeclock.core.sessions import Paired, Piece, in_minutes, pieces_of
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import Stamp
from timeclock.core.walltime import ONE_DAY, local_day


def evaluate(file: PersonFile) -> PersonResult:
    """Return the results of all days of `file.days` up to the local day of `file.as_of`.

    08:00 in, 14:05 out on a Tuesday at 7:48 is a day worked 6:00 with a bill of two lines (+6:05 work, −0:05 break),
    difference −1:48, and two violations on the person, for a break is missing.
    """
    asked = _asked_days(file)
    paired = paired_of(honorary.at_work(file))
    pieces = [piece for one in paired for piece in pieces_of(one)]
    working_days = attribution.working_days(pieces, file.law, file.zone)
    attribution_on = _attributions(file)
    work = attribution.work_by_day(paired, working_days, file.zone, attribution_on)
    at_work = _with_on_call(file, pieces, working_days) if file.duties else working_days
    protected = limits.protect_days(at_work, file.law, file.zone)
    found = [*acts.violations(file, at_work, protected), *_without_employment(file, work)]
    rests = {(each.employment_id, each.day(file.zone)): each for each in called_rests.judged(file, pieces, asked)}
    return PersonResult(
        person_id=file.person_id,
        days=_days(file, asked, work, on_call.amounts(file, paired), rests, attribution_on),
        protect_days=tuple(day for day in protected if day.day in asked),
        findings=tuple(finding for finding in found if finding.day in asked),
    )


def _with_on_call(
    file: PersonFile, pieces: Sequence[Piece], working_days: tuple[WorkingDay, ...]
) -> tuple[WorkingDay, ...]:
    """Return the working days as the protective acts see them, where being on call is working time."""
    bound = on_call.at_work(file, pieces)
    return attribution.working_days([*pieces, *bound], file.law, file.zone) if bound else working_days


def _asked_days(file: PersonFile) -> DaySpan:
    """Return the days that get a result: those of the file up to the day up to which facts are known."""
    begun = local_day(file.as_of, file.zone) + ONE_DAY
    return DaySpan(file.days.from_day, max(file.days.from_day, min(file.days.to_day, begun)))


def _attributions(file: PersonFile) -> AttributionOn | None:
    """Return how models credit shifts; None where all do as the rulebook has it, which is nearly everybody."""
    rules = {id(plan.rules): plan.rules for plan in file.plans.values()}
    if all(each.attribution == BY_RULEBOOK for each in rules.values()):
        return None

    def on(employment_id: int, day: date) -> Attribution | None:
        plan = file.plans.get((employment_id, day))
        return None if plan is None else plan.rules.attribution

    return on


def _days(
    file: PersonFile,
    asked: DaySpan,
    work: Mapping[tuple[int, date], DayWork],
    amounts: AmountsByDay,
    rests: Mapping[tuple[int, date], CalledRest],
    attribution_on: AttributionOn | None,
) -> tuple[DayResult, ...]:
    """Return a result for each (employment, day) that exists, by employment and day."""
    keys = sorted(key for key in file.plans if key[1] in asked)
    begun = duties.by_day(file.duties, file.zone, attribution_on)
    return tuple(_day(file, key, begun, work.get(key, DayWork()), amounts.get(key, ()), rests.get(key)) for key in keys)


def _day(
    file: PersonFile,
    key: tuple[int, date],
    begun: DutiesByDay,
    work: DayWork,
    amounts: tuple[Amount, ...],
    rest: CalledRest | None,
) -> DayResult:
    plan = plan_of_day.held(file, file.plans[key], key[1], begun, work)
    return day_result(file, plan, key[1], work, amounts, rest)


def paired_of(file: PersonFile) -> tuple[Paired, ...]:
    """Return each employment's stamps as sessions, in minutes; in which order the stamps arrived does not matter."""
    by_employment: dict[int, list[Stamp]] = {}
    for stamp in sorted(file.stamps, key=lambda stamp: (stamp.at, stamp.uid)):
        by_employment.setdefault(stamp.employment_id, []).append(stamp)
    found = (
        in_minutes(pair(employment_id, stamps, _rules_at(file, employment_id), file.zone, file.as_of))
        for employment_id, stamps in sorted(by_employment.items())
    )
    if file.duties:
        found = (calls.as_calls(file, one) for one in found)
        found = (replace(one, kinds=duties.kinds(file.duties, one.employment_id)) for one in found)
    if file.absences:
        found = (replace(one, counted=counted.spans(file, one)) for one in found)
    return tuple(found)


def _rules_at(file: PersonFile, employment_id: int) -> Callable[[datetime], ModelRules]:
    """Return the model's rules by instant; a day without an employment has those of the last one before, or the first.

    Most people work by the same rules all the time; then nobody asks which day an instant belongs to.
    """
    known = sorted(day for employment, day in file.plans if employment == employment_id)
    held = [file.plans[employment_id, day].rules for day in known] or [ModelRules()]
    if all(rules is held[0] for rules in held):
        return lambda _: held[0]
    return lambda at: held[max(bisect_right(known, local_day(at, file.zone)) - 1, 0)]


def _without_employment(file: PersonFile, work: Mapping[tuple[int, date], DayWork]) -> Iterable[Finding]:
    """Yield a warning for work on a day on which the employment does not exist; nothing credits it."""
    for (employment_id, day), _ in sorted(work.items(), key=lambda item: item[0]):
        if (employment_id, day) not in file.plans:
            yield Finding(Code.NO_EMPLOYMENT, Severity.WARNING, day, figures={"employment": employment_id})
