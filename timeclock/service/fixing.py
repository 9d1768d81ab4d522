"""Settling deviations of others: one or many with one click, each decided on what was seen, and taken back with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from timeclock.core import fixes, walltime
from timeclock.core.fixes import Act, Basis, Fix, Tap
from timeclock.core.spans import DaySpan
from timeclock.service import (
    absence_changes,
    absences,
    access,
    changes,
    days_in_question,
    deviations,
    entered_stamps,
)
from timeclock.service.absences import Asked, NotEntered
from timeclock.service.access import Action
from timeclock.service.changes import Change
from timeclock.service.days_in_question import Looked
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.store import absences as absence_rows
from timeclock.store import audit, finding_steps, logins, people, recalculation, rulings
from timeclock.store import deviations as rows
from timeclock.store.db import Session
from timeclock.store.deviations import Deviating
from timeclock.store.finding_steps import Step, StepState
from timeclock.store.people import Employed
from timeclock.store.rulings import Verdict
from timeclock.store.scope import Scope

UNDONE = "undone"


class Hindrance(StrEnum):
    """Why a deviation was left as it is."""

    CHANGED_MEANWHILE = "changed_meanwhile"
    TOO_LONG_AGO = "too_long_ago"
    NO_SUCH_TIME = "no_such_time"
    TIME_TWICE = "time_twice"
    WORDS_MISSING = "words_missing"
    AWAY_ALREADY = "away_already"
    UNKNOWN_PERSON = "unknown_person"
    NO_TIME = "no_time"
    ALREADY_THERE = "already_there"


class LeftOpen(Exception):
    """A deviation is left as it is."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(f"left as it is: {hindrance}")
        self.hindrance = hindrance


@dataclass(frozen=True, slots=True)
class Chosen:
    """A deviation by its name, and the name of what was shown of it."""

    name: str
    seen: str


@dataclass(frozen=True, slots=True)
class Order:
    """One click: what is done with which deviations. `act` is its own name, so that sending it twice does it once.

    `clock` is the time of a missing stamp that somebody knows better, `words` why something is settled as it is.
    """

    act: UUID
    chosen: tuple[Chosen, ...]
    basis: Basis
    clock: time | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a click: whose results have to be worked out, how much was done, and why the rest was not."""

    persons: frozenset[int]
    done: int
    left: tuple[Hindrance, ...]


def fix(session: Session, sight: Sight, rulebook: Rulebook, order: Order, window: timedelta) -> Outcome:
    """Settle deviations in the way chosen; of two who do it at once one does it, and the other is told.

    What is not any more what was seen is left, and so is what one's own click has done already.
    """
    scope = access.scope(sight.actor, Action.SETTLE_DEVIATIONS)
    known = finding_steps.of_act(session, order.act, sight.actor.login_id)
    if known:
        return Outcome(frozenset(), len(known), ())
    wanted = dict.fromkeys(order.chosen)
    before = _found(session, wanted, scope)
    recalculation.hold_all(session, (each.employed.person_id for each in before.values()))
    found = _found(session, wanted, scope)
    persons, left = set(), []
    for chosen in wanted:
        try:
            each = _open(session, found.get(chosen.name))
            looked = days_in_question.look(session, sight, rulebook, each.employed, each.finding.day, scope)
            _carry_out(session, sight, order, each, _way(sight, order, each, _as_seen(chosen, each, looked), window))
            persons.add(each.employed.person_id)
        except LeftOpen as reason:
            left.append(reason.hindrance)
    return Outcome(frozenset(persons), len(wanted) - len(left), tuple(left))


def undo(session: Session, sight: Sight, act: UUID) -> Outcome:
    """Take one's own click back, as far as nothing was done about it since."""
    scope = access.scope(sight.actor, Action.SETTLE_DEVIATIONS)
    login = sight.actor.login_id
    before = finding_steps.of_act(session, act, login)
    recalculation.hold_all(session, (step.person_id for step in before if step.person_id is not None))
    touched, undone = frozenset[int](), 0
    for step in finding_steps.of_act(session, act, login):
        if "employment" not in step.effect:
            undone += take_back(session, sight, None, step, step.no + 1)
            continue
        of = people.find(session, UUID(step.effect["employment"]), None, _day_of(step), scope)
        if of is not None and take_back(session, sight, of, step, step.no + 1):
            undone, touched = undone + 1, touched | {of.person_id}
    return Outcome(touched, undone, ())


