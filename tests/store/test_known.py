"""Facts as known at an instant: whatever is learned, taken back or replaced later, what was known is found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from tests.city import FLEXTIME, MONDAY, NOW, WEEK, City, employed_again
from timeclock.core.duties import DutyKind
from timeclock.core.plans import ModelRules
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.requests import State, Who
from timeclock.core.spans import DaySpan, Span
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.ledger.leaf import canonical
from timeclock.service import absences
from timeclock.service.absences import Asked, NotEntered
from timeclock.store import (
    dayfiles,
    illness_notes,
    orders,
    periods,
    protections,
    requests,
    rosters,
    rulings,
    sources,
    stamps,
)
from timeclock.store import models as model_rows
from timeclock.store.contests import BREAK_NOT_TAKEN
from timeclock.store.dayfiles import Surroundings
from timeclock.store.ids import new_uid
from timeclock.store.illness_notes import NoteKind
from timeclock.store.models import NewModel
from timeclock.store.orders import NewOrder
from timeclock.store.requests import New
from timeclock.store.rosters import NewShift
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.schema import models, people
from timeclock.store.schema.absences import absence_reason
from timeclock.store.staffing import Hired, held_from
from timeclock.store.stamps import Original

DAYS = DaySpan(date(2026, 11, 2), date(2026, 11, 21))
NOVEMBER = date(2026, 11, 1)
EXAMPLES = hypothesis.settings.get_profile("budget").max_examples // 5
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Told:
    """A city in which something is told every hour; what can be taken back is remembered."""

    session: Session
    city: City
    second: Hired
    chance: Random
    around: Surroundings
    now: datetime = NOW + HOUR
    stamps: list[int] = field(default_factory=list)
    absences: list[Any] = field(default_factory=list)
    noted: list[Any] = field(default_factory=list)
    orders: list[Any] = field(default_factory=list)
    contests: list[UUID] = field(default_factory=list)
    protected: list[int] = field(default_factory=list)
    roster: int | None = None

    @property
    def who(self) -> Hired:
        return self.city.aydin

    def day(self) -> date:
        return DAYS.from_day + timedelta(days=self.chance.randrange(len(list(DAYS))))

    def at(self) -> datetime:
        return instant(
            self.day(), time(self.chance.randrange(6, 22), self.chance.randrange(60)), self.city.settings.zone
        )

    def some(self, among: list[Any]) -> Any:
        return among.pop(self.chance.randrange(len(among)))


def stamp(told: Told) -> None:
    """A stamp comes late; some of them nobody knows the badge of."""
    source_id, epoch, seq = sources.next_seq(told.session, "web", told.now)
    known = told.chance.random() < 0.8
    row = {
        "uid": new_uid(told.now),
        "source_id": source_id,
        "epoch": epoch,
        "seq": seq,
        "kind": told.chance.choice(list(StampKind)).value,
        "at": told.at(),
        "at_rule": "server",
        "received_at": told.now,
        "clock_quality": "good",
        "zone_rules": "test",
        "level": "authenticated",
        "person_id": told.who.person_id if known else None,
        "employment_id": told.who.employment_id if known else None,
        "quarantine": None if known else "unknown_badge",
    }
    stored = stamps.append(told.session, [(row, Original(canonical(row), b""))], told.now)
    told.stamps += [each.id for each in stored.values()]


def rule(told: Told) -> None:
    """It is decided about a stamp, once more where it was before."""
    if not told.stamps:
        return
    stamp_id, verdict = told.chance.choice(told.stamps), told.chance.choice(list(Verdict))
    to = told.chance.choice([told.who, told.second, told.city.brandt])
    whose = {"person_id": to.person_id, "employment_id": to.employment_id} if verdict is Verdict.ASSIGN else {}
    rulings.add_many(told.session, [Ruling(stamp_id, verdict, "so it was", **whose)], told.now)


def be_away(told: Told) -> None:
    first = told.day()
    asked = Asked(
        "10001", told.chance.choice(["leave", "sick"]), first, first + timedelta(days=told.chance.randrange(4))
    )
    try:
        told.absences.append(absences.enter(told.session, asked, told.city.settings.zone, told.now))
    except NotEntered:
        return


def be_there(told: Told) -> None:
    if told.absences:
        absences.withdraw(told.session, told.some(told.absences), told.city.settings.zone, told.now)


def note(told: Told) -> None:
    """Something is noted of an absence, or no more so."""
    if told.noted:
        illness_notes.withdraw(told.session, told.some(told.noted), told.now)
    elif told.absences:
        of, day = told.chance.choice(told.absences), told.day()
        kind, days = NoteKind.RECEIVED, DaySpan(day, day + timedelta(days=3))
        told.noted.append(illness_notes.add(told.session, of, kind, told.now, days=days))


def order(told: Told) -> None:
    begin = told.at()
    evening = Span(begin, begin + 3 * HOUR)
    own = NewOrder(evening, "Wahl", employment_id=told.who.employment_id)
    units = NewOrder(evening, "Wahl", unit_id=told.city.registry)
    told.orders.append(orders.add(told.session, told.chance.choice([own, units]), told.now))


def order_no_more(told: Told) -> None:
    if told.orders:
        orders.withdraw(told.session, told.some(told.orders), told.now)


def contest(told: Told) -> None:
    """She says of a day that she took no break, takes that back, or it is refused and she reads so."""
    by = told.city.logins["aydin"]
    if not told.contests or told.chance.random() < 0.5:
        uid, payload = new_uid(told.now), {"day": told.day().isoformat()}
        new = New(uid, BREAK_NOT_TAKEN, told.who.employment_id, payload, "durchgearbeitet")
        requests.add(told.session, new, State.COUNTING, by, told.now)
        told.contests.append(uid)
        return
    asked = requests.own(told.session, told.who.person_id, told.chance.choice(told.contests))
    assert asked is not None
    if asked.state is State.REFUSED:
        requests.see(told.session, asked, by, told.now)
    elif asked.state is State.COUNTING:
        state = told.chance.choice([State.WITHDRAWN, State.REFUSED])
        requests.move(told.session, asked, state, Who(by, None), "doch", told.now)


def protect(told: Told) -> None:
    """A protection is entered, in place of the one there was."""
    for row in told.protected:
        protections.supersede(told.session, row, told.now)
    new = Protection(ProtectionKind.DISABLED, told.day(), figures=Figures(degree=told.chance.randrange(20, 100)))
    told.protected = [protections.add(told.session, told.who.person_id, new, told.now)]


def plan_shifts(told: Told) -> None:
    """A roster is published in place of the one there was, whose shifts go with it."""
    if told.roster is not None:
        rosters.withdraw(told.session, told.roster, told.now)
    begins = [told.at() for _ in range(3)]
    kinds = [told.chance.choice([DutyKind.WORK, DutyKind.ON_CALL]) for _ in begins]
    shifts = [
        NewShift(told.who.employment_id, kind, Span(at, at + 8 * HOUR)) for kind, at in zip(kinds, begins, strict=True)
    ]
    told.roster = rosters.draft(told.session, told.city.registry, NOVEMBER, shifts, told.now - HOUR / 2)
    rosters.publish(told.session, told.roster, told.now)


def plan_a_day(told: Told) -> None:
    """A day gets a plan of its own, or loses it."""
    day = told.day()
    plan = told.session.execute(select(models.day_plan.c.id).limit(1)).scalar_one()
    if not rosters.take_back_special_plan(told.session, told.who.employment_id, day, told.now):
        rosters.set_special_plan(told.session, told.who.employment_id, day, plan, "Markt", told.now, None)


def turn(told: Told, table: Table, owner: str, value: object, **new: object) -> None:
    """Let what an owner's newest row says hold no more, and something else in its place."""
    c = table.c
    here = (c[owner] == value, c.superseded_at.is_(None))
    held = told.session.execute(select(table).where(*here).order_by(c.valid_from.desc())).mappings().first()
    assert held is not None
    told.session.execute(update(table).where(c.id == held["id"]).values(superseded_at=told.now))
    row = {name: value for name, value in held.items() if name != "id"}
    since = held_from(held["valid_from"], told.now)
    told.session.execute(insert(table), {**row, **since, **new})


