"""What waits for the staff council's signature: on its page, and told its members once; gone when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from timeclock.core.due import AboutDue, Due
from timeclock.service import access, register
from timeclock.service.access import Action
from timeclock.service.register import Entry
from timeclock.service.sight import Sight
from timeclock.store import place_drafts, told_due
from timeclock.store.db import Session
from timeclock.store.place_drafts import Draft


@dataclass(frozen=True, slots=True)
class Waiting:
    """The agreements about places and the evaluations of which the staff council has still to say something."""

    places: Sequence[Draft] = ()
    evaluations: Sequence[Entry] = ()


def waiting(session: Session, day: date) -> Waiting:
    """Return what waits on a day."""
    return Waiting(place_drafts.waiting(session, day), register.waiting(session))


def of_actor(session: Session, sight: Sight) -> Waiting:
    """Return what waits for the actor; nothing for whoever does not sign."""
    found, actor = waiting(session, sight.today), sight.actor
    # Nobody signs for both sides.
    drafts = [each for each in found.places if each.by_id != actor.login_id]
    return Waiting(
        drafts if access.may(actor, Action.SIGN_PLACES) else (),
        found.evaluations if access.may(actor, Action.SAY_OF_EVALUATIONS) else (),
    )


def tell(session: Session, today: date, now: datetime) -> int:
    """Tell the members of the staff council what waits, each thing once; return how many notices are new."""
    members, found = told_due.council(session, today), waiting(session, today)
    return sum(_tell_one(session, person_id, login_id, found, now, today) for person_id, login_id in members.items())


def _tell_one(session: Session, person_id: int, login_id: int, found: Waiting, now: datetime, today: date) -> int:
    news = 0
    for each in found.places:
        if each.by_id != login_id:
            said = AboutDue(Due.PLACES, today, whose=each.unit_name, draft=each.uid)
            news += told_due.tell(session, person_id, f"{Due.PLACES}:{each.uid}", said, now)
    if not found.evaluations:
        return news
    told = told_due.versions_told(session, person_id)
    new = {each.code.value: each.version for each in found.evaluations if (each.code, each.version) not in told}
    if new:
        about = ",".join(f"{code}.{version}" for code, version in new.items())
        said = AboutDue(Due.EVALUATIONS, today, numbers=new)
        news += told_due.tell(session, person_id, f"{Due.EVALUATIONS}:{about}", said, now)
    return news
