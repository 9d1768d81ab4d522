"""Checking stamps against the bytes they arrived as, and that none of a source's numbers is missing."""

from __future__ import annotations

import hashlib
import json
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
MOST_NAMED = 5
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
    """Compare each stamp with the bytes it arrived as, and follow the numbers and the chain of each source."""
    terminals = sources.terminals(session)
    keys = sources.keys_of(session)
    chain: dict[tuple[int, str, int], _Signed] = {}
    numbers: dict[tuple[int, str], set[int]] = {}
    for subject, row, origin in committed:
        try:
            source_id = row["source_id"]
            numbers.setdefault((source_id, row["epoch"]), set()).add(row["seq"])
            if source_id not in terminals:
                yield from _check_click(subject, row, origin)
                continue
            stamp = _signed(subject, row, origin)
            chain[source_id, row["epoch"], row["seq"]] = stamp
            yield from _check_stamp(stamp, keys.get(source_id, ()), terminals[source_id])
        except (Unreadable, ValueError, KeyError, TypeError):
            yield Discrepancy("stamp", subject, "the bytes it arrived as are no stamp")
    for (source_id, epoch, seq), stamp in chain.items():
        before = chain.get((source_id, epoch, seq - 1))
        # What somebody else slipped in under the number before is quarantined, and no link of this terminal's chain.
        if before is not None and before.row["quarantine"] not in FOREIGN and before.digest != stamp.said.prev:
            yield Discrepancy("stamp", stamp.subject, "does not follow the stamp before it")
    yield from _check_numbers(session, numbers, terminals)


def _check_numbers(
    session: Session, numbers: Mapping[tuple[int, str], set[int]], terminals: Mapping[int, UUID]
) -> Iterator[Discrepancy]:
    """Name what is missing between the first number of a source and the last it is known to have given.

    A terminal may still hold numbers of its current epoch: as many as it reports unsent or unreadable.
    """
    held = sources.held_back(session)
    for (source_id, epoch), last in sources.last_numbers(session).items():
        missing = sorted(set(range(1, last + 1)) - numbers.get((source_id, epoch), set()))
        if len(missing) > held.get((source_id, epoch), 0):
            kind = "terminal" if source_id in terminals else "source"
            named = ", ".join(map(str, missing[:MOST_NAMED])) + (" …" if len(missing) > MOST_NAMED else "")
            yield Discrepancy("stamp", f"{kind} {source_id}, epoch {epoch}", f"numbers are missing: {named}")


def _check_click(subject: str, row: Mapping[str, Any], origin: Mapping[str, str]) -> Iterator[Discrepancy]:
    """Compare a stamp given inside the house with what was kept of the click."""
    kept = json.loads(b64decode(origin["payload"]))
    for name in kept.keys() & row.keys():
        if row[name] != kept[name]:
            yield Discrepancy("stamp", subject, f"column {name} is not what was kept of the click")


def _signed(subject: str, row: Mapping[str, Any], origin: Mapping[str, str]) -> _Signed:
    """Return a terminal's stamp with the bytes it sent; a missing signature is one that does not verify."""
    payload, signature = (b64decode(origin[part]) for part in ("payload", "signature"))
    return _Signed(subject, row, claimed(payload), hashlib.sha256(payload).hexdigest(), payload, signature)


def _check_stamp(stamp: _Signed, keys: Sequence[bytes], terminal: UUID) -> Iterator[Discrepancy]:
    row, said = stamp.row, stamp.said
    ours = said.source == terminal
    if ours == (row["quarantine"] == "wrong_source"):
        yield Discrepancy("stamp", stamp.subject, "the terminal it names and the judgement of it do not fit")
    signed = any(verifies(key, stamp.signature, STAMP_PREFIX + stamp.payload) for key in keys)
    if ours and signed == (row["quarantine"] == "wrong_signature"):
        yield Discrepancy("stamp", stamp.subject, "signature and judgement of it do not fit")
    for name, value in said.columns().items():
        if row[name] != plain(value):
            yield Discrepancy("stamp", stamp.subject, f"column {name} is not what the terminal signed")
    if row["at"] is not None and row["at_rule"] == "device" and row["at"] != plain(said.device_at):
        yield Discrepancy("stamp", stamp.subject, "column at is not the device's time, by which it was judged")
