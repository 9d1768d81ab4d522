"""Signed tree heads as C2SP signed notes: four lines of text and a signature anybody can check."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from timeclock.ledger.keys import SigningKey, verifies

KEY_ID_BYTES = 4
ED25519 = b"\x01"


class BadNote(ValueError):
    """A note is not one, or is not signed by the log."""


@dataclass(frozen=True, slots=True)
class Head:
    """The log's origin line, its number of leaves, their root, and when it was signed."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def body(self) -> str:
        """Return the signed text; the time is an extension line, which C2SP leaves to the log."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\nat {at}\n"


def key_id(origin: str, public: bytes) -> bytes:
    """Return the four bytes that name a key (C2SP signed-note)."""
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID_BYTES]


def sign(head: Head, key: SigningKey) -> str:
    """Return the signed note."""
    signature = key_id(head.origin, key.public) + key.sign(head.body().encode())
    return f"{head.body()}\n— {head.origin} {b64encode(signature).decode()}\n"


def read(note: str, origin: str, public: bytes) -> Head:
    """Return the head a note speaks of; raise `BadNote` where origin, form or signature is not right.

    Other signatures beside the log's, such as those of witnesses, are passed over.
    """
    body, separator, signatures = note.partition("\n\n")
    head = _head(body)
    if not separator or head.origin != origin or head.body() != f"{body}\n" or not signatures.endswith("\n"):
        raise BadNote("not a checkpoint of this log")
    found = [_signature(line, origin) for line in signatures.removesuffix("\n").split("\n")]
    ours = [signature for signature in found if signature[:KEY_ID_BYTES] == key_id(origin, public)]
    if not ours:
        raise BadNote("signed by another key")
    if not all(verifies(public, signature[KEY_ID_BYTES:], head.body().encode()) for signature in ours):
        raise BadNote("the signature does not fit the checkpoint")
    return head


def _head(body: str) -> Head:
    try:
        origin, size, root, at = body.split("\n")
        return Head(origin, int(size), b64decode(root, validate=True), datetime.fromisoformat(at.removeprefix("at ")))
    except (ValueError, OverflowError):
        raise BadNote("not a checkpoint: size, root or time cannot be read") from None


def _signature(line: str, origin: str) -> bytes:
    """Return the bytes of a signature line by the log's name; empty for a line by anybody else."""
    try:
        dash, name, encoded = line.split(" ")
        signature = b64decode(encoded, validate=True)
    except ValueError:
        raise BadNote("not a checkpoint: a signature cannot be read") from None
    if dash != "—":
        raise BadNote("not a checkpoint: something other than signatures follows the text")
    return signature if name == origin else b""
