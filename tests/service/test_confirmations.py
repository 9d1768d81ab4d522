"""A month is confirmed as it was seen; what changes afterwards shows, and nobody confirms her own."""

from __future__ import annotations

import threading
import time as seconds
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select, text, update

from tests.city import FIRST_DAY, MONDAY, NOW, City, evaluated, stamped
from tests.databases import POSTGRESQL, after
from tests.lived_in import TERMS, sight
from timeclock.core.corrections import After, Change, Wish
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import confirmations, corrections, decisions, evaluation, times
from timeclock.service.access import Role
from timeclock.service.confirmations import CannotConfirm, Hindrance, MonthOf, MonthToConfirm, Standing
from timeclock.service.corrections import Wanted
from timeclock.service.sight import NotFound
from timeclock.store import confirmations as rows
from timeclock.store import corrections as requests
from timeclock.store import logins, models, recalculation, staffing
from timeclock.store.db import Session
from timeclock.store.schema.months import month_step
from timeclock.store.schema.people import employment_version, placement
from timeclock.store.scope import Scope
from timeclock.store.staffing import Hired, NewPerson

NOVEMBER = date(2026, 11, 1)
MONTH = DaySpan.month(2026, 11)
DAY = date(2026, 11, 18)
LATER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
QUARTER = timedelta(days=90)
LAST_EVENING = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


def november_lived(city: City) -> City:
    """November is over: Frau Aydin worked every day of it, Herr Brandt forgot a going, Herr Celik was there once."""
    with city.database.transaction() as session:
        for day in MONTH:
            if day.weekday() < 5:
                stamped(session, city.aydin, day, "08:00 in 12:00 out 12:45 in 16:33 out", city.settings)
        stamped(session, city.brandt, DAY, "08:00 in", city.settings)
        stamped(session, city.celik, DAY, "08:00 in 16:00 out", city.settings)
        for who in (city.aydin, city.brandt, city.celik):
            evaluated(session, who, MONTH, city, LATER)
    return city


december = after(november_lived)
postgres_december = after(november_lived, POSTGRESQL)


def seen(session: Session, city: City, name: str, now: datetime = LATER) -> MonthToConfirm:
    return confirmations.to_confirm(session, sight(session, city, name, now), NOVEMBER)


def of(month: MonthToConfirm, who: Hired) -> MonthOf:
    return next(each for each in month.people if each.employed.employment_id == who.employment_id)


def confirm(
    session: Session, city: City, who: Hired, name: str = "brandt", reason: str = "", now: datetime = LATER
) -> None:
    found = of(seen(session, city, name, now), who)
    looking = sight(session, city, name, now)
    confirmations.confirm(session, looking, NOVEMBER, who.employment_uid, found.figures.hash, reason)


def number(session: Session) -> int:
    return session.execute(select(func.count()).select_from(month_step)).scalar_one()


def refused(found: pytest.ExceptionInfo[CannotConfirm]) -> Hindrance:
    return found.value.hindrance


def test_what_was_seen_is_confirmed_and_both_can_see_it(december: City) -> None:
    with december.database.transaction() as session:
        confirm(session, december, december.aydin)

        found = of(seen(session, december, "brandt"), december.aydin)
        own = times.month(session, sight(session, december, "aydin", LATER), None, NOVEMBER)
        assert found.standing is Standing.CONFIRMED
        [mine] = own.confirmed
        assert (mine.holds, mine.confirmation.by, mine.confirmation.at) == (True, "Brandt", LATER)
        assert (mine.confirmation.days, mine.confirmation.worked) == (MONTH, own.worked)


def test_saying_it_twice_is_saying_it_once(december: City) -> None:
    with december.database.transaction() as session:
        confirm(session, december, december.aydin)
        confirm(session, december, december.aydin)

        assert number(session) == 1


