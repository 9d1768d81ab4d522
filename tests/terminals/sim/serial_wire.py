"""A serial line of two ends that can be cut, pulled out and listened to; readers are processes on its far end."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import tty
from pathlib import Path
from threading import Event, Thread

from tests.terminals.sim import osdp_reader
from tests.terminals.sim.pcscd import end

ROUND = 0.05


class SerialWire:
    """`device` is the near end's name, which stays the same when the line is pulled out and put in again."""

    def __init__(self, device: Path) -> None:
        self.device = device
        self.heard = bytearray()  # all that ever went over the line, both ways
        self._readers: list[subprocess.Popen[str]] = []
        self._far, self._far_end = pty.openpty()
        tty.setraw(self._far_end)
        self._ended = Event()
        self._carrier: Thread | None = None
        self.put_in()

    def put_in(self) -> None:
        """Put the near end in; it has another number in /dev each time."""
        self._near, near_end = pty.openpty()
        tty.setraw(near_end)
        name = os.ttyname(near_end)
        os.close(near_end)
        self.device.unlink(missing_ok=True)
        self.device.symlink_to(name)
        self._ended = Event()
        self._carrier = Thread(target=self._carry, args=(self._near, self._ended), daemon=True)
        self._carrier.start()

    def pull_out(self) -> None:
        self._ended.set()
        if self._carrier is not None:
            self._carrier.join()
        self.device.unlink(missing_ok=True)
        os.close(self._near)

    def _carry(self, near: int, ended: Event) -> None:
        while not ended.is_set():
            ready, _, _ = select.select([near, self._far], [], [], ROUND)
            for here in ready:
                there = self._far if here == near else near
                try:
                    data = os.read(here, 4096)
                except OSError:  # nobody has opened the near end yet
                    ended.wait(ROUND)
                    continue
                self.heard += data
                if there == near or self._readers:  # a line does not keep what nobody listens to
                    os.write(there, data)

    def reader(self, address: int, key: str) -> subprocess.Popen[str]:
        """Start a reader and return once it is heard in its secure channel; one without key at once."""
        process = subprocess.Popen(
            [sys.executable, osdp_reader.__file__, str(self._far_end), str(address), key],
            pass_fds=[self._far_end],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._readers.append(process)
        return process

    def lose(self, process: subprocess.Popen[str]) -> None:
        self._readers.remove(process)
        end(process)

    def close(self) -> None:
        for process in list(self._readers):
            self.lose(process)
        self.pull_out()
        os.close(self._far)
        os.close(self._far_end)


def hold(process: subprocess.Popen[str], number: str, bits: int | None = None) -> None:
    """Hold a badge to this reader."""
    assert process.stdin is not None
    process.stdin.write(f"card {8 * len(bytes.fromhex(number)) if bits is None else bits} {number}\n")
    process.stdin.flush()


def secured(process: subprocess.Popen[str]) -> None:
    """Wait until this reader says that its secure channel stands."""
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "secure"
