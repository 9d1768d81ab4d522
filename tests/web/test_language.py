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
    assert '<html lang="en">' in aydin.get("/me/today").text


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example"])
def test_the_choice_leads_nowhere_else(visitor, back):
    assert visitor.post("/language", {"language": "en", "back": back}).location == "/"


@pytest.mark.parametrize("sent", [{}, {"language": "fr"}, {"language": ["de", "en"]}, {"language": "de", "more": "1"}])
def test_anything_else_is_refused(visitor, sent):
    assert visitor.post("/language", sent).status_code == 422
