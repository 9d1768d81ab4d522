"""IT adds a terminal in the browser, both sides agree, and it is named and taken out of service there too."""

from __future__ import annotations

import json
import re
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from terminals import enrolment as device
from tests.city import NOW
from tests.terminal import enrolled
from timeclock.ledger.keys import b64url
from timeclock.store import sources
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.people import unit

HERE = "http://localhost"


class Wall:
    """A device that somebody enrols, with the code that IT's page shows."""

    def __init__(self, app, town, page):
        self.client, self.key = app.test_client(), Ed25519PrivateKey.generate()
        self.code = re.search(r'tc-secret__value">([0-9A-Z-]+)<', page).group(1)
        self.uid = UUID(re.search(r"/admin/terminals/([0-9a-f-]{36})", page).group(1))
        self.receipt_key = re.search(r'tc-hash">([\w-]{43})<', page).group(1)
        self.town = town

    def claim(self):
        claim = device.Claim(device.Code.typed(self.code), HERE, self.key, bytes(16))
        return self.client.post(device.CLAIM_PATH, json=json.loads(claim.body()))

    def shows(self):
        return device.fingerprint(str(self.uid), device.public_half(self.key), self.receipt_key)

    def agree(self):
        body = device.agreement(self.key, device.Enrolled(str(self.uid), self.receipt_key, self.shows()))
        return self.client.post(device.AGREEMENT_PATH, data=body, content_type="application/json").json

    def may_speak(self):
        with self.town.database.reading() as session:
            found = sources.device(session, self.uid)
        return (
            found is not None
            and found.public_key is not None
            and b64url(found.public_key) == device.public_half(self.key)
        )


@pytest.fixture
def it(signed_in):
    return signed_in("it")


@pytest.fixture
def wall(pages, small_town, it):
    with small_town.database.reading() as session:
        archive = session.execute(select(unit.c.uid).where(unit.c.id == small_town.archive)).scalar_one()
    page = it.post("/admin/terminals", {"name": "  Rathaus,  Nord ", "unit": str(archive)})
    assert page.status_code == 200
    return Wall(pages, small_town, page.text)


def acts(town):
    with town.database.reading() as session:
        rows = session.execute(select(audit.c.action, audit.c.by).where(audit.c.action.like("terminal.%")))
        return [tuple(row) for row in rows]


def test_a_terminal_comes_into_service_by_a_code_and_a_fingerprint_that_both_sides_saw(wall, it, small_town):
    page = it.get(f"/admin/terminals/{wall.uid}").text
    assert "<h1" in page
    assert "Rathaus, Nord" in page
    assert wall.code not in page
    assert "Der Code wurde am Terminal noch nicht eingetippt" in page
    assert wall.claim().status_code == 200
    page = it.get(f"/admin/terminals/{wall.uid}").text
    assert "zeigt einen Fingerabdruck" in page
    assert wall.shows() not in page

    other = wall.shows()[:-1] + ("2" if wall.shows()[-1] != "2" else "3")
    refused = it.post(f"/admin/terminals/{wall.uid}/fingerprint", {"fingerprint": other})
    assert refused.status_code == 422
    assert "ist jemand dazwischen" in refused.text
    assert other in refused.text
    nothing = it.post(f"/admin/terminals/{wall.uid}/fingerprint", {"fingerprint": " "})
    assert nothing.status_code == 422
    assert "was das Terminal zeigt" in nothing.text

    agreed = it.post(f"/admin/terminals/{wall.uid}/fingerprint", {"fingerprint": wall.shows().lower()})
    assert agreed.status_code == 303
    assert not wall.may_speak()
    assert "jemand am Terminal" in it.get(f"/admin/terminals/{wall.uid}").text
    assert wall.agree()["in_service"]
    assert wall.may_speak()
    late = it.post(f"/admin/terminals/{wall.uid}/fingerprint", {"fingerprint": wall.shows()})
    assert late.status_code == 422
    assert "Es wartet nichts mehr" in late.text
    login = small_town.logins["it"]
    assert acts(small_town) == [
        ("terminal.add", login),
        ("terminal.claim", None),
        ("terminal.fingerprint_differs", login),
        ("terminal.confirm", login),
        ("terminal.agree", None),
        ("terminal.in_service", None),
    ]


def test_a_new_code_ends_the_one_before_and_a_revoked_terminal_comes_back_by_one(wall, pages, it, small_town):
    again = Wall(pages, small_town, it.post(f"/admin/terminals/{wall.uid}/code", {}).text)
    assert again.uid == wall.uid
    assert wall.claim().json["code"] == "code_over"
    again.claim()
    again.agree()
    it.post(f"/admin/terminals/{wall.uid}/fingerprint", {"fingerprint": again.shows()})
    assert again.may_speak()

    assert it.post(f"/admin/terminals/{wall.uid}/revocation", {}).status_code == 303
    assert not again.may_speak()
    page = it.get(f"/admin/terminals/{wall.uid}").text
    assert "außer Betrieb" in page
    assert "/revocation" not in page
    back = Wall(pages, small_town, it.post(f"/admin/terminals/{wall.uid}/code", {}).text)
    assert back.claim().status_code == 200


@pytest.mark.parametrize("name", ["Rathaus, Nord", "rathaus,   NORD"])
def test_two_terminals_of_one_name_are_refused_until_one_is_out_of_service(wall, it, small_town, name):
    other = enrolled(small_town, NOW, "Archiv", seed=2)
    new = it.post("/admin/terminals", {"name": name})
    assert new.status_code == 422
    assert "gibt es schon ein Terminal" in new.text
    renamed = it.post(f"/admin/terminals/{other.uid}/name", {"name": name})
    assert renamed.status_code == 422
    assert f'value="{name}"' in renamed.text
    assert it.post(f"/admin/terminals/{wall.uid}/name", {"name": name, "unit": ""}).status_code == 303

    it.post(f"/admin/terminals/{wall.uid}/revocation", {})
    assert it.post(f"/admin/terminals/{other.uid}/name", {"name": name}).status_code == 303
    assert it.get("/admin/terminals?words=nord").text.count("/admin/terminals/0") == 2


def test_nothing_without_a_name_at_a_unit_there_is_or_at_a_terminal_there_is(wall, it):
    nowhere = "01890000-0000-7000-8000-000000000000"
    assert it.post("/admin/terminals", {"name": " "}).status_code == 422
    assert it.post("/admin/terminals", {"name": "x" * 101}).status_code == 422
    assert it.post("/admin/terminals", {"name": "Foyer", "unit": nowhere}).status_code == 404
    for act in ("name", "code", "revocation"):
        sent = {"name": "Foyer"} if act == "name" else {}
        assert it.post(f"/admin/terminals/{nowhere}/{act}", sent).status_code == 404
    assert it.get(f"/admin/terminals/{nowhere}").status_code == 404
