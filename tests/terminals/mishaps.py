"""A terminal's own spool and agent before a whole server in one process, and all that may go wrong between them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask.testing import FlaskClient

from terminals import wire
from terminals.deliver import Deliverer
from terminals.exchange import Identity
from terminals.link import NoAnswer
from terminals.spool import Spool
from terminals.wire import PATH, Place, SignedStamp, sign_stamp
from tests.terminals.parts import Hands

LONGEST_OFFLINE_MS = 20_000
DAMAGE: tuple[Callable[[dict[str, Any]], Any], ...] = (
    lambda said: said.pop("zone"),
    lambda said: said.update(kind="nonsense"),
    lambda said: said.update(mono_ms="soon"),
    lambda said: said["badge"].update(hash="AB"),
)
ODD: tuple[Callable[[dict[str, Any]], Any], ...] = (
    lambda said: said.update(device_at="2031-01-01T08:00:00.000Z"),
    lambda said: said.update(device_at="2019-01-01T08:00:00.000Z"),
    lambda said: said.update(zone="America/Lima"),
    lambda said: said["badge"].update(hash="e0" * 32),
    lambda said: (said["clock"].update(quality="bad"), said.update(boot_id="another")),
)


@dataclass
class Mishaps:
    """One wall: what is tapped, what the network does to each request, and which spools there have been."""

    folder: Path
    client: FlaskClient
    source: str
    key: Ed25519PrivateKey
    receipt_key: bytes
    badge: str
    hands: Hands
    chance: random.Random
    tick: Callable[[timedelta], object]
    spools: list[Spool] = field(default_factory=list)
    deliverers: list[Deliverer] = field(default_factory=list)
    sent: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    calm: bool = False
    wrong: int = 0

    def __post_init__(self) -> None:
        self.clock = self.hands.clock()
        self.begin()

    @property
    def spool(self) -> Spool:
        return self.spools[-1]

    def begin(self) -> None:
        """Begin with an empty spool, as after the old one was put aside: a new epoch."""
        self.spools.append(Spool(self.folder / f"spool{len(self.spools)}.db", cap=10**6))
        self.deliverers.append(self._deliverer(self.spool))

    def restart(self) -> None:
        """Let the agent die and start again on the same file."""
        number = len(self.spools) - 1
        self.spool.close()
        self.spools[number] = Spool(self.folder / f"spool{number}.db", cap=10**6)
        self.deliverers[number] = self._deliverer(self.spool)

    def _deliverer(self, spool: Spool) -> Deliverer:
        me = Identity(self.source, "0.1.0", self.key, Ed25519PublicKey.from_public_bytes(self.receipt_key))
        deliverer = Deliverer(
            spool,
            self.clock,
            self,
            me,
            report_seconds=60,
            reader_states=lambda: (),
            heard=lambda _uid, _result: None,
            jitter=lambda: 1.0,
        )
        deliverer._old = spool.counts().captured  # as with its threads, which the test plays itself
        return deliverer

    def tap(self, change: Callable[[dict[str, Any]], Any] = lambda said: None, *, forged: bool = False) -> None:
        """Capture a stamp as the agent does, or one that says something else than it should."""

        def make(place: Place) -> SignedStamp:
            return self._signed(place, change, forged=forged)

        self.spool.put(make, self.hands.at)

    def _signed(self, place: Place, change: Callable[[dict[str, Any]], Any], *, forged: bool = False) -> SignedStamp:
        device = wire.Device(self.source, "Europe/Berlin", "2026.6", "0.1.0")
        uid = wire.uuid7(self.hands.at, self.chance.randbytes(10))
        payload = wire.stamp_payload(
            device,
            place,
            self.clock.read(),
            uid=uid,
            kind=wire.Kind.AUTO,
            badge=wire.Badge(self.badge),
            reader="Replay",
        )
        said = json.loads(payload)
        change(said)
        changed = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        return sign_stamp(Ed25519PrivateKey.generate() if forged else self.key, changed)

    def clone(self) -> None:
        """Let a copy of the terminal say something under the next number, and then the terminal itself."""
        stamp = self._signed(Place(self.spool.epoch, self.spool.counts().captured + 1, wire.FIRST_PREV), lambda _: None)
        said = json.loads(wire.request_body(self.clock.read(), _no_state(), [stamp])) | {"state": None}
        body = json.dumps(said).encode()
        at, nonce = self.clock.server_at(self.clock.read()), self.chance.randbytes(wire.NONCE_BYTES)
        self._ask(body, wire.request_headers(self.key, self.source, body, at, nonce))
        self.tap()

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Carry one request, or do to it what networks and proxies do."""
        mishap = "none" if self.calm else self.chance.choice(MISHAPS)
        self.wrong += mishap != "none"
        self.sent.append((body, headers))
        match mishap:
            case "request lost":
                raise NoAnswer("lost on the way there")
            case "answer lost":
                self._ask(body, headers)
                raise NoAnswer("lost on the way back")
            case "sent twice":
                self._ask(body, headers)
                return self._ask(body, headers)
            case "an old one again":
                self._ask(*self.chance.choice(self.sent[-20:]))
                return self._ask(body, headers)
            case "busy" | "broken" | "disliked" as fault:
                return {"busy": 429, "broken": 503, "disliked": 400}[fault], b'{"code": ""}'
            case "page of a proxy":
                return 200, b"<html>please sign in</html>"
        status, raw = self._ask(body, headers)
        return status, raw if mishap == "none" or status != 200 else self._twisted(mishap, raw)

    def _twisted(self, mishap: str, raw: bytes) -> bytes:
        """Return an answer that was tampered with; none of these may be believed."""
        said = json.loads(raw)
        results = said["results"]
        if mishap == "order changed":
            results.reverse()
        elif mishap == "half an answer":
            del results[len(results) // 2 :]
        elif results and (receipt := self.chance.choice(results)["receipt"]) is not None:
            receipt["leaf"] = "00" * 32
        return json.dumps(said).encode()

    def _ask(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        answer = self.client.post(PATH, data=body, headers=headers)
        return answer.status_code, answer.data

    def wait(self) -> None:
        step = self.chance.randrange(LONGEST_OFFLINE_MS)
        self.hands.pass_ms(step)
        self.tick(timedelta(milliseconds=step))

    def something(self) -> None:
        """Let one thing happen of all that may."""
        match self.chance.choice(HAPPENINGS):
            case "tap":
                self.tap()
            case "odd tap":
                self.tap(self.chance.choice(ODD))
                self.wrong += 1
            case "forged tap":
                self.tap(forged=True)
                self.wrong += 1
            case "unreadable tap":
                self.tap(self.chance.choice(DAMAGE))
                self.wrong += 1
            case "clone":
                self.clone()
                self.wrong += 1
            case "deliver":
                self.chance.choice(self.deliverers).push()
            case "deliver what is fresh":
                self.deliverers[-1].overtake()
            case "restart":
                self.restart()
            case "new spool":
                self.begin()
        self.wait()

    def settle(self) -> None:
        """Let the network be calm until each spool, those put aside included, has nothing left to send."""
        self.calm = True
        for spool, deliverer in zip(self.spools, self.deliverers, strict=True):
            deliverer._old = None
            while spool.counts().unsent:
                deliverer.push()
                self.hands.pass_ms(300_000)
                self.tick(timedelta(milliseconds=300_000))
            deliverer.push()

    def close(self) -> None:
        for spool in self.spools:
            spool.close()


MISHAPS = (
    *("none",) * 8,
    "request lost",
    "answer lost",
    "answer lost",
    "sent twice",
    "an old one again",
    "busy",
    "broken",
    "disliked",
    "page of a proxy",
    "order changed",
    "half an answer",
    "receipt forged",
)
HAPPENINGS = (
    *("tap",) * 6,
    *("odd tap",) * 4,
    "forged tap",
    *("unreadable tap",) * 3,
    "clone",
    *("deliver",) * 4,
    *("deliver what is fresh",) * 4,
    "restart",
)
# Now and then, else there are more spools than stamps in them.
NEW_SPOOL_EVERY = 120


def _no_state() -> wire.State:
    return wire.State("0" * 32, 0, 0, 0, None, (), "0.1.0")
