"""The register of evaluations: what may be run since when, what the staff council says of it, and every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from timeclock.core import register
from timeclock.core.due import Due
from timeclock.core.register import Code, Decision, Said, Shows, State
from timeclock.core.statistics import Subject
from timeclock.service import access
from timeclock.service.access import Action, Role
from timeclock.service.sight import Sight
from timeclock.store import audit, consents, statistics, told_due
from timeclock.store.consents import Consent, Run
from timeclock.store.db import Session

RAN = "evaluation.run"
SAID = "evaluation.consent"
RUNS_TOLD = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """An evaluation: which version it is in, whom it shows, who may run it, and by which groups it protects people.

    A version is another where it shows more, of more people, or to more readers; then the staff council is asked anew.
    """

    code: Code
    version: int
    shows: Shows
    action: Action
    needs_consent: bool
    groups: tuple[Subject, ...] = ()

    @property
    def roles(self) -> tuple[Role, ...]:
        allowed = access.allowed_roles(self.action)
        return tuple(role for role in Role if role in allowed and role is not Role.EMPLOYEE)


REGISTER: dict[Code, Entry] = {
    each.code: each
    for each in (
        Entry(Code.FIGURES, 1, Shows.GROUPS, Action.READ_FIGURES, True, (Subject.TIMES,)),
        Entry(Code.STATISTICS, 1, Shows.GROUPS, Action.READ_STATISTICS, True, (Subject.TIMES, Subject.ABSENCES)),
        Entry(Code.VIOLATIONS, 1, Shows.GROUPS, Action.READ_VIOLATIONS, True, (Subject.TIMES,)),
        Entry(Code.BALANCES, 1, Shows.PERSONS, Action.KEEP_ACCOUNTS, True),
        Entry(Code.LEAVE_LEFT, 1, Shows.PERSONS, Action.READ_LEAVE, True),
        Entry(Code.SUNDAYS, 1, Shows.PERSONS, Action.READ_DEVIATIONS, True),
        Entry(Code.OVERTIME, 1, Shows.PERSONS, Action.KEEP_ACCOUNTS, True),
        Entry(Code.AVERAGES, 1, Shows.PERSONS, Action.READ_DEVIATIONS, True),
        Entry(Code.DEVIATIONS, 1, Shows.GROUPS, Action.READ_DEVIATIONS, True),
        Entry(Code.REACHED, 1, Shows.GROUPS, Action.READ_STATISTICS, True, (Subject.TIMES,)),
        Entry(Code.TERMINAL_USE, 1, Shows.GROUPS, Action.READ_STATISTICS, True, (Subject.TIMES,)),
        Entry(Code.PREMIUMS, 1, Shows.PERSONS, Action.KEEP_ACCOUNTS, True),
        Entry(Code.STAFFING, 1, Shows.GROUPS, Action.READ_DEVIATIONS, True),
        Entry(Code.SICKNESS, 1, Shows.GROUPS, Action.READ_STATISTICS, True, (Subject.ABSENCES,)),
        Entry(Code.NIGHT_WORKERS, 1, Shows.PERSONS, Action.KEEP_CHECKS, True),
        Entry(Code.AUTHORITY, 1, Shows.PERSONS, Action.ANSWER_AUTHORITY, False),
        Entry(Code.OPT_OUTS, 1, Shows.PERSONS, Action.READ_PROTECTIONS, False),
        Entry(Code.UNNAMED, 1, Shows.NUMBERS, Action.READ_UNNAMED, True, (Subject.TIMES,)),
        Entry(Code.TRIAL, 1, Shows.NUMBERS, Action.READ_TRIALS, False, (Subject.TIMES,)),
        Entry(Code.PROOF, 1, Shows.PERSONS, Action.READ_TIMES, False),
        Entry(Code.TIMESHEET, 1, Shows.PERSONS, Action.READ_TIMES, False),
        Entry(Code.EVACUATION, 1, Shows.PERSONS, Action.READ_EVACUATION, False),
    )
}


# Those that are run as tables (`service.evaluations`); the others have pages of their own.
TABLES = frozenset(
    {
        Code.VIOLATIONS,
        Code.BALANCES,
        Code.LEAVE_LEFT,
        Code.SUNDAYS,
        Code.AUTHORITY,
        Code.OPT_OUTS,
        Code.UNNAMED,
        Code.OVERTIME,
        Code.AVERAGES,
        Code.DEVIATIONS,
        Code.REACHED,
        Code.TERMINAL_USE,
        Code.PREMIUMS,
        Code.STAFFING,
        Code.NIGHT_WORKERS,
        Code.SICKNESS,
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry with how it stands today, and what was said last of its version; `may_run`: the reader has a table."""

    entry: Entry
    state: State
    last: Consent | None
    may_run: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """All entries as they stand, and whether the reader may see who ran them."""

    standings: tuple[Standing, ...]
    may_read_runs: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry with everything that was ever said of it, newest first."""

    standing: Standing
    said: tuple[Consent, ...]
    may_say: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the staff council wants to say, from which day on, and where it stands."""

    decision: Decision
    since: date
    reference: str


