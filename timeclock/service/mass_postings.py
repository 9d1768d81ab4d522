"""Acts for many at once by four eyes: proposed with their preview, put in force by somebody else, and undone whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from timeclock.core.accounts import AccountKind, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.fixes import Basis
from timeclock.core.mass_postings import MassState, Order, Written, fits_many
from timeclock.core.units import departments
from timeclock.service import absence_changes, absences, access, changes, mass_previews
from timeclock.service.access import Action
from timeclock.service.changes import Change
from timeclock.service.mass_previews import Look, NotPosted, Preview, Wrong
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight, known
from timeclock.store import absences as absence_rows
from timeclock.store import (
    account_kinds,
    accounts,
    audit,
    mass_postings,
    models,
    months,
    people,
    placements,
    recalculation,
)
from timeclock.store.absences import NewReason, Overlaps
from timeclock.store.db import Session
from timeclock.store.mass_postings import Line, MassPosting
from timeclock.store.placements import UnitNamed
from timeclock.store.scope import Scope

# How many the list shows.
LISTED = 50
UNDONE = "undone"
EVERYBODY = Scope.system("mass_postings")


@dataclass(frozen=True, slots=True)
class Department:
    """A unit with all that are below it."""

    unit: UnitNamed
    below: tuple[UnitNamed, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What an order may name: units within reach, models, reasons that fit many, and accounts in minutes."""

    departments: tuple[Department, ...]
    models: tuple[tuple[str, str], ...]
    reasons: tuple[NewReason, ...]
    accounts: tuple[AccountKind, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A mass posting with everybody it is about, as both who agree to it see it."""

    mass: MassPosting
    preview: Preview
    is_own: bool


class Changed(NotPosted):
    """It would hit others by now than were shown; `preview` is what it would do now."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(Wrong.CHANGED)
        self.preview = preview


def choices(session: Session, sight: Sight) -> Choices:
    """Return what the actor may choose from today."""
    reach = access.scope(sight.actor, Action.POST_FOR_MANY).unit_ids
    fitting = {each.reason.code: each for each in absences.reasons(session, sight.now) if fits_many(each.reason)}
    kinds = account_kinds.on(session, sight.today).values()
    units = placements.units(session, reach, sight.today)
    tree = departments(list(units), people.unit_parents(session, sight.today))
    return Choices(
        tuple(Department(units[head], tuple(units[each] for each in below)) for head, below in tree.items()),
        tuple(models.titles(session).items()),
        tuple(fitting.values()),
        tuple(each for each in kinds if each.unit is Unit.MINUTES),
    )


def names(of: Choices) -> Mapping[str, Mapping[str, str]]:
    """Return what reasons and accounts are called, by their codes."""
    reasons = {each.reason.code: each.reason.names for each in of.reasons}
    return reasons | {each.code: each.names for each in of.accounts}


def listed(session: Session, sight: Sight) -> Sequence[MassPosting]:
    """Return the mass postings of which the actor reaches everybody, the newest first; they name nobody."""
    return mass_postings.listed(session, access.scope(sight.actor, Action.POST_FOR_MANY), LISTED)


def newest(session: Session) -> Sequence[MassPosting]:
    """Return the newest mass postings for whoever runs the city; they name nobody."""
    return mass_postings.listed(session, EVERYBODY, LISTED)


def seen(session: Session, sight: Sight, uid: UUID) -> Seen:
    """Return a mass posting with its lines; the look is recorded."""
    found = _found(session, sight, uid)
    shown = Preview(found.order, tuple(mass_postings.lines(session, found.id, found.days.from_day)))
    _looked(session, sight, shown)
    return Seen(found, shown, _is_own(sight, found))


def preview(session: Session, sight: Sight, order: Order, rulebook: Rulebook) -> Preview:
    """Return what an order would do; the look is recorded."""
    found = mass_previews.preview(session, order, _look(sight, rulebook))
    _looked(session, sight, found)
    return found


def propose(session: Session, sight: Sight, uid: UUID, order: Order, shown: str, rulebook: Rulebook) -> None:
    """Propose what was shown under that name; the same uid twice is one proposal.

    Raises `Changed` where others would be hit by now, and `NotPosted` where nobody would be.
    """
    found = mass_previews.preview(session, order, _look(sight, rulebook))
    if found.seen != shown:
        raise Changed(found)
    proposed(session, uid, found, sight.actor.login_id, sight.now)


def proposed(session: Session, uid: UUID, found: Preview, by: int | None, now: datetime) -> None:
    """Record a proposal of a login, or of an operator without one."""
    if not found.hit:
        raise NotPosted(Wrong.NOBODY)
    if mass_postings.add(session, uid, found.order, found.seen, found.lines, by, now):
        detail = {"hit": len(found.hit), "left_out": len(found.left_out), "preview": found.seen}
        audit.add(session, "mass.proposed", str(uid), now, by=by, detail=detail)


def confirm(session: Session, sight: Sight, uid: UUID, rulebook: Rulebook) -> int:
    """Put in force what somebody else proposed, for exactly those who were shown; return how many are hit.

    Raises `Changed` where it would hit others by now: then it has to be proposed anew.
    """
    found = _waiting(session, sight, uid)
    if _is_own(sight, found):
        raise NotPosted(Wrong.SAME_PERSON)
    lines = [each for each in mass_postings.lines(session, found.id, found.days.from_day) if each.is_hit]
    recalculation.hold_all(session, (each.employed.person_id for each in lines))
    # What it means does not depend on who looks; that she reaches everybody it was proposed for was asked before.
    by_now = mass_previews.preview(session, found.order, Look(EVERYBODY, sight.now, rulebook))
    if by_now.seen != found.preview_hash:
        raise Changed(_as_reached(session, sight, by_now))
    if not mass_postings.decide(session, uid, MassState.IN_FORCE, "", sight.actor.login_id, sight.now):
        raise NotPosted(Wrong.DECIDED_ALREADY)
    try:
        _put_in_force(session, sight, found, lines)
    except Overlaps:
        raise Changed(_as_reached(session, sight, by_now)) from None
    _record(session, sight, found, MassState.IN_FORCE)
    return len(lines)


def refuse(session: Session, sight: Sight, uid: UUID, why: str) -> MassState:
    """Refuse what somebody else proposed, or take back one's own proposal; it stays on record."""
    found = _waiting(session, sight, uid)
    decision = MassState.WITHDRAWN if _is_own(sight, found) else MassState.REFUSED
    if decision is MassState.REFUSED and not why.strip():
        raise NotPosted(Wrong.WHY_MISSING)
    if not mass_postings.decide(session, uid, decision, why.strip(), sight.actor.login_id, sight.now):
        raise NotPosted(Wrong.DECIDED_ALREADY)
    _record(session, sight, found, decision)
    return decision


def undo(session: Session, sight: Sight, uid: UUID, why: str) -> int:
    """Let one in force count no more, whole and nothing besides; return for how many it still counted.

    What somebody changed by hand since is hers and stays. Raises `NotPosted` where not everybody is found any more.
    """
    found = _found(session, sight, uid)
    if not why.strip():
        raise NotPosted(Wrong.WHY_MISSING)
    lines = [each for each in mass_postings.lines(session, found.id, found.days.from_day) if each.is_hit]
    if len(lines) < found.hit:
        # Whose employment was changed since so that she was not there on that day would be passed over.
        raise NotPosted(Wrong.CHANGED)
    if not mass_postings.undo(session, uid, why.strip(), sight.actor.login_id, sight.now):
        raise NotPosted(Wrong.DECIDED_ALREADY)
    recalculation.hold_all(session, (each.employed.person_id for each in lines))
    act = found.order.act
    if isinstance(act, Written):
        still = _taken_back(session, sight, found, lines, act, why.strip())
    else:
        still = _ended(session, sight, lines, why.strip())
    _record(session, sight, found, MassState.UNDONE, len(still))
    return len(still)


def _put_in_force(session: Session, sight: Sight, found: MassPosting, lines: Sequence[Line]) -> None:
    act = found.order.act
    if isinstance(act, Written):
        _write(session, sight, found, lines, act)
        return
    away = mass_previews.absence_of(session, act, sight.now)
    new = [(each.becomes, replace(away, employment_id=each.employed.employment_id)) for each in lines]
    absence_rows.add_all(session, new, sight.now, sight.actor.login_id)
    absences.mark_all(session, _many(lines), act.days, away.extent, sight.today, sight.now)
    there = {each.uid: each for each in absence_rows.entered_all(session, [each.becomes for each in lines])}
    told = [(each.employed, None, there[each.becomes]) for each in lines]
    # It is the act of both, so neither decides whether it stands; an operator who proposed has no login.
    proposer = () if found.by is None else ({"login": found.by, "person": found.by_person},)
    absence_changes.tell_all(session, sight, told, found.order.why, proposer)


def _write(session: Session, sight: Sight, found: MassPosting, lines: Sequence[Line], act: Written) -> None:
    kind = account_kinds.on(session, act.day)[act.account]
    held = (
        accounts.opened(session, each.employed.employment_id, kind.code, kind.unit, act.day, sight.now).id
        for each in lines
    )
    new = Posting(act.day, act.minutes, PostingKind.MANUAL, f"mass {found.uid}", reason=found.order.why)
    written = [(account_id, new) for account_id in held]
    accounts.post_all(session, written, sight.now, by=found.by, second_by=sight.actor.login_id)
    _tell_written(session, sight, found, lines, Basis.FOR_MANY, found.order.why)


def _ended(session: Session, sight: Sight, lines: Sequence[Line], why: str) -> Sequence[Line]:
    """Let the absences count no more and return whose still did."""
    ended = {each.uid: each for each in absence_rows.withdraw_all(session, [each.becomes for each in lines], sight.now)}
    still = [each for each in lines if each.becomes in ended]
    if still:
        first = ended[still[0].becomes]
        absences.mark_all(session, _many(still), first.days, first.extent, sight.today, sight.now)
        told = [(each.employed, ended[each.becomes], None) for each in still]
        absence_changes.tell_all(session, sight, told, why)
    return still


def _taken_back(
    session: Session, sight: Sight, found: MassPosting, lines: Sequence[Line], act: Written, why: str
) -> Sequence[Line]:
    """Post the contrary, where the month is closed by now as of today."""
    kind = account_kinds.on(session, act.day)[act.account]
    closed = months.closed_among(session, [each.employed.employment_id for each in lines], act.days)
    contrary = []
    for each in lines:
        employment_id = each.employed.employment_id
        day = sight.today if employment_id in closed else act.day
        held = accounts.opened(session, employment_id, kind.code, kind.unit, act.day, sight.now)
        origin = f"mass {found.uid}/undone"
        contrary.append((held.id, Posting(day, -act.minutes, PostingKind.MANUAL, origin, reason=found.order.why)))
    accounts.post_all(session, contrary, sight.now, by=sight.actor.login_id)
    _tell_written(session, sight, found, lines, UNDONE, why)
    return lines


def _many(lines: Iterable[Line]) -> Sequence[tuple[int, int]]:
    return [(each.employed.person_id, each.employed.employment_id) for each in lines]


def _tell_written(
    session: Session, sight: Sight, found: MassPosting, lines: Iterable[Line], basis: str, why: str
) -> None:
    """Tell everybody of what was written, by whom and why; nobody objects to it, for her statement says it all."""
    day, who = found.days.from_day, [each.employed for each in lines]
    told = [(each, f"mass:{found.uid}:{basis}:{each.employment_uid}") for each in who]
    changed = [(each.person_id, about, Change(each.employment_uid, day, basis, reason=why)) for each, about in told]
    changes.tell_all(session, sight, changed)


def _look(sight: Sight, rulebook: Rulebook) -> Look:
    return Look(access.scope(sight.actor, Action.POST_FOR_MANY), sight.now, rulebook)


def _as_reached(session: Session, sight: Sight, by_now: Preview) -> Preview:
    """Return a preview without those whom the actor does not reach."""
    scope = access.scope(sight.actor, Action.POST_FOR_MANY)
    reached = {each.employment_id for each in people.listed(session, by_now.order.act.days.from_day, scope)}
    return replace(by_now, lines=tuple(each for each in by_now.lines if each.employed.employment_id in reached))


def _looked(session: Session, sight: Sight, shown: Preview) -> None:
    persons = (each.employed.person_id for each in shown.lines)
    purpose = Action.POST_FOR_MANY
    audit.read_of_others(session, sight.actor.login_id, "mass", purpose, persons, sight.now)


def _found(session: Session, sight: Sight, uid: UUID) -> MassPosting:
    return known(mass_postings.find(session, uid, access.scope(sight.actor, Action.POST_FOR_MANY)))


def _waiting(session: Session, sight: Sight, uid: UUID) -> MassPosting:
    found = _found(session, sight, uid)
    if found.state is not MassState.PROPOSED:
        raise NotPosted(Wrong.DECIDED_ALREADY)
    return found


def _is_own(sight: Sight, found: MassPosting) -> bool:
    same_person = found.by_person is not None and found.by_person == sight.actor.person_id
    return found.by == sight.actor.login_id or same_person


def _record(session: Session, sight: Sight, found: MassPosting, state: MassState, hit: int | None = None) -> None:
    detail = {"hit": found.hit if hit is None else hit, "preview": found.preview_hash}
    audit.add(session, f"mass.{state}", str(found.uid), sight.now, by=sight.actor.login_id, detail=detail)
