"""The second step of signing in: asked of whom the city says, taken once, and by paper when the phone is gone."""

import re
from base64 import b32decode
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.city import NOW, PASSWORD
from tests.web.conftest import Visitor
from timeclock import settings
from timeclock.core.totp import SECONDS, address, code_of, step_at
from timeclock.service.access import Role
from timeclock.store import logins
from timeclock.store.schema.access import credential
from timeclock.store.schema.evidence import audit
from timeclock.web.app import create_app
from timeclock.web.qr import picture

KEY = re.compile(r'id="secret">([A-Z2-7 ]+)<')
SEALED = re.compile(r'name="sealed" value="([^"]+)"')
PAPER = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


def later(steps):
    return time_machine.travel(NOW + timedelta(seconds=SECONDS * steps), tick=False)


def code(secret, steps=0):
    return code_of(secret, step_at(NOW) + steps)


def secret_on(page):
    return b32decode(KEY.search(page)[1].replace(" ", ""))


def with_app(visitor):
    """Set an app up, and return its secret and the codes for paper."""
    page = visitor.get("/me/security/second/app").text
    secret = secret_on(page)
    sent = {"sealed": SEALED.search(page)[1], "code": code(secret), "password": PASSWORD}
    answer = visitor.post("/me/security/second/app", sent)
    assert answer.status_code == 201, answer.text
    return secret, PAPER.findall(answer.text)


def entered(visitor, given):
    return visitor.post("/me/security/second", {"code": given})


@pytest.fixture
def strict(small_town):
    """A way to arrive in the city whose superiors need a second factor."""
    city = replace(small_town.settings, second_factor_for=("supervisor", "hr"))
    with time_machine.travel(NOW, tick=False):
        app = create_app(city, small_town.database)

        def arrive(name):
            somebody = Visitor(app.test_client())
            assert somebody.sign_in(name).status_code == 303
            return somebody

        yield arrive


def test_whose_role_asks_for_it_sets_an_app_up_before_anything_else_and_others_need_none(strict, small_town):
    brandt = strict("brandt")
    for path in ("/me/today", "/team", "/me/security", "/me/security/password", "/me/security/second"):
        assert brandt.get(path).location.startswith("/me/security/second/app")
    assert brandt.post("/me/stamps", {"kind": "in"}).location == "/me/security/second/app"
    assert brandt.client.get("/api/v1/me").status_code == 401
    # Her phone keeps what waits there, and shows her the way in.
    assert brandt.get("/me/stamps/waiting", headers={"Accept": "application/json"}).status_code == 401
    page = brandt.get("/me/security/second/app").text
    assert "Ihnen sind Zeiten anderer anvertraut" in page
    assert "Hauptnavigation" not in page

    secret, papers = with_app(brandt)
    assert len(set(papers)) == 10
    assert brandt.get("/team").status_code == 200
    with small_town.database.reading() as session:
        kept = session.execute(select(credential.c.kind, credential.c.secret_or_subject)).all()
        acts = session.execute(select(audit.c.action)).scalars().all()
    assert sum(kind == "recovery" for kind, _ in kept) == 10
    text = " ".join(each for _, each in kept)
    assert not any(each in text or each.replace("-", "") in text for each in papers)
    assert KEY.search(page)[1].replace(" ", "") not in text
    assert secret.hex() not in text
    assert acts.count("login.app") == 1

    assert strict("aydin").get("/me/today").status_code == 200
    assert strict("officer").get("/team").status_code == 200


def test_a_deputy_is_asked_as_the_superior_is(strict, small_town):
    with small_town.database.transaction() as session:
        logins.grant(session, small_town.logins["aydin"], Role.DEPUTY, small_town.registry, NOW.date(), NOW, by=None)

    assert strict("aydin").get("/me/today").location.startswith("/me/security/second/app")


def test_after_the_password_only_the_second_step_is_open_and_a_code_is_taken_once(signed_in, aydin):
    secret, _ = with_app(aydin)
    assert aydin.get("/me/today").status_code == 200

    again = signed_in("aydin")
    assert again.get("/me/month/2026-11").location == "/me/security/second?next=/me/month/2026-11"
    for path in ("/me/security", "/me/security/second/app", "/me/security/second/codes", "/me/security/password"):
        assert again.get(path).location.startswith("/me/security/second?next=")
    for path in ("/me/stamps", "/me/security/second/remove", "/me/security/sessions/end-others"):
        assert again.post(path, {"password": PASSWORD}).location == "/me/security/second"

    # The code that set the app up was taken by that; the next one is not, and counts one step early.
    assert entered(again, code(secret)).status_code == 422
    assert "oder wurde schon benutzt" in entered(again, "000000").text
    cookie = again.client.get_cookie("timeclock").value
    answer = again.post(
        "/me/security/second", {"code": f" {code(secret, 1)[:3]} {code(secret, 1)[3:]}"}, query_string={"next": "/help"}
    )
    assert (answer.status_code, answer.location) == (303, "/help")
    assert again.get("/me/today").status_code == 200
    # Somebody who had the half-way session has nothing now.
    thief = Visitor(again.client.application.test_client())
    thief.client.set_cookie("timeclock", cookie)
    assert thief.get("/me/security/second").location.startswith("/login")

    third = signed_in("aydin")
    assert entered(third, code(secret, 1)).status_code == 422
    with later(2):
        assert entered(third, code(secret, 2)).status_code == 303
    assert entered(aydin, code(secret, 2)).location == "/me/security"


