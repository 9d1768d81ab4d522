"""What a file sent through a page would do, line by line: each kind is read by the functions of the command line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core.badge_numbers import Writing
from timeclock.i18n.wording import CHANGEOVER_LINE, ROSTER_ADVICE, ROSTER_LINE
from timeclock.service import (
    badge_import,
    people_layout,
    roster_delivery,
    roster_desk,
    roster_files,
    staff_import,
    stamp_looks,
)
from timeclock.service.imports import ImportRules, Verdict
from timeclock.service.people_reasons import SENTENCES
from timeclock.service.profiles import Cell
from timeclock.service.roster_delivery import Delivered
from timeclock.service.roster_desk import RosterRules
from timeclock.service.rulebook import Rulebook
from timeclock.service.sight import Sight
from timeclock.service.upload_lines import NO_LINES, Lines, LineSeen
from timeclock.settings import Settings
from timeclock.store import contents
from timeclock.store.db import Session
from timeclock.store.uploads import Upload

CHANGES = ("new", "changed", "unchanged", "rejected")
VERDICTS = tuple(Verdict)
SHIFTS = ("new", "unchanged", "rejected")


class UploadKind(StrEnum):
    """What a file is of."""

    PEOPLE = "people"
    BADGES = "badges"
    STAMPS = "stamps"
    ROSTER = "roster"


OUTCOMES: Mapping[UploadKind, tuple[str, ...]] = {
    UploadKind.PEOPLE: CHANGES,
    UploadKind.BADGES: CHANGES,
    UploadKind.STAMPS: VERDICTS,
    UploadKind.ROSTER: SHIFTS,
}
# What of these is entered where a file is taken over; stamps that are held back are stored too, and wait.
ENTERS = frozenset({"new", "changed", Verdict.ACCEPTED, Verdict.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Rules:
    """What files are judged by, and where their contents lie meanwhile."""

    zone: ZoneInfo
    holiday_calendar: str
    employer: str
    site_key: bytes
    folder: Path
    desk: RosterRules

    @classmethod
    def of(cls, city: Settings, site_key: bytes, rulebook: Rulebook) -> Rules:
        desk = RosterRules.of(city, rulebook)
        return cls(city.zone, city.holiday_calendar, city.city_name, site_key, city.uploads, desk)

    @property
    def stamps(self) -> ImportRules:
        return ImportRules(self.zone, self.site_key)


@dataclass(frozen=True, slots=True)
class Look:
    """A file with all it would do, or did; `fault` where it cannot be read. `seen` names exactly what was shown.

    A large file of stamps is judged by a job: `is_judging` until it is through.
    """

    upload: Upload
    lines: Lines = NO_LINES
    missing: tuple[str, ...] = ()
    new_units: tuple[str, ...] = ()
    new_models: tuple[str, ...] = ()
    fault: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    before: Upload | None = None
    released: int = 0
    roster: Delivered | None = None
    unit: str = ""
    is_judging: bool = False

    @property
    def counts(self) -> Mapping[str, int]:
        found = self.lines.counts
        return {change: found.get(change, 0) for change in OUTCOMES[UploadKind(self.upload.kind)]}

    @property
    def seen(self) -> str:
        if self.upload.kind == UploadKind.STAMPS:
            # Each line is judged once more as it is taken in: what is taken over is the file.
            return self.upload.digest
        said = [(each.no, each.staff_no, each.change, each.code, each.differences) for each in self.lines]
        desk = "" if self.roster is None else self.roster.desk.standing.seen
        return hashlib.sha256(repr((self.upload.as_of, said, desk)).encode()).hexdigest()

    @property
    def entering(self) -> int:
        """How many lines would enter something."""
        return sum(count for change, count in self.counts.items() if change in ENTERS)

    @property
    def withdrawn(self) -> int:
        """How many shifts that count now are not in the file."""
        return 0 if self.roster is None else self.roster.withdrawn

    @property
    def displaced(self) -> int:
        """How many shifts on the desk are not in the file."""
        return 0 if self.roster is None else self.roster.displaced

    @property
    def does_something(self) -> bool:
        return bool(self.entering or self.withdrawn or self.displaced)

    @property
    def is_hindered(self) -> bool:
        """Say whether a line that is rejected keeps all others out: without a shift its day would be a free one."""
        return self.roster is not None and not self.roster.is_clean


Read = Callable[[Session, bytes, Upload, Rules, Sight], Look]


def _people_seen(session: Session, content: bytes, upload: Upload, rules: Rules, _sight: Sight) -> Look:
    return _of_people(upload, staff_import.examine(session, content, _people_asked(upload, rules)))


def _people_entered(session: Session, content: bytes, upload: Upload, rules: Rules, sight: Sight) -> Look:
    return _of_people(upload, staff_import.enter(session, content, _people_asked(upload, rules), sight.now))


def _people_asked(upload: Upload, rules: Rules) -> staff_import.Asked:
    return staff_import.Asked(
        people_layout.load(), upload.as_of, rules.employer, rules.zone, rules.holiday_calendar, rules.site_key
    )


def _of_people(upload: Upload, found: staff_import.Found) -> Look:
    lines = Lines.of(
        LineSeen(
            each.line,
            each.staff_no,
            each.change or "rejected",
            each.reason or "",
            SENTENCES[each.reason] if each.reason else "",
            each.figures,
            each.differences,
            each.hints,
        )
        for each in found.judged
    )
    return Look(upload, lines, found.missing, found.new_units, found.new_models, released=found.released)


def _badges_seen(session: Session, content: bytes, upload: Upload, rules: Rules, _sight: Sight) -> Look:
    return _of_badges(upload, badge_import.examine(session, content, _badges_asked(upload, rules)))


def _badges_entered(session: Session, content: bytes, upload: Upload, rules: Rules, sight: Sight) -> Look:
    return _of_badges(upload, badge_import.enter(session, content, _badges_asked(upload, rules), sight.now))


def _badges_asked(upload: Upload, rules: Rules) -> badge_import.Asked:
    # Whoever takes over has seen which lines stay out.
    return badge_import.Asked(Writing.HEX, upload.as_of, rules.zone, rules.site_key, partly=True)


def _of_badges(upload: Upload, found: badge_import.Found) -> Look:
    lines = Lines.of(
        LineSeen(
            each.line,
            each.staff_no,
            each.change or "rejected",
            each.fault or "",
            CHANGEOVER_LINE[each.fault] if each.fault else "",
        )
        for each in found.judged
    )
    return Look(upload, lines, released=found.released)


def _stamps_seen(session: Session, content: bytes, upload: Upload, rules: Rules, sight: Sight) -> Look:
    if upload.size <= stamp_looks.AT_ONCE:
        return Look(upload, stamp_looks.seen(session, content, upload, rules.stamps, sight.now))
    if upload.judged is None:
        return Look(upload, is_judging=True)
    return Look(upload, stamp_looks.kept(contents.read(rules.folder, upload.judged), upload))


def _roster_seen(session: Session, content: bytes, upload: Upload, rules: Rules, sight: Sight) -> Look:
    desk = roster_desk.load(session, sight, rules.desk, upload.as_of, UUID(str(upload.about)))
    lines = roster_files.read(content, upload.as_of, rules.zone)
    return _of_roster(upload, roster_delivery.judge(session, sight, desk, lines, rules.desk))


def _roster_entered(session: Session, content: bytes, upload: Upload, rules: Rules, sight: Sight) -> Look:
    seen = _roster_seen(session, content, upload, rules, sight).roster
    return Look(upload) if seen is None else _of_roster(upload, roster_delivery.put(session, sight, seen))


def _of_roster(upload: Upload, found: Delivered) -> Look:
    lines = Lines.of(
        LineSeen(
            each.line,
            each.staff_no,
            "rejected" if each.fault else "new" if each.new else "unchanged",
            each.fault or "",
            ROSTER_LINE[each.fault] if each.fault else "",
            shift=each.shift,
            places=tuple(Cell(no, no) for no in roster_files.FIELDS_OF.get(each.fault, ())) if each.fault else (),
            advice=ROSTER_ADVICE[each.fault] if each.fault else "",
        )
        for each in found.judged
    )
    return Look(upload, lines, roster=found)


EXAMINED: Mapping[UploadKind, Read] = {
    UploadKind.PEOPLE: _people_seen,
    UploadKind.BADGES: _badges_seen,
    UploadKind.STAMPS: _stamps_seen,
    UploadKind.ROSTER: _roster_seen,
}
# What is entered in one transaction, while somebody waits; stamps are taken over by a job, portion by portion.
ENTERED: Mapping[UploadKind, Read] = {
    UploadKind.PEOPLE: _people_entered,
    UploadKind.BADGES: _badges_entered,
    UploadKind.ROSTER: _roster_entered,
}
