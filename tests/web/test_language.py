"""German first, English second, and whoever chooses is remembered."""

import pytest


@pytest.mark.parametrize(
    ("accepted", "locale", "title"),
    [
        ("", "de", "Anmelden"),
        ("fr", "de", "Anmelden"),
        ("en-GB,en;q=0.9", "en", "Sign in"),
        ("de-AT", "de", "Anmelden"),
    ],
)
def test_the_browser_proposes(visitor, accepted, locale, title):
    answer = visitor.get("/login", headers={"Accept-Language": accepted})

    assert f'<html lang="{locale}">' in answer.text
    assert f"<h1>{title}</h1>" in answer.text
    assert answer.headers["Content-Language"] == locale


def test_the_choice_wins_and_leads_back(aydin):
    answer = aydin.post("/language", {"language": "en", "back": "/me/month/2026-11"})

    assert (answer.status_code, answer.location) == (303, "/me/month/2026-11")
    assert '<html lang="en" ' in aydin.get("/me/today").text


def test_simple_words_are_chosen_and_said_where_they_are_missing(aydin):
    aydin.post("/language", {"language": "de-simple", "back": "/me/today"})
    today, accounts = aydin.get("/me/today"), aydin.get("/me/accounts", follow_redirects=True)

    assert '<html lang="de-simple" ' in today.text
    assert "Ich komme" in today.text
    assert today.headers["Content-Language"] == "de-simple"
    missing = "Diese Seite gibt es noch nicht in Leichter Sprache."
    assert [missing in each.text for each in (today, accounts)] == [False, True]


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example"])
def test_the_choice_leads_nowhere_else(visitor, back):
    assert visitor.post("/language", {"language": "en", "back": back}).location == "/"


@pytest.mark.parametrize("sent", [{}, {"language": "fr"}, {"language": ["de", "en"]}, {"language": "de", "more": "1"}])
def test_anything_else_is_refused(visitor, sent):
    assert visitor.post("/language", sent).status_code == 422
