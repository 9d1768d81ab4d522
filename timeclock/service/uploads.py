"""Lists sent through a page: kept aside, looked at line by line, and taken over exactly as they were seen."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core.badge_numbers import Writing
from timeclock.i18n.marking import N_
from timeclock.i18n.wording import CHANGEOVER_LINE
from timeclock.service import access, badge_import, people_layout, staff_import
from timeclock.service.access import Action, NotAllowed, Role
from timeclock.service.listings import UnreadableList
from timeclock.service.people_reasons import SENTENCES, Hint, NotTaken
from timeclock.service.sight import NotFound, Sight
from timeclock.service.staff_changes import Difference
from timeclock.settings import Settings
from timeclock.store import audit, contents, people, staff
from timeclock.store import uploads as rows
from timeclock.store.db import Session
from timeclock.store.uploads import Upload

MOST_LISTED = 30
# A workbook is packed: a small file may come apart into one that no memory holds.
LARGEST_WORKBOOK = 256 * 1024 * 1024
UNREADABLE = N_("The file cannot be read as such a list: {fault}")
CHANGES = ("new", "changed", "unchanged", "rejected")


class UploadKind(StrEnum):
    """What a list is of."""

    PEOPLE = "people"
    BADGES = "badges"


class Refusal(StrEnum):
    """Why a file is not taken, or not taken over."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TAKEN = "taken"
    CHANGED = "changed"
    NOTHING = "nothing"


class NotImported(Exception):
    """Nothing was done."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Rules:
    """What lists are judged by, and where their contents lie meanwhile."""

    zone: ZoneInfo
    holiday_calendar: str
    employer: str
    site_key: bytes
    folder: Path

    @classmethod
    def of(cls, city: Settings, site_key: bytes) -> Rules:
        return cls(city.zone, city.holiday_calendar, city.city_name, site_key, city.uploads)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: what it is of, how it is called, and of which day it is."""

    kind: UploadKind
    name: str
    content: bytes
    as_of: date


