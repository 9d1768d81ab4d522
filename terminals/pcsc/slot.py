"""The security module in a reader's SAM slot, a card that stays there: connected on demand, and anew after a fault."""

from __future__ import annotations

from dataclasses import dataclass

from terminals.desfire.sam import STATUS_BYTES, NoModule
from terminals.pcsc.backend import Backend, Card, Context, PcscError
from terminals.pcsc.monitor import is_virtual


@dataclass
class SamSlot:
    """The way to the module in the first slot whose name has this part; its user takes care that one asks at a time."""

    backend: Backend
    part: str
    allow_virtual: bool = False
    _context: Context | None = None
    _card: Card | None = None

    def __call__(self, command: bytes) -> bytes:
        """Return what the module answers; raise NoModule where there is none, which the next command tries again."""
        try:
            card = self._card = self._card or self._connected()
            answer = card.transmit(command)
        except PcscError as fault:
            self._leave()
            raise NoModule(f"slot {self.part!r}: {fault}") from None
        if len(answer) < STATUS_BYTES:
            self._leave()
            raise NoModule(f"slot {self.part!r}: the module left in the middle")
        return answer

    def _connected(self) -> Card:
        context = self._context = self.backend.context()
        names = (name for name in context.readers() if self.allow_virtual or not is_virtual(name))
        slot = next((name for name in names if self.part in name), None)
        if slot is None:
            self._leave()
            raise NoModule(f"there is no slot {self.part!r}")
        return context.connect(slot)

    def _leave(self) -> None:
        if self._card is not None:
            self._card.leave(reset=True)
        if self._context is not None:
            self._context.release()
        self._card = self._context = None
