"""Backing up and restoring: every table, document and key in one file, and a restored system that says what it is.

A backup is the same whichever database it comes from, so it can be restored into the other one.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import timeclock
from timeclock.ledger import keys
from timeclock.ledger.keys import b64url
from timeclock.ledger.leaf import plain
from timeclock.service import log
from timeclock.service.archive import Archive, BrokenBackup, Writer
from timeclock.settings import Settings, names
from timeclock.store import audit, migrate, tables
from timeclock.store import log as log_rows
from timeclock.store.copytext import Column, ColumnKind
from timeclock.store.db import Session
from timeclock.store.tables import TableShape

FORMAT = "timeclock-backup/1"
KEYS = ("secret", "receipt", "log", "badge", "factor")
# Of these a public half is known; of the others only a hash may be.
SIGNING = frozenset({"receipt", "log"})
# With another one of these the restored figures or the restored log would be another's.
MUST_MATCH = ("zone", "log_origin")
DOCUMENT = re.compile(r"documents/[0-9a-f]{2}/([0-9a-f]{64})")


class RestoreRefused(RuntimeError):
    """Nothing was restored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class LogState:
    """How far the log had come: records in all, those with a leaf number, and the last signed head if there is one."""

    records: int
    leaves: int
    head: str | None


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """One table as it stands in a backup."""

    shape: TableShape
    rows: int

    @property
    def part(self) -> str:
        return f"tables/{self.shape.name}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself: when and by which version it was made, of what, and which tables are in it."""

    made_at: datetime
    product: str
    revision: str
    settings: Mapping[str, Any]
    marks: Mapping[str, str]
    log: LogState
    tables: tuple[WrittenTable, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "made_at": plain(self.made_at),
            "product": self.product,
            "revision": self.revision,
            "settings": dict(self.settings),
            "keys": dict(self.marks),
            "log": {"records": self.log.records, "leaves": self.log.leaves, "head": self.log.head},
            "tables": [
                {
                    "name": table.shape.name,
                    "columns": [[column.name, column.kind] for column in table.shape.columns],
                    "key": list(table.shape.key),
                    "rows": table.rows,
                }
                for table in self.tables
            ],
        }

    @classmethod
    def of(cls, archive: Archive) -> Contents:
        """Return what the manifest says; raise `BrokenBackup` where it says it otherwise."""
        about = archive.about
        if about.get("format") != FORMAT:
            raise BrokenBackup(archive.path, [f"its format is {about.get('format')!r}, this version reads {FORMAT!r}"])
        try:
            return cls(
                datetime.fromisoformat(about["made_at"]),
                about["product"],
                about["revision"],
                about["settings"],
                about["keys"],
                LogState(**about["log"]),
                tuple(_written(table) for table in about["tables"]),
            )
        except (KeyError, TypeError, ValueError):
            raise BrokenBackup(archive.path, ["its manifest cannot be read"]) from None


def _written(table: Mapping[str, Any]) -> WrittenTable:
    columns = tuple(Column(name, ColumnKind(kind)) for name, kind in table["columns"])
    return WrittenTable(TableShape(table["name"], columns, tuple(table["key"])), table["rows"])


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What went into a backup; `damaged` names documents whose file is not what was kept."""

    contents: Contents
    documents: int
    keys: tuple[str, ...]
    damaged: tuple[str, ...]


def back_up(session: Session, writer: Writer, city: Settings, now: datetime, *, with_keys: bool) -> BackedUp:
    """Write everything that is needed to go on elsewhere, as of the session's snapshot."""
    revision = migrate.revision_of(session)
    if revision is None:
        raise RestoreRefused("the database has no schema yet, so there is nothing to back up; run `timeclock init`")
    written = tuple(_write_table(session, writer, shape) for shape in tables.shapes(session))
    # A document's file is on the disk before its row: all that the snapshot names are here by now.
    documents = list(_write_documents(writer, city.documents))
    taken = tuple(_write_keys(writer, city)) if with_keys else ()
    records, waiting, _ = log_rows.counts(session, now)
    newest = log_rows.heads(session, 1)
    state = LogState(records, records - waiting, newest[0].note if newest else None)
    contents = Contents(now, timeclock.__version__, revision, _settings(city), _marks(city), state, written)
    writer.finish(contents.to_json())
    damaged = tuple(name for name, whole in documents if not whole)
    return BackedUp(contents, len(documents), taken, damaged)


