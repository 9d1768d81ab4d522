"""The law files of a directory: their tables by name, and the hash of what they say."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias, TypeVar

from timeclock.core.dated import Dated
from timeclock.law.entry import Entry, LawError

T = TypeVar("T")
# Each table by name, with the file it stands in.
Tables: TypeAlias = dict[str, tuple[str, list[dict[str, object]]]]


def digest(directory: Path) -> str:
    """Return the SHA-256 of what the law files say; comments and layout do not change it."""
    said = {path.name: _read(path) for path in sorted(directory.glob("*.toml"))}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read(path: Path) -> dict[str, object]:
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"{path.name}: this is not TOML: {error}") from error


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict[str, object]:
    """Return what one text says, never to be changed: each file is read for its figures and again for the hash."""
    return tomllib.loads(text)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise LawError(f"a law file holds texts and dates, got {value!r}")


def tables_of(directory: Path) -> Tables:
    """Return each table by name with the file it stands in; one table stands in one file."""
    tables: Tables = {}
    for path in sorted(directory.glob("*.toml")):
        for name, entries in _read(path).items():
            if name in tables:
                raise LawError(f"{path.name}: [[{name}]] already stands in {tables[name][0]}; keep it in one file")
            if not isinstance(entries, list):
                raise LawError(f"{path.name}: '{name}' must be a list of dated entries, written [[{name}]]")
            tables[name] = (path.name, entries)
    return tables


def dated(directory: Path, tables: Tables, name: str, read: Callable[[Entry], T]) -> Dated[T]:
    """Return the entries of one table by first day, each with a source, a status and nothing left unread."""
    if name not in tables:
        raise LawError(f"{directory}: no file has [[{name}]]; the evaluation cannot do without it")
    file, raw = tables.pop(name)
    entries = []
    for no, values in enumerate(raw, start=1):
        entry = Entry(f"{file}: [[{name}]] no. {no}", dict(values))
        first = entry.first_day()
        entry.text("source")
        entry.status()
        entries.append((first, read(entry)))
        entry.close()
    try:
        return Dated(name, tuple(entries))
    except ValueError as error:
        raise LawError(f"{file}: [[{name}]]: put the entries in order of 'from', each day once ({error})") from error
