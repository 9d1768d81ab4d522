"""What must hold when all is over, each held against what others saw: the spools, the line, the tones.

The spools are the truth: a stamp counts as captured once it is on a terminal's disk.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from tests.crash.proxy import Witness
from timeclock.ledger.keys import from_b64url, verifies
from timeclock.store.stamps import original_of

NAMED = 3
STATUSES = ("accepted", "duplicate", "conflict", "quarantined", "unreadable")


class Fault(StrEnum):
    """What can be wrong; a red run names at least one."""

    LOST = "firmly acknowledged, yet not stored"
    TWICE = "stored more than once"
    MISSING = "captured, yet not stored"
    INVENTED = "stored, yet never captured"
    CHANGED = "stored, but not as it was captured"
    FORGOTTEN = "had its tone, yet is not in the spool"
    UNSETTLED = "has no acknowledgement in the spool"
    FALSE_RECEIPT = "a receipt that the ledger does not keep"
    OVERDUE = "waits for its leaf longer than its receipt promised"
    UNBALANCED = "sums that do not hold"
    UNDONE = "a job did not go through everybody of its period exactly once"
    UNSOUND = "`timeclock audit verify` finds something"
    OTHER_RESULT = "a result unlike that of an undisturbed evaluation"
    DIED = "ended by itself"
    TAME = "too little happened to prove anything"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One kind of fault, how often, and the first subjects by name."""

    fault: Fault
    number: int
    subjects: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.fault}: {self.number} ({', '.join(self.subjects)}{', …' if self.number > NAMED else ''})"


@dataclass(frozen=True, slots=True)
class Captured:
    """One stamp in a spool."""

    seq: int
    epoch: str
    payload: bytes
    signature: bytes
    state: str
    receipt: Mapping[str, str] | None

    @property
    def said(self) -> dict[str, Any]:
        return dict(json.loads(self.payload))


def wrong(fault: Fault, subjects: Iterable[object]) -> list[Wrong]:
    """Return the fault with its subjects; nothing where there are none."""
    named = [str(each) for each in subjects]
    return [Wrong(fault, len(named), tuple(named[:NAMED]))] if named else []


