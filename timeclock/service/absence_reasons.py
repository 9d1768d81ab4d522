"""The reasons of absence a city starts with, `config/absence_reasons.toml`: copied once, then the time office's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from timeclock.core.absences import AbsenceClass, AbsenceReason, Averaging, Credit
from timeclock.law.entry import STATUS
from timeclock.settings import data_directory
from timeclock.store import absences
from timeclock.store.absences import NewReason
from timeclock.store.db import Session

TEXTS = (
    "code",
    "class",
    "credit",
    "averaging",
    "name_de",
    "name_en",
    "seen_de",
    "seen_en",
    "rule",
    "citation",
    "source",
    "status",
)
KEYS = frozenset({*TEXTS, "from", "needs_certificate"})


class ReasonError(ValueError):
    """The file of reasons says something that cannot be read; the message names the reason and what to do."""


def catalogue(path: Path | None = None) -> tuple[NewReason, ...]:
    """Return every reason of the file; refuse an unknown key, a text that is empty, and a code that comes twice."""
    file = path or data_directory("config") / "absence_reasons.toml"
    read = tomllib.loads(file.read_text("utf-8")).get("reason", [])
    found = tuple(_reason(f"{file.name}: {entry.get('code', 'a reason without code')}", entry) for entry in read)
    codes = [each.reason.code for each in found]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ReasonError(f"{file.name}: {', '.join(twice)} stands in it twice; keep one")
    return found


def bring(session: Session, now: datetime) -> int:
    """Copy the reasons the city does not have; return how many."""
    return absences.bring_reasons(session, catalogue(), now)


def _reason(where: str, entry: Mapping[str, Any]) -> NewReason:
    if entry.keys() != KEYS:
        odd = ", ".join(sorted(entry.keys() ^ KEYS))
        raise ReasonError(f"{where}: missing or unknown: {odd}; a reason has {', '.join(sorted(KEYS))}")
    if empty := [key for key in TEXTS if not str(entry[key]).strip()]:
        raise ReasonError(f"{where}: say something under {', '.join(empty)}")
    if type(entry["from"]) is not date or not isinstance(entry["needs_certificate"], bool):
        raise ReasonError(f"{where}: 'from' is a day like 2005-10-01, 'needs_certificate' is true or false")
    if STATUS.fullmatch(entry["status"]) is None:
        raise ReasonError(f"{where}: 'status' must be settled, policy or a question like OPEN-03")
    try:
        credit, averaging, of_class = (
            Credit(entry["credit"]),
            Averaging(entry["averaging"]),
            AbsenceClass(entry["class"]),
        )
    except ValueError as fault:
        raise ReasonError(
            f"{where}: {fault}; credit is {', '.join(Credit)}, averaging {', '.join(Averaging)}, "
            f"class {', '.join(AbsenceClass)}"
        ) from None
    reason = AbsenceReason(
        entry["code"],
        credit,
        averaging,
        {"name_de": entry["name_de"], "name_en": entry["name_en"]},
        {"name_de": entry["seen_de"], "name_en": entry["seen_en"]},
        entry["rule"],
        entry["citation"],
        entry["needs_certificate"],
        of_class=of_class,
    )
    return NewReason(reason, entry["from"], entry["source"], entry["status"])
