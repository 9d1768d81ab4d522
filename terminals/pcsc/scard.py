"""pcscd through pyscard's C binding: the only module that imports it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from terminals.pcsc.backend import CANCELLED, CHANGED, NO_READERS, TIMEOUT, Look, PcscError, check

try:
    from smartcard import scard
except ImportError:  # without the extra `pcsc` the replay reader still runs
    scard = None

PLUG = "\\\\?PnP?\\Notification"
ESCAPE = 1  # what goes to the reader itself; 3500 where there is no pcsc-lite
NO_CHANGE = (TIMEOUT, CANCELLED)


@dataclass(frozen=True, slots=True)
class ScardCard:
    """A card connected through pcscd."""

    handle: Any
    protocol: int

    def transmit(self, command: bytes) -> bytes:
        pci = scard.SCARD_PCI_T1 if self.protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
        hresult, answer = scard.SCardTransmit(self.handle, pci, list(command))
        check("SCardTransmit", hresult)
        return bytes(answer)

    def leave(self, *, reset: bool) -> None:
        # A card that was torn away or a dead service cannot be left; there is nothing to do about it.
        with suppress(PcscError):
            how = scard.SCARD_RESET_CARD if reset else scard.SCARD_LEAVE_CARD
            check("SCardDisconnect", scard.SCardDisconnect(self.handle, how))


class ScardContext:
    """One connection to pcscd."""

    def __init__(self) -> None:
        hresult, self._handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        check("SCardEstablishContext", hresult)
        self._plug = scard.SCARD_STATE_UNAWARE

    def readers(self) -> list[str]:
        hresult, names = scard.SCardListReaders(self._handle, [])
        if hresult & 0xFFFFFFFF == NO_READERS:
            return []
        check("SCardListReaders", hresult)
        return list(names)

    def look(self, reader: str) -> Look:
        return self.wait(reader, scard.SCARD_STATE_UNAWARE, 0)

    def wait(self, reader: str, was: int, timeout_ms: int) -> Look:
        hresult, states = scard.SCardGetStatusChange(self._handle, timeout_ms, [(reader, was)])
        if hresult & 0xFFFFFFFF in NO_CHANGE:
            return Look(was)
        check("SCardGetStatusChange", hresult)
        _, raw, atr = states[0]
        return Look((raw & 0xFFFFFFFF) & ~CHANGED, bytes(atr))

    def wait_for_readers(self, timeout_ms: int) -> None:
        hresult, states = scard.SCardGetStatusChange(self._handle, timeout_ms, [(PLUG, self._plug)])
        if hresult & 0xFFFFFFFF in NO_CHANGE:
            return
        check("SCardGetStatusChange", hresult)
        self._plug = (states[0][1] & 0xFFFFFFFF) & ~CHANGED

    def connect(self, reader: str) -> ScardCard:
        hresult, handle, protocol = scard.SCardConnect(
            self._handle, reader, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        check("SCardConnect", hresult)
        return ScardCard(handle, protocol)

    def control(self, reader: str, command: bytes) -> bytes:
        hresult, handle, _ = scard.SCardConnect(self._handle, reader, scard.SCARD_SHARE_DIRECT, 0)
        check("SCardConnect", hresult)
        try:
            hresult, answer = scard.SCardControl(handle, scard.SCARD_CTL_CODE(ESCAPE), list(command))
            check("SCardControl", hresult)
        finally:
            scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
        return bytes(answer)

    def cancel(self) -> None:
        with suppress(PcscError):
            check("SCardCancel", scard.SCardCancel(self._handle))

    def release(self) -> None:
        # After pcscd died even the release is refused; the context is gone either way.
        with suppress(PcscError):
            check("SCardReleaseContext", scard.SCardReleaseContext(self._handle))


class Scard:
    """The real backend; raises ImportError where pyscard is not installed."""

    def __init__(self) -> None:
        if scard is None:
            raise ImportError("pyscard is not installed")

    def context(self) -> ScardContext:
        return ScardContext()
