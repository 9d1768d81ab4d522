"""Acts for many at once: shown, agreed to by somebody else for exactly those who were shown, and undone whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.city import FIRST_DAY, MONDAY, NOW, City, evaluated, stamped
from tests.lived_in import AUDIT_AT, TERMS, sight, signed, trusted
from timeclock.core.accounts import FLEXTIME
from timeclock.core.mass_postings import Away, LeftOut, MassState, Order, Selection, Written
from timeclock.core.spans import ZERO, DaySpan
from timeclock.service import (
    absence_desk,
    absences,
    account_kinds,
    decisions,
    evaluation,
    mass_postings,
    objections,
    reminders,
    verification,
)
from timeclock.service.absences import Asked
from timeclock.service.access import Role
from timeclock.service.mass_postings import Changed
from timeclock.service.mass_previews import NotPosted, Preview, Wrong
from timeclock.service.sight import NotFound
from timeclock.store import accounts, models, placements, recalculation, staffing
from timeclock.store import logins as login_rows
from timeclock.store.db import Session
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.people import employment_version
from timeclock.store.schema.results import day_result
from timeclock.store.schema.results import recalculation as queue
from timeclock.store.staffing import Hired, NewPerson

TODAY, SATURDAY = NOW.date(), date(2026, 11, 21)
DUE = timedelta(hours=7, minutes=48)
CLOSURE = Order(Away("closure", TODAY, TODAY), Selection(), "Glatteis")
THANKS = Order(Written(FLEXTIME, TODAY, 60), Selection(), "Dank für die Wahl")
UID = UUID(int=4711)


def shown(session: Session, city: City, order: Order, by: str = "hr") -> Preview:
    return mass_postings.preview(session, sight(session, city, by), order, city.rulebook())


def proposed(session: Session, city: City, order: Order, by: str = "officer") -> Preview:
    found = shown(session, city, order, by)
    mass_postings.propose(session, sight(session, city, by), UID, found.order, found.seen, city.rulebook())
    return found


def confirmed(session: Session, city: City, by: str = "hr") -> int:
    return mass_postings.confirm(session, sight(session, city, by), UID, city.rulebook())


def undone(session: Session, city: City, by: str = "hr") -> int:
    return mass_postings.undo(session, sight(session, city, by), UID, "doch geöffnet")


def state(session: Session, city: City) -> MassState:
    return mass_postings.seen(session, sight(session, city, "hr"), UID).mass.state


def wrong(act: Callable[[], object]) -> Wrong:
    with pytest.raises(NotPosted) as refused:
        act()
    return refused.value.wrong


def hired(session: Session, city: City, count: int) -> list[Hired]:
    found = [
        staffing.hire(session, 1, NewPerson("Anna", f"{no:04}", f"3{no:04}", city.registry, FIRST_DAY, 2340), NOW)
        for no in range(count)
    ]
    for each in found:
        models.assign(session, each.employment_id, 1, MONDAY, FIRST_DAY, NOW)
    return found


def worked_out(city: City) -> None:
    """Work off all that waits, a person at a time."""
    rulebook = city.rulebook()
    with city.database.transaction() as session:
        for person_id in session.execute(select(queue.c.person_id).distinct()).scalars().all():
            evaluation.refresh_now(session, person_id, rulebook, NOW)


def saved(session: Session) -> dict[tuple[int, date], tuple[object, ...]]:
    """Return what every day says."""
    rows = session.execute(select(day_result)).mappings()
    return {
        (row["employment_id"], row["day"]): (row["difference_min"], row["target_min"], row["lines"]) for row in rows
    }


def test_a_day_for_many_people_is_undone_without_trace_in_balances_and_with_both_in_the_audit(
    sqlite_city: City, counts: Mapping[str, int]
) -> None:
    city, all_but_one = sqlite_city, counts["mass_people"] - 1
    with city.database.transaction() as session:
        many = hired(session, city, counts["mass_people"])
        ill = Asked("30001", "sick", TODAY, TODAY)
        absences.enter(session, ill, city.settings.zone, NOW)
        stamped(session, many[2], TODAY, "08:00 in 11:00 out", city.settings)
        recalculation.mark(session, [(each.person_id, TODAY) for each in many], "test", NOW)
        registry = placements.units(session, [city.registry], TODAY)[city.registry].uid
    ids, tomorrow = [each.employment_id for each in many], SATURDAY
    worked_out(city)
    with city.database.transaction() as session:
        before, balances = saved(session), accounts.balances(session, ids, tomorrow)
        selection = Selection(units=frozenset({registry}), but=frozenset({"10001", "10002"}))
        found = shown(session, city, replace(CLOSURE, selection=selection))
        mass_postings.proposed(session, UID, found, city.logins["hr"], NOW)
        assert (len(found.hit), found.why_left_out) == (all_but_one, {LeftOut.AWAY: 1})
        assert confirmed(session, city, by="officer") == all_but_one
    worked_out(city)
    with city.database.transaction() as session:
        during = saved(session)
        assert {during[id_, TODAY][0] for id_ in ids} == {0}
        assert before[ids[2], TODAY][0] == -288
        assert undone(session, city) == all_but_one
    worked_out(city)
    with city.database.transaction() as session:
        assert (saved(session), accounts.balances(session, ids, tomorrow)) == (before, balances)
        acts = session.execute(select(audit.c.action).where(audit.c.subject == str(UID)).order_by(audit.c.id)).scalars()
        assert list(acts) == ["mass.proposed", "mass.in_force", "mass.undone"]
    signed(city, NOW)
    with city.database.snapshot() as session:
        assert verification.verify(session, trusted(city), AUDIT_AT).discrepancies == ()


def test_what_one_proposes_somebody_else_puts_in_force_once_and_it_is_undone_once(city: City) -> None:
    with city.database.transaction() as session:
        first = proposed(session, city, CLOSURE)
        proposed(session, city, CLOSURE)
        assert [each.employed.staff_no for each in first.hit] == ["10001", "10002"]
        assert wrong(lambda: confirmed(session, city, by="officer")) is Wrong.SAME_PERSON
        assert confirmed(session, city) == 2
        assert wrong(lambda: confirmed(session, city)) is Wrong.DECIDED_ALREADY
        evaluated(session, city.aydin, DaySpan.one(TODAY), city)
        [told] = reminders.unread(session, sight(session, city, "aydin")).changes
        assert (told.basis, told.by, told.reason) == ("away_entered", "Hr", "Glatteis")
        assert undone(session, city) == 2
        assert wrong(lambda: undone(session, city)) is Wrong.DECIDED_ALREADY
        assert state(session, city) is MassState.UNDONE


def test_it_is_not_undone_in_part_where_somebody_is_not_found_any_more(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        proposed(session, city, CLOSURE)
        assert confirmed(session, city) == 2
        hers = employment_version.c.employment_id == city.aydin.employment_id
        session.execute(update(employment_version).where(hers).values(valid_to=TODAY))
        assert wrong(lambda: undone(session, city)) is Wrong.CHANGED
        assert state(session, city) is MassState.IN_FORCE


def test_neither_who_proposed_it_nor_who_confirmed_it_decides_the_objection_to_it(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        login_rows.grant(session, city.logins["brandt"], Role.TIME_OFFICER, city.registry, FIRST_DAY, NOW, by=None)
    with city.database.transaction() as session:
        proposed(session, city, CLOSURE, by="brandt")
        confirmed(session, city)
        [told] = reminders.unread(session, sight(session, city, "aydin")).changes
        objections.object_to(session, sight(session, city, "aydin"), told.uid, "Ich war da.", TERMS)
        waits = {
            name: [each.asked.uid for each in decisions.waiting(session, sight(session, city, name))]
            for name in ("brandt", "officer")
        }
    assert waits == {"brandt": [], "officer": [told.uid]}


def test_who_falls_ill_meanwhile_changes_it_so_that_nothing_is_done(city: City) -> None:
    with city.database.transaction() as session:
        proposed(session, city, CLOSURE)
        absences.enter(session, Asked("10001", "sick", TODAY, TODAY), city.settings.zone, NOW)
        with pytest.raises(Changed) as changed:
            confirmed(session, city)
        assert changed.value.preview.why_left_out == {LeftOut.AWAY: 1}
        assert state(session, city) is MassState.PROPOSED
        mass_postings.refuse(session, sight(session, city, "hr"), UID, "überholt")
        assert state(session, city) is MassState.REFUSED


def test_minutes_for_many_stand_on_the_account_by_two_and_are_taken_back(city: City) -> None:
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        id_ = city.aydin.employment_id
        before = dict(accounts.standing(session, id_, date.max))
        found = proposed(session, city, THANKS)
        assert found.sums.moved == timedelta(hours=2)
        confirmed(session, city)
        during = dict(accounts.standing(session, id_, date.max))
        undone(session, city)

        assert during[FLEXTIME] - before[FLEXTIME] == 60
        assert dict(accounts.standing(session, id_, date.max)) == before


def test_the_time_office_reaches_its_units_and_sees_nothing_that_is_about_others_too(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        assert {each.employed.staff_no for each in shown(session, city, CLOSURE, "officer").hit} == {"10001", "10002"}
        elsewhere = replace(CLOSURE, selection=Selection(also=frozenset({"10003"})))
        assert wrong(lambda: shown(session, city, elsewhere, "officer")) is Wrong.UNKNOWN_NUMBER
        proposed(session, city, CLOSURE, by="hr")
        assert list(mass_postings.listed(session, sight(session, city, "officer"))) == []
        with pytest.raises(NotFound):
            confirmed(session, city, by="officer")
        login_rows.grant(session, city.logins["it"], Role.HR, None, FIRST_DAY, NOW, by=None)
        assert confirmed(session, city, by="it") == 3


def test_who_reaches_all_who_are_hit_confirms_what_was_meant_for_more_units(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        proposed(session, city, replace(CLOSURE, selection=Selection(but=frozenset({"10003"}))), by="hr")
        assert confirmed(session, city, by="officer") == 2


def test_what_somebody_changed_by_hand_since_stays(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        proposed(session, city, CLOSURE)
        confirmed(session, city)
        hr, month = sight(session, city, "hr"), TODAY.replace(day=1)
        desk = absence_desk.of_person(session, hr, city.aydin.employment_uid, month)
        absence_desk.withdraw(session, hr, city.aydin.employment_uid, desk.kept[0].entered.uid)
        absence_desk.enter(session, hr, city.aydin.employment_uid, Asked("", "flextime_day", TODAY, TODAY))

        assert undone(session, city) == 1
        desk = absence_desk.of_person(session, hr, city.aydin.employment_uid, month)
        assert [each.entered.reason for each in desk.kept] == ["flextime_day"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (replace(CLOSURE, act=Away("closure", SATURDAY, TODAY)), Wrong.DAYS),
        (replace(CLOSURE, act=Away("closure", TODAY, date(2026, 12, 31))), Wrong.DAYS),
        (replace(CLOSURE, act=Away("sick", TODAY, TODAY)), Wrong.REASON),
        (replace(CLOSURE, act=Away("trip", TODAY, TODAY)), Wrong.REASON),
        (replace(CLOSURE, why=" "), Wrong.WHY_MISSING),
        (replace(CLOSURE, selection=Selection(models=frozenset({"none"}))), Wrong.NOBODY),
        (replace(THANKS, act=Written(FLEXTIME, TODAY, 0)), Wrong.NO_MINUTES),
    ],
)
def test_what_cannot_be_carried_out_is_not_shown(sqlite_city: City, order: Order, expected: Wrong) -> None:
    with sqlite_city.database.transaction() as session:
        assert wrong(lambda: shown(session, sqlite_city, order)) is expected


def test_who_has_nothing_planned_is_left_out_unless_all_are_meant(sqlite_city: City) -> None:
    outing = Order(Away("works_outing", SATURDAY, SATURDAY), Selection(), "Betriebsausflug")
    with sqlite_city.database.transaction() as session:
        found = shown(session, sqlite_city, outing)
        everybody = shown(session, sqlite_city, replace(outing, selection=Selection(only_planned=False)))
        leave = shown(session, sqlite_city, replace(outing, act=Away("flextime_day", TODAY, SATURDAY)))

    assert found.why_left_out == {LeftOut.NO_PLAN: 3}
    assert (len(everybody.hit), everybody.sums.planned) == (3, ZERO)
    assert (leave.sums.planned, leave.sums.credited, leave.sums.moved) == (3 * DUE, ZERO, -3 * DUE)
