"""How each terminal is set, as it told last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select

from timeclock.core.configurations import Setting
from timeclock.store.db import Session, native_insert
from timeclock.store.schema.stamps import device_configuration


@dataclass(frozen=True, slots=True)
class Told:
    """What a terminal told of itself: when last, and since when it tells the same."""

    told_at: datetime
    changed_at: datetime
    versions: Mapping[str, str]
    settings: tuple[Setting, ...]


def keep(
    session: Session, source_id: int, versions: Mapping[str, str], settings: Sequence[Setting], now: datetime
) -> None:
    """Keep how a terminal is set, in place of what it told before."""
    said = [[each.name, each.value, each.by_default] for each in settings]
    row: dict[str, Any] = {"versions": dict(versions), "settings": said}
    digest = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
    row |= {"source_id": source_id, "told_at": now, "changed_at": now, "digest": digest}
    statement, c = native_insert(session, device_configuration), device_configuration.c
    changed = {name: statement.excluded[name] for name in ("told_at", "digest", "versions", "settings")}
    same = statement.excluded.digest == c.digest
    changed["changed_at"] = case((same, c.changed_at), else_=statement.excluded.changed_at)
    session.execute(statement.on_conflict_do_update(index_elements=[c.source_id], set_=changed), row)


def told(session: Session) -> dict[int, Told]:
    """Return what every terminal told that did, by source."""
    return {row.source_id: _told(row) for row in session.execute(select(device_configuration))}


def _told(row: Any) -> Told:
    return Told(row.told_at, row.changed_at, row.versions, tuple(Setting(*each) for each in row.settings))
