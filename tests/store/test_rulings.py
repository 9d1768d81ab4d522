"""What was last ruled about a stamp decides whether and for whom it counts; the stamp stays as it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.city import NOW, City, Hired, stamped
from tests.store.test_stamps import a_stamp
from timeclock.core.spans import Span
from timeclock.core.walltime import day_span
from timeclock.store import people, rulings, sources, stamps
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.rulings import NoInstant, Ruling, Verdict
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.stamps import stamp, stamp_ruling
from timeclock.store.stamps import StampRow

DAY = date(2026, 11, 20)


def span(city: City) -> Span:
    return day_span(DAY, city.settings.zone)


def wait(session: Session, city: City, seq: int = 1, **other: Any) -> int:
    """Store a stamp nobody could be found for; return its id."""
    sources.next_seq(session, "web", NOW)
    unknown = {"person_id": None, "employment_id": None, "quarantine": "unknown_badge", "epoch": "import"}
    [stored] = stamps.append(session, [a_stamp(city, seq=seq, **(unknown | other))], NOW).values()
    return stored.id


def ids(session: Session) -> list[int]:
    return list(session.execute(select(stamp.c.id).order_by(stamp.c.id)).scalars())


def counting(session: Session, city: City, who: Hired) -> list[tuple[UUID, int]]:
    return [(each.uid, each.employment_id) for each in stamps.between(session, who.person_id, span(city))]


def seen(session: Session, city: City, who: Hired) -> tuple[StampRow, ...]:
    return stamps.shown(session, employed(session, who), span(city))


def employed(session: Session, who: Hired) -> Employed:
    question = people.of_person(who.person_id, DAY)
    found = ask(session, question).to(question)
    assert found is not None
    return found


def assign(stamp_id: int, who: Hired) -> Ruling:
    return Ruling(stamp_id, Verdict.ASSIGN, "badge now known", person_id=who.person_id, employment_id=who.employment_id)


def test_a_void_stamp_no_longer_counts_and_stays_to_be_seen(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "08:00 in 16:00 out", city.settings)
        first, second = ids(session)
        rulings.add_many(session, [Ruling(second, Verdict.VOID, "wrong day", by=city.logins["brandt"])], NOW)

        assert len(counting(session, city, city.aydin)) == 1
        kept, void = seen(session, city, city.aydin)
        assert kept.ruling is None
        assert void.ruling is not None
        assert (void.ruling.verdict, void.ruling.counts) == (Verdict.VOID, False)
        assert (void.ruling.by, void.ruling.at, void.ruling.reason) == ("Brandt", NOW, "wrong day")
        assert [first, second] == ids(session)


def test_the_newest_ruling_holds(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "08:00 in", city.settings)
        [one] = ids(session)
        verdicts = (Verdict.VOID, Verdict.ACCEPT, Verdict.VOID, Verdict.ACCEPT)
        rulings.add_many(session, [Ruling(one, verdict, "back and forth") for verdict in verdicts], NOW)
        accepted = counting(session, city, city.aydin)
        rulings.add_many(session, [Ruling(one, Verdict.VOID, "at last")], NOW)

        assert len(accepted) == 1
        assert counting(session, city, city.aydin) == []


def test_an_assigned_stamp_counts_for_whom_it_was_assigned_to_and_no_longer_waits(city: City) -> None:
    with city.database.transaction() as session:
        one, other = wait(session, city, 1), wait(session, city, 2)
        assert len(stamps.quarantined(session, 10)) == 2

        rulings.add_many(session, [assign(one, city.celik)], NOW)

        assert [employment for _, employment in counting(session, city, city.celik)] == [city.celik.employment_id]
        [row] = seen(session, city, city.celik)
        assert row.quarantine is None
        assert row.ruling is not None
        assert (row.ruling.verdict, row.ruling.counts, row.ruling.by) == (Verdict.ASSIGN, True, None)
        assert counting(session, city, city.aydin) == []
        [waiting] = stamps.quarantined(session, 10)
        uid = session.execute(select(stamp.c.uid).where(stamp.c.id == other)).scalar_one()
        assert waiting.uid == uid


def test_a_stamp_assigned_anew_leaves_the_first_and_both_can_see_it(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "08:00 in", city.settings)
        [one] = ids(session)
        rulings.add_many(session, [assign(one, city.celik)], NOW)

        assert counting(session, city, city.aydin) == []
        assert len(counting(session, city, city.celik)) == 1
        [before], [after] = seen(session, city, city.aydin), seen(session, city, city.celik)
        assert before.ruling is not None
        assert after.ruling is not None
        assert (before.ruling.counts, after.ruling.counts) == (False, True)

        rulings.add_many(session, [assign(one, city.brandt)], NOW)
        assert counting(session, city, city.celik) == []
        assert len(counting(session, city, city.brandt)) == 1


def test_a_quarantined_stamp_that_is_accepted_counts_for_whom_it_names(city: City) -> None:
    known = {"person_id": city.aydin.person_id, "employment_id": city.aydin.employment_id}
    with city.database.transaction() as session:
        one = wait(session, city, **known)
        nobody = wait(session, city, 2)
        before = counting(session, city, city.aydin)
        rulings.add_many(session, [Ruling(each, Verdict.ACCEPT, "looked at") for each in (one, nobody)], NOW)

        assert before == []
        assert len(counting(session, city, city.aydin)) == 1
        assert stamps.quarantined(session, 10) == ()


@pytest.mark.parametrize("hours", [-24, 24])
def test_a_ruling_moves_no_stamp_to_another_day(city: City, hours: int) -> None:
    with city.database.transaction() as session:
        one = wait(session, city, at=NOW + timedelta(hours=hours))
        rulings.add_many(session, [assign(one, city.celik)], NOW)

        assert counting(session, city, city.celik) == []
        assert seen(session, city, city.celik) == ()


def test_a_stamp_without_a_time_can_be_void_and_nothing_else(city: City) -> None:
    with city.database.transaction() as session:
        one = wait(session, city, at=None, person_id=city.aydin.person_id)
        with pytest.raises(NoInstant):
            rulings.add_many(session, [assign(one, city.aydin)], NOW)
        [waits] = seen(session, city, city.aydin)
        rulings.add_many(session, [Ruling(one, Verdict.VOID, "nonsense")], NOW)
        [void] = seen(session, city, city.aydin)

        assert waits.quarantine == "unknown_badge"
        assert void.quarantine is None
        assert stamps.quarantined(session, 10) == ()


@pytest.mark.parametrize(
    ("verdict", "named"),
    [(Verdict.ASSIGN, {}), (Verdict.ASSIGN, {"person_id": 1}), (Verdict.VOID, {"person_id": 1, "employment_id": 1})],
)
def test_only_a_ruling_that_assigns_names_somebody(verdict: Verdict, named: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="belong to a ruling that assigns"):
        Ruling(1, verdict, "…", **named)


def test_thousands_are_ruled_at_once_each_with_its_record(city: City) -> None:
    many = 2 * rulings.CHUNK + 1
    with city.database.transaction() as session:
        sources.next_seq(session, "web", NOW)
        waiting = {"person_id": None, "employment_id": None, "quarantine": "unknown_badge"}
        batch = [a_stamp(city, seq=n, **waiting) for n in range(1, many + 1)]
        stored = stamps.append(session, batch, NOW)
        rulings.add_many(session, [assign(each.id, city.celik) for each in stored.values()], NOW)

        assert len(counting(session, city, city.celik)) == many
        committed = select(ledger_record.c.subject).where(ledger_record.c.kind == "stamp_ruling")
        ruled = set(session.execute(select(stamp_ruling.c.id)).scalars())
        assert {int(each) for each in session.execute(committed).scalars()} == ruled
        assert session.execute(select(func.count()).select_from(stamp_ruling)).scalar_one() == many
