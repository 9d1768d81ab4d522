"""`python -m demo run` starts a city one can tap in, and leaves nothing behind."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from demo.moving_in import TRIED_OUT
from tests.house.tree import ROOT
from timeclock.store import db, intake

PATIENCE = 50


def free_pair():
    """Return a port that is free together with the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def family(pid):
    """Return the ids of all processes below one."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += [int(child), *family(child)]
    return found


def fetched(url, form=None):
    data = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(url, data, timeout=30) as answer:  # noqa: S310  always http to ourselves
        return answer.read().decode()


def shown(page):
    """Return what the terminal shows; before the server has answered it is only that the tap is stored."""
    return json.loads(fetched(f"{page}/view"))["lines"]


def eventually(look):
    """Return the first true value `look` gives."""
    until = time.monotonic() + PATIENCE
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.2)
    return found


@pytest.fixture
def running(tmp_path):
    port = free_pair()
    command = [sys.executable, "-m", "demo", "run", "--port", str(port), "--people", "6", "--days", "14"]
    with subprocess.Popen(
        [*command, "--var", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process, port, tmp_path
        finally:
            process.kill()


def test_a_city_starts_takes_a_tap_and_ends_without_a_trace(running):
    process, port, place = running
    said = []
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("Password"):
            break
    assert [line for line in said if line.startswith("ready")] == [f"ready http://127.0.0.1:{port}"]
    assert any(line.startswith("aydin") for line in said)
    assert 'name="password"' in fetched(f"http://127.0.0.1:{port}/login")

    page = f"http://127.0.0.1:{port + 1}"
    assert "Elif Aydın" in fetched(page)
    fetched(f"{page}/badge", {"badge": "0"})
    lines = eventually(lambda: [line for line in shown(page) if line.startswith("Saldo")] and shown(page))
    assert lines
    assert "Elif Aydın" in lines[0]
    assert tapped(place) == 1

    # Without network a badge that proves itself and one that does not wait, and then go.
    fetched(f"{page}/network", {"network": "pulled"})
    for badge in ("0", "1"):
        fetched(f"{page}/badge", {"badge": badge})
    assert eventually(lambda: waiting(page) == (2, True))
    fetched(f"{page}/network", {"network": "plugged"})
    assert eventually(lambda: waiting(page) == (0, False))
    assert tapped(place) == 3
    log = (place / "log" / "terminal.log").read_text()
    assert log.count("level=authenticated") == 2
    assert log.count("level=identified") == 1

    below = family(process.pid)
    assert len(below) >= 4
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []


def waiting(page):
    """Return how many stamps the page says are not sent, and whether it says that there is no network."""
    view = json.loads(fetched(f"{page}/view"))
    return int(view["unsent"].split()[-1]), "Ohne Netz" in view["status"]


def tapped(place):
    """Return how many stamps of the terminal to try out were accepted."""
    database = db.connect(f"sqlite:///{place / 'timeclock.sqlite'}")
    with database.reading() as session:
        rows = [row for row in intake.listed(session, date(2026, 1, 1)) if row.source_name == TRIED_OUT]
    database.dispose()
    return sum(row.accepted for row in rows)


def test_a_taken_port_is_said_with_what_to_do(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "demo", "run", "--port", str(port), "--var", str(tmp_path)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert f"--port {port + 10}" in done.stderr
