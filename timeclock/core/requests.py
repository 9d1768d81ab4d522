"""The one state machine of requests: where one stands, which step may follow, and what counts in between.

Nothing here knows what is asked for. A decision may grant a part of it; what a part is, each kind says for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

Part = Mapping[str, Any]


class State(StrEnum):
    """Where a request stands. `COUNTING` waits as `SUBMITTED` does, and counts until somebody refuses it.

    `OFFERED` waits for the partner whom it binds as well, before anybody decides; `DECLINED` is her no.
    """

    OFFERED = "offered"
    SUBMITTED = "submitted"
    COUNTING = "counting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    DECLINED = "declined"


WAITING = frozenset({State.SUBMITTED, State.COUNTING, State.OBJECTED})
DECIDED = frozenset({State.APPROVED, State.REFUSED})
# What came of a request without its asker, who is told of it.
TOLD = DECIDED | {State.DECLINED}


class Step(StrEnum):
    """What is recorded of a request's course beside its states.

    The partner's yes, the first of two approvals, and a decision read.
    """

    AGREED = "agreed"
    GRANTED = "granted"
    SEEN = "seen"


class Obstacle(StrEnum):
    """Why a step may not follow."""

    NOT_WAITING = "not_waiting"
    NOT_OFFERED = "not_offered"
    NOT_DECIDED = "not_decided"
    NOTHING_REFUSED = "nothing_refused"
    HEARD_ALREADY = "heard_already"
    ONES_OWN = "ones_own"
    DECIDED_BEFORE = "decided_before"


class NotPossible(ValueError):
    """A step that may not follow on what was before; `obstacle` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(f"this step is not possible: {obstacle}")
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class Granted:
    """What a request has in effect: all that was asked for, or the part of it that was granted."""

    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts: a login, its person if it has one, and the login it stands in for as a deputy, with its person."""

    login_id: int
    person_id: int | None
    for_login: int | None = None
    for_person_id: int | None = None

    def is_one_of(self, others: Iterable[Who]) -> bool:
        """Say whether she, or whom she stands in for, is one of these: by login, and by person whatever the login."""
        logins = {self.login_id, self.for_login} - {None}
        persons = {self.person_id, self.for_person_id} - {None}
        return any(
            logins & {other.login_id, other.for_login} or persons & {other.person_id, other.for_person_id}
            for other in others
        )


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom a request concerns, and who asked: herself, or somebody who entered it for her.

    `authors` are those whose own act it is about, `partner_id` the person whom it binds as well, once she agreed.
    """

    person_id: int
    asker: Who
    authors: tuple[Who, ...] = ()
    partner_id: int | None = None

    @property
    def bound(self) -> frozenset[int]:
        """The persons about whom it is decided."""
        return frozenset(each for each in (self.person_id, self.partner_id) if each is not None)


@dataclass(frozen=True, slots=True)
class Course:
    """A request's way so far, as far as it bears on what may come.

    `needed` approvals make it hold, `given` were given since it was last undecided. `granted` is what they came to: of
    the decision that stands, where one does. `deciders` are those who decided so far. `heard`: a decision was looked at
    again after an objection, and is final.
    """

    state: State
    needed: int = 1
    given: int = 0
    granted: Granted | None = None
    deciders: tuple[Who, ...] = ()
    heard: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.given <= self.needed:
            raise ValueError(f"of {self.needed} approvals {self.given} cannot be given")


def begun(needed: int, *, at_once: bool, offered: bool = False) -> Course:
    """Return the course of a request as it is handed in; what counts at once counts until it is refused.

    What is `offered` to a partner counts in no case before she agreed and somebody has decided.
    """
    if offered:
        return Course(State.OFFERED, needed)
    return Course(State.COUNTING if at_once else State.SUBMITTED, needed)


def in_effect(course: Course) -> Granted | None:
    """Return what counts of a request: an objection leaves the decision it is about in force until it is heard."""
    match course.state:
        case State.COUNTING:
            return Granted()
        case State.APPROVED | State.OBJECTED:
            return course.granted
        case _:
            return None


