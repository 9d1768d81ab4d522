"""How a file of stamps is laid out: a profile in a TOML file, read once and refused where it says nonsense."""

from __future__ import annotations

import codecs
import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from timeclock.core.stamps import StampKind
from timeclock.service import time_patterns
from timeclock.settings import data_directory

# These layouts are known for certain; every other is a profile of the city's own.
NAMED = ("attlog", "sap55", "offset-csv", "attlog-undirected")
SIZES = frozenset({"least_fields", "most_fields", "least_length", "most_length"})
KEYS = SIZES | {"encoding", "separator", "quote", "record_end", "header", "comment", "not_before", "stamp", "kinds"}
STAMP_KEYS = frozenset({"badge", "staff_no", "staff_no_is", "at", "kind", "kind_is"})
AT_KEYS = {"field", "pattern"}


class ProfileError(ValueError):
    """A profile says something that cannot be read; the message names file, entry and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands: the number of a field, or the columns from–to of a fixed record, both counted from 1."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class StampLayout:
    """Where one stamp of a record stands. Either `kind` is a cell or `kind_is` says it for all; so with the number."""

    at: tuple[tuple[Cell, str], ...]
    badge: Cell | None = None
    staff_no: Cell | None = None
    staff_no_is: int | None = None
    kind: Cell | None = None
    kind_is: StampKind | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A layout. `separator` None: fixed columns; `record_end` "" : any line end, a number: so many bytes, no end."""

    name: str
    encoding: str
    stamps: tuple[StampLayout, ...]
    kinds: Mapping[str, StampKind] = field(default_factory=dict)
    separator: str | None = None
    quote: str | None = None
    record_end: str | int = ""
    header: tuple[str, ...] = ()
    comment: tuple[str, ...] = ()
    least_fields: int = 1
    most_fields: int | None = None
    least_length: int = 0
    most_length: int | None = None
    not_before: date = date(2010, 1, 1)


def named(name: str) -> Profile:
    """Return one of the built-in profiles."""
    return load(data_directory("config") / "imports" / f"{name}.toml")


