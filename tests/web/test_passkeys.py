"""Passkeys: made once, good for signing in, for the second step and for being asked again, and for nobody else."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select, update

from tests.authenticator import Authenticator, changed, spoiled
from tests.city import NOW, PASSWORD
from tests.web.conftest import Visitor
from tests.web.test_second_factor import PAPER, entered, with_app
from timeclock.store.schema.access import login, passkey
from timeclock.store.schema.evidence import audit
from timeclock.web.app import create_app

WISH = re.compile(r'data-passkey="([^"]+)"')
CHOSEN = re.compile(r'name="chosen" value="([0-9a-f-]{36})"')
NEW = "/me/security/passkeys/new"
ENTER = "/me/security/passkeys/enter"


def later(minutes):
    return time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)


def wish(page):
    return unescape(WISH.search(page)[1])


def registered(visitor, key, name="Handy"):
    return visitor.post(NEW, {"name": name, "passkey": key.made(wish(visitor.get(NEW).text))})


def signing_in(pages, key, target="/help", **response):
    """Sign in by a passkey alone; return the answer and who came."""
    somebody = Visitor(pages.test_client())
    answer = changed(key.signed(wish(somebody.get("/login").text)), **response)
    return somebody.post("/login/passkey", {"passkey": answer}, query_string={"next": target}), somebody


def acts(town, action):
    with town.database.reading() as session:
        return session.execute(select(audit.c.by, audit.c.detail).where(audit.c.action == action)).all()


@pytest.fixture
def key(aydin):
    made = Authenticator()
    assert registered(aydin, made).status_code == 201
    return made


def test_a_passkey_opens_all_without_a_password_and_each_answer_once(pages, aydin, small_town):
    key, other = Authenticator(counts=False), Authenticator()
    asked = json.loads(wish(aydin.get(NEW).text))
    assert (asked["rp"]["id"], asked["user"]["name"]) == ("localhost", "aydin")
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    first = registered(aydin, key, "Handy <3")
    assert (first.status_code, len(PAPER.findall(first.text))) == (201, 10)
    assert registered(aydin, other, "Stick").location == "/me/security"
    page = aydin.get("/me/security").text
    assert "Handy &lt;3" in page
    assert len(json.loads(wish(aydin.get(NEW).text))["excludeCredentials"]) == 2
    assert acts(small_town, "login.passkey") == [(small_town.logins["aydin"], {})] * 2

    for no, each in enumerate((key, other)):
        with later(no + 1):
            answer, somebody = signing_in(pages, each)
            assert (answer.status_code, answer.location) == (303, "/help")
            assert somebody.get("/me/today").status_code == 200
    with later(3):
        page = Visitor(pages.test_client()).get("/login").text
        said = key.signed(wish(page))
        thieves = [Visitor(pages.test_client()) for _ in range(2)]
        assert [each.post("/login/passkey", {"passkey": said}).status_code for each in thieves] == [303, 422]
        # A page from before is refused as well: its answer may have been seen by somebody.
        assert thieves[1].get("/me/today").location.startswith("/login")


def test_what_is_not_signed_here_by_its_owner_opens_nothing(pages, key, small_town):
    answer, _ = signing_in(pages, replace(key, origin="https://example.org"))
    assert (answer.status_code, "Diesen Passkey hat hier niemand mehr" in answer.text) == (422, True)
    for wrong in (
        replace(key, verifies=False),
        replace(key, owner="AAAA"),
        replace(key, secret=Authenticator().secret),
        Authenticator(owner=key.owner),
    ):
        assert signing_in(pages, wrong)[0].status_code == 422
    visitor = Visitor(pages.test_client())
    said = json.loads(key.signed(wish(visitor.get("/login").text)))
    bad = spoiled(said["response"]["signature"])
    for sent in (changed(json.dumps(said), signature=bad), "{}", "no JSON", '{"id": 1}', "[]", "9" * 5000):
        assert visitor.post("/login/passkey", {"passkey": sent}).status_code == 422
    asked = {"rpId": "localhost", "challenge": "AAAA"}
    assert visitor.post("/login/passkey", {"passkey": key.signed(json.dumps(asked))}).status_code == 422

    # Not even a wish of this house that was for something else.
    with_session = Visitor(pages.test_client())
    with_session.sign_in("aydin")
    halfway = wish(with_session.get("/me/security/second").text)
    assert visitor.post("/login/passkey", {"passkey": key.signed(halfway)}).status_code == 422
    old = wish(visitor.get("/login").text)
    with later(11):
        answer = visitor.post("/login/passkey", {"passkey": key.signed(old)})
        assert (answer.status_code, "Das hat zu lange gedauert" in answer.text) == (422, True)
        with small_town.database.transaction() as session:
            session.execute(update(login).where(login.c.name == "aydin").values(disabled_at=NOW))
        assert signing_in(pages, key)[0].status_code == 422


def test_a_copy_that_counts_for_itself_is_noted_and_refused(pages, key, small_town):
    copy = replace(key)
    for minute, count, status in ((1, 5, 303), (2, 4, 422), (3, 5, 422), (4, 6, 303)):
        copy.count = count - 1
        with later(minute):
            assert signing_in(pages, copy)[0].status_code == status
    assert acts(small_town, "login.passkey_copied") == [
        (small_town.logins["aydin"], {"kept": 5, "said": 4}),
        (small_town.logins["aydin"], {"kept": 5, "said": 5}),
    ]


def test_after_the_password_it_is_the_second_step_of_its_owner_alone(signed_in, key, pages):
    others = Authenticator()
    registered(signed_in("brandt"), others)

    again = signed_in("aydin")
    assert again.get("/me/today").location.startswith("/me/security/second")
    page = again.get("/me/security/second", query_string={"next": "/me/today"}).text
    assert len(json.loads(wish(page))["allowCredentials"]) == 1
    assert again.post(NEW, {"name": "x", "passkey": "x"}).location == "/me/security/second"
    for wrong in (others.signed(wish(page)), "{}"):
        answer = again.post(ENTER, {"passkey": wrong})
        assert (answer.status_code, "ist hier nicht Ihrer" in answer.text) == (422, True)
    answer = again.post(ENTER, {"passkey": key.signed(wish(page))}, query_string={"next": "/me/today"})
    assert (answer.status_code, answer.location) == (303, "/me/today")
    assert again.post(ENTER, {"passkey": "x"}).location == "/me/security"
    third = signed_in("aydin")
    assert third.post(ENTER, {"passkey": key.signed(wish(page))}).status_code == 422


def test_asked_again_she_confirms_by_it_and_her_form_goes_on(signed_in, small_town):
    officer, key = signed_in("officer"), Authenticator()
    registered(officer, key)
    at, form = f"/staff/{small_town.aydin.employment_uid}/2026-11-20/badges", {"act": "issue", "number": "04AABBCC"}
    with later(10):
        page = officer.post(at, form).text
        assert page.count('name="number" value="04AABBCC"') == 2
        stranger = Authenticator()
        assert officer.post(at, form | {"passkey_again": stranger.signed(wish(page))}).status_code == 422
        said = key.signed(wish(page))
        with later(21):
            assert "Das hat zu lange gedauert" in officer.post(at, form | {"passkey_again": said}).text
        assert officer.post(at, form | {"passkey_again": said}).status_code == 303


def test_papers_help_where_the_device_is_gone_and_it_is_taken_away(signed_in, aydin, small_town):
    papers = PAPER.findall(registered(aydin, Authenticator()).text)
    assert entered(signed_in("aydin"), papers[0]).status_code == 303
    with_app(aydin)
    (uid,) = CHOSEN.findall(aydin.get("/me/security").text)
    assert signed_in("brandt").post("/me/security/passkeys/remove", {"chosen": uid}).status_code == 404
    assert (
        "Der Passkey ist entfernt"
        in aydin.post("/me/security/passkeys/remove", {"chosen": uid}, follow_redirects=True).text
    )
    # The app is left, and with it the codes; without either, the password alone opens.
    assert signed_in("aydin").get("/me/today").status_code == 303
    assert aydin.post("/me/security/second/remove", {"password": PASSWORD}).status_code == 303
    assert signed_in("aydin").get("/me/today").status_code == 200
    with small_town.database.reading() as session:
        assert session.execute(select(passkey)).all() == []


def test_whose_role_asks_for_a_factor_has_it_in_a_passkey_and_keeps_the_last_one(small_town):
    app = create_app(replace(small_town.settings, second_factor_for=("supervisor",)), small_town.database)
    with time_machine.travel(NOW, tick=False):
        brandt, key = Visitor(app.test_client()), Authenticator()
        brandt.sign_in("brandt")
        assert brandt.get("/team").location.startswith("/me/security/second/app")
        assert registered(brandt, key).status_code == 201
        assert brandt.get("/team").status_code == 200
        (uid,) = CHOSEN.findall(brandt.get("/me/security").text)
        said = brandt.post("/me/security/passkeys/remove", {"chosen": uid}, follow_redirects=True).text
        assert "Ihre Rolle verlangt einen zweiten Faktor" in said
        assert CHOSEN.findall(said) == [uid]
        with_app(brandt)
        assert brandt.post("/me/security/second/remove", {"password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (lambda key: replace(key, origin="https://example.org"), "ließ sich nicht einrichten"),
        (lambda key: replace(key, verifies=False), "ließ sich nicht einrichten"),
        (lambda key: replace(key, cose=key.cose.replace(b"\x01\x02", b"\x11\x02")), "ließ sich nicht einrichten"),
    ],
)
def test_no_other_passkey_is_set_up(aydin, signed_in, wrong, problem):
    answer = registered(aydin, wrong(Authenticator()))
    assert (answer.status_code, problem in answer.text) == (422, True)
    # Made on somebody else's page, it is not hers.
    page, key = signed_in("brandt").get(NEW).text, Authenticator()
    for sent in (key.made(wish(page)), "{}", "nonsense"):
        answer = aydin.post(NEW, {"name": "Handy", "passkey": sent})
        assert (answer.status_code, problem in answer.text, 'value="Handy"' in answer.text) == (422, True, True)
    assert "keinen Passkey erstellt" in aydin.post(NEW, {"name": "Handy", "passkey": ""}).text
    assert "wie Sie dieses Gerät nennen" in aydin.post(NEW, {"name": " ", "passkey": "{}"}).text
    own = wish(aydin.get(NEW).text)
    with later(11):
        late = aydin.post(NEW, {"name": "Handy", "passkey": key.made(own), "password_again": PASSWORD})
        assert "Das hat zu lange gedauert" in late.text
    assert signed_in("aydin").get("/me/today").status_code == 200


def test_one_passkey_is_not_set_up_twice(aydin, signed_in, key):
    assert registered(signed_in("brandt"), key).status_code == 422
