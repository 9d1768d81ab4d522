"""The badges the server knows, mirrored for days without network: hashes alone, and on the disk only enciphered.

The list says what to show, never whether to store: a stamp is stored whatever it says.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from terminals import folder
from terminals.wedge.number import BY_CODE
from terminals.wire import Badge, Level, instant, read_instant

log = logging.getLogger(__name__)

MAGIC = b"timeclock-badges/1\n"
PURPOSE = b"timeclock-badge-list/v1"
KEY_BYTES, NONCE_BYTES = 32, 12
PARTS, DIGEST_DIGITS = 64, 16
BLOCKED = "blocked"

Row = Sequence[str | None]


class NotAList(ValueError):
    """What the server sent does not come to the list it names; nothing of it is kept."""


class Verdict(StrEnum):
    """What is odd about a badge."""

    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    UNPROVEN = "unproven"  # it has to prove itself, and told its number only


@dataclass(frozen=True, slots=True)
class Mirrored:
    """The whole list of one moment, in parts by hash."""

    expires_at: datetime
    parts: tuple[tuple[Row, ...], ...]

    @property
    def digests(self) -> list[str]:
        return [_digest(rows) for rows in self.parts]


def key_of(secret: bytes) -> bytes:
    """Return the key of the file, made of the device's key or of a sealed credential."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(secret)


class BadgeList:
    """The list in memory and in its file; one that cannot be read or has run out is thrown away and fetched anew."""

    def __init__(self, path: Path, key: bytes, source: str) -> None:
        self._path, self._cipher, self._bound = path, AESGCM(key), MAGIC + source.encode()
        self._lock = Lock()
        self._list: Mirrored | None = None
        self._latest: Mirrored | None = None  # with parts that came since, while others are still to come
        self._by_hash: Mapping[str, Row] = {}
        try:
            self._use(self._read())
        except FileNotFoundError:
            pass
        except (OSError, InvalidTag, ValueError, KeyError, TypeError, zlib.error) as fault:
            log.error("badge list thrown away fault=%s", type(fault).__name__)  # noqa: TRY400 - it is fetched anew
            self.forget()

    def judge(self, badge: Badge, at: datetime) -> Verdict | None:
        """Say what is odd about a badge, None where nothing is or where no list is that still holds.

        A code on a phone is on no list: only the server knows whether it counts.
        """
        if badge.scheme == BY_CODE:
            return None
        with self._lock:
            known = self._list
            if known is None or at >= known.expires_at:
                return None
            row = self._by_hash.get(badge.hash)
        return Verdict.UNKNOWN if row is None else _verdict(row, badge.level, instant(at))

    def known(self, now: datetime) -> list[str]:
        """Return the digests of the parts at hand, none where there is no list; one that has run out is forgotten."""
        known = self._latest
        if known is not None and now >= known.expires_at:
            self.forget()
            return []
        return [] if known is None else [digest[:DIGEST_DIGITS] for digest in known.digests]

    def take(self, said: Mapping[str, Any]) -> bool:
        """Take over the parts that changed; return False where more are to come, until then the list before is used.

        Raises NotAList where the whole does not come to its version.
        """
        try:
            parts = [() if self._latest is None else self._latest.parts[no] for no in range(PARTS)]
            for no, rows in said["parts"].items():
                parts[int(no)] = _rows(rows)
            new, more = Mirrored(read_instant(said["expires_at"]), tuple(parts)), said.get("more", 0)
            if more and not said["parts"]:
                raise NotAList("more parts are to come, and none came")
            if not more and hashlib.sha256("".join(new.digests).encode()).hexdigest() != said["version"]:
                raise NotAList("the parts do not come to the version")
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
            self.forget()
            raise NotAList(f"not a list of badges: {fault}") from None
        self._latest = new
        if more:
            return False
        self._write(new)
        self._use(new)
        return True

    def forget(self) -> None:
        """Throw the list away, in memory and on the disk."""
        with self._lock:
            self._list, self._by_hash = None, {}
        self._latest = None
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _use(self, new: Mirrored) -> None:
        by_hash = {str(row[0]): row for rows in new.parts for row in rows}
        with self._lock:
            self._list, self._by_hash = new, by_hash
        self._latest = new

    def _read(self) -> Mirrored:
        raw = self._path.read_bytes()
        if not raw.startswith(MAGIC):
            raise ValueError("not a badge list")
        nonce, sealed = raw[len(MAGIC) : len(MAGIC) + NONCE_BYTES], raw[len(MAGIC) + NONCE_BYTES :]
        said = json.loads(zlib.decompress(self._cipher.decrypt(nonce, sealed, self._bound)))
        return Mirrored(read_instant(said["expires_at"]), tuple(_rows(rows) for rows in said["parts"]))

    def _write(self, new: Mirrored) -> None:
        plain = zlib.compress(json.dumps({"expires_at": instant(new.expires_at), "parts": new.parts}).encode())
        nonce = secrets.token_bytes(NONCE_BYTES)
        folder.replace(self._path, MAGIC + nonce + self._cipher.encrypt(nonce, plain, self._bound), 0o600)


def _rows(rows: Any) -> tuple[Row, ...]:
    """Return the rows of a part; one that could not be judged would stand in the way of a stamp."""
    if not all(isinstance(row, list) and len(row) == 5 and isinstance(row[0], str) and _words(row) for row in rows):
        raise ValueError("a badge is hash, state, from, to and since when it proves itself")
    return tuple(tuple(row) for row in rows)


def _words(row: list[Any]) -> bool:
    return all(word is None or isinstance(word, str) for word in row)


def _digest(rows: Sequence[Row]) -> str:
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def _verdict(row: Row, level: Level, at: str) -> Verdict | None:
    """Judge a badge of the list; its instants are written as ours, so that as texts they are in order."""
    _, state, from_at, to_at, proves_from = row
    if state == BLOCKED:
        return Verdict.BLOCKED
    if from_at is None or at < from_at or (to_at is not None and at >= to_at):
        return Verdict.UNKNOWN
    proves = proves_from is not None and at >= proves_from
    return Verdict.UNPROVEN if proves and level is Level.IDENTIFIED else None
