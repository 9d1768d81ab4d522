"""After a restore the terminals bring what the backup lacks; no spool changes, and nothing is stored twice."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from terminals.deliver import Deliverer, Identity
from terminals.keys import make_device_key, public_key
from terminals.link import Link
from terminals.resend import SentAgain, send_all, told
from terminals.spool import Spool
from tests.terminals.parts import KEY, NOON, SOURCE, Hands, a_spool, put
from tests.terminals.sim.server import SmallServer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with SmallServer() as server:
        server.now = lambda: NOON
        yield server


def deliverer(waiting: Spool | SentAgain, server: SmallServer) -> Deliverer:
    return Deliverer(
        waiting,
        Hands().clock(),
        Link(server.url),
        Identity(SOURCE, "0.1.0", KEY, public_key(server.receipt_public)),
        report_seconds=60,
        reader_states=tuple,
        heard=waiting.heard if isinstance(waiting, SentAgain) else lambda _uid, _result: None,
        jitter=lambda: 1.0,
    )


def delivered(folder: Path, server: SmallServer, count: int) -> Spool:
    """Return a spool with so many stamps, a minute apart, which the server has."""
    spool = a_spool(folder)
    for minute in range(count):
        put(spool, NOON + timedelta(minutes=minute))
    pushing = deliverer(spool, server)
    while spool.counts().unsent:
        pushing.push()
    return spool


def restored_without_the_last(server: SmallServer, lost: int) -> None:
    for key in sorted(server.kept)[-lost:]:
        del server.kept[key], server.receipts[key]


def said_by(spool: Spool, server: SmallServer, since_minute: int | None = None) -> list[str]:
    again = SentAgain(spool, None if since_minute is None else NOON + timedelta(minutes=since_minute))
    send_all(again, deliverer(again, server).push, rest=lambda _seconds: None)
    return list(told(again))


def rows_of(spool_file: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(spool_file) as spool:
        return spool.execute("SELECT * FROM stamp ORDER BY seq").fetchall()


def test_what_a_restored_server_lacks_it_gets_and_the_spool_stays_as_it_is(tmp_path: Path, server: SmallServer) -> None:
    spool = delivered(tmp_path, server, 450)
    all_of_them, before = dict(server.kept), rows_of(tmp_path / "spool.db")
    restored_without_the_last(server, 37)

    said = said_by(spool, server)

    assert said == ["37 stamps were missing on the server and are stored now, 413 it had"]
    assert server.kept == all_of_them
    assert rows_of(tmp_path / "spool.db") == before
    assert spool.counts().unsent == 0
    spool.close()


def test_from_an_instant_on(tmp_path: Path, server: SmallServer) -> None:
    spool = delivered(tmp_path, server, 10)
    restored_without_the_last(server, 3)

    assert said_by(spool, server, 8) == ["2 stamps were missing on the server and are stored now, 0 it had"]
    assert len(server.kept) == 9
    spool.close()


def test_a_server_that_is_away_leaves_the_rest_for_the_next_run(tmp_path: Path, server: SmallServer) -> None:
    spool = delivered(tmp_path, server, 300)
    restored_without_the_last(server, 300)
    server.script.append(lambda _asked: None)
    server.always = lambda _asked: (503, {"code": "starting", "message": "", "server_time": None})

    first = said_by(spool, server)
    server.always = None
    second = said_by(spool, server)

    assert first == [
        "200 stamps were missing on the server and are stored now, 0 it had",
        "100 were not answered; run the command again, nothing is stored twice",
    ]
    assert second == ["100 stamps were missing on the server and are stored now, 200 it had"]
    spool.close()


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "terminals", "--settings", str(folder / "terminal.toml"), "resend", *words]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def settings(tmp_path: Path, server: SmallServer) -> Path:
    """The settings of a terminal in a folder; return the folder."""
    make_device_key(tmp_path / "device.key")
    with open(os.open(tmp_path / "site.key", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write("A" * 43)
    values = {
        "server_url": server.url,
        "source": SOURCE,
        "key_file": "device.key",
        "site_key_file": "site.key",
        "spool_file": "spool.db",
        "receipt_public_key": server.receipt_public,
        "trust_host_clock": True,
    }
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    (tmp_path / "terminal.toml").write_text(text)
    return tmp_path


def test_as_a_command(settings: Path, server: SmallServer) -> None:
    delivered(settings, server, 5).close()
    restored_without_the_last(server, 2)

    done = command(settings, "--since", "2026-11-20T13:00+01:00")

    assert (done.returncode, done.stdout) == (0, "2 stamps were missing on the server and are stored now, 3 it had\n")


def test_the_terminal_has_to_stand_still_meanwhile(settings: Path, server: SmallServer) -> None:
    spool = delivered(settings, server, 1)
    done = command(settings)
    spool.close()

    assert done.returncode == 1
    assert "another terminal process uses this spool; stop it first" in done.stderr


def test_without_a_spool_none_is_made(settings: Path) -> None:
    done = command(settings)

    assert (done.returncode, "there is no spool" in done.stderr) == (1, True)
    assert not (settings / "spool.db").exists()


@pytest.mark.parametrize("words", ["2026-11-25", "2026-11-25T08:00", "yesterday"])
def test_an_instant_needs_its_offset(settings: Path, words: str) -> None:
    done = command(settings, "--since", words)

    assert done.returncode == 2
    assert "write it like 2026-11-25T22:00+01:00" in done.stderr
