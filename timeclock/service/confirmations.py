"""Confirming a month: whoever is responsible says that she has looked at it. Closing it is another thing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from timeclock.core.findings import Severity
from timeclock.core.spans import DaySpan
from timeclock.service import access, evaluation
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, confirmations, people, recalculation, requests, results
from timeclock.store.confirmations import Confirmation, MonthFigures, OwnWord
from timeclock.store.db import Session
from timeclock.store.people import Employed, Whose


class Hindrance(StrEnum):
    """Why a month cannot be confirmed as asked."""

    NOT_OVER = "not_over"
    CHANGED_MEANWHILE = "changed_meanwhile"
    REQUESTS_WAIT = "requests_wait"
    BEING_WORKED_OUT = "being_worked_out"
    NOT_WORKED_OUT = "not_worked_out"
    REASON_MISSING = "reason_missing"


class CannotConfirm(ValueError):
    """Nothing was confirmed; `hindrance` says why."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(f"the month cannot be confirmed: {hindrance}")
        self.hindrance = hindrance


class Standing(StrEnum):
    """Whether what is shown was confirmed."""

    NOT_YET = "not_yet"
    CONFIRMED = "confirmed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class MonthOf:
    """One person's month, or an unbroken part of it, before whoever confirms it.

    `unfinished` days are over and were not worked out up to their end: the jobs stood still. `waits` while facts are
    stored but not yet worked out.
    """

    employed: Employed
    figures: MonthFigures
    requests: int
    warnings: int
    violations: int
    unfinished: int
    waits: bool
    confirmation: Confirmation | None
    own_word: OwnWord | None

    @property
    def partly(self) -> bool:
        """Whether it is a part of the month only."""
        first = self.figures.days.from_day
        return self.figures.days != DaySpan.month(first.year, first.month)

    @property
    def standing(self) -> Standing:
        if self.confirmation is None:
            return Standing.NOT_YET
        return Standing.CONFIRMED if self.confirmation.hash == self.figures.hash else Standing.CHANGED

    @property
    def objection(self) -> str | None:
        """Return what the person objects and nobody has answered yet."""
        return self.own_word.reason if self.own_word is not None and self.own_word.objects else None

    @property
    def clean(self) -> bool:
        """Nothing has to be looked at: this month may be confirmed together with others."""
        found = self.figures.open_days + self.requests + self.warnings + self.violations + self.unfinished
        return not found and not self.waits and self.objection is None


@dataclass(frozen=True, slots=True)
class MonthToConfirm:
    """A month and its people; `over` is false while it can only be looked at.

    `clean` can be confirmed together. `seen` names all in which nothing has to be looked at, confirmed or not: so the
    second of two clicks still names what the first one confirmed.
    """

    month: date
    over: bool
    people: tuple[MonthOf, ...]

    @property
    def clean(self) -> tuple[MonthOf, ...]:
        return tuple(each for each in self.people if each.clean and each.standing is not Standing.CONFIRMED)

    @property
    def seen(self) -> str:
        return hashlib.sha256("".join(each.figures.hash for each in self.people if each.clean).encode()).hexdigest()


def to_confirm(session: Session, sight: Sight, first: date) -> MonthToConfirm:
    """Return the month of everybody the actor is responsible for; the look is recorded."""
    found = _month(session, sight, first)
    persons = (each.employed.person_id for each in found.people)
    audit.read_of_others(session, sight.actor.login_id, "confirm", Action.CONFIRM_MONTHS, persons, sight.now)
    return found


def confirm(session: Session, sight: Sight, first: date, uid: UUID, seen: str, reason: str) -> None:
    """Confirm one person's month, or the part of it that was seen; saying it twice is saying it once.

    Raises `CannotConfirm` while requests wait or results are behind, and without a reason where days are open.
    """
    days, scope = DaySpan.month(first.year, first.month), access.scope(sight.actor, Action.CONFIRM_MONTHS)
    found = people.during(session, Whose(uid), days, scope)
    if found is None:
        raise NotFound("nobody of this month, or not for you to confirm")
    recalculation.hold(session, found[0].person_id)
    month = _over(_month(session, sight, first, uid))
    one = next((each for each in month.people if each.figures.hash == seen), None)
    if one is None:
        raise CannotConfirm(Hindrance.CHANGED_MEANWHILE)
    if one.standing is Standing.CONFIRMED and one.objection is None:
        return
    _demand_ready(one, reason)
    _record(session, sight, first, [one], reason.strip() or None)


def confirm_clean(session: Session, sight: Sight, first: date, seen: str) -> int:
    """Confirm all months in which nothing has to be looked at, as they were seen; return how many were not yet."""
    shown = _over(_month(session, sight, first))
    recalculation.hold_all(session, (each.employed.person_id for each in shown.clean))
    month = _month(session, sight, first)
    if month.seen != seen:
        raise CannotConfirm(Hindrance.CHANGED_MEANWHILE)
    _record(session, sight, first, month.clean, None)
    return len(month.clean)


def _month(session: Session, sight: Sight, first: date, uid: UUID | None = None) -> MonthToConfirm:
    days = DaySpan.month(first.year, first.month)
    scope = access.scope(sight.actor, Action.CONFIRM_MONTHS)
    found = confirmations.responsible_for(session, days, scope, sight.zone, uid)
    ids = {each.employment_id for each, _ in found}
    undecided = requests.undecided(session, ids, days, scope)
    behind = recalculation.behind(session, {each.person_id for each, _ in found}, evaluation.reach(days))
    severities = Counter(
        (who.employment_id, finding.day, finding.severity)
        for who, finding in results.findings(session, days, (Severity.WARNING, Severity.VIOLATION), scope)
    )
    newest, own = confirmations.newest(session, ids, first), confirmations.own_words(session, ids, first)
    over = sight.today >= days.to_day
    return MonthToConfirm(
        first,
        over,
        tuple(
            MonthOf(
                each,
                figures,
                sum(undecided.get((each.employment_id, day), 0) for day in figures.days),
                sum(severities[each.employment_id, day, Severity.WARNING] for day in figures.days),
                sum(severities[each.employment_id, day, Severity.VIOLATION] for day in figures.days),
                figures.unfinished_days if over else 0,
                each.person_id in behind,
                _of_these_days(newest.get(each.employment_id, ()), figures.days),
                own.get(each.employment_id),
            )
            for each, figures in found
        ),
    )


def _of_these_days(found: Iterable[Confirmation], days: DaySpan) -> Confirmation | None:
    return next((each for each in found if each.days == days), None)


def _over(month: MonthToConfirm) -> MonthToConfirm:
    if not month.over:
        raise CannotConfirm(Hindrance.NOT_OVER)
    return month


def _demand_ready(one: MonthOf, reason: str) -> None:
    if one.waits:
        raise CannotConfirm(Hindrance.BEING_WORKED_OUT)
    if one.unfinished:
        raise CannotConfirm(Hindrance.NOT_WORKED_OUT)
    if one.requests:
        raise CannotConfirm(Hindrance.REQUESTS_WAIT)
    if (one.figures.open_days or one.objection is not None) and not reason.strip():
        raise CannotConfirm(Hindrance.REASON_MISSING)


def _record(session: Session, sight: Sight, first: date, people: Iterable[MonthOf], reason: str | None) -> None:
    by = sight.actor.login_id
    for each in people:
        confirmations.confirm(session, each.employed.employment_id, first, each.figures, by, reason, sight.now)
        subject = f"{each.employed.employment_uid}/{first:%Y-%m}"
        audit.add(session, "month.confirm", subject, sight.now, by=by, person_id=each.employed.person_id)