def load(path: Path) -> Profile:
    """Return the profile of a file; raise `ProfileError`."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ProfileError(f"{path}: no such file; config/imports shows what profiles look like") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, IsADirectoryError) as fault:
        raise ProfileError(f"{path}: {fault}") from None
    return _Reading(path.name).profile(path.stem, raw)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read; `where` begins every complaint."""

    where: str

    def profile(self, name: str, raw: Mapping[str, Any]) -> Profile:
        self._known(raw, KEYS, "the profile")
        separator = self._text(raw, "separator")
        kinds = {str(code): self._kind(kind) for code, kind in self._table(raw, "kinds").items()}
        stamps = tuple(
            self._stamp(f"stamp no. {no}", each, separator is None)
            for no, each in enumerate(self._list(raw, "stamp"), start=1)
        )
        if not stamps:
            raise ProfileError(f"{self.where}: no [[stamp]] says where a stamp stands")
        if not kinds and any(stamp.kind is not None for stamp in stamps):
            raise ProfileError(f"{self.where}: [kinds] is missing: what do the codes in the kind's field mean?")
        return Profile(
            name=name,
            encoding=self._encoding(raw.get("encoding", "utf-8")),
            stamps=stamps,
            kinds=kinds,
            separator=separator,
            quote=self._text(raw, "quote"),
            record_end=self._record_end(raw.get("record_end", "")),
            header=self._texts(raw, "header"),
            comment=self._texts(raw, "comment"),
            least_fields=self._number(raw, "least_fields") or 1,
            most_fields=self._number(raw, "most_fields"),
            least_length=self._number(raw, "least_length") or 0,
            most_length=self._number(raw, "most_length"),
            not_before=self._day(raw.get("not_before", Profile.__dataclass_fields__["not_before"].default)),
        )

    def _stamp(self, which: str, raw: Mapping[str, Any], fixed: bool) -> StampLayout:
        self._known(raw, STAMP_KEYS, which)
        if ("kind" in raw) is ("kind_is" in raw):
            raise ProfileError(f"{self.where}, {which}: give 'kind' (a field) or 'kind_is' (one kind for all)")
        if not {"badge", "staff_no", "staff_no_is"} & raw.keys():
            raise ProfileError(f"{self.where}, {which}: whose is it? Give badge, staff_no or staff_no_is")
        at = [self._at(which, each, fixed) for each in self._list(raw, "at")]
        try:
            time_patterns.check([pattern for _, pattern in at])
        except ValueError as fault:
            raise ProfileError(f"{self.where}, {which}: {fault}") from None
        cells = {key: self._cell(which, raw[key], fixed) for key in ("badge", "staff_no", "kind") if key in raw}
        kind_is = self._kind(raw["kind_is"]) if "kind_is" in raw else None
        return StampLayout(tuple(at), staff_no_is=self._number(raw, "staff_no_is"), kind_is=kind_is, **cells)

    def _at(self, which: str, raw: Mapping[str, Any], fixed: bool) -> tuple[Cell, str]:
        if set(raw) != AT_KEYS:
            raise ProfileError(f"{self.where}, {which}: 'at' is a list of {{ field = …, pattern = \"…\" }}")
        return self._cell(which, raw["field"], fixed), str(raw["pattern"])

    def _cell(self, which: str, value: object, fixed: bool) -> Cell:
        match value:
            case [int() as first, int() as last] if fixed and 0 < first <= last:
                return Cell(first, last)
            case int() if not fixed and value > 0:
                return Cell(value, value)
        wanted = "[first, last] column" if fixed else "the number of a field"
        raise ProfileError(f"{self.where}, {which}: a place is {wanted}, counted from 1, got {value!r}")

    def _kind(self, value: object) -> StampKind:
        try:
            return StampKind(str(value))
        except ValueError:
            known = ", ".join(StampKind)
            raise ProfileError(f"{self.where}: '{value}' is not a kind of stamp; known are {known}") from None

    def _known(self, raw: Mapping[str, Any], known: frozenset[str], which: str) -> None:
        for key in raw:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(sorted(known))}"
                raise ProfileError(f"{self.where}, {which}: nobody reads '{key}'; {hint}")

    def _encoding(self, value: object) -> str:
        try:
            return codecs.lookup(str(value)).name
        except LookupError:
            raise ProfileError(f"{self.where}: '{value}' is no code page; cp1252, cp850 and utf-8 are some") from None

    def _record_end(self, value: object) -> str | int:
        if isinstance(value, str) or (type(value) is int and value > 0):
            return value
        raise ProfileError(f"{self.where}: 'record_end' is a text, or the length of a record in bytes, got {value!r}")

    def _day(self, value: object) -> date:
        if type(value) is not date:
            raise ProfileError(f"{self.where}: 'not_before' is a day like 2010-01-01, got {value!r}")
        return value

    def _text(self, raw: Mapping[str, Any], key: str) -> str | None:
        value = raw.get(key)
        if value is not None and (not isinstance(value, str) or len(value) != 1):
            raise ProfileError(f"{self.where}: '{key}' is one character, got {value!r}")
        return value

    def _texts(self, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise ProfileError(f"{self.where}: '{key}' is a list of texts, got {value!r}")
        return tuple(value)

    def _number(self, raw: Mapping[str, Any], key: str) -> int | None:
        value = raw.get(key)
        if value is not None and (type(value) is not int or value < 1):
            raise ProfileError(f"{self.where}: '{key}' is a number from 1 on, got {value!r}")
        return value

    def _list(self, raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise ProfileError(f"{self.where}: '{key}' is a list of tables, got {value!r}")
        return value

    def _table(self, raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = raw.get(key, {})
        if not isinstance(value, dict):
            raise ProfileError(f"{self.where}: '{key}' is a table, got {value!r}")
        return value
