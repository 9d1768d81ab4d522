"""AES-128 in CBC and the check value CMAC (NIST SP 800-38B) on top of it, as DESFire chains them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16
SUM_BYTES = 4
ZERO = bytes(BLOCK)
POLYNOMIAL = 0x87
TOP_BIT = 1 << (8 * BLOCK - 1)
ALL_BITS = (1 << 8 * BLOCK) - 1


class Enciphers(Protocol):
    """What a check value is made with."""

    def encrypt(self, iv: bytes, blocks: bytes) -> bytes: ...


class CardKey(Enciphers, Protocol):
    """The key of one card. It may lie in a security module, which does the three things and never shows it."""

    def decrypt(self, iv: bytes, blocks: bytes) -> bytes: ...

    def mac(self, message: bytes) -> bytes:
        """Return the 16 bytes of the CMAC."""
        ...


@dataclass(frozen=True, slots=True)
class AesKey:
    """A key of 16 bytes in the memory of this process; it shows itself nowhere."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != BLOCK:
            raise ValueError(f"an AES-128 key has {BLOCK} bytes, got {len(self.raw)}")

    def encrypt(self, iv: bytes, blocks: bytes) -> bytes:
        encryptor = Cipher(algorithms.AES(self.raw), modes.CBC(iv)).encryptor()
        return encryptor.update(blocks) + encryptor.finalize()

    def decrypt(self, iv: bytes, blocks: bytes) -> bytes:
        decryptor = Cipher(algorithms.AES(self.raw), modes.CBC(iv)).decryptor()
        return decryptor.update(blocks) + decryptor.finalize()

    def mac(self, message: bytes) -> bytes:
        return chained_mac(self, message, ZERO)


def chained_mac(key: Enciphers, message: bytes, iv: bytes, least: int = BLOCK) -> bytes:
    """Return the CMAC that goes on from `iv`, over a message filled up to at least `least` bytes."""
    size = max(least, -(-len(message) // BLOCK) * BLOCK)
    whole, filled = subkeys(key)
    padded = padded_to(message, size)
    last = xor(padded[-BLOCK:], whole if len(message) == size else filled)
    return key.encrypt(iv, padded[:-BLOCK] + last)[-BLOCK:]


def subkeys(key: Enciphers) -> tuple[bytes, bytes]:
    """Return K1 for a message of whole blocks and K2 for one that was filled up."""
    first = _doubled(key.encrypt(ZERO, ZERO))
    return first, _doubled(first)


def padded_to(message: bytes, size: int) -> bytes:
    """Return the message with 80 00 00 … behind it where it is shorter."""
    return message if len(message) == size else (message + b"\x80").ljust(size, b"\x00")


def sum_of(data: bytes) -> bytes:
    """Return the CRC-32 as the card counts it: without the last complement, its lowest byte first."""
    return (zlib.crc32(data) ^ 0xFFFFFFFF).to_bytes(SUM_BYTES, "little")


def xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def turned(challenge: bytes) -> bytes:
    """Return the bytes turned to the left by one, as either side does with what the other asked."""
    return challenge[1:] + challenge[:1]


def _doubled(block: bytes) -> bytes:
    number = int.from_bytes(block, "big")
    return ((number << 1 & ALL_BITS) ^ (POLYNOMIAL if number & TOP_BIT else 0)).to_bytes(BLOCK, "big")
