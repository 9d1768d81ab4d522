"""What the staff council and the auditor see of the ledger: no names, only proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from timeclock.core.places import PlaceTerms
from timeclock.ledger.keys import b64url
from timeclock.service import access, signatures
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.service.signatures import Waiting
from timeclock.store import log, places, rules
from timeclock.store.db import Session
from timeclock.store.rules import RulesRow

NEWEST_HEADS = 20
NEWEST_RULES = 50


@dataclass(frozen=True, slots=True)
class CheckpointSeen:
    """One signed head of the log."""

    size: int
    root: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class RulesSeen:
    """One set of rules in force, by hash; `model` and `year` say what it was for."""

    hash: str
    kind: str
    model: str
    year: int | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """The log's size, what waits, the last heads, what is evaluated since when, and the keys to check with.

    `places` says in which units people are asked where they stamp, and by what terms; `waiting` what the actor signs.
    """

    records: int
    sequenced: int
    overdue: int
    checkpoints: tuple[CheckpointSeen, ...]
    rules: tuple[RulesSeen, ...]
    places: Sequence[tuple[str, PlaceTerms]]
    log_public_key: str
    receipt_public_key: str
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The public halves of the keys that sign receipts and heads."""

    receipt: bytes
    log: bytes


def shown(session: Session, sight: Sight, keys: PublicKeys) -> Evidence:
    """Return what proves that nothing was changed; no names are in it."""
    access.demand(sight.actor, Action.READ_EVIDENCE)
    records, waiting, overdue = log.counts(session, sight.now)
    return Evidence(
        records=records,
        sequenced=records - waiting,
        overdue=overdue,
        checkpoints=tuple(
            CheckpointSeen(head.size, head.root.hex(), head.at, head.note) for head in log.heads(session, NEWEST_HEADS)
        ),
        rules=tuple(_rules(row) for row in rules.listed(session, NEWEST_RULES)),
        places=places.listed(session, sight.today),
        log_public_key=b64url(keys.log),
        receipt_public_key=b64url(keys.receipt),
        waiting=signatures.of_actor(session, sight),
    )


def _rules(row: RulesRow) -> RulesSeen:
    model, calendar = row.body.get("model"), row.body.get("calendar")
    code = str(model.get("code", "")) if isinstance(model, Mapping) else ""
    year = calendar.get("year") if isinstance(calendar, Mapping) else None
    return RulesSeen(row.hash, row.kind, code, year, row.first_seen_at)
