"""Settings and keys are refused with words that help."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from terminals.__main__ import main
from terminals.desfire.profile import Earlier, Profile, Proof
from terminals.keys import KeyFileError, device_key, make_device_key, public_key, read_secret
from terminals.osdp.profile import Line
from terminals.pcsc import scard
from terminals.settings import WRITTEN, Settings, SettingsError, load
from terminals.settings_file import complete
from terminals.terminal import Terminal
from terminals.wedge.layout import Layout
from terminals.wedge.profile import WedgeProfile, Writing
from tests.terminals.sim.pcscd import until
from tests.terminals.sim.server import SmallServer

GOOD = """
server_url = "https://zeit.example.org"
source = "019a9f00-0000-7000-8000-000000000001"
key_file = "device.key"
site_key_file = "site.key"
spool_file = "/var/lib/terminal/spool.db"
receipt_public_key = "Kay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdc"
"""

Read = Callable[[str], Settings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    file = tmp_path / "terminal.toml"

    def read(text: str) -> Settings:
        file.write_text(text)
        return load(file)

    return read


def test_paths_are_relative_to_the_file(read: Read, tmp_path: Path) -> None:
    settings = read(GOOD)

    assert settings.key_file == tmp_path / "device.key"
    assert settings.spool_file == Path("/var/lib/terminal/spool.db")
    assert (settings.reader, settings.spool_cap, settings.allow_virtual_readers) == ("pcsc", 500_000, False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("spol_cap = 9", "'spol_cap' is not a setting; did you mean 'spool_cap'"),
        ("colour = 'red'", "'colour' is not a setting; remove it"),
        ("port = 'http'", "port is a whole number"),
        ("port = true", "port is a whole number"),
        ("trust_host_clock = 1", "trust_host_clock is true or false"),
        ("languages = ['de', 1]", "languages is a list of texts"),
        ("languages = ['fr']", "languages are taken from de, en"),
        ("reader = 'osdp'", "the table \\[osdp\\] with its line is missing"),
        ("[osdp]\ndevice = '/dev/ttyS0'\nspeed = 300", "\\[osdp\\] speed is one of 9600"),
        ("[osdp]\ndevice = '/dev/ttyS0'\naddresses = ['a']", "addresses is a list of whole numbers"),
        ("reader = 'nfc'", "reader is one of pcsc, osdp, wedge, replay"),
        ("reader = 'wedge'", "there is no table \\[\\[wedge\\]\\]"),
        ("wedge = ['/dev/input/by-id/a']", "wedge is tables, \\[\\[wedge\\]\\]"),
        ("[[wedge]]\ndevice = '/dev/input/event3'", "another one after the next start"),
        ("[[wedge]]\ndevise = '/dev/a'", "did you mean 'device'"),
        ("[[wedge]]\nname = 'Links'", "device missing"),
        ("[[wedge]]\ndevice = '/dev/a'\nlayout = 'fr'", "layout is one of us, de"),
        ("[[wedge]]\ndevice = '/dev/a'\n" * 2, "have the same device"),
        ("[[wedge]]\ndevice = '/dev/a'\nname = 'x'\n[[wedge]]\ndevice = '/dev/b'\nname = 'x'", "have the same name"),
        ("allow_virtual_readers = true", "allow_virtual_readers only with test_mode = true"),
        ("zone = 'Europe/Bonn'", "zone 'Europe/Bonn' is unknown"),
        ("spool_cap = 0", "spool_cap is between"),
        ("port = 5 5", "terminal.toml"),
    ],
)
def test_what_is_wrong_is_named(read: Read, change: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read(GOOD + change)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("https://zeit.example.org", "http://zeit.example.org", "must be https"),
        ("https://zeit.example.org", "https://zeit.example.org/base", "server_url is https://host"),
        ("https://zeit.example.org", "https://zeit.example.org:http", "server_url is https://host"),
        ("https://zeit.example.org", "zeit.example.org", "server_url is https://host"),
        ("https://zeit.example.org", "https://:word@zeit.example.org", "server_url is https://host"),
        ("019a9f00-0000-7000-8000-000000000001", "T-0007", "source is the uid"),
        ("Kay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdc", "", "receipt_public_key missing"),
        ('source = "', 'Source = "', "did you mean 'source'"),
    ],
)
def test_what_would_only_show_at_the_wall_is_refused(read: Read, old: str, new: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read(GOOD.replace(old, new))


def test_what_is_missing_is_named(read: Read) -> None:
    with pytest.raises(SettingsError, match="source, key_file"):
        read('server_url = "https://zeit.example.org"')


def test_a_test_terminal_may_do_without_what_protects_the_others(read: Read) -> None:
    text = GOOD.replace("https:", "http:").replace("Kay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdc", "")

    assert read(text + "test_mode = true").test_mode


@pytest.mark.parametrize(
    ("told", "test_mode", "starts"), [(True, False, False), (True, True, True), (False, False, True)]
)
def test_a_badge_in_memory_proves_itself_in_test_mode_only(
    read: Read, tmp_path: Path, *, told: bool, test_mode: bool, starts: bool
) -> None:
    for name in ("device.key", "site.key"):
        make_device_key(tmp_path / name)
    badge = {"name": "Aydın", "number": "04A1B2C3D4E5F6"} | ({"proves": True} if told else {})
    (tmp_path / "badges.json").write_text(json.dumps([badge]))
    text = GOOD.replace("/var/lib/terminal/", "") + "reader = 'replay'\ndemo_badges_file = 'badges.json'\nport = 0\n"
    settings = read(text + f"test_mode = {str(test_mode).lower()}")

    if starts:
        terminal = Terminal(settings)
        terminal.start()
        terminal.stop()
    else:
        with pytest.raises(SettingsError, match=r"badges.json: 'proves' only with test_mode = true"):
            Terminal(settings)
        assert not (tmp_path / "spool.db").exists()


def test_a_terminal_without_pyscard_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scard, "scard", None)
    for name in ("device.key", "site.key"):
        make_device_key(tmp_path / name)
    (tmp_path / "terminal.toml").write_text(GOOD)

    assert main(["--settings", str(tmp_path / "terminal.toml")]) == 1
    assert "pip install 'timeclock-terminal[pcsc]'" in capsys.readouterr().err


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "device.key"

    assert main(["keygen", str(file)]) == 0
    printed = capsys.readouterr().out.strip()

    assert file.stat().st_mode & 0o777 == 0o600
    assert public_key(printed) == device_key(file).public_key()
    assert main(["keygen", str(file)]) == 1
    assert "exists and is not replaced" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "words"), [("ÄÖÜ", "not a key file"), ("AAAA", "expected 32 bytes")])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "device.key"
    file.write_text(text)
    file.chmod(0o600)

    with pytest.raises(KeyFileError, match=words):
        read_secret(file)


def test_a_key_others_may_read_is_refused(tmp_path: Path) -> None:
    make_device_key(tmp_path / "device.key")
    (tmp_path / "device.key").chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        read_secret(tmp_path / "device.key")


def test_the_command_says_what_is_wrong_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", str(tmp_path / "none.toml")]) == 1
    assert "no such file" in capsys.readouterr().err


def test_every_setting_is_described_for_those_who_install() -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/terminal.md").read_text("utf-8")

    names = [each for kind in (Settings, Profile, Earlier, Line, WedgeProfile) for each in kind.__dataclass_fields__]
    assert [name for name in names if name != WRITTEN and f"`{name}`" not in page] == []


WEDGES = """
reader = "wedge"
[[wedge]]
device = "/dev/input/by-id/usb-reader-event-kbd"
number = "decimal_reversed"
[[wedge]]
device = "/dev/input/by-path/platform-scanner-event-kbd"
name = "Scanner"
number = "qr"
layout = "de"
"""


def test_each_device_that_types_has_settings_of_its_own(read: Read) -> None:
    reader, scanner = read(GOOD + WEDGES).wedge

    assert (reader.called, reader.number, reader.layout) == (
        "usb-reader-event-kbd",
        Writing.DECIMAL_REVERSED,
        Layout.US,
    )
    assert (scanner.called, scanner.number, scanner.layout) == ("Scanner", Writing.QR, Layout.DE)


def test_the_server_hears_of_a_device_that_is_not_there(read: Read, tmp_path: Path) -> None:
    public = make_device_key(tmp_path / "device.key")
    make_device_key(tmp_path / "site.key")
    with SmallServer() as server:
        text = GOOD.replace("https://zeit.example.org", server.url).replace("/var/lib/terminal/", "")
        text = text.replace("Kay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdc", server.receipt_public)
        server.expect(public_key(public).public_bytes_raw())
        terminal = Terminal(read(f"{text}port = 0\nreport_seconds = 1\n{WEDGES}"))
        terminal.start()
        gone = [{"name": "usb-reader-event-kbd", "state": "gone"}, {"name": "Scanner", "state": "gone"}]
        until(lambda: bool(server.asked) and server.asked[-1].said["state"]["readers"] == gone, "nobody was told")
        terminal.stop()

    assert server.asked[-1].said["state"]["captured"] == 0


BADGES = """
[desfire]
application = "3042F5"
read_key = "badge-read"
"""


EARLIER = """
[[desfire.earlier]]
version = 1
read_key = "badge-read-1"
until = 2027-03-31
"""


def test_badges_that_prove_themselves_are_a_table_of_the_settings(read: Read) -> None:
    assert read(GOOD).desfire is None
    assert read(GOOD + BADGES).desfire == Profile("3042F5", "badge-read")
    assert read(GOOD + BADGES + 'proof = "both"\nfile_bytes = 9').desfire == Profile(
        "3042F5", "badge-read", proof=Proof.BOTH, file_bytes=9
    )
    assert read(GOOD + BADGES + "key_version = 2\n" + EARLIER).desfire == Profile(
        "3042F5", "badge-read", key_version=2, earlier=(Earlier(1, "badge-read-1", date(2027, 3, 31)),)
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("desfire = 1", r"desfire is a table, \[desfire\]"),
        ("[desfire]", "application, read_key missing"),
        (BADGES + "proov = 'ev2'", "'proov' is not a setting; did you mean 'proof'"),
        (BADGES + "proof = 'ev3'", "proof is one of ev2, ev1, both, got 'ev3'"),
        (BADGES + "file = '1'", "file is a whole number"),
        (BADGES + "earlier = ['1']", r"earlier is tables, \[\[desfire.earlier\]\]"),
        (BADGES + EARLIER, "key_version and the versions of earlier keys are all different"),
        (BADGES + EARLIER.replace("1\n", "300\n", 1), "a version of earlier keys is between 0 and 255"),
        (BADGES + EARLIER.replace("2027-03-31", "2027-03-31T12:00:00"), "until is a day, as 2027-03-31"),
        (BADGES + EARLIER + "untill = 1", "'untill' is not a setting; did you mean 'until'"),
        (BADGES + "file = 40", r"\[desfire\] file is between 0 and 31, got 40"),
    ],
)
def test_what_is_wrong_with_that_table_is_named(read: Read, change: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read(GOOD + change)


def test_a_terminal_whose_badge_key_is_not_sealed_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    for name in ("device.key", "site.key"):
        make_device_key(tmp_path / name)
    (tmp_path / "terminal.toml").write_text(GOOD + BADGES)

    assert main(["--settings", str(tmp_path / "terminal.toml")]) == 1
    assert "badge key 'badge-read': CREDENTIALS_DIRECTORY is not set" in capsys.readouterr().err


def test_settings_written_by_a_program_outlive_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the file is synced first, its name in the folder last."""
    synced: list[str] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    complete(tmp_path / "terminal.toml", {"source": "019a9f00-0000-7000-8000-000000000001"})

    assert synced == [str(tmp_path / "terminal.toml.new"), str(tmp_path)]
