"""One badge, proven and read: select, prove, and what it is known by."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from terminals.desfire import ev1, ev2
from terminals.desfire.apdu import Line, Transmit
from terminals.desfire.cipher import CardKey
from terminals.desfire.diversify import Way
from terminals.desfire.faults import NoKey, NoNumberWritten, Unsupported
from terminals.desfire.keyring import Keyring
from terminals.desfire.messages import Mode, Session
from terminals.desfire.profile import UID_BYTES, Profile, Proof, Source

GET_CARD_UID = 0x51


class ProvenBadges:
    """What authenticates the badges of one city."""

    def __init__(self, profile: Profile, keys: Keyring, chance: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._profile, self._keys, self._chance = profile, keys, chance

    @property
    def source(self) -> Source:
        return self._profile.number

    def read(self, transmit: Transmit, said: bytes) -> bytes:
        """Return what a badge is known by, from a card that proved to be ours; `said` is the number it tells anybody.

        Raises a DesfireError where it is not one of ours.
        """
        line = Line(transmit)
        line.select(self._profile.application_bytes())
        uid = said if len(said) == UID_BYTES else self._asked(line)
        session = self._prove(line, self._profile.read_key_no, self._keys.of_card(self._profile.about(uid)))
        if self._profile.number is Source.FILE:
            return self._file(line, session)
        # A key of its own proves the number it was derived from; a common one proves none, so the card says it again.
        return _uid(line, session) if self._profile.diversification is Way.NONE else uid

    def _asked(self, line: Line) -> bytes:
        """Return the number of a card that shows another each time, told only to whom has the key for it."""
        key = self._keys.of_number()
        if key is None:
            raise NoKey("the card shows another number each time, and number_key is not set")
        return _uid(line, self._prove(line, self._profile.number_key_no, key))

    def _prove(self, line: Line, key_no: int, key: CardKey) -> Session:
        if self._profile.proof is Proof.EV1:
            return ev1.prove(line, key_no, key, self._chance)
        try:
            return ev2.prove(line, key_no, key, self._chance)
        except Unsupported:
            if self._profile.proof is Proof.EV2:
                raise
        return ev1.prove(line, key_no, key, self._chance)

    def _file(self, line: Line, session: Session) -> bytes:
        """Return the number in the file, read from its beginning."""
        profile = self._profile
        code = int(profile.read_command, 16)
        header = bytes([profile.file]) + bytes(3) + profile.file_bytes.to_bytes(3, "little")
        data = line.whole(code, session.closed(code, header))
        number = session.opened(data, profile.file_mode, profile.file_bytes)
        if number in (bytes(len(number)), b"\xff" * len(number)):
            # All badges that nobody wrote to say the same: it would stand for whoever got the first of them.
            raise NoNumberWritten("there is no number in the file yet")
        return number


def _uid(line: Line, session: Session) -> bytes:
    data = line.whole(GET_CARD_UID, session.closed(GET_CARD_UID, b""))
    return session.opened(data, Mode.ENCIPHERED, UID_BYTES)
