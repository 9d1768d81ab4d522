"""Tells the server how this terminal is set, at the start and once a day; what goes wrong is tried again later."""

from __future__ import annotations

import logging
import secrets

from terminals import wire
from terminals.answers import OK
from terminals.clock import Clock
from terminals.exchange import Identity
from terminals.inquire import Post
from terminals.link import NoAnswer
from terminals.rounds import AGAIN_SECONDS, Rounds

log = logging.getLogger(__name__)

# A server that was restored from a backup may have forgotten it.
EVERY_SECONDS = 86_400.0
# A server of before does not know the path: it is updated one day.
UNKNOWN_PATH, UNKNOWN_SECONDS = 404, 3600.0


class Announcer:
    """Sends what is in effect, in a thread of its own: settings are read once, so they stay what they are."""

    def __init__(self, body: bytes, clock: Clock, link: Post, me: Identity) -> None:
        self._body, self._clock, self._link, self._me = body, clock, link, me
        self._rounds = Rounds("configuration", self.tell)

    def start(self) -> None:
        self._rounds.start()

    def stop(self) -> None:
        self._rounds.stop()

    def tell(self) -> float:
        """Tell once; return after how many seconds to do so again."""
        at = self._clock.server_at(self._clock.read())
        nonce = secrets.token_bytes(wire.NONCE_BYTES)
        headers = wire.request_headers(self._me.key, self._me.source, self._body, at, nonce, path=wire.CONFIGURATION)
        try:
            status, _ = self._link.post(self._body, headers, wire.CONFIGURATION)
        except NoAnswer as fault:
            log.info("configuration not told fault=%s", fault)
            return AGAIN_SECONDS
        if status == OK:
            return EVERY_SECONDS
        log.info("configuration not taken status=%d", status)
        return UNKNOWN_SECONDS if status == UNKNOWN_PATH else AGAIN_SECONDS
