"""Each failure is a page that says what to do."""

import pytest
from flask import Blueprint

from timeclock.service.access import Action
from timeclock.web import app as application
from timeclock.web import create_app
from timeclock.web.policies import policy


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/nowhere", 404, "Diese Seite gibt es nicht"),
        ("/me/day/2026-02-30", 404, "Diese Seite gibt es nicht"),
        ("/me/month/0001-01", 404, "Diese Seite gibt es nicht"),
        ("/me/month/9999-12", 404, "Diese Seite gibt es nicht"),
        ("/team", 403, "Diese Seite ist nicht für Sie bestimmt"),
        ("/me/stamps", 405, "So geht das nicht"),
    ],
)
def test_a_failure_is_a_page(aydin, path, status, title):
    answer = aydin.get(path)

    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert f"Fehler {status}" in answer.text


def test_405_says_what_is_allowed(aydin):
    assert "POST" in aydin.get("/me/stamps").headers["Allow"]


def test_the_times_of_another_unit_do_not_exist(signed_in, small_town):
    answer = signed_in("brandt").get(f"/team/{small_town.celik.employment_uid}/month/2026-11")

    assert answer.status_code in {403, 404}
    assert "Celik" not in answer.text


def test_too_much_text_is_refused(aydin):
    answer = aydin.post("/me/day/2026-11-19/contest", {"reason": "x" * 70_000})

    assert answer.status_code == 413


def test_what_nobody_expected_says_nothing_about_the_inside(small_town, monkeypatch):
    bp = Blueprint("planted", __name__)

    @bp.get("/planted")
    @policy(Action.PUBLIC)
    def fail():
        raise RuntimeError("the password is sesame")

    monkeypatch.setattr(application, "PAGES", (*application.PAGES, bp))
    answer = create_app(small_town.settings, small_town.database).test_client().get("/planted")

    assert answer.status_code == 500
    assert "Bei uns ist etwas schiefgegangen" in answer.text
    assert "sesame" not in answer.text
