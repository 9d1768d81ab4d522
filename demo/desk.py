"""What is on the desks when one looks in: requests asked for, granted and refused, and months that were confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from demo import moving_in
from demo.cast import Member
from terminals import wire
from timeclock.core.corrections import Change
from timeclock.core.fixes import Basis
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import local_day
from timeclock.service import (
    absence_desk,
    access,
    account_kinds,
    confirmations,
    corrections,
    decisions,
    deviations,
    evaluation,
    fixing,
    months,
    objections,
)
from timeclock.service.absences import Asked
from timeclock.service.access import Action, Actor, Grant, Role
from timeclock.service.confirmations import Standing
from timeclock.service.corrections import Wanted
from timeclock.service.fixing import Chosen, Order
from timeclock.service.kinds.kind import CannotAsk, Terms
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.settings import Settings
from timeclock.store import logins, people, placements, results
from timeclock.store.db import Database, Session
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.scope import Scope

ONE_DAY = timedelta(days=1)
AT_HOME_TIME = time(16, 30)
# Aydın's own waits for whoever tries the demo out; of the others some are settled.
OUTCOMES = ("waits", "approved", "refused", "approved", "waits")
SUPERIOR = "Brandt"
WEEK = timedelta(days=7)
# In which ways the time office settled something.
SETTLED = (Basis.TALKED, Basis.NOT_ORDERED, Basis.LEAST_BREAK)


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody with a login at her desk."""

    who: Member
    employed: Employed
    sight: Sight


def fill(database: Database, city: Settings, members: Sequence[Member], first_day: date, now: datetime) -> None:
    """Let people ask about their open days, superiors decide and confirm months, and the time office settle some.

    What was confirmed is closed.
    """
    with database.transaction() as session:
        found = list(desks(session, city, members, now))
    leads = {desk.who.unit: desk for desk in found if desk.who.leads}
    asking = [desk for desk in found if not desk.who.leads]
    asking.sort(key=lambda desk: (desk.who.family_name != "Aydın", desk.who.family_name == moving_in.SWAPS))
    outcomes = iter(OUTCOMES)
    for desk in asking:
        with database.transaction() as session:
            asked = _ask(session, city, desk)
            outcome = next(outcomes, None) if asked else "none"
            if outcome is None:
                break
            if asked and outcome != "waits":
                _decide(session, city, leads[desk.who.unit], asked, outcome)
    for lead in leads.values():
        if lead.who.family_name == SUPERIOR:
            with database.transaction() as session:
                _confirm(session, lead.sight, first_day)
                _close(session, lead.sight, first_day, Rulebook.of(city))
    for desk in found:
        if any(grant.role is Role.TIME_OFFICER for grant in desk.sight.actor.grants):
            with database.transaction() as session:
                _settle(session, city, desk)
                _enter_absences(session, city, desk, asking[0])


def desks(session: Session, city: Settings, members: Sequence[Member], now: datetime) -> Iterator[Desk]:
    """Yield everybody with a login, at her desk."""
    today = local_day(now, city.zone)
    employed = {each.staff_no: each for each in people.listed(session, today, Scope.system("demo"))}
    parents = people.unit_parents(session, today)
    for who in members:
        found = logins.by_name(session, moving_in.login_of(who), now)
        if found is None:
            continue
        grants = frozenset(
            Grant(Role(role), access.reach_of(unit_id, parents))
            for role, unit_id in logins.grants(session, found[0], today)
        )
        each = employed[who.staff_no]
        actor = Actor(found[0], moving_in.login_of(who), who.full_name, each.person_id, "de", grants)
        yield Desk(who, each, Sight(actor, now, city.zone))