def test_a_later_stamp_shows_and_can_be_confirmed_again(december: City) -> None:
    with december.database.transaction() as session:
        confirm(session, december, december.aydin)
        stamped(session, december.aydin, DAY, "17:00 in 18:00 out", december.settings)
        waiting = of(seen(session, december, "brandt"), december.aydin)
        evaluation.refresh_now(session, december.aydin.person_id, december.rulebook(), LATER)
        changed = of(seen(session, december, "brandt"), december.aydin)
        own = times.month(session, sight(session, december, "aydin", LATER), None, NOVEMBER).confirmed
        confirm(session, december, december.aydin)

        assert waiting.waits
        assert changed.standing is Standing.CHANGED
        assert [each.holds for each in own] == [False]
        assert of(seen(session, december, "brandt"), december.aydin).standing is Standing.CONFIRMED
        assert number(session) == 2


def test_working_it_out_again_without_a_change_changes_nothing(december: City) -> None:
    with december.database.transaction() as session:
        confirm(session, december, december.aydin)
        evaluated(session, december.aydin, MONTH, december, datetime(2026, 12, 4, 9, 0, tzinfo=UTC))

        assert of(seen(session, december, "brandt"), december.aydin).standing is Standing.CONFIRMED


def test_a_change_that_leaves_the_sums_alone_still_shows(december: City) -> None:
    """Coming and going half an hour later: the same hours, another day."""
    asked = ((1, StampKind.IN, time(8, 30)), (2, StampKind.OUT, time(17, 3)))
    with december.database.transaction() as session:
        confirm(session, december, december.aydin)
        mine = sight(session, december, "aydin", LATER)
        for n, kind, clock in asked:
            stamps = [each for each in times.day(session, mine, None, DAY).stamps if each.kind is kind]
            stamp = stamps[0] if kind is StampKind.IN else stamps[-1]
            wanted = Wanted(UUID(int=n), DAY, Change.CHANGE, stamp.uid, kind, clock, None, "Uhr ging vor")
            corrections.ask(session, mine, wanted, TERMS)
            deciding = sight(session, december, "brandt", LATER)
            case = decisions.case(session, deciding, december.rulebook(), wanted.uid)
            decisions.approve(session, deciding, wanted.uid, 1, case.seen, TERMS)
        evaluation.refresh_now(session, december.aydin.person_id, december.rulebook(), LATER)
        found = of(seen(session, december, "brandt"), december.aydin)

        assert found.confirmation is not None
        assert found.confirmation.worked == found.figures.worked
        assert found.standing is Standing.CHANGED


@pytest.mark.parametrize("reason", ["", "  "])
def test_open_days_want_a_reason(december: City, reason: str) -> None:
    with december.database.transaction() as session:
        with pytest.raises(CannotConfirm) as found:
            confirm(session, december, december.brandt, "officer", reason)
        confirm(session, december, december.brandt, "officer", "Er ist krank und kommt nicht dazu.")

        assert refused(found) is Hindrance.REASON_MISSING
        given = of(seen(session, december, "officer"), december.brandt).confirmation
        assert given is not None
        assert (given.open_days, given.reason) == (1, "Er ist krank und kommt nicht dazu.")


def test_a_request_has_to_be_decided_first(december: City) -> None:
    wanted = Wanted(UUID(int=9), DAY, Change.NEW, None, StampKind.OUT, time(18), None, "vergessen")
    with december.database.transaction() as session:
        corrections.ask(session, sight(session, december, "aydin", LATER), wanted, TERMS)
        with pytest.raises(CannotConfirm) as found:
            confirm(session, december, december.aydin, reason="trotzdem")
        decisions.refuse(session, sight(session, december, "brandt", LATER), wanted.uid, 1, "nein")
        confirm(session, december, december.aydin)

        assert refused(found) is Hindrance.REQUESTS_WAIT


def test_what_is_not_worked_out_yet_waits(december: City) -> None:
    with december.database.transaction() as session:
        recalculation.mark(session, [(december.aydin.person_id, DAY)], "test", LATER)
        with pytest.raises(CannotConfirm) as found:
            confirm(session, december, december.aydin)

        assert refused(found) is Hindrance.BEING_WORKED_OUT


