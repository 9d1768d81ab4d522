"""The agent as its own process with settings made for a test; what it did is read from its log."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from terminals.keys import make_device_key, read_secret
from terminals.wire import badge_hash
from tests.terminals.sim.pcscd import until

SOURCE = "019a9f00-0000-7000-8000-000000000001"
STORED = re.compile(r"stamp stored seq=(\d+) .* reader=(.+) ms=(\d+)")

Starter = Callable[..., "subprocess.Popen[Any]"]


class AgentProcess:
    """Starts the terminal in a folder of its own; started again it finds its spool."""

    def __init__(self, folder: Path, server_url: str, receipt_public: str, **settings: object) -> None:
        self.folder = folder
        self.log_file = folder / "agent.log"
        self.process: subprocess.Popen[Any] | None = None
        self.device_public = make_device_key(folder / "device.key")
        make_device_key(folder / "site.key")
        self.values: dict[str, object] = {
            "server_url": server_url,
            "source": SOURCE,
            "key_file": "device.key",
            "site_key_file": "site.key",
            "spool_file": "spool.db",
            "receipt_public_key": receipt_public,
            "trust_host_clock": True,
            "report_seconds": 1,
            "port": 0,
        } | settings
        self.set()

    def set(self, **settings: object) -> None:
        """Change settings for the next start."""
        self.values |= settings
        lines = [f"{name} = {_toml(value)}" for name, value in self.values.items()]
        (self.folder / "terminal.toml").write_text("\n".join(lines) + "\n")

    def start(self, starter: Starter = subprocess.Popen) -> None:
        with self.log_file.open("ab") as log:
            command = [sys.executable, "-m", "terminals", "--settings", str(self.folder / "terminal.toml")]
            self.process = starter(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        ready = self.log.count("terminal ready")
        until(lambda: self.log.count("terminal ready") > ready or self.ended, "the terminal did not start")
        assert not self.ended, self.log

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def log(self) -> str:
        return self.log_file.read_text() if self.log_file.exists() else ""

    @property
    def stored(self) -> list[tuple[int, str, int]]:
        """Return seq, reader and milliseconds from noticing to disk of each stamp stored."""
        return [(int(seq), reader, int(ms)) for seq, reader, ms in STORED.findall(self.log)]

    @property
    def port(self) -> int:
        return int(re.findall(r"terminal ready http://127\.0\.0\.1:(\d+)", self.log)[-1])

    def hash_of(self, number: bytes) -> str:
        return badge_hash(read_secret(self.folder / "site.key"), number.hex())

    def stored_one_more(self, reader: str = "") -> Callable[[], bool]:
        """Return a question to ask again and again: was one more stamp stored (by this reader) since now?"""

        def count() -> int:
            return sum(name.startswith(reader) for _, name, _ in self.stored)

        before = count()
        return lambda: count() > before


def _toml(value: object) -> str:
    """Return a value as a settings file writes it; a table stands in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + "}"
    return json.dumps(value)
