"""Two colleagues swap duties: one asks, the other agrees, somebody above decides, and the roster is published anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.city import NOW, City, evaluated
from tests.lived_in import TERMS, sight
from tests.service.test_corrections import with_a_head
from tests.service.test_roster_desk import JANUARY, MONDAY, TUESDAY, WEDNESDAY, desk_of, published, rules, shifts, told
from timeclock.core.duties import DutyKind
from timeclock.core.requests import State
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.swaps import Obstacle
from timeclock.core.walltime import ONE_DAY
from timeclock.service import (
    absence_reasons,
    absences,
    decisions,
    offers,
    own_roster,
    requests,
    roster_desk,
    swap_cases,
)
from timeclock.service.absences import Asked as Absent
from timeclock.service.kinds.kind import CannotAsk, Hindered, Overtaken, Terms
from timeclock.service.offers import Chosen, Draft, Wanted
from timeclock.service.sight import NotFound
from timeclock.store import results
from timeclock.store.db import Session
from timeclock.store.schema.evidence import access_read, audit
from timeclock.store.schema.people import employment_version
from timeclock.store.scope import Scope

THURSDAY = WEDNESDAY + ONE_DAY
ASKED = UUID(int=1)
BEGINS = {"F": 5, "S": 13, "N": 21}


def terms(city: City) -> Terms:
    return replace(TERMS, rosters=rules(city))


def duty(key: str, day: date) -> Chosen:
    """Return a shift of the unit in January, by its hour in UTC."""
    return Chosen(DutyKind.WORK, datetime(day.year, day.month, day.day, BEGINS[key], tzinfo=UTC))


def rostered(session: Session, city: City, texts: Mapping[tuple[str, date], str]) -> None:
    """Publish what Frau Aydin and Herr Brandt have in January."""
    who = {"aydin": city.aydin.employment_uid, "brandt": city.brandt.employment_uid}
    desk = desk_of(session, city)
    cells = {(who[name], day): text for (name, day), text in texts.items()}
    roster_desk.write(session, sight(session, city, "brandt"), desk, desk.standing.seen, cells)
    published(session, city)


def planned_and_published(session: Session, city: City) -> City:
    """She is early on Monday and he late on Wednesday; Frau Oberst decides, for Herr Brandt is one of the two."""
    shifts(session, city)
    rostered(session, city, {("aydin", MONDAY): "F", ("brandt", WEDNESDAY): "S"})
    return with_a_head(session, city)


def asked(session: Session, city: City, taken: Chosen | None, given: Chosen | None = None, uid: UUID = ASKED) -> None:
    wanted = Wanted(uid, given or duty("F", MONDAY), city.brandt.employment_uid, taken, "Elternabend")
    offers.ask(session, sight(session, city, "aydin"), wanted, terms(city))


def agreed(session: Session, city: City, taken: Chosen | None) -> None:
    asked(session, city, taken)
    offers.agree(session, sight(session, city, "brandt"), ASKED, terms(city))


def approve(session: Session, city: City, now: datetime = NOW) -> None:
    looking = sight(session, city, "oberst", now)
    found = decisions.case(session, looking, city.rulebook(), ASKED)
    decisions.approve(session, looking, ASKED, found.asked.version, found.seen, terms(city))


def days(session: Session, city: City, name: str) -> list[tuple[int, int]]:
    """Return the days and hours (UTC) on which somebody's duties of January begin."""
    found = own_roster.month(session, sight(session, city, name), JANUARY)
    return [(each.span.from_at.day, each.span.from_at.hour) for each in found]


def state_of(session: Session, city: City) -> State:
    return requests.one(session, sight(session, city, "aydin"), ASKED).asked.state