def agree_otherwise(told: Told) -> None:
    weekly = told.chance.randrange(600, 2400)
    turn(told, people.terms, "employment_id", told.who.employment_id, weekly_min=weekly)


def move(told: Told) -> None:
    unit = told.chance.choice([told.city.registry, told.city.archive])
    turn(told, people.placement, "employment_id", told.who.employment_id, unit_id=unit)


def work_otherwise(told: Told) -> None:
    """She is given another model, as of the day on which hers began."""
    code = f"model-{told.now}"
    rules = ModelRules(agreement=code)
    model = model_rows.add_model(
        told.session, NewModel(code, code, WEEK[:5] + (FLEXTIME,) * 2, rules), MONDAY, told.now
    )
    turn(told, models.assignment, "employment_id", told.who.employment_id, model_id=model)


def leave_employment(told: Told) -> None:
    turn(told, people.employment_version, "employment_id", told.second.employment_id, valid_to=told.day())


def credit_otherwise(told: Told) -> None:
    absences.reasons(told.session, told.now)
    turn(told, absence_reason, "code", "leave", name_de=f"Urlaub {told.now}")


TELLING: tuple[Callable[[Told], None], ...] = (
    stamp,
    rule,
    be_away,
    note,
    be_there,
    order,
    order_no_more,
    contest,
    protect,
    plan_shifts,
    plan_a_day,
    agree_otherwise,
    move,
    work_otherwise,
    leave_employment,
    credit_otherwise,
)


