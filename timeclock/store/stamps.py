"""The stamps themselves: written once, read whole."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union

from timeclock.core.spans import Span
from timeclock.core.stamps import Stamp, StampKind, is_clock_off
from timeclock.store import badge_proofs, changes, facts, rulings
from timeclock.store import known as known_facts
from timeclock.store.changes import Change, unless_there
from timeclock.store.db import Session
from timeclock.store.facts import Committed
from timeclock.store.known import Both, Known
from timeclock.store.people import Employed
from timeclock.store.questions import Question, ask, names
from timeclock.store.rulings import Verdict
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.stamps import (
    badge,
    badge_holding,
    badge_proof,
    phone_code,
    source,
    stamp,
    stamp_conflict,
    stamp_ruling,
)

Key = tuple[int, str, int]
# Of what was ruled about a stamp: that it counts, for its own employment or another.
IDENTIFIED, WORKED_OUT = "identified", ("elapsed", "offset")
COUNTS = (Verdict.ACCEPT, Verdict.ASSIGN)


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes a stamp arrived as; `signature` is empty for sources inside the house."""

    payload: bytes
    signature: bytes

    def to_ledger(self) -> dict[str, str]:
        return {"payload": b64encode(self.payload).decode(), "signature": b64encode(self.signature).decode()}

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.payload + self.signature).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A stamp as it is in the store, with the record that commits it and the bytes it arrived as."""

    id: int
    uid: UUID
    person_id: int | None
    quarantine: str | None
    received_at: datetime
    committed: Committed
    original: Original


@dataclass(frozen=True, slots=True)
class StampRow:
    """One stamp as people see it."""

    uid: UUID
    kind: StampKind
    at: datetime | None
    device_at: datetime | None
    received_at: datetime
    origin: str
    source_name: str
    level: str
    quarantine: str | None
    ruling: RulingRow | None


@dataclass(frozen=True, slots=True)
class RulingRow:
    """What was decided about a stamp: by whom (None: by the house itself), when and why.

    `counts` is false where the stamp is void, or was assigned to another employment.
    """

    verdict: Verdict
    counts: bool
    by: str | None
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands for a stamp in the log; `no` is None until the sequencer has given it its place."""

    hash: bytes
    no: int | None


def append(session: Session, rows: Sequence[tuple[Mapping[str, Any], Original]], now: datetime) -> dict[Key, Stored]:
    """Insert stamps that are new by (source, epoch, seq) and commit each; return only those.

    The caller finds the others with `known`; within `rows` the keys are distinct.
    """
    if not rows:
        return {}
    originals = {_key(values): original for values, original in rows}
    prepared = [facts.full(stamp, values, now) for values, _ in rows]
    stored = changes.add(session, Change(stamp, prepared, unless_there))
    records = [facts.record_of(stamp, row, now, origin=originals[_key(row)].to_ledger()) for row in stored]
    changes.make(session, Change(ledger_record, records))
    return {
        _key(row): Stored(
            row["id"],
            row["uid"],
            row["person_id"],
            row["quarantine"],
            row["received_at"],
            facts.committed(record),
            originals[_key(row)],
        )
        for row, record in zip(stored, records, strict=True)
    }


def known(session: Session, keys: Iterable[Key], uids: Iterable[UUID]) -> dict[Key, Stored]:
    """Return the stored stamps under these keys or uids, with the bytes they arrived as."""
    keys, uids = list(keys), list(uids)
    if not keys and not uids:
        return {}
    by_epoch: dict[tuple[int, str], list[int]] = {}
    for source_id, epoch, seq in keys:
        by_epoch.setdefault((source_id, epoch), []).append(seq)
    # Column by column, because SQLite reads the whole table for a list of tuples.
    here = or_(
        stamp.c.uid.in_(uids),
        *(
            and_(stamp.c.source_id == source_id, stamp.c.epoch == epoch, stamp.c.seq.in_(seqs))
            for (source_id, epoch), seqs in by_epoch.items()
        ),
    )
    rows = session.execute(
        select(stamp, ledger_record.c.bytes, ledger_record.c.leaf_hash, ledger_record.c.include_by)
        .join(ledger_record, ledger_record.c.id == stamp.c.ledger_id)
        .where(here)
    )
    found = {}
    for row in rows:
        committed = Committed(row.ledger_id, bytes(row.leaf_hash), row.include_by)
        found[row.source_id, row.epoch, row.seq] = Stored(
            row.id, row.uid, row.person_id, row.quarantine, row.received_at, committed, original_of(row.bytes)
        )
    return found


def original_of(record: bytes | None) -> Original:
    """Return the bytes a stamp arrived as from its ledger record; empty once they were erased."""
    if record is None:
        return Original(b"", b"")
    origin = json.loads(record)["origin"]
    return Original(b64decode(origin["payload"]), b64decode(origin["signature"]))


