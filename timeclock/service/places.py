"""Where somebody stamped: asked only where it is agreed, kept apart and for days, read by others in one word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from timeclock.core.places import Fix, PlaceTerms, Spot, Whereabouts, coarse, of_units, whereabouts
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.bills import DayBill
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, people, places, rosters
from timeclock.store.db import Session
from timeclock.store.places import Agreed, Kept

# Where a browser is behind a stamp; a terminal hangs where it hangs.
ASKED_OF = frozenset({"web", "phone"})
# A place belongs to its stamp: what comes later than this after it was asked for at another time.
WITHIN = timedelta(minutes=10)
PART = "places"


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """What may be read of a stamp's place: the person herself reads all of it, others only `word`."""

    word: Whereabouts | None
    spot: Spot | None = None
    terms: PlaceTerms | None = None
    ends_at: datetime | None = None


def asked(session: Session, sight: Sight) -> PlaceTerms | None:
    """Return by what terms the actor is asked where she is when she stamps today; None where she is not."""
    found = _agreed(session, sight)
    return None if found is None else found.terms


def keep(session: Session, sight: Sight, stamp_uid: UUID, fix: Fix) -> bool:
    """Keep where the actor was when she gave a stamp just now; say whether it was kept.

    It is not where nothing is agreed for her, or the stamp is not hers, came in another way or a while ago.
    """
    agreed, own = _agreed(session, sight), sight.actor.person_id
    stamp = places.fresh(session, stamp_uid)
    if agreed is None or own is None or stamp is None or stamp.person_id != own or stamp.origin not in ASKED_OF:
        return False
    if sight.now - stamp.received_at > WITHIN:
        return False
    terms = agreed.terms
    rounded = Fix(coarse(fix.spot, terms.metres), fix.accuracy)
    ends_at = sight.now + timedelta(days=terms.kept_days)
    return places.keep(session, Kept(stamp_uid, own, rounded, ends_at, terms), agreed.id, sight.now)


def of_bill(session: Session, sight: Sight, bill: DayBill) -> Mapping[UUID, PlaceSeen]:
    """Return what the actor may read of the places of a day's stamps; a look at another's is recorded."""
    kept = places.of_stamps(session, [each.uid for each in bill.stamps], sight.now)
    own = {uid: each for uid, each in kept.items() if each.person_id == sight.actor.person_id}
    told = {uid: each for uid, each in kept.items() if uid not in own and each.terms.told}
    if told:
        persons = {each.person_id for each in told.values()}
        audit.read_of_others(session, sight.actor.login_id, PART, Action.READ_TIMES, persons, sight.now)
    words = {uid: PlaceSeen(whereabouts(each.fix, each.terms)) for uid, each in told.items()}
    return words | {uid: _own(each) for uid, each in own.items()}


def listed(session: Session, day: date) -> Sequence[tuple[str, PlaceTerms]]:
    """Return what is agreed for which units, by the names they bear on a day; of nobody."""
    return places.listed(session, day)


def agree(session: Session, unit: str, terms: PlaceTerms, today: date, now: datetime) -> None:
    """Record what was agreed for the unit of a name and those below it, for operators."""
    if terms.fault is not None:
        raise ValueError(f"no agreement about places: {terms.fault}")
    unit_id = _unit(session, unit, today)
    places.agree(session, unit_id, terms, None, now, today)
    detail = {"agreement": terms.agreement, "from": terms.from_day.isoformat(), "metres": terms.metres}
    audit.add(session, "places.agree", str(unit_id), now, by=None, detail=detail)


def end(session: Session, unit: str, today: date, now: datetime) -> bool:
    """Ask nobody of a unit any more, from now on, for operators; say whether anybody was asked by terms of its own."""
    unit_id = _unit(session, unit, today)
    ended = places.agree(session, unit_id, None, None, now, today)
    if ended:
        audit.add(session, "places.end", str(unit_id), now, by=None)
    return ended


def _agreed(session: Session, sight: Sight) -> Agreed | None:
    access.demand(sight.actor, Action.STAMP, sight.actor.person_id)
    agreed = places.agreed(session)
    if not agreed:
        return None
    units = people.units_of(session, sight.actor.person_id or 0, sight.today)
    # What holds today goes before what is to hold later for the same unit.
    held = {each.unit_id: each.terms for each in sorted(agreed, key=lambda each: each.terms.holds_on(sight.today))}
    terms = of_units(units, held, people.unit_parents(session, sight.today), sight.today)
    return next((each for each in agreed if each.terms == terms), None)


def _unit(session: Session, name: str, day: date) -> int:
    found = rosters.units_called(session, name, day)
    if len(found) != 1:
        raise NotFound("no unit, or more than one, bears that name")
    return found[0]


def _own(kept: Kept) -> PlaceSeen:
    word = None if kept.terms.site is None else whereabouts(kept.fix, kept.terms)
    return PlaceSeen(word, kept.fix.spot, kept.terms, kept.ends_at)
