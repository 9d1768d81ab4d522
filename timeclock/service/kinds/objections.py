"""The kind by which somebody objects to what others changed of her times: granted, it is taken back.

It goes by the uid of the notice she was told by, so there is one objection to a change. Whoever made the change does
not decide, and what is decided stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from timeclock.core.fixes import Basis
from timeclock.core.requests import Part
from timeclock.core.stamps import StampKind
from timeclock.i18n.wording import N_, RULED_BY_OFFICE, STAMP
from timeclock.service import absence_changes, fixing
from timeclock.service.absence_changes import Undoing
from timeclock.service.absences import NotEntered
from timeclock.service.access import Action
from timeclock.service.kinds import absences as absence_kind
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Overtaken, Payload, Terms
from timeclock.service.sight import Sight
from timeclock.store import finding_steps
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.told_changes import ToldChange

NAME = "objection"
TITLE = N_("Objection to a change")
ACTION = Action.ASK
AT_ONCE = AtOnce.NEVER
TIME_OFFICE = False
RETURNABLE = False
FINAL = True


OF_ABSENCES = frozenset({Basis.AWAY_ENTERED, Basis.AWAY_CHANGED, Basis.AWAY_WITHDRAWN})


class Obstacle(StrEnum):
    """Why nobody can object to a change: not any more, or not to one of its kind."""

    NOT_OPEN = "not_open"
    TOO_LONG_AGO = "too_long_ago"
    TAKEN_BACK = "taken_back"


def payload_of(told: ToldChange, taken_out: Iterable[tuple[StampKind, datetime]]) -> Payload:
    """Return what an objection says: all that was changed, by whom and why, and what taking it back needs to know."""
    return {
        "day": told.day.isoformat(),
        "basis": told.basis,
        "added": [[tap.kind.value, tap.at.isoformat()] for tap in told.taps],
        "taken_out": [[kind.value, at.isoformat()] for kind, at in taken_out],
        "away": dict(told.away),
        "by": told.by,
        "why": told.reason,
        "told_at": told.at.isoformat(),
        "authors": [dict(each) for each in (told.author, *told.also) if each.get("login") is not None],
        "undo": dict(told.undo),
    }


def check(session: Session, sight: Sight, _employed: Employed, payload: Payload, terms: Terms) -> None:
    """Raise `CannotAsk` for what she was told too long ago, and for what is taken back already."""
    if sight.now - datetime.fromisoformat(payload["told_at"]) > terms.longest_ago:
        raise CannotAsk(Obstacle.TOO_LONG_AGO)
    if not stands(session, payload["undo"], payload["away"]):
        raise CannotAsk(Obstacle.TAKEN_BACK)


def stands(session: Session, undo: Mapping[str, Any], away: Mapping[str, Any]) -> bool:
    """Say whether a change was not taken back yet."""
    if "step" in undo:
        return finding_steps.standing(session, undo["step"], undo["no"]) is not None
    return absence_changes.stands(session, undo, away.get("before"))


def part_of(_payload: Payload, _part: Part) -> Payload:
    """Raise `NoPart`: a change stands or is taken back."""
    raise NoPart("a change stands or is taken back")


def take(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Take the change back, which marks its days; nothing is done where whoever made it has done so meanwhile."""
    undo = payload["undo"]
    if "step" not in undo:
        _give_back(session, deed, payload)
    elif (found := finding_steps.standing(session, undo["step"], undo["no"])) is not None:
        step, no = found
        if not fixing.take_back(session, deed.sight, deed.employed, step, no):
            raise Overtaken(deed.asked.uid)
    return ()


def _give_back(session: Session, deed: Deed, payload: Payload) -> None:
    undoing = Undoing(deed.employed, payload["undo"], payload["away"]["before"], deed.asked.id)
    try:
        absence_changes.take_back(session, deed.sight, undoing)
    except NotEntered:
        raise Overtaken(deed.asked.uid) from None


def undo(_session: Session, deed: Deed, _payload: Payload) -> Iterable[date]:
    """Raise `Overtaken`: what was decided about an objection is final."""
    raise Overtaken(deed.asked.uid)


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return what was changed: stamps, or an absence by its class, for superiors read no reason; by whom, and why."""
    return tuple(_lines(payload, own=False))


def own_lines(payload: Payload) -> tuple[Line, ...]:
    """Return the same for herself, who reads the reason of an absence."""
    return tuple(_lines(payload, own=True))


def _lines(payload: Payload, *, own: bool) -> Iterator[Line]:
    by_class = payload["away"].get("now") is not None and payload["basis"] not in OF_ABSENCES
    basis = Basis.AWAY_ENTERED.value if by_class else payload["basis"]
    yield Line(N_("What was done"), RULED_BY_OFFICE[basis])
    yield from (Line(STAMP[StampKind(kind)], datetime.fromisoformat(at)) for kind, at in payload["added"])
    yield from (Line(N_("Stamp taken out"), datetime.fromisoformat(at)) for _, at in payload["taken_out"])
    yield from _away(N_("Absence before"), payload["away"].get("before"), own=own)
    yield from _away(N_("Absence now"), payload["away"].get("now"), own=own)
    yield Line(N_("Changed by"), payload["by"] or N_("Operators of the time recording"))
    if payload["why"]:
        yield Line(N_("Because"), payload["why"])


def _away(label: str, of: Payload | None, *, own: bool) -> Iterator[Line]:
    if of is not None:
        first, *others = absence_kind.lines(of)
        yield from (Line(label, of["names"] if own else first.value), *others)
