"""Keys in files: 32 bytes, base64url, readable by the owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from terminals.wire import b64url, from_b64url

KEY_BYTES = 32


class KeyFileError(ValueError):
    """A key file is missing, holds no key or is open to others."""


def read_secret(path: Path) -> bytes:
    """Return the 32 bytes of a key file; raise KeyFileError that says what to do."""
    try:
        mode = path.stat().st_mode
        raw = from_b64url(path.read_text("ascii").strip())
    except FileNotFoundError:
        raise KeyFileError(
            f"{path}: no such key file; docs/how-to/terminal.md says where each key comes from"
        ) from None
    except ValueError:
        raise KeyFileError(f"{path}: not a key file; expected {KEY_BYTES} bytes as base64url") from None
    if mode & 0o077:
        raise KeyFileError(f"{path}: others may read this key; chmod 600 {path.name}")
    if len(raw) != KEY_BYTES:
        raise KeyFileError(f"{path}: expected {KEY_BYTES} bytes, got {len(raw)}")
    return raw


def device_key(path: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(read_secret(path))


def public_key(text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(from_b64url(text))
    except ValueError:
        raise KeyFileError(f"receipt_public_key is {KEY_BYTES} bytes as base64url, got {text!r}") from None


def make_device_key(path: Path) -> str:
    """Write a fresh device key and return its public half; an existing key is never replaced."""
    seed = os.urandom(KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path}: exists and is not replaced; a new key means a new enrolment") from None
    with os.fdopen(handle, "w") as file:
        file.write(b64url(seed) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return b64url(raw(Ed25519PrivateKey.from_private_bytes(seed).public_key()))


def raw(key: Ed25519PublicKey) -> bytes:
    """Return the bytes of a public key, as Debian 12's cryptography knows to."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
