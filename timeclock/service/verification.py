"""`timeclock audit verify`: rebuild every column from the committed bytes and compare all of them.

Nothing here trusts the database. Trusted are the public keys handed in and the witnessed checkpoints, if any.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from timeclock.ledger import checkpoint, tree
from timeclock.ledger.checkpoint import BadNote
from timeclock.ledger.keys import verifies
from timeclock.ledger.leaf import leaf_hash, plain
from timeclock.service.intake import STAMP_PREFIX, Unreadable, claimed
from timeclock.store import evidence, sources
from timeclock.store.db import Session
from timeclock.store.evidence import RecordRow

Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is not as it was committed: which row, and what about it."""

    kind: str
    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what was found; sound when nothing was found."""

    records: int
    rows: int
    heads: int
    discrepancies: tuple[Discrepancy, ...]

    @property
    def sound(self) -> bool:
        return not self.discrepancies


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the check is made against: the log's name and public key, and heads that witnesses kept."""

    origin: str
    log_key: bytes
    witnessed: Sequence[str] = ()


@dataclass(slots=True)
class _Seen:
    """What the pass over the records leaves for the passes over rows and tree."""

    latest: dict[Subject, tuple[int, Mapping[str, Any]]] = field(default_factory=dict)
    versions: dict[Subject, set[int]] = field(default_factory=dict)
    leaves: list[bytes] = field(default_factory=list)
    records: int = 0


def verify(session: Session, trusted: Trusted, now: datetime) -> Verification:
    """Check every fact, the tree and all heads; return everything that does not fit."""
    seen = _Seen()
    found: list[Discrepancy] = []
    for record in evidence.records(session):
        found += _check_record(record, seen, now)
    rows = 0
    for table in evidence.fact_tables():
        for subject, row in evidence.rows(session, table):
            rows += 1
            found += _check_row(table.name, subject, row, seen)
    found += _without_row(seen)
    found += _check_versions(seen)
    found += _check_stamps(session, seen)
    heads, of_tree = _check_tree(session, seen, trusted)
    return Verification(seen.records, rows, heads, tuple(found + of_tree))


def _check_record(record: RecordRow, seen: _Seen, now: datetime) -> Iterator[Discrepancy]:
    seen.records += 1
    named = f"{record.id} ({record.kind} {record.subject})"
    if record.leaf_no is None:
        if record.include_by < now:
            yield Discrepancy("ledger_record", named, f"promised to be in the log by {record.include_by}, is not")
    else:
        if record.leaf_no != len(seen.leaves):
            yield Discrepancy("ledger_record", named, f"leaf number {record.leaf_no}, expected {len(seen.leaves)}")
        seen.leaves.append(record.leaf_hash)
    if record.content is None or record.salt is None:
        yield Discrepancy("ledger_record", named, "bytes or salt are gone, and no erasure is on record")
        return
    if leaf_hash(record.salt, record.content) != record.leaf_hash:
        yield Discrepancy("ledger_record", named, "bytes and salt do not give the leaf hash")
    try:
        envelope = json.loads(record.content)
        yield from _check_envelope(record, envelope, named)
        _remember(envelope, seen)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Discrepancy("ledger_record", named, "the bytes are no record")


def _check_envelope(record: RecordRow, envelope: Mapping[str, Any], named: str) -> Iterator[Discrepancy]:
    columns = {
        "record": record.id,
        "kind": record.kind,
        "subject": record.subject,
        "include_by": record.include_by,
    }
    for name, value in columns.items():
        if envelope[name] != plain(value):
            column = "id" if name == "record" else name
            yield Discrepancy(
                "ledger_record", named, f"column {column} is {plain(value)}, committed was {envelope[name]}"
            )


def _remember(envelope: Mapping[str, Any], seen: _Seen) -> None:
    subject = envelope["kind"], envelope["subject"]
    version = int(envelope["version"])
    seen.versions.setdefault(subject, set()).add(version)
    if subject not in seen.latest or seen.latest[subject][0] < version:
        earlier = seen.latest.get(subject)
        # Only the first record of a stamp carries its original; later ones must not hide it.
        origin = envelope.get("origin") or (earlier[1].get("origin") if earlier else None)
        seen.latest[subject] = version, {**envelope, "origin": origin}


