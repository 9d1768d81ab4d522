"""What people asked for, each kind in another state; who stands in for a superior, and a budget that binds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from demo import away, desk, moving_in, office
from demo.cast import Member
from demo.desk import Desk
from terminals import wire
from timeclock.core.requests import Part
from timeclock.core.spans import DaySpan
from timeclock.service import (
    absence_requests,
    breaks,
    decisions,
    deputies,
    escalation,
    evaluation,
    offers,
    overtime,
    own_roster,
    requests,
    transfers,
    wishes,
)
from timeclock.service.kinds import swap
from timeclock.service.kinds.kind import CannotAsk, Terms
from timeclock.service.overtime import WantedBudget
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import NotFound, Sight
from timeclock.service.wishes import DaysWanted, OvertimeWanted
from timeclock.settings import Settings
from timeclock.store.db import Database, Session

ONE_DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BUDGET_OF, OF_THE_BUDGET = "IT-Betrieb", timedelta(hours=20)
QUARTER = timedelta(weeks=13)
STANDS_IN, PARTNER = "Brandt", "Aydın"
# A break is contested on the newest day on which one was taken off.
LOOKED_BACK = 21
EVENING = (time(17), time(19))
WEDNESDAY = 2
A_PART = {"minutes": 60}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for what and how it ended: waits, approved, refused, objected to, or handed up."""

    family_name: str
    what: str
    outcome: str = "waits"


# Aydın's wait for whoever tries the demo out.
ASKED = (
    Asked("Aydın", "overtime"),
    Asked("Aydın", "leave"),
    Asked("Aydın", "mobile", "part"),
    Asked("Haddad", "overtime"),
    Asked("Aydın", "break"),
    Asked("Vu", "mobile", "objected"),
    Asked("Polat", "overtime", "part"),
    Asked("Polat", "transfer"),
    Asked("Polat", "leave", "refused"),
    Asked("Do", "mobile", "handed_up"),
)


def fill(database: Database, city: Settings, members: Sequence[Member], first_day: date, now: datetime) -> None:
    """Name who stands in, give a budget, and let people ask and superiors decide, as of now."""
    with database.transaction() as session:
        at = {each.who.family_name: each for each in desk.desks(session, city, members, now)}
        _deputies(session, at)
        _budget(session, members, first_day, now)
    leads = {each.who.unit: each for each in at.values() if each.who.leads}
    for asked in ASKED:
        if asked.family_name in at:
            with database.transaction() as session:
                _one(session, city, at[asked.family_name], leads, asked)
    if {moving_in.SWAPS, PARTNER} <= at.keys():
        with database.transaction() as session:
            _offer(session, at[moving_in.SWAPS].sight, at[PARTNER].who, Terms.of(city, Rulebook.of(city)))


def _offer(session: Session, sight: Sight, partner: Member, terms: Terms) -> None:
    """Offer a colleague a duty of the month to come against one of hers; she has not answered yet."""
    given = own_roster.month(session, sight, office.next_month(sight.today))[0]
    draft = offers.draft(session, sight, swap.rules_of(terms.rosters), given.day(sight.zone))
    her = next(each for each in draft.colleagues if each.who.family_name == partner.family_name)
    back = her.duties[0].duty
    uid = UUID(wire.uuid7(sight.now, Random("swap").randbytes(10)))
    chosen = (offers.Chosen(each.kind, each.span.from_at) for each in (given, back))
    wanted = offers.Wanted(uid, next(chosen), her.who.employment_uid, next(chosen), "Hochzeit meines Bruders")
    with suppress(CannotAsk):
        offers.ask(session, sight, wanted, terms)


def _deputies(session: Session, at: Mapping[str, Desk]) -> None:
    """Let one superior stand in for those who are away."""
    for name, each in at.items():
        if each.who.leads and name in away.STILL_AWAY and STANDS_IN in at:
            today = each.sight.today
            wanted = deputies.Wanted(at[STANDS_IN].who.staff_no, today, today + 4 * WEEK)
            deputies.name(session, each.sight, wanted)


