"""A bad line between terminal and server: it loses answers after the commit, cuts them in half, sends requests twice,
late, or never.

And a witness: for each stamp it knows the best acknowledgement that came back to the terminal.

- *firm*: the whole answer was handed on, and from the request's start until then nothing was being killed.
- *racing*: the whole answer was handed on, but something was dying meanwhile.
- *none*: no answer was handed on. That does not mean that nothing was stored.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from base64 import urlsafe_b64decode
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Lock, Thread
from typing import Any

from tests.crash.kills import KillLog

PATIENCE_SECONDS = 15.0
SLOW_SECONDS, LATE_SECONDS = 0.3, 1.5
PASSED_ON = ("Content-Type", "Timeclock-Device", "Timeclock-Time", "Timeclock-Nonce", "Timeclock-Signature")


class Fate(StrEnum):
    """What the line does to one request."""

    PASSED = "passed"
    SWALLOWED = "answer swallowed"
    CUT = "answer cut in half"
    TWICE = "request sent twice"
    SLOW = "answer held back"
    LOST = "request lost"
    RESET = "connection reset in place of the answer"
    HALF_OPEN = "connection held, and no answer"
    LATE = "request overtaken by those after it"


class Ack(IntEnum):
    """How sure the terminal can be; the higher counts."""

    NONE = 0
    RACING = 1
    FIRM = 2


@dataclass(frozen=True, slots=True)
class Odds:
    """How often in a hundred: what happens to requests, and to answers that grant something. All others pass."""

    requests: Mapping[Fate, int]
    answers: Mapping[Fate, int]


BAD = Odds({Fate.TWICE: 10, Fate.LOST: 3}, {Fate.SWALLOWED: 12, Fate.CUT: 6, Fate.SLOW: 6})
NO_ANSWER = {Fate.SWALLOWED, Fate.RESET, Fate.HALF_OPEN}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from the server."""

    status: int
    media: str
    body: bytes

    def results(self) -> list[dict[str, Any]]:
        """Return one result per stamp; none where the request was refused as a whole."""
        return list(json.loads(self.body)["results"]) if self.status == 200 else []


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with stamps; `delivered` means that the server got all of it."""

    fate: Fate
    uids: tuple[str, ...]
    delivered: bool
    answers: tuple[Answer, ...]
    passed: Answer | None
    ack: Ack

    @property
    def outcome_unknown(self) -> bool:
        """Say whether the terminal cannot know that the server has the stamps, or that it has not."""
        return self.delivered and self.passed is None


class Witness:
    """What went over the line."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.fates: Counter[Fate] = Counter()
        self.statuses: Counter[str] = Counter()
        self.refusals: Counter[int] = Counter()
        self.receipts: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.unknown = self.unknown_committed = 0
        self._best: dict[str, Ack] = {}

    def saw(self, exchange: Exchange) -> None:
        with self._lock:
            self.fates[exchange.fate] += 1
            for uid in exchange.uids:
                self._best[uid] = max(self._best.get(uid, Ack.NONE), exchange.ack)
            committed = False
            for answer in exchange.answers:
                if answer.status != 200:
                    self.refusals[answer.status] += 1
                for result in answer.results():
                    committed = True
                    self.statuses[result["status"]] += 1
                    if result["receipt"] is not None and result["receipt"] not in self.receipts[result["uid"]]:
                        self.receipts[result["uid"]].append(result["receipt"])
            self.unknown += exchange.outcome_unknown
            self.unknown_committed += exchange.outcome_unknown and committed

    @property
    def acknowledged(self) -> int:
        with self._lock:
            return sum(ack > Ack.NONE for ack in self._best.values())

    def firm(self) -> list[str]:
        """Return the stamps of which a terminal can be sure."""
        with self._lock:
            return [uid for uid, ack in self._best.items() if ack is Ack.FIRM]

    def classes(self) -> Mapping[Ack, int]:
        with self._lock:
            return Counter(self._best.values())


