"""The running town: server, jobs, sequencer, terminals and PostgreSQL as processes, and how each is killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

import psutil

from tests.crash.cluster import Cluster, lives, wait_dead
from tests.crash.kills import KillLog
from tests.crash.planted import Defect
from timeclock.settings import Settings

ROOT = Path(__file__).parents[2]
READY_SECONDS = 60.0
STOP_SECONDS = 20.0
# How many kills in a hundred take only a piece: one worker of the server, one backend of PostgreSQL.
WORKER_SHARE = 0.4
BACKEND_SHARE = 0.3


class Part(StrEnum):
    """What there is to kill."""

    SERVER = "server"
    JOBS = "jobs"
    SEQUENCER = "sequencer"
    TERMINAL = "terminal"
    DATABASE = "PostgreSQL"


class Nursery:
    """Starts programs of Timeclock that have read their modules already."""

    def __init__(self, log: Path) -> None:
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.crash.nursery"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        self._said()

    def start(self, program: str, *words: str, log: Path, settings: Settings, defect: Defect | None) -> psutil.Process:
        environment = {
            "TIMECLOCK_VAR": str(settings.var),
            "TIMECLOCK_HTTPS": "false",
            "TIMECLOCK_DATABASE_URL": settings.database_url,
        }
        asked = {"program": program, "words": words, "log": str(log), "environment": environment, "defect": defect}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return psutil.Process(int(self._said()))

    def stop(self) -> None:
        """End it; what it started is told to die with it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@dataclass
class Stack:
    """All processes of one run; `deaths` are those nobody meant."""

    cluster: Cluster
    nursery: Nursery
    folder: Path
    settings: Settings
    server_port: int
    terminals: tuple[Path, ...]
    kills: KillLog
    defect: Defect | None = None
    deaths: list[str] = field(default_factory=list)
    _running: dict[str, psutil.Process] = field(default_factory=dict)

    def start(self) -> None:
        """Start whatever does not run; note what ended without having been killed."""
        if not self.cluster.runs:
            if self._running:
                self.deaths.append("PostgreSQL")
            self.cluster.start()
        for name in (Part.SERVER.value, Part.JOBS.value, Part.SEQUENCER.value, *self._terminal_names()):
            known = self._running.get(name)
            if known is None or not lives(known):
                if known is not None:
                    self.deaths.append(name)
                self._start(name)

    def kill(self, part: Part, chance: Random) -> None:
        """Kill one part, all of it or a piece, and start it again at once."""
        if part is Part.DATABASE:
            self._kill_database(chance)
        elif part is Part.TERMINAL:
            self._kill_program(chance.choice(self._terminal_names()), "terminal")
        elif part is Part.SERVER and chance.random() < WORKER_SHARE and (workers := self._members("server")[1:]):
            self._kill_piece(chance.choice(workers), "server: one worker")
        else:
            self._kill_program(part.value, "server: all" if part is Part.SERVER else part.value)

    def wait_ready(self) -> None:
        """Wait until the server takes connections."""
        until = time.monotonic() + READY_SECONDS
        while not listens(self.server_port):
            if time.monotonic() > until:
                raise TimeoutError(f"the server does not listen; its log is {self.log('server')}")
            time.sleep(0.05)

    def restart_in_order(self) -> None:
        """Ask everything to end, as for an update, and start it again."""
        self.stop()
        self.cluster.stop()
        self.start()
        self.wait_ready()

    def stop(self) -> None:
        """Ask everything but the database to end, and insist where it does not."""
        for process in self._running.values():
            if lives(process):
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while any(lives(process) for process in self._running.values()) and time.monotonic() < until:
            time.sleep(0.02)
        self.end()

    def end(self) -> None:
        """Leave nothing behind."""
        for name in list(self._running):
            self._end(name)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _kill_database(self, chance: Random) -> None:
        """Kill all of PostgreSQL, or one backend, as the kernel does when memory runs out."""
        if chance.random() < BACKEND_SHARE and (backends := self.cluster.backends()):
            self._kill_piece(chance.choice(backends), "PostgreSQL: one backend")
            return
        with self.kills.dying("PostgreSQL: all"):
            self.cluster.kill()
        self.cluster.start()

    def _kill_piece(self, victim: psutil.Process, manner: str) -> None:
        """Kill one process whose parent starts another in its place."""
        with self.kills.dying(manner), suppress(psutil.NoSuchProcess):
            victim.kill()
            wait_dead([victim])

    def _kill_program(self, name: str, manner: str) -> None:
        with self.kills.dying(manner):
            self._end(name)
        self._start(name)

    def _end(self, name: str) -> None:
        """Kill a program and all it started: it leads a process group of its own."""
        members = self._members(name)
        with suppress(ProcessLookupError):
            os.killpg(members[0].pid, signal.SIGKILL)
        wait_dead(members)
        del self._running[name]

    def _members(self, name: str) -> list[psutil.Process]:
        """Return a program and what it started."""
        try:
            return [self._running[name], *self._running[name].children(recursive=True)]
        except psutil.NoSuchProcess:
            return [self._running[name]]

    def _start(self, name: str) -> None:
        words = {
            "server": ("timeclock", "serve", "--port", str(self.server_port), "--processes", "2"),
            "jobs": ("timeclock", "jobs"),
            "sequencer": ("sequencer",),
        }
        if name in words:
            started = self.nursery.start(*words[name], log=self.log(name), settings=self.settings, defect=self.defect)
        else:
            started = self._started_terminal(name)
        self._running[name] = started

    def _started_terminal(self, name: str) -> psutil.Process:
        settings = self.terminals[self._terminal_names().index(name)]
        command = [sys.executable, "-m", "terminals", "--settings", str(settings)]
        with self.log(name).open("ab") as log:
            return psutil.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _terminal_names(self) -> list[str]:
        return [f"terminal-{no}" for no in range(len(self.terminals))]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
