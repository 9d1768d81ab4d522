"""In which order facts arrive, and days and persons are worked out, is irrelevant: the same results in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session as AnySession

from tests.city import City, stamped
from tests.service.test_months import AFTER, NOVEMBER, close, november_lived
from timeclock.core.accounts import FLEXTIME
from timeclock.core.requests import State
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import instant
from timeclock.service import absences, evaluation, leave
from timeclock.service.absences import Asked
from timeclock.service.rulebook import Rulebook
from timeclock.store import accounts, orders, recalculation, requests, result_rows, rulings
from timeclock.store import leave as leave_rows
from timeclock.store.contests import BREAK_NOT_TAKEN
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.orders import NewOrder
from timeclock.store.requests import New
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.schema.stamps import stamp

SOME = min(hypothesis.settings.get_profile("budget").max_examples // 5, 1_000)
DAYS = DaySpan(date(2026, 11, 1), date(2026, 12, 9))


Outcome = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True, slots=True)
class Town:
    """A city whose November is closed, with the rules it is worked out by."""

    city: City
    rulebook: Rulebook
    expected: Outcome = ()


Arrives = Callable[[Session, Town], None]


@pytest.fixture
def town(sqlite_city: City) -> Town:
    city = november_lived(sqlite_city)
    with city.database.transaction() as session:
        for who in (city.aydin, city.brandt):
            close(session, city, who, "the year ends")
    found = Town(city, city.rulebook())
    return replace(found, expected=in_order(found, FACTS, [None] * len(FACTS)))


def taps(name: str, day: date, words: str) -> Arrives:
    """Stamps that come late, each under the name it has wherever they come in between."""

    def arrive(session: Session, town: Town) -> None:
        who = getattr(town.city, name)
        stamped(session, who, day, words, town.city.settings, received_at=AFTER)

    return arrive


def void(name: str, day: date, clock: str) -> Arrives:
    """A stamp of the closed month counts no more."""

    def arrive(session: Session, town: Town) -> None:
        who = getattr(town.city, name)
        at = instant(day, datetime.strptime(clock, "%H:%M").time(), town.city.settings.zone)  # noqa: DTZ007  a wall time
        here = select(stamp.c.id).where(stamp.c.person_id == who.person_id, stamp.c.at == at)
        rulings.add_many(session, [Ruling(session.execute(here).scalar_one(), Verdict.VOID, "a slip")], AFTER)
        recalculation.mark(session, [(who.person_id, day)], "ruling", AFTER)

    return arrive


def away(staff_no: str, reason: str, first: date, last: date) -> Arrives:
    def arrive(session: Session, town: Town) -> None:
        absences.enter(session, Asked(staff_no, reason, first, last), town.city.settings.zone, AFTER)

    return arrive


def ordered(day: date) -> Arrives:
    """The whole unit is ordered to stay."""

    def arrive(session: Session, town: Town) -> None:
        zone = town.city.settings.zone
        evening = Span(*(instant(day, datetime.min.time(), zone) + timedelta(hours=hour) for hour in (16, 22)))
        uid = orders.add(session, NewOrder(evening, "Wahl", unit_id=town.city.registry), AFTER)
        recalculation.mark(session, orders.touched(session, uid, zone), "overtime", AFTER)

    return arrive


def no_break(name: str, day: date) -> Arrives:
    def arrive(session: Session, town: Town) -> None:
        who = getattr(town.city, name)
        new = New(new_uid(AFTER), BREAK_NOT_TAKEN, who.employment_id, {"day": day.isoformat()}, "kein Raum")
        requests.add(session, new, State.COUNTING, town.city.logins[name], AFTER)
        recalculation.mark(session, [(who.person_id, day)], "contest", AFTER)

    return arrive


FACTS: tuple[Arrives, ...] = (
    taps("aydin", date(2026, 11, 10), "22:00 in"),
    taps("aydin", date(2026, 11, 11), "06:00 out 20:00 in"),
    taps("aydin", date(2026, 11, 12), "05:30 out"),
    taps("aydin", date(2026, 12, 2), "08:00 in 17:30 out"),
    taps("brandt", date(2026, 11, 18), "18:30 out"),
    taps("brandt", date(2026, 11, 30), "21:00 in"),
    taps("brandt", date(2026, 12, 1), "07:00 out 20:00 in 23:00 out"),
    void("brandt", date(2026, 11, 19), "12:45"),
    away("10001", "leave", date(2026, 11, 26), date(2026, 12, 1)),
    away("10002", "sick", date(2026, 11, 24), date(2026, 11, 25)),
    ordered(date(2026, 12, 1)),
    no_break("aydin", date(2026, 12, 2)),
)


def work_off(session: Session, town: Town, name: str) -> None:
    who = getattr(town.city, name)
    evaluation.refresh_now(session, who.person_id, town.rulebook, AFTER)
    leave.refresh_now(session, who.person_id, town.rulebook, AFTER)


def outcome(session: Session, town: Town) -> Outcome:
    """Return all that came of it: rows of results, what accounts hold, and what leave was used for which day."""
    found: list[Mapping[Any, Any]] = []
    for name in ("aydin", "brandt"):
        who = getattr(town.city, name)
        years = DaySpan(date(2026, 1, 1), date(2028, 1, 1))
        rows = {
            **result_rows.saved(session, who.person_id, DAYS),
            **result_rows.saved_periods(session, who.person_id, years),
        }
        # Which of two equal stamps is which is told by names that chance gives.
        found.append({key: {**row.columns, "in_stamp": None, "out_stamp": None} for key, row in rows.items()})
        found.append({"given": accounts.given(session, who.employment_id, NOVEMBER).get(FLEXTIME)})
        found.append({"balance": accounts.balances(session, [who.employment_id], DAYS.to_day)})
        found.append(leave_rows.kept(session, who.person_id).had(who.employment_id))
        found.append({"uses": leave_rows.uses(session, who.employment_id)})
    return found


def in_order(town: Town, facts: Sequence[Arrives], worked_off: Sequence[str | None]) -> Outcome:
    """Let facts arrive in an order, somebody's days being worked out after each, and return what came of them."""
    with AnySession(town.city.database.engine) as session:
        for fact, name in zip(facts, worked_off, strict=True):
            fact(session, town)
            if name is not None:
                work_off(session, town, name)
        for name in sorted(("aydin", "brandt"), reverse=worked_off[-1] == "brandt"):
            work_off(session, town, name)
        found = outcome(session, town)
        session.rollback()
    return found


def unlike(found: Outcome, expected: Outcome) -> list[object]:
    """Return what differs: whose it is, what it is, and both values."""
    return [
        (no, key, one.get(key), other.get(key))
        for no, (one, other) in enumerate(zip(found, expected, strict=True))
        for key in {**one, **other}
        if one.get(key) != other.get(key)
    ]


@hypothesis.settings(max_examples=SOME, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(FACTS))), st.integers(0, 2 ** len(FACTS)))
def test_in_whatever_order_facts_arrive_the_same_comes_of_them(town: Town, order: list[int], seed: int) -> None:
    chance = Random(seed)
    worked_off = [chance.choice(["aydin", "brandt", None, None]) for _ in FACTS]

    assert unlike(in_order(town, [FACTS[no] for no in order], worked_off), town.expected) == []