def test_a_code_on_paper_opens_once_and_new_ones_end_the_old(signed_in, aydin):
    _, papers = with_app(aydin)
    assert "10 Codes für Papier sind noch da" in aydin.get("/me/security").text

    assert entered(signed_in("aydin"), papers[0].lower().replace("-", " ")).status_code == 303
    assert entered(signed_in("aydin"), papers[0]).status_code == 422
    assert "9 Codes für Papier sind noch da" in aydin.get("/me/security").text

    assert aydin.post("/me/security/second/codes", {"password": "falsch"}).status_code == 422
    fresh = PAPER.findall(aydin.post("/me/security/second/codes", {"password": PASSWORD}).text)
    assert len(fresh) == 10
    assert entered(signed_in("aydin"), papers[1]).status_code == 422
    assert entered(signed_in("aydin"), fresh[9]).status_code == 303


def test_wrong_codes_make_a_pause_wherever_they_come_from(pages, aydin, small_town):
    secret, papers = with_app(aydin)
    for no in range(small_town.settings.sign_in_attempts):
        guessing = Visitor(pages.test_client())
        guessing.client.environ_base["REMOTE_ADDR"] = f"10.0.0.{no}"
        guessing.sign_in("aydin")
        assert entered(guessing, "000000").status_code == 422

    assert entered(guessing, code(secret, 1)).status_code == 429
    assert entered(guessing, papers[0]).status_code == 429


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"code": "000000"}, "Das ist nicht der Code, den Ihre App zeigt"),
        ({"code": ""}, "Bitte geben Sie den Code ein"),
        ({"password": "falsch"}, "Das ist nicht Ihr Kennwort"),
        ({"password": ""}, "Bitte geben Sie Ihr Kennwort ein"),
    ],
)
def test_what_is_wrong_is_said_and_the_same_secret_shown_again(aydin, signed_in, sent, problem):
    page = aydin.get("/me/security/second/app").text
    good = {"sealed": SEALED.search(page)[1], "code": code(secret_on(page)), "password": PASSWORD}
    answer = aydin.post("/me/security/second/app", good | sent)

    assert answer.status_code == 422
    assert problem in answer.text
    assert secret_on(answer.text) == secret_on(page)
    assert signed_in("aydin").get("/me/today").status_code == 200


def test_a_secret_that_was_offered_to_another_is_nobodys(aydin, signed_in):
    page = signed_in("brandt").get("/me/security/second/app").text
    sent = {"sealed": SEALED.search(page)[1], "code": code(secret_on(page)), "password": PASSWORD}

    for each in (sent["sealed"], sent["sealed"][:-4], "no seal at all"):
        answer = aydin.post("/me/security/second/app", sent | {"sealed": each})
        assert answer.status_code == 422
        assert secret_on(answer.text) != secret_on(page)


def test_the_picture_says_what_the_text_says(aydin):
    page = aydin.get("/me/security/second/app").text

    assert picture(address(secret_on(page), "Stadt Beispiel", "aydin")).path in page


def test_who_needs_it_keeps_it_and_who_does_not_takes_it_away(strict, small_town):
    brandt, aydin = strict("brandt"), strict("aydin")
    with_app(brandt)
    with_app(aydin)

    answer = brandt.post("/me/security/second/remove", {"password": PASSWORD})
    assert (answer.status_code, "Ihre Rolle verlangt einen zweiten Faktor" in answer.text) == (422, True)
    assert aydin.post("/me/security/second/remove", {"password": "falsch"}).status_code == 422
    assert aydin.post("/me/security/second/remove", {"password": PASSWORD}).status_code == 303
    assert strict("aydin").get("/me/today").status_code == 200
    with small_town.database.reading() as session:
        gone = select(credential.c.secret_or_subject).where(
            credential.c.login_id == small_town.logins["aydin"], credential.c.kind != "password"
        )
        assert set(session.execute(gone).scalars()) == {""}


def test_beside_an_app_a_shorter_password_will_do(aydin):
    change = {"old": PASSWORD, "new": "müde Ente"}
    assert aydin.post("/me/security/password", change).status_code == 422
    with_app(aydin)

    assert "Mindestens 8 Zeichen" in aydin.get("/me/security/password").text
    assert aydin.post("/me/security/password", change).status_code == 303


def test_the_setting_knows_every_role_a_login_is_entrusted_with(tmp_path):
    assert {*settings.SECOND_FACTOR_ROLES} == set(Role) - {Role.CLIENT, Role.DEPUTY}
    odd = tmp_path / "city.toml"
    odd.write_text('second_factor_for = ["supervisors"]')
    with pytest.raises(settings.SettingsError, match="'second_factor_for' names no role: 'supervisors'"):
        settings.load(odd, {})
