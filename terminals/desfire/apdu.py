"""DESFire commands in ISO 7816-4 wrapping: 90, command, 00 00, length, data, 00; answers end with 91 and a status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from terminals.desfire.faults import (
    Denied,
    DesfireError,
    Forged,
    Malformed,
    NoApplication,
    NoFile,
    NoKey,
    Refused,
    Unsupported,
    WrongKey,
)

SELECT_APPLICATION = 0x5A
ANOTHER_FRAME = 0xAF

CLASS = 0x90
ANSWERED = 0x91
DONE = 0x00
STATUS_BYTES = 2
# What one frame of a command holds behind its code, and what one of those that the reader itself takes apart.
FRAME_BYTES, WHOLE_BYTES = 59, 255
READER_FRAMED = frozenset({0x8D, 0xAD})
# A record of 255 bytes fits into five frames; a card that goes on for ever is none of ours.
MOST_FRAMES = 16
ERRORS: dict[int, tuple[type[DesfireError], str]] = {
    0x0E: (Refused, "there is no room on the card"),
    0x1C: (Unsupported, "the card does not know this command"),
    0x1E: (Forged, "the card says that our check value is wrong"),
    0x40: (NoKey, "no such key"),
    0x7E: (Refused, "the card expects another length"),
    0x9D: (Denied, "this key may not do that"),
    0x9E: (Refused, "the card expects another parameter"),
    0xA0: (NoApplication, "no such application"),
    0xAE: (WrongKey, "the card has another key"),
    0xBE: (Refused, "the file is shorter"),
    0xCA: (Refused, "an earlier command was not ended"),
    0xF0: (NoFile, "no such file"),
}
# Said by cards that are no DESFire: class or command unknown.
ISO_UNKNOWN = (b"\x6d\x00", b"\x6e\x00", b"\x68\x00", b"\x6a\x81")

Transmit = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the card answered: the last byte of the status, and the data before it."""

    status: int
    data: bytes


def wrapped(code: int, data: bytes = b"") -> bytes:
    """Return the command as it goes to the reader: 0x5A with F54230 is 905A000003F5423000."""
    length = bytes([len(data)]) + data if data else b""
    return bytes([CLASS, code, 0, 0]) + length + b"\x00"


def unwrapped(raw: bytes) -> Answer:
    """Return the answer where it is `done` or `another frame`; raise what any other status means."""
    if len(raw) < STATUS_BYTES:
        raise Malformed(f"{len(raw)} bytes are no answer")
    data, status = raw[:-STATUS_BYTES], raw[-STATUS_BYTES:]
    if status in ISO_UNKNOWN:
        raise Unsupported(f"status {status.hex().upper()}: not a DESFire, or not this command")
    if status[0] != ANSWERED:
        raise Refused(f"status {status.hex().upper()}")
    if status[1] not in (DONE, ANOTHER_FRAME):
        error, words = ERRORS.get(status[1], (Refused, "the card says no"))
        raise error(f"status {status.hex().upper()}: {words}")
    return Answer(status[1], data)


@dataclass(frozen=True, slots=True)
class Line:
    """The way to one card."""

    transmit: Transmit

    def first(self, code: int, data: bytes, size: int) -> bytes:
        """Send the first half of a proof and return what the card asks: `size` bytes, with more to come."""
        answer = unwrapped(self.transmit(wrapped(code, data)))
        if answer.status != ANOTHER_FRAME or len(answer.data) != size:
            raise Malformed(f"{len(answer.data)} bytes where the card has to ask {size}")
        return answer.data

    def last(self, code: int, data: bytes, size: int) -> bytes:
        """Send what ends an exchange and return the answer of exactly `size` bytes."""
        answer = unwrapped(self.transmit(wrapped(code, data)))
        if answer.status != DONE or len(answer.data) != size:
            raise Malformed(f"{len(answer.data)} bytes where {size} end the exchange")
        return answer.data

    def whole(self, code: int, data: bytes) -> bytes:
        """Return the data of all frames of an answer; a long command goes in several frames, too."""
        answer = self._asked(code, data)
        got = answer.data
        for _ in range(MOST_FRAMES):
            if answer.status == DONE:
                return got
            answer = unwrapped(self.transmit(wrapped(ANOTHER_FRAME)))
            got += answer.data
        raise Malformed(f"more than {MOST_FRAMES} frames")

    def _asked(self, code: int, data: bytes) -> Answer:
        """Send a command to its end and return what the card answers then."""
        size = WHOLE_BYTES if code in READER_FRAMED else FRAME_BYTES
        while len(data) > size:
            answer = unwrapped(self.transmit(wrapped(code, data[:size])))
            if answer != Answer(ANOTHER_FRAME, b""):
                raise Malformed("the card does not wait for the rest of the command")
            code, data = ANOTHER_FRAME, data[size:]
        return unwrapped(self.transmit(wrapped(code, data)))

    def select(self, application: bytes) -> None:
        """Select our application; its id goes to the card with the last byte first."""
        self.last(SELECT_APPLICATION, application[::-1], 0)
