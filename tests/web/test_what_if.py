"""The page on which a model is tried: both sides for whoever keeps the accounts, nothing saved, the look on record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select, update

from tests.city import NOW, City, employed_again, evaluated, stamped
from tests.web.conftest import Visitor
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import DaySpan
from timeclock.service import protections
from timeclock.store.schema import metadata
from timeclock.store.schema.evidence import access_read
from timeclock.store.schema.people import placement
from timeclock.store.staffing import held_from

DAY = date(2026, 11, 17)
LONG = "06:50 in 12:00 break_start 12:30 break_end 17:00 out"
ASKED = {"staff_no": "10001", "model": "FEST", "from": "2026-11-17", "to": "2026-11-17", "anchor": ""}
RESULTS = (
    "day_result",
    "day_line",
    "work_session",
    "protect_day",
    "finding",
    "period_result",
    "rules",
    "model",
    "assignment",
)
KEPT_BY = ("officer", "hr")
Arrive = Callable[[str], Visitor]


@pytest.fixture
def worked(small_town: City) -> City:
    with small_town.database.transaction() as session:
        for who in (small_town.aydin, small_town.celik):
            stamped(session, who, DAY, LONG, small_town.settings)
            evaluated(session, who, DaySpan.one(DAY), small_town)
    return small_town


def read(page: str) -> str:
    """Return the words of a page, one line each."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def rows_of(city: City) -> dict[str, int]:
    with city.database.transaction() as session:
        tables = [metadata.tables[name] for name in RESULTS if name in metadata.tables]
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


@pytest.mark.parametrize("name", KEPT_BY)
def test_both_models_stand_side_by_side(worked: City, signed_in: Arrive, name: str) -> None:
    answer = signed_in(name).post("/what-if", ASKED)
    words = read(answer.text)

    assert answer.status_code == 200
    assert "Aydin, Elif" in words
    assert "Jetzt: Gleitzeit 39 Stunden" in words
    assert "Probe: Feste Arbeitszeit" in words
    # 9:40 need 45 minutes of break; by fixed times what lies before 7:30 and after 16:00 does not count.
    assert "Istzeit 9:25 7:45 −1:40" in words
    assert "käme dazu Arbeit außerhalb der Rahmenzeit" in words
    assert "bleibt Pause zu kurz" in words


@pytest.mark.parametrize("name", KEPT_BY)
def test_nothing_is_saved_and_the_look_is_on_record(worked: City, signed_in: Arrive, name: str) -> None:
    before = rows_of(worked)
    signed_in(name).post("/what-if", ASKED)

    assert rows_of(worked) == before
    with worked.database.transaction() as session:
        reads = session.execute(select(access_read).where(access_read.c.route == "what_if")).all()
    assert [(each.purpose, each.person_ids) for each in reads] == [("try_models", [worked.aydin.person_id])]


@pytest.mark.parametrize("name", ["aydin", "brandt", "council", "privacy", "it"])
def test_whoever_keeps_no_accounts_cannot_try_a_model(worked: City, signed_in: Arrive, name: str) -> None:
    somebody = signed_in(name)

    assert somebody.get("/what-if").status_code == 403
    assert somebody.post("/what-if", ASKED).status_code == 403
    assert "/what-if" not in somebody.get("/help").text


def test_somebody_of_another_unit_is_not_there(worked: City, signed_in: Arrive) -> None:
    elsewhere = ASKED | {"staff_no": "10003"}

    assert "nicht in Ihren Einheiten" in signed_in("officer").post("/what-if", elsewhere).text
    assert "Celik, Can" in signed_in("hr").post("/what-if", elsewhere).text


def test_of_who_has_moved_only_the_days_in_the_unit_are_shown(worked: City, signed_in: Arrive) -> None:
    with worked.database.transaction() as session:
        mine = placement.c.employment_id == worked.aydin.employment_id
        session.execute(update(placement).where(mine).values(valid_to=DAY))
        moved = {"employment_id": worked.aydin.employment_id, "unit_id": worked.archive, **held_from(DAY, NOW)}
        session.execute(placement.insert(), moved)
    wider = ASKED | {"from": "2026-11-16", "to": "2026-11-18"}

    days = {name: re.findall(r"1[678]\. Nov", signed_in(name).post("/what-if", wider).text) for name in KEPT_BY}
    assert days == {"officer": ["16. Nov"], "hr": ["16. Nov", "17. Nov", "18. Nov"]}


def test_why_a_personal_limit_holds_is_hrs_to_know(worked: City, signed_in: Arrive) -> None:
    expecting = Protection(ProtectionKind.MATERNITY, date(2026, 11, 2), figures=Figures(due_on=date(2027, 4, 1)))
    with worked.database.transaction() as session:
        protections.add(session, "10001", expecting, NOW)

    officer, hr = (signed_in(name).post("/what-if", ASKED).text for name in KEPT_BY)
    assert "Persönliche Schutzgrenze" in officer
    assert "Mutterschutz" not in officer
    assert "Mutterschutz" in hr


def test_without_a_last_day_it_is_the_month_as_far_as_it_has_begun(worked: City, signed_in: Arrive) -> None:
    page = signed_in("officer").post("/what-if", ASKED | {"from": "2026-11-01", "to": ""}).text

    assert page.count('scope="row">') - 6 >= NOW.day
    assert "20. Nov" in page


def test_in_english_too(worked: City, signed_in: Arrive) -> None:
    officer = signed_in("officer")
    officer.post("/language", {"language": "en", "back": "/what-if"})
    words = read(officer.post("/what-if", ASKED).text)

    assert "would come Worked outside the frame" in words
    assert "Balance after the last day" in words


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"staff_no": ""}, "staff_no", "Bitte geben Sie die Personalnummer ein."),
        ({"staff_no": "99999"}, "staff_no", "nicht in Ihren Einheiten"),
        ({"model": "NONE"}, "model", "Dieses Arbeitszeitmodell gibt es nicht."),
        ({"from": ""}, "from", "Bitte geben Sie den ersten Tag ein."),
        ({"from": "2026-11-18"}, "from", "Probieren lassen sich nur Tage"),
        ({"to": "2027-01-01"}, "from", "Probieren lassen sich nur Tage"),
        ({"from": "2025-01-01"}, "from", "Probieren lassen sich nur Tage"),
        ({"to": "tomorrow"}, "to", "Das wurde nicht verstanden."),
        ({"anchor": "Monday"}, "anchor", "Das wurde nicht verstanden."),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    worked: City, signed_in: Arrive, wrong: dict[str, str], field: str, message: str
) -> None:
    answer = signed_in("officer").post("/what-if", ASKED | wrong)

    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="#{field}"' in answer.text


def test_the_other_employment_of_a_person_is_judged_with_hers(worked: City, signed_in: Arrive) -> None:
    """Her two employments are added for the acts, and the model of one of them alone is another."""
    with worked.database.transaction() as session:
        second = employed_again(session, worked.aydin, worked.registry)
        stamped(session, second, date(2026, 11, 18), "03:30 in 05:30 out", worked.settings)
    words = read(signed_in("hr").post("/what-if", ASKED | {"to": "2026-11-18"}).text)

    assert "Ruhezeit" in words


def test_the_models_of_the_city_and_of_the_catalogue_can_be_tried(worked: City, signed_in: Arrive) -> None:
    page = signed_in("officer").get("/what-if").text

    assert 'value="gleitzeit-39"' in page
    assert 'value="KERN"' in page