@pytest.mark.parametrize(
    ("day", "waits"),
    [
        (date(2026, 10, 20), True),
        (date(2026, 12, 1), True),
        (date(2026, 12, 2), False),
    ],
)
def test_what_waits_beside_the_month_may_still_change_it(december: City, day: date, waits: bool) -> None:
    """A night that ended on the 1st belongs to the 30th; a chain of shifts is read from where it began."""
    with december.database.transaction() as session:
        recalculation.mark(session, [(december.aydin.person_id, day)], "test", LATER)

        assert of(seen(session, december, "brandt"), december.aydin).waits is waits


def test_days_that_were_never_worked_out_are_not_confirmed(city: City) -> None:
    """The jobs have stood still since the 20th: what is there looks right, and ten days are missing."""
    with city.database.transaction() as session:
        evaluated(session, city.aydin, DaySpan(NOVEMBER, date(2026, 11, 20)), city, LATER)
        before = of(seen(session, city, "brandt"), city.aydin)
        with pytest.raises(CannotConfirm) as found:
            confirm(session, city, city.aydin)
        evaluated(session, city.aydin, MONTH, city, LATER)
        confirm(session, city, city.aydin)

        assert (before.unfinished, before.clean, before.figures.days) == (10, False, MONTH)
        assert refused(found) is Hindrance.NOT_WORKED_OUT
        assert of(seen(session, city, "brandt"), city.aydin).standing is Standing.CONFIRMED


def test_nothing_is_confirmed_of_somebody_nobody_ever_worked_out(city: City) -> None:
    with city.database.transaction() as session:
        month = seen(session, city, "brandt")
        with pytest.raises(CannotConfirm) as found:
            confirm(session, city, city.aydin, reason="wird schon stimmen")

        assert (month.clean, of(month, city.aydin).unfinished) == ((), 30)
        assert refused(found) is Hindrance.NOT_WORKED_OUT


@pytest.mark.parametrize(("known", "unfinished"), [(LAST_EVENING, 1), (MIDNIGHT, 0)])
def test_a_day_is_worked_out_once_it_is_over(december: City, known: datetime, unfinished: int) -> None:
    with december.database.transaction() as session:
        evaluated(session, december.aydin, MONTH, december, known)

        assert of(seen(session, december, "brandt"), december.aydin).unfinished == unfinished


def test_a_month_that_runs_lacks_nothing_yet(december: City) -> None:
    with december.database.transaction() as session:
        evaluated(session, december.aydin, DaySpan(NOVEMBER, date(2026, 11, 21)), december, NOW)

        assert of(seen(session, december, "brandt", NOW), december.aydin).unfinished == 0


def test_what_changed_while_somebody_looked_is_not_confirmed(december: City) -> None:
    with december.database.transaction() as session:
        looking = sight(session, december, "brandt", LATER)
        month = seen(session, december, "brandt")
        old = of(month, december.aydin).figures.hash
        stamped(session, december.aydin, DAY, "17:00 in 18:00 out", december.settings)
        evaluation.refresh_now(session, december.aydin.person_id, december.rulebook(), LATER)

        with pytest.raises(CannotConfirm) as one:
            confirmations.confirm(session, looking, NOVEMBER, december.aydin.employment_uid, old, "")
        with pytest.raises(CannotConfirm) as every:
            confirmations.confirm_clean(session, looking, NOVEMBER, month.seen)
        assert (refused(one), refused(every)) == (Hindrance.CHANGED_MEANWHILE,) * 2
        assert number(session) == 0


def test_all_that_is_clean_is_confirmed_at_once_and_nothing_else(december: City) -> None:
    with december.database.transaction() as session:
        month = seen(session, december, "officer")
        looking = sight(session, december, "officer", LATER)

        assert [each.employed.employment_id for each in month.clean] == [december.aydin.employment_id]
        assert confirmations.confirm_clean(session, looking, NOVEMBER, month.seen) == 1
        after = seen(session, december, "officer")
        assert after.clean == ()
        assert of(after, december.brandt).standing is Standing.NOT_YET


