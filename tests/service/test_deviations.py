"""The time office settles deviations of others: once, on what was seen, with its trace, and takes it back as easily."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, literal, select

from tests.city import FIRST_DAY, NOW, City, badge, evaluated, stamped
from tests.lived_in import delivered, sight
from tests.terminal import enrolled
from timeclock.core.deviations import DeviationKind
from timeclock.core.findings import Code
from timeclock.core.fixes import Basis
from timeclock.core.spans import DaySpan, Span
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import day_span
from timeclock.service import deviations, entering, evaluation, fixing, ownerless
from timeclock.service.access import Role
from timeclock.service.deviations import Deviation, StateOfDeviations, Wanted
from timeclock.service.entering import Entry
from timeclock.service.fixing import Chosen, Hindrance, LeftOpen, Order, Outcome
from timeclock.service.ownerless import Decided
from timeclock.service.sight import NotFound
from timeclock.store import logins, stamps
from timeclock.store.db import Session, same_json
from timeclock.store.schema.base import Json
from timeclock.store.schema.deviations import finding_step
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.notices import notice
from timeclock.store.schema.stamps import stamp

DAYS = DaySpan(date(2026, 11, 17), date(2026, 11, 20))
WEDNESDAY = date(2026, 11, 18)
WINDOW = timedelta(days=62)
ACT = UUID(int=5)
LONG = Span(NOW - timedelta(days=10), NOW + timedelta(days=1))


@pytest.fixture
def messy(city: City) -> City:
    """On Wednesday Frau Aydin forgot to go, on Tuesday she worked too long, on Thursday there is nothing of her."""
    with city.database.transaction() as session:
        stamped(session, city.aydin, WEDNESDAY, "08:00 in 12:00 break_start 12:30 break_end", city.settings)
        stamped(session, city.aydin, date(2026, 11, 17), "06:00 in 19:00 out", city.settings)
        evaluated(session, city.aydin, DaySpan(date(2026, 11, 17), date(2026, 11, 20)), city)
    return city


def seen(session: Session, city: City, name: str = "officer", **wanted: object) -> StateOfDeviations:
    asked = Wanted(DAYS, **wanted)  # type: ignore[arg-type]
    return deviations.listed(session, sight(session, city, name), city.rulebook(), asked, WINDOW)


def one(session: Session, city: City, code: Code, name: str = "officer") -> Deviation:
    [found] = [each for each in seen(session, city, name).deviations if each.finding.code is code]
    return found


def settle(
    session: Session,
    city: City,
    rows: list[Deviation],
    basis: Basis,
    act: UUID = ACT,
    name: str = "officer",
    **more: str,
) -> Outcome:
    chosen = tuple(Chosen(each.name, each.seen) for each in rows)
    clock = time.fromisoformat(more["clock"]) if more.get("clock") else None
    order = Order(act, chosen, basis, clock, more.get("words", ""))
    done = fixing.fix(session, sight(session, city, name), city.rulebook(), order, WINDOW)
    for person in done.persons:
        evaluation.refresh_now(session, person, city.rulebook(), NOW)
    return done


def test_what_blocks_the_month_stands_first(messy: City) -> None:
    with messy.database.transaction() as session:
        found = seen(session, messy)
        bases = [fix.basis for fix in found.deviations[0].fixes]
    assert [each.kind for each in found.deviations] == [
        "missing_out",
        "no_stamps",
        "longest_day",
        "short_break",
        "short_break",
    ]
    assert bases == [Basis.TARGET_MET, Basis.CORE_END, Basis.LAST_SIGN, Basis.BY_MISTAKE]


def test_a_forgotten_going_is_put_right_with_one_click_and_its_trace(messy: City) -> None:
    with messy.database.transaction() as session:
        row = one(session, messy, Code.MISSING_OUT)
        done = settle(session, messy, [row], Basis.TARGET_MET)
        again = settle(session, messy, [row], Basis.TARGET_MET)
        left = [each.finding.code for each in seen(session, messy).deviations]
        [told] = session.execute(
            select(notice.c.parameters).where(notice.c.person_id == messy.aydin.person_id)
        ).scalars()
        acts = session.execute(select(audit.c.action, audit.c.person_id).where(audit.c.action.like("deviation%"))).all()
        step = session.execute(select(finding_step)).one()
    assert (done.done, again.done, again.persons) == (1, 1, frozenset())
    assert Code.MISSING_OUT not in left
    assert told["clocks"] == [["out", "2026-11-18T15:18:00+00:00"]]
    assert told["by"] == "Officer"
    assert acts == [("deviation.put_right", messy.aydin.person_id)]
    assert (step.state, step.basis, step.for_login) == ("put_right", "target_met", messy.logins["aydin"])


def test_what_was_undone_is_as_before(messy: City) -> None:
    with messy.database.transaction() as session:
        before = one(session, messy, Code.MISSING_OUT)
        settle(session, messy, [before], Basis.BY_MISTAKE)
        assert Code.MISSING_OUT not in [each.finding.code for each in seen(session, messy).deviations]
        for person in fixing.undo(session, sight(session, messy, "officer"), ACT).persons:
            evaluation.refresh_now(session, person, messy.rulebook(), NOW)
        after = one(session, messy, Code.MISSING_OUT)
        [done] = seen(session, messy).done
    assert (after.stamps[0].at, after.stamps[0].counts, after.seen) == (before.stamps[0].at, True, before.seen)
    assert done.undone


def test_what_is_settled_stays_so_until_it_says_something_else(messy: City) -> None:
    tuesday = date(2026, 11, 17)
    with messy.database.transaction() as session:
        settle(session, messy, [one(session, messy, Code.ARBZG_3_2_MAX10)], Basis.TALKED)
        evaluated(session, messy.aydin, DaySpan.one(tuesday), messy)
        again = [each.finding.code for each in seen(session, messy).deviations]
        [kept] = seen(session, messy, settled=True).deviations
        stamped(session, messy.aydin, tuesday, "19:30 in 20:30 out", messy.settings)
        evaluated(session, messy.aydin, DaySpan.one(tuesday), messy)
        later = one(session, messy, Code.ARBZG_3_2_MAX10)
    assert Code.ARBZG_3_2_MAX10 not in again
    assert kept.step is not None
    assert (kept.step.basis, kept.step.by) == ("talked", "Officer")
    assert later.step is not None


def test_a_day_without_stamps_becomes_an_absence_and_is_one_no_more(messy: City) -> None:
    with messy.database.transaction() as session:
        settle(session, messy, [one(session, messy, Code.NO_STAMPS)], Basis.SICK)
        away = [each.finding.code for each in seen(session, messy).deviations]
        for person in fixing.undo(session, sight(session, messy, "officer"), ACT).persons:
            evaluation.refresh_now(session, person, messy.rulebook(), NOW)
        back = one(session, messy, Code.NO_STAMPS)
    assert Code.NO_STAMPS not in away
    assert back.step is not None


@pytest.mark.parametrize(
    ("clock", "left"), [("16:45", ()), ("11:00", (Hindrance.NO_SUCH_TIME,)), ("", (Hindrance.NO_SUCH_TIME,))]
)
def test_a_time_that_somebody_knows_better_has_to_fit(messy: City, clock: str, left: tuple[Hindrance, ...]) -> None:
    with messy.database.transaction() as session:
        rows = [one(session, messy, Code.MISSING_OUT)]
        done = settle(session, messy, rows, Basis.OWN_CLOCK, clock=clock)
    assert done.left == left


def test_many_are_settled_at_once_and_what_changed_is_left(messy: City) -> None:
    with messy.database.transaction() as session:
        rows = [each for each in seen(session, messy).deviations if each.kind in {"longest_day", "short_break"}]
        stamped(session, messy.aydin, date(2026, 11, 17), "21:00 in 21:30 out", messy.settings)
        waits = settle(session, messy, rows, Basis.TALKED)
        evaluated(session, messy.aydin, DaySpan.one(date(2026, 11, 17)), messy)
        old = settle(session, messy, rows, Basis.TALKED)
        rows = [each for each in seen(session, messy).deviations if each.kind in {"longest_day", "short_break"}]
        done = settle(session, messy, rows, Basis.OWN_WORDS, words="Rohrbruch im Archiv")
    assert {waits.done, old.done} == {0}
    assert set(waits.left) | set(old.left) == {Hindrance.CHANGED_MEANWHILE}
    assert (done.done, done.left) == (len(rows), ())


def test_nobody_settles_what_is_her_own_or_beyond_her_units(messy: City) -> None:
    with messy.database.transaction() as session:
        stamped(session, messy.celik, WEDNESDAY, "08:00 in", messy.settings)
        evaluated(session, messy.celik, DaySpan.one(WEDNESDAY), messy)
        rows = [each for each in seen(session, messy, "hr").deviations if each.family_name == "Celik"]
        logins.grant(session, messy.logins["celik"], Role.TIME_OFFICER, None, FIRST_DAY, NOW, by=None)
        theirs = [settle(session, messy, rows[:1], Basis.BY_MISTAKE, name=name) for name in ("officer", "celik")]
        hers = [each.family_name for each in seen(session, messy, "celik").deviations]
    assert rows
    assert [each.done for each in theirs] == [0, 0]
    assert set(hers) == {"Aydin"}


def test_what_is_too_long_ago_is_for_human_resources(messy: City) -> None:
    long_ago, short = date(2026, 8, 12), timedelta(days=1)
    with messy.database.transaction() as session:
        stamped(session, messy.aydin, long_ago, "08:00 in", messy.settings)
        evaluated(session, messy.aydin, DaySpan.one(long_ago), messy)
        asked, rulebook = Wanted(DaySpan.one(long_ago)), messy.rulebook()
        [row] = deviations.listed(session, sight(session, messy, "officer"), rulebook, asked, short).deviations
        order = Order(ACT, (Chosen(row.name, row.seen),), Basis.CORE_END)
        refused = fixing.fix(session, sight(session, messy, "officer"), rulebook, order, short)
        done = fixing.fix(session, sight(session, messy, "hr"), rulebook, order, short)
    assert (row.too_long_ago, row.fixes, row.missing) == (True, (), None)
    assert (refused.left, done.done) == ((Hindrance.TOO_LONG_AGO,), 1)


def test_two_officers_who_click_at_once_have_one_effect(postgres_city: City) -> None:
    city = postgres_city
    with city.database.transaction() as session:
        stamped(session, city.aydin, WEDNESDAY, "08:00 in", city.settings)
        evaluated(session, city.aydin, DaySpan.one(WEDNESDAY), city)
        row = one(session, city, Code.MISSING_OUT)
    ready, outcomes = threading.Barrier(2), []

    def click(name: str, act: int) -> None:
        order = Order(UUID(int=act), (Chosen(row.name, row.seen),), Basis.CORE_END)
        with city.database.transaction() as session:
            looking = sight(session, city, name)
            ready.wait()
            outcomes.append(fixing.fix(session, looking, city.rulebook(), order, WINDOW).done)

    threads = [threading.Thread(target=click, args=each) for each in (("officer", 1), ("hr", 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with city.database.reading() as session:
        outs = session.execute(select(func.count()).select_from(stamp).where(stamp.c.kind == "out")).scalar_one()
        steps = session.execute(select(func.count()).select_from(finding_step)).scalar_one()
    assert sorted(outcomes) == [0, 1]
    assert (outs, steps) == (1, 1)


@pytest.fixture
def tapped(city: City) -> City:
    terminal = enrolled(city, NOW)
    with city.database.transaction() as session:
        delivered(session, city, terminal, [terminal.stamp(NOW - timedelta(minutes=5))])
    return city


def test_a_stamp_without_owner_finds_one_and_waits_again(tapped: City) -> None:
    with tapped.database.transaction() as session:
        looking = sight(session, tapped, "officer")
        [waits] = ownerless.waiting(session, looking)
        theirs = ownerless.decide(session, looking, Decided(UUID(int=1), (waits.uid,), staff_no="10003"), WINDOW)
        done = ownerless.decide(session, looking, Decided(ACT, (waits.uid,), staff_no="10001"), WINDOW)
        counting = stamps.between(session, tapped.aydin.person_id, day_span(NOW.date(), tapped.settings.zone))
        gone = ownerless.waiting(session, looking)
        back = fixing.undo(session, looking, ACT)
        again = stamps.between(session, tapped.aydin.person_id, day_span(NOW.date(), tapped.settings.zone))
        waiting = ownerless.waiting(session, looking)
    assert (waits.code, waits.owners) == ("unknown_badge", ())
    assert theirs.left == (Hindrance.UNKNOWN_PERSON,)
    assert (done.done, done.persons, back.persons) == (1, frozenset({tapped.aydin.person_id}), done.persons)
    assert [each.employment_id for each in counting] == [tapped.aydin.employment_id]
    assert (gone, again) == ((), [])
    assert waiting == (waits,)


def test_a_stamp_is_nobodys_until_that_is_taken_back(tapped: City) -> None:
    with tapped.database.transaction() as session:
        looking = sight(session, tapped, "officer")
        [waits] = ownerless.waiting(session, looking)
        ownerless.decide(session, looking, Decided(ACT, (waits.uid,)), WINDOW)
        late = ownerless.decide(session, looking, Decided(UUID(int=1), (waits.uid,)), WINDOW)
        gone = ownerless.waiting(session, looking)
        back = fixing.undo(session, looking, ACT)
        assert ownerless.waiting(session, looking) == (waits,)
    assert gone == ()
    assert (late.left, back.done, back.persons) == ((Hindrance.CHANGED_MEANWHILE,), 1, frozenset())


def test_whose_the_badge_was_is_proposed(city: City) -> None:
    terminal = enrolled(city, NOW)
    with city.database.transaction() as session:
        hash_ = badge(session, city.aydin, "04A1B2C3", city.settings, NOW - timedelta(minutes=1))
        theirs = badge(session, city.celik, "04A1B2C4", city.settings, NOW - timedelta(minutes=1))
        entries = [terminal.stamp(NOW - timedelta(minutes=5), each) for each in (hash_, theirs)]
        delivered(session, city, terminal, entries)
        found = ownerless.waiting(session, sight(session, city, "officer"))
    assert {tuple(owner.staff_no for owner in each.owners) for each in found} == {("10001",), ()}


def test_stamps_are_entered_for_who_has_no_login_and_taken_back(city: City) -> None:
    thursday, given = date(2026, 11, 19), ((StampKind.IN, time(22)), (StampKind.OUT, time(6)))
    with city.database.transaction() as session:
        looking, rulebook = sight(session, city, "officer"), city.rulebook()
        whose = entering.page(session, looking, rulebook, city.aydin.employment_uid, thursday, WINDOW)
        entering.enter(session, looking, whose, Entry(ACT, given, "Zettel der Nachtküche"))
        counting = [each.at.isoformat() for each in stamps.between(session, city.aydin.person_id, LONG)]
        [told] = session.execute(select(notice.c.parameters)).scalars()
        back = fixing.undo(session, looking, ACT)
        left = stamps.between(session, city.aydin.person_id, LONG)
    assert counting == ["2026-11-19T21:00:00+00:00", "2026-11-20T05:00:00+00:00"]
    assert (told["by"], told["reason"]) == ("Officer", "Zettel der Nachtküche")
    assert (back.done, left) == (1, [])


@pytest.mark.parametrize(
    ("day", "given", "left"),
    [
        (date(2026, 11, 20), ((StampKind.IN, time(23)),), Hindrance.NO_SUCH_TIME),
        (date(2026, 10, 25), ((StampKind.IN, time(2, 30)),), Hindrance.TIME_TWICE),
        (date(2026, 3, 29), ((StampKind.IN, time(2, 30)),), Hindrance.NO_SUCH_TIME),
        (WEDNESDAY, ((StampKind.IN, time(8)),), Hindrance.ALREADY_THERE),
    ],
)
def test_what_cannot_have_been_is_not_entered(
    messy: City, day: date, given: tuple[tuple[StampKind, time], ...], left: Hindrance
) -> None:
    with messy.database.transaction() as session:
        looking = sight(session, messy, "hr")
        whose = entering.page(session, looking, messy.rulebook(), messy.aydin.employment_uid, day, WINDOW)
        with pytest.raises(LeftOpen) as refused:
            entering.enter(session, looking, whose, Entry(ACT, given, "Zettel"))
    assert refused.value.hindrance is left


def test_for_herself_or_beyond_her_units_nobody_enters_anything(city: City) -> None:
    with city.database.transaction() as session:
        logins.grant(session, city.logins["celik"], Role.TIME_OFFICER, None, FIRST_DAY, NOW, by=None)
        for name in ("officer", "celik"):
            looking = sight(session, city, name)
            with pytest.raises(NotFound):
                entering.page(session, looking, city.rulebook(), city.celik.employment_uid, WEDNESDAY, WINDOW)


def test_the_database_cuts_and_counts_the_list(messy: City, monkeypatch: pytest.MonkeyPatch) -> None:
    with messy.database.transaction() as session:
        whole = seen(session, messy)
        settle(session, messy, [one(session, messy, Code.ARBZG_3_2_MAX10)], Basis.TALKED)
        monkeypatch.setattr(deviations, "MOST_SHOWN", 2)
        pages = [seen(session, messy, after=after) for after in (0, 2, 4)]
        breaks = seen(session, messy, kind=DeviationKind.SHORT_BREAK)
        elsewhere = seen(session, messy, unit="Stadtarchiv")
        settled = seen(session, messy, settled=True)
    assert [each.kind for page in pages for each in page.deviations] == [
        "missing_out",
        "no_stamps",
        "short_break",
        "short_break",
    ]
    assert [(page.before, page.next_after, page.in_all) for page in pages] == [(None, 2, 4), (0, None, 4), (2, None, 4)]
    assert [each.name for each in breaks.deviations] == [each.name for each in pages[1].deviations]
    assert (breaks.in_all, sum(breaks.numbers.values())) == (2, 4)
    assert {each.name for each in pages[0].deviations} < {each.name for each in whole.deviations}
    assert (elsewhere.numbers, elsewhere.deviations, elsewhere.units) == ({}, (), ("Bürgerdienste",))
    assert dict(settled.numbers) == {DeviationKind.LONGEST_DAY: 1}


def test_structures_say_the_same_in_whatever_order(city: City) -> None:
    said, again, other = ({"a": 1, "b": {"c": None, "d": 2}}, {"b": {"d": 2, "c": None}, "a": 1}, {"a": 1, "b": None})
    with city.database.transaction() as session:
        found = [
            session.execute(select(same_json(session, literal(said, Json), literal(each, Json)))).scalar_one()
            for each in (again, other)
        ]
    assert found == [True, False]
