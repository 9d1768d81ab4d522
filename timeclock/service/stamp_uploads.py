"""A file of stamps that was taken over on its page: brought in by a job, a portion a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from timeclock.service import imports, profiles, stamp_files, stamp_looks
from timeclock.service.imports import ImportRules
from timeclock.service.stamp_files import Line
from timeclock.store import contents
from timeclock.store import uploads as rows
from timeclock.store.db import Session
from timeclock.store.imports import Batch
from timeclock.store.uploads import Upload


@dataclass(frozen=True, slots=True)
class Taking:
    """A file under way: its lines, the batch they go into, and how many are through."""

    upload: Upload
    lines: tuple[Line, ...]
    batch: Batch
    unsure: Mapping[int, datetime]
    through: int

    @property
    def portions(self) -> tuple[Sequence[Line], ...]:
        """The lines that are not through, each portion for a transaction."""
        return tuple(imports.chunks(self.lines[self.through :]))


def next_under_way(session: Session) -> Upload | None:
    """Return the file that was taken over first and is not through."""
    return rows.next_under_way(session)


def waiting(session: Session, _now: datetime) -> int:
    """Return how many files are under way, or to be judged."""
    return rows.under_way(session) + rows.unjudged(session, stamp_looks.AT_ONCE)


def next_to_judge(session: Session) -> Upload | None:
    """Return the large file that was sent first of those nobody took over and the job has not judged."""
    return rows.next_unjudged(session, stamp_looks.AT_ONCE)


def judged(session: Session, upload: Upload, name: str | None, now: datetime) -> None:
    """Note under which name lies what was judged of a file, or that there is none."""
    rows.judge(session, upload.uid, name, now)


def begin(session: Session, upload: Upload, folder: Path, rules: ImportRules, now: datetime) -> Taking:
    """Begin with a file, or go on where it was broken off. Raise `ContentLost`."""
    content, profile = contents.read(folder, upload.digest), profiles.named(upload.about or "")
    # As of when it was taken over: what lay in the future then still does when the job goes on.
    lines = stamp_files.lines(content, profile, rules.zone, upload.taken_at or now)
    batch, through = imports.begin(session, profile.name, content, len(lines), now)
    unsure = imports.direction_unsure(session, lines, rules)
    rows.note(session, upload.uid, {"lines": len(lines), "through": through}, batch.id)
    return Taking(upload, lines, batch, unsure, through)


def go_on(session: Session, taking: Taking, portion: Sequence[Line], rules: ImportRules, now: datetime) -> None:
    """Take the next portion in, and note how far the file is."""
    imports.take_in(session, taking.batch, portion, rules, taking.unsure, now)
    far = {"lines": len(taking.lines), "through": portion[-1].no}
    rows.note(session, taking.upload.uid, far, taking.batch.id)


def end(session: Session, taking: Taking, now: datetime) -> None:
    """Judge again what waits, and keep what became of the lines."""
    told = imports.report(session, taking.batch)
    released = imports.judge_again(session, now).assigned
    imports.conclude(session, taking.batch, told, now, taking.upload.taker_id)
    counted = Counter(str(line["verdict"]) for line in told)
    account = {verdict.value: counted[verdict] for verdict in imports.Verdict}
    rows.end(session, taking.upload.uid, {**account, "lines": len(told), "released": released}, now)


def give_back(session: Session, upload: Upload) -> None:
    """Let a file wait again whose content is gone: the page says so, and it can be given up."""
    rows.take_back(session, upload.uid)
