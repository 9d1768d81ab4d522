"""One HTTP request to the server; what it means is decided elsewhere."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from terminals.wire import METHOD, PATH

TIMEOUT_SECONDS = 10
MOST_ANSWER_BYTES = 4 * 1024 * 1024


class NoAnswer(Exception):
    """The server was not reached or broke off. That does not mean that it stored nothing."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the terminal shows a server that asks for client certificates: files with the chain and its key."""

    file: Path
    key_file: Path


@dataclass(frozen=True, slots=True)
class Link:
    """Where the server is, and whom to trust there."""

    server_url: str
    ca_file: Path | None = None
    certificate: Certificate | None = None
    timeout_seconds: float = TIMEOUT_SECONDS

    def post(self, body: bytes, headers: dict[str, str], path: str = PATH) -> tuple[int, bytes]:
        """Send one request and return status and body of the answer; redirects are not followed."""
        try:
            connection = self._connection()
            try:
                connection.request(METHOD, path, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.read(MOST_ANSWER_BYTES)
            finally:
                connection.close()
        except (OSError, HTTPException) as fault:
            raise NoAnswer(f"{type(fault).__name__}: {fault}") from fault

    def _connection(self) -> HTTPConnection:
        # A new one each time: a kept one that died would cost the tap its answer.
        url = urlsplit(self.server_url)
        host = url.hostname or ""
        if url.scheme == "http":
            return HTTPConnection(host, url.port, timeout=self.timeout_seconds)
        trust = ssl.create_default_context(cafile=self.ca_file)
        trust.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate is not None:
            trust.load_cert_chain(self.certificate.file, self.certificate.key_file)
        return HTTPSConnection(host, url.port, timeout=self.timeout_seconds, context=trust)
