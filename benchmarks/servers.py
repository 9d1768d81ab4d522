"""Servers as in production, one gunicorn each, and eight clients that ask at once."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLIENTS = 8
SERVER = (
    "--threads",
    "8",
    "--worker-class",
    "gthread",
    "--no-control-socket",
    "--log-level",
    "warning",
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it goes over the line."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


@contextmanager
def served(application: str, environment: Mapping[str, str], processes: int = 2) -> Iterator[int]:
    """Serve an application on a free port, wait until it listens, and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", *SERVER, "--workers", f"{processes}"]
    command += ["--bind", f"127.0.0.1:{port}", application]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def ask(port: int, requests: Sequence[Request]) -> None:
    """Send the requests over all connections at once, each after the answer to the one before."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda first: _ask(port, requests[first::CLIENTS]), range(CLIENTS)))


def _ask(port: int, requests: Sequence[Request]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for each in requests:
        connection.request(each.method, each.path, each.body, dict(each.headers))
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{each.path}: {answer.status} {said.decode()}")
    connection.close()
