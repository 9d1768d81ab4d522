"""Nobody in the network can speak to a terminal: it listens on its own page alone, and that on loopback."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest

from terminals.wire import b64url
from tests.terminals.sim.agent import AgentProcess
from tests.terminals.sim.pcscd import end

LISTENS = "0A"
ANYWHERE = "0.0.0.0"  # noqa: S104  the door that has to be seen
NOBODY = "http://127.0.0.1:1"


def doors(pid: int) -> set[str]:
    """Return the addresses at which a process takes in anything: TCP that listens, and every UDP socket."""
    sockets = {os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink()}
    mine = {found.group(1) for each in sockets if (found := re.fullmatch(r"socket:\[(\d+)\]", each))}
    return {
        address
        for kind in ("tcp", "tcp6", "udp", "udp6")
        for address, state, inode in table(pid, kind)
        if inode in mine and (state == LISTENS or kind.startswith("udp"))
    }


def table(pid: int, kind: str) -> Iterator[tuple[str, str, str]]:
    """Yield local address, state and inode of each socket in the kernel's table."""
    for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]:
        columns = line.split()
        yield spelled(columns[1].split(":")[0]), columns[3], columns[9]


def spelled(digits: str) -> str:
    """Return an address as people write it; the kernel turns each four bytes round."""
    raw = b"".join(bytes.fromhex(digits[at : at + 8])[::-1] for at in range(0, len(digits), 8))
    return str(IPv4Address(raw) if len(raw) == 4 else IPv6Address(raw))


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_door_that_is_open_to_the_network_is_seen(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as door:
        door.bind((ANYWHERE, 0))
        if kind is socket.SOCK_STREAM:
            door.listen()

        assert ANYWHERE in doors(os.getpid())


def test_a_running_terminal_listens_on_loopback_alone(tmp_path: Path) -> None:
    agent = AgentProcess(tmp_path, NOBODY, b64url(bytes(32)), reader="replay")
    agent.start()
    assert agent.process is not None
    try:
        assert doors(agent.process.pid) == {"127.0.0.1"}
    finally:
        end(agent.process)
