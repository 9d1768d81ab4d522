"""Where stamps come from: terminals with their keys, epochs and reports, and the web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from timeclock.store.changes import Change
from timeclock.store.db import Session, is_postgresql, native_insert
from timeclock.store.ids import new_uid
from timeclock.store.questions import names
from timeclock.store.schema import stamps as tables


@dataclass(frozen=True, slots=True)
class Device:
    """A terminal as the server knows it; `public_key` is None once revoked, `certificate` where none is bound to it."""

    source_id: int
    uid: UUID
    name: str
    public_key: bytes | None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a terminal is called, and the unit it belongs to, if to any."""

    source_id: int
    name: str
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class FormerKey:
    """A key of a terminal that ended: another took its place, or it was revoked."""

    public_key: bytes
    ended_at: datetime
    replaced: bool


@dataclass(frozen=True, slots=True)
class EpochEnd:
    """How far stamps just stored bring an epoch, how many they are, and the first and last time that is believed."""

    epoch: str
    last_seq: int
    last_hash: bytes
    stored: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What a terminal said of itself in its last request."""

    epoch: str
    at: datetime
    captured: int
    unsent: int
    unreadable: int
    oldest_unsent_at: datetime | None
    drift_ms: int | None
    readers: tuple[Mapping[str, str], ...]
    version: str


def device(session: Session, uid: UUID) -> Device | None:
    """Return an enrolled terminal by the name it goes by on the wire."""
    found = session.execute(DEVICE, {"sources_uid": uid}).first()
    if found is None:
        return None
    in_use = found.revoked_at is None and found.state == "active"
    return Device(found.id, found.uid, found.name, bytes(found.public_key) if in_use else None, found.certificate)


(UID,) = names("sources", "uid")
DEVICE = (
    select(
        tables.source.c.id,
        tables.source.c.uid,
        tables.source.c.name,
        tables.source.c.state,
        tables.device_key.c.public_key,
        tables.device_key.c.revoked_at,
        tables.device_key.c.certificate,
    )
    .join(tables.device_key, tables.device_key.c.source_id == tables.source.c.id)
    .where(tables.source.c.uid == UID, tables.source.c.kind == "terminal")
    .order_by(tables.device_key.c.enrolled_at.desc(), tables.device_key.c.id.desc())
    .limit(1)
)


def add_terminal(session: Session, name: str, unit_id: int | None, state: str, now: datetime) -> tuple[int, UUID]:
    """Add a terminal; return its id and the uid it has to use."""
    uid = new_uid(now)
    row = {"uid": uid, "kind": "terminal", "name": name, "unit_id": unit_id, "state": state}
    source_id: int = session.execute(insert(tables.source).returning(tables.source.c.id), row).scalar_one()
    return source_id, uid


def terminal_names(session: Session) -> Sequence[tuple[int, str]]:
    """Return id and name of the terminals that were not taken out of service."""
    source = tables.source
    here = (source.c.kind == "terminal", source.c.state != "blocked")
    return tuple((row.id, row.name) for row in session.execute(select(source.c.id, source.c.name).where(*here)))


def rename_terminal(session: Session, source_id: int, name: str, unit_id: int | None) -> None:
    """Give a terminal a name and a unit."""
    session.execute(update(tables.source).where(tables.source.c.id == source_id).values(name=name, unit_id=unit_id))


def terminal(session: Session, uid: UUID) -> Terminal | None:
    """Return a terminal, enrolled or not."""
    c = tables.source.c
    found = session.execute(select(c.id, c.name, c.unit_id).where(c.uid == uid, c.kind == "terminal")).first()
    return None if found is None else Terminal(*found)


def terminal_id(session: Session, uid: UUID) -> int | None:
    """Return the id of a terminal, enrolled or not."""
    found = terminal(session, uid)
    return None if found is None else found.source_id


def give_key(
    session: Session, source_id: int, public_key: bytes, now: datetime, *, certificate: str | None = None
) -> None:
    """Let a terminal speak with this key from now on; it takes the place of the one before."""
    key = tables.device_key
    ending = update(key).where(key.c.source_id == source_id, key.c.revoked_at.is_(None))
    session.execute(ending.values(revoked_at=now, replaced=True))
    row = {"source_id": source_id, "public_key": public_key, "enrolled_at": now, "certificate": certificate}
    session.execute(insert(key), row)
    session.execute(update(tables.source).where(tables.source.c.id == source_id).values(state="active"))


def revoke(session: Session, source_id: int, now: datetime) -> None:
    """End every key of a terminal; its stamps stay, its requests are answered 401."""
    key, source = tables.device_key, tables.source
    mine = key.c.source_id == source_id
    session.execute(update(key).where(mine, key.c.revoked_at.is_(None)).values(revoked_at=now))
    # Whoever takes the terminal's word back takes back that of its former keys too.
    session.execute(update(key).where(mine).values(replaced=False))
    session.execute(update(source).where(source.c.id == source_id).values(state="blocked"))


def former_keys(session: Session, source_id: int) -> Sequence[FormerKey]:
    """Return the keys of a terminal that ended."""
    key = tables.device_key
    rows = session.execute(select(key).where(key.c.source_id == source_id, key.c.revoked_at.is_not(None)))
    return tuple(FormerKey(bytes(row.public_key), row.revoked_at, row.replaced) for row in rows)


def has_key(session: Session, public_key: bytes) -> bool:
    """Say whether any terminal ever spoke with this key."""
    key = tables.device_key
    return session.execute(select(key.c.id).where(key.c.public_key == public_key).limit(1)).first() is not None


def keys_of(session: Session) -> dict[int, list[bytes]]:
    """Return every key a source ever had, for checking old signatures."""
    keys: dict[int, list[bytes]] = {}
    for row in session.execute(select(tables.device_key)):
        keys.setdefault(row.source_id, []).append(bytes(row.public_key))
    return keys


def nonce_is_new(session: Session, source_id: int, nonce: str, now: datetime, forget_before: datetime) -> bool:
    """Remember a request's nonce; return False where it was used before."""
    values = {"nonces_source": source_id, "nonces_nonce": nonce, "nonces_at": now, "nonces_before": forget_before}
    if not is_postgresql(session):
        session.execute(FORGETTING, values)
    return session.execute(_remembering(is_postgresql(session)), values).first() is not None


