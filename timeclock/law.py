"""The figures of law: dated entries of `config/law/*.toml`, read once into values for the core."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from timeclock.core.dated import Dated
from timeclock.core.figures import BreakFigures, BreakStep, DayForm, DayLimits, LawFigures
from timeclock.core.findings import Code

T = TypeVar("T")
DURATION = re.compile(r"(\d{1,3}):([0-5]\d)")


class LawError(ValueError):
    """A law file says something that cannot be read; the message names file, entry and what to do."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a law file; what is not taken from it in the end is refused."""

    where: str
    left: dict[str, object]

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise LawError(f"{self.where}: '{key}' must be a text that says something, got {value!r}")
        return value

    def duration(self, key: str) -> timedelta:
        value = self._take(key)
        found = DURATION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise LawError(f"{self.where}: '{key}' must be a duration like \"6:00\", got {value!r}")
        return timedelta(hours=int(found[1]), minutes=int(found[2]))

    def code(self, key: str) -> str:
        """Return the rule id of a violation; an id the evaluation does not know could never be shown."""
        value = self.text(key)
        if value not in set(Code):
            raise LawError(f"{self.where}: '{value}' is not a code of findings; add it to core/findings.py first")
        return value

    def first_day(self) -> date:
        value = self._take("from")
        if type(value) is not date:
            raise LawError(f"{self.where}: 'from' must be the first day it holds, like 1994-07-01, got {value!r}")
        return value

    def parts(self, key: str) -> list[_Entry]:
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(part, dict) for part in value):
            raise LawError(f"{self.where}: '{key}' must be a list of at least one {{ … }}")
        return [_Entry(f"{self.where}, {key} no. {no}", dict(part)) for no, part in enumerate(value, start=1)]

    def close(self) -> None:
        if self.left:
            unknown = ", ".join(sorted(self.left))
            raise LawError(f"{self.where}: nobody reads {unknown}; remove it or correct the spelling")

    def _take(self, key: str) -> object:
        if key not in self.left:
            raise LawError(f"{self.where}: '{key}' is missing; add it")
        return self.left.pop(key)


def load(directory: Path) -> LawFigures:
    """Return all figures of law in `directory`; refuse an unknown key, a missing source or days out of order."""
    tables = _tables(directory)
    figures = LawFigures(
        breaks=_dated(directory, tables, "breaks", _breaks),
        limits=_dated(directory, tables, "limits", _limits),
        day_form=_dated(directory, tables, "day_form", _day_form),
    )
    if tables:
        name, (file, _) = next(iter(sorted(tables.items())))
        raise LawError(f"{file}: nobody reads [[{name}]]; remove it or correct the spelling")
    return figures


def digest(directory: Path) -> str:
    """Return the SHA-256 of what the law files say; comments and layout do not change it."""
    said = {path.name: _read(path) for path in sorted(directory.glob("*.toml"))}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LawError(f"{path.name}: this is not TOML: {error}") from error


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise LawError(f"a law file holds texts and dates, got {value!r}")


def _tables(directory: Path) -> dict[str, tuple[str, list[dict[str, object]]]]:
    """Return each table by name with the file it stands in; one table stands in one file."""
    tables: dict[str, tuple[str, list[dict[str, object]]]] = {}
    for path in sorted(directory.glob("*.toml")):
        for name, entries in _read(path).items():
            if name in tables:
                raise LawError(f"{path.name}: [[{name}]] already stands in {tables[name][0]}; keep it in one file")
            if not isinstance(entries, list):
                raise LawError(f"{path.name}: '{name}' must be a list of dated entries, written [[{name}]]")
            tables[name] = (path.name, entries)
    return tables


def _dated(
    directory: Path,
    tables: dict[str, tuple[str, list[dict[str, object]]]],
    name: str,
    read: Callable[[_Entry], T],
) -> Dated[T]:
    """Return the entries of one table by first day, each with a source and nothing left unread."""
    if name not in tables:
        raise LawError(f"{directory}: no file has [[{name}]]; the evaluation cannot do without it")
    file, raw = tables.pop(name)
    entries = []
    for no, values in enumerate(raw, start=1):
        entry = _Entry(f"{file}: [[{name}]] no. {no}", dict(values))
        first = entry.first_day()
        entry.text("source")
        entries.append((first, read(entry)))
        entry.close()
    try:
        return Dated(name, tuple(entries))
    except ValueError as error:
        raise LawError(f"{file}: [[{name}]]: put the entries in order of 'from', each day once ({error})") from error


def _breaks(entry: _Entry) -> BreakFigures:
    steps = []
    for part in entry.parts("steps"):
        steps.append(
            BreakStep(part.duration("worked_over"), part.duration("pause"), part.code("rule"), part.text("citation"))
        )
        part.close()
    return BreakFigures(
        steps=tuple(steps),
        least_piece=entry.duration("least_piece"),
        longest_stretch=entry.duration("longest_stretch"),
        stretch_rule=entry.code("stretch_rule"),
        stretch_citation=entry.text("stretch_citation"),
        plateau_rule=entry.text("plateau_rule"),
        plateau_citation=entry.text("plateau_citation"),
        contest_rule=entry.text("contest_rule"),
        contest_citation=entry.text("contest_citation"),
    )


def _limits(entry: _Entry) -> DayLimits:
    return DayLimits(
        longest_day=entry.duration("longest_day"),
        longest_day_citation=entry.text("longest_day_citation"),
        least_rest=entry.duration("least_rest"),
        least_rest_citation=entry.text("least_rest_citation"),
        free_sunday_citation=entry.text("free_sunday_citation"),
    )


def _day_form(entry: _Entry) -> DayForm:
    return DayForm(
        new_day_gap=entry.duration("new_day_gap"),
        same_day_gap=entry.duration("same_day_gap"),
        citation=entry.text("citation"),
    )
