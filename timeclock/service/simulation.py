"""What if somebody worked by another model: past stamps judged by it, and nothing saved (demand of staff councils)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

from timeclock.core.balances import PeriodSum, running, sum_of
from timeclock.core.day import DayResult, PersonFile, PersonResult
from timeclock.core.evaluation import evaluate
from timeclock.core.findings import Code, Finding, Severity, neutral
from timeclock.core.lines import Line
from timeclock.core.plans import PlanInForce
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY
from timeclock.service import access, model_catalogue
from timeclock.service.access import Action
from timeclock.service.model_catalogue import StarterModel
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.store import accounts, audit, dayfiles, models, people, plans
from timeclock.store.dayfiles import DayFiles
from timeclock.store.db import Session
from timeclock.store.people import Employed, Whose
from timeclock.store.plans import ModelVersion, Tried
from timeclock.store.scope import Scope


class UnknownModel(LookupError):
    """Neither the city nor the starter catalogue has a model of that code."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: which model on whose days; its pattern begins on the anchor, what is due follows her terms."""

    staff_no: str
    code: str
    days: DaySpan
    anchor: date


@dataclass(frozen=True, slots=True)
class Judged:
    """A day's result with all that was found on it, on the employment and on the person."""

    result: DayResult
    findings: tuple[Finding, ...]

    @property
    def codes(self) -> frozenset[Code]:
        return frozenset(each.code for each in self.findings)


@dataclass(frozen=True, slots=True)
class ComparedDay:
    """A day by the model in force and by the one that is tried, with the balance after it."""

    day: date
    now: Judged
    then: Judged
    balance_now: timedelta
    balance_then: timedelta

    @property
    def come(self) -> Sequence[Code]:
        """Return what would be found and is not."""
        return sorted(self.then.codes - self.now.codes)

    @property
    def go(self) -> Sequence[Code]:
        """Return what is found and would not be."""
        return sorted(self.now.codes - self.then.codes)

    @property
    def moved(self) -> timedelta | None:
        """Return by how much more the day would count; None where one of the two leaves it open."""
        now, then = self.now.result.difference, self.then.result.difference
        return None if now is None or then is None else then - now

    @property
    def lines(self) -> tuple[Sequence[Line], Sequence[Line]]:
        """Return the lines of the bill that only one of the two has: those of now, and those of then."""
        sides = [{_said(line): line for line in side.result.lines} for side in (self.now, self.then)]
        now, then = sides
        return [now[key] for key in now if key not in then], [then[key] for key in then if key not in now]

    @property
    def differs(self) -> bool:
        """Whether anything but where and since when the figures are agreed is different."""
        return any(self.lines) or bool(self.come or self.go) or self.premiums_differ

    @property
    def premiums_differ(self) -> bool:
        return _amounts(self.now) != _amounts(self.then)

    @property
    def tells(self) -> bool:
        """Whether anything is found or paid on either side."""
        sides = self.now, self.then
        return any(each.findings or each.result.premiums for each in sides)

    @property
    def stay(self) -> Sequence[Code]:
        return sorted(self.now.codes & self.then.codes)


@dataclass(frozen=True, slots=True)
class Side:
    """What the days come to by one of the two models."""

    sums: PeriodSum
    balance: timedelta
    violations: int
    warnings: int
    premiums: Mapping[PremiumKind, timedelta]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The days of a period by both models, and their sums; `before` is the balance before the first day."""

    employed: Employed
    model_title: str
    before: timedelta
    days: tuple[ComparedDay, ...]

    @property
    def now(self) -> Side:
        return _side([day.now for day in self.days], self.before)

    @property
    def then(self) -> Side:
        return _side([day.then for day in self.days], self.before)

    @property
    def nothing(self) -> timedelta:
        """What a premium comes to that one side does not have."""
        return ZERO

    @property
    def premium_kinds(self) -> Sequence[PremiumKind]:
        """Return the premiums there are on either side, in the order of their list."""
        found = self.now.premiums.keys() | self.then.premiums.keys()
        return [kind for kind in PremiumKind if kind in found]


def compare(session: Session, trial: Trial, rulebook: Rulebook, now: datetime) -> Comparison | None:
    """Judge anybody's days by the model in force and by another, for the operator; the look is recorded.

    Why a personal limit holds is not told.
    None where nobody of that staff number is employed on the first day; raise `UnknownModel` where there is no such
    model.
    """
    tried = tried_model(session, trial.code)
    who = people.by_staff_no(session, trial.staff_no, trial.days.from_day, Scope.system("simulate"))
    if who is None:
        return None
    about = f"{who.employment_uid}/{trial.days.from_day}/{trial.code}"
    audit.add(session, "operator.simulate", about, now, by=None, person_id=who.person_id)
    made = _compared(session, who, trial, tried, rulebook, now)
    return replace(made, days=tuple(map(_as_read, made.days)))


def shown(session: Session, sight: Sight, trial: Trial, rulebook: Rulebook) -> Comparison | None:
    """Judge the days of somebody in the actor's units, as far as they are hers to see; the look is recorded.

    Why a personal limit holds is told to HR alone. None where nobody of that staff number is there for the actor.
    """
    return shown_by(session, sight, trial, tried_model(session, trial.code), rulebook)


def shown_by(
    session: Session, sight: Sight, trial: Trial, tried: tuple[str, ModelVersion], rulebook: Rulebook
) -> Comparison | None:
    """Judge the days of somebody in the actor's units by a version that need not be the city's yet; as `shown` does."""
    scope = access.scope(sight.actor, Action.TRY_MODELS)
    whose = Whose(staff_no=trial.staff_no)
    found = people.during(session, whose, trial.days, scope)
    if found is None:
        return None
    who, covered = found
    told = people.during(session, whose, trial.days, scope.told())
    audit.read_of_others(session, sight.actor.login_id, "what_if", scope.purpose, [who.person_id], sight.now)
    made = _compared(session, who, trial, tried, rulebook, sight.now)
    hidden = covered - (frozenset() if told is None else told[1])
    days = (_as_read(day) if day.day in hidden else day for day in made.days if day.day in covered)
    return replace(made, days=tuple(days))


def choices(session: Session) -> Sequence[tuple[str, str]]:
    """Return code and title of every model that can be tried: the city's own, and what else the catalogue has."""
    own = models.titles(session)
    starters = {code: starter.new.title for code, starter in model_catalogue.catalogue().items()}
    return sorted({**starters, **own}.items())