def add_conflicts(
    session: Session, others: Iterable[tuple[Stored, Original]], now: datetime
) -> list[tuple[Stored, Original]]:
    """Keep other bytes that came under the key of stored stamps; return those that are new."""
    found = {(stored.id, original.digest): (stored, original) for stored, original in others}
    rows = [
        {"stamp_id": stamp_id, "digest": digest, "bytes": _raw(original), "received_at": now}
        for (stamp_id, digest), (_, original) in found.items()
    ]
    added = changes.add(session, Change(stamp_conflict, rows, unless_there))
    changes.make(session, Change(ledger_record, [facts.record_of(stamp_conflict, row, now) for row in added]))
    return [found[row["stamp_id"], row["digest"]] for row in added]


def _raw(original: Original) -> bytes:
    return json.dumps(original.to_ledger(), sort_keys=True).encode()


def between(session: Session, person_id: int, span: Span, at: datetime | None = None) -> list[Stamp]:
    """Return a person's stamps that count in a span, in order, over all her employments, for the evaluation.

    What counts, and for which employment, is what was last ruled about a stamp; without a ruling it counts unless it
    is quarantined. As known at an instant, or now where there is none.
    """
    question = counting(person_id, span, at)
    return ask(session, question).to(question)


def counting(person_id: int, span: Span, at: datetime | None = None) -> Question[list[Stamp]]:
    """Return the question for what `between` returns."""
    values = {"stamps_person": person_id, "stamps_from": span.from_at, "stamps_to": span.to_at}
    return Question(COUNTING.at(at), {**values, **known_facts.values(at)}, _counting)


def _counting(rows: Iterable[Any]) -> list[Stamp]:
    return [
        Stamp(
            row.uid,
            StampKind(row.kind),
            row.at,
            row.employment_id,
            row.origin,
            row.received_at,
            weaker=bool(row.to_be_proven) and row.level == IDENTIFIED,
            clock_off=row.at_rule in WORKED_OUT and is_clock_off(row.at, row.device_at),
            by_code=bool(row.by_code),
        )
        for row in rows
    ]


def _counts(known: Known) -> tuple[Select[Any]]:
    among = union(*_candidates()).subquery()
    person, employment = _whose()
    query = (
        select(
            stamp.c.uid,
            stamp.c.kind,
            stamp.c.at,
            employment.label("employment_id"),
            source.c.kind.label("origin"),
            stamp.c.received_at,
            case((phone_code.c.id.is_not(None), _held_one_that_proves()), else_=badge_proof.c.id.is_not(None)).label(
                "to_be_proven"
            ),
            phone_code.c.id.is_not(None).label("by_code"),
            stamp.c.level,
            stamp.c.at_rule,
            stamp.c.device_at,
        )
        .select_from(among)
        .join(stamp, stamp.c.id == among.c.id)
        .join(source, source.c.id == stamp.c.source_id)
        .join(badge, badge.c.number_hash == stamp.c.badge_hash, isouter=True)
        .join(badge_proof, badge_proofs.at_stamp(badge.c.id), isouter=True)
        .join(
            phone_code,
            and_(phone_code.c.number_hash == stamp.c.badge_hash, phone_code.c.used_by == stamp.c.uid),
            isouter=True,
        )
        .join(stamp_ruling, rulings.holds(stamp.c.id, known), isouter=True)
        .where(
            person == PERSON,
            *known.by(stamp.c.received_at),
            employment.is_not(None),
            or_(stamp_ruling.c.verdict.in_(COUNTS), stamp_ruling.c.id.is_(None) & stamp.c.quarantine.is_(None)),
        )
        .order_by(stamp.c.at, stamp.c.uid)
    )
    return (query,)


def _held_one_that_proves() -> ColumnElement[bool]:
    """Return whether the person of a stamp by a code held a badge then that had to prove itself."""
    c = badge_holding.c
    return exists(
        select(c.id)
        .where(c.person_id == PERSON, c.from_at <= stamp.c.at, or_(c.to_at.is_(None), c.to_at > stamp.c.at))
        .where(badge_proofs.at_stamp(c.badge_id))
        .correlate(stamp)
    )


def shown(session: Session, of: Employed, span: Span) -> tuple[StampRow, ...]:
    """Return one employment's stamps in a span as people see them, the quarantined of the person included.

    Those that are void or were assigned elsewhere are there too, with who decided so, when and why.
    """
    question = visible(of, span)
    return ask(session, question).to(question)


def visible(of: Employed, span: Span) -> Question[tuple[StampRow, ...]]:
    """Return the question for what `shown` returns."""
    whose = {"stamps_person": of.person_id, "stamps_employment": of.employment_id}
    return Question(
        SHOWN,
        {**whose, "stamps_from": span.from_at, "stamps_to": span.to_at},
        lambda rows: tuple(_row(row, of.employment_id) for row in rows),
    )


