"""All that is stored about me, in one file: what the tables hold, my documents, who looked, and the ledger's proof."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from timeclock.core.spans import Span
from timeclock.ledger import receipt, tree
from timeclock.ledger.keys import SigningKey, b64url
from timeclock.ledger.leaf import plain
from timeclock.service import access, documents
from timeclock.service.access import Action
from timeclock.service.evidence import PublicKeys
from timeclock.service.sight import Sight
from timeclock.store import audit, log, own_data, reads
from timeclock.store.contents import ContentLost
from timeclock.store.db import Session
from timeclock.store.log import SignedHead
from timeclock.store.own_data import Committed, Row

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_HASH = bytes(32)
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Given:
    """What the house adds: where documents lie, the key that signs receipts, and the public halves."""

    folder: Path
    receipt_key: SigningKey
    keys: PublicKeys


@dataclass(frozen=True, slots=True)
class OwnExport:
    """What is stored about the actor: rows by table, the proofs of what the ledger holds, and files by their names."""

    tables: Mapping[str, Sequence[Row]]
    proofs: Mapping[str, Any]
    documents: Mapping[str, bytes]
    lost: Sequence[str]


def gather(session: Session, sight: Sight, given: Given) -> OwnExport:
    """Return all that is stored about the actor; that it was handed out is on record."""
    person_id = sight.actor.person_id or 0
    access.demand(sight.actor, Action.READ_OWN_TIMES, person_id)
    tables = own_data.of_person(session, person_id)
    looks = reads.of_person(session, person_id, Span(EPOCH, sight.now + timedelta(days=1)))
    tables[own_data.READ_OTHERWISE] = [
        {"at": each.at, "by": each.name, "route": each.route, "purpose": each.purpose, "people": each.people}
        for each in looks
    ]
    contents, lost = _documents(session, sight, given.folder)
    by = sight.actor.login_id
    audit.add(session, "own_data.exported", str(person_id), sight.now, by=by, person_id=person_id)
    proofs = _proofs(session, tables, given)
    return OwnExport({name: plain(rows) for name, rows in tables.items()}, proofs, contents, lost)


def archive(files: Mapping[str, bytes], about: Mapping[str, Any], made_at: datetime) -> bytes:
    """Return a ZIP of files, with a list of the SHA-256 of each."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    listed = written(dict(about) | {"made_at": made_at, "sha256": hashes})
    packed, moment = io.BytesIO(), made_at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in (*files.items(), (MANIFEST, listed)):
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, content)
    return packed.getvalue()


def written(value: object) -> bytes:
    """Return a value as JSON that people can read too."""
    return json.dumps(plain(value), indent=1, ensure_ascii=False).encode()


def _documents(session: Session, sight: Sight, folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the contents by names that cannot meet, and which cannot be had any more."""
    found: dict[str, bytes] = {}
    lost: list[str] = []
    for each in documents.listed(session, sight):
        name = f"documents/{each.uid}-{documents.file_name(each)}"
        try:
            found[name] = documents.fetch(session, folder, sight, each.uid).content
        except ContentLost:
            lost.append(name)
    return found, lost


def _proofs(session: Session, tables: Mapping[str, Sequence[Row]], given: Given) -> dict[str, Any]:
    received = {row["ledger_id"]: row["received_at"] for row in tables["stamp"]}
    ids = [row["ledger_id"] for rows in tables.values() for row in rows if row.get("ledger_id") is not None]
    records = own_data.committed(session, ids)
    head = next(iter(log.heads(session, 1)), None)
    paths = {} if head is None else _paths(session, records, head)
    return {
        "log_public_key": b64url(given.keys.log),
        "receipt_public_key": b64url(given.keys.receipt),
        "checkpoint": None if head is None else {"note": head.note, "size": head.size, "root": head.root.hex()},
        "records": [_proof(each, received.get(each.id), paths.get(each.id), given.receipt_key) for each in records],
    }


def _proof(record: Committed, received_at: datetime | None, path: Sequence[bytes] | None, key: SigningKey) -> Row:
    """Return what one record is checked with; `path` is none where no signed head covers it yet."""
    promise = None
    if received_at is not None:
        promise = receipt.issue(key, record.id, record.leaf_hash, received_at, record.include_by).to_wire()
    return {
        "record": record.id,
        "kind": record.kind,
        "bytes": record.content,
        "salt": record.salt,
        "leaf": record.leaf_hash.hex(),
        "leaf_no": record.leaf_no,
        "receipt": promise,
        "path": None if path is None else [each.hex() for each in path],
    }


def _paths(session: Session, records: Sequence[Committed], head: SignedHead) -> dict[UUID, Sequence[bytes]]:
    """Return the audit path of each record under a head: first asked which nodes it takes, then read all at once."""
    under = [(each.id, each.leaf_no) for each in records if each.leaf_no is not None and each.leaf_no < head.size]
    wanted: set[tuple[int, int]] = set()

    def note(level: int, no: int) -> bytes:
        wanted.add((level, no))
        return NO_HASH

    for _, no in under:
        tree.inclusion(no, head.size, note)
    found = log.nodes(session, wanted)
    return {key: tree.inclusion(no, head.size, lambda *at: found[at]) for key, no in under}
