"""The pages on which one enters something for many: shown, proposed, confirmed by somebody else, undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.city import FIRST_DAY, NOW, City
from tests.web.conftest import THURSDAY, Visitor
from timeclock.service import absences, account_kinds
from timeclock.service.absences import Asked
from timeclock.store import placements, staffing
from timeclock.store.schema.evidence import access_read

Arrive = Callable[[str], Visitor]
SNOW = {
    "step": "show",
    "act": "away",
    "reason": "closure",
    "first": THURSDAY.isoformat(),
    "last": "",
    "from_clock": "",
    "to_clock": "",
    "account": "flextime",
    "amount": "",
    "with_below": "true",
    "only_planned": "true",
    "also": "",
    "but": "10002",
    "why": "Schneechaos",
}


@pytest.fixture
def town(small_town: City) -> City:
    with small_town.database.transaction() as session:
        account_kinds.bring(session, NOW)
    return small_town


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def sent(page: str) -> dict[str, str]:
    """Return what the form below a preview sends: all that was entered, and the name of what was shown."""
    [form] = re.findall(r"<form[^>]*data-once>.*?</form>", page, re.DOTALL)
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form)) | {"step": "propose"}


def proposed(officer: Visitor, **entered: str) -> str:
    """Show and propose; return the address of the proposal."""
    page = officer.post("/for-many/new", SNOW | entered | {"request_uid": str(uuid4())}).text
    answer = officer.post("/for-many/new", sent(page))
    assert answer.status_code == 303, words(answer.text)
    return str(answer.location)


def test_snow_is_shown_proposed_confirmed_and_undone(town: City, signed_in: Arrive) -> None:
    officer, hr = signed_in("officer"), signed_in("hr")
    page = officer.post("/for-many/new", SNOW | {"request_uid": str(uuid4())})
    at = officer.post("/for-many/new", sent(page.text)).location
    own = officer.post(at, {"decision": "confirm", "reason": ""})
    confirmed = hr.post(at, {"decision": "confirm", "reason": ""}, follow_redirects=True)
    undone = hr.post(f"{at}/undo", {"undo_reason": "doch geöffnet"}, follow_redirects=True)

    # She was there for 6:25, of which 0:25 are break; planned were 7:48.
    assert "1 Person ist betroffen Geplant 7:48, angerechnet 1:48, Salden ändern sich zusammen um +1:48" in words(
        page.text
    )
    assert own.status_code == 422
    assert "Was Sie vorgeschlagen haben, muss jemand anderes bestätigen" in words(own.text)
    assert "In Kraft für 1 Person" in words(confirmed.text)
    assert "Für 1 Person rückgängig gemacht" in words(undone.text)
    assert "Rückgängig gemacht von Hr: doch geöffnet" in words(undone.text)
    assert "Schneechaos" in words(hr.get("/for-many").text)
    with town.database.reading() as session:
        reads = session.execute(select(access_read.c.person_ids).where(access_read.c.route == "mass")).scalars().all()
    assert set(map(tuple, reads)) == {(town.aydin.person_id,)}


def test_units_below_a_department_fold_away_until_one_of_them_is_ticked(town: City, signed_in: Arrive) -> None:
    with town.database.transaction() as session:
        below = staffing.add_unit(session, 1, "Standesamt", FIRST_DAY, NOW, town.registry)
        uid = placements.units(session, {below}, THURSDAY)[below].uid
    hr = signed_in("hr")
    folds = [
        re.findall(r"<details class=\"tc-fold tc-fold--below\"(.*?)>.*?<summary>(.*?)</summary>", page, re.DOTALL)
        for page in (hr.get("/for-many/new").text, hr.post("/for-many/new", SNOW | {"unit": str(uid)}).text)
    ]

    assert folds == [[(state, "1 Dienststelle unter Bürgerdienste")] for state in ("", " open")]


def test_what_has_changed_since_it_was_proposed_is_shown_and_not_confirmed(town: City, signed_in: Arrive) -> None:
    hr = signed_in("hr")
    at = proposed(signed_in("officer"))
    with town.database.transaction() as session:
        absences.enter(session, Asked("10001", "sick", THURSDAY, THURSDAY), town.settings.zone, NOW)
    answer = hr.post(at, {"decision": "confirm", "reason": ""})
    refused = hr.post(at, {"decision": "refuse", "reason": "überholt"}, follow_redirects=True)

    assert answer.status_code == 409
    assert "Aydin, Elif 10001 betroffen schon abwesend" in words(answer.text)
    assert "Abgelehnt. Vorschlag und Antwort bleiben festgehalten" in words(refused.text)


def test_minutes_are_proposed_too_and_begin_the_next_form(town: City, signed_in: Arrive) -> None:
    officer = signed_in("officer")
    at = proposed(officer, act="written", amount="−0:45")
    again = officer.get(f"{at}/again").text

    assert re.search(r'name="amount"[^>]*value="−0:45"', again)
    assert re.search(r'value="written" checked', again)


@pytest.mark.parametrize(
    ("entered", "answer"),
    [
        ({"why": ""}, "Bitte sagen Sie in wenigen Worten"),
        ({"first": "morgen"}, "Bitte geben Sie den Tag an"),
        ({"last": "2026-01-01"}, "höchstens 31 Tage"),
        ({"act": "written", "amount": "viel"}, "Bitte geben Sie eine Zeit wie 1:30"),
        ({"also": "99999"}, "niemand beschäftigt oder nicht in Ihren Dienststellen: 99999"),
        ({"reason": "sick"}, "keine Bescheinigung braucht"),
        ({"but": "10001 10002"}, "Es träfe niemanden"),
        ({"from_clock": "", "to_clock": "12:00"}, "in dieser Reihenfolge"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    town: City, signed_in: Arrive, entered: dict[str, str], answer: str
) -> None:
    found = signed_in("officer").post("/for-many/new", SNOW | entered | {"request_uid": str(uuid4())})

    assert found.status_code == 422
    assert answer in words(found.text)
