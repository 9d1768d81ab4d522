"""The kinds of accounts a city starts with, `config/accounts/*.toml`: copied once, then the time office's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from timeclock.core.accounts import FLEXTIME, AccountKind, CutOff, Feed, Limits, Opened
from timeclock.core.amounts import Unit, thousandths
from timeclock.law.entry import DURATION, PAY_HOURS, STATUS
from timeclock.settings import data_directory
from timeclock.store import account_kinds
from timeclock.store.account_kinds import NewKind
from timeclock.store.db import Session

TEXTS = ("code", "name_de", "name_en", "unit", "opened", "source", "status")
NEEDED = frozenset({*TEXTS, "from", "feeds", "regimes", "goes_to", "payable"})
LIMITS = ("most_credit", "most_debit", "warn_credit", "warn_debit")
FURTHER = frozenset({*LIMITS, "cut_off"})
CUT_OFF = {"on", "keep", "to"}
MONTH_END = "month_end"
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
# A day that a month does not have is its last.
MONTH_ENDS = tuple((month, 31) for month in range(1, 13))


class KindError(ValueError):
    """The catalogue says something that cannot be read; the message names file and kind and what to do."""


def catalogue(folder: Path | None = None) -> tuple[NewKind, ...]:
    """Return every kind of the catalogue; refuse an unknown key, a code that comes twice, and an account nobody has."""
    found = [
        _kind(f"{file.name}: {entry.get('code', 'a kind without code')}", entry)
        for file in sorted((folder or data_directory("config") / "accounts").glob("*.toml"))
        for entry in tomllib.loads(file.read_text("utf-8")).get("kind", [])
    ]
    codes = [each.kind.code for each in found]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise KindError(f"{', '.join(twice)} stands in the catalogue twice; keep one")
    for each in found:
        if unknown := sorted(_named(each.kind) - set(codes)):
            raise KindError(f"{each.kind.code}: there is no account {', '.join(unknown)}")
    if FLEXTIME not in codes:
        raise KindError(f"the catalogue needs a kind with the code {FLEXTIME}: the differences of days run into it")
    return tuple(found)


def bring(session: Session, now: datetime) -> int:
    """Copy the kinds the city does not have; return how many."""
    return account_kinds.bring(session, catalogue(), now)


def _named(kind: AccountKind) -> frozenset[str]:
    return kind.goes_to | (frozenset({kind.cut_off.to} - {""}) if kind.cut_off is not None else frozenset())


def _kind(where: str, entry: Mapping[str, Any]) -> NewKind:
    if odd := (NEEDED - entry.keys()) | (entry.keys() - NEEDED - FURTHER):
        raise KindError(f"{where}: missing or unknown: {', '.join(sorted(odd))}")
    if empty := [key for key in TEXTS if not isinstance(entry[key], str) or not entry[key].strip()]:
        raise KindError(f"{where}: say something under {', '.join(empty)}")
    if type(entry["from"]) is not date or not isinstance(entry["payable"], bool):
        raise KindError(f"{where}: 'from' is a day like 2005-10-01, 'payable' is true or false")
    if STATUS.fullmatch(entry["status"]) is None:
        raise KindError(f"{where}: 'status' must be settled, policy or a question like OPEN-17")
    try:
        return NewKind(_rules(entry), entry["from"], entry["source"], entry["status"])
    except ValueError as fault:
        raise KindError(f"{where}: {fault}") from None


def _rules(entry: Mapping[str, Any]) -> AccountKind:
    unit = Unit(entry["unit"])
    return AccountKind(
        entry["code"],
        {"name_de": entry["name_de"], "name_en": entry["name_en"]},
        unit,
        frozenset(map(Feed, entry["feeds"])),
        frozenset(entry["regimes"]),
        Opened(entry["opened"]),
        Limits(*(_amount(entry[name], unit) if name in entry else None for name in LIMITS)),
        _cut_off(entry["cut_off"], unit) if "cut_off" in entry else None,
        frozenset(entry["goes_to"]),
        entry["payable"],
    )


def _cut_off(said: Mapping[str, Any], unit: Unit) -> CutOff:
    if said.keys() != CUT_OFF:
        raise ValueError(f"'cut_off' has {', '.join(sorted(CUT_OFF))}")
    days = MONTH_ENDS if said["on"] == MONTH_END else tuple(_month_day(text) for text in said["on"])
    return CutOff(days, _amount(said["keep"], unit), said["to"])


def _month_day(text: str) -> tuple[int, int]:
    found = MONTH_DAY.fullmatch(text)
    if found is None:
        raise ValueError(f'a cut-off is on days like "12-31", or on "{MONTH_END}", not on {text}')
    return int(found[1]), int(found[2])


def _amount(text: str, unit: Unit) -> int:
    """Return minutes of "40:00", or thousandths of "12.5"."""
    found = (DURATION if unit is Unit.MINUTES else PAY_HOURS).fullmatch(text)
    if found is None:
        raise ValueError(f'an amount is like "{"40:00" if unit is Unit.MINUTES else "12.5"}", got {text}')
    return int(found[1]) * 60 + int(found[2]) if unit is Unit.MINUTES else thousandths(Fraction(text))
