"""One badge, proven and read: select, prove, and what it is known by."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from terminals.desfire import ev1, ev2
from terminals.desfire.apdu import Line, Transmit
from terminals.desfire.cipher import CardKey
from terminals.desfire.diversify import Way
from terminals.desfire.faults import NoKey, NoNumberWritten, Unsupported
from terminals.desfire.keyring import Keyring
from terminals.desfire.messages import Mode, Session
from terminals.desfire.orders import key_version
from terminals.desfire.profile import UID_BYTES, Profile, Proof, Source

GET_CARD_UID = 0x51


@dataclass(frozen=True, slots=True)
class ProvenBadge:
    """What a badge is known by; `until` is the last day on which its key proves it, None for the present one."""

    number: bytes
    until: date | None = None


class ProvenBadges:
    """What authenticates the badges of one city."""

    def __init__(self, profile: Profile, keys: Keyring, chance: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._profile, self._keys, self._chance = profile, keys, chance
        self._until = {each.version: each.until for each in profile.earlier}

    @property
    def source(self) -> Source:
        return self._profile.number

    def read(self, transmit: Transmit, said: bytes) -> ProvenBadge:
        """Return what a badge is known by, from a card that proved to be ours; `said` is the number it tells anybody.

        Raises a DesfireError where it is not one of ours.
        """
        profile, line = self._profile, Line(transmit)
        line.select(profile.application_bytes())
        version = self._version(line, profile.read_key_no)  # asked in the open, so before any proof
        uid = said if len(said) == UID_BYTES else self._asked(line)
        key = self._keys.of_version(version).of_card(profile.about(uid))
        session = prove(profile.proof, line, profile.read_key_no, key, self._chance)
        return ProvenBadge(self._number(line, session, uid), self._until.get(version))

    def _version(self, line: Line, key_no: int) -> int:
        """Return which keys the card has; it is asked only while badges have keys of several versions."""
        return key_version(line, key_no) if self._until else self._profile.key_version

    def _asked(self, line: Line) -> bytes:
        """Return the number of a card that shows another each time, told only to whom has the key for it."""
        no = self._profile.number_key_no
        key = self._keys.of_version(self._version(line, no)).of_number()
        if key is None:
            raise NoKey("the card shows another number each time, and number_key is not set")
        return card_uid(line, prove(self._profile.proof, line, no, key, self._chance))

    def _number(self, line: Line, session: Session, uid: bytes) -> bytes:
        if self._profile.number is Source.FILE:
            return self._file(line, session)
        # A key of its own proves the number it was derived from; a common one proves none, so the card says it again.
        return card_uid(line, session) if self._profile.diversification is Way.NONE else uid

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


def prove(proof: Proof, line: Line, key_no: int, key: CardKey, chance: Callable[[int], bytes]) -> Session:
    """Return the session of a card and us that proved to have the same key."""
    if proof is Proof.EV1:
        return ev1.prove(line, key_no, key, chance)
    try:
        return ev2.prove(line, key_no, key, chance)
    except Unsupported:
        if proof is Proof.EV2:
            raise
    return ev1.prove(line, key_no, key, chance)


def card_uid(line: Line, session: Session) -> bytes:
    """Return the number of a card that proved to be ours."""
    data = line.whole(GET_CARD_UID, session.closed(GET_CARD_UID, b""))
    return session.opened(data, Mode.ENCIPHERED, UID_BYTES)