class Refused(StrEnum):
    """Why something is not said of an evaluation."""

    NEEDS_NONE = "needs_none"
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    BEFORE = "before"
    PAST = "past"


class NotSaid(ValueError):
    """What was wanted is not recorded; `reason` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAgreed(RuntimeError):
    """The staff council has not agreed to the version of an evaluation that somebody wants to run."""

    def __init__(self, code: Code) -> None:
        super().__init__(f"no consent to {code}")
        self.code = code


def listed(session: Session, sight: Sight) -> Listed:
    """Return the whole register."""
    access.demand(sight.actor, Action.READ_REGISTER)
    said = consents.listed(session)
    standings = tuple(_standing(entry, said, sight) for entry in REGISTER.values())
    return Listed(standings, access.may(sight.actor, Action.READ_RUNS))


def one(session: Session, sight: Sight, code: Code) -> Seen:
    """Return one entry with what was said of it."""
    access.demand(sight.actor, Action.READ_REGISTER)
    entry, said = REGISTER[code], consents.listed(session)
    may_say = entry.needs_consent and access.may(sight.actor, Action.SAY_OF_EVALUATIONS)
    of_it = tuple(each for each in reversed(said) if each.evaluation == code)
    return Seen(_standing(entry, said, sight), of_it, may_say)


def say(session: Session, sight: Sight, code: Code, wanted: Wanted) -> None:
    """Record what the staff council says of the version there is. Raises `NotSaid`.

    Consent may be entered that was given earlier; it is withdrawn from today on at the earliest, for what was run by
    it stays run.
    """
    access.demand(sight.actor, Action.SAY_OF_EVALUATIONS)
    entry, by = REGISTER[code], sight.actor.login_id
    if not entry.needs_consent:
        raise NotSaid(Refused.NEEDS_NONE)
    consents.lock(session)
    said = consents.said(session, code, entry.version)
    is_given = bool(said) and said[-1].decision is Decision.GIVEN
    if is_given is (wanted.decision is Decision.GIVEN):
        raise NotSaid(Refused.GIVEN if is_given else Refused.NOT_GIVEN)
    if said and wanted.since < said[-1].since:
        raise NotSaid(Refused.BEFORE)
    if wanted.decision is Decision.WITHDRAWN and wanted.since < sight.today:
        raise NotSaid(Refused.PAST)
    consents.add(
        session, code, entry.version, Said(wanted.decision, wanted.since), wanted.reference.strip(), by, sight.now
    )
    detail = {"version": entry.version, "decision": wanted.decision.value, "since": wanted.since.isoformat()}
    audit.add(session, SAID, code, sight.now, by=by, detail=detail)
    left = {(each.code.value, each.version) for each in waiting(session)}
    told_due.settle(session, Due.EVALUATIONS, lambda about: left.isdisjoint(about.numbers.items()), sight.now)


def waiting(session: Session) -> Sequence[Entry]:
    """Return the entries of whose version the staff council has said nothing yet."""
    said = {(each.evaluation, each.version) for each in consents.listed(session)}
    wanted = (each for each in REGISTER.values() if each.needs_consent)
    return tuple(each for each in wanted if (each.code, each.version) not in said)


def demand(session: Session, code: Code, day: date) -> None:
    """Raise `NotAgreed` unless an evaluation may be run today."""
    entry = REGISTER[code]
    if entry.needs_consent and not register.state(consents.said(session, code, entry.version), day).may_run:
        raise NotAgreed(code)


def ran(session: Session, sight: Sight, code: Code, detail: Mapping[str, object]) -> None:
    """Record that somebody runs an evaluation, with what, and of how many people."""
    version = REGISTER[code].version
    audit.add(session, RAN, code, sight.now, by=sight.actor.login_id, detail={"version": version, **detail})


def runs(session: Session, sight: Sight) -> Sequence[Run]:
    """Return who ran evaluations last; statistics have a record of their own."""
    access.demand(sight.actor, Action.READ_RUNS)
    found = consents.runs(session, (RAN, statistics.LOOKED), RUNS_TOLD)
    return [replace(each, evaluation=Code.STATISTICS) if each.action == statistics.LOOKED else each for each in found]


def _standing(entry: Entry, said: Sequence[Consent], sight: Sight) -> Standing:
    of_version = [each for each in said if (each.evaluation, each.version) == (entry.code, entry.version)]
    words = [each.said for each in of_version]
    found = register.state(words, sight.today) if entry.needs_consent else State.NEEDS_NONE
    reaches = entry.code in TABLES and bool(access.scope(sight.actor, entry.action).unit_ids)
    return Standing(entry, found, of_version[-1] if of_version else None, found.may_run and reaches)
