"""A DESFire for trying out, in the memory of this process: it proves itself to the same reader code as a real one.

Only the replay reader of a terminal in test mode has any: their stamps say *authenticated*, and whoever opens the page
can hold them. The master key is made at each start and written nowhere, so no such card is a badge anywhere else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date

from terminals.desfire.apdu import ANOTHER_FRAME, SELECT_APPLICATION
from terminals.desfire.badge import ProvenBadges
from terminals.desfire.cipher import BLOCK, ZERO, AesKey, turned
from terminals.desfire.diversify import Way
from terminals.desfire.ev2 import AUTHENTICATE_FIRST, SESSION_BYTES
from terminals.desfire.keyring import MasterKeys
from terminals.desfire.profile import UID_BYTES, Profile
from terminals.pcsc.medium import ProvenFirst
from terminals.pcsc.uid import GET_UID

PROFILE = Profile(application="3042F5", read_key="replay")
DONE, MORE, NO_COMMAND, NO_APPLICATION, WRONG_KEY = 0x00, 0xAF, 0x1C, 0xA0, 0xAE
CAPABILITIES = bytes(12)


@dataclass
class ReplayCard:
    """One card on the reader: its number, its key, and how far a proof has come."""

    uid: bytes
    key: AesKey = field(repr=False)
    selected: bool = False
    challenge: bytes = b""

    def transmit(self, command: bytes) -> bytes:
        if command == GET_UID:
            return self.uid + b"\x90\x00"
        status, answer = self._obey(command[1], command[5:-1])
        return answer + bytes([0x91, status])

    def leave(self, *, reset: bool) -> None:
        self.selected, self.challenge = False, b""

    def _obey(self, code: int, data: bytes) -> tuple[int, bytes]:
        if code == SELECT_APPLICATION:
            self.selected = data[::-1] == PROFILE.application_bytes()
            return (DONE if self.selected else NO_APPLICATION), b""
        if code == AUTHENTICATE_FIRST and self.selected:
            self.challenge = secrets.token_bytes(BLOCK)
            return MORE, self.key.encrypt(ZERO, self.challenge)
        if code == ANOTHER_FRAME and self.challenge:
            return self._prove(self.key.decrypt(ZERO, data))
        return NO_COMMAND, b""

    def _prove(self, token: bytes) -> tuple[int, bytes]:
        """Answer the reader's challenge, if the reader answered ours."""
        theirs, back = token[:BLOCK], token[BLOCK:]
        asked, self.challenge = self.challenge, b""
        if back != turned(asked):
            return WRONG_KEY, b""
        return DONE, self.key.encrypt(ZERO, secrets.token_bytes(SESSION_BYTES) + turned(theirs) + CAPABILITIES)


class ReplayCards:
    """Cards of one city that exists until the process ends, and what proves them."""

    def __init__(self) -> None:
        self._keys = MasterKeys(Way.AN10922, AesKey(secrets.token_bytes(BLOCK)))
        # Its keys last as long as the process does.
        self.read = ProvenFirst(ProvenBadges(PROFILE, self._keys), lambda: date.max)

    def card(self, number: str) -> ReplayCard:
        """Return the card with this number of seven bytes."""
        uid = bytes.fromhex(number)
        if len(uid) != UID_BYTES:
            raise ValueError(f"a DESFire has a number of {UID_BYTES} bytes, got {number}")
        return ReplayCard(uid, self._keys.of_card(PROFILE.about(uid)))