def _shown() -> Select[Any]:
    without_time = select(stamp.c.id).where(stamp.c.person_id == PERSON, stamp.c.at.is_(None), _in(stamp.c.received_at))
    among = union(*_candidates(), without_time).subquery()
    _, employment = _whose()
    mine = or_(
        stamp.c.employment_id == EMPLOYMENT,
        employment == EMPLOYMENT,
        (stamp.c.person_id == PERSON) & employment.is_(None),
    )
    return (
        _visible()
        .join(among, among.c.id == stamp.c.id)
        .where(mine)
        .order_by(func.coalesce(stamp.c.at, stamp.c.received_at), stamp.c.uid)
    )


def leaves(session: Session, uids: Iterable[UUID]) -> dict[UUID, Leaf]:
    """Return for stamps by uid the leaf that commits each."""
    rows = session.execute(
        select(stamp.c.uid, ledger_record.c.leaf_hash, ledger_record.c.leaf_no)
        .join(ledger_record, ledger_record.c.id == stamp.c.ledger_id)
        .where(stamp.c.uid.in_(list(uids)))
    )
    return {row.uid: Leaf(bytes(row.leaf_hash), row.leaf_no) for row in rows}


def quarantined(session: Session, limit: int) -> tuple[StampRow, ...]:
    """Return the newest stamps that wait for a decision; they belong to nobody yet, so they name nobody."""
    rows = session.execute(
        _visible()
        .where(stamp.c.quarantine.is_not(None), rulings.none_about(stamp.c.id))
        .order_by(stamp.c.received_at.desc())
        .limit(limit)
    )
    return tuple(_row(row, None) for row in rows)


def held_back(session: Session, person_id: int, code: str) -> list[tuple[StampKind, datetime | None]]:
    """Return kind and said time of a person's stamps that wait for this reason."""
    rows = session.execute(
        select(stamp.c.kind, stamp.c.device_at).where(
            stamp.c.person_id == person_id, stamp.c.quarantine == code, rulings.none_about(stamp.c.id)
        )
    )
    return [(StampKind(row.kind), row.device_at) for row in rows]


PERSON, EMPLOYMENT, FROM, TO = names("stamps", "person", "employment", "from", "to")


def _candidates() -> tuple[Select[tuple[int]], Select[tuple[int]]]:
    """Return the queries for stamps that are, or were made, a person's; each has an index of its own."""
    own = select(stamp.c.id).where(stamp.c.person_id == PERSON, _in(stamp.c.at))
    assigned = select(stamp_ruling.c.stamp_id).where(stamp_ruling.c.person_id == PERSON, _in(stamp_ruling.c.stamp_at))
    return own, assigned


def _in(instant: ColumnElement[datetime | None]) -> ColumnElement[bool]:
    return and_(instant >= FROM, instant < TO)


def conflicts(session: Session) -> int:
    return session.execute(select(func.count()).select_from(stamp_conflict)).scalar_one()


def _whose() -> tuple[ColumnElement[int | None], ColumnElement[int | None]]:
    """Return person and employment a stamp counts for: those of its ruling, else its own."""
    return (
        func.coalesce(stamp_ruling.c.person_id, stamp.c.person_id),
        func.coalesce(stamp_ruling.c.employment_id, stamp.c.employment_id),
    )


def _visible() -> Select[Any]:
    _, employment = _whose()
    return (
        select(
            stamp.c.uid,
            stamp.c.kind,
            stamp.c.at,
            stamp.c.device_at,
            stamp.c.received_at,
            source.c.kind.label("origin"),
            source.c.name.label("source_name"),
            stamp.c.level,
            stamp.c.quarantine,
            employment.label("employment_id"),
            stamp_ruling.c.verdict,
            stamp_ruling.c.reason,
            stamp_ruling.c.at.label("ruled_at"),
            login.c.display_name.label("ruled_by"),
        )
        .join(source, source.c.id == stamp.c.source_id)
        .join(stamp_ruling, rulings.holds(stamp.c.id), isouter=True)
        .join(login, login.c.id == stamp_ruling.c.by, isouter=True)
    )


def _row(row: Any, seen_by: int | None) -> StampRow:
    ruling = None
    if row.verdict is not None and row.verdict != Verdict.WAIT:
        verdict = Verdict(row.verdict)
        counts = verdict in COUNTS and row.employment_id == seen_by
        ruling = RulingRow(verdict, counts, row.ruled_by, row.ruled_at, row.reason)
    return StampRow(
        row.uid,
        StampKind(row.kind),
        row.at,
        row.device_at,
        row.received_at,
        row.origin,
        row.source_name,
        row.level,
        row.quarantine if ruling is None else None,
        ruling,
    )


def _key(values: Mapping[Any, Any]) -> Key:
    return values["source_id"], values["epoch"], values["seq"]


COUNTING, SHOWN = Both.of(_counts), (_shown(),)