def _check_row(kind: str, subject: str, row: Mapping[str, Any], seen: _Seen) -> Iterator[Discrepancy]:
    latest = seen.latest.get((kind, subject))
    if latest is None:
        yield Discrepancy(kind, subject, "the row was never committed")
        return
    committed = latest[1]["row"]
    for name in sorted(row.keys() | committed.keys()):
        if name not in row or name not in committed or plain(row[name]) != committed[name]:
            yield Discrepancy(
                kind, subject, f"column {name} is {plain(row.get(name))}, committed was {committed.get(name)}"
            )
    seen.latest[kind, subject] = latest[0], {**latest[1], "row_found": True}


def _without_row(seen: _Seen) -> Iterator[Discrepancy]:
    for (kind, subject), (_, envelope) in seen.latest.items():
        if "row_found" not in envelope:
            yield Discrepancy(kind, subject, "the row was committed and is gone")


def _check_versions(seen: _Seen) -> Iterator[Discrepancy]:
    for (kind, subject), versions in seen.versions.items():
        if versions != set(range(1, len(versions) + 1)):
            yield Discrepancy(kind, subject, f"versions {sorted(versions)} are not without gaps")


def _check_stamps(session: Session, seen: _Seen) -> Iterator[Discrepancy]:
    """Compare each stamp from a terminal with the bytes the terminal signed, and follow its chain."""
    keys = sources.keys_of(session)
    uids = sources.uids_of(session)
    chain: dict[tuple[int, str, int], tuple[str, str, str]] = {}
    for (kind, subject), (_, envelope) in seen.latest.items():
        if kind != "stamp" or envelope["origin"] is None:
            continue
        payload, signature = (b64decode(envelope["origin"][part]) for part in ("payload", "signature"))
        if not signature:
            continue
        row = envelope["row"]
        digest = hashlib.sha256(payload).hexdigest()
        try:
            said = claimed(payload)
        except Unreadable:
            yield Discrepancy("stamp", subject, "the signed bytes are no stamp")
            continue
        chain[row["source_id"], row["epoch"], row["seq"]] = subject, said.prev, digest
        signed = any(verifies(key, signature, STAMP_PREFIX + payload) for key in keys.get(row["source_id"], ()))
        if signed == (row["quarantine"] == "wrong_signature"):
            yield Discrepancy("stamp", subject, "signature and judgement of it do not fit")
        if said.source != uids.get(row["source_id"]) and row["quarantine"] != "wrong_source":
            yield Discrepancy("stamp", subject, "signed for another terminal")
        for name, value in (("uid", said.uid), ("epoch", said.epoch), ("seq", said.seq), ("kind", said.kind.value)):
            if row[name] != plain(value):
                yield Discrepancy("stamp", subject, f"column {name} is not what the terminal signed")
    for (source_id, epoch, seq), (subject, prev, _) in chain.items():
        before = chain.get((source_id, epoch, seq - 1))
        if before is not None and before[2] != prev:
            yield Discrepancy("stamp", subject, "does not follow the stamp before it")


def _check_tree(session: Session, seen: _Seen, trusted: Trusted) -> tuple[int, list[Discrepancy]]:
    built: dict[tuple[int, int], bytes] = dict(tree.grown(0, seen.leaves, lambda level, no: built[level, no]))
    stored = evidence.nodes(session)
    found = [
        Discrepancy("ledger_node", f"{at[0]}:{at[1]}", "is not what the leaves give")
        for at in sorted({at for at in built if at[0]} | stored.keys())
        if built.get(at) != stored.get(at)
    ]
    heads = 0
    notes: list[tuple[str, str, int | None, bytes | None]] = []
    notes += [(str(size), note, size, root) for size, root, note, _ in evidence.heads(session)]
    notes += [("witnessed", note, None, None) for note in trusted.witnessed]
    for name, note, size, root in notes:
        heads += 1
        found += _check_head(name, note, size, root, built, len(seen.leaves), trusted)
    return heads, found


def _check_head(
    name: str,
    note: str,
    size: int | None,
    root: bytes | None,
    built: Mapping[tuple[int, int], bytes],
    leaves: int,
    trusted: Trusted,
) -> Iterator[Discrepancy]:
    try:
        head = checkpoint.read(note, trusted.origin, trusted.log_key)
    except BadNote as fault:
        yield Discrepancy("checkpoint", name, str(fault))
        return
    if size is not None and (head.size, head.root) != (size, root):
        yield Discrepancy("checkpoint", name, "size or root is not what was signed")
    if head.size > leaves:
        yield Discrepancy("checkpoint", name, f"was signed over {head.size} leaves, the log has {leaves}")
    elif tree.root(head.size, lambda level, no: built[level, no]) != head.root:
        yield Discrepancy("checkpoint", name, f"the first {head.size} leaves do not give the signed root")
