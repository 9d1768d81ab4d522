"""My tokens: made with the password, shown once, listed, taken back."""

import re
from datetime import timedelta

import pytest
import time_machine

from tests.city import NOW, PASSWORD

SECRET = re.compile(r"tck_[A-Za-z0-9_-]{43}")
UID = re.compile(r'name="token" value="([0-9a-f-]{36})"')
TODAY = NOW.date()
GOOD = {"name": "Mitarbeiterportal", "use": "stamp", "last_day": "2026-12-31", "password": PASSWORD}


def made(visitor, **changed):
    return visitor.post("/me/tokens", {**GOOD, **changed})


def opens(visitor, secret):
    return visitor.client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_before_the_first_the_page_says_that_nobody_acts_for_me(aydin):
    assert "Kein Programm kann für Sie handeln." in aydin.get("/me/tokens").text


def test_a_token_is_shown_once_and_works(aydin):
    answer = made(aydin)
    secret = SECRET.search(answer.text)[0]

    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Der Zugangsschlüssel „Mitarbeiterportal“ ist erstellt" in answer.text
    assert opens(aydin, secret)
    page = aydin.get("/me/tokens").text
    assert not SECRET.search(page)
    assert "Mitarbeiterportal" in page
    assert "lesen und buchen" in page


def test_the_page_says_when_it_was_last_used_and_until_when_it_works(aydin):
    secret = SECRET.search(made(aydin).text)[0]
    assert "nie" in aydin.get("/me/tokens").text

    opens(aydin, secret)
    page = aydin.get("/me/tokens").text
    assert "20.11.2026, 16:00" in page
    assert "Donnerstag, 31. Dezember 2026" in page


def test_a_token_taken_back_opens_nothing_any_more(aydin):
    secret = SECRET.search(made(aydin).text)[0]
    answer = aydin.post("/me/tokens/revoke", {"token": UID.search(aydin.get("/me/tokens").text)[1]})

    assert (answer.status_code, answer.location) == (303, "/me/tokens")
    assert not opens(aydin, secret)
    page = aydin.get("/me/tokens").text
    assert "Das Programm kann nichts mehr für Sie tun." in page
    assert "zurückgenommen" in page
    assert not UID.search(page)


def test_one_that_ended_is_said_to_have_ended(aydin, signed_in):
    made(aydin, last_day=str(TODAY))
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        page = signed_in("aydin").get("/me/tokens").text

    assert "abgelaufen" in page
    assert not UID.search(page)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": ""}, "Bitte geben Sie dem Zugangsschlüssel einen Namen"),
        ({"name": "  "}, "Bitte geben Sie dem Zugangsschlüssel einen Namen"),
        ({"name": "x" * 61}, "Das ist zu lang"),
        ({"name": "Portal\x00"}, "Das wurde nicht verstanden"),
        ({"use": "everything"}, "Das wurde nicht verstanden"),
        ({"last_day": ""}, "nicht vor heute und nicht später als erlaubt"),
        ({"last_day": "morgen"}, "nicht vor heute und nicht später als erlaubt"),
        ({"last_day": str(TODAY - timedelta(days=1))}, "nicht vor heute und nicht später als erlaubt"),
        ({"last_day": str(TODAY + timedelta(days=366))}, "nicht vor heute und nicht später als erlaubt"),
        ({"password": ""}, "Bitte geben Sie Ihr Kennwort ein"),
        ({"password": "ein anderes Kennwort"}, "Das ist nicht Ihr Kennwort"),
        ({"scopes": "admin"}, "Dieses Feld wird nicht erwartet"),
    ],
)
def test_what_is_wrong_is_said_and_no_token_made(aydin, changed, problem):
    answer = made(aydin, **changed)

    assert answer.status_code == 422
    assert problem in answer.text
    assert "Fehler: " in answer.text
    assert not SECRET.search(answer.text)
    assert not UID.search(aydin.get("/me/tokens").text)


def test_what_was_entered_stays_but_never_the_password(aydin):
    text = made(aydin, last_day="", use="stamp").text

    assert 'value="Mitarbeiterportal"' in text
    assert re.search(r'value="stamp" checked', text)
    assert PASSWORD not in text


def test_wrong_passwords_are_counted_like_failed_sign_ins(aydin, small_town):
    for _ in range(small_town.settings.sign_in_attempts):
        assert made(aydin, password="ein anderes Kennwort").status_code == 422

    assert made(aydin).status_code == 429


def test_anothers_token_is_not_there(aydin, signed_in):
    made(aydin)
    hers = UID.search(aydin.get("/me/tokens").text)[1]

    assert signed_in("brandt").post("/me/tokens/revoke", {"token": hers}).status_code == 404
    assert UID.search(aydin.get("/me/tokens").text)


def test_who_has_no_person_has_no_such_page(signed_in):
    hr = signed_in("hr")

    assert hr.get("/me/tokens").status_code == 403
    assert "Zugänge für Programme" not in hr.get("/help").text


def test_the_reference_shows_every_operation_without_any_script(aydin):
    page = aydin.get("/help/api").text

    for path in ("GET /api/v1/me", "GET /api/v1/days/{day}", "POST /api/v1/stamps", "/api/v1/openapi.json"):
        assert path in page
    assert "Mein Saldo" in page
    assert "<script>" not in page
