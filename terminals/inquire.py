"""Asks the server what a badge wants to see; nothing is stored, and without an answer soon there is none."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Protocol

from terminals import wire
from terminals.answers import OK, Display, NotAnAnswer, display_of
from terminals.clock import Clock
from terminals.deliver import Identity
from terminals.wire import Badge, Look

# Nobody waits longer at a wall.
WAIT_SECONDS = 3


class Post(Protocol):
    """Sends one request to a path; raises NoAnswer."""

    def post(self, body: bytes, headers: dict[str, str], path: str) -> tuple[int, bytes]: ...


@dataclass(frozen=True, slots=True)
class Inquirer:
    """Asks for one badge at a time."""

    link: Post
    clock: Clock
    me: Identity

    def ask(self, badge: Badge, look: Look) -> Display:
        """Return what to show; raise NoAnswer or NotAnAnswer where the server says nothing that can be believed."""
        body = wire.inquiry_body(badge, look)
        at = self.clock.server_at(self.clock.read())
        headers = wire.request_headers(
            self.me.key, self.me.source, body, at, secrets.token_bytes(wire.NONCE_BYTES), path=wire.INQUIRIES
        )
        status, raw = self.link.post(body, headers, wire.INQUIRIES)
        if status != OK:
            raise NotAnAnswer(f"inquiry refused status={status}")
        try:
            return display_of(json.loads(raw)["display"])
        except (ValueError, KeyError, TypeError) as fault:
            raise NotAnAnswer(f"answer 200 is not by the contract: {type(fault).__name__}") from None