def test_two_swap_and_both_rosters_targets_and_the_plan_in_progress_follow(city: City) -> None:
    with city.database.transaction() as session:
        city = planned_and_published(session, city)
        looking = sight(session, city, "aydin")
        draft = offers.draft(session, looking, rules(city), MONDAY)
        assert [(each.who.family_name, [one.key for one in each.duties]) for each in draft.colleagues] == [
            ("Brandt", ["S"])
        ]
        asked(session, city, duty("S", WEDNESDAY))
        asked(session, city, duty("S", WEDNESDAY))
        assert (state_of(session, city), decisions.waiting(session, sight(session, city, "oberst"))) == (
            State.OFFERED,
            (),
        )
        [offer] = offers.listed(session, sight(session, city, "brandt"))
        assert (offer.can_agree, offer.can_decline) == (True, True)
        for _ in range(2):
            offers.agree(session, sight(session, city, "brandt"), ASKED, terms(city))
        assert (state_of(session, city), days(session, city, "aydin")) == (State.SUBMITTED, [(11, 5)])
        assert decisions.waiting(session, sight(session, city, "brandt")) == ()

        # Meanwhile Thursday is planned, on top of what is published.
        desk, uid = desk_of(session, city), city.aydin.employment_uid
        roster_desk.write(session, sight(session, city, "brandt"), desk, desk.standing.seen, {(uid, THURSDAY): "S"})
        stale = desk_of(session, city).standing.seen

    with city.database.transaction() as session:
        approve(session, city)
        assert (days(session, city, "aydin"), days(session, city, "brandt")) == ([(13, 13)], [(11, 5)])
        assert told(session, city, "aydin")[0] == (True, "", [(11, "F", ""), (13, "", "S")])
        assert told(session, city, "brandt")[0] == (True, "", [(11, "", "F"), (13, "S", "")])
        desk = desk_of(session, city)
        assert not desk.standing.is_outdated
        assert desk.standing.seen != stale
        assert desk.texts(desk.standing.planned) == {
            (city.aydin.employment_id, WEDNESDAY): "S",
            (city.aydin.employment_id, THURSDAY): "S",
            (city.brandt.employment_id, MONDAY): "F",
        }
        assert session.scalars(select(audit.c.action).where(audit.c.action == "roster.short_notice")).all() == []

        # Eight hours on Wednesday less the half hour the law asks for, and nothing on Monday.
        evaluated(session, city.aydin, DaySpan(MONDAY, THURSDAY), city, NOW + timedelta(days=60))
        owed = results.days(session, city.aydin.employment_id, DaySpan(MONDAY, THURSDAY), Scope.system("test"))
        assert [each.result.target for each in owed] == [ZERO, ZERO, timedelta(hours=7, minutes=30)]


