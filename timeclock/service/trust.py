"""What an audit holds against each other: what is trusted, and what does not fit it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is not as it was committed: which row, and what about it."""

    kind: str
    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.what}"


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the check is made against: the log's name and public key, and heads that witnesses kept.

    `documents` is where the documents lie; their files are not trusted but held against the committed hashes.
    """

    origin: str
    log_key: bytes
    documents: Path
    witnessed: Sequence[str] = ()
