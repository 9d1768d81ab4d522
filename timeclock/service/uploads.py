"""Files sent through a page: kept aside, looked at line by line, and taken over as they were seen, or let go."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from timeclock.i18n.marking import N_
from timeclock.service import access, upload_looks
from timeclock.service.access import Action, NotAllowed, Role
from timeclock.service.listings import UnreadableList
from timeclock.service.people_reasons import NotTaken
from timeclock.service.sight import NotFound, Sight
from timeclock.service.upload_looks import ENTERED, EXAMINED, Look, Read, Rules, UploadKind
from timeclock.store import audit, contents, people, staff
from timeclock.store import uploads as rows
from timeclock.store.contents import ContentLost
from timeclock.store.db import Session
from timeclock.store.uploads import Upload

MOST_LISTED = 30
# A workbook is packed: a small file may come apart into one that no memory holds.
LARGEST_WORKBOOK = 256 * 1024 * 1024
UNREADABLE = N_("The file cannot be read as such a list: {fault}")
LOST = N_("The file is not here any more. Please give it up, and send it again.")


class Refusal(StrEnum):
    """Why a file is not taken, or not taken over."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TAKEN = "taken"
    EXPIRED = "expired"
    CHANGED = "changed"
    NOTHING = "nothing"


class NotImported(Exception):
    """Nothing was done."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: what it is of, how it is called, of which day it is, and for stamps how it is laid out."""

    kind: UploadKind
    name: str
    content: bytes
    as_of: date
    about: str | None = None


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
        "about": sent.about,
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
    """Return what taking a file over would do; of one that was taken over, or let go, only what became of it."""
    _demand_everywhere(session, sight)
    upload = _found(session, uid)
    if upload.ended_at is not None and upload.kind == UploadKind.STAMPS:
        return upload_looks.stamps_taken(session, upload)
    if upload.taken_at is not None or upload.ended_at is not None:
        return Look(upload)
    before = rows.taken_before(session, upload.kind, upload.digest)
    return _read(session, upload, rules, sight.now, before, EXAMINED)


def take_over(session: Session, sight: Sight, uid: UUID, seen: str, rules: Rules) -> Upload:
    """Enter what a list says, exactly as it was seen: all its good lines in one, or nothing. Raise `NotImported`.

    Stamps are never refused and may be a great many: a job takes them over from now on, portion by portion.
    """
    _demand_everywhere(session, sight)
    staff.hold(session)
    upload = _open(session, uid)
    kind, by = UploadKind(upload.kind), sight.actor.login_id
    rows.take(session, uid, by, sight.now)
    account: Mapping[str, int] = {}
    if kind in ENTERED:
        account = _entered(session, upload, seen, rules, sight.now)
        rows.end(session, uid, account, sight.now)
    _noted(session, "import.taken", uid, sight, {"kind": kind.value, "file": upload.digest, **account})
    return _found(session, uid)


def _entered(session: Session, upload: Upload, seen: str, rules: Rules, now: datetime) -> Mapping[str, int]:
    found = _read(session, upload, rules, now, None, EXAMINED)
    if found.seen != seen:
        raise NotImported(Refusal.CHANGED)
    if not found.entering:
        raise NotImported(Refusal.NOTHING)
    entered = _read(session, upload, rules, now, None, ENTERED)
    return {**entered.counts, "lines": len(entered.lines), "released": entered.released}


def give_up(session: Session, sight: Sight, uid: UUID) -> Upload:
    """Let a file go that was not taken over; raise `NotImported`."""
    _demand_everywhere(session, sight)
    upload = _open(session, uid)
    rows.remove(session, uid)
    _noted(session, "import.given_up", uid, sight, {"kind": upload.kind, "file": upload.digest})
    return upload


def expire(session: Session, sent_before: datetime, now: datetime) -> Sequence[str]:
    """Let go of what nobody took over in time; return the contents to `forget`. The rows stay and say so."""
    overdue = rows.overdue(session, sent_before)
    for upload in overdue:
        rows.end(session, upload.uid, {}, now)
        detail = {"kind": upload.kind, "file": upload.digest}
        audit.add(session, "import.expired", str(upload.uid), now, by=None, detail=detail)
    return [upload.digest for upload in overdue]


def forget(session: Session, digest: str, folder: Path) -> None:
    """Let a content go once no file of it waits any more; to be done after what needed it is committed."""
    if not rows.waits(session, digest):
        contents.forget(folder, digest)


def _found(session: Session, uid: UUID) -> Upload:
    found = rows.find(session, uid)
    if found is None:
        raise NotFound("no such file")
    return found


def _open(session: Session, uid: UUID) -> Upload:
    upload = _found(session, uid)
    if upload.taken_at is not None:
        raise NotImported(Refusal.TAKEN)
    if upload.ended_at is not None:
        raise NotImported(Refusal.EXPIRED)
    return upload


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


def _read(
    session: Session,
    upload: Upload,
    rules: Rules,
    now: datetime,
    before: Upload | None,
    ways: Mapping[UploadKind, Read],
) -> Look:
    try:
        content = contents.read(rules.folder, upload.digest)
        found = ways[UploadKind(upload.kind)](session, content, upload, rules, now)
    except NotTaken as fault:
        return Look(upload, fault=fault.sentence, figures=fault.figures, before=before)
    except ContentLost:
        return Look(upload, fault=LOST, before=before)
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
