"""Proof by AES as EV2 and EV3 have it (command 71), and its session: each answer has a check value and a number."""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest

from terminals.desfire.apdu import ANOTHER_FRAME, DONE, Line
from terminals.desfire.cipher import BLOCK, ZERO, AesKey, CardKey, padded_to, turned, xor
from terminals.desfire.faults import Forged, NotProven
from terminals.desfire.messages import Mode, must_be_blocks, must_equal, must_have, split

AUTHENTICATE_FIRST = 0x71
NO_CAPABILITIES = b"\x00"
ENCIPHER, CHECK = b"\xa5\x5a", b"\x5a\xa5"
TO_THE_CARD, FROM_THE_CARD = b"\xa5\x5a", b"\x5a\xa5"
ONE_KEY_OF_128 = bytes.fromhex("00010080")
SESSION_BYTES = 4
LAST_COMMAND = 0xFFFF


def prove(line: Line, key_no: int, key: CardKey, chance: Callable[[int], bytes]) -> Ev2Session:
    """Return the session with a card that proved to have this key, and to which we proved the same."""
    asked = line.first(AUTHENTICATE_FIRST, bytes([key_no]) + NO_CAPABILITIES, BLOCK)
    theirs, ours = key.decrypt(ZERO, asked), chance(BLOCK)
    answer = key.decrypt(ZERO, line.last(ANOTHER_FRAME, key.encrypt(ZERO, ours + turned(theirs)), 2 * BLOCK))
    session, proof = answer[:SESSION_BYTES], answer[SESSION_BYTES : SESSION_BYTES + BLOCK]
    if not compare_digest(proof, turned(ours)):
        raise NotProven("the card does not know what only our key tells")
    cipher, check = (AesKey(key.mac(about(label, ours, theirs))) for label in (ENCIPHER, CHECK))
    return Ev2Session(cipher, check, session)


def about(label: bytes, ours: bytes, theirs: bytes) -> bytes:
    """Return what a session key is derived from: both challenges, and what the key is for."""
    return label + ONE_KEY_OF_128 + ours[:2] + xor(ours[2:8], theirs[:6]) + theirs[6:] + ours[8:]


class Ev2Session:
    """The commands are counted on both sides; an answer to another command does not fit."""

    def __init__(self, cipher: AesKey, check: AesKey, session: bytes, count: int = 0) -> None:
        self.cipher, self.check, self.id, self._count = cipher, check, session, count

    def closed(self, code: int, header: bytes) -> bytes:
        return header + self.mac(code, header)

    def sealed(self, code: int, header: bytes, secret: bytes, behind: bytes = b"") -> bytes:
        """Return header and enciphered secret with `behind` at its end, and the check value of both."""
        plain = secret + behind
        filled = padded_to(plain, (len(plain) // BLOCK + 1) * BLOCK)
        return self.closed(code, header + self.cipher.encrypt(self.iv(TO_THE_CARD), filled))

    def opened(self, data: bytes, mode: Mode, length: int) -> bytes:
        said = self.listed(data)
        return must_have(said if mode is Mode.MACED else self._deciphered(said), length)

    def listed(self, data: bytes) -> bytes:
        said, mac = split(data)
        if self._count == LAST_COMMAND:
            raise Forged("no command may follow the last that can be counted")
        self._count += 1
        must_equal(self.mac(DONE, said), mac)
        return said

    def mac(self, first: int, rest: bytes) -> bytes:
        """Return the check value of a command or answer: every second byte of the CMAC."""
        return self.check.mac(bytes([first]) + self._counter() + self.id + rest)[1::2]

    def iv(self, direction: bytes) -> bytes:
        """Return what ciphering begins with at this command, in this direction."""
        return self.cipher.encrypt(ZERO, (direction + self.id + self._counter()).ljust(BLOCK, b"\x00"))

    def _counter(self) -> bytes:
        return self._count.to_bytes(2, "little")

    def _deciphered(self, data: bytes) -> bytes:
        """Return what stands before the 80 00 … that every enciphered answer ends with."""
        must_be_blocks(data)
        said, mark, rest = self.cipher.decrypt(self.iv(FROM_THE_CARD), data).rpartition(b"\x80")
        if not mark or rest.strip(b"\x00") or len(rest) >= BLOCK:
            raise Forged("the enciphered answer has no end")
        return said
