"""HR's pages of the change-over: a file signed and undone, and a unit's month against its cards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient

from tests import city as builders
from tests.city import NOW, PASSWORD, City
from tests.premises import application
from timeclock.service import account_kinds, card_ledger, openings

BALANCES = b"Personalnummer;Konto;Jahr;Stand\n10001;flextime;;12:30\n10003;annual;2025;2,5\n"
DIGEST = hashlib.sha256(BALANCES).hexdigest()
CARDS = b"Personalnummer;Monat;Ist;Soll;Saldo\n10001;10/2026;1:07;0:00;1:07\n10002;10/2026;0:00;0:00;0:00\n"


@pytest.fixture
def city(tmp_path: Path) -> City:
    found = builders.small_city(builders.settings_in(tmp_path))
    with found.database.transaction() as session:
        account_kinds.bring(session, NOW)
        openings.propose(session, BALANCES, NOW.date(), NOW)
        card_ledger.enter(session, CARDS, NOW)
    return found


@pytest.fixture
def client(city: City) -> Iterator[FlaskClient]:
    app = application(city)
    app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(NOW, tick=False):
        opened = app.test_client()
        assert opened.post("/login", data={"name": "hr", "password": PASSWORD}).status_code == 303
        yield opened


def test_a_file_is_signed_and_undone_on_the_page_with_its_reason(client: FlaskClient) -> None:
    waits = client.get("/changeover/openings").text
    signed = client.post("/changeover/openings/sign", data={"digest": DIGEST}, follow_redirects=True).text
    twice = client.post("/changeover/openings/sign", data={"digest": DIGEST})
    why = client.post("/changeover/openings/undo", data={"digest": DIGEST, "reason": ""})
    undone = client.post(
        "/changeover/openings/undo", data={"digest": DIGEST, "reason": "falsch"}, follow_redirects=True
    )

    assert "Ganze Datei zeichnen" in waits
    assert "+12:30" in waits
    assert "Erholungsurlaub 2025" in waits
    assert "2 Anfangsstände zählen jetzt." in signed
    assert "gezeichnet von Hr" in signed
    assert (twice.status_code, why.status_code) == (422, 422)
    assert f'href="#reason-{DIGEST}"' in why.text
    assert "2 Anfangsstände sind zurückgenommen." in undone.text
    assert "falsch" in undone.text


def test_a_unit_is_planned_and_the_page_says_how_many_people_were_reached(client: FlaskClient) -> None:
    page = client.get("/changeover").text
    unit = page.split('<option value="')[1].split('"')[0]
    missing = client.post("/changeover", data={"unit": unit, "live_from": ""})
    wrong = client.post("/changeover", data={"unit": unit, "live_from": "2026-11-01", "parallel_from": "2026-12-01"})
    sent = {"unit": unit, "live_from": "2026-11-01", "parallel_from": ""}
    planned = client.post("/changeover", data=sent, follow_redirects=True).text

    assert "Erreichte Personen: 0 von 3" in page
    assert (missing.status_code, wrong.status_code) == (422, 422)
    assert 'href="#live_from"' in missing.text
    assert 'href="#parallel_from"' in wrong.text
    assert "umgestellt" in planned


def test_a_unit_is_chosen_and_what_is_not_explained_stands_first(client: FlaskClient) -> None:
    units = client.get("/changeover/cards", follow_redirects=True).text
    at = units.split('href="/changeover/cards/2026-10?unit=')[1].split('"')[0]
    page = client.get(f"/changeover/cards/2026-10?unit={at}").text
    table, paper = (client.get(f"/changeover/cards/2026-10/{form}?unit={at}") for form in ("csv", "pdf"))

    assert page.index("Aydin, Elif") < page.index("Brandt, Jens")
    assert "Istzeit: +1:07 auf der Karte, die nichts erklärt" in page
    assert "10001;Aydin, Elif;" in table.text
    assert paper.data.startswith(b"%PDF")


def test_who_has_no_badge_is_counted_in_the_plan_and_named_by_unit(client: FlaskClient) -> None:
    plan = client.get("/changeover").text
    address = plan.split('href="/changeover/badges?unit=')[1].split('"')[0]
    named, missing = (
        client.get(f"/changeover/badges?unit={address}"),
        client.get(f"/changeover/badges?unit={UUID(int=7)}"),
    )

    assert "Aydin, Elif" in named.text + client.get("/changeover/badges").text
    assert "Aydin, Elif" not in client.get("/changeover/badges").text
    assert missing.status_code == 404
