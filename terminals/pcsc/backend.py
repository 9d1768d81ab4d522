"""The few PC/SC functions the terminal uses, with typed errors. Only `scard.py` behind it knows pyscard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class PcscError(Exception):
    """A PC/SC function said no; what is not one of the cases below asks for a new context."""

    def __init__(self, function: str, code: int) -> None:
        super().__init__(f"{function}: 0x{code:08X}")
        self.code = code


class Torn(PcscError):
    """The card was taken away, or reset, in the middle."""


class NoCard(PcscError):
    """There is no card on the reader."""


class Busy(PcscError):
    """Another program holds the card."""


class ReaderGone(PcscError):
    """The reader was unplugged or does not work."""


class ServiceDown(PcscError):
    """pcscd is not there; an old context stays dead even when pcscd is back."""


ERRORS: dict[int, type[PcscError]] = {
    0x80100003: ServiceDown,  # INVALID_HANDLE
    0x80100009: ReaderGone,  # UNKNOWN_READER
    0x8010000B: Busy,  # SHARING_VIOLATION
    0x8010000C: NoCard,  # NO_SMARTCARD
    0x8010000F: Torn,  # PROTO_MISMATCH: the answer to reset was cut short
    0x80100013: ServiceDown,  # COMM_ERROR: pcscd died while we waited
    0x80100016: Torn,  # NOT_TRANSACTED
    0x80100017: ReaderGone,  # READER_UNAVAILABLE
    0x8010001D: ServiceDown,  # NO_SERVICE
    0x8010001E: ServiceDown,  # SERVICE_STOPPED
    0x80100066: Torn,  # UNRESPONSIVE_CARD
    0x80100067: Torn,  # UNPOWERED_CARD
    0x80100068: Torn,  # RESET_CARD
    0x80100069: Torn,  # REMOVED_CARD
}
TIMEOUT = 0x8010000A
CANCELLED = 0x80100002
NO_READERS = 0x8010002E

CHANGED = 0x0002
UNKNOWN = 0x0004
UNAVAILABLE = 0x0008
PRESENT = 0x0020


def check(function: str, hresult: int) -> None:
    """Raise the typed error for anything but success."""
    code = hresult & 0xFFFFFFFF
    if code:
        raise ERRORS.get(code, PcscError)(function, code)


@dataclass(frozen=True, slots=True)
class Look:
    """What PC/SC says of one reader: state bits, event counter in the upper half, and the card's answer to reset."""

    raw: int
    atr: bytes = b""

    @property
    def present(self) -> bool:
        return bool(self.raw & PRESENT)

    @property
    def counter(self) -> int:
        return self.raw >> 16 & 0xFFFF

    @property
    def usable(self) -> bool:
        return not self.raw & (UNKNOWN | UNAVAILABLE)


class Card(Protocol):
    """A connected card."""

    def transmit(self, command: bytes) -> bytes: ...

    def leave(self, *, reset: bool) -> None:
        """Let go of the card.

        Without `reset` it goes on as it is: a reset would change random numbers and wake phones again. With it the
        card forgets what it was opened for.
        """
        ...


class Context(Protocol):
    """One connection to pcscd, for one thread: calls on the same one block each other."""

    def readers(self) -> list[str]: ...

    def look(self, reader: str) -> Look:
        """Return the present state at once."""
        ...

    def wait(self, reader: str, was: int, timeout_ms: int) -> Look:
        """Return the state when it differs from `was`, or after the timeout, or when another thread cancels."""
        ...

    def wait_for_readers(self, timeout_ms: int) -> None:
        """Return when readers came or went, or after the timeout."""
        ...

    def connect(self, reader: str) -> Card:
        """Take the card for us alone: nobody else is to speak to it meanwhile. Raises Busy where others have it."""
        ...

    def control(self, reader: str, command: bytes) -> bytes:
        """Send a command to the reader itself, whether or not a card lies there."""
        ...

    def cancel(self) -> None: ...

    def release(self) -> None: ...


class Backend(Protocol):
    """Where contexts come from."""

    def context(self) -> Context: ...
