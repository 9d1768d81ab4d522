"""Runs inside the private namespaces: pcscd, the virtual badges and the inner ends of the bridges.

Started by pcscd.py. Takes one JSON line per connection on a socket in the file system and answers with one.
Everything is started from the main thread, because a child told to die with its parent dies with its parent's thread.
"""

from __future__ import annotations

import ctypes
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.terminals.sim.bridge import bridge, listen_tcp, listen_unix, to_tcp, to_unix
from tests.terminals.sim.desfire_card import DesfireCard, new_card
from tests.terminals.sim.sam_card import SamCard
from tests.terminals.sim.vcard import Manner, VirtualCard

SOCKET = Path("/run/pcscd/pcscd.comm")
PR_SET_PDEATHSIG = 1
LISTENS = "0A"


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Inside:
    def __init__(self, folder: Path, options: list[str]) -> None:
        self.folder, self.options = folder, options
        self.cards: dict[int, VirtualCard] = {}
        self.made: dict[bytes, DesfireCard] = {}  # cards from the factory, which stay what was made of them
        self.daemon: subprocess.Popen[bytes] | None = None

    def start_pcscd(self, ports: list[int]) -> None:
        """Start it and wait until it listens for the cards of all readers that it is told of."""
        with (self.folder / "pcscd.log").open("ab") as log:
            pcscd = ["pcscd", "--foreground", "--error", *self.options, "--config", str(self.folder / "conf")]
            self.daemon = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *pcscd],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 10
        while not (SOCKET.is_socket() and listening(ports)):
            if self.daemon.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"pcscd did not start: {(self.folder / 'pcscd.log').read_text()[-500:]}")
            time.sleep(0.01)

    def stop_pcscd(self, number: int) -> None:
        if self.daemon is not None:
            self.daemon.send_signal(number)
            self.daemon.wait(60)
            self.daemon = None

    def do(self, command: str, asked: dict[str, Any]) -> dict[str, Any]:
        match command:
            case "hello":
                pass
            case "start_pcscd":
                self.start_pcscd(asked["ports"])
            case "stop_pcscd":
                self.stop_pcscd(asked["signal"])
            case "insert":
                atr, key = bytes.fromhex(asked["atr"]), bytes.fromhex(asked["key"])
                manner = Manner(atr, asked["torn_at"], asked["silent"], key, bytes.fromhex(asked["says"]))
                number = bytes.fromhex(asked["number"])
                card = VirtualCard(asked["port"], number, manner)
                if asked["new"]:
                    card.desfire = self.made.setdefault(number, new_card(number))
                if asked["entry"] is not None:
                    card.desfire = SamCard({(asked["entry"], 1): bytes.fromhex(asked["key"])})
                self.cards[card.port] = card
                card.insert()
            case "card":
                card = self.cards[asked["port"]]
                return {
                    "powered": card.powered.is_set(),
                    "powered_ns": card.powered_ns,
                    "reads": card.reads,
                    "ended": card.ended.is_set(),
                }
            case "remove":
                self.cards.pop(asked["port"]).remove()
            case "bridge_out":
                bridge(listen_tcp(asked["port"]), to_unix(Path(asked["path"])))
            case "bridge_in":
                bridge(listen_unix(Path(asked["path"])), to_tcp(asked["port"]))
            case _:
                raise ValueError(f"unknown command {command!r}")
        return {}

    def serve(self) -> None:
        control = listen_unix(self.folder / "control")
        while True:
            link, _ = control.accept()
            with link, link.makefile("rw") as lines:
                asked = json.loads(lines.readline())
                command = asked.pop("command")
                if command == "stop":
                    break
                try:
                    answer = self.do(command, asked)
                except (RuntimeError, OSError, subprocess.TimeoutExpired) as fault:
                    answer = {"fault": repr(fault)}
                lines.write(json.dumps(answer) + "\n")


def listening(ports: list[int]) -> bool:
    """Say whether pcscd listens on all ports; connecting to find out would insert a card."""
    rows = [line.split() for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]]
    rows += [line.split() for line in Path("/proc/self/net/tcp6").read_text().splitlines()[1:]]
    open_ports = {int(row[1].rsplit(":", 1)[1], 16) for row in rows if row[3] == LISTENS}
    return set(ports) <= open_ports


def main() -> None:
    die_with_parent()
    folder, *options = sys.argv[1:]
    inside = Inside(Path(folder), options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        inside.serve()
    finally:
        inside.stop_pcscd(signal.SIGKILL)  # one that waits for a card that never answers would not end otherwise


if __name__ == "__main__":
    main()
