"""Codes on paper for the day on which the phone is gone: ten of them, each for once."""

from __future__ import annotations

from base64 import b32encode

HOW_MANY = 10
# 80 bits: with the key they are hashed with, nobody goes through them all.
CODE_BYTES = 10
GROUP = 4


def written(raw: bytes) -> str:
    """Return a code as people read it from paper: ABCD-EFGH-IJKL-MNOP."""
    text = b32encode(raw).decode()
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def typed(given: str) -> str:
    """Return what was typed as it is compared: without blanks and hyphens, in capitals."""
    return "".join(each for each in given if each.isalnum()).upper()
