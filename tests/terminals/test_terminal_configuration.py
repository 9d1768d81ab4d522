"""What the terminal tells of its settings: all of them, no secret, and never in the way of a stamp."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from terminals import configuration, rounds, wire
from terminals.announcer import Announcer
from terminals.configuration import Kept, Origin, Told
from terminals.desfire.profile import Earlier, Profile
from terminals.exchange import Identity
from terminals.link import NoAnswer
from terminals.osdp.profile import Line
from terminals.settings import WRITTEN, Settings, load
from terminals.wedge.profile import WedgeProfile
from tests.terminals.parts import KEY, SOURCE, Hands
from timeclock.i18n import wording

RECEIPT_KEY = "Kay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdc"
SECRET = "hunter2"
# Whatever a key or its file is called, it is called by this word.
FILE = f"""
server_url = "https://:{SECRET}@zeit.example.org:8443/?token={SECRET}"
source = "{SOURCE}"
key_file = "{SECRET}.key"
site_key_file = "{SECRET}/site.key"
client_key_file = "{SECRET}.pem"
client_certificate_file = "chain.pem"
spool_file = "/var/lib/terminal/spool.db"
receipt_public_key = "{RECEIPT_KEY}"
badge_list_key = "{SECRET}-list"
reader_names = ["ACS", "Omnikey"]
test_mode = true

[desfire]
application = "3042F5"
read_key = "{SECRET}-read"
number_key = "{SECRET}-number"
write_key = "{SECRET}-write"

[[desfire.earlier]]
version = 7
read_key = "{SECRET}-old"
until = 2027-03-31

[[wedge]]
device = "/dev/input/by-id/a"
[[wedge]]
device = "/dev/input/by-id/b"
layout = "de"
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Told]:
    monkeypatch.setattr("terminals.settings._check", lambda *_: None)
    (tmp_path / "terminal.toml").write_text(FILE)
    return {each.name: each for each in configuration.told(load(tmp_path / "terminal.toml"))}


def test_each_setting_is_told_with_where_it_comes_from(told: dict[str, Told]) -> None:
    assert told["reader_names"] == Told("reader_names", "ACS, Omnikey", Origin.FILE)
    assert told["test_mode"] == Told("test_mode", "true", Origin.FILE)
    assert told["port"] == Told("port", "8600", Origin.DEFAULT)
    assert told["ca_file"] == Told("ca_file", None, Origin.DEFAULT)
    assert told["wedge.2.layout"] == Told("wedge.2.layout", "de", Origin.FILE)
    assert told["wedge.1.layout"] == Told("wedge.1.layout", "us", Origin.DEFAULT)
    assert told["desfire.earlier.1.until"] == Told("desfire.earlier.1.until", "2027-03-31", Origin.FILE)
    assert told["server_url"].value == "https://zeit.example.org:8443"
    assert "source" not in told


def test_no_key_is_told_nor_what_it_is_called(told: dict[str, Told]) -> None:
    body = wire.configuration_body({}, [(each.name, each.value, each.origin) for each in told.values()]).decode()

    assert SECRET not in body
    assert RECEIPT_KEY not in body
    assert {told[name].value for name in ("key_file", "site_key_file", "client_key_file")} == {Kept.KEY_FILE}
    sealed = ("badge_list_key", "desfire.read_key", "desfire.number_key", "desfire.write_key")
    assert {told[name].value for name in (*sealed, "desfire.earlier.1.read_key")} == {Kept.SEALED}


def test_a_key_in_a_security_module_is_told_as_such(tmp_path: Path) -> None:
    settings = Settings(
        "https://zeit.example.org", SOURCE, *[tmp_path] * 3, desfire=Profile("3042F5", "4", number_key="5", sam="SAM")
    )
    told = {each.name: each.value for each in configuration.told(settings)}

    assert (told["desfire.read_key"], told["desfire.number_key"]) == (Kept.SAM, Kept.SAM)


def test_of_every_setting_it_is_decided_how_it_is_told_and_it_has_a_name_in_words() -> None:
    tables = {"": Settings, "desfire.": Profile, "desfire.earlier.": Earlier, "osdp.": Line, "wedge.": WedgeProfile}
    every = {kind + field.name for kind, table in tables.items() for field in fields(table)} - {WRITTEN}
    shown = [
        configuration.AS_IT_IS,
        configuration.KEY_FILES,
        configuration.CREDENTIALS,
        configuration.BADGE_KEYS,
        frozenset(configuration.SAID),
    ]
    decided = [name for each in (*shown, configuration.TABLES, configuration.NOT_TOLD) for name in each]

    assert sorted(decided) == sorted(every)
    versions = {f"version.{name}" for name in configuration.versions()}
    assert frozenset().union(*shown) | versions <= wording.TERMINAL_SETTING.keys()
    assert set(Kept) <= wording.TERMINAL_VALUE.keys()


class Server:
    """A server that answers as told, 0 is not at all."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.heard = list(statuses), list[bytes]()

    def post(self, body: bytes, headers: dict[str, str], path: str) -> tuple[int, bytes]:
        assert path == "/terminal/v1/configuration"
        self.heard.append(body)
        status = self.statuses.pop(0)
        if not status:
            raise NoAnswer("gone")
        return status, b""


def test_a_server_that_does_not_know_the_path_is_asked_again_after_an_hour() -> None:
    body, server = b"{}", Server(0, 404, 401, 500, 200)
    told = Announcer(body, Hands().clock(), server, Identity(SOURCE, "0.1.0", KEY, None))

    waits = [told.tell() for _ in range(5)]

    again = rounds.AGAIN_SECONDS
    assert waits == [again, 3600.0, again, again, 86_400.0]
    assert server.heard == [body] * 5


def test_the_body_is_json_of_versions_and_settings() -> None:
    said = json.loads(wire.configuration_body({"agent": "0.1.0"}, [("port", "8600", "default")]))

    assert said == {
        "v": 1,
        "versions": {"agent": "0.1.0"},
        "settings": [{"name": "port", "value": "8600", "origin": "default"}],
    }
