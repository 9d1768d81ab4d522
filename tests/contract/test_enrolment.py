"""A terminal comes into service: the real command on the device, IT's real commands, and HTTP between them."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import PIPE
from threading import Thread
from urllib.request import urlopen
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from werkzeug.serving import make_server

from terminals.enrol import NotEnrolled, Person, Wish, enrol
from terminals.enrolment import Enrolled
from terminals.link import Link
from terminals.settings import load
from terminals.spool import SpoolRefused
from terminals.terminal import Terminal
from tests.city import City, badge
from tests.terminals.sim.pcscd import until
from timeclock import clock
from timeclock.cli import main
from timeclock.ledger import keys
from timeclock.ledger.keys import b64url
from timeclock.store import stamps
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.stamps import source, stamp
from timeclock.web.app import create_app

AYDINS = "04A1B2C3D4E5F6"
READER = """
reader = "replay"
replay_file = "held.txt"
trust_host_clock = true
report_seconds = 1
port = 0

[desfire]
application = "3042F5"
read_key = "badge-read"
"""
BY_HAND = READER.partition("[desfire]")[0]


@dataclass
class Site:
    """A city whose server listens, a device in front of it, and IT at her console."""

    city: City
    url: str
    folder: Path
    told: list[str] = field(default_factory=list)

    @property
    def settings_file(self) -> Path:
        return self.folder / "terminal.toml"

    def it(self, *words: str) -> str:
        """Let IT type a command; return what it says."""
        done = CliRunner().invoke(main, ["terminals", *words, "--database", self.city.settings.database_url])
        return done.output if done.exit_code == 0 else f"refused: {done.output}"

    def add(self) -> tuple[str, str]:
        """Return uid and code of a new terminal."""
        said = self.it("add", "Rathaus, Eingang").split()
        return said[1], said[3]

    def enrol(
        self, code: str, *, yes: str = "yes", rest: Callable[[], object] | None = None, receipt_key: str = ""
    ) -> Enrolled:
        """Let somebody type the code at the device, compare, and wait while `rest` happens."""
        answers = iter((code, yes))
        person = Person(lambda _: next(answers), self.told.append, lambda _: None if rest is None else rest())
        wanted = Wish(self.settings_file, self.url, receipt_key)
        return enrol(wanted, Link(self.url), person)

    def shown(self) -> str:
        """Return the fingerprint the device shows."""
        return next(line.split()[1] for line in reversed(self.told) if line.startswith("Fingerprint"))

    def in_service(self) -> str:
        """Bring a new terminal into service; return its uid."""
        uid, code = self.add()
        self.enrol(code, rest=lambda: self.it("confirm", uid, self.shown()))
        return uid

    def hold(self, *numbers: str) -> None:
        """Say what is held at the device when it starts."""
        (self.folder / "held.txt").write_text("\n".join(numbers))

    @contextmanager
    def running(self) -> Iterator[Callable[[str], Callable[[], bool]]]:
        """Run the terminal; yield how to ask whether its page says something."""
        terminal = Terminal(load(self.settings_file))
        terminal.start()

        def says(words: str) -> Callable[[], bool]:
            page = f"http://127.0.0.1:{terminal.port}/?lang=en"
            return lambda: words in urlopen(page, timeout=5).read().decode()

        try:
            yield says
        finally:
            terminal.stop()

    def run(self, words: str) -> None:
        """Run the terminal until its page says something."""
        with self.running() as says:
            until(says(words), f"the page never said {words}")

    def deliver(self, uid: str, stamps: int) -> None:
        """Run the terminal until so many of its stamps are stored."""
        with self.running():
            until(lambda: len(self.judged(uid)) == stamps, f"{len(self.judged(uid))} stamps came")

    def judged(self, uid: str) -> list[tuple[str, int, str | None]]:
        """Return epoch, number and quarantine of every stamp of a terminal, in the order they came."""
        query = select(stamp.c.epoch, stamp.c.seq, stamp.c.quarantine).join(source).where(source.c.uid == UUID(uid))
        with self.city.database.reading() as session:
            return [(row.epoch, row.seq, row.quarantine) for row in session.execute(query.order_by(stamp.c.id))]

    def acts(self) -> list[str]:
        query = select(audit.c.action).where(audit.c.action.startswith("terminal.")).order_by(audit.c.id)
        with self.city.database.reading() as session:
            return list(session.execute(query).scalars())


@pytest.fixture
def site(sqlite_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr("timeclock.settings.load", lambda file: sqlite_city.settings)
    with sqlite_city.database.transaction() as session:
        badge(session, sqlite_city.aydin, AYDINS, sqlite_city.settings, clock.now())
    server = make_server("127.0.0.1", 0, create_app(sqlite_city.settings, sqlite_city.database), threaded=True)
    listening = Thread(target=server.serve_forever, args=(0.02,))
    listening.start()
    folder = tmp_path / "device"
    folder.mkdir()
    (folder / "site.key").write_text(sqlite_city.settings.badge_key_file.read_text())
    (folder / "site.key").chmod(0o600)
    (folder / "terminal.toml").write_text(BY_HAND)
    (folder / "held.txt").touch()
    yield Site(sqlite_city, f"http://127.0.0.1:{server.server_port}", folder)
    server.shutdown()
    listening.join()
    server.server_close()


def test_a_terminal_comes_into_service_when_both_sides_have_agreed(site: Site) -> None:
    """What it stamps before IT's word stays on it and is delivered afterwards."""
    uid, code = site.add()
    site.hold(AYDINS)
    said: list[str] = []

    def it_takes_her_time() -> None:
        """The terminal is started before IT confirms; she mistypes first, then reads again."""
        shown = f"fingerprint {site.shown()}"
        site.run(f"Terminal not confirmed yet, {shown} – stamps are saved · 1 stamp waiting")
        said.append(str(site.judged(uid)))
        said.append(site.it("waiting"))
        said.append(site.it("confirm", uid, "0000-0000-0000"))
        said.append(site.it("confirm", uid, site.shown().lower()))

    site.enrol(code.lower().replace("-", " "), rest=it_takes_her_time)
    site.hold()
    site.deliver(uid, 1)

    nothing, waits, differs, confirmed = said
    assert nothing == "[]"
    assert waits.startswith(f"{uid}  {site.shown()}  terminal agreed")
    assert differs.startswith("refused: Error: the fingerprint differs")
    assert confirmed.endswith("is in service\n")
    assert [quarantine for _, _, quarantine in site.judged(uid)] == [None]
    assert site.told[-1] == "in service"
    assert site.acts() == [
        f"terminal.{act}" for act in ("add", "claim", "agree", "fingerprint_differs", "confirm", "in_service")
    ]


