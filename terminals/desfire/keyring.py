"""Which key opens which card: in the memory of this process, or behind the same door in a security module (sam.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from terminals.desfire.cipher import AesKey, CardKey
from terminals.desfire.diversify import Way, diversified


class Keyring(Protocol):
    """The keys of one site. A security module derives the key of a card inside and hands out only its use."""

    def of_version(self, version: int) -> Keyring:
        """Return the keys of this version; those of the present one where no other is known."""
        ...

    def of_card(self, about: bytes) -> CardKey:
        """Return the key that reads the card which number, application and system describe."""
        ...

    def of_number(self) -> CardKey | None:
        """Return the key that every card tells its number to, None where cards tell it to everybody."""
        ...


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """Keys unsealed into memory at the start; `write` makes badges ready, and no terminal at a door has it."""

    way: Way
    read: AesKey = field(repr=False)
    number: AesKey | None = field(default=None, repr=False)
    write: AesKey | None = field(default=None, repr=False)
    earlier: Mapping[int, MasterKeys] = field(default_factory=dict, repr=False)

    def of_version(self, version: int) -> MasterKeys:
        return self.earlier.get(version, self)

    def of_card(self, about: bytes) -> AesKey:
        return diversified(self.read, self.way, about)

    def of_number(self) -> AesKey | None:
        return self.number