def _ask(session: Session, city: Settings, desk: Desk) -> UUID | None:
    """Ask for the going of the newest open day to be added; return the request, if there was such a day."""
    open_days = results.open_days(desk.employed.employment_id, desk.sight.today)
    days = ask(session, open_days).to(open_days)
    if not days:
        return None
    chance = Random(f"request {desk.who.staff_no} {days[-1]}")
    uid = UUID(wire.uuid7(desk.sight.now, chance.randbytes(10)))
    reason = "Beim Gehen nicht gebucht, der Ausweis lag im Büro."
    wanted = Wanted(uid, days[-1], Change.NEW, None, StampKind.OUT, AT_HOME_TIME, None, reason)
    try:
        corrections.ask(session, desk.sight, wanted, Terms.of(city))
    except CannotAsk:
        return None
    # What is asked counts until somebody refuses it.
    evaluation.refresh_now(session, desk.employed.person_id, Rulebook.of(city), desk.sight.now)
    return uid


def _decide(session: Session, city: Settings, lead: Desk, uid: UUID, outcome: str) -> None:
    if outcome == "refused":
        decisions.refuse(session, lead.sight, uid, 1, "An diesem Tag war um 15 Uhr Schluss; bitte neu stellen.")
        return
    rulebook = Rulebook.of(city)
    seen = decisions.case(session, lead.sight, rulebook, uid).seen
    person_id = decisions.approve(session, lead.sight, uid, 1, seen, Terms.of(city))
    evaluation.refresh_now(session, person_id, rulebook, lead.sight.now)


def _settle(session: Session, city: Settings, office: Desk) -> None:
    """Settle a few deviations of the last two weeks, each in another way; the others wait for whoever tries it out."""
    rulebook, window = Rulebook.of(city), timedelta(days=city.acting_past_days)
    days = DaySpan(office.sight.today - 2 * WEEK, office.sight.today)
    found = deviations.listed(session, office.sight, rulebook, deviations.Wanted(days), window).deviations
    for basis in SETTLED:
        each = next((one for one in found if basis in {fix.basis for fix in one.fixes}), None)
        if each is not None:
            act = UUID(wire.uuid7(office.sight.now, Random(f"settled {each.name}").randbytes(10)))
            order = Order(act, (Chosen(each.name, each.seen),), basis)
            for person_id in fixing.fix(session, office.sight, rulebook, order, window).persons:
                evaluation.refresh_now(session, person_id, rulebook, office.sight.now)


def _enter_absences(session: Session, city: Settings, office: Desk, whose: Desk) -> None:
    """Let the time office enter two days for somebody; she objects to the first, and her superior finds that."""
    wednesday = office.sight.today + timedelta(days=(2 - office.sight.today.weekday()) % 7)
    for reason, weeks in (("flextime_day", 5), ("training", 6)):
        day = wednesday + weeks * WEEK
        absence_desk.enter(session, office.sight, whose.employed.employment_uid, Asked("", reason, day, day))
    first = objections.listed(session, whose.sight)[-1]
    words = "An diesem Tag bin ich da; der freie Tag war für die Woche davor besprochen."
    objections.object_to(session, whose.sight, first.uid, words, Terms.of(city))


def _confirm(session: Session, sight: Sight, first_day: date) -> None:
    last = (sight.today.replace(day=1) - ONE_DAY).replace(day=1)
    month = first_day.replace(day=1)
    while month < last:
        for each in confirmations.to_confirm(session, sight, month).people:
            if each.standing is Standing.NOT_YET and not each.requests:
                uid, seen = each.employed.employment_uid, each.figures.hash
                confirmations.confirm(session, sight, month, uid, seen, "Mit den Beteiligten durchgesehen.")
        month = DaySpan.month(month.year, month.month).to_day


def _close(session: Session, sight: Sight, first_day: date, rulebook: Rulebook) -> None:
    """Close what was confirmed, month by month, as the job does on the 15th."""
    account_kinds.bring(session, sight.now)
    last, month = (sight.today.replace(day=1) - ONE_DAY).replace(day=1), first_day.replace(day=1)
    scope = access.scope(sight.actor, Action.CONFIRM_MONTHS)
    while month < last:
        days = DaySpan.month(month.year, month.month)
        for each in placements.at_the_end_of(session, days, scope):
            months.close_by_house(session, each, month, rulebook, sight.now)
        month = days.to_day
