"""How a city's personnel list is laid out: `config/imports/people.toml`, and a profile with what differs."""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from timeclock.settings import data_directory

AUTO = "auto"
UNKNOWN_KIND = "unknown"


class ProfileError(ValueError):
    """A profile says something that cannot be read; the message names file, key and what to do."""


class Field(StrEnum):
    """What a list can say of an employment."""

    STAFF_NO = "staff_no"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BORN_ON = "born_on"
    ENTRY = "entry"
    EXIT = "exit"
    UNIT = "unit"
    COST_CENTRE = "cost_centre"
    BADGE = "badge"
    WEEKLY_HOURS = "weekly_hours"
    MODEL = "model"
    KIND = "kind"


MANDATORY = (
    Field.STAFF_NO,
    Field.FAMILY_NAME,
    Field.GIVEN_NAME,
    Field.ENTRY,
    Field.UNIT,
    Field.WEEKLY_HOURS,
    Field.MODEL,
)
# By these two a line is known as the one with the headings.
TELLING = (Field.STAFF_NO, Field.FAMILY_NAME)
# A list may leave these to the profile: they can be the same for everybody.
GENERAL = (Field.UNIT, Field.WEEKLY_HOURS, Field.MODEL, Field.KIND)
TABLES = ("layout", "columns", "defaults", "kinds", "models")


@dataclass(frozen=True, slots=True)
class Layout:
    """A list's shape and spelling, as `config/imports/people.toml` describes each key."""

    code_page: str
    separators: tuple[str, ...]
    skip: tuple[re.Pattern[str], ...]
    totals: frozenset[str]
    sheet: str
    dates: tuple[str, ...]
    open_end: frozenset[str]
    decimal: str
    staff_digits: int
    cost_centre_digits: int
    longest_week: timedelta
    columns: Mapping[str, Field]
    defaults: Mapping[Field, str]
    kinds: Mapping[str, str]
    models: Mapping[str, str]

    def is_furniture(self, line: str) -> bool:
        """Say whether a line belongs to the paper: a rule of dashes."""
        return any(pattern.fullmatch(line) for pattern in self.skip)


def heading(text: str) -> str:
    """Return a heading without what people spell differently: "Pers.-Nr." is persnr."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum() or letter == "*")


def load(profile: Path | None = None) -> Layout:
    """Return the layout of the reference with the profile's differences; raise ProfileError on the first odd one."""
    reference = data_directory("config") / "imports" / "people.toml"
    values = _read(reference)
    if profile is None:
        return _built(values, reference)
    own = _read(profile)
    for table, entries in own.items():
        if table not in values:
            raise ProfileError(f"{profile}: [{table}] is not a table of profiles; known are {', '.join(values)}")
        if table in {"layout", "columns"}:
            _demand_known(profile, table, entries, values[table])
        values[table] |= entries
    return _built(values, profile)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ProfileError(f"{path}: {fault}") from None
    for table, entries in found.items():
        if not isinstance(entries, dict):
            raise ProfileError(f"{path}: '{table}' stands outside of a table; put it under [layout] or [columns]")
    return found


def _demand_known(path: Path, table: str, entries: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    for key, value in entries.items():
        if key not in known:
            raise ProfileError(f"{path}: [{table}] has no '{key}'; known are {', '.join(known)}")
        if type(value) is not type(known[key]):
            raise ProfileError(f"{path}: [{table}] {key} has to be a {type(known[key]).__name__}, got {value!r}")


def _built(values: Mapping[str, Mapping[str, Any]], path: Path) -> Layout:
    layout = dict(values["layout"])
    return Layout(
        code_page=_code_page(layout["code_page"], path),
        separators=tuple(_one_character(str(each), path) for each in layout["separators"]),
        skip=tuple(_pattern(each, path) for each in layout["skip"]),
        totals=frozenset(word.casefold() for word in layout["totals"]),
        sheet=layout["sheet"],
        dates=tuple(layout["dates"]),
        open_end=frozenset(layout["open_end"]),
        decimal=_one_character(layout["decimal"], path),
        staff_digits=layout["staff_digits"],
        cost_centre_digits=layout["cost_centre_digits"],
        longest_week=timedelta(hours=layout["most_weekly_hours"]),
        columns=_columns(values["columns"], path),
        defaults={_general(key, path): str(value) for key, value in values["defaults"].items()},
        kinds={heading(kind): str(regime) for kind, regime in values["kinds"].items()},
        models={str(theirs): str(ours) for theirs, ours in values["models"].items()},
    )


def _columns(spelled: Mapping[str, Any], path: Path) -> Mapping[str, Field]:
    found: dict[str, Field] = {}
    for field, headings in spelled.items():
        for text in headings:
            other = found.setdefault(heading(str(text)), Field(field))
            if other != field:
                raise ProfileError(f"{path}: [columns] '{text}' is a heading of both {other} and {field}")
    return found


def _general(key: str, path: Path) -> Field:
    if key not in set(GENERAL):
        raise ProfileError(f"{path}: [defaults] knows {', '.join(GENERAL)}; '{key}' differs from person to person")
    return Field(key)


def _code_page(name: str, path: Path) -> str:
    try:
        return name if name == AUTO else codecs.lookup(name).name
    except LookupError:
        raise ProfileError(
            f"{path}: [layout] code_page '{name}' is not known; 'auto', 'cp850' and others are"
        ) from None


def _one_character(text: str, path: Path) -> str:
    if len(text) != 1:
        raise ProfileError(f"{path}: [layout] a separator or decimal mark is one character, got {text!r}")
    return text


def _pattern(text: str, path: Path) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as fault:
        raise ProfileError(f"{path}: [layout] skip {text!r} is no regular expression: {fault}") from None
