"""Reminding people of stamps they forgot: once for each day and thing, until it is read or settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from timeclock.core.findings import Code
from timeclock.core.fixes import Tap
from timeclock.core.fixes import proposed as proposed_for
from timeclock.core.spans import DaySpan
from timeclock.service import access, days_in_question, evaluation
from timeclock.service.access import Action
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.store import (
    account_notices,
    corrections,
    notices,
    people,
    recalculation,
    requests,
    results,
    roster_notices,
    told_changes,
    told_due,
    told_months,
)
from timeclock.store.account_notices import ToldOfAccount
from timeclock.store.db import Session
from timeclock.store.notices import Reminder
from timeclock.store.questions import ask
from timeclock.store.requests import Asked
from timeclock.store.roster_notices import ToldOfRoster
from timeclock.store.told_changes import ToldChange
from timeclock.store.told_due import ToldDue
from timeclock.store.told_months import ToldMonth

# What a person forgot and only she can tell; who is still in has forgotten nothing yet.
FORGOTTEN = frozenset({Code.MISSING_IN, Code.MISSING_OUT, Code.BREAK_NOT_ENDED, Code.NO_STAMPS})

# Of more than these the day itself says what is missing.
MOST_PROPOSED = 3


@dataclass(frozen=True, slots=True)
class Unread:
    """What somebody has not read: what she forgot, what was changed for her or in her roster, how accounts stand.

    `offers` are duties that colleagues offer her: they wait for her answer, and are not read but answered.
    """

    reminders: Sequence[Reminder] = ()
    changes: Sequence[ToldChange] = ()
    accounts: Sequence[ToldOfAccount] = ()
    months: Sequence[ToldMonth] = ()
    rosters: Sequence[ToldOfRoster] = ()
    due: Sequence[ToldDue] = ()
    offers: Sequence[Asked] = ()

    @property
    def uids(self) -> tuple[UUID, ...]:
        changes, accounts = [each.uid for each in self.changes], [each.uid for each in self.accounts]
        plans, months = [each.uid for each in self.rosters], [each.uid for each in self.months]
        due, reminders = [each.uid for each in self.due], [each.uid for each in self.reminders]
        return (*plans, *due, *changes, *accounts, *months, *reminders)


def days_before(today: date, days: int) -> DaySpan:
    """Return the days a morning's reminder is about: the last ones before today, never today."""
    return DaySpan(today - timedelta(days=days), today)


def look_again(session: Session, days: DaySpan, now: datetime) -> int:
    """Ask for the open days to be worked out again; return how many people may have to be reminded.

    Who came at 9:00 and forgot to go is still "present" at midnight; only in the morning is it certain.
    """
    recalculation.mark(session, open_days(session, days), "reminder", now)
    return concerned(session, days)


def open_days(session: Session, days: DaySpan) -> frozenset[tuple[int, date]]:
    """Return the (person, day) on which a stamp is missing or still to come."""
    return results.open_of_everybody(session, days)


def concerned(session: Session, days: DaySpan) -> int:
    """Return how many people may have to be reminded."""
    return notices.concerned(session, days, FORGOTTEN)


def next_person(session: Session, days: DaySpan, after: int) -> int | None:
    """Return the first person after an id who may have to be reminded."""
    return notices.next_concerned(session, days, FORGOTTEN, after)


def remind(session: Session, person_id: int, days: DaySpan, rulebook: Rulebook, now: datetime) -> int:
    """Remind a person of what she forgot in these days, as it stands now; return of how many things."""
    evaluation.refresh_now(session, person_id, rulebook, now)
    return notices.remind(session, person_id, days, FORGOTTEN, now)


def unread(session: Session, sight: Sight) -> Unread:
    """Return what the actor has not read; of a day she has asked to be corrected she need not be reminded."""
    access.demand(sight.actor, Action.READ_OWN_TIMES, sight.actor.person_id)
    if sight.actor.person_id is None:
        return Unread()
    found, asked = notices.unread(sight.actor.person_id), corrections.days_in_question(sight.actor.person_id)
    told, of_accounts = told_changes.unread(sight.actor.person_id), account_notices.unread(sight.actor.person_id)
    of_months = told_months.unread(sight.actor.person_id)
    of_rosters = roster_notices.unread(sight.actor.person_id)
    offered, due = requests.offered(sight.actor.person_id), told_due.unread(sight.actor.person_id)
    answers = ask(session, found, asked, told, of_accounts, of_months, of_rosters, offered, due)
    days = answers.to(asked)
    forgotten = [
        each for each in answers.to(found) if each.code in FORGOTTEN and (each.employment_uid, each.day) not in days
    ]
    months, plans = answers.to(of_months), answers.to(of_rosters)
    accounts, offers = answers.to(of_accounts), answers.to(offered)
    return Unread(forgotten, answers.to(told), accounts, months, plans, answers.to(due), offers)


def proposed(session: Session, sight: Sight, rulebook: Rulebook, forgotten: Sequence[Reminder]) -> Mapping[UUID, Tap]:
    """Return for the newest reminders by uid the stamp that was probably forgotten, to be asked for with it."""
    scope = access.scope(sight.actor, Action.READ_OWN_TIMES)
    found: dict[UUID, Tap] = {}
    for each in forgotten[:MOST_PROPOSED]:
        employed = people.find(session, each.employment_uid, sight.actor.person_id, each.day, scope)
        if employed is None:
            continue
        looked = days_in_question.look(session, sight, rulebook, employed, each.day, scope)
        ways = [fix for of in looked.findings if of.code is each.code for fix in proposed_for(of, looked.question)]
        tap = next((fix.taps[0] for fix in ways if len(fix.taps) == 1), None)
        if tap is not None:
            found[each.uid] = tap
    return found


def read(session: Session, sight: Sight, uid: UUID | None) -> None:
    """Note that the actor has read a reminder, or all that were shown to her."""
    access.demand(sight.actor, Action.READ_NOTICES, sight.actor.person_id)
    if sight.actor.person_id is not None:
        # "All" are those she saw: a day in question may still come back to be reminded of.
        shown = unread(session, sight).uids if uid is None else (uid,)
        notices.read(session, sight.actor.person_id, shown, sight.now)
