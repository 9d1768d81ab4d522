"""What if a whole unit had worked by another model or agreement: its past days judged again, and nothing saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from timeclock.core import trials
from timeclock.core.changed_figures import NOTHING_CHANGED, Changed
from timeclock.core.day import DayResult, PersonFile, PersonResult
from timeclock.core.figures import LawFigures
from timeclock.core.findings import Finding, neutral
from timeclock.core.periods import monday_of
from timeclock.core.spans import DaySpan
from timeclock.core.trials import Cause, Side
from timeclock.core.walltime import ONE_DAY, local_day
from timeclock.service import access, simulation, trial_accounts
from timeclock.service.access import Action
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.service.trial_accounts import Kept
from timeclock.store import audit, dayfiles, people, placements, unit_staffing
from timeclock.store.dayfiles import DayFiles
from timeclock.store.db import Session
from timeclock.store.people import Employed, Whose
from timeclock.store.placements import UnitNamed
from timeclock.store.plans import ModelVersion
from timeclock.store.scope import Scope


class Refusal(StrEnum):
    """Why a unit is not tried."""

    UNKNOWN = "unknown"
    NOBODY = "nobody"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"


class NotTried(ValueError):
    """Nothing was worked out; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"the unit was not tried: {refusal}")
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is tried on which unit's days: another model, other figures of the agreement, or both; neither is the same.

    Who works by the model already goes on in her own rhythm; for everybody else it begins on the first day's Monday.
    """

    unit_uid: UUID
    days: DaySpan
    with_below: bool = True
    code: str | None = None
    changed: Changed = NOTHING_CHANGED


@dataclass(frozen=True, slots=True)
class PersonTrial:
    """One employment's days in the unit by what holds and by what is tried, and what moves the balance."""

    employed: Employed
    now: Side
    then: Side
    causes: Mapping[Cause, int]


@dataclass(frozen=True, slots=True)
class UnitTrial:
    """A unit's days by both, person by person in the order of names; `model_title` is empty where none is tried."""

    unit_name: str
    model_title: str
    wanted: Wanted
    rows: tuple[PersonTrial, ...]

    @property
    def people(self) -> int:
        return len({each.employed.person_id for each in self.rows})

    @property
    def now(self) -> Side:
        """What all of them come to now."""
        return trials.together(each.now for each in self.rows)

    @property
    def then(self) -> Side:
        return trials.together(each.then for each in self.rows)

    @property
    def causes(self) -> Mapping[Cause, int]:
        return trials.added(each.causes for each in self.rows)


@dataclass(frozen=True, slots=True)
class _Member:
    """An employment with the days on which it was in the unit."""

    employed: Employed
    days: frozenset[date]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What is tried, looked up once for all: the model's newest version and the law as the agreement would have it."""

    wanted: Wanted
    model_title: str
    version: ModelVersion | None
    law: LawFigures
    rulebook: Rulebook

    def of(self, files: DayFiles, employment_ids: Sequence[int]) -> PersonFile:
        """Return a person's file as it would be; the same one where nothing of it would be another."""
        file, plans = files.person, files.person.plans
        if self.version is not None:
            plans = simulation.plans_by(
                files, {each: (self.version, self._anchor(files, each)) for each in employment_ids}
            )
        plans = self.wanted.changed.plans(plans)
        is_same = plans is file.plans and self.law is file.law
        return file if is_same else replace(file, plans=plans, law=self.law)

    def _anchor(self, files: DayFiles, employment_id: int) -> date:
        own = files.held.anchor_of(employment_id, self.wanted.code or "")
        return own or monday_of(self.wanted.days.from_day)


def last_year(today: date) -> DaySpan:
    """Return the last twelve whole months: on 20 November 2026 those from November 2025 to October 2026."""
    end = today.replace(day=1)
    return DaySpan(end.replace(year=end.year - 1), end)


def units(session: Session, sight: Sight) -> Sequence[UnitNamed]:
    """Return the units on whose days the actor may try something, by name."""
    reach = access.scope(sight.actor, Action.TRY_MODELS).unit_ids
    return tuple(placements.units(session, reach, sight.today).values())


def every_unit(session: Session, today: date) -> Sequence[UnitNamed]:
    """Return all units there are today, by name, for operators."""
    return tuple(placements.units(session, unit_staffing.every_unit(session), today).values())


def tried(session: Session, sight: Sight, wanted: Wanted, rulebook: Rulebook, most: int) -> UnitTrial:
    """Judge the days of everybody who was in the actor's unit; nothing is saved.

    It takes seconds, so nothing is written meanwhile: whoever shows it to somebody calls `looked` first. Raise
    `NotTried` for a unit that is not hers, in which nobody was, or of more than `most` employments, and `UnknownModel`
    where there is no such model.
    """
    scope = access.scope(sight.actor, Action.TRY_MODELS)
    unit, narrowed = _narrowed(session, wanted, scope, sight.today)
    members = _members(session, wanted.days, narrowed)
    if len(members) > most:
        raise NotTried(Refusal.TOO_MANY)
    return _tried(session, unit, members, _attempt(session, wanted, rulebook), sight.now)


