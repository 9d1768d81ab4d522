"""What if somebody worked by another model: past stamps judged by it, and nothing saved (demand of staff councils)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from timeclock.core.balances import PeriodSum, sum_of
from timeclock.core.day import DayResult, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Finding
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import model_catalogue
from timeclock.service.model_catalogue import StarterModel
from timeclock.service.rulebook import Rulebook
from timeclock.store import audit, dayfiles, models, people, plans
from timeclock.store.db import Session
from timeclock.store.plans import ModelVersion
from timeclock.store.scope import Scope


class UnknownModel(LookupError):
    """Neither the city nor the starter catalogue has a model of that code."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A day's result with all that was found on it, on the employment and on the person."""

    result: DayResult
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ComparedDay:
    """A day by the model in force and by the one that is tried."""

    day: date
    now: Judged
    then: Judged


@dataclass(frozen=True, slots=True)
class Comparison:
    """The days of a period by both models, and their sums."""

    days: tuple[ComparedDay, ...]

    @property
    def now(self) -> PeriodSum:
        return sum_of(day.now.result for day in self.days)

    @property
    def then(self) -> PeriodSum:
        return sum_of(day.then.result for day in self.days)


def compare(
    session: Session, staff_no: str, days: DaySpan, code: str, anchor: date, rulebook: Rulebook, now: datetime
) -> Comparison | None:
    """Judge anybody's days by the model in force and by another, for the operator; the look is recorded.

    What is due follows the person's own terms in both; the pattern of the model tried begins on the anchor. None where
    nobody of that staff number is employed on the first day; raise `UnknownModel` where there is no such model.
    """
    version = _version(session, code)
    who = people.by_staff_no(session, staff_no, days.from_day, Scope.system("simulate"))
    if who is None:
        return None
    about = f"{who.employment_uid}/{days.from_day}/{code}"
    audit.add(session, "operator.simulate", about, now, by=None, person_id=who.person_id)
    file = dayfiles.load(session, who.person_id, days, rulebook.around, now).person
    known = [day for _, day in file.plans]
    around = DaySpan(min(known), max(known) + ONE_DAY)
    instead = plans.if_by(session, who.person_id, around, who.employment_id, (version, anchor))
    tried = evaluate(replace(file, plans={**file.plans, **instead}))
    before, after = (_by_day(each, who.employment_id, days) for each in (evaluate(file), tried))
    return Comparison(tuple(ComparedDay(day, before[day], after[day]) for day in sorted(before)))


def _version(session: Session, code: str) -> ModelVersion:
    """Return the city's own version of a model, else the one of the catalogue."""
    found = plans.newest_version(session, code)
    if found is not None:
        return found
    starter = model_catalogue.catalogue().get(code)
    if starter is None:
        raise UnknownModel(code)
    return _as_version(starter)


def _as_version(starter: StarterModel) -> ModelVersion:
    rules = starter.new.rules
    return ModelVersion(starter.since, None, rules, tuple(starter.new.days), models.rules_json(rules))


def _by_day(result: PersonResult, employment_id: int, days: DaySpan) -> Mapping[date, Judged]:
    on_person = {day.day: tuple(each for each in result.findings if each.day == day.day) for day in result.days}
    own = (day for day in result.days if day.employment_id == employment_id and day.day in days)
    return {day.day: Judged(day, tuple(chain(day.findings, on_person[day.day]))) for day in own}