def test_confirming_all_twice_is_confirming_it_once(december: City) -> None:
    with december.database.transaction() as session:
        shown = seen(session, december, "officer").seen
        looking = sight(session, december, "officer", LATER)

        assert [confirmations.confirm_clean(session, looking, NOVEMBER, shown) for _ in range(2)] == [1, 0]
        assert number(session) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("all_at_once", [False, True])
def test_of_two_superiors_who_confirm_at_once_one_writes(postgres_december: City, all_at_once: bool) -> None:
    """The second waits until the first is through, looks again and finds it confirmed."""
    city, said = postgres_december, list[str]()

    def say(session: Session, name: str) -> None:
        month = seen(session, city, name)
        looking, aydin = sight(session, city, name, LATER), of(month, city.aydin)
        if all_at_once:
            confirmations.confirm_clean(session, looking, NOVEMBER, month.seen)
        else:
            uid = city.aydin.employment_uid
            confirmations.confirm(session, looking, NOVEMBER, uid, aydin.figures.hash, "")
        said.append(name)

    def second() -> None:
        with city.database.transaction() as session:
            say(session, "officer")

    other = threading.Thread(target=second)
    with city.database.transaction() as session:
        say(session, "brandt")
        other.start()
        until(lambda: not other.is_alive() or somebody_waits(city))
        assert said == ["brandt"]
    other.join()

    with city.database.reading() as session:
        assert said == ["brandt", "officer"]
        assert number(session) == 1


def until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        seconds.sleep(0.01)
    raise AssertionError("neither did the second wait nor did she end")


def somebody_waits(city: City) -> bool:
    with city.database.reading() as session:
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
        return bool(session.execute(waits).scalar_one())


@pytest.mark.parametrize(("now", "over"), [(LAST_EVENING, False), (MIDNIGHT, True)])
def test_a_month_is_over_at_midnight_in_the_city(december: City, now: datetime, over: bool) -> None:
    with december.database.transaction() as session:
        assert seen(session, december, "brandt", now).over is over
        if not over:
            with pytest.raises(CannotConfirm) as found:
                confirm(session, december, december.aydin, now=now)
            assert refused(found) is Hindrance.NOT_OVER


def test_nobody_confirms_her_own_month_or_another_units(december: City) -> None:
    with december.database.transaction() as session:
        month = seen(session, december, "brandt")
        looking = sight(session, december, "brandt", LATER)

        assert [each.employed.family_name for each in month.people] == ["Aydin"]
        for who in (december.brandt, december.celik):
            with pytest.raises(NotFound):
                confirmations.confirm(session, looking, NOVEMBER, who.employment_uid, "", "")


@pytest.mark.parametrize("name", ["celik", "hr", "council", "it"])
def test_who_is_not_responsible_sees_nobody(december: City, name: str) -> None:
    with december.database.transaction() as session:
        assert seen(session, december, name).people == ()


def test_who_moved_is_confirmed_by_both_each_her_own_days(december: City) -> None:
    """Frau Demir came to the registry in the middle of the month; Herr Brandt answers for the second half alone."""
    moved = date(2026, 11, 16)
    with december.database.transaction() as session:
        demir = moved_in(session, december, moved)
        confirm(session, december, demir)
        [mine] = rows.of_months(session, [demir.employment_id], NOVEMBER)[demir.employment_id]
        stamped(session, demir, date(2026, 11, 10), "08:00 in 16:00 out", december.settings)
        evaluation.refresh_now(session, demir.person_id, december.rulebook(), LATER)
        [after] = rows.of_months(session, [demir.employment_id], NOVEMBER)[demir.employment_id]

        assert mine.confirmation.days == DaySpan(moved, MONTH.to_day)
        assert (mine.holds, after.holds) == (True, True)


