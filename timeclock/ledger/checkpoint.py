"""Signed tree heads as C2SP signed notes: three lines of text and a signature anybody can check."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from timeclock.ledger.keys import SigningKey, verifies

KEY_ID_BYTES = 4
ED25519 = b"\x01"


class BadNote(ValueError):
    """A note is not one, or is not signed by the log."""


@dataclass(frozen=True, slots=True)
class Head:
    """The log's origin line, its number of leaves and their root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def key_id(origin: str, public: bytes) -> bytes:
    """Return the four bytes that name a key (C2SP signed-note)."""
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID_BYTES]


def sign(head: Head, key: SigningKey) -> str:
    """Return the signed note."""
    signature = key_id(head.origin, key.public) + key.sign(head.body().encode())
    return f"{head.body()}\n— {head.origin} {b64encode(signature).decode()}\n"


def read(note: str, origin: str, public: bytes) -> Head:
    """Return the head a note speaks of; raise `BadNote` where origin, form or signature is not right."""
    body, separator, rest = note.partition("\n\n— ")
    lines = body.split("\n")
    if not separator or len(lines) != 3 or lines[0] != origin or not rest.endswith("\n"):
        raise BadNote("not a checkpoint of this log")
    name, _, encoded = rest.removesuffix("\n").partition(" ")
    try:
        head = Head(lines[0], int(lines[1]), b64decode(lines[2], validate=True))
        signature = b64decode(encoded, validate=True)
    except ValueError:
        raise BadNote("not a checkpoint: size, root or signature cannot be read") from None
    if name != origin or signature[:KEY_ID_BYTES] != key_id(origin, public):
        raise BadNote("signed by another key")
    if head.body() != f"{body}\n" or not verifies(public, signature[KEY_ID_BYTES:], head.body().encode()):
        raise BadNote("the signature does not fit the checkpoint")
    return head