class Proxy(ThreadingHTTPServer):
    """Listens for terminals and carries what they send to the server, well or badly."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, server_port: int, kills: KillLog, chance: Random, odds: Odds = BAD) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.witness = Witness()
        self.calm = False
        self._to, self._kills, self._chance, self._odds = server_port, kills, chance, odds
        self._choosing = Lock()
        self._decks: dict[int, list[Fate]] = defaultdict(list)
        self._late: list[Thread] = []
        Thread(target=self.serve_forever, args=(0.05,), name="proxy", daemon=True).start()

    def __exit__(self, *fault: Any) -> None:
        self.shutdown()
        super().__exit__(*fault)

    def wait_for_late(self) -> None:
        """Wait until the requests that were held back are there."""
        while self._late:
            self._late.pop().join()

    def carry(self, headers: Mapping[str, str], body: bytes, agent: socket.socket) -> None:
        """Carry one request there and, if so fated, its answer back."""
        uids = uids_of(body)
        fate = self._fate(self._odds.requests) if uids else Fate.PASSED
        began = time.monotonic()
        if fate is Fate.LATE:
            self._late.append(Thread(target=self._carry_late, args=(headers, body, uids)))
            self._late[-1].start()
            return
        delivered, answers = (False, ()) if fate is Fate.LOST else self._send(headers, body, 1 + (fate is Fate.TWICE))
        if uids and fate is Fate.PASSED and answers and answers[0].status == 200:
            fate = self._fate(self._odds.answers)
        passed = self._hand_on(fate, answers, agent)
        ack = Ack.NONE
        if passed is not None and passed.status == 200:
            ack = Ack.RACING if self._kills.meets(began, time.monotonic()) else Ack.FIRM
        if uids:
            self.witness.saw(Exchange(fate, uids, delivered, answers, passed, ack))

    def _carry_late(self, headers: Mapping[str, str], body: bytes, uids: tuple[str, ...]) -> None:
        """Carry a request whose terminal was cut off at once and asks again before this one is there."""
        time.sleep(LATE_SECONDS)
        delivered, answers = self._send(headers, body, 1)
        self.witness.saw(Exchange(Fate.LATE, uids, delivered, answers, None, Ack.NONE))

    def _fate(self, odds: Mapping[Fate, int]) -> Fate:
        if self.calm:
            return Fate.PASSED
        with self._choosing:
            deck = self._decks[id(odds)]
            if not deck:
                # Drawn like cards, so that in a hundred each comes as often as it should.
                deck += [fate for fate, number in odds.items() for _ in range(number)]
                deck += [Fate.PASSED] * (100 - len(deck))
                self._chance.shuffle(deck)
            return deck.pop()

    def _send(self, headers: Mapping[str, str], body: bytes, copies: int) -> tuple[bool, tuple[Answer, ...]]:
        """Send the same bytes once, or twice at the same time; the first answer that grants something comes first."""
        sent: list[tuple[bool, Answer | None]] = []
        others = [Thread(target=lambda: sent.append(self._ask(headers, body))) for _ in range(copies - 1)]
        for each in others:
            each.start()
        sent.append(self._ask(headers, body))
        for each in others:
            each.join()
        answers = sorted((answer for _, answer in sent if answer is not None), key=lambda answer: answer.status)
        return any(delivered for delivered, _ in sent), tuple(answers)

    def _ask(self, headers: Mapping[str, str], body: bytes) -> tuple[bool, Answer | None]:
        connection = HTTPConnection("127.0.0.1", self._to, timeout=PATIENCE_SECONDS)
        delivered = False
        try:
            connection.request("POST", "/terminal/v1/stamps", body, dict(headers))
            delivered = True
            answer = connection.getresponse()
            return True, Answer(answer.status, answer.headers["Content-Type"], answer.read())
        except (OSError, HTTPException):
            return delivered, None
        finally:
            connection.close()

    def _hand_on(self, fate: Fate, answers: Sequence[Answer], agent: socket.socket) -> Answer | None:
        """Give the terminal its answer; return it once all of it is on its way."""
        if fate is Fate.RESET:
            _reset(agent)
        elif fate is Fate.HALF_OPEN:
            _hold(agent)
        if not answers or fate in NO_ANSWER:
            return None
        answer = answers[0]
        head = f"HTTP/1.1 {answer.status} -\r\nContent-Type: {answer.media}\r\nContent-Length: {len(answer.body)}\r\n"
        raw = head.encode() + b"Connection: close\r\n\r\n" + answer.body
        if fate is Fate.SLOW:
            time.sleep(SLOW_SECONDS)
        try:
            agent.sendall(raw[: len(raw) // 2] if fate is Fate.CUT else raw)
        except OSError:
            return None
        return None if fate is Fate.CUT else answer


class _Line(BaseHTTPRequestHandler):
    """One connection of a terminal."""

    server: Proxy
    timeout = PATIENCE_SECONDS

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        self.close_connection = True
        if len(body) == length:
            headers = {name: self.headers[name] for name in PASSED_ON}
            self.server.carry(headers, body, self.connection)

    def handle(self) -> None:
        # A terminal that is killed while it speaks is what this is for.
        with suppress(OSError):
            super().handle()

    def log_message(self, *_: Any, **__: Any) -> None:
        """Say nothing: the witness keeps what is worth knowing."""


def _reset(agent: socket.socket) -> None:
    """End a connection as a machine does that does not know of it."""
    agent.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket.close(agent.detach())


def _hold(agent: socket.socket) -> None:
    """Say nothing until the terminal gives up."""
    with suppress(OSError):
        agent.settimeout(PATIENCE_SECONDS)
        agent.recv(1)


def uids_of(body: bytes) -> tuple[str, ...]:
    """Return the uids of the stamps in a request; none where it only reports the terminal's state."""
    return tuple(str(json.loads(_unpacked(entry["payload"]))["uid"]) for entry in json.loads(body)["stamps"])


def _unpacked(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