def test_the_settings_file_is_completed_and_the_key_is_the_owners_alone(site: Site) -> None:
    site.settings_file.write_text("# Our terminal in the hall.\n" + READER)

    uid = site.in_service()

    settings = load(site.settings_file)
    assert (settings.source, settings.server_url) == (uid, site.url)
    assert settings.receipt_public_key == b64url(keys.public_key(site.city.settings.receipt_key_file))
    assert settings.desfire is not None
    assert site.settings_file.read_text().startswith("# Our terminal in the hall.\n")
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600


def test_without_a_settings_file_one_is_begun(site: Site) -> None:
    site.settings_file.unlink()

    uid = site.in_service()

    settings = load(site.settings_file)
    assert (settings.source, settings.spool_file) == (uid, site.folder / "spool.db")
    assert stat.S_IMODE(site.settings_file.stat().st_mode) == 0o600


def test_the_command_on_the_device_asks_shows_and_waits(site: Site) -> None:
    uid, code = site.add()
    command = [sys.executable, "-m", "terminals", "--settings", str(site.settings_file)]
    with subprocess.Popen([*command, "enrol", "--server", site.url], stdin=PIPE, stdout=PIPE, text=True) as device:
        assert device.stdin is not None
        device.stdin.write(f"{code}\nyes\n")
        device.stdin.flush()
        until(lambda: "terminal agreed" in site.it("waiting"), "nobody agreed")
        shown = site.it("waiting").split()[1]
        site.it("confirm", uid, shown)
        said, _ = device.communicate(timeout=30)

    assert device.returncode == 0
    assert f"Fingerprint  {shown}\n" in said
    assert said.endswith("in service\n")


@pytest.mark.parametrize(
    ("receipt_key", "yes", "words"),
    [
        ("", "no", "not agreed"),
        ("Kay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdc", "yes", "receipt key is another"),
    ],
)
def test_who_does_not_agree_leaves_the_device_as_it_was(site: Site, receipt_key: str, yes: str, words: str) -> None:
    _, code = site.add()

    with pytest.raises(NotEnrolled, match=words):
        site.enrol(code, yes=yes, receipt_key=receipt_key)

    assert site.settings_file.read_text() == BY_HAND
    assert list(site.folder.glob("device*.key")) == []
    assert "terminal.agree" not in site.acts()


def test_a_terminal_in_use_is_not_enrolled_anew(site: Site) -> None:
    uid = site.in_service()
    with site.running(), pytest.raises(SpoolRefused, match="stop it first"):
        site.enrol(site.it("code", uid).split()[3])


@pytest.mark.parametrize(("revoked", "judged"), [(False, ""), (True, "revoked_key")])
def test_a_new_key_begins_a_new_epoch_and_what_the_old_one_signed_is_delivered(
    site: Site, revoked: bool, judged: str
) -> None:
    """Where the old key was replaced its stamps count; where it was revoked, a person decides about what arrives."""
    uid = site.in_service()
    site.hold(AYDINS)
    settings = site.settings_file.read_text()
    site.settings_file.write_text(settings.replace(site.url, "http://127.0.0.1:1"))
    site.run("No network · 1 stamp waiting")
    site.settings_file.write_text(settings)
    site.hold()
    if revoked:
        assert "is revoked: its next request is refused" in site.it("revoke", uid)
        site.run("Terminal blocked – stamps are saved · 1 stamp waiting")
    code = site.it("code", uid).split()[3]

    site.enrol(code, rest=lambda: site.it("confirm", uid, site.shown()))
    site.hold(AYDINS)
    site.deliver(uid, 2)

    found = site.judged(uid)
    assert len({epoch for epoch, _, _ in found}) == 2
    assert sorted((seq, quarantine or "") for _, seq, quarantine in found) == [(1, ""), (1, judged)]
    assert len(list(site.folder.glob("spool.db.*[0-9a-f]"))) == 1


def test_a_copied_card_is_found_at_the_first_number_both_write(site: Site) -> None:
    """The clone drill: spool and key are copied, and both hang on a wall. No stamp of either is refused or lost."""
    uid = site.in_service()
    site.hold(AYDINS)
    site.deliver(uid, 1)
    copy = replace(site, folder=site.folder.with_name("copy"))
    shutil.copytree(site.folder, copy.folder)
    site.deliver(uid, 2)
    assert site.it("alarms") == ""

    with copy.running():
        until(lambda: copy.it("alarms") != "", "no alarm was raised")

    found = site.it("alarms", "--language", "en")
    assert "Rathaus, Eingang: Two stamps under one number" in found
    assert "revoke the key" in found
    assert site.acts()[-1] == "terminal.doubt"
    with site.city.database.reading() as session:
        assert stamps.conflicts(session) == 1
