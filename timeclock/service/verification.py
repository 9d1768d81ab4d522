"""`timeclock audit verify`: rebuild every column from the committed bytes and compare all of them.

Nothing here trusts the database. Trusted are the public keys handed in and the witnessed checkpoints, if any.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from timeclock.ledger.leaf import canonical, leaf_hash, plain
from timeclock.service import verified_documents, verified_log, verified_stamps
from timeclock.service.trust import Discrepancy, Trusted
from timeclock.service.verified_stamps import CommittedStamp
from timeclock.store import erasures, evidence
from timeclock.store.db import Session
from timeclock.store.evidence import RecordRow

Subject = tuple[str, str]


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
class _Version:
    """One committed version of a row, with the record that holds it."""

    named: str
    row: Mapping[str, Any]
    origin: Mapping[str, str] | None


@dataclass(slots=True)
class _Seen:
    """What the pass over the records leaves for the passes over rows and tree."""

    versions: dict[Subject, dict[int, _Version]] = field(default_factory=dict)
    found: set[Subject] = field(default_factory=set)
    leaves: list[tuple[bytes, str]] = field(default_factory=list)
    # By erasure, the leaves of the records that name it.
    erased: dict[int, list[bytes]] = field(default_factory=dict)
    next_leaf: int = 0
    records: int = 0


def verify(session: Session, trusted: Trusted, now: datetime) -> Verification:
    """Check every fact, the tree and all heads; return everything that does not fit."""
    seen = _Seen()
    found: list[Discrepancy] = []
    for record in evidence.records(session):
        found += _check_record(record, seen, now)
    rows = 0
    tables = {table.name: table for table in evidence.fact_tables()}
    for table in tables.values():
        for subject, row in evidence.rows(session, table):
            rows += 1
            found += _check_row(table.name, subject, row, seen)
    gone = (subject for subject in seen.versions if subject not in seen.found)
    found += (Discrepancy(kind, subject, "the row was committed and is gone") for kind, subject in gone)
    may_change = {name: frozenset(table.info["may_change"]) for name, table in tables.items()}
    for (kind, name), versions in seen.versions.items():
        found += _check_versions(kind, name, versions, may_change.get(kind, frozenset()))
    found += _check_erasures(seen.erased, erasures.committed(session))
    found += verified_stamps.check(session, _stamps(seen))
    found += verified_documents.check(session, trusted.documents)
    heads, of_log = verified_log.check(session, seen.leaves, trusted, now)
    return Verification(seen.records, rows, heads, tuple(found + of_log))


def _stamps(seen: _Seen) -> Iterator[CommittedStamp]:
    """Yield each stamp as first committed: only that record carries the bytes it arrived as."""
    for (kind, subject), versions in seen.versions.items():
        first = versions[min(versions)]
        if kind == "stamp" and first.origin is not None:
            yield subject, first.row, first.origin


def _check_record(record: RecordRow, seen: _Seen, now: datetime) -> Iterator[Discrepancy]:
    seen.records += 1
    named = f"{record.id} ({record.kind} {record.subject})"
    if record.leaf_no is None:
        if record.include_by < now:
            yield Discrepancy("ledger_record", named, f"promised to be in the log by {record.include_by}, is not")
    else:
        if record.leaf_no != seen.next_leaf:
            yield Discrepancy("ledger_record", named, f"leaf number {record.leaf_no}, expected {seen.next_leaf}")
        seen.next_leaf = record.leaf_no + 1
        seen.leaves.append((record.leaf_hash, f"ledger_record {named}"))
    if record.content is None and record.salt is None and record.erasure_id is not None:
        seen.erased.setdefault(record.erasure_id, []).append(record.leaf_hash)
        return
    if record.content is None or record.salt is None:
        yield Discrepancy("ledger_record", named, "bytes or salt are gone, and no erasure is on record")
        return
    if record.erasure_id is not None:
        yield Discrepancy("ledger_record", named, "an erasure is named, and the bytes are there")
    if leaf_hash(record.salt, record.content) != record.leaf_hash:
        yield Discrepancy("ledger_record", named, "bytes and salt do not give the leaf hash")
    try:
        envelope = json.loads(record.content)
        yield from _check_envelope(record, envelope, named)
        version, row = int(envelope["version"]), dict(envelope["row"])
        versions = seen.versions.setdefault((str(envelope["kind"]), str(envelope["subject"])), {})
        if versions.setdefault(version, _Version(named, row, envelope.get("origin"))).named != named:
            yield Discrepancy("ledger_record", named, f"a second record of version {version}")
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Discrepancy("ledger_record", named, "the bytes are no record")


def _check_erasures(
    found: Mapping[int, Sequence[bytes]], committed: Mapping[int, tuple[int, bytes]]
) -> Iterator[Discrepancy]:
    """Hold the records that were destroyed against what the erasures they name have committed."""
    for erasure_id in sorted(found.keys() | committed.keys()):
        leaves = found.get(erasure_id, ())
        if committed.get(erasure_id) != (len(leaves), erasures.digest(leaves)):
            text = f"{len(leaves)} records name it, and they are not those it took away"
            yield Discrepancy("erasure", str(erasure_id), text)


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


def _check_row(kind: str, subject: str, row: Mapping[str, Any] | None, seen: _Seen) -> Iterator[Discrepancy]:
    versions = seen.versions.get((kind, subject))
    if versions is None:
        yield Discrepancy(kind, subject, "the row was never committed")
        return
    seen.found.add((kind, subject))
    if row is None:
        yield Discrepancy(kind, subject, "a column holds what cannot be read")
        return
    # A column that a later migration added is in no bytes of before, and holds nothing there.
    committed = dict.fromkeys(row) | dict(versions[max(versions)].row)
    for name in sorted(committed):
        if name not in row or _form(row[name]) != _form(committed[name]):
            yield Discrepancy(
                kind, subject, f"column {name} is {_form(row.get(name))}, committed was {_form(committed.get(name))}"
            )


def _form(value: object) -> str:
    """Return the JSON of a value, in which 1, true and 1.0 are three things; what no fact can hold stays as it is."""
    try:
        return canonical(value).decode()
    except TypeError:
        return repr(value)


def _check_versions(
    kind: str, subject: str, versions: Mapping[int, _Version], may_change: frozenset[str]
) -> Iterator[Discrepancy]:
    """Follow a row through its versions: whoever forges a later one cannot make a fixed column look changed."""
    if versions.keys() != set(range(1, len(versions) + 1)):
        yield Discrepancy(kind, subject, f"versions {sorted(versions)} are not without gaps")
    ordered = [versions[number] for number in sorted(versions)]
    for earlier, later in pairwise(ordered):
        changed = {name for name, value in later.row.items() if _form(value) != _form(earlier.row.get(name))}
        if fixed := changed - may_change:
            names = ", ".join(sorted(fixed))
            yield Discrepancy(kind, subject, f"{later.named} commits another {names}, which never changes")
        if not may_change:
            yield Discrepancy(kind, subject, f"{later.named} commits the row again, which never changes")
