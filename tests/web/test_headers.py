"""What every answer carries, and forms that did not come from us."""

from dataclasses import replace

import pytest
import time_machine

from tests.city import NOW
from timeclock.web import create_app

PATHS = ["/login", "/me/today", "/nowhere", "/me/month/2026-11", "/manifest.webmanifest"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_foreign_nothing_inline_nothing_kept(aydin, path):
    headers = aydin.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert {"Cookie", "Accept-Language"} <= set(headers["Vary"].split(", "))
    assert "Access-Control-Allow-Origin" not in headers


def test_style_sheets_may_be_kept(visitor):
    answer = visitor.get("/static/timeclock.css")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] != "no-store"
    answer.close()


def test_with_https_the_cookie_is_bound_to_the_host(small_town):
    secure = create_app(replace(small_town.settings, https=True), small_town.database)
    with time_machine.travel(NOW, tick=False):
        answer = secure.test_client().get("/login", base_url="https://city.example")

    assert answer.headers["Set-Cookie"].startswith("__Host-timeclock=")
    assert "; Secure;" in answer.headers["Set-Cookie"]
    assert "max-age=63072000; includeSubDomains" in answer.headers["Strict-Transport-Security"]


def test_a_form_without_its_token_is_refused_kindly(aydin):
    answer = aydin.client.post("/logout")

    assert answer.status_code == 400
    assert "Zu Ihrer Sicherheit wurde das Formular nicht angenommen" in answer.text
    assert aydin.get("/me/today").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_a_token(aydin, headers):
    assert aydin.post("/logout", headers=headers).status_code == 400


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_our_own_form_passes(aydin, headers):
    assert aydin.post("/logout", headers=headers).status_code == 303
