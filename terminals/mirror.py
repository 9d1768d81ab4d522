"""Fetches the list of badges now and then; what goes wrong is tried again later and stops nothing."""

from __future__ import annotations

import json
import logging
import secrets

from terminals import wire
from terminals.answers import OK
from terminals.badge_list import BadgeList, NotAList
from terminals.clock import Clock
from terminals.exchange import Identity
from terminals.inquire import Post
from terminals.link import NoAnswer
from terminals.rounds import AGAIN_SECONDS, Rounds

log = logging.getLogger(__name__)

EVERY_SECONDS = 600.0
UNAUTHORISED = 401
MOST_ASKED = 256  # each answer has one part of 64 at least, and badges change meanwhile


class Mirror:
    """Asks for what changed, in a thread of its own."""

    def __init__(self, badges: BadgeList, clock: Clock, link: Post, me: Identity) -> None:
        self._badges, self._clock, self._link, self._me = badges, clock, link, me
        self._rounds = Rounds("badges", self._round)

    def start(self) -> None:
        self._rounds.start()

    def stop(self) -> None:
        self._rounds.stop()

    def _round(self) -> float:
        return EVERY_SECONDS if self.fetch() else AGAIN_SECONDS

    def fetch(self) -> bool:
        """Ask until all parts that changed are here; return whether the list is now as the server has it."""
        try:
            return any(self._has_all() for _ in range(MOST_ASKED) if not self._rounds.is_over)
        except (NoAnswer, NotAList, ValueError, OSError) as fault:
            log.warning("badge list not fetched fault=%s", fault)
            return False

    def _has_all(self) -> bool:
        """Ask once; return False where more parts are to come. Raises NotAList where the server gives none."""
        now = self._clock.server_at(self._clock.read())
        body = wire.badges_body(self._badges.known(now))
        nonce = secrets.token_bytes(wire.NONCE_BYTES)
        headers = wire.request_headers(self._me.key, self._me.source, body, now, nonce, path=wire.BADGES)
        status, raw = self._link.post(body, headers | wire.BIT_BY_BIT, wire.BADGES)
        if status == UNAUTHORISED and b'"revoked_device"' in raw:
            self._badges.forget()
        if status != OK:
            raise NotAList(f"status {status}")
        return self._badges.take(json.loads(raw))