SOURCE, NONCE, AT, BEFORE = names("nonces", "source", "nonce", "at", "before")
FORGETTING = delete(tables.device_nonce).where(
    tables.device_nonce.c.source_id == SOURCE, tables.device_nonce.c.at < BEFORE
)


# On PostgreSQL in one statement, which still sees the old nonce it forgets: one so old does not come again by chance.
@cache
def _remembering(at_once: bool) -> Any:
    table, dialect = tables.device_nonce, postgresql if at_once else sqlite
    statement = dialect.insert(table).values(source_id=SOURCE, nonce=NONCE, at=AT)
    remembering = statement.on_conflict_do_nothing().returning(table.c.nonce)
    return remembering.add_cte(FORGETTING.cte("forgotten")) if at_once else remembering


def reported(source_id: int, state: DeviceReport) -> Change:
    """Return the change that keeps the last report of a terminal's epoch."""
    values = {
        "source_id": source_id,
        "epoch": state.epoch,
        "at": state.at,
        "captured": state.captured,
        "unsent": state.unsent,
        "unreadable": state.unreadable,
        "oldest_unsent_at": state.oldest_unsent_at,
        "drift_ms": state.drift_ms,
        "readers": [dict(reader) for reader in state.readers],
        "version": state.version,
    }
    return Change(tables.device_state, [values], _newest)


def _newest(native_insert: Any) -> Any:
    c = tables.device_state.c
    changed = {column.name: native_insert.excluded[column.name] for column in c if not column.primary_key}
    return native_insert.on_conflict_do_update(index_elements=list(tables.device_state.primary_key), set_=changed)


def saw(source_id: int, ends: Iterable[EpochEnd]) -> Change:
    """Return the change that keeps how far each epoch goes, and how many of its stamps are stored."""
    rows = [{"source_id": source_id, **asdict(each)} for each in ends]
    return Change(tables.device_epoch, rows, _highest)


