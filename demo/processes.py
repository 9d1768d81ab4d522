"""The processes of a running city: started, watched, and ended together by their ids."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LOCALHOST = "127.0.0.1"
READY_SECONDS = 60.0
LOOK_SECONDS = 0.1
# Asked politely, then to leave its guests alone, then not asked.
LAST_WORDS = ((signal.SIGTERM, 5.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))
LINES_SHOWN = 12


class Trouble(RuntimeError):
    """The city cannot run; the message says why and what to do."""


@dataclass(slots=True)
class Processes:
    """What was started, in order; each writes its log to a file of its own."""

    logs: Path
    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one more; it stays in our process group, so that whatever ends the group ends it too."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with self._log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603  our own programs with our own arguments
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=dict(self.environment)
            )

    def check(self) -> None:
        """Raise `Trouble` with the last words of a process that ended by itself."""
        for name, process in self.running.items():
            code = process.poll()
            if code is not None:
                log = self._log(name)
                tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-LINES_SHOWN:])
                raise Trouble(f"{name} ended by itself (exit code {code}); its log is {log}\n{tail}")

    def wait_for(self, name: str, url: str) -> None:
        """Wait until a process answers; raise `Trouble` where it does not."""
        until = time.monotonic() + READY_SECONDS
        while not _answers(url):
            self.check()
            if time.monotonic() > until:
                raise Trouble(f"{name} does not answer at {url}; its log is {self._log(name)}")
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """End all, the last started first: the terminal has handed in its stamps before the server goes."""
        for process in reversed(self.running.values()):
            for number, patience in LAST_WORDS:
                if process.poll() is None:
                    process.send_signal(number)
                    _wait(process, patience)
        self.running.clear()

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def own_environment() -> dict[str, str]:
    """Return our environment without settings meant for another city."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TIMECLOCK_")}


def demand_free(port: int, what: str) -> None:
    """Raise `Trouble` where another program listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError as fault:
            raise Trouble(
                f"port {port} for {what} cannot be had ({fault.strerror}): end the program that uses it, "
                f"or take another pair of ports with --port {port + 10}"
            ) from None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  always http to ourselves
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
