"""The seam of kinds: what a kind of request says for itself, so that one state machine can carry them all.

A kind is a module beside this one with the names of `Kind`; `table.py` lists it, and then everything about requests
holds for it: asking, withdrawing, deciding (in part too), deputies, two approvals, escalation, objection, notices.

What a kind decides, and nothing else:

- `NAME` stands in `request.kind`, in the audit ("NAME.ask") and in the settings. `TITLE` is its msgid.
- `ACTION` is what whoever asks has to be allowed to do (service/access.py).
- `AT_ONCE`: whether it counts before it is decided. `TIME_OFFICE`: whether time officers decide it beside superiors.
  `RETURNABLE`: whether it can be taken back after it was approved. `FINAL`: whether nobody objects to its decisions.
- A payload is plain JSON. `day` (ISO) is the first day it is about: the unit of that day says who is responsible.
  `authors`, where it has them, are the logins whose own act it is about: none of them decides.
- `check` raises `CannotAsk` for what makes no sense; it is asked before anything is stored, with the person held.
- `part_of` returns the payload that is left where a decision grants a part only ({"minutes": 120}, {"to_day": …}), and
  raises `NoPart` where the kind knows no parts or this is none.
- `take` makes a payload count, and `undo` lets what `take` made count no more. Each is called exactly once for each
  change of what is in effect, in the transaction of the step that changes it; both return the days whose results
  change, which the caller marks. A kind that stores facts stores `deed.asked.id` with them (`request_id`), so that
  `undo` finds them again. `take` raises `Overtaken` where what it is about does not hold any more; then nothing is
  decided.
- `lines` says in words what a payload asks for: this is all a list shows, so it has to be enough to decide on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from timeclock.core.requests import Part
from timeclock.service.access import Action
from timeclock.service.roster_desk import RosterRules
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.settings import Settings
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.requests import Asked

Payload = Mapping[str, Any]


class AtOnce(StrEnum):
    """Whether a request counts before it is decided: in no city, where the city sets it so, or everywhere."""

    NEVER = "never"
    IF_SET = "if_set"
    ALWAYS = "always"


class CannotAsk(ValueError):
    """A request that makes no sense; `obstacle` says why."""

    def __init__(self, obstacle: StrEnum) -> None:
        super().__init__(f"this cannot be asked for: {obstacle}")
        self.obstacle = obstacle


class NoPart(ValueError):
    """What is to be granted is no part of what was asked."""


class Overtaken(RuntimeError):
    """Somebody else settled the request first, or what it is about does not hold any more."""

    def __init__(self, uid: UUID) -> None:
        super().__init__(f"request {uid} is no longer what was looked at; nothing was decided")


class Hindered(Overtaken):
    """What a request is about cannot take effect as things stand by now; `obstacle` says why."""

    def __init__(self, uid: UUID, obstacle: StrEnum) -> None:
        super().__init__(uid)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class Terms:
    """The city's settings for requests.

    `at_once` and `twice` are the names of the kinds that count unless refused, and that need two approvals. A decision
    is due after `due`; then it is handed up. `rosters`: what the city plans by, where requests about it are dealt with.
    """

    longest_ago: timedelta
    at_once: frozenset[str]
    twice: frozenset[str]
    due: timedelta
    rosters: RosterRules | None = None

    @classmethod
    def of(cls, settings: Settings, rulebook: Rulebook | None = None) -> Terms:
        return cls(
            timedelta(days=settings.correction_past_days),
            frozenset(settings.requests_count_at_once),
            frozenset(settings.requests_approved_twice),
            timedelta(days=settings.requests_due_days),
            None if rulebook is None else RosterRules.of(settings, rulebook),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know about a request: a msgid, and a day, an instant, a span, a length of time or words."""

    label: str
    value: object


@dataclass(frozen=True, slots=True)
class Deed:
    """A step that changes what is in effect: of which request, of whom, who takes it, when and why, by which rules."""

    asked: Asked
    employed: Employed
    sight: Sight
    why: str
    rosters: RosterRules | None = None


class Kind(Protocol):
    """What every kind of request has; see the head of this module."""

    NAME: str
    TITLE: str
    ACTION: Action
    AT_ONCE: AtOnce
    TIME_OFFICE: bool
    RETURNABLE: bool
    FINAL: bool

    def check(self, session: Session, sight: Sight, employed: Employed, payload: Payload, terms: Terms) -> None:
        """Raise `CannotAsk` for what makes no sense."""

    def part_of(self, payload: Payload, part: Part) -> Payload:
        """Return what is left of a payload where a part is granted; raise `NoPart` where it is none."""

    def take(self, session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
        """Make a payload count and return the days it changes."""

    def undo(self, session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
        """Let what `take` made count no more and return the days it changes."""

    def lines(self, payload: Payload) -> tuple[Line, ...]:
        """Return what a payload asks for, in words."""


def counts_at_once(kind: Kind, terms: Terms) -> bool:
    """Say whether a request of a kind counts before it is decided."""
    return kind.AT_ONCE is AtOnce.ALWAYS or (kind.AT_ONCE is AtOnce.IF_SET and kind.NAME in terms.at_once)