def spooled(file: Path) -> dict[str, Captured]:
    """Return the stamps of a spool whose terminal is not running, by uid."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as spool:
        [epoch] = spool.execute("SELECT epoch FROM spool").fetchone()
        rows = spool.execute("SELECT seq, payload, signature, state, receipt FROM stamp ORDER BY seq").fetchall()
    spool.close()
    kept = [
        Captured(seq, epoch, payload, signature, state, json.loads(receipt) if receipt else None)
        for seq, payload, signature, state, receipt in rows
    ]
    return {each.said["uid"]: each for each in kept}


# --- while the run goes on -----------------------------------------------------------------------------------------


def look(connection: psycopg.Connection, firm: list[str]) -> list[Wrong]:
    """Return what is already wrong: of the firmly acknowledged none is missing, and nothing is there twice."""
    missing = connection.execute("SELECT unnest(%s::uuid[]) EXCEPT SELECT uid FROM stamp", (firm,)).fetchall()
    return [
        *wrong(Fault.LOST, (uid for (uid,) in missing)),
        *wrong(Fault.TWICE, _twice(connection)),
        *_overdue(connection),
    ]


def _twice(connection: psycopg.Connection) -> Iterator[object]:
    by_key = "SELECT source_id, epoch, seq FROM stamp GROUP BY source_id, epoch, seq HAVING count(*) > 1"
    by_uid = "SELECT uid FROM stamp GROUP BY uid HAVING count(*) > 1"
    for question in (by_key, by_uid):
        yield from (":".join(map(str, row)) for row in connection.execute(question))


def _overdue(connection: psycopg.Connection) -> list[Wrong]:
    rows = connection.execute("SELECT id FROM ledger_record WHERE leaf_no IS NULL AND include_by < now()").fetchall()
    return wrong(Fault.OVERDUE, (record for (record,) in rows))


# --- at the end ----------------------------------------------------------------------------------------------------


def stored_once(
    connection: psycopg.Connection, captured: Mapping[str, Captured], tones: Mapping[str, int], firm: list[str]
) -> list[Wrong]:
    """Compare what was captured, heard and acknowledged with what is stored, stamp by stamp and byte by byte."""
    rows = connection.execute(
        "SELECT stamp.uid, source.uid, epoch, seq, badge_hash, at, person_id, quarantine, bytes FROM stamp"
        " JOIN source ON source.id = source_id JOIN ledger_record ON ledger_record.id = ledger_id"
    ).fetchall()
    stored = {str(row[0]): row for row in rows}
    changed = (uid for uid, row in stored.items() if uid in captured and not _is_same(captured[uid], row))
    return [
        *wrong(Fault.LOST, set(firm) - stored.keys()),
        *wrong(Fault.TWICE, _twice(connection)),
        *wrong(Fault.MISSING, captured.keys() - stored.keys()),
        *wrong(Fault.INVENTED, stored.keys() - captured.keys()),
        *wrong(Fault.CHANGED, changed),
        *wrong(Fault.FORGOTTEN, (u for u, seq in tones.items() if u not in captured or captured[u].seq != seq)),
        *wrong(Fault.UNSETTLED, (uid for uid, each in captured.items() if each.state != "acknowledged")),
    ]


def _is_same(captured: Captured, row: tuple[Any, ...]) -> bool:
    _, source, epoch, seq, badge, at, person, quarantine, record = row
    said, kept = captured.said, original_of(record)
    return (
        (kept.payload, kept.signature) == (captured.payload, captured.signature)
        and (str(source), epoch, seq, badge) == (said["source"], said["epoch"], said["seq"], said["badge"]["hash"])
        and at is not None
        and person is not None
        and quarantine is None
    )


def receipts_kept(
    connection: psycopg.Connection, witness: Witness, captured: Mapping[str, Captured], receipt_key: bytes
) -> list[Wrong]:
    """Hold every receipt the server ever gave, handed on or not, against the ledger: one for each stamp, and true."""
    rows = connection.execute(
        "SELECT stamp.uid, ledger_id, leaf_hash, leaf_no FROM stamp JOIN ledger_record ON ledger_record.id = ledger_id"
    )
    ledger = {str(uid): (str(record), leaf.hex(), leaf_no) for uid, record, leaf, leaf_no in rows}

    def is_kept(uid: str, receipt: Mapping[str, str]) -> bool:
        record, leaf, leaf_no = ledger.get(uid, ("", "", None))
        promised = (receipt["record"], receipt["leaf"]) == (record, leaf)
        return promised and leaf_no is not None and _is_genuine(receipt, receipt_key)

    given = {uid: list(receipts) for uid, receipts in witness.receipts.items()}
    for uid, each in captured.items():
        if each.receipt is not None and each.receipt not in given.setdefault(uid, []):
            given[uid].append(dict(each.receipt))
    broken = [uid for uid, receipts in given.items() if len(receipts) > 1 or not is_kept(uid, receipts[0])]
    return wrong(Fault.FALSE_RECEIPT, broken)


def _is_genuine(receipt: Mapping[str, str], key: bytes) -> bool:
    lines = ("timeclock-receipt/v1", *(receipt[name] for name in ("record", "leaf", "received_at", "include_by")))
    return verifies(key, from_b64url(receipt["sig"]), "".join(f"{line}\n" for line in lines).encode())


def sums_hold(connection: psycopg.Connection, witness: Witness, terminals: Iterable[UUID]) -> list[Wrong]:
    """Check the conservation sums: per source and day, per terminal and epoch, and against what the line saw."""
    counted = connection.execute(
        "SELECT source_id, received, accepted, duplicate, conflict, quarantined, unreadable FROM intake_count"
    ).fetchall()
    broken = [f"source {row[0]}: received {row[1]}, but {row[2:]}" for row in counted if row[1] != sum(row[2:])]
    told = connection.execute(
        "SELECT source.uid, captured, unsent, unreadable, (SELECT count(*) FROM stamp"
        " WHERE stamp.source_id = device_state.source_id AND stamp.epoch = device_state.epoch)"
        " FROM device_state JOIN source ON source.id = device_state.source_id"
    ).fetchall()
    broken += [f"terminal {row[0]}: {row[1:]}" for row in told if row[1] != row[2] + row[3] + row[4] or row[2]]
    broken += [f"terminal {uid} never reported" for uid in set(terminals) - {row[0] for row in told}]
    [stored] = connection.execute("SELECT count(*) FROM stamp").fetchone() or (0,)
    sums = Counter[str]()
    for row in counted:
        sums.update(dict(zip(STATUSES, row[2:], strict=True)))
    if sums["accepted"] + sums["quarantined"] != stored:
        broken.append(f"{sums} counted, {stored} stored")
    # What came back can only be less than what was counted: some answers died with their process.
    broken += [f"the line saw {n} {what}, counted {sums}" for what, n in witness.statuses.items() if n > sums[what]]
    return wrong(Fault.UNBALANCED, broken)


def periods_done(connection: psycopg.Connection) -> list[Wrong]:
    """Check that every period that was due is done, and that the night went through each person once."""
    rows = connection.execute(
        "SELECT job, period, state, done, (SELECT count(DISTINCT person_id) FROM employment) FROM job_run"
        " WHERE period <> 'continuous'"
    ).fetchall()
    undone = (
        f"{job} {period}: {state}, {done} of {people} people"
        for job, period, state, done, people in rows
        if state != "done" or (job == "nightly-evaluation" and done != people)
    )
    return wrong(Fault.UNDONE, undone if rows else ["no job found anything due"])
