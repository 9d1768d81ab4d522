"""Day results as a closed month keeps them: whole, in JSON, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from timeclock.core.findings import Finding
from timeclock.ledger.leaf import plain
from timeclock.store.results import SavedDay, day_of, finding_row, rows_of
from timeclock.store.schema.results import break_, day_amount, day_result, finding, work_session

# Which employment and day a row is of stands once, at the day; by which rules and when it was worked out beside it.
OF_THE_DAY = frozenset({"employment_id", "day"})
ASIDE = frozenset({"rules_hash", "facts_until"})
OF_THE_PERSON = frozenset({"key", "person_id"})
DAYS, INSTANTS = frozenset({"day", "since"}), frozenset({"from_at", "to_at"})
PARTS = (work_session.name, break_.name, day_amount.name, finding.name)


def written(days: Iterable[SavedDay]) -> list[dict[str, Any]]:
    """Return days as JSON knows them, a structure each; the same results are the same structures."""
    return [_written(each) for each in days]


def _written(each: SavedDay) -> dict[str, Any]:
    rows = dict(rows_of(each.result, each.rules_hash, each.facts_until))
    [head] = rows.pop(day_result.name)
    rows[finding.name] = [of_finding(found) for found in each.result.findings]
    parts = {name: [_without(row, OF_THE_DAY | OF_THE_PERSON) for row in rows[name]] for name in PARTS}
    kept: dict[str, Any] = plain({"day": each.result.day, **_without(head, OF_THE_DAY | ASIDE), **parts})
    return kept


def of_finding(found: Finding) -> dict[str, Any]:
    """Return a finding as JSON knows it."""
    kept: dict[str, Any] = plain(_without(finding_row("", 0, None, found), OF_THE_DAY | OF_THE_PERSON))
    return kept


def _without(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def read(
    raw: Sequence[Mapping[str, Any]], employment_id: int, rules: Mapping[str, str], facts_until: datetime
) -> tuple[SavedDay, ...]:
    """Return days that were `written`, as whoever is told everything reads them."""
    return tuple(_read(each, employment_id, rules[each["day"]], facts_until) for each in raw)


def _read(raw: Mapping[str, Any], employment_id: int, rules_hash: str, facts_until: datetime) -> SavedDay:
    head = _row(_without(raw, PARTS), employment_id=employment_id, rules_hash=rules_hash, facts_until=facts_until)
    head.told = True
    return day_of(head, *([_row({"day": raw["day"], **row}) for row in raw[name]] for name in PARTS))


def _row(raw: Mapping[str, Any], **more: Any) -> SimpleNamespace:
    return SimpleNamespace(**{name: _restored(name, value) for name, value in raw.items()}, **more)


def _restored(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(UTC) if name in INSTANTS else value
