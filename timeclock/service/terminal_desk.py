"""Terminals in the browser: IT adds, names and enrols them, and takes them out of service, each act on record."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from timeclock.service import access, devices, enrolment, fleet
from timeclock.service.access import Action
from timeclock.service.device_proofs import Code
from timeclock.service.enrolment import Confirmed, UnderWay
from timeclock.service.fleet import Lookout, TerminalFile
from timeclock.service.sight import NotFound, Sight, known
from timeclock.store import people, placements, sources
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed


@dataclass(frozen=True, slots=True)
class Desk:
    """A terminal, how far its enrolment got, and where it hangs among the units it might hang at."""

    file: TerminalFile
    under_way: UnderWay | None
    unit: UUID | None
    units: tuple[UnitNamed, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What a terminal is called, and the unit it belongs to, if to any."""

    name: str
    unit: UUID | None


def of(session: Session, sight: Sight, lookout: Lookout, uid: UUID) -> Desk:
    """Return all there is to do about one terminal; raise `NotFound` where there is none of this uid."""
    found = fleet.file_of(session, sight, lookout, uid)
    units, terminal = _units(session, sight), known(sources.terminal(session, uid))
    here = next((each.uid for each in units if each.id == terminal.unit_id), None)
    return Desk(found, enrolment.under_way(session, uid), here, units)


def units(session: Session, sight: Sight) -> tuple[UnitNamed, ...]:
    """Return the units a new terminal may belong to."""
    access.demand(sight.actor, Action.KEEP_TERMINALS)
    return _units(session, sight)


def add(session: Session, sight: Sight, place: Place) -> tuple[UUID, Code]:
    """Add a terminal; return its uid and its code, shown this once. Raise `NameRefused`, `NotFound`."""
    access.demand(sight.actor, Action.KEEP_TERMINALS)
    return enrolment.add(session, place.name, _unit_id(session, place), sight.now, by=sight.actor.login_id)


def rename(session: Session, sight: Sight, uid: UUID, place: Place) -> None:
    """Say what a terminal is called from now on, and where it hangs. Raise `NameRefused`, `NotFound`."""
    access.demand(sight.actor, Action.KEEP_TERMINALS)
    unit_id, by = _unit_id(session, place), sight.actor.login_id
    if not enrolment.rename(session, uid, place.name, unit_id, sight.now, by=by):
        raise NotFound("no such terminal")


def new_code(session: Session, sight: Sight, uid: UUID) -> tuple[str, Code]:
    """Return a terminal's name and a code to enrol it anew, shown this once; the key in use holds until then."""
    access.demand(sight.actor, Action.KEEP_TERMINALS)
    code = known(enrolment.code_for(session, uid, sight.now, by=sight.actor.login_id))
    return known(sources.terminal(session, uid)).name, code


def confirm(session: Session, sight: Sight, uid: UUID, shown: str, receipt_key: bytes) -> Confirmed:
    """Take IT's word that the terminal shows this fingerprint."""
    access.demand(sight.actor, Action.KEEP_TERMINALS)
    return enrolment.confirm(session, uid, shown, receipt_key, sight.now, by=sight.actor.login_id)


def revoke(session: Session, sight: Sight, uid: UUID) -> None:
    """End a terminal's keys at once; its stamps stay."""
    access.demand(sight.actor, Action.KEEP_TERMINALS)
    if not devices.revoke(session, uid, sight.now, by=sight.actor.login_id):
        raise NotFound("no such terminal")


def _units(session: Session, sight: Sight) -> tuple[UnitNamed, ...]:
    return tuple(placements.units(session, people.unit_names(session, sight.today), sight.today).values())


def _unit_id(session: Session, place: Place) -> int | None:
    return None if place.unit is None else known(people.unit_id(session, place.unit))
