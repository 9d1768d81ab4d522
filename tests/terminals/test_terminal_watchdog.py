"""A terminal that hangs is ended: it says when all is well, and gives up on a card that never answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import Popen
from threading import Event

import pytest

from terminals.watchdog import STUCK_EXIT, Patience, Supervisor, look_after
from tests.terminals.sim.agent import AgentProcess
from tests.terminals.sim.server import SmallServer


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """What systemd hears."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(10)
        yield heard


def test_systemd_hears_that_the_terminal_is_ready_and_well_until_it_stops(
    tmp_path: Path, systemd: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "300000")
    with SmallServer() as server:
        agent = AgentProcess(tmp_path, server.url, server.receipt_public, reader="replay")
        agent.start()
        assert isinstance(agent.process, Popen)
        try:
            heard = [systemd.recv(99) for _ in range(3)]
            agent.process.terminate()
            while heard[-1] == b"WATCHDOG=1":
                heard.append(systemd.recv(99))
            assert agent.process.wait(60) == 0
        finally:
            agent.process.kill()
            agent.process.wait()

    assert heard[:3] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    assert heard[-1] == b"STOPPING=1"


@dataclass
class Told:
    """A terminal that is asked so often, and then told to stop."""

    well: list[bool]
    lost: str | None = None
    stop: Event = field(default_factory=Event)

    def lost_reader(self) -> str | None:
        return self.lost

    def is_well(self) -> bool:
        if len(self.well) == 1:
            self.stop.set()
        return self.well.pop()


def test_what_is_not_well_does_not_say_that_it_is(tmp_path: Path, systemd: socket.socket) -> None:
    supervisor = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000"})
    unwell = Told([False, True, False])

    assert look_after(unwell, supervisor, unwell.stop) == 0
    systemd.setblocking(False)
    assert systemd.recv(99) == b"WATCHDOG=1"
    with pytest.raises(BlockingIOError):
        systemd.recv(99)


def test_a_watchdog_of_another_process_and_no_supervisor_at_all_are_no_trouble() -> None:
    supervisor = Supervisor({"NOTIFY_SOCKET": "@nobody-listens", "WATCHDOG_USEC": "3000", "WATCHDOG_PID": "1"})
    supervisor.tell("READY=1")
    Supervisor({}).tell("READY=1")

    assert supervisor.pause == Supervisor({}).pause == 1


def test_a_reader_is_lost_when_it_was_stuck_without_a_break() -> None:
    now, states = [0], {"left": "ready", "right": "stuck"}
    patience = Patience(lambda: tuple(states.items()), partial(now.__getitem__, 0), 5_000)
    told = []
    for now[0], states["right"] in ((0, "stuck"), (4_000, "ready"), (5_000, "stuck"), (9_999, "stuck")):
        told.append(patience.lost())
    now[0] = 10_000

    assert told == [None] * 4
    assert patience.lost() == "right"


def test_with_a_lost_reader_the_process_ends_with_a_code_of_its_own() -> None:
    assert look_after(Told([], "right"), Supervisor({"WATCHDOG_USEC": "3000"}), Event()) == STUCK_EXIT