def _highest(native_insert: Any) -> Any:
    table, excluded = tables.device_epoch, native_insert.excluded
    higher = excluded.last_seq > table.c.last_seq
    newest = {name: case((higher, excluded[name]), else_=table.c[name]) for name in ("last_seq", "last_hash")}
    first, last = table.c.first_at, table.c.last_at
    span = {
        "first_at": case((first.is_(None) | (excluded.first_at < first), excluded.first_at), else_=first),
        "last_at": case((last.is_(None) | (excluded.last_at > last), excluded.last_at), else_=last),
    }
    return native_insert.on_conflict_do_update(
        index_elements=[table.c.source_id, table.c.epoch],
        set_=newest | span | {"stored": table.c.stored + excluded.stored},
    )


def next_seq(session: Session, kind: str, now: datetime, count: int = 1) -> tuple[int, str, int]:
    """Return source, epoch and the first of the next `count` numbers of a source inside the house, such as the web.

    The row stays locked until the transaction ends, so numbers have no gaps.
    """
    source, epoch = tables.source, tables.device_epoch
    here = epoch.c.source_id == source.c.id
    statement = (
        update(epoch)
        .where(here, source.c.kind == kind)
        .values(last_seq=epoch.c.last_seq + count, stored=epoch.c.stored + count)
        .returning(epoch.c.source_id, epoch.c.epoch, epoch.c.last_seq)
    )
    found = session.execute(statement).first()
    if found is None:
        # Two first stamps at once: the second waits at the insert for the first and then finds its source.
        session.execute(native_insert(session, source).on_conflict_do_nothing(), _of_the_house(kind, now))
        source_id = session.execute(select(source.c.id).where(source.c.kind == kind)).scalar_one()
        first = {"source_id": source_id, "epoch": kind, "last_seq": 0, "last_hash": None, "stored": 0}
        session.execute(native_insert(session, epoch).on_conflict_do_nothing(), first)
        found = session.execute(statement).one()
    return found.source_id, found.epoch, found.last_seq - count + 1


def house_source(session: Session, kind: str, now: datetime) -> int:
    """Return the id of a source inside the house; the first that asks adds it."""
    source = tables.source
    here = select(source.c.id).where(source.c.kind == kind)
    found: int | None = session.execute(here).scalar_one_or_none()
    if found is not None:
        return found
    session.execute(native_insert(session, source).on_conflict_do_nothing(), _of_the_house(kind, now))
    added: int = session.execute(here).scalar_one()
    return added


def _of_the_house(kind: str, now: datetime) -> dict[str, Any]:
    return {"uid": new_uid(now), "kind": kind, "name": kind, "unit_id": None, "state": "active"}


def reports(session: Session) -> list[dict[str, Any]]:
    """Return every terminal with its newest report, unit and state."""
    source, state = tables.source, tables.device_state
    rows = session.execute(
        select(source, state)
        .join(state, state.c.source_id == source.c.id, isouter=True)
        .where(source.c.kind == "terminal")
        .order_by(source.c.name, state.c.at.desc())
    ).mappings()
    newest: dict[int, dict[str, Any]] = {}
    for row in rows:
        newest.setdefault(row["id"], dict(row))
    return list(newest.values())


def terminals(session: Session) -> dict[int, UUID]:
    """Return the wire name of every terminal there ever was."""
    source = tables.source
    rows = session.execute(select(source.c.id, source.c.uid).where(source.c.kind == "terminal"))
    return {row.id: row.uid for row in rows}


def last_numbers(session: Session) -> dict[tuple[int, str], int]:
    """Return the highest number each (source, epoch) is known to have given."""
    rows = session.execute(select(tables.device_epoch))
    return {(row.source_id, row.epoch): row.last_seq for row in rows}


def held_back(session: Session) -> dict[tuple[int, str], int]:
    """Return how many stamps of each (source, epoch) the terminal says it still has, unsent or unreadable."""
    rows = session.execute(select(tables.device_state))
    return {(row.source_id, row.epoch): row.unsent + row.unreadable for row in rows}