def _found(session: Session, chosen: Iterable[Chosen], scope: Scope) -> dict[str, Deviating]:
    named = [on for each in chosen if (on := rows.day_of(each.name)) is not None]
    if not named:
        return {}
    days = [day for _, day in named]
    span = DaySpan(min(days), max(days) + walltime.ONE_DAY)
    return {each.name: each for each in rows.of_employments(session, span, scope, {uid for uid, _ in named})}


def _open(session: Session, each: Deviating | None) -> Deviating:
    """Return a deviation that is still open; one whose day waits to be worked out again may not be there any more."""
    if each is None or each.is_settled:
        raise LeftOpen(Hindrance.CHANGED_MEANWHILE)
    if recalculation.behind(session, [each.employed.person_id], DaySpan.one(each.finding.day)):
        raise LeftOpen(Hindrance.CHANGED_MEANWHILE)
    return each


def _as_seen(chosen: Chosen, each: Deviating, looked: Looked) -> Looked:
    if deviations.seen_of(each, looked) != chosen.seen:
        raise LeftOpen(Hindrance.CHANGED_MEANWHILE)
    return looked


def _way(sight: Sight, order: Order, each: Deviating, looked: Looked, window: timedelta) -> Fix:
    way = _chosen_way(order, each, looked)
    if way.act is not Act.SETTLE and deviations.is_late(sight, each, window):
        raise LeftOpen(Hindrance.TOO_LONG_AGO)
    return way


def _chosen_way(order: Order, each: Deviating, looked: Looked) -> Fix:
    if order.basis is Basis.OWN_WORDS:
        if not (order.words and fixes.in_own_words(each.finding)):
            raise LeftOpen(Hindrance.WORDS_MISSING)
        return Fix(Act.SETTLE, Basis.OWN_WORDS)
    if order.basis is Basis.OWN_CLOCK:
        return _own_clock(order.clock, each, looked)
    proposed = fixes.proposed(each.finding, looked.question)
    way = next((way for way in proposed if way.basis is order.basis), None)
    if way is None:
        raise LeftOpen(Hindrance.CHANGED_MEANWHILE)
    return way


def _own_clock(clock: time | None, each: Deviating, looked: Looked) -> Fix:
    kind = fixes.missing(each.finding)
    if clock is None or kind is None:
        raise LeftOpen(Hindrance.NO_SUCH_TIME)
    match fixes.at_clock(each.finding, looked.question, clock):
        case (at,):
            return Fix(Act.ADD, Basis.OWN_CLOCK, (Tap(kind, at),))
        case ():
            raise LeftOpen(Hindrance.NO_SUCH_TIME)
        case _:
            raise LeftOpen(Hindrance.TIME_TWICE)


def _carry_out(session: Session, sight: Sight, order: Order, each: Deviating, way: Fix) -> None:
    """Do what was chosen and record it; of the same step the second is refused, and nothing of it stays."""
    of, day = each.employed, each.finding.day
    with session.begin_nested():
        effect = {"employment": str(of.employment_uid), "day": day.isoformat()}
        effect |= _effect(session, sight, of, each, way, order.words or way.basis.value)
        state = StepState.SETTLED if way.act is Act.SETTLE else StepState.PUT_RIGHT
        step = {
            "key": each.key,
            "no": each.no,
            "person_id": of.person_id,
            "state": state,
            "said": each.said,
            "basis": way.basis,
            "reason": order.words or None,
            "effect": effect,
            "act": order.act,
            "by": sight.actor.login_id,
            "for_login": logins.of_person(session, of.person_id),
            "at": sight.now,
        }
        if not finding_steps.take(session, step, sight.now):
            raise LeftOpen(Hindrance.CHANGED_MEANWHILE)
    if state is StepState.PUT_RIGHT:
        recalculation.mark(session, [(of.person_id, day)], "deviation", sight.now)
        _tell(session, sight, of, step, way)
    _record(session, sight, f"deviation.{state}", each.name, of, {"basis": way.basis, "act": str(order.act)})


