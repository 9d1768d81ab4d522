"""A revoked key ends with the next request, whichever of several server processes answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminals.link import Link
from tests.city import City
from tests.crash.stack import free_port, listens
from tests.terminal import Terminal, enrolled
from tests.terminals.sim.pcscd import end, until
from timeclock import clock
from timeclock.service import devices

pytestmark = pytest.mark.postgres


def report(url: str, terminal: Terminal) -> tuple[int, str]:
    """Let the terminal report its state to one server; return status and code of the answer."""
    now = clock.now()
    body = terminal.body([], now)
    status, answer = Link(url).post(body, terminal.headers(body, now))
    return status, json.loads(answer).get("code", "")


@pytest.fixture
def server(postgres_city: City) -> Iterator[str]:
    """A server of four processes on PostgreSQL; whoever is free answers."""
    environment = {
        **os.environ,
        "TIMECLOCK_VAR": str(postgres_city.settings.var),
        "TIMECLOCK_HTTPS": "false",
        "TIMECLOCK_DATABASE_URL": postgres_city.settings.database_url,
    }
    port = free_port()
    timeclock = str(Path(sys.executable).with_name("timeclock"))
    command = [timeclock, "serve", "--processes", "4", "--port", str(port)]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port), "the server did not start", seconds=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        end(running)


def test_the_next_request_of_a_revoked_key_is_refused_by_every_process(server: str, postgres_city: City) -> None:
    stolen = enrolled(postgres_city, clock.now())
    other = enrolled(postgres_city, clock.now(), "Archiv", seed=2)
    before = [report(server, terminal) for terminal in (stolen, other) for _ in range(16)]

    with postgres_city.database.transaction() as session:
        devices.revoke(session, stolen.uid, clock.now())
    after = [report(server, stolen) for _ in range(16)]

    assert before == [(200, "")] * 32
    assert after == [(401, "revoked_device")] * 16
    assert report(server, other) == (200, "")