def _budget(session: Session, members: Sequence[Member], first_day: date, now: datetime) -> None:
    if BUDGET_OF in {who.unit for who in members}:
        days = DaySpan(max(first_day, (now - QUARTER).date()), (now + QUARTER).date())
        wanted = WantedBudget(BUDGET_OF, days, OF_THE_BUDGET, "Umstellung der Fachverfahren, Verfügung vom Sommer")
        overtime.budget(session, wanted, now)


def _one(session: Session, city: Settings, who: Desk, leads: Mapping[str, Desk], asked: Asked) -> None:
    """Ask as long ago as the outcome takes, and let it come to that; what a young city cannot ask is left out."""
    terms = Terms.of(city)
    ago = terms.due + 2 * ONE_DAY if asked.outcome == "handed_up" else timedelta(0)
    sight = replace(who.sight, now=who.sight.now - ago)
    uid = UUID(wire.uuid7(sight.now, Random(f"wish {asked.family_name} {asked.what}").randbytes(10)))
    try:
        _ask(session, sight, uid, asked.what, terms)
    except (CannotAsk, NotFound):
        return
    if who.who.unit in leads:
        _decide(session, who, leads[who.who.unit], uid, asked, terms)
    evaluation.refresh_now(session, who.employed.person_id, Rulebook.of(city), who.sight.now)


def _ask(session: Session, sight: Sight, uid: UUID, what: str, terms: Terms) -> None:
    monday = sight.today + WEEK - sight.today.weekday() * ONE_DAY
    if what == "overtime":
        day = monday - (6 if sight.today.weekday() > WEDNESDAY else 11) * ONE_DAY
        evening = OvertimeWanted(uid, day, *EVENING, None, "Abnahme der neuen Anlage")
        wishes.ask_for_overtime(session, sight, evening, terms)
    elif what == "mobile":
        wanted = DaysWanted(uid, monday, monday + 4 * ONE_DAY, "Gutachten, zu Hause ungestört")
        wishes.ask_for_mobile_work(session, sight, wanted, terms)
    elif what == "leave":
        first = monday + 4 * WEEK
        absent = absence_requests.Wanted(uid, "leave", first, first + 4 * ONE_DAY, None, None, "")
        absence_requests.ask(session, sight, absent, terms)
    elif what == "transfer":
        hour = transfers.Wanted(uid, None, "flextime", "agreed", timedelta(hours=1), "Für den Umzug im Frühjahr")
        transfers.ask(session, sight, hour, terms)
    else:
        _contest(session, sight, terms)


def _contest(session: Session, sight: Sight, terms: Terms) -> None:
    for ago in range(1, LOOKED_BACK):
        try:
            breaks.contest(session, sight, sight.today - ago * ONE_DAY, "Publikum bis zum Schluss", terms)
        except (CannotAsk, NotFound):
            continue
        return


def _decide(session: Session, who: Desk, lead: Desk, uid: UUID, asked: Asked, terms: Terms) -> None:
    if asked.outcome == "part":
        decisions.approve(session, lead.sight, uid, 1, None, terms, _part(session, who, uid))
    elif asked.outcome in {"refused", "objected"}:
        decisions.refuse(session, lead.sight, uid, 1, "In dieser Woche sind wir zu wenige; bitte später noch einmal.")
    if asked.outcome == "objected":
        requests.object_to(session, who.sight, uid, "Die Vertretung ist geregelt, siehe Teamkalender.", terms)
    if asked.outcome == "handed_up":
        overdue = escalation.next_overdue(session, who.sight.now, 0)
        if overdue is not None:
            escalation.hand_up(session, overdue, terms, who.sight.now)


def _part(session: Session, who: Desk, uid: UUID) -> Part:
    """Return an hour of an evening, or the first three of five days."""
    [found] = (each.asked for each in requests.listed(session, who.sight) if each.asked.uid == uid)
    if "minutes" in found.payload:
        return A_PART
    first = date.fromisoformat(found.payload["day"])
    return {"day": first.isoformat(), "to_day": (first + 3 * ONE_DAY).isoformat()}