def looked(session: Session, sight: Sight, trial: UnitTrial) -> None:
    """Record whose days the actor looks at."""
    who = [each.employed.person_id for each in trial.rows]
    audit.read_of_others(session, sight.actor.login_id, "what_if_unit", Action.TRY_MODELS, who, sight.now)


def tried_by_operator(session: Session, wanted: Wanted, rulebook: Rulebook, now: datetime) -> UnitTrial:
    """Judge the days of everybody who was in a unit, for the operator; whoever shows it calls `looked_by_operator`."""
    everywhere = Scope("simulate", unit_ids=unit_staffing.every_unit(session))
    unit, narrowed = _narrowed(session, wanted, everywhere, local_day(now, rulebook.around.zone))
    members = _members(session, wanted.days, narrowed)
    return _tried(session, unit, members, _attempt(session, wanted, rulebook), now)


def looked_by_operator(session: Session, wanted: Wanted, now: datetime) -> None:
    """Record that the operator looked at a unit's days."""
    about = f"{wanted.unit_uid}/{wanted.days.from_day}/{wanted.code or ''}"
    audit.add(session, "operator.simulate_unit", about, now, by=None)


def _narrowed(session: Session, wanted: Wanted, scope: Scope, today: date) -> tuple[UnitNamed, Scope]:
    """Return the unit as it is called today, and the scope as far as it is of the unit."""
    found = placements.units(session, scope.unit_ids, today).values()
    unit = next((each for each in found if each.uid == wanted.unit_uid), None)
    if unit is None:
        raise NotTried(Refusal.UNKNOWN)
    below = access.reach_of(unit.id, people.unit_parents(session, today)) if wanted.with_below else {unit.id}
    return unit, replace(scope, unit_ids=scope.unit_ids & below)


def _members(session: Session, days: DaySpan, scope: Scope) -> list[_Member]:
    """Return who was in the unit at the end of any of the months, or after the last day, by unit and name."""
    looked = sorted({*trial_accounts.month_ends(days), days.to_day - ONE_DAY})
    found = {each.employment_id: each for day in looked for each in people.listed(session, day, scope)}
    members = []
    for each in sorted(found.values(), key=Employed.place):
        there = people.during(session, Whose(uid=each.employment_uid), days, scope)
        if there is not None:
            members.append(_Member(each, there[1]))
    if not members:
        raise NotTried(Refusal.NOBODY)
    return members


def _attempt(session: Session, wanted: Wanted, rulebook: Rulebook) -> _Attempt:
    title, version = ("", None) if wanted.code is None else simulation.tried_model(session, wanted.code)
    return _Attempt(wanted, title, version, wanted.changed.law(rulebook.around.law), rulebook)


def _tried(
    session: Session, unit: UnitNamed, members: Sequence[_Member], attempt: _Attempt, now: datetime
) -> UnitTrial:
    covered = {each.employed.employment_id: each.days for each in members}
    kept = trial_accounts.looked_up(session, covered, attempt.wanted.days)
    rows: dict[int, PersonTrial] = {}
    for person_id, hers in groupby(sorted(members, key=_person), key=_person):
        files = dayfiles.load(session, person_id, attempt.wanted.days, attempt.rulebook.around, now)
        rows |= {each.employed.employment_id: each for each in _of_person(files, list(hers), kept, attempt)}
    return UnitTrial(
        unit.name, attempt.model_title, attempt.wanted, tuple(rows[each.employed.employment_id] for each in members)
    )


def _person(member: _Member) -> int:
    return member.employed.person_id


def _of_person(
    files: DayFiles, hers: Sequence[_Member], kept: Mapping[int, Kept], attempt: _Attempt
) -> Iterator[PersonTrial]:
    """Yield each of a person's employments; what was found on the person herself counts with the first of them."""
    instead = attempt.of(files, [each.employed.employment_id for each in hers])
    results = simulation.both(files.person, instead)
    for no, each in enumerate(hers):
        employment_id = each.employed.employment_id
        now, then = (_days(result, each) for result in results)
        moves = trials.moved(now, then)
        course = kept[employment_id].course(files.person, employment_id)
        standings = trials.standing(course, {}, NOTHING_CHANGED), trials.standing(course, moves, attempt.wanted.changed)
        found = [_findings(result, each, is_first=no == 0) for result in results]
        causes = {**trials.causes(now, then)}
        if cut := standings[1].balance - standings[0].balance - sum(moves.values()):
            causes[Cause.CUT_OFF] = cut
        yield PersonTrial(
            each.employed,
            trials.side(now, found[0], standings[0]),
            trials.side(then, found[1], standings[1]),
            causes,
        )


def _days(result: PersonResult, member: _Member) -> list[DayResult]:
    whose = member.employed.employment_id
    return [each for each in result.days if each.employment_id == whose and each.day in member.days]


def _findings(result: PersonResult, member: _Member, *, is_first: bool) -> list[Finding]:
    """Return what was found on the days; never why a limit holds for the person alone."""
    of_days = [finding for day in _days(result, member) for finding in day.findings]
    of_person = [each for each in result.findings if each.day in member.days] if is_first else []
    return list(map(neutral, (*of_days, *of_person)))
