"""Ed25519 keys in files: 32 bytes, base64url, readable by the owner alone."""

from __future__ import annotations

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32
BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class KeyFileError(ValueError):
    """A key file is missing or holds no key."""


def b64url(raw: bytes) -> str:
    """Return base64url without padding, as the wire and the log write it."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_b64url(text: str) -> bytes:
    """Return the bytes; raise ValueError on anything that is not plain base64url without padding."""
    if not BASE64URL.fullmatch(text):
        raise ValueError("not base64url")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key that signs; its public half tells others whom to trust."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether the signature is by this key over exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_secret(path: Path) -> bytes:
    """Return the 32 bytes of a secret file; raise KeyFileError that says what to do."""
    try:
        raw = from_b64url(path.read_text("ascii").strip())
    except FileNotFoundError:
        raise KeyFileError(f"{path}: no such key file; make it with `timeclock init`") from None
    except ValueError:
        raise KeyFileError(f"{path}: not a key file; expected 32 bytes as base64url") from None
    if len(raw) != KEY_BYTES:
        raise KeyFileError(f"{path}: expected {KEY_BYTES} bytes, got {len(raw)}")
    return raw


def write_secret(path: Path) -> bool:
    """Write a fresh secret where none is; return whether one was written. An existing key is never replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(b64url(os.urandom(KEY_BYTES)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def public_file(path: Path) -> Path:
    """Return where the public half of a private key lies: `log.pub` beside `log.key`."""
    return path.with_suffix(".pub")


def head_file(path: Path) -> Path:
    """Return where the last signed head lies beside the log's key: `log.head`, out of the database's reach."""
    return path.with_suffix(".head")


def write_public(path: Path) -> None:
    """Write the public half beside a private key, for hosts that must not have the private one."""
    public_file(path).write_text(b64url(signing_key(path).public) + "\n", "ascii")


def public_key(path: Path) -> bytes:
    """Return the public half of a key: from its own file, or on a single host from the private key."""
    public = public_file(path)
    return read_secret(public) if public.is_file() else signing_key(path).public


def signing_key(path: Path) -> SigningKey:
    return SigningKey(Ed25519PrivateKey.from_private_bytes(read_secret(path)))
