"""The pages of the terminals: trouble on top, narrowed by an address, in both languages, and nobody's name."""

from datetime import timedelta

import pytest

from tests.city import NOW
from tests.terminal import enrolled, lookout, told
from timeclock.service import fleet, terminal_alarms
from timeclock.service.device_proofs import fingerprint

MINUTE = timedelta(minutes=1)


@pytest.fixture
def wall(small_town):
    """A terminal of which a number never came and whose reader is blocked, and one that has not been heard for long."""
    enrolled(small_town, NOW - 30 * MINUTE, "Archiv", seed=2, unit=small_town.archive)
    terminal = enrolled(small_town, NOW - 30 * MINUTE)
    terminal.stamp(NOW)
    stuck = ({"name": "Wandleser", "state": "stuck"},)
    told(small_town, terminal, NOW - MINUTE, terminal.stamp(NOW), readers=stuck, drift_ms=-61_250)
    with small_town.database.transaction() as session:
        terminal_alarms.look(session, fleet.limits_of(small_town.settings), NOW)
    return terminal


def test_the_terminal_with_the_gravest_trouble_is_on_top(wall, signed_in):
    text = signed_in("it").get("/admin/terminals").text

    assert text.index("Rathaus, Eingang") < text.index("Archiv</a>")
    assert "Summen gehen nicht auf" in text
    assert "Wandleser: durch einen Ausweis blockiert" in text
    assert "−61,25 s" in text
    assert "1 Nummer fehlt" in text
    assert "Nicht gehört" in text


def test_a_terminal_has_a_page_of_its_own_with_its_alarms_epochs_and_keys(wall, small_town, signed_in):
    text = signed_in("it").get(f"/admin/terminals/{wall.uid}").text

    assert text.count("Leser gestört") == 2
    assert wall.epoch in text
    assert "Nummern, die nicht angekommen sind" in text
    assert fingerprint(wall.uid, wall.key.public, lookout(small_town).receipt_key) in text
    assert not any(name in text for name in ("Aydin", "Brandt", "Celik"))


def test_in_english_too(wall, signed_in):
    it = signed_in("it")
    it.post("/language", {"language": "en", "back": "/admin/terminals"})

    assert "Sums do not hold" in it.get("/admin/terminals").text
    assert "Numbers that have not come" in it.get(f"/admin/terminals/{wall.uid}").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("show=trouble", ["Rathaus, Eingang", "Archiv"]),
        ("show=revoked", []),
        ("words=stadtarchiv", ["Archiv"]),
        ("show=in_use&words=eingang", ["Rathaus, Eingang"]),
    ],
)
def test_the_list_is_narrowed_by_its_address(wall, signed_in, query, found):
    text = signed_in("it").get(f"/admin/terminals?{query}").text

    assert [name for name in ("Rathaus, Eingang", "Archiv") if f">{name}</a>" in text] == found
    assert ("Kein Terminal ist so." in text) is (not found)


@pytest.mark.parametrize("query", ["show=colour", "house=1", "words=" + "x" * 101, "show=all&show=all"])
def test_what_makes_no_sense_is_refused_and_all_are_shown(wall, signed_in, query):
    answer = signed_in("it").get(f"/admin/terminals?{query}")

    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Eingabe" in answer.text
    assert ">Archiv</a>" in answer.text


def test_health_names_the_terminals_in_trouble_and_leads_to_them(wall, signed_in):
    text = signed_in("it").get("/admin/health").text

    assert f'href="/admin/terminals/{wall.uid}"' in text
    assert 'href="/admin/terminals"' in text


def test_a_terminal_that_is_none_is_not_found(wall, signed_in):
    assert signed_in("it").get("/admin/terminals/00000000-0000-0000-0000-000000000000").status_code == 404