def agreed(course: Course, by: Who, of: Concerned) -> Course:
    """Return the course after the partner said yes: from now on it waits for a decision."""
    _demand_asked(course, by, of, {State.OFFERED})
    return replace(course, state=State.SUBMITTED)


def declined(course: Course, by: Who, of: Concerned) -> Course:
    """Return the course after the partner said no, or no longer yes; she may until somebody has decided."""
    _demand_asked(course, by, of, {State.OFFERED, State.SUBMITTED, State.OBJECTED})
    return replace(course, state=State.DECLINED, given=0, granted=None)


def _demand_asked(course: Course, by: Who, of: Concerned, states: Collection[State]) -> None:
    if course.state not in states or of.partner_id is None or by.person_id != of.partner_id:
        raise NotPossible(Obstacle.NOT_OFFERED)


def approved(course: Course, by: Who, of: Concerned, part: Part | None = None) -> Course:
    """Return the course after an approval, of all or of a part; of two that are needed the first decides nothing."""
    _demand_may_decide(course, by, of)
    deciders = (*course.deciders, by)
    if course.state is State.OBJECTED:
        return replace(course, state=State.APPROVED, granted=Granted(part), deciders=deciders, heard=True)
    given, before = course.given + 1, None if course.granted is None else course.granted.part
    granted = Granted(before if part is None else part)
    state = State.APPROVED if given == course.needed else course.state
    return replace(course, state=state, given=given, granted=granted, deciders=deciders)


def refused(course: Course, by: Who, of: Concerned) -> Course:
    """Return the course after a refusal; an objection refused leaves the decision it was about as it is."""
    _demand_may_decide(course, by, of)
    deciders = (*course.deciders, by)
    if course.state is State.OBJECTED:
        stands = State.REFUSED if course.granted is None else State.APPROVED
        return replace(course, state=stands, deciders=deciders, heard=True)
    return replace(course, state=State.REFUSED, given=0, granted=None, deciders=deciders)


def withdrawn(course: Course, *, after_approval: bool = False) -> Course:
    """Return the course after the person took her request back; approved ones only where the kind lets her."""
    if course.state not in WAITING | {State.OFFERED} and not (after_approval and course.state is State.APPROVED):
        raise NotPossible(Obstacle.NOT_WAITING)
    return replace(course, state=State.WITHDRAWN, granted=None)


def objected(course: Course, *, final: bool = False) -> Course:
    """Return the course after the person objected to a refusal, or to less than she asked for; once.

    Of a kind whose decisions are `final` not at all.
    """
    if course.state not in DECIDED:
        raise NotPossible(Obstacle.NOT_DECIDED)
    if course.granted == Granted():
        raise NotPossible(Obstacle.NOTHING_REFUSED)
    if course.heard or final:
        raise NotPossible(Obstacle.HEARD_ALREADY)
    return replace(course, state=State.OBJECTED)


def may_decide(course: Course, by: Who, of: Concerned) -> bool:
    """Say whether somebody may take a waiting request's next decision, whatever units she is responsible for.

    Nobody decides about herself, what she asked for or did, or twice about the same; acting for another changes nothing
    of it.
    """
    return _hindrance(course, by, of) is None


def _demand_may_decide(course: Course, by: Who, of: Concerned) -> None:
    if (hindrance := _hindrance(course, by, of)) is not None:
        raise NotPossible(hindrance)


def _hindrance(course: Course, by: Who, of: Concerned) -> Obstacle | None:
    if course.state not in WAITING:
        return Obstacle.NOT_WAITING
    if {by.person_id, by.for_person_id} & of.bound or by.is_one_of([of.asker, *of.authors]):
        return Obstacle.ONES_OWN
    if by.is_one_of(course.deciders):
        return Obstacle.DECIDED_BEFORE
    return None
