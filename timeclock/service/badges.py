"""What becomes of one badge: issued, lent, blocked, given back, replaced, made to prove itself, and let off again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.i18n.marking import N_
from timeclock.store import audit, badge_proofs, holdings, people
from timeclock.store.badge_proofs import Asked, Proving
from timeclock.store.db import Session
from timeclock.store.holdings import BadgeRow, BadgeState, Held
from timeclock.store.scope import Scope

OPERATOR = Scope.system("badges")
ISSUED, TEMPORARY, REPLACED, RESUMED = "issued", "temporary", "replaced", "resumed"


class BadgeRefused(Exception):
    """Nothing was done: a sentence for whoever asked, and what it is about."""

    def __init__(self, sentence: str, **figures: str) -> None:
        super().__init__(sentence)
        self.sentence, self.figures = sentence, figures


@dataclass(frozen=True, slots=True)
class Shown:
    """A badge somebody held, and when it had to prove itself."""

    held: Held
    proving: Sequence[Proving]


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
    _issue(session, numbered, _person(session, staff_no, now, zone), now, until, proves=proves)


def lend(
    session: Session,
    numbered: Numbered,
    staff_no: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    until: datetime,
    suspends: bool = False,
) -> None:
    """Give a card to somebody who forgot hers, until an instant; `suspends`: hers does not work until then.

    It has to prove itself where hers has to. It comes back by itself, and hers works again.
    """
    if until <= now:
        raise BadgeRefused(N_("The badge would end before it begins"))
    person_id = _person(session, staff_no, now, zone)
    own = [each for each in holdings.of_person(session, person_id) if _works(each, now)]
    if any(each.reason == TEMPORARY for each in own):
        raise BadgeRefused(N_("She has a card for a while already. Take it back first"))
    _issue(session, numbered, person_id, now, until)
    if suspends:
        for each in own:
            _suspend(session, each, now, until)


def _works(held: Held, now: datetime) -> bool:
    return held.badge.state is BadgeState.ACTIVE and (held.to_at is None or held.to_at > now)


def _suspend(session: Session, held: Held, now: datetime, until: datetime) -> None:
    """Let a badge not work until an instant; it is hers again from then on, unless it would have ended by then."""
    holdings.take_back(session, held.badge.id, now)
    if held.to_at is None or held.to_at > until:
        holdings.hand_out(session, Held(held.badge, held.person_id, until, held.to_at, RESUMED))
    _noted(session, "badge.suspend", held.badge, now, held.person_id, until=until.isoformat())


def _issue(
    session: Session,
    numbered: Numbered,
    person_id: int,
    now: datetime,
    until: datetime | None,
    *,
    proves: bool = False,
) -> None:
    found = holdings.find(session, numbered.number_hash)
    row = found or holdings.add(session, numbered.number_hash, numbered.scheme, now)
    if row.state is BadgeState.BLOCKED:
        raise BadgeRefused(N_("The badge is blocked. If it was found, take it back first"))
    if holdings.lasting(session, row.id, now) is not None:
        raise BadgeRefused(N_("Somebody holds this badge. Take it back first"))
    asked = until is not None and _has_to_prove(session, person_id, now)
    reason = ISSUED if until is None else TEMPORARY
    holdings.hand_out(session, Held(row, person_id, now, until, reason))
    _noted(session, "badge.issue", row, now, person_id, until="" if until is None else until.isoformat())
    if proves:
        _prove(session, row, now, person_id)
    elif asked:
        _prove(session, row, now, person_id, until)


def _has_to_prove(session: Session, person_id: int, now: datetime) -> bool:
    """Say whether a badge that somebody holds has to prove itself: one that is lent to her must be no less."""
    hers = {each.badge.id for each in holdings.of_person(session, person_id) if _works(each, now)}
    return bool(badge_proofs.lasting(session, hers, now))


def block(session: Session, numbered: Numbered, now: datetime) -> None:
    """Block a badge that was lost: its stamps are stored and wait for a decision; who held it stays on record."""
    row = _known(session, numbered)
    if row.state is BadgeState.BLOCKED:
        raise BadgeRefused(N_("The badge is blocked already"))
    _blocked(session, row, now, holdings.lasting(session, row.id, now))


def give_back(session: Session, numbered: Numbered, now: datetime) -> None:
    """Take a badge back: nobody holds it any more, and it may be issued again, also where it was blocked.

    Where it was lent, the badge of whoever had it works again at once.
    """
    row = _known(session, numbered)
    held = holdings.lasting(session, row.id, now)
    if held is None and row.state is BadgeState.ACTIVE:
        raise BadgeRefused(N_("Nobody holds this badge"))
    holdings.take_back(session, row.id, now)
    holdings.turn(session, row.id, BadgeState.ACTIVE)
    badge_proofs.end(session, row.id, now, Asked.LENT)
    if held is not None and held.reason == TEMPORARY:
        holdings.resume(session, held.person_id, RESUMED, now)
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
    # A lent card stays lent, so that her own works again as soon as it comes back.
    reason = TEMPORARY if held.reason == TEMPORARY else REPLACED
    holdings.hand_out(session, Held(other, held.person_id, now, held.to_at, reason))
    _noted(session, "badge.issue", other, now, held.person_id, replaces=str(row.uid))
    proving = badge_proofs.lasting(session, {row.id}, now).get(row.id)
    if proving is not None:
        _prove(session, other, now, held.person_id, proving.to_at)


def prove(session: Session, numbered: Numbered, now: datetime) -> None:
    """Let a badge have to prove itself from now on: a stamp by its number alone counts, and somebody is told."""
    row = _known(session, numbered)
    if badge_proofs.lasting(session, {row.id}, now):
        raise BadgeRefused(N_("The badge has to prove itself already"))
    held = holdings.lasting(session, row.id, now)
    _prove(session, row, now, None if held is None else held.person_id)


def accept(session: Session, numbered: Numbered, reason: str, now: datetime) -> None:
    """Let a badge be known by its number again from now on, for a reason; what was stamped before stays as judged."""
    row = _known(session, numbered)
    if not reason.strip():
        raise BadgeRefused(N_("Why the badge need not prove itself has to be said"))
    if not badge_proofs.lasting(session, {row.id}, now):
        raise BadgeRefused(N_("The badge does not have to prove itself"))
    for asked in Asked:
        badge_proofs.end(session, row.id, now, asked, ended_for=reason.strip())
    held = holdings.lasting(session, row.id, now)
    _noted(session, "badge.accept", row, now, None if held is None else held.person_id, reason=reason.strip())


def of_staff_no(session: Session, staff_no: str, now: datetime, zone: ZoneInfo) -> Sequence[Shown]:
    """Return which badges somebody held; that it was read is recorded."""
    person_id = _person(session, staff_no, now, zone)
    audit.add(session, "operator.badges", staff_no, now, by=None, person_id=person_id)
    held = holdings.of_person(session, person_id)
    proving = badge_proofs.of_badges(session, {each.badge.id for each in held})
    return tuple(Shown(each, proving.get(each.badge.id, ())) for each in held)


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


def _prove(
    session: Session, row: BadgeRow, now: datetime, person_id: int | None, until: datetime | None = None
) -> None:
    """Let a badge have to prove itself, unless it has to already: for as long as it is lent, or for good."""
    if badge_proofs.lasting(session, {row.id}, now):
        return
    reason = Asked.ALWAYS if until is None else Asked.LENT
    badge_proofs.begin(session, Proving(row.id, now, until, reason))
    _noted(session, "badge.prove", row, now, person_id, until="" if until is None else until.isoformat())


def _noted(session: Session, action: str, row: BadgeRow, now: datetime, person_id: int | None, **detail: str) -> None:
    audit.add(session, action, str(row.uid), now, by=None, person_id=person_id, detail=detail or None)