def files(told: Told, at: datetime, known: datetime | None) -> tuple[object, ...]:
    """Return all that day results and periods follow from."""
    around, person_id = told.around, told.who.person_id
    of_days = dayfiles.load(told.session, person_id, DAYS, around, at, known)
    of_periods = periods.load(told.session, person_id, DAYS, around, DAYS.to_day, known)
    return of_days.person, of_days.model_figures, of_days.calendar_name, of_periods


def remembered(told: Told, events: list[Callable[[Told], None]]) -> Iterator[tuple[datetime, tuple[object, ...]]]:
    for event in events:
        event(told)
        yield told.now, files(told, told.now, None)
        told.now += HOUR


def told_in(session: Session, city: City, seed: int) -> Told:
    return Told(session, city, employed_again(session, city.aydin, city.archive), Random(seed), city.rulebook().around)


def test_what_was_known_at_each_instant_is_found_again(city: City) -> None:
    """Everything once and then once more, on both databases."""
    with city.database.transaction() as session:
        told = told_in(session, city, 5)
        then = list(remembered(told, [*TELLING, *(stamp,) * 5, *TELLING, *TELLING]))

        assert len({repr(found) for _, found in then}) > 2 * len(TELLING)
        for at, found in then:
            assert files(told, at, at) == found, at


@hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(TELLING), min_size=4, max_size=12), st.integers(0, 1_000))
def test_it_is_found_whatever_is_told_in_whatever_order(
    sqlite_city: City, events: list[Callable[[Told], None]], seed: int
) -> None:
    with Session(sqlite_city.database.engine) as session:
        told = told_in(session, sqlite_city, seed)
        for at, found in list(remembered(told, events)):
            assert files(told, at, at) == found
        session.rollback()


@pytest.mark.parametrize("kind", [stamp, be_away, order, contest, protect, plan_shifts, plan_a_day])
def test_what_is_not_known_yet_does_not_count(sqlite_city: City, kind: Callable[[Told], None]) -> None:
    with sqlite_city.database.transaction() as session:
        told = told_in(session, sqlite_city, 1)
        before, at = files(told, told.now, None), told.now
        told.now += HOUR
        kind(told)

        assert files(told, at, None) != before
        assert files(told, at, at) == before
