"""Trials for the staff council: papers that name nobody, made available by the time office, and read by the council."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from uuid import UUID

from timeclock.service import access, documents, trial_papers
from timeclock.service.access import Action
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.sight import NotFound, Sight
from timeclock.service.trial_papers import Paper
from timeclock.service.unit_trials import UnitTrial
from timeclock.store import audit, contents
from timeclock.store import documents as document_rows
from timeclock.store.db import Session
from timeclock.store.documents import Subject

ABOUT_NOBODY = Subject(DocumentKind.UNIT_TRIAL)


@dataclass(frozen=True, slots=True)
class Available:
    """A paper that was made available, by its uid, and when."""

    uid: UUID
    at: datetime
    paper: Paper


def make_available(session: Session, sight: Sight, folder: Path, trial: UnitTrial, least: int, chance: Random) -> UUID:
    """Keep a trial without names for the staff council; who did it is on record.

    Raise `NotTried` where fewer than `least` people worked in the unit.
    """
    content = trial_papers.written(trial_papers.paper(trial, least, chance))
    kept = documents.put(session, folder, ABOUT_NOBODY, Media.JSON, content, sight.now)
    audit.add(session, "trial.made_available", str(kept.uid), sight.now, by=sight.actor.login_id)
    return kept.uid


def listed(session: Session, folder: Path, sight: Sight) -> Sequence[Available]:
    """Return every paper there is for the council, the newest first."""
    access.demand(sight.actor, Action.READ_TRIALS)
    rows = document_rows.about_nobody(session, DocumentKind.UNIT_TRIAL)
    return [Available(row.uid, row.at, trial_papers.read(contents.read(folder, row.sha256))) for row in rows]


def found(session: Session, folder: Path, sight: Sight, uid: UUID) -> Available:
    """Return one of the papers; raise `NotFound` where there is none of that uid."""
    access.demand(sight.actor, Action.READ_TRIALS)
    rows = [row for row in document_rows.about_nobody(session, DocumentKind.UNIT_TRIAL) if row.uid == uid]
    if not rows:
        raise NotFound("no such trial")
    return Available(uid, rows[0].at, trial_papers.read(contents.read(folder, rows[0].sha256)))