def _effect(session: Session, sight: Sight, of: Employed, each: Deviating, way: Fix, reason: str) -> dict[str, Any]:
    """Add the stamps, take one out or enter the absence, and return what undoing it needs to know."""
    match way.act:
        case Act.ADD:
            added = [entered_stamps.enter(session, sight, of, tap, reason) for tap in way.taps]
            return {"stamps": [str(uid) for uid in added]}
        case Act.TAKE_OUT if way.without is not None:
            entered_stamps.rule(session, sight, way.without, Verdict.VOID, reason)
            return {"without": str(way.without)}
        case Act.AWAY:
            return {"absence": str(_away(session, sight, of, each, way))}
        case _:
            return {}


def _away(session: Session, sight: Sight, of: Employed, each: Deviating, way: Fix) -> UUID:
    day = each.finding.day
    asked = Asked(of.staff_no, way.basis.value, day, day, figures=way.figures)
    try:
        return absences.record(session, of, asked, sight.zone, sight.now, sight.actor.login_id)
    except NotEntered:
        raise LeftOpen(Hindrance.AWAY_ALREADY) from None


def _tell(session: Session, sight: Sight, of: Employed, step: Mapping[str, Any], way: Fix) -> None:
    """Tell the person what was changed for her, by whom and why."""
    undo = {"step": step["key"], "no": step["no"]}
    if way.without is not None:
        undo["without"] = str(way.without)
    entered = step["effect"].get("absence")
    away = {} if entered is None else {"now": absence_changes.written(absence_rows.entered(session, UUID(entered)))}
    day = date.fromisoformat(step["effect"]["day"])
    change = Change(of.employment_uid, day, step["basis"], way.taps, step["reason"], undo, away)
    changes.tell(session, sight, of.person_id, f"{step['key']}:{step['no']}", change)


def take_back(session: Session, sight: Sight, of: Employed | None, step: Step, no: int) -> bool:
    """Take one step back, as the next about the same.

    Returns False where somebody took that one meanwhile, or what it did of a stamp is not what holds any more.
    The caller has checked that the actor may, and holds the person.
    """
    if not _holds_still(session, of, step):
        return False
    taken = {
        "key": step.key,
        "no": no,
        "person_id": step.person_id,
        "state": StepState.UNDONE,
        "said": step.said,
        "basis": step.basis,
        "reason": None,
        "effect": step.effect,
        "act": step.act,
        "by": sight.actor.login_id,
        "for_login": None if of is None else logins.of_person(session, of.person_id),
        "at": sight.now,
    }
    if not finding_steps.take(session, taken, sight.now):
        return False
    if "stamp" in step.effect:
        entered_stamps.rule(session, sight, UUID(step.effect["stamp"]), Verdict.WAIT, UNDONE)
    for uid in step.effect.get("stamps", ()):
        entered_stamps.rule(session, sight, UUID(uid), Verdict.VOID, UNDONE)
    if "without" in step.effect:
        entered_stamps.rule(session, sight, UUID(step.effect["without"]), Verdict.ASSIGN, UNDONE, of)
    if "absence" in step.effect:
        absences.end(session, UUID(step.effect["absence"]), sight.zone, sight.now)
    if of is not None and step.state is StepState.PUT_RIGHT:
        recalculation.mark(session, [(of.person_id, _day_of(step))], "deviation", sight.now)
        changes.tell(session, sight, of.person_id, f"{step.key}:{no}", Change(of.employment_uid, _day_of(step), UNDONE))
    _record(session, sight, "deviation.undone", str(step.act), of, {"basis": step.basis})
    return True


def _holds_still(session: Session, of: Employed | None, step: Step) -> bool:
    """Say whether of each stamp still holds what the step ruled; a correction may have moved one since."""
    ruled: dict[UUID, tuple[Verdict, int | None]] = {
        UUID(uid): (Verdict.ACCEPT, None) for uid in step.effect.get("stamps", ())
    }
    if "without" in step.effect:
        ruled[UUID(step.effect["without"])] = (Verdict.VOID, None)
    if "stamp" in step.effect:
        whose = (Verdict.VOID, None) if of is None else (Verdict.ASSIGN, of.employment_id)
        ruled[UUID(step.effect["stamp"])] = whose
    return not ruled or rulings.latest(session, ruled) == ruled


def _day_of(step: Step) -> date:
    return date.fromisoformat(step.effect["day"])


def _record(
    session: Session, sight: Sight, action: str, subject: str, of: Employed | None, detail: Mapping[str, object]
) -> None:
    audit.add(
        session,
        action,
        subject,
        sight.now,
        by=sight.actor.login_id,
        person_id=None if of is None else of.person_id,
        detail=detail,
    )
