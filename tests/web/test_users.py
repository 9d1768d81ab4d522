"""A role is asked for by one person and given or ended by another; whose role ends is out at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import time_machine
from sqlalchemy import select, update

from tests.city import FIRST_DAY, NOW, City
from tests.web.conftest import Visitor
from timeclock.service.access import Role
from timeclock.store import logins
from timeclock.store.schema.access import login, role_grant
from timeclock.store.schema.evidence import access_read, ledger_record
from timeclock.store.schema.people import unit

Arrive = Callable[[str], Visitor]
LIST, NEW = "/admin/users", "/admin/users/roles/new"
AGREE, LAY_ASIDE = ({"decision": decision, "answer": ""} for decision in ("confirm", "refuse"))


def asked(**other: str) -> dict[str, str]:
    said = {"change": "give", "name": "celik", "role": "supervisor", "unit": "", "since": "2026-11-20"}
    return said | {"why": "Leitung ab heute"} | other


def archive(city: City) -> str:
    with city.database.reading() as session:
        return str(session.execute(select(unit.c.uid).where(unit.c.id == city.archive)).scalar_one())


def grants(city: City, name: str) -> list[tuple[object, ...]]:
    c = role_grant.c
    with city.database.reading() as session:
        mine = select(c.role, c.unit_id, c.granted_by, c.second_by, c.valid_to).where(c.login_id == city.logins[name])
        return [tuple(row) for row in session.execute(mine.order_by(c.id))]


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_role_is_given_by_a_second_person_and_holds_at_once(small_town: City, signed_in: Arrive) -> None:
    it, hr, celik = signed_in("it"), signed_in("hr"), signed_in("celik")
    assert celik.get("/team").status_code == 403
    sent = it.post(NEW, asked(unit=archive(small_town)))
    at = sent.location
    assert "Rolle vergeben: Führungskraft (Stadtarchiv), Celik" in plain(hr.get(LIST).text)
    assert 'value="confirm"' not in it.get(at).text
    assert it.post(at, AGREE).status_code == 409
    assert it.post(NEW, asked(unit=archive(small_town))).status_code == 422
    assert grants(small_town, "celik") == []
    assert hr.post(at, AGREE).status_code == 303
    assert hr.post(at, AGREE).status_code == 409

    by, second = small_town.logins["it"], small_town.logins["hr"]
    assert grants(small_town, "celik") == [("supervisor", small_town.archive, by, second, None)]
    assert celik.get("/team").status_code == 200
    shown = plain(it.get(LIST).text)
    assert "Celik celik Führungskraft (Stadtarchiv) ab 20.11.2026 Beenden" in shown
    with small_town.database.reading() as session:
        kinds = session.execute(select(ledger_record.c.kind).where(ledger_record.c.kind == "role_draft")).all()
        looks = session.execute(select(access_read.c.by, access_read.c.purpose, access_read.c.person_ids)).all()
    assert len(kinds) == 2
    assert (by, "keep_roles") in {(look.by, look.purpose) for look in looks}
    assert "Rollen führen" in plain(celik.get("/me/reads/2026-11").text)


def test_whose_role_ends_is_out_at_once(small_town: City, signed_in: Arrive) -> None:
    it, hr, brandt = signed_in("it"), signed_in("hr"), signed_in("brandt")
    link = re.search(r'href="([^"]*change=end[^"]*name=brandt[^"]*)"', hr.get(LIST).text)[1].replace("&amp;", "&")
    form = hr.get(link).text
    chosen = re.findall(r'<option value="([^"]*)" selected', form)
    assert (chosen[:2], 'value="brandt"' in form) == (["end", "supervisor"], True)
    at = hr.post(NEW, asked(change="end", name="brandt", unit=chosen[2], why="versetzt")).location
    assert brandt.get("/team").status_code == 200
    assert it.post(at, AGREE).status_code == 303

    assert brandt.get("/team").location.startswith("/login")
    [(role, *_, valid_to)] = grants(small_town, "brandt")
    assert (role, valid_to) == ("supervisor", NOW.date())
    with small_town.database.reading() as session:
        held = select(role_grant.c.id).where(role_grant.c.login_id == small_town.logins["brandt"])
        leaves = (ledger_record.c.kind == "role_grant", ledger_record.c.subject == str(session.scalars(held).one()))
        assert len(session.execute(select(ledger_record.c.id).where(*leaves)).all()) == 2
    again = signed_in("brandt")
    assert again.get("/team").status_code == 403
    assert again.get("/me/today").status_code == 200
    # What was refused or withdrawn changes nothing, and says so.
    at = it.post(NEW, asked()).location
    assert it.post(at, LAY_ASIDE).status_code == 303
    assert hr.post(at, AGREE).status_code == 409
    assert "Beiseitegelegt" in hr.get(at).text
    assert grants(small_town, "celik") == []


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": "niemand"}, "name", "meldet sich niemand an"),
        ({"name": "it", "role": "hr"}, "name", "Niemand vergibt sich selbst"),
        ({"unit": "01930000-0000-7000-8000-000000000001"}, "unit", "gibt es heute nicht"),
        ({"role": "staff_council", "unit": "archive"}, "unit", "gilt für die ganze Stadt"),
        ({"role": "employee"}, "role", "nicht verstanden"),
        ({"since": "2026-11-19"}, "since", "nicht in der Vergangenheit"),
        ({"since": "2026-12-02", "last": "2026-12-01"}, "last", "liegt vor dem ersten"),
        ({"name": "hr", "role": "hr"}, "role", "schon vergeben"),
        ({"change": "end"}, "role", "nicht vergeben"),
        ({"change": "end", "name": "hr", "role": "hr"}, "role", "weniger als zwei Personen"),
        ({"why": " "}, "why", "sagen Sie, warum"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    small_town: City, signed_in: Arrive, wrong: dict[str, str], field: str, sentence: str
) -> None:
    at = {"unit": archive(small_town)} if wrong.get("unit") == "archive" else {}
    answer = signed_in("it").post(NEW, asked(**(wrong | at)))

    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error".{{0,300}}{sentence}', answer.text, re.DOTALL)
    assert f'value="{wrong.get("name", "celik")}"' in answer.text


def test_who_keeps_roles_of_a_part_alone_gives_none_and_gets_none_by_agreeing(
    small_town: City, signed_in: Arrive
) -> None:
    with small_town.database.transaction() as session:
        part = (Role.HR, small_town.archive, FIRST_DAY, NOW)
        logins.grant(session, small_town.logins["celik"], *part, by=None)
        logins.grant(session, small_town.logins["brandt"], Role.HR, None, FIRST_DAY, NOW, by=None)
        session.execute(update(login).where(login.c.name == "privacy").values(signed_in_at=None))
    celik, brandt, it = signed_in("celik"), signed_in("brandt"), signed_in("it")
    assert [celik.get(page).status_code for page in (LIST, NEW)] == [403, 403]
    assert celik.post(NEW, asked(name="aydin")).status_code == 403
    at = it.post(NEW, asked(name="brandt", role="it_admin")).location
    assert brandt.post(at, AGREE).status_code == 409
    assert "it_admin" not in {role for role, *_ in grants(small_town, "brandt")}

    everybody = plain(it.get(f"{LIST}?show=everybody&q=privacy").text)
    assert "Privacy privacy Datenschutz (ganze Stadt) ab 01.01.2026" in everybody
    assert "Celik celik" not in everybody
    assert "Aydin aydin – – –" in plain(it.get(f"{LIST}?show=everybody").text)
    assert "Aydin aydin" not in plain(it.get(LIST).text)
    assert re.search(r"Celik celik .*? 20\.11\.2026", plain(it.get(LIST).text))


def test_a_role_for_a_while_and_an_end_on_a_later_day_come_by_themselves(small_town: City, signed_in: Arrive) -> None:
    it, hr = signed_in("it"), signed_in("hr")
    while_away = asked(unit=archive(small_town), since="2026-11-23", last="2026-11-24")
    at = it.post(NEW, while_away).location
    assert "ab 23.11.2026 bis 24.11.2026" in plain(hr.get(at).text)
    assert hr.post(at, AGREE).status_code == 303
    assert "ab 23.11.2026 bis 24.11.2026" in plain(hr.get(LIST).text)
    ends = asked(change="end", name="brandt", unit=registry(small_town), since="2026-11-25", last="2026-11-30")
    at = it.post(NEW, ends).location
    assert "der 25.11.2026 ist der erste Tag ohne sie" in plain(hr.get(at).text)
    brandt = signed_in("brandt")
    assert hr.post(at, AGREE).status_code == 303
    assert brandt.get("/team").status_code == 200

    seen = {}
    for day in range(22, 26):
        with time_machine.travel(NOW.replace(day=day, hour=8), tick=False):
            seen[day] = [signed_in(name).get("/team").status_code for name in ("celik", "brandt")]
    assert seen == {22: [403, 200], 23: [200, 200], 24: [200, 200], 25: [403, 403]}
    # What was to end later may end earlier, at once; and every change of it is proven.
    at = it.post(NEW, asked(change="end", name="brandt", unit=registry(small_town))).location
    assert hr.post(at, AGREE).status_code == 303
    assert grants(small_town, "brandt")[0][-1] == NOW.date()
    with small_town.database.reading() as session:
        held = select(role_grant.c.id).where(role_grant.c.login_id == small_town.logins["brandt"])
        leaves = (ledger_record.c.kind == "role_grant", ledger_record.c.subject == str(session.scalars(held).one()))
        versions = session.scalars(select(ledger_record.c.bytes).where(*leaves)).all()
    assert sorted(json.loads(each)["version"] for each in versions) == [1, 2, 3]


def registry(city: City) -> str:
    with city.database.reading() as session:
        return str(session.execute(select(unit.c.uid).where(unit.c.id == city.registry)).scalar_one())