def _write_table(session: Session, writer: Writer, shape: TableShape) -> WrittenTable:
    rows = 0

    def counted(lines: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal rows
        for line in lines:
            rows += 1
            yield line

    with tables.lines(session, shape) as lines:
        writer.add(f"tables/{shape.name}", counted(lines))
    return WrittenTable(shape, rows)


def _write_documents(writer: Writer, folder: Path) -> Iterator[tuple[str, bool]]:
    """Add every document; yield its name and whether its content is what its name says."""
    for path in sorted(folder.glob("*/*")):
        name = f"documents/{path.parent.name}/{path.name}"
        if DOCUMENT.fullmatch(name):
            yield name, writer.add(name, [path.read_bytes()]).sha256 == path.name


def _write_keys(writer: Writer, city: Settings) -> Iterator[str]:
    for name in KEYS:
        if (path := _key_file(city, name)).is_file():
            writer.add(f"keys/{name}", [path.read_bytes()])
            yield name


def _key_file(city: Settings, name: str) -> Path:
    path: Path = getattr(city, f"{name}_key_file")
    return path


def _settings(city: Settings) -> dict[str, Any]:
    """Return the settings a new host needs as well; where things lie and passwords stay here."""
    values = {name: getattr(city, name) for name in names() if name != "database_url"}
    return {name: _as_written(value) for name, value in values.items() if not isinstance(value, Path)}


def _as_written(value: object) -> Any:
    """Return a setting as its file would write it."""
    match value:
        case ZoneInfo():
            return value.key
        case time():
            return value.isoformat("minutes")
        case tuple():
            return list(value)
        case _:
            return value


def _marks(city: Settings) -> dict[str, str]:
    """Return by what each key here can be told: the public half, or the hash of one that has none."""
    return {name: mark for name in KEYS if (mark := _mark(city, name)) is not None}


def _mark(city: Settings, name: str) -> str | None:
    path = _key_file(city, name)
    if name in SIGNING:
        known = path.is_file() or keys.public_file(path).is_file()
        return b64url(keys.public_key(path)) if known else None
    return b64url(hashlib.sha256(keys.read_secret(path)).digest()) if path.is_file() else None


def demand_fit(contents: Contents, city: Settings, parts: Iterable[str]) -> None:
    """Raise `RestoreRefused` where this version, these settings or what already lies here do not go with the backup."""
    if not migrate.is_known(contents.revision):
        raise RestoreRefused(
            f"the backup was made by Timeclock {contents.product} with schema {contents.revision}, which "
            f"{timeclock.__version__} does not know; install {contents.product} or newer and restore with it"
        )
    here = _settings(city)
    for name in MUST_MATCH:
        if contents.settings.get(name) != here[name]:
            raise RestoreRefused(
                f"{name} is {here[name]!r} here and {contents.settings.get(name)!r} in the backup; "
                "set it in the city's settings file before restoring"
            )
    if any(city.documents.glob("*/*")):
        raise RestoreRefused(f"{city.documents}: there are documents already; a backup is restored over nothing")
    for name in KEYS:
        if f"keys/{name}" in parts and (path := _key_file(city, name)).exists():
            raise RestoreRefused(f"{path}: exists, and a backup is restored over nothing; move it away")
    for name, mark in _marks(city).items():
        if contents.marks.get(name, mark) != mark:
            raise RestoreRefused(f"{_key_file(city, name)}: is not the key this backup belongs to")


def other_settings(contents: Contents, city: Settings) -> dict[str, Any]:
    """Return the backup's settings that are not as they are here."""
    here = _settings(city)
    return {name: value for name, value in contents.settings.items() if here.get(name, value) != value}


def missing_keys(contents: Contents, city: Settings) -> tuple[Path, ...]:
    """Return the key files the old host had and this one has not."""
    return tuple(path for name in contents.marks if not (path := _key_file(city, name)).is_file())


def restore(session: Session, archive: Archive, contents: Contents, now: datetime) -> int:
    """Make the schema, load every row, prove that they are those of the backup, and migrate to today's schema.

    Records that waited get their place in the log, and the restore is a record of its own. Returns the log's size.
    """
    migrate.upgrade_within(session, contents.revision)
    for table in contents.tables:
        with archive.part(table.part) as rows:
            tables.load(session, table.shape, rows)
    tables.settle(session, [table.shape for table in contents.tables])
    for table in contents.tables:
        _demand_equal(session, archive, table)
    migrate.upgrade_within(session)
    detail = {"made_at": contents.made_at, "records": contents.log.records, "leaves": contents.log.leaves}
    audit.add(session, "backup.restored", archive.sha256, now, by=None, detail=plain(detail))
    while log.sequence(session):
        pass
    return log_rows.size(session)


def _demand_equal(session: Session, archive: Archive, table: WrittenTable) -> None:
    digest = hashlib.sha256()
    with tables.lines(session, table.shape) as lines:
        for line in lines:
            digest.update(line)
    if digest.hexdigest() != archive.parts[table.part].sha256:
        raise RestoreRefused(f"{table.shape.name}: what the database holds after loading is not what the backup says")


@contextmanager
def placing() -> Iterator[list[Path]]:
    """Collect the files a restore makes, and take them away again if nothing comes of it."""
    placed: list[Path] = []
    try:
        yield placed
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise


def restore_files(archive: Archive, contents: Contents, city: Settings, placed: list[Path]) -> int:
    """Put documents and keys in their places, readable by the owner alone; return how many documents.

    The log's public key is written even where its private one is kept elsewhere, so that the log can be checked.
    """
    documents = 0
    for name in archive.parts:
        if DOCUMENT.fullmatch(name):
            documents += 1
            _place(city.documents.parent / name, archive.blocks(name), placed)
        elif name.startswith("keys/") and (key := name.removeprefix("keys/")) in KEYS:
            _place(_key_file(city, key), archive.blocks(name), placed)
    public = keys.public_file(city.log_key_file)
    if (mark := contents.marks.get("log")) and not public.exists():
        _place(public, [f"{mark}\n".encode()], placed)
    return documents


def _place(path: Path, content: Iterable[bytes], placed: list[Path]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    placed.append(path)
    with os.fdopen(number, "wb") as file:
        for block in content:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
