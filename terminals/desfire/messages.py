"""What a proven session does with commands and answers, the same for EV1 and EV2."""

from __future__ import annotations

from enum import StrEnum
from hmac import compare_digest
from typing import Protocol

from terminals.desfire.cipher import BLOCK
from terminals.desfire.faults import Forged, Malformed

MAC_BYTES = 8


class Mode(StrEnum):
    """How the card protects what it sends."""

    MACED = "maced"
    ENCIPHERED = "enciphered"


class Session(Protocol):
    """The secure messaging after a proof; each answer is opened once, in the order of the commands."""

    def closed(self, code: int, header: bytes) -> bytes:
        """Return what is sent with the command: the header, with its check value where the card wants one."""
        ...

    def sealed(self, code: int, header: bytes, secret: bytes, behind: bytes = b"") -> bytes:
        """Return what is sent with a command that the card takes only enciphered; the header stays readable.

        `behind` is what EV1 does not count into its sum over the command: the sum over a new key.
        """
        ...

    def opened(self, data: bytes, mode: Mode, length: int) -> bytes:
        """Return the `length` bytes the card sent; raise Forged where they are not what it sent."""
        ...

    def listed(self, data: bytes) -> bytes:
        """Return what the card sent with its check value, however long it is."""
        ...


def split(data: bytes) -> tuple[bytes, bytes]:
    """Return what an answer says and its check value."""
    if len(data) < MAC_BYTES:
        raise Malformed(f"{len(data)} bytes are too short for a check value")
    return data[:-MAC_BYTES], data[-MAC_BYTES:]


def must_equal(expected: bytes, got: bytes) -> None:
    """Compare check values whole, and in the same time wherever they differ."""
    if not compare_digest(expected, got):
        raise Forged("the check value does not fit the answer")


def must_be_blocks(data: bytes) -> None:
    if not data or len(data) % BLOCK:
        raise Malformed(f"{len(data)} enciphered bytes are no whole blocks")


def must_have(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise Malformed(f"{len(data)} bytes where {length} were asked for")
    return data
