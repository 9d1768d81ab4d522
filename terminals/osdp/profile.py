"""The line the readers are on: the table [osdp] of the settings, checked before the first badge comes."""

from __future__ import annotations

import termios
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LAST_ADDRESS = 126  # 127 speaks to all
SPEEDS = {speed: getattr(termios, f"B{speed}") for speed in (9600, 19200, 38400, 57600, 115200, 230400)}


class LineError(ValueError):
    """A value of the table cannot be meant; the message says which and what it may be."""


class ByteOrder(StrEnum):
    """In which order a reader tells the bytes of a number."""

    AS_SENT = "as_sent"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Line:
    """Everything about the line that is no secret; each reader's key is a sealed credential, `osdp-<address>`."""

    device: Path
    """The serial line, best by a name that stays: /dev/serial/by-id/…"""
    addresses: tuple[int, ...] = (0,)
    """Address of each reader on it."""
    speed: int = 9600
    """Bits per second, as set in the readers."""
    byte_order: ByteOrder = ByteOrder.AS_SENT
    """as_sent, or reversed where the same badge has its bytes the other way round on the other readers."""

    def __post_init__(self) -> None:
        if self.speed not in SPEEDS:
            raise LineError(f"speed is one of {', '.join(map(str, SPEEDS))}, got {self.speed}")
        if not self.addresses or len(set(self.addresses)) != len(self.addresses):
            raise LineError(f"addresses names each reader once, got {list(self.addresses)}")
        for address in self.addresses:
            if not 0 <= address <= LAST_ADDRESS:
                raise LineError(f"an address is between 0 and {LAST_ADDRESS}, got {address}")


def key_name(address: int) -> str:
    """Return the name of the sealed credential with the key of the reader at this address."""
    return f"osdp-{address}"
