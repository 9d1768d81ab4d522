"""Planning a month on the grid, page by page: catalogue, typing, what cannot be taken, publishing, one's own duties."""

import re

import pytest
from flask.testing import FlaskClient

from tests.city import PASSWORD

MONTH = "/team/roster/2027-01"


@pytest.fixture
def brandt(pages, small_town):
    pages.config["WTF_CSRF_ENABLED"] = False
    client = pages.test_client()
    client.post("/login", data={"name": "brandt", "password": PASSWORD})
    return client


def hidden(client: FlaskClient) -> dict[str, str]:
    """Return what the form of the grid carries unseen."""
    page = client.get(MONTH).text
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("unit", "seen", "people")}


def send(client: FlaskClient, step: str, **more: str):
    return client.post(MONTH, data={**hidden(client), "step": step, **more}, follow_redirects=True)


def test_shifts_are_kept_typed_published_and_seen_by_whom_they_are_of(brandt, signed_in):
    shift = {"key": "f", "name": "Früh", "kind": "work", "begins": "6", "ends": "1430", "plan": ""}
    kept = brandt.post("/team/roster/catalogue/shift", data=shift, follow_redirects=True)
    unit = brandt.get("/team/staffing").text.split('<option value="')[1].split('"')[0]
    workdays = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "2")
    need = {"unit": unit, "first": "2026-11-23", **workdays, **dict.fromkeys(("saturday", "sunday", "holiday"), "0")}
    assert brandt.post("/team/staffing", data={**need, "of": "f", "from": "", "to": ""}).status_code == 303
    assert "Dienst F" in brandt.get("/team/roster/catalogue").text
    rotation = {"rotation_name": "Woche", "pattern": "f f f f f - -", "anchor": "2027-01-04"}
    assert brandt.post("/team/roster/catalogue/rotation", data=rotation).status_code == 303
    wrong = brandt.post("/team/roster/catalogue/shift", data={**shift, "key": "?", "begins": ""})
    assert ("<strong>F</strong> Früh 06:00–14:30" in kept.text, wrong.status_code) == (True, 422)

    refused = send(brandt, "save", **{"0.11": "Q", "0.12": "F"})
    assert (refused.status_code, 'value="Q"' in refused.text, 'href="#c0-11"' in refused.text) == (422, True, True)
    typed = send(brandt, "save", **{"0.11": "f+15-16", "0.12": "F"})
    assert "Gespeichert: 2 Tage geändert." in typed.text
    assert "1 zu wenig" in typed.text
    filled = send(brandt, "fill", rotation="Woche", first="2027-01-18", last="2027-01-24", ahead="")
    assert "Gespeichert: 10 Tage geändert." in filled.text
    copied = send(brandt, "copy", week="2027-01-18", to_week="2027-01-25")
    assert "Gespeichert: 10 Tage geändert." in copied.text
    unseen = send(brandt, "publish", **{"0.13": "F"})
    assert "Bitte sehen Sie sie an" in unseen.text
    stale = brandt.post(MONTH, data={**hidden(brandt), "seen": "1.1", "step": "save", "0.14": "F"})
    assert (stale.status_code, "Inzwischen hat jemand anders gespeichert" in stale.text) == (422, True)
    assert "Der Dienstplan ist veröffentlicht" in send(brandt, "publish").text
    assert brandt.post(MONTH, data={**hidden(brandt), "step": "publish"}).status_code == 422

    aydin = signed_in("aydin")
    assert "06:00" in aydin.get("/me/roster/2027-01").text
    assert "Mo., 11. Jan.: frei → F+15:00-16:00" in aydin.get("/me/today").text
    brandt.post("/team/roster/catalogue/drop", data={"row": "shift.F"})
    assert "F+15:00-16:00" in brandt.get(MONTH).text


def test_who_leads_nobody_plans_nothing_and_a_grid_that_makes_no_sense_is_refused(brandt, signed_in):
    assert signed_in("aydin").get("/team/roster").status_code == 403
    answers = [send(brandt, "save", **{name: "F"}).status_code for name in ("9.11", "0.32", "people2")]
    assert [*answers, send(brandt, "fill", first="2027-01-18", last="2027-01-17").status_code] == [422] * 4


def test_what_was_typed_stays_where_something_beside_the_grid_is_wrong(brandt):
    refused = send(brandt, "fill", ahead="two", pattern="F F -", **{"0.11": "6-14"})
    kept = [f'value="{typed}"' in refused.text for typed in ("6-14", "F F -", "two")]
    assert (refused.status_code, kept) == (422, [True] * 3)
    assert "eine Zahl von Tagen" in refused.text


def test_what_is_typed_with_a_ground_is_saved_and_looked_at_before_it_stays(brandt):
    send(brandt, "save", **{"0.11": "22-6", "0.12": "14-22"})
    [stays] = re.findall(r'name="step" value="(release\.[^"]+)"', brandt.get(MONTH).text)
    ground = {"ground.0.12": "ArbZG §14"}
    both = send(brandt, stays, **{"0.12": "13-21"}, **ground)
    assert ("Bitte sehen Sie an, was jetzt dagegen spricht" in both.text, stays in both.text) == (True, True)
    assert "Es ist festgehalten" in send(brandt, stays, **ground).text


def test_what_is_wrong_with_somebody_who_came_since_the_page_was_loaded_is_said_at_the_grid(brandt):
    before = hidden(brandt)["people"].split(",")[0]
    asked = {"pattern": "Q", "first": "2027-01-18", "last": "2027-01-18", "ahead": "", "people": before}
    refused = send(brandt, "fill", **asked)
    found = 'href="#c0-18"' in refused.text, 'href="#grid"' in refused.text
    assert (refused.status_code, *found) == (422, True, True)
