"""A small server on loopback that takes stamps by the contract, or answers as a test scripts it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from terminals.clock import wall_now
from terminals.wire import PATH, b64url, from_b64url

Reply = tuple[int, Any]
Script = Callable[["Asked"], Reply | None]


class Asked:
    """One request as it arrived."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body
        self.said: dict[str, Any] = json.loads(body)
        self.payloads = [from_b64url(entry["payload"]) for entry in self.said["stamps"]]
        self.stamps = [json.loads(payload) for payload in self.payloads]


class SmallServer:
    """Keeps each stamp once by its key. `script` holds what to answer to the next requests; None means as usual."""

    def __init__(self, device_public: bytes | None = None) -> None:
        self.receipt_key = Ed25519PrivateKey.generate()
        self.receipt_public = b64url(self.receipt_key.public_key().public_bytes_raw())
        self.device = Ed25519PublicKey.from_public_bytes(device_public) if device_public else None
        self.script: deque[Script] = deque()
        self.always: Script | None = None
        self.asked: list[Asked] = []
        self.kept: dict[tuple[str, int], bytes] = {}
        self.receipts: dict[tuple[str, int], dict[str, str]] = {}
        self.now: Callable[[], datetime] = wall_now
        self._lock = Lock()
        self._http: ThreadingHTTPServer | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def expect(self, device_public: bytes) -> None:
        """Check from now on that requests are signed by this device."""
        self.device = Ed25519PublicKey.from_public_bytes(device_public)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, after a stop on the same port again."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path != PATH:  # the list of badges, which it does not have
                    self.send_error(404)
                    return
                reply = outer.answer(Asked(self.path, dict(self.headers), body))
                if reply is None:
                    self.close_connection = True
                    return
                status, said = reply
                raw = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: Any, **__: Any) -> None:
                """Say nothing: the test has its own words."""

        self._http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._http.daemon_threads = True
        self.port = self._http.server_port
        Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    def answer(self, asked: Asked) -> Reply | None:
        with self._lock:
            self.asked.append(asked)
            self._verify(asked)
            script = self.script.popleft() if self.script else self.always
            if script is not None:
                reply = script(asked)
                return None if reply == BREAK_OFF else reply or self.take(asked)
            return self.take(asked)

    def take(self, asked: Asked) -> Reply:
        """Keep the stamps and answer as the contract says."""
        results = [self._result(n, payload) for n, payload in enumerate(asked.payloads)]
        return 200, {"v": 1, "server_time": wire_time(self.now()), "results": results}

    def receipt(self) -> dict[str, str]:
        at = self.now()
        values = {
            "record": secrets.token_hex(16),
            "leaf": secrets.token_hex(32),
            "received_at": wire_time(at),
            "include_by": wire_time(at + timedelta(seconds=60)),
        }
        lines = "".join(f"{line}\n" for line in ("timeclock-receipt/v1", *values.values()))
        return values | {"sig": b64url(self.receipt_key.sign(lines.encode()))}

    def _result(self, n: int, payload: bytes) -> dict[str, Any]:
        stamp = json.loads(payload)
        place = (stamp["epoch"], stamp["seq"])
        known = place in self.kept
        status = "accepted" if not known else "duplicate" if self.kept[place] == payload else "conflict"
        self.kept.setdefault(place, payload)
        receipt = self.receipts.setdefault(place, self.receipt())
        display = {"tone": "good", "de": ["Guten Morgen", "Kommen 06:58"], "en": ["Good morning", "In 06:58"]}
        return {
            "n": n,
            "uid": stamp["uid"],
            "status": status,
            "code": None,
            "receipt": receipt,
            "display": display,
        }

    def _verify(self, asked: Asked) -> None:
        """Check the signature of the request with code of our own."""
        if self.device is None:
            return
        digest = hashlib.sha256(asked.body).hexdigest()
        at, nonce = asked.headers["Timeclock-Time"], asked.headers["Timeclock-Nonce"]
        lines = "".join(f"{line}\n" for line in ("timeclock-request/v1", "POST", asked.path, digest, at, nonce))
        self.device.verify(from_b64url(asked.headers["Timeclock-Signature"]), lines.encode())


BREAK_OFF: Reply = (0, "break off")


def wire_time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def says(status: int, code: str = "", **more: Any) -> Script:
    """Return a script that answers with an error of the contract."""
    return lambda asked: (status, {"code": code, "message": "", "server_time": wire_time(wall_now()), **more})
