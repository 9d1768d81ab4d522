"""A program may send the same request again and again: it is carried out once, and answered alike each time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from timeclock.ledger.leaf import canonical
from timeclock.service.access import Actor
from timeclock.store import idempotency
from timeclock.store.db import Session

# A program that got no answer has tried again long before.
KEPT = timedelta(hours=24)


class KeyReused(ValueError):
    """Under this key another request came before; neither is what the other was."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the idempotency key {key!r} came with another request before; use a new key")


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """What is asked for where, under the key the program chose for it."""

    key: str
    path: str
    body: Mapping[str, str]

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(canonical({"path": self.path, "body": self.body})).digest()


def begin(session: Session, actor: Actor, request: KeyedRequest, now: datetime) -> bytes | None:
    """Return the answer this request got before, or None where it is new: then work it out and `keep` the answer.

    Both in one transaction: a second request under the key waits until the first is stored with its answer, and after
    a crash there is either both or neither. Raises `KeyReused` where the key came with another request before.
    """
    if idempotency.claim(session, actor.login_id, request.key, request.digest, now, now + KEPT):
        return None
    digest, answer = idempotency.kept(session, actor.login_id, request.key)
    if digest != request.digest:
        raise KeyReused(request.key)
    return answer


def keep(session: Session, actor: Actor, request: KeyedRequest, answer: bytes) -> None:
    """Keep the answer for the next time the request comes."""
    idempotency.keep(session, actor.login_id, request.key, answer)
