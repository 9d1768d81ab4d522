"""Absences that somebody keeps for another: told to whom they concern, taken back where her objection is granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core.fixes import Basis
from timeclock.core.spans import DaySpan
from timeclock.service import absences, changes, illnesses
from timeclock.service.absences import Asked, NotEntered, Refusal
from timeclock.service.changes import OPERATORS, Change
from timeclock.service.sight import Sight, known
from timeclock.store import absences as rows
from timeclock.store import people
from timeclock.store.absences import Entered
from timeclock.store.db import Session
from timeclock.store.people import Employed


def tell(session: Session, sight: Sight, held: Employed, before: Entered | None, now: Entered | None) -> None:
    """Tell somebody what was done with an absence of hers: entered, changed into another, or taken out."""
    tell_all(session, sight, [(held, before, now)])


def tell_all(
    session: Session,
    sight: Sight,
    changed: Iterable[tuple[Employed, Entered | None, Entered | None]],
    reason: str | None = None,
    also: Sequence[Mapping[str, int | None]] = (),
) -> None:
    """Tell each of many what was done with an absence of hers, before and now, why, and by whom besides the actor."""
    told = [_told(*each) for each in changed]
    said = [(whose, about, replace(change, reason=reason, also=also)) for whose, about, change in told]
    changes.tell_all(session, sight, said)


def enter(session: Session, asked: Asked, zone: ZoneInfo, now: datetime) -> UUID:
    """Enter an absence for the operator, and tell whose it is; raise `NotEntered` where it cannot be."""
    entered = known(rows.entered(session, absences.enter(session, asked, zone, now)))
    _tell_of_operator(session, entered, (None, entered), now)
    return entered.uid


def withdraw(session: Session, uid: UUID, zone: ZoneInfo, now: datetime) -> Entered | None:
    """Let an absence count no more, for the operator, and tell whose it was; None where there is none."""
    ended = absences.withdraw(session, uid, zone, now)
    if ended is not None:
        _tell_of_operator(session, ended, (ended, None), now)
    return ended


def _tell_of_operator(
    session: Session, of: Entered, changed: tuple[Entered | None, Entered | None], now: datetime
) -> None:
    held = known(people.of_employment(session, of.employment_id, of.days.from_day))
    changes.tell_of(session, OPERATORS, [_told(held, *changed)], now)


def _told(held: Employed, before: Entered | None, now: Entered | None) -> tuple[int, str, Change]:
    match before, now:
        case None, Entered():
            basis, of = Basis.AWAY_ENTERED, now
        case Entered(), Entered():
            basis, of = Basis.AWAY_CHANGED, now
        case Entered(), None:
            basis, of = Basis.AWAY_WITHDRAWN, before
        case _:
            raise ValueError("no absence was changed")
    away = {"before": written(before), "now": written(now)}
    undo = {"absence": None if now is None else str(now.uid)}
    change = Change(held.employment_uid, of.days.from_day, basis, undo=undo, away=away)
    return held.person_id, f"{basis}:{of.uid}", change


def stands(session: Session, undo: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    """Say whether what was entered still counts, or what was only taken out was not entered again since."""
    if undo["absence"] is not None:
        return rows.entered(session, UUID(undo["absence"])) is not None
    return before is None or not rows.is_again(session, UUID(before["uid"]))


@dataclass(frozen=True, slots=True)
class Undoing:
    """What was done with an absence, and the absence before, as the notice of it says; for whom it is taken back."""

    held: Employed
    undo: Mapping[str, Any]
    before: Mapping[str, Any] | None
    request_id: int


def take_back(session: Session, sight: Sight, of: Undoing) -> None:
    """Let what was entered count no more, and what was before count again, and tell her.

    Where somebody entered the same again meanwhile, it is not entered twice. Raises `NotEntered` where that cannot be
    any more.
    """
    day = None
    if of.undo["absence"] is not None:
        ended = absences.end(session, UUID(of.undo["absence"]), sight.zone, sight.now)
        if ended is None and of.before is not None:
            raise NotEntered(Refusal.GONE)
        day = None if ended is None else ended.days.from_day
    if of.before is not None and not rows.is_again(session, UUID(of.before["uid"])):
        day = _again(session, sight, of, of.before)
    if day is not None:
        change = Change(of.held.employment_uid, day, "undone")
        changes.tell(session, sight, of.held.person_id, f"objection:{of.request_id}", change)


def _again(session: Session, sight: Sight, of: Undoing, before: Mapping[str, Any]) -> date:
    """Enter an absence again as it was, with what was noted of it; return its first day."""
    asked, by = _asked_of(before), sight.actor.login_id
    uid = absences.record(session, of.held, asked, sight.zone, sight.now, by, of.request_id)
    days = DaySpan(asked.first, asked.last + absences.ONE_DAY)
    illnesses.carry_over(session, UUID(before["uid"]), uid, days, sight.now, by)
    return asked.first


def written(of: Entered | None) -> dict[str, Any] | None:
    """Return all that an absence was, so that it can be shown and entered again."""
    if of is None:
        return None
    asked = Asked("", of.reason, of.days.from_day, of.last_day, of.from_clock, of.to_clock)
    return {
        **absences.written(asked),
        "of_class": of.of_class.value,
        "uid": str(of.uid),
        "names": dict(of.names),
        "figures": dict(of.figures),
        "certificate": None if of.certificate is None else of.certificate.isoformat(),
    }


def _asked_of(before: Mapping[str, Any]) -> Asked:
    seen = before["certificate"]
    certificate = None if seen is None else date.fromisoformat(seen)
    return replace(absences.read(before), certificate=certificate, figures=before["figures"])
