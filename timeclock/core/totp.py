"""Codes that change with the time (RFC 6238), as every authenticator app makes them: six digits, every 30 seconds."""

from __future__ import annotations

import hmac
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
# A phone's clock may be half a minute off.
DRIFT = 1


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // SECONDS


def code_of(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of one step: dynamic truncation of HMAC-SHA-1 (RFC 4226, 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, given: str, now: datetime) -> int | None:
    """Return the step whose code was given, the present one or one beside it; None where it is none of theirs."""
    here, found = step_at(now), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step), given):
            found = step
    return found


def written(secret: bytes) -> str:
    """Return a secret as apps take it by hand: Base32, without the padding that some refuse."""
    return b32encode(secret).decode().rstrip("=")


def address(secret: bytes, issuer: str, login_name: str) -> str:
    """Return the address that a picture for the app holds."""
    values = urlencode({"secret": written(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(login_name)}?{values}"
