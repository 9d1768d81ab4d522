"""Badges of one person in the browser: the acts of `badges`, by whoever keeps them, on badges known by their name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from timeclock.core import walltime
from timeclock.i18n.marking import N_
from timeclock.service import access, badges
from timeclock.service.access import Action
from timeclock.service.badges import BadgeRefused, Numbered
from timeclock.service.sight import NotFound, Sight, known
from timeclock.service.staff_file import BadgeShown, shown
from timeclock.store import audit, holdings, people
from timeclock.store.db import Session
from timeclock.store.people import Employed


class Act(StrEnum):
    """What is done with a badge."""

    ISSUE = "issue"
    LEND = "lend"
    BLOCK = "block"
    GIVE_BACK = "give_back"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Asked:
    """One act: on which badge of hers, with which new one, until when (not included), and whether hers rests then."""

    act: Act
    badge: UUID | None = None
    new: Numbered | None = None
    until: date | None = None
    suspends: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose badges these are, and all she holds or held."""

    whose: Employed
    badges: tuple[BadgeShown, ...]


def whose(session: Session, sight: Sight, uid: UUID, day: date) -> Employed:
    """Return an employment of a day whose badges the actor keeps; raise `NotFound`."""
    return known(people.find(session, uid, None, day, access.scope(sight.actor, Action.KEEP_BADGES)))


def of(session: Session, sight: Sight, uid: UUID, day: date) -> Desk:
    """Return somebody's badges; the look at others is recorded."""
    found = whose(session, sight, uid, day)
    audit.read_of_others(session, sight.actor.login_id, "badges", Action.KEEP_BADGES, [found.person_id], sight.now)
    return Desk(found, shown(session, found.person_id, sight.now))


def act(session: Session, sight: Sight, uid: UUID, asked: Asked) -> None:
    """Do something with a badge of somebody who is the actor's to keep today; raise `BadgeRefused`."""
    found = whose(session, sight, uid, sight.today)
    HOW[asked.act](session, sight, found, asked)
    detail = {"act": asked.act.value, "badge": None if asked.badge is None else str(asked.badge)}
    by = sight.actor.login_id
    audit.add(session, "badge.kept", str(uid), sight.now, by=by, person_id=found.person_id, detail=detail)


def _issue(session: Session, sight: Sight, found: Employed, asked: Asked) -> None:
    badges.issue(session, _new(asked), found.staff_no, sight.now, sight.zone)


def _lend(session: Session, sight: Sight, found: Employed, asked: Asked) -> None:
    until = _midnight(sight, asked.until)
    badges.lend(session, _new(asked), found.staff_no, sight.now, sight.zone, until=until, suspends=asked.suspends)


def _block(session: Session, sight: Sight, found: Employed, asked: Asked) -> None:
    badges.block(session, _hers(session, found, asked), sight.now)


def _give_back(session: Session, sight: Sight, found: Employed, asked: Asked) -> None:
    badges.give_back(session, _hers(session, found, asked), sight.now)


def _replace(session: Session, sight: Sight, found: Employed, asked: Asked) -> None:
    badges.replace(session, _hers(session, found, asked), _new(asked), sight.now)


def _new(asked: Asked) -> Numbered:
    if asked.new is None:
        raise BadgeRefused(N_("Please hold the badge to the reader, or type its number."))
    return asked.new


def _hers(session: Session, found: Employed, asked: Asked) -> Numbered:
    """Return a badge that she holds now or held last; another's is not hers to act on."""
    for each in holdings.of_person(session, found.person_id):
        last = holdings.of_badge(session, each.badge.id)[-1]
        if each.badge.uid == asked.badge and last.person_id == found.person_id:
            return Numbered(each.badge.number_hash, each.badge.scheme)
    raise NotFound("no badge of this person")


def _midnight(sight: Sight, day: date | None) -> datetime:
    if day is None:
        raise BadgeRefused(N_("Please enter the last day the card works."))
    return walltime.day_span(day, sight.zone).to_at


HOW: dict[Act, Callable[[Session, Sight, Employed, Asked], None]] = {
    Act.ISSUE: _issue,
    Act.LEND: _lend,
    Act.BLOCK: _block,
    Act.GIVE_BACK: _give_back,
    Act.REPLACE: _replace,
}
