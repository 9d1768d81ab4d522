"""In and out: the cookie is opaque, the session ends on the server, and no way leads elsewhere."""

from datetime import timedelta

import pytest
import time_machine

from tests.city import NOW


def cookie_of(answer):
    return next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("timeclock="))


def test_who_is_not_signed_in_is_led_to_the_door_and_back(visitor):
    answer = visitor.get("/me/month/2026-11")
    assert (answer.status_code, answer.location) == (303, "/login?next=/me/month/2026-11")

    answer = visitor.post(answer.location, {"name": "aydin", "password": "ein langes Kennwort"})
    assert (answer.status_code, answer.location) == (303, "/me/month/2026-11")


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/nowhere",
        "/logout",
        "/me/today\n/x",
        "",
    ],
)
def test_after_signing_in_nobody_is_sent_elsewhere(visitor, target):
    answer = visitor.post("/login", {"name": "aydin", "password": "ein langes Kennwort"}, query_string={"next": target})

    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("aydin", "/me/today"),
        ("brandt", "/me/today"),
        ("officer", "/team"),
        ("hr", "/team"),
        ("council", "/council/evidence"),
        ("it", "/admin/health"),
    ],
)
def test_everybody_starts_on_her_own_page(signed_in, name, first):
    assert signed_in(name).get("/").location == first


@pytest.mark.parametrize(("name", "password"), [("aydin", "falsch"), ("niemand", "ein langes Kennwort")])
def test_wrong_name_and_wrong_password_look_the_same(visitor, name, password):
    answer = visitor.sign_in(name, password)

    assert answer.status_code == 422
    assert "<title>Fehler: Anmelden" in answer.text
    assert "Benutzername und Kennwort passen nicht zusammen" in answer.text
    assert password not in answer.text


def test_an_empty_field_is_named_and_linked(visitor):
    answer = visitor.sign_in("", "")

    assert answer.status_code == 422
    assert 'href="#name">Bitte geben Sie Ihren Benutzernamen ein.' in answer.text
    assert 'aria-invalid="true" aria-describedby="password-error"' in answer.text


def test_too_many_attempts_make_a_pause(visitor, small_town):
    for _ in range(small_town.settings.sign_in_attempts):
        visitor.sign_in("aydin", "falsch")

    answer = visitor.sign_in("aydin")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Zu viele Versuche" in answer.text


def test_signing_in_makes_a_new_token_each_time(signed_in):
    tokens = set()
    for _ in range(2):
        with signed_in("aydin").client.session_transaction() as session:
            tokens.add(session["_user_id"])

    assert len(tokens) == 2


def test_what_stood_in_the_session_before_is_gone(visitor):
    visitor.get("/login")
    with visitor.client.session_transaction() as session:
        session["planted"] = "by somebody else"

    visitor.sign_in("aydin")

    with visitor.client.session_transaction() as session:
        assert "planted" not in session


def test_the_cookie_is_out_of_reach_of_script_and_other_sites(visitor):
    cookie = cookie_of(visitor.sign_in("aydin"))

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie


def test_signing_out_ends_the_session_on_the_server(aydin):
    stolen = aydin.client.get_cookie("timeclock").value

    answer = aydin.post("/logout")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache"'

    aydin.client.set_cookie("timeclock", stolen)
    assert aydin.get("/me/today").location == "/login?next=/me/today"


def test_an_abandoned_browser_is_signed_out(aydin, small_town):
    idle = timedelta(minutes=small_town.settings.session_idle_minutes)
    with time_machine.travel(NOW + idle, tick=False):
        assert aydin.get("/me/today").status_code == 303


def test_a_poll_does_not_keep_an_abandoned_browser_alive(aydin, small_town):
    idle = timedelta(minutes=small_town.settings.session_idle_minutes)
    with time_machine.travel(NOW + idle / 2, tick=False):
        assert aydin.get("/me/today/state").status_code == 200
    with time_machine.travel(NOW + idle, tick=False):
        answer = aydin.get("/me/today/state", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/login")


def test_a_click_does_keep_it_alive(aydin, small_town):
    idle = timedelta(minutes=small_town.settings.session_idle_minutes)
    with time_machine.travel(NOW + idle / 2, tick=False):
        aydin.get("/me/today")
    with time_machine.travel(NOW + idle, tick=False):
        assert aydin.get("/me/today").status_code == 200
