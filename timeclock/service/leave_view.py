"""Somebody's leave as she reads it herself, as HR does, and as it stands on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from timeclock.core import two_weeks, walltime
from timeclock.core.leave_balance import Balance, Held
from timeclock.core.leave_file import LeaveFile
from timeclock.core.leave_situation import Told
from timeclock.service import access, bills, leave
from timeclock.service.access import Action
from timeclock.service.bills import Holder
from timeclock.service.leave_entries import EVERYBODY, NotEntered, Refusal
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight, known
from timeclock.store import audit, people
from timeclock.store import leave as rows
from timeclock.store.db import Session
from timeclock.store.leave import Delivered, Entered, Kept
from timeclock.store.people import Employed


@dataclass(frozen=True, slots=True)
class Source:
    """Where the days of one kind and year come from: the newest bill by law and tariff, and what people entered."""

    held: Held
    given: Entered | None
    entered: tuple[Entered, ...]


@dataclass(frozen=True, slots=True)
class LeaveView:
    """An employment's leave on a day; `lacks_two_weeks`: nobody has seen to one part of two weeks (BUrlG §7 Abs. 2)."""

    holder: Holder
    today: date
    sources: tuple[Source, ...]
    balance: Balance
    delivered: tuple[Delivered, ...]
    lacks_two_weeks: bool

    @property
    def year(self) -> int:
        return self.today.year

    @property
    def open(self) -> tuple[Source, ...]:
        """What can still be taken, or is of this year."""
        return tuple(each for each in self.sources if not each.held.is_over or each.held.year >= self.year)


def own(session: Session, sight: Sight, rulebook: Rulebook, employment_uid: UUID | None = None) -> LeaveView:
    """Return the actor's own leave."""
    scope = access.scope(sight.actor, Action.READ_OWN_TIMES)
    employed = known(people.find(session, employment_uid, sight.actor.person_id, sight.today, scope))
    kept = rows.kept(session, employed.person_id)
    years = leave.years(kept, sight.today)
    return known(_view(employed, rows.files(session, employed.person_id, years, rulebook.around, sight.today), kept))


def of_person(session: Session, sight: Sight, rulebook: Rulebook, employment_uid: UUID) -> LeaveView:
    """Return somebody's leave for HR; the look is recorded."""
    scope = access.scope(sight.actor, Action.READ_LEAVE)
    employed = known(people.find(session, employment_uid, None, sight.today, scope))
    audit.read_of_others(session, sight.actor.login_id, "leave", scope.purpose, [employed.person_id], sight.now)
    kept = rows.kept(session, employed.person_id)
    years = leave.years(kept, sight.today)
    return known(_view(employed, rows.files(session, employed.person_id, years, rulebook.around, sight.today), kept))


def of_staff_no(session: Session, staff_no: str, rulebook: Rulebook, now: datetime) -> LeaveView:
    """Return somebody's leave for the operator's command line; the look is recorded."""
    today = walltime.local_day(now, rulebook.around.zone)
    employed = people.by_staff_no(session, staff_no, today, EVERYBODY)
    if employed is None:
        raise NotEntered(Refusal.UNKNOWN_PERSON, staff_no=staff_no, day=today)
    audit.add(session, "operator.leave", str(employed.employment_uid), now, by=None, person_id=employed.person_id)
    return known(of_employment(session, employed, rulebook, today))


def of_employment(
    session: Session, employed: Employed, rulebook: Rulebook, today: date, told: Sequence[Told] = ()
) -> LeaveView | None:
    """Return an employment's leave for the house itself; `told`: as it would be, had she been told that too."""
    kept = rows.kept(session, employed.person_id)
    files = rows.files(session, employed.person_id, leave.years(kept, today), rulebook.around, today)
    return _view(employed, files, kept, told)


def _view(employed: Employed, files: Iterable[LeaveFile], kept: Kept, told: Sequence[Told] = ()) -> LeaveView | None:
    """Return what is known of one of a person's employments; None where it has no days in these years."""
    file = next((each for each in files if each.employment_id == employed.employment_id), None)
    if file is None:
        return None
    balance = leave.balance_of(file, kept, told)
    entered = kept.entered.get(file.employment_id, ())
    return LeaveView(
        holder=bills.holder(employed),
        today=file.today,
        sources=tuple(_source(held, entered) for held in balance.held if held.days or held.taken),
        balance=balance,
        delivered=tuple(kept.delivered.get(file.employment_id, ())),
        lacks_two_weeks=two_weeks.lacks(file, file.today.year),
    )


def _source(held: Held, entered: Sequence[Entered]) -> Source:
    own = [each for each in entered if (each.kind, each.year) == (held.kind, held.year)]
    given = [each for each in own if each.is_given]
    return Source(held, given[-1] if given else None, tuple(each for each in own if not each.is_given))