def _compared(
    session: Session,
    who: Employed,
    trial: Trial,
    tried: tuple[str, ModelVersion],
    rulebook: Rulebook,
    now: datetime,
) -> Comparison:
    title, version = tried
    before = accounts.balances(session, [who.employment_id], trial.days.from_day)[who.employment_id]
    files = dayfiles.load(session, who.person_id, trial.days, rulebook.around, now)
    instead = replace(files.person, plans=plans_by(files, {who.employment_id: (version, trial.anchor)}))
    judged = [_by_day(each, who.employment_id, trial.days) for each in both(files.person, instead)]
    return Comparison(who, title, before, tuple(_side_by_side(judged, before)))


def plans_by(files: DayFiles, instead: Mapping[int, Tried]) -> Mapping[tuple[int, date], PlanInForce]:
    """Return what would hold for a person by other models of her employments, each with its pattern's first day."""
    known = [day for _, day in files.person.plans]
    around = DaySpan(min(known), max(known) + ONE_DAY)
    return {**files.person.plans, **files.held.on(around, instead).by_day}


def both(file: PersonFile, instead: PersonFile) -> tuple[PersonResult, PersonResult]:
    """Return what comes of a person's file and of another in its place; where that is the same it is judged once."""
    is_now = evaluate(file)
    return is_now, is_now if instead is file else evaluate(instead)


def _side_by_side(judged: Sequence[Mapping[date, Judged]], before: timedelta) -> Iterator[ComparedDay]:
    """Yield the days with what is so now and would be then."""
    days = sorted(judged[0])
    balances = [running([by_day[day].result.difference for day in days], before) for by_day in judged]
    for day, is_now, would_be in zip(days, *balances, strict=True):
        yield ComparedDay(day, judged[0][day], judged[1][day], is_now, would_be)


def _side(days: Sequence[Judged], before: timedelta) -> Side:
    sums = sum_of(day.result for day in days)
    severities = [each.severity for day in days for each in day.findings]
    return Side(
        sums,
        before + sums.difference,
        severities.count(Severity.VIOLATION),
        severities.count(Severity.WARNING),
        _premiums(day.result for day in days),
    )


def _said(line: Line) -> Hashable:
    """Return what a line says of a day, whatever it cites."""
    return line.reason, line.part, line.amount, line.span, tuple(sorted(line.figures.items()))


def _amounts(day: Judged) -> Sequence[tuple[PremiumKind, timedelta]]:
    return [(each.kind, each.amount) for each in day.result.premiums]


def _premiums(days: Iterable[DayResult]) -> Mapping[PremiumKind, timedelta]:
    found: dict[PremiumKind, timedelta] = {}
    for premium in chain.from_iterable(day.premiums for day in days):
        found[premium.kind] = found.get(premium.kind, ZERO) + premium.amount
    return found


def _as_read(day: ComparedDay) -> ComparedDay:
    """Return a day as those read it who are not told what protects the person alone."""
    now, then = (replace(side, findings=tuple(map(neutral, side.findings))) for side in (day.now, day.then))
    return replace(day, now=now, then=then)


def tried_model(session: Session, code: str) -> tuple[str, ModelVersion]:
    """Return the title and the city's own version of a model, else those of the catalogue."""
    found = plans.newest_version(session, code)
    starter = model_catalogue.catalogue().get(code)
    if found is not None:
        return models.titles(session)[code], found
    if starter is None:
        raise UnknownModel(code)
    return starter.new.title, _as_version(starter)


def _as_version(starter: StarterModel) -> ModelVersion:
    rules = starter.new.rules
    return plans.version_of(rules, tuple(starter.new.days), starter.since, models.rules_json(rules))


def _by_day(result: PersonResult, employment_id: int, days: DaySpan) -> Mapping[date, Judged]:
    on_person = {day.day: tuple(each for each in result.findings if each.day == day.day) for day in result.days}
    own = (day for day in result.days if day.employment_id == employment_id and day.day in days)
    return {day.day: Judged(day, tuple(chain(day.findings, on_person[day.day]))) for day in own}
