"""Who sees whose proof: one's own, the days of one's unit, nothing of others; every look at others is on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from tests import city as builders
from tests.city import NOW, PASSWORD, City
from tests.lived_in import sight
from tests.reports import papers
from tests.reports.story import FIRST, copied, told
from timeclock.core.spans import DaySpan
from timeclock.service import reports
from timeclock.service.reports import City as Named
from timeclock.service.sight import NotFound
from timeclock.store import staffing
from timeclock.store.schema.evidence import access_read, audit
from timeclock.store.schema.people import employment_version, placement
from timeclock.web import create_app

FORMS = ("", "/pdf", "/csv", "/json")
KINDS = ("proof", "timesheet")
MOVED = date(2026, 10, 8)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> City:
    found = told(tmp_path_factory.mktemp("story"))
    found.database.dispose()
    return found


@pytest.fixture
def town(built: City, tmp_path: Path) -> Iterator[City]:
    found = copied(built, tmp_path)
    yield found
    found.database.dispose()


def signed_in(town: City, name: str) -> FlaskClient:
    app = create_app(town.settings, town.database)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def statuses(town: City, name: str, place: str) -> set[int]:
    client = signed_in(town, name)
    return {client.get(f"{place}/{kind}/2026-10{form}").status_code for kind in KINDS for form in FORMS}


def looks(town: City) -> list[tuple[str, list[int]]]:
    with town.database.reading() as session:
        rows = session.execute(select(access_read).where(access_read.c.route == "report").order_by(access_read.c.id))
        return [(row.purpose, row.person_ids) for row in rows]


def test_ones_own_is_ones_own_and_no_look_at_others(town: City) -> None:
    with time_machine.travel(NOW, tick=False):
        assert statuses(town, "aydin", "/me") == {200}

    assert looks(town) == []


@pytest.mark.parametrize("name", ["brandt", "officer", "hr"])
def test_whoever_is_responsible_sees_it_and_each_look_is_recorded(town: City, name: str) -> None:
    """Each by itself: a minute apart, as the looks of one minute are one record."""
    place, ways = f"/team/{town.aydin.employment_uid}", [(kind, form) for kind in KINDS for form in FORMS]
    for minute, (kind, form) in enumerate(ways):
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            assert signed_in(town, name).get(f"{place}/{kind}/2026-10{form}").status_code == 200

    assert looks(town) == [("read_times", [town.aydin.person_id])] * len(ways)


@pytest.mark.parametrize(("name", "status"), [("celik", 404), ("council", 403), ("privacy", 403), ("it", 403)])
def test_nobody_else_learns_even_that_there_is_one(town: City, name: str, status: int) -> None:
    with time_machine.travel(NOW, tick=False):
        assert statuses(town, name, f"/team/{town.aydin.employment_uid}") == {status}

    assert looks(town) == []


def test_the_superior_of_another_unit_sees_nothing(town: City) -> None:
    with time_machine.travel(NOW, tick=False):
        assert statuses(town, "brandt", f"/team/{town.celik.employment_uid}") == {404}


def test_somebody_without_times_has_no_proof(town: City) -> None:
    with time_machine.travel(NOW, tick=False):
        assert statuses(town, "hr", "/me") == {403}


def moved(town: City) -> None:
    """Let Frau Aydin have moved to the archive on the 8th."""
    with town.database.transaction() as session:
        here = placement.c.employment_id == town.aydin.employment_id
        session.execute(update(placement).where(here).values(valid_to=MOVED))
        there = {"employment_id": town.aydin.employment_id, "unit_id": town.archive, **staffing.held_from(MOVED, NOW)}
        session.execute(insert(placement), there)


def seen_by(town: City, name: str) -> reports.MonthReport:
    with town.database.transaction() as session:
        asked = reports.asked_by(sight(session, town, name), town.aydin.employment_uid)
        return reports.month(session, asked, FIRST, Named("Stadt Beispiel", town.settings.zone), NOW)


def test_a_former_superior_sees_her_days_alone_and_the_paper_says_so(town: City) -> None:
    moved(town)
    before, whole = seen_by(town, "brandt"), seen_by(town, "hr")

    assert [day.day.day for day in before.days if day.result is not None] == [1, 2, 3, 4, 5, 6, 7]
    assert {stamp.at.day for stamp in before.stamps} == {5, 6, 7}
    assert before.hidden_days == 24
    assert before.holder.unit_name == "Bürgerdienste"
    assert (whole.hidden_days, whole.holder.unit_name) == (0, "Stadtarchiv")
    assert before.sums.worked < whole.sums.worked


def test_the_page_of_the_former_superior_says_what_is_missing(town: City) -> None:
    moved(town)
    with time_machine.travel(NOW, tick=False):
        text = signed_in(town, "brandt").get(f"/team/{town.aydin.employment_uid}/proof/2026-10").text

    assert "24 Tage in einer anderen Dienststelle sind hier nicht zu sehen" in text
    assert "15:30" not in text


def test_whoever_left_in_the_middle_of_the_month_still_gets_her_proof(town: City) -> None:
    left = date(2026, 10, 15)
    with town.database.transaction() as session:
        mine = employment_version.c.employment_id == town.aydin.employment_id
        session.execute(update(employment_version).where(mine).values(valid_to=left))
        builders.evaluated(session, town.aydin, DaySpan(FIRST, date(2026, 11, 1)), town)
        asked = reports.asked_by(sight(session, town, "aydin"), None)
        month = reports.month(session, asked, FIRST, Named("Stadt Beispiel", town.settings.zone), NOW)
        with pytest.raises(NotFound):
            reports.month(session, asked, date(2026, 11, 1), Named("Stadt Beispiel", town.settings.zone), NOW)

    assert max(day.day for day in month.days if day.result is not None) == date(2026, 10, 14)
    assert month.hidden_days == 0


def test_the_language_of_a_file_can_be_chosen(town: City) -> None:
    with time_machine.travel(NOW, tick=False):
        client = signed_in(town, "aydin")
        german, english, odd = (
            client.get(f"/me/proof/2026-10/csv{question}").data for question in ("", "?language=en", "?language=xx")
        )

    assert "Dauer (Minuten)" in papers.csv_rows(german)[0]
    assert "Duration (minutes)" in papers.csv_rows(english)[0]
    assert odd == german


def test_an_operators_report_is_on_record(town: City) -> None:
    with town.database.transaction() as session:
        asked = reports.asked_by_operator("10001")
        reports.month(session, asked, FIRST, Named("Stadt Beispiel", town.settings.zone), NOW)
    with town.database.reading() as session:
        [row] = session.execute(select(audit).where(audit.c.action == "operator.report")).all()

    assert (row.by, row.person_id) == (None, town.aydin.person_id)
    assert row.subject == f"{town.aydin.employment_uid}/2026-10"
