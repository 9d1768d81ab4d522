"""Secrets that have to be read again lie sealed in the database: a copy of it is worth nothing without the key."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from timeclock.ledger.keys import b64url, from_b64url

NONCE_BYTES = 12


class SealBroken(ValueError):
    """What was sealed is not by this key, not for this purpose, or was changed."""


def sealed(key: bytes, secret: bytes, purpose: str) -> str:
    """Return a secret that only this key opens, and only for the same purpose."""
    nonce = os.urandom(NONCE_BYTES)
    return b64url(nonce + AESGCM(key).encrypt(nonce, secret, purpose.encode()))


def opened(key: bytes, text: str, purpose: str) -> bytes:
    """Return the secret; raise `SealBroken` where the seal does not fit."""
    try:
        raw = from_b64url(text)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError):
        raise SealBroken("the seal does not fit") from None
