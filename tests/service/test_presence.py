"""Who is there now: read from what was stamped, told in one word, and recorded as a look at others."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from tests.city import NOW, City, stamped
from tests.lived_in import evaluated, sight
from timeclock.core.presence_board import Standing
from timeclock.service import absences, presence
from timeclock.service.absences import Asked
from timeclock.store import presence as rows
from timeclock.store import rulings
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.schema.evidence import access_read
from timeclock.store.schema.stamps import stamp

TODAY = NOW.date()
PRESENT, ELSEWHERE, ABSENT, NOT_THERE = Standing.PRESENT, Standing.ELSEWHERE, Standing.ABSENT, Standing.NOT_THERE


def words(city: City, name: str, *, among_colleagues: bool = True) -> dict[str, Standing]:
    with city.database.transaction() as session:
        found = presence.board(session, sight(session, city, name), among_colleagues=among_colleagues)
        return {each.family_name: each.standing for each in found.people}


def test_the_board_says_of_each_one_word_and_nothing_of_why_or_since_when(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, TODAY, "08:00 in 12:00 break_start", city.settings)
        absences.enter(session, Asked("10002", "sick", TODAY, TODAY), city.settings.zone, NOW)
        stamped(session, city.celik, TODAY, "08:00 home_in", city.settings)
    evaluated(city, NOW)

    assert words(city, "aydin") == {"Aydin": PRESENT, "Brandt": ABSENT}
    assert words(city, "aydin", among_colleagues=False) == {"Aydin": PRESENT}
    assert words(city, "brandt", among_colleagues=False) == {"Aydin": PRESENT, "Brandt": ABSENT}
    assert words(city, "celik") == {"Celik": ELSEWHERE}
    assert words(city, "hr") == words(city, "council") == {}
    with city.database.reading() as session:
        looks = [(each.by, each.purpose, each.person_ids) for each in session.execute(select(access_read))]
        assert looks[0] == (city.logins["aydin"], "read_presence", [city.brandt.person_id])


def test_who_went_on_an_errand_is_elsewhere_until_a_void_stamp_says_she_is_not(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, TODAY, "08:00 in 13:00 errand_out", city.settings)
        stamped(session, city.brandt, TODAY, "08:00 in 12:00 out", city.settings)
    evaluated(city, NOW)

    assert words(city, "brandt") == {"Aydin": ELSEWHERE, "Brandt": NOT_THERE}
    with city.database.transaction() as session:
        left = session.execute(select(stamp.c.id).where(stamp.c.kind == "errand_out")).scalar_one()
        rulings.add_many(session, [Ruling(left, Verdict.VOID, "falsche Taste")], NOW)
    assert words(city, "brandt")["Aydin"] is PRESENT


def test_who_forgot_to_go_yesterday_is_not_there_today_and_who_is_on_a_night_duty_is(city: City) -> None:
    afternoon = datetime.combine(TODAY, time(13), UTC)
    with city.database.transaction() as session:
        stamped(session, city.aydin, TODAY - timedelta(days=1), "08:00 in", city.settings)
        stamped(session, city.brandt, TODAY - timedelta(days=1), "23:30 in", city.settings)
    evaluated(city, afternoon)
    with city.database.reading() as session:
        at_work = rows.everybody_at_work(session, afternoon)

    assert set(at_work) == {city.brandt.employment_id}
