"""What a file of stamps would do, line by line: a small one judged at each look, a large one once, by a job."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from timeclock.core.stamps import StampKind
from timeclock.i18n.wording import LINE, LINE_ADVICE, QUARANTINE, RULED
from timeclock.service import imports, profiles, stamp_files
from timeclock.service.imports import ImportRules
from timeclock.service.profiles import Profile
from timeclock.service.stamp_files import Line
from timeclock.service.upload_lines import Lines, LineSeen
from timeclock.store import contents
from timeclock.store import imports as brought
from timeclock.store.db import Session
from timeclock.store.imports import BatchRow
from timeclock.store.uploads import Upload

# Some thousand lines are judged while somebody waits.
AT_ONCE = 200_000
# Why a line is held back, there already, or none.
WHY = {**LINE, **QUARANTINE, **RULED}
Said = Sequence[tuple[str, StampKind]]


def seen(session: Session, content: bytes, upload: Upload, rules: ImportRules, now: datetime) -> Lines:
    """Return what taking a file over would do now."""
    profile = profiles.named(upload.about or "")
    lines = stamp_files.lines(content, profile, rules.zone, now)
    rows = imports.examine(session, lines, rules, now)
    return Lines.of(
        _line(row.no, row.outcome, row.reason, _staff_no(line), _said(line), profile)
        for line, row in zip(lines, rows, strict=True)
    )


def read(upload: Upload, folder: Path, zone: ZoneInfo, now: datetime) -> tuple[Line, ...]:
    """Return the lines of a file. Raise `ContentLost`."""
    return stamp_files.lines(contents.read(folder, upload.digest), profiles.named(upload.about or ""), zone, now)


def keep(folder: Path, lines: Iterable[Line], rows: Iterable[BatchRow]) -> str:
    """Write down what was judged of each line, and return the name it is found again by."""
    told = (
        json.dumps([row.outcome, row.no, row.reason, _staff_no(line), _said(line)], ensure_ascii=False)
        for line, row in zip(lines, rows, strict=True)
    )
    return contents.keep(folder, "\n".join(told).encode())


def kept(content: bytes, upload: Upload) -> Lines:
    """Return what was judged, as `keep` wrote it down; a line is read where it is shown."""
    profile, told = profiles.named(upload.about or ""), content.split(b"\n")

    def made(no: int) -> LineSeen:
        outcome, line, reason, staff_no, said = json.loads(told[no])
        return _line(line, outcome, reason, staff_no, [(clock, StampKind(kind)) for clock, kind in said], profile)

    return Lines([each.split(b'"', 2)[1].decode() for each in told], made)


def taken(session: Session, upload: Upload) -> Lines:
    """Return what became of each line of a file that was taken over."""
    profile = profiles.named(upload.about or "")
    rows = [] if upload.batch_id is None else brought.rows(session, upload.batch_id)
    return Lines(
        [row.outcome for row in rows],
        lambda no: _line(rows[no].no, rows[no].outcome, rows[no].reason, None, (), profile),
    )


def _line(no: int, outcome: str, reason: str | None, staff_no: str | None, said: Said, profile: Profile) -> LineSeen:
    code = reason or ""
    return LineSeen(
        no,
        staff_no,
        outcome,
        code,
        WHY.get(code, ""),
        said=tuple(said),
        places=stamp_files.places(code, profile),
        advice=LINE_ADVICE.get(code, ""),
    )


def _staff_no(line: Line) -> str | None:
    return next((str(each.staff_no) for each in line.said if each.staff_no is not None), None)


def _said(line: Line) -> Said:
    return [(each.clock, each.kind) for each in line.said]
