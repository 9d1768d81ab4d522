"""Checking stamps from terminals against what the terminals signed."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from timeclock.ledger.keys import verifies
from timeclock.ledger.leaf import plain
from timeclock.service.intake import STAMP_PREFIX, Claimed, Unreadable, claimed
from timeclock.service.trust import Discrepancy
from timeclock.store import sources
from timeclock.store.db import Session

# Subject, row and origin as committed.
CommittedStamp = tuple[str, Mapping[str, Any], Mapping[str, str]]
FOREIGN = frozenset({"wrong_source", "wrong_signature"})


@dataclass(frozen=True, slots=True)
class _Signed:
    """A stamp from a terminal: what the row says, and what the terminal signed."""

    subject: str
    row: Mapping[str, Any]
    said: Claimed
    digest: str
    payload: bytes
    signature: bytes


def check(session: Session, committed: Iterable[CommittedStamp]) -> Iterator[Discrepancy]:
    """Compare each stamp from a terminal with the bytes the terminal signed, and follow its chain."""
    keys = sources.keys_of(session)
    uids = sources.uids_of(session)
    chain: dict[tuple[int, str, int], _Signed] = {}
    for subject, row, origin in committed:
        try:
            stamp = _signed(subject, row, origin)
            if stamp is not None:
                chain[stamp.row["source_id"], stamp.row["epoch"], stamp.row["seq"]] = stamp
                yield from _check_stamp(stamp, keys.get(stamp.row["source_id"], ()), uids)
        except (Unreadable, ValueError, KeyError, TypeError):
            yield Discrepancy("stamp", subject, "the signed bytes are no stamp")
    for (source_id, epoch, seq), stamp in chain.items():
        before = chain.get((source_id, epoch, seq - 1))
        # What somebody else slipped in under the number before is quarantined, and no link of this terminal's chain.
        if before is not None and before.row["quarantine"] not in FOREIGN and before.digest != stamp.said.prev:
            yield Discrepancy("stamp", stamp.subject, "does not follow the stamp before it")


def _signed(subject: str, row: Mapping[str, Any], origin: Mapping[str, str]) -> _Signed | None:
    """Return a terminal's stamp, or None for one from a source inside the house, which signs nothing."""
    payload, signature = (b64decode(origin[part]) for part in ("payload", "signature"))
    if not signature:
        return None
    return _Signed(subject, row, claimed(payload), hashlib.sha256(payload).hexdigest(), payload, signature)


def _check_stamp(stamp: _Signed, keys: Sequence[bytes], uids: Mapping[int, UUID]) -> Iterator[Discrepancy]:
    row, said = stamp.row, stamp.said
    ours = said.source == uids.get(row["source_id"])
    if ours == (row["quarantine"] == "wrong_source"):
        yield Discrepancy("stamp", stamp.subject, "the terminal it names and the judgement of it do not fit")
    signed = any(verifies(key, stamp.signature, STAMP_PREFIX + stamp.payload) for key in keys)
    if ours and signed == (row["quarantine"] == "wrong_signature"):
        yield Discrepancy("stamp", stamp.subject, "signature and judgement of it do not fit")
    for name, value in (("uid", said.uid), ("epoch", said.epoch), ("seq", said.seq), ("kind", said.kind.value)):
        if row[name] != plain(value):
            yield Discrepancy("stamp", stamp.subject, f"column {name} is not what the terminal signed")
