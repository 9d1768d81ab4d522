"""Proof by AES as EV1 has it (command AA), and its session: one chain of blocks runs through all that is said.

Kept for EV1 cards; an enciphered answer is protected only by a sum inside, which is weaker than the check value of EV2.
"""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest

from terminals.desfire.apdu import ANOTHER_FRAME, DONE, Line
from terminals.desfire.cipher import BLOCK, SUM_BYTES, ZERO, AesKey, CardKey, chained_mac, sum_of, turned
from terminals.desfire.faults import Forged, NotProven
from terminals.desfire.messages import MAC_BYTES, Mode, must_be_blocks, must_equal, must_have, split

AUTHENTICATE = 0xAA
STATUS = bytes([DONE])


def prove(line: Line, key_no: int, key: CardKey, chance: Callable[[int], bytes]) -> Ev1Session:
    """Return the session with a card that proved to have this key, and to which we proved the same."""
    asked = line.first(AUTHENTICATE, bytes([key_no]), BLOCK)
    theirs, ours = key.decrypt(ZERO, asked), chance(BLOCK)
    token = key.encrypt(asked, ours + turned(theirs))
    answer = line.last(ANOTHER_FRAME, token, BLOCK)
    if not compare_digest(key.decrypt(token[-BLOCK:], answer), turned(ours)):
        raise NotProven("the card does not know what only our key tells")
    return Ev1Session(AesKey(ours[:4] + theirs[:4] + ours[12:] + theirs[12:]))


class Ev1Session:
    """Every check value goes on from the one before, so nothing can be left out, turned round or said again."""

    def __init__(self, key: AesKey) -> None:
        self.key, self._iv = key, ZERO

    def closed(self, code: int, header: bytes) -> bytes:
        """Return the header as it is: in this session only the card sends check values with what we read."""
        self.sent(bytes([code]) + header)
        return header

    def sent(self, command: bytes) -> bytes:
        """Take a command into the chain and return its check value."""
        self._iv = chained_mac(self.key, command, self._iv)
        return self._iv

    def sealed(self, code: int, header: bytes, secret: bytes, behind: bytes = b"") -> bytes:
        """Return header and enciphered secret; a sum over all of the command stands behind it, then `behind`."""
        plain = secret + sum_of(bytes([code]) + header + secret) + behind
        out = self.key.encrypt(self._iv, plain + bytes(-len(plain) % BLOCK))
        self._iv = out[-BLOCK:]
        return header + out

    def opened(self, data: bytes, mode: Mode, length: int) -> bytes:
        return must_have(self.listed(data) if mode is Mode.MACED else self._enciphered(data, length), length)

    def listed(self, data: bytes) -> bytes:
        """Return what an answer says, after its check value over the data and the status."""
        said, mac = split(data)
        self._iv = chained_mac(self.key, said + STATUS, self._iv)
        must_equal(self._iv[:MAC_BYTES], mac)
        return said

    def _enciphered(self, data: bytes, length: int) -> bytes:
        """Return the first `length` bytes, behind which come their sum and nothing but zeros or 80 00 …."""
        must_be_blocks(data)
        plain = self.key.decrypt(self._iv, data)
        self._iv = data[-BLOCK:]
        said, total, rest = plain[:length], plain[length : length + SUM_BYTES], plain[length + SUM_BYTES :]
        must_equal(sum_of(said + STATUS), total)
        if len(rest) >= BLOCK or rest.rstrip(b"\x00") not in (b"", b"\x80"):
            raise Forged("something stands behind the end of the answer")
        return said
