"""How a terminal is set: told by its own client, kept where it is by the contract, and shown with what is odd."""

import json

import pytest
import time_machine

from terminals import wire
from tests.city import NOW
from tests.terminal import enrolled
from timeclock.web.app import create_app

PATH = "/terminal/v1/configuration"
VERSIONS = {"agent": "0.1.0", "python": "3.11.2", "system": "Debian GNU/Linux 12 (bookworm)", "pyscard": "2.0.5"}


@pytest.fixture
def tell(small_town):
    client = create_app(small_town.settings, small_town.database).test_client()

    def telling(terminal, body, path=PATH):
        """Send a body as a terminal does, signed for a path."""
        with time_machine.travel(NOW, tick=False):
            return client.post(PATH, data=body, headers=terminal.headers(body, NOW, path=path)).status_code

    return telling


@pytest.mark.parametrize(
    "wrong",
    [
        {"v": 2},
        {"versions": {"agent": ""}},
        {"versions": {"Agent 7": "1"}},
        {"settings": [{"name": "port", "value": 8600, "origin": "file"}]},
        {"settings": [{"name": "port", "value": "8600", "origin": "guess"}]},
        {"settings": [{"name": "port", "value": "8600", "origin": "file"}] * 2},
        {"settings": [{"name": "port", "value": "8\x00", "origin": "file"}]},
        {"settings": None},
    ],
)
def test_what_is_none_by_the_contract_is_refused(small_town, tell, wrong):
    body = json.dumps({"v": 1, "versions": VERSIONS, "settings": []} | wrong).encode()

    assert tell(enrolled(small_town, NOW), body) == 400


def test_what_was_signed_for_another_path_is_refused(small_town, tell):
    assert tell(enrolled(small_town, NOW), wire.configuration_body(VERSIONS, []), "/terminal/v1/stamps") == 401


def test_the_page_and_the_list_mark_what_is_unlike_the_others(small_town, tell, signed_in):
    walls = [enrolled(small_town, NOW, f"Wand {no}", seed=no) for no in range(1, 5)]
    it, page = signed_in("it"), f"/admin/terminals/{walls[0].uid}"
    assert "Noch nicht gemeldet." in it.get(page).text
    for wall, ca in zip(walls, ("ca.pem", None, None, None), strict=True):
        settings = [("ca_file", ca, "file"), ("key_file", "key file", "file"), ("port", "8600", "default")]
        assert tell(wall, wire.configuration_body(VERSIONS, settings)) == 200

    text = it.get(page).text
    assert "Zertifizierungsstelle des Servers" in text
    assert "anders als bei 3 von 3 Terminals" in text
    assert "dort: nichts gesetzt" in text
    assert "Schlüsseldatei" in text
    assert it.get("/admin/terminals").text.count("1 Einstellung anders als bei den meisten") == 1
    it.post("/language", {"language": "en", "back": "/admin/terminals"})
    assert "unlike 3 of 3 terminals" in it.get(page).text