def test_a_duty_is_just_taken_over_near_the_day_and_that_is_no_short_notice(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session:
        city = planned_and_published(session, sqlite_city)
        agreed(session, city, None)
        approve(session, city, datetime(2027, 1, 10, 12, tzinfo=UTC))

        assert (days(session, city, "aydin"), days(session, city, "brandt")) == ([], [(11, 5), (13, 13)])
        assert session.scalars(select(audit.c.action).where(audit.c.action == "roster.short_notice")).all() == []
        with pytest.raises(Overtaken):
            requests.withdraw(session, sight(session, city, "aydin"), ASKED)
        with pytest.raises(Overtaken):
            offers.decline(session, sight(session, city, "brandt"), ASKED, "doch nicht")


def test_the_colleague_says_no_or_no_longer_yes_and_nobody_decides(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session:
        city = planned_and_published(session, sqlite_city)
        agreed(session, city, None)
        with pytest.raises(NotFound):
            offers.decline(session, sight(session, city, "aydin"), ASKED, "")
        for _ in range(2):
            offers.decline(session, sight(session, city, "brandt"), ASKED, "Ich bin verreist")

        mine = requests.one(session, sight(session, city, "aydin"), ASKED)
        assert (mine.asked.state, mine.can_object, mine.can_withdraw) == (State.DECLINED, False, False)
        assert mine.asked.decision is not None
        assert mine.asked.decision.reason == "Ich bin verreist"
        assert decisions.waiting(session, sight(session, city, "oberst")) == ()
        with pytest.raises(Overtaken):
            offers.agree(session, sight(session, city, "brandt"), ASKED, terms(city))
        asked(session, city, None, uid=UUID(int=2))
        requests.withdraw(session, sight(session, city, "aydin"), UUID(int=2))


def is_away(session: Session, city: City) -> None:
    absences.enter(session, Absent("10002", "leave", MONDAY, MONDAY), city.settings.zone, NOW)


def is_planned_anew(session: Session, city: City) -> None:
    rostered(session, city, {("aydin", MONDAY): "6-12"})


def is_lent_a_shift(session: Session, city: City) -> None:
    rostered(session, city, {("brandt", MONDAY): "13-20"})


def has_the_night_after(session: Session, city: City) -> None:
    rostered(session, city, {("brandt", MONDAY): "N"})


CHANGES = (
    (is_away, Obstacle.AWAY),
    (is_planned_anew, Obstacle.CHANGED),
    (is_lent_a_shift, Obstacle.OVERLAPS),
    (has_the_night_after, Obstacle.UNLAWFUL),
)


def test_what_changed_between_asking_and_deciding_is_said_and_nothing_takes_effect(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session:
        absence_reasons.bring(session, NOW)
        city = planned_and_published(session, sqlite_city)
        agreed(session, city, None)
        looking = sight(session, city, "oberst")
        for change, obstacle in CHANGES:
            meanwhile = session.begin_nested()
            change(session, city)
            before = days(session, city, "brandt")

            found = decisions.case(session, looking, city.rulebook(), ASKED)
            judged = swap_cases.of(session, looking, found, terms(city))
            assert judged is not None
            assert judged.obstacles == (obstacle,)
            read = session.scalars(select(access_read.c.person_ids).where(access_read.c.route == "request")).all()
            assert [city.brandt.person_id] in read
            with pytest.raises(Hindered) as hindered, session.begin_nested():
                approve(session, city)
            assert hindered.value.obstacle is obstacle
            assert (state_of(session, city), days(session, city, "brandt")) == (State.SUBMITTED, before)
            decisions.refuse(session, looking, ASKED, found.asked.version, "so nicht mehr")
            meanwhile.rollback()


def test_each_is_told_what_the_law_has_against_her_own_days_and_whoever_decides_of_both(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session:
        city = planned_and_published(session, sqlite_city)
        # Late on Monday he could not be early on Tuesday, nor could she, who is early on Tuesday.
        rostered(session, city, {("aydin", TUESDAY): "F", ("brandt", MONDAY): "S"})
        with pytest.raises(CannotAsk) as refused:
            asked(session, city, duty("S", MONDAY))
        assert refused.value.obstacle is Obstacle.UNLAWFUL

        asked(session, city, None, given=duty("F", TUESDAY))
        with pytest.raises(CannotAsk) as refused:
            offers.agree(session, sight(session, city, "brandt"), ASKED, terms(city))
        assert refused.value.obstacle is Obstacle.UNLAWFUL


def test_what_cannot_be_offered_is_said_at_once(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session:
        city = planned_and_published(session, sqlite_city)
        looking = sight(session, city, "aydin")
        asked(session, city, None)
        for given, taker, taken, obstacle in (
            (duty("F", MONDAY), city.brandt, None, Obstacle.ALREADY_ASKED),
            (duty("F", TUESDAY), city.brandt, None, Obstacle.CHANGED),
            (duty("F", MONDAY), city.brandt, duty("S", TUESDAY), Obstacle.CHANGED),
            (duty("F", MONDAY), city.celik, None, Obstacle.OTHER_UNIT),
        ):
            wanted = Wanted(UUID(int=2), given, taker.employment_uid, taken, "Elternabend")
            with pytest.raises(CannotAsk) as refused:
                offers.ask(session, looking, wanted, terms(city))
            assert refused.value.obstacle is obstacle


def test_a_duty_of_an_employment_that_is_over_by_then_is_none_to_offer(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session:
        city = planned_and_published(session, sqlite_city)
        hers = employment_version.c.employment_id == city.aydin.employment_id
        session.execute(update(employment_version).where(hers).values(valid_to=MONDAY))
        assert offers.draft(session, sight(session, city, "aydin"), rules(city), MONDAY) == Draft((), ())
        with pytest.raises(CannotAsk) as refused:
            asked(session, city, None)
        assert refused.value.obstacle is Obstacle.CHANGED
