"""Keys in a security module, a MIFARE SAM AV2 or AV3: it derives the key of a card and uses it, and shows none.

By what public drivers send: an entry for offline cryptography is made active, then enciphers and deciphers blocks. It
was never tried on a real module; decision 0133 says what that leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import RLock

from terminals.desfire.cipher import ZERO, chained_mac
from terminals.desfire.faults import DesfireError

CLASS = 0x80
ACTIVATE, LOAD_IV, ENCIPHER, DECIPHER = 0x01, 0x71, 0x0E, 0x0D
AS_IT_IS, DERIVED = 0x00, 0x01
OK = b"\x90\x00"
STATUS_BYTES = 2

SamTransmit = Callable[[bytes], bytes]


class NoModule(DesfireError):
    """The security module is not there, or does not let its key be used: no badge is proven until it does."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key entry of the module, in one version, and what the key of a card is derived from; None for none."""

    no: int
    version: int
    about: bytes | None = None

    def activation(self) -> bytes:
        data = bytes([self.no, self.version]) + (self.about or b"")
        return command(ACTIVATE, data, AS_IT_IS if self.about is None else DERIVED)


class Module:
    """One security module. It has one active key at a time, so its users take turns."""

    def __init__(self, transmit: SamTransmit) -> None:
        self._transmit = transmit
        self._active: Entry | None = None
        self._lock = RLock()

    def work(self, entry: Entry, code: int, iv: bytes, blocks: bytes) -> bytes:
        """Return what the module makes of whole blocks with the key of an entry."""
        with self._lock:
            try:
                if entry != self._active:
                    self._sent(entry.activation())
                self._sent(command(LOAD_IV, iv))
                done = self._sent(command(code, blocks) + b"\x00")
            except Exception:
                # Whether it is still active, nobody knows: it may have been pulled out.
                self._active = None
                raise
            self._active = entry
        if len(done) != len(blocks):
            raise NoModule(f"{len(done)} bytes where the module enciphers {len(blocks)}")
        return done

    def _sent(self, sent: bytes) -> bytes:
        answer = self._transmit(sent)
        if answer[-STATUS_BYTES:] != OK:
            raise NoModule(f"command {sent[1]:02X}: status {answer[-STATUS_BYTES:].hex().upper()}")
        return answer[:-STATUS_BYTES]


@dataclass(frozen=True, slots=True)
class SamKey:
    """The use of a key that nobody outside the module sees."""

    module: Module = field(repr=False)
    entry: Entry

    def encrypt(self, iv: bytes, blocks: bytes) -> bytes:
        return self.module.work(self.entry, ENCIPHER, iv, blocks)

    def decrypt(self, iv: bytes, blocks: bytes) -> bytes:
        return self.module.work(self.entry, DECIPHER, iv, blocks)

    def mac(self, message: bytes) -> bytes:
        return chained_mac(self, message, ZERO)


@dataclass(frozen=True, slots=True)
class ModuleKeys:
    """The keys of one site as entries of a module; `derives` where it makes the key of each card."""

    module: Module = field(repr=False)
    version: int
    read: int
    number: int | None = None
    derives: bool = True
    earlier: Mapping[int, ModuleKeys] = field(default_factory=dict, repr=False)

    def of_version(self, version: int) -> ModuleKeys:
        return self.earlier.get(version, self)

    def of_card(self, about: bytes) -> SamKey:
        return SamKey(self.module, Entry(self.read, self.version, about if self.derives else None))

    def of_number(self) -> SamKey | None:
        return None if self.number is None else SamKey(self.module, Entry(self.number, self.version))


def command(code: int, data: bytes, parameter: int = 0) -> bytes:
    return bytes([CLASS, code, parameter, 0, len(data)]) + data