@dataclass(frozen=True, slots=True)
class LineSeen:
    """What becomes of one line: `new`, `changed`, `unchanged` or `rejected`, and why or what."""

    no: int
    staff_no: str | None
    change: str
    code: str = ""
    why: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    hints: Mapping[Hint, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """A file with all it would do; `fault` where it cannot be read at all. `seen` names exactly what was shown."""

    upload: Upload
    lines: tuple[LineSeen, ...] = ()
    missing: tuple[str, ...] = ()
    new_units: tuple[str, ...] = ()
    new_models: tuple[str, ...] = ()
    fault: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    before: Upload | None = None
    released: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        return {change: sum(1 for each in self.lines if each.change == change) for change in CHANGES}

    @property
    def seen(self) -> str:
        said = [(each.no, each.staff_no, each.change, each.code, each.differences) for each in self.lines]
        return hashlib.sha256(repr((self.upload.as_of, said)).encode()).hexdigest()

    @property
    def does_something(self) -> bool:
        return bool(self.counts["new"] or self.counts["changed"])


def send(session: Session, sight: Sight, sent: Sent, rules: Rules) -> UUID:
    """Keep a file aside to be looked at; raise `NotImported`."""
    _demand_everywhere(session, sight)
    if not sent.content:
        raise NotImported(Refusal.EMPTY)
    if _unpacked(sent.content) > LARGEST_WORKBOOK:
        raise NotImported(Refusal.TOO_LARGE)
    digest = contents.keep(rules.folder, sent.content)
    values = {
        "kind": sent.kind,
        "name": sent.name,
        "digest": digest,
        "size": len(sent.content),
        "as_of": sent.as_of,
        "sent_by": sight.actor.login_id,
    }
    uid = rows.add(session, values, sight.now)
    _noted(session, "import.sent", uid, sight, {"kind": sent.kind.value, "file": digest})
    return uid


def listed(session: Session, sight: Sight) -> tuple[Upload, ...]:
    """Return the files sent last, the newest first."""
    _demand_everywhere(session, sight)
    return tuple(rows.newest(session, MOST_LISTED))


def look(session: Session, sight: Sight, uid: UUID, rules: Rules) -> Look:
    """Return what taking a file over would do; of one that was taken over, only what became of it."""
    _demand_everywhere(session, sight)
    upload = _found(session, uid)
    if upload.taken_at is not None:
        return Look(upload)
    before = rows.taken_before(session, upload.kind, upload.digest)
    return _read(session, upload, rules, sight.now, before, EXAMINED)


def take_over(session: Session, sight: Sight, uid: UUID, seen: str, rules: Rules) -> Upload:
    """Enter what a file says, exactly as it was seen: all its good lines in one, or nothing. Raise `NotImported`."""
    _demand_everywhere(session, sight)
    staff.hold(session)
    upload = _found(session, uid)
    if upload.taken_at is not None:
        raise NotImported(Refusal.TAKEN)
    found = _read(session, upload, rules, sight.now, None, EXAMINED)
    if found.seen != seen:
        raise NotImported(Refusal.CHANGED)
    if not found.does_something:
        raise NotImported(Refusal.NOTHING)
    entered = _read(session, upload, rules, sight.now, None, ENTERED)
    account = {**entered.counts, "lines": len(entered.lines), "released": entered.released}
    rows.take(session, uid, sight.actor.login_id, account, sight.now)
    _noted(session, "import.taken", uid, sight, {"kind": upload.kind, "file": upload.digest, **account})
    return _found(session, uid)


def give_up(session: Session, sight: Sight, uid: UUID) -> Upload:
    """Let a file go that was not taken over; raise `NotImported`."""
    _demand_everywhere(session, sight)
    upload = _found(session, uid)
    if upload.taken_at is not None:
        raise NotImported(Refusal.TAKEN)
    rows.remove(session, uid)
    _noted(session, "import.given_up", uid, sight, {"kind": upload.kind, "file": upload.digest})
    return upload


def forget(session: Session, digest: str, folder: Path) -> None:
    """Let a content go once no file of it waits any more; to be done after what needed it is committed."""
    if not rows.waits(session, digest):
        contents.forget(folder, digest)


def _found(session: Session, uid: UUID) -> Upload:
    found = rows.find(session, uid)
    if found is None:
        raise NotFound("no such file")
    return found


def _demand_everywhere(session: Session, sight: Sight) -> None:
    access.demand(sight.actor, Action.IMPORT_LISTS)
    reached = {unit_id for grant in sight.actor.grants if grant.role is Role.HR for unit_id in grant.reach}
    if not people.unit_parents(session, sight.today).keys() <= reached:
        raise NotAllowed(Action.IMPORT_LISTS)


def _noted(session: Session, action: str, uid: UUID, sight: Sight, detail: Mapping[str, object]) -> None:
    audit.add(session, action, str(uid), sight.now, by=sight.actor.login_id, detail=detail)


def _unpacked(content: bytes) -> int:
    """Return how large a file is once it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return sum(each.file_size for each in book.infolist())
    except zipfile.BadZipFile:
        return len(content)


Read = Callable[[Session, bytes, Upload, Rules, datetime], Look]


def _read(
    session: Session,
    upload: Upload,
    rules: Rules,
    now: datetime,
    before: Upload | None,
    ways: Mapping[UploadKind, Read],
) -> Look:
    content = contents.read(rules.folder, upload.digest)
    try:
        found = ways[UploadKind(upload.kind)](session, content, upload, rules, now)
    except NotTaken as fault:
        return Look(upload, fault=fault.sentence, figures=fault.figures, before=before)
    except UnreadableList as fault:
        return Look(upload, fault=UNREADABLE, figures={"fault": str(fault)}, before=before)
    return Look(
        upload,
        found.lines,
        found.missing,
        found.new_units,
        found.new_models,
        before=before,
        released=found.released,
    )


def _people_seen(session: Session, content: bytes, upload: Upload, rules: Rules, _now: datetime) -> Look:
    return _of_people(upload, staff_import.examine(session, content, _people_asked(upload, rules)))


def _people_entered(session: Session, content: bytes, upload: Upload, rules: Rules, now: datetime) -> Look:
    return _of_people(upload, staff_import.enter(session, content, _people_asked(upload, rules), now))


def _people_asked(upload: Upload, rules: Rules) -> staff_import.Asked:
    return staff_import.Asked(
        people_layout.load(), upload.as_of, rules.employer, rules.zone, rules.holiday_calendar, rules.site_key
    )


def _of_people(upload: Upload, found: staff_import.Found) -> Look:
    lines = tuple(
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


def _badges_seen(session: Session, content: bytes, upload: Upload, rules: Rules, _now: datetime) -> Look:
    return _of_badges(upload, badge_import.examine(session, content, _badges_asked(upload, rules)))


def _badges_entered(session: Session, content: bytes, upload: Upload, rules: Rules, now: datetime) -> Look:
    return _of_badges(upload, badge_import.enter(session, content, _badges_asked(upload, rules), now))


def _badges_asked(upload: Upload, rules: Rules) -> badge_import.Asked:
    # Whoever takes over has seen which lines stay out.
    return badge_import.Asked(Writing.HEX, upload.as_of, rules.zone, rules.site_key, partly=True)


def _of_badges(upload: Upload, found: badge_import.Found) -> Look:
    lines = tuple(
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


EXAMINED: Mapping[UploadKind, Read] = {UploadKind.PEOPLE: _people_seen, UploadKind.BADGES: _badges_seen}
ENTERED: Mapping[UploadKind, Read] = {UploadKind.PEOPLE: _people_entered, UploadKind.BADGES: _badges_entered}
