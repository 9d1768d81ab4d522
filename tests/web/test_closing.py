"""HR closes a month by units, the person agrees or objects, and a closed day shows what it was and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient

from tests import city as builders
from tests.city import NOW, PASSWORD, City, evaluated, stamped
from tests.lived_in import sight
from tests.premises import application
from timeclock.core.spans import DaySpan
from timeclock.service import account_kinds, confirmations, evaluation

NOVEMBER, MONTH, DAY = date(2026, 11, 1), DaySpan.month(2026, 11), date(2026, 11, 18)
DECEMBER, LATER = datetime(2026, 12, 4, 9, tzinfo=UTC), datetime(2026, 12, 8, 9, tzinfo=UTC)


@pytest.fixture
def city(tmp_path: Path) -> City:
    found = builders.small_city(builders.settings_in(tmp_path))
    with found.database.transaction() as session:
        account_kinds.bring(session, NOW)
        stamped(session, found.aydin, DAY, "08:00 in 12:00 out 12:30 in 16:00 out", found.settings)
        stamped(session, found.celik, DAY, "08:00 in", found.settings)
        for who in (found.aydin, found.brandt, found.celik):
            evaluated(session, who, MONTH, found, DECEMBER)
        looking = sight(session, found, "brandt", DECEMBER)
        [shown] = [
            each
            for each in confirmations.to_confirm(session, looking, NOVEMBER).people
            if each.employed.employment_id == found.aydin.employment_id
        ]
        confirmations.confirm(session, looking, NOVEMBER, found.aydin.employment_uid, shown.figures.hash, "")
    return found


@pytest.fixture
def client(city: City) -> Iterator[FlaskClient]:
    app = application(city)
    app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(DECEMBER, tick=False):
        yield app.test_client()


def enter(client: FlaskClient, name: str) -> None:
    client.post("/logout")
    assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303


def value(page: str, name: str) -> str:
    """Return what the first field of that name holds."""
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def seen_of(page: str, uid: UUID) -> str:
    """Return what was seen of somebody whose month wants a reason."""
    return value(page[: page.rindex(f'id="reason-{uid}"')].rsplit("<form", 1)[1], "seen")


def test_hr_closes_what_is_ready_with_one_button_and_the_rest_with_a_reason(city: City, client: FlaskClient) -> None:
    enter(client, "hr")
    page = client.get("/closing/2026-11").text
    done = client.post("/closing/2026-11", data={"seen": value(page, "seen")}, follow_redirects=True).text
    celik = {
        "employment_uid": str(city.celik.employment_uid),
        "seen": seen_of(done, city.celik.employment_uid),
    }
    asked = client.post("/closing/2026-11", data=celik)
    closed = client.post("/closing/2026-11", data={**celik, "reason": "ist ausgeschieden"}, follow_redirects=True).text

    assert "1 Monat abschließen, der bereit ist" in page
    assert "1 von 3 abgeschlossen" in done
    assert asked.status_code == 422
    assert "2 von 3 abgeschlossen" in closed


def test_a_closed_month_is_opened_again_by_hr_with_a_reason(city: City, client: FlaskClient) -> None:
    enter(client, "hr")
    page = client.get("/closing/2026-11").text
    client.post("/closing/2026-11", data={"seen": value(page, "seen")})
    whose = {"employment_uid": str(city.aydin.employment_uid)}
    without = client.post("/closing/2026-11/reopen", data=whose)
    again = client.post(
        "/closing/2026-11/reopen", data={**whose, "reason": "der Plan war falsch"}, follow_redirects=True
    )
    twice = client.post("/closing/2026-11/reopen", data={**whose, "reason": "noch einmal"})

    assert (without.status_code, twice.status_code) == (422, 422)
    assert "0 von 3 abgeschlossen" in again.text


def test_the_person_objects_and_her_superior_answers(city: City, client: FlaskClient) -> None:
    enter(client, "aydin")
    page = client.get("/me/month/2026-11").text
    said = {"seen": value(page, "seen"), "employment": str(city.aydin.employment_uid)}
    empty = client.post("/me/month/2026-11", data={**said, "answer": "object"})
    client.post("/me/month/2026-11", data={**said, "answer": "object", "reason": "Am 18. war ich länger da"})
    enter(client, "hr")
    hindered = client.get("/closing/2026-11").text
    enter(client, "brandt")
    shown = client.get("/team/confirm/2026-11").text
    answer = {"employment_uid": str(city.aydin.employment_uid), "reason": "besprochen"}
    answered = client.post("/team/confirm/2026-11", data={**answer, "seen": seen_of(shown, city.aydin.employment_uid)})
    enter(client, "aydin")
    after = client.get("/me/month/2026-11").text

    assert empty.status_code == 422
    assert "Einwand nicht beantwortet" in hindered
    assert "Am 18. war ich länger da" in shown
    assert answered.status_code == 303
    assert "beantwortet" in after


def test_a_closed_day_shows_what_it_was_and_what_is_known_now(city: City, client: FlaskClient) -> None:
    enter(client, "hr")
    page = client.get("/closing/2026-11").text
    client.post("/closing/2026-11", data={"seen": value(page, "seen")})
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "17:00 in 17:30 out", city.settings, LATER)
        evaluation.refresh_now(session, city.aydin.person_id, city.rulebook(), LATER)
    enter(client, "aydin")
    day = client.get("/me/day/2026-11-18").text
    month = client.get("/me/month/2026-11").text
    paper = client.get("/me/timesheet/2026-11/json").json
    late = client.post(
        "/me/month/2026-11",
        data={"seen": "0" * 64, "employment": str(city.aydin.employment_uid), "answer": "agree"},
    )

    assert "Istzeit 7:30 · Sollzeit 7:48 · Differenz −0:18" in day
    assert "ist +0:12, nicht −0:18. Das wurde auf dem Konto nachgebucht." in day
    assert "Abgeschlossen am 04.12.2026, 10:00 durch Hr, Version 1." in month
    [row] = [each for each in paper["days"] if each["day"] == "2026-11-18"]
    assert (paper["closed"]["version"], row["difference_minutes"], row["state"]) == (1, -18, "frozen")
    assert [each["difference_now_minutes"] for each in paper["found_later"]] == [12]
    assert paper["sums"]["balance_after_minutes"] == paper["sums"]["balance_before_minutes"] - 18 - 20 * 468
    assert late.status_code == 422
