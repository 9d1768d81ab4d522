"""What becomes of one badge: issued, for a while too, blocked, given back, replaced, and made to prove itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.i18n.marking import N_
from timeclock.store import audit, holdings, people
from timeclock.store.db import Session
from timeclock.store.holdings import BadgeRow, BadgeState, Held
from timeclock.store.scope import Scope

OPERATOR = Scope.system("badges")
ISSUED, TEMPORARY, REPLACED = "issued", "temporary", "replaced"


class BadgeRefused(Exception):
    """Nothing was done: a sentence for whoever asked, and what it is about."""

    def __init__(self, sentence: str, **figures: str) -> None:
        super().__init__(sentence)
        self.sentence, self.figures = sentence, figures


@dataclass(frozen=True, slots=True)
class Numbered:
    """A badge as terminals know it: the keyed hash of its number, and of what scheme the number is."""

    number_hash: str
    scheme: str


def issue(
    session: Session,
    numbered: Numbered,
    staff_no: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    until: datetime | None = None,
    proves: bool = False,
) -> None:
    """Give a badge to somebody from now on, for a while where an end is told; `proves`: it has to prove itself."""
    if until is not None and until <= now:
        raise BadgeRefused(N_("The badge would end before it begins"))
    person_id = _person(session, staff_no, now, zone)
    found = holdings.find(session, numbered.number_hash)
    row = found or holdings.add(session, numbered.number_hash, numbered.scheme, now)
    if row.state is BadgeState.BLOCKED:
        raise BadgeRefused(N_("The badge is blocked. If it was found, take it back first"))
    if holdings.lasting(session, row.id, now) is not None:
        raise BadgeRefused(N_("Somebody holds this badge. Take it back first"))
    reason = ISSUED if until is None else TEMPORARY
    holdings.hand_out(session, Held(row, person_id, now, until, reason))
    _noted(session, "badge.issue", row, now, person_id, until="" if until is None else until.isoformat())
    if proves and row.proves_from is None:
        _prove(session, row, now, person_id)


def block(session: Session, numbered: Numbered, now: datetime) -> None:
    """Block a badge that was lost: its stamps are stored and wait for a decision; who held it stays on record."""
    row = _known(session, numbered)
    if row.state is BadgeState.BLOCKED:
        raise BadgeRefused(N_("The badge is blocked already"))
    _blocked(session, row, now, holdings.lasting(session, row.id, now))


def give_back(session: Session, numbered: Numbered, now: datetime) -> None:
    """Take a badge back: nobody holds it any more, and it may be issued again, also where it was blocked."""
    row = _known(session, numbered)
    held = holdings.lasting(session, row.id, now)
    if held is None and row.state is BadgeState.ACTIVE:
        raise BadgeRefused(N_("Nobody holds this badge"))
    holdings.take_back(session, row.id, now)
    holdings.turn(session, row.id, BadgeState.ACTIVE)
    _noted(session, "badge.return", row, now, None if held is None else held.person_id)


def replace(session: Session, old: Numbered, new: Numbered, now: datetime) -> None:
    """Block a badge and give its holder another, which has to prove itself where the old one had to."""
    row = _known(session, old)
    held = holdings.lasting(session, row.id, now)
    if held is None:
        raise BadgeRefused(N_("Nobody holds this badge"))
    other = holdings.find(session, new.number_hash) or holdings.add(session, new.number_hash, new.scheme, now)
    if other.state is BadgeState.BLOCKED or holdings.lasting(session, other.id, now) is not None:
        raise BadgeRefused(N_("The new badge is blocked, or somebody holds it"))
    holdings.take_back(session, row.id, now)
    if row.state is BadgeState.ACTIVE:
        _blocked(session, row, now, held)
    holdings.hand_out(session, Held(other, held.person_id, now, held.to_at, REPLACED))
    _noted(session, "badge.issue", other, now, held.person_id, replaces=str(row.uid))
    if row.proves_from is not None and other.proves_from is None:
        _prove(session, other, now, held.person_id)


def prove(session: Session, numbered: Numbered, now: datetime) -> None:
    """Let a badge have to prove itself from now on: a stamp by its number alone counts, and somebody is told."""
    row = _known(session, numbered)
    if row.proves_from is not None:
        raise BadgeRefused(N_("The badge has to prove itself already"))
    held = holdings.lasting(session, row.id, now)
    _prove(session, row, now, None if held is None else held.person_id)


def of_staff_no(session: Session, staff_no: str, now: datetime, zone: ZoneInfo) -> Sequence[Held]:
    """Return which badges somebody held; that it was read is recorded."""
    person_id = _person(session, staff_no, now, zone)
    audit.add(session, "operator.badges", staff_no, now, by=None, person_id=person_id)
    return holdings.of_person(session, person_id)


def _person(session: Session, staff_no: str, now: datetime, zone: ZoneInfo) -> int:
    day = walltime.local_day(now, zone)
    employed = people.by_staff_no(session, staff_no, day, OPERATOR)
    if employed is None:
        raise BadgeRefused(N_("{staff_no}: nobody is employed under this number today"), staff_no=staff_no)
    return employed.person_id


def _known(session: Session, numbered: Numbered) -> BadgeRow:
    row = holdings.find(session, numbered.number_hash)
    if row is None:
        raise BadgeRefused(N_("No badge of this number was ever issued"))
    return row


def _blocked(session: Session, row: BadgeRow, now: datetime, held: Held | None) -> None:
    holdings.turn(session, row.id, BadgeState.BLOCKED)
    _noted(session, "badge.block", row, now, None if held is None else held.person_id)


def _prove(session: Session, row: BadgeRow, now: datetime, person_id: int | None) -> None:
    holdings.prove(session, row.id, now)
    _noted(session, "badge.prove", row, now, person_id)


def _noted(session: Session, action: str, row: BadgeRow, now: datetime, person_id: int | None, **detail: str) -> None:
    audit.add(session, action, str(row.uid), now, by=None, person_id=person_id, detail=detail or None)