def test_the_sums_of_another_units_half_are_not_for_everybody(december: City) -> None:
    moved = date(2026, 11, 16)
    with december.database.transaction() as session:
        demir = moved_in(session, december, moved)
        confirm(session, december, demir)
        archive = Scope("test", unit_ids=frozenset({december.archive}))
        halves = {
            each.employment_id: half
            for each, half in rows.responsible_for(session, MONTH, archive, december.settings.zone)
        }
        first_half = halves[demir.employment_id]
        rows.confirm(session, demir.employment_id, NOVEMBER, first_half, december.logins["hr"], None, LATER)
        seen_by = {
            name: times.month(session, sight(session, december, name, LATER), demir.employment_uid, NOVEMBER)
            for name in ("hr", "brandt")
        }

        assert [len(seen_by[name].confirmed) for name in ("hr", "brandt")] == [2, 1]


def test_who_was_elsewhere_in_between_is_confirmed_in_two_parts(december: City) -> None:
    """Frau Demir was lent to the registry for ten days: who leads the archive answers for before and after."""
    lent, back = date(2026, 11, 10), date(2026, 11, 20)
    with december.database.transaction() as session:
        demir = moved_in(session, december, lent)
        placed = placement.c.employment_id == demir.employment_id
        session.execute(update(placement).where(placed, placement.c.valid_to.is_(None)).values(valid_to=back))
        there = {"employment_id": demir.employment_id, "unit_id": december.archive, **staffing.held_from(back, NOW)}
        session.execute(insert(placement), there)
        lead = december.logins["celik"]
        logins.grant(session, lead, Role.SUPERVISOR, december.archive, FIRST_DAY, NOW, by=None)
        wish = Wish(date(2026, 11, 25), None, After(StampKind.OUT, LAST_EVENING))
        requests.ask(session, UUID(int=9), demir.employment_id, wish, lead, "vergessen", NOW)
        looking = sight(session, december, "celik", LATER)
        before, after = seen(session, december, "celik").people
        confirmations.confirm(session, looking, NOVEMBER, demir.employment_uid, before.figures.hash, "")
        with pytest.raises(CannotConfirm) as found:
            confirmations.confirm(session, looking, NOVEMBER, demir.employment_uid, after.figures.hash, "")
        shown = seen(session, december, "celik").people

        assert [each.figures.days for each in shown] == [DaySpan(NOVEMBER, lent), DaySpan(back, MONTH.to_day)]
        assert [each.standing for each in shown] == [Standing.CONFIRMED, Standing.NOT_YET]
        assert [each.requests for each in shown] == [0, 1]
        assert refused(found) is Hindrance.REQUESTS_WAIT


def test_whoever_confirms_may_look_at_the_month_of_those_who_moved_or_left(december: City) -> None:
    moved = date(2026, 11, 16)
    with december.database.transaction() as session:
        demir = moved_in(session, december, moved)
        held = employment_version.c.employment_id == december.aydin.employment_id
        session.execute(update(employment_version).where(held).values(valid_to=moved))
        lead = december.logins["celik"]
        logins.grant(session, lead, Role.SUPERVISOR, december.archive, FIRST_DAY, NOW, by=None)
        views = [
            times.month(session, sight(session, december, name, LATER), who.employment_uid, NOVEMBER)
            for name, who in (("celik", demir), ("brandt", demir), ("brandt", december.aydin))
        ]

        first, last = frozenset(DaySpan(NOVEMBER, moved)), frozenset(DaySpan(moved, MONTH.to_day))
        assert [each.covered for each in views] == [first, last, first]
        assert [each.holder.unit_name for each in views] == ["Stadtarchiv", "Bürgerdienste", "Bürgerdienste"]


def moved_in(session: Session, city: City, day: date) -> Hired:
    """Let Frau Demir come from the archive to the registry."""
    new = NewPerson("Deniz", "Demir", "10004", city.archive, FIRST_DAY, 2340)
    demir = staffing.hire(session, 1, new, NOW)
    models.assign(session, demir.employment_id, 1, MONDAY, FIRST_DAY, NOW)
    session.execute(update(placement).where(placement.c.employment_id == demir.employment_id).values(valid_to=day))
    there = {"employment_id": demir.employment_id, "unit_id": city.registry, **staffing.held_from(day, NOW)}
    session.execute(insert(placement), there)
    evaluated(session, demir, MONTH, city, LATER)
    return demir
