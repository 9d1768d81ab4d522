"""Files sent through a page: kept aside, looked at line by line, and taken over as they were seen, or let go."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from timeclock.i18n.marking import N_
from timeclock.service import access, roster_delivery, stamp_looks, whole_city
from timeclock.service.access import Action, NotAllowed
from timeclock.service.listings import UnreadableList
from timeclock.service.people_reasons import NotTaken
from timeclock.service.roster_desk import NotPlanned
from timeclock.service.roster_files import Unreadable, UnreadableRoster
from timeclock.service.sight import NotFound, Sight
from timeclock.service.upload_looks import ENTERED, EXAMINED, Look, Read, Rules, UploadKind
from timeclock.store import audit, contents, placements, staff
from timeclock.store import uploads as rows
from timeclock.store.contents import ContentLost
from timeclock.store.db import Session
from timeclock.store.placements import UnitNamed
from timeclock.store.uploads import Upload

MOST_LISTED = 30
# A workbook is packed: a small file may come apart into one that no memory holds.
LARGEST_WORKBOOK = 256 * 1024 * 1024
UNREADABLE = N_("The file cannot be read as such a list: {fault}")
ROSTER_UNREADABLE: Mapping[Unreadable, str] = {
    Unreadable.NOT_UTF8: N_("The file is not in UTF-8. Please save it as CSV UTF-8 and send it again."),
    Unreadable.NO_END: N_("A field of the file begins with a quotation mark and has no end. Please save it once more."),
    Unreadable.NO_HEADING: N_("The first line has to be: Personalnummer;Tag;Art;Von;Bis;Tagesplan"),
    Unreadable.NO_SHIFT: N_("There is no shift in the file."),
}
LOST = N_("The file is not here any more. Please give it up, and send it again.")


class Refusal(StrEnum):
    """Why a file is not taken, or not taken over."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TAKEN = "taken"
    EXPIRED = "expired"
    CHANGED = "changed"
    NOTHING = "nothing"
    HINDERED = "hindered"


class NotImported(Exception):
    """Nothing was done."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: what it is of, how it is called, and of which day it is.

    `about` is how stamps are laid out, and the unit a roster is for.
    """

    kind: UploadKind
    name: str
    content: bytes
    as_of: date
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The files sent last, of what the actor may send files, and for which units rosters."""

    uploads: tuple[Upload, ...]
    kinds: tuple[UploadKind, ...]
    units: tuple[UnitNamed, ...]

    @property
    def names(self) -> Mapping[str, str]:
        return {str(each.uid): each.name for each in self.units}


def send(session: Session, sight: Sight, sent: Sent, rules: Rules) -> UUID:
    """Keep a file aside to be looked at; raise `NotImported`."""
    _demand(session, sight, sent.kind, sent.about)
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


def listed(session: Session, sight: Sight) -> Listing:
    """Return the files sent last, the newest first, of those the actor may send."""
    units, kinds = _planned(session, sight), _kinds(session, sight)
    if not kinds:
        raise NotAllowed(Action.SEND_FILES)
    found = rows.newest(session, MOST_LISTED, kinds, {str(each.uid) for each in units})
    return Listing(tuple(found), kinds, units)


def look(session: Session, sight: Sight, uid: UUID, rules: Rules) -> Look:
    """Return what taking a file over would do; of one that was taken over, or let go, only what became of it."""
    upload = _found(session, sight, uid)
    unit = next((each.name for each in _planned(session, sight) if str(each.uid) == upload.about), "")
    if upload.ended_at is not None and upload.kind == UploadKind.STAMPS:
        return Look(upload, stamp_looks.taken(session, upload))
    if upload.taken_at is not None or upload.ended_at is not None:
        return Look(upload, unit=unit)
    return replace(_read(session, upload, rules, sight, EXAMINED), before=rows.taken_before(session, upload), unit=unit)


def record(session: Session, sight: Sight, found: Look) -> None:
    """Record that somebody looked at what a roster would do to others."""
    if found.roster is not None:
        roster_delivery.record(session, sight, found.roster)


def take_over(session: Session, sight: Sight, uid: UUID, seen: str, rules: Rules) -> Upload:
    """Enter what a list says, exactly as it was seen: all its good lines in one, or nothing. Raise `NotImported`.

    Stamps are never refused and may be a great many: a job takes them over from now on, portion by portion.
    """
    staff.hold(session)
    upload = _open(session, sight, uid)
    kind, by = UploadKind(upload.kind), sight.actor.login_id
    rows.take(session, uid, by, sight.now)
    account: Mapping[str, int] = {}
    if kind in ENTERED:
        account = _entered(session, upload, seen, rules, sight)
        rows.end(session, uid, account, sight.now)
    _noted(session, "import.taken", uid, sight, {"kind": kind.value, "file": upload.digest, **account})
    return _found(session, sight, uid)


def _entered(session: Session, upload: Upload, seen: str, rules: Rules, sight: Sight) -> Mapping[str, int]:
    found = _read(session, upload, rules, sight, EXAMINED)
    if found.seen != seen:
        raise NotImported(Refusal.CHANGED)
    if found.is_hindered:
        raise NotImported(Refusal.HINDERED)
    if not found.does_something:
        raise NotImported(Refusal.NOTHING)
    entered = _read(session, upload, rules, sight, ENTERED)
    counted = {"lines": len(entered.lines), "released": entered.released, "withdrawn": found.withdrawn}
    return {**entered.counts, **counted}


def judge_again(session: Session, sight: Sight, uid: UUID) -> Upload:
    """Let the job judge a large file of stamps once more; return it as it was. Raise `NotImported`."""
    upload = _open(session, sight, uid)
    rows.judge(session, uid, None, None)
    return upload


def give_up(session: Session, sight: Sight, uid: UUID) -> Upload:
    """Let a file go that was not taken over; raise `NotImported`."""
    upload = _open(session, sight, uid)
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
    return [digest for upload in overdue for digest in upload.contents]


def forget(session: Session, digests: Sequence[str], folder: Path) -> None:
    """Let contents go once no file of them waits any more; to be done after what needed them is committed."""
    for digest in digests:
        if not rows.waits(session, digest):
            contents.forget(folder, digest)


def _found(session: Session, sight: Sight, uid: UUID) -> Upload:
    found = rows.find(session, uid)
    if found is None:
        raise NotFound("no such file")
    _demand(session, sight, UploadKind(found.kind), found.about)
    return found


def _open(session: Session, sight: Sight, uid: UUID) -> Upload:
    upload = _found(session, sight, uid)
    if upload.taken_at is not None:
        raise NotImported(Refusal.TAKEN)
    if upload.ended_at is not None:
        raise NotImported(Refusal.EXPIRED)
    return upload


def _demand(session: Session, sight: Sight, kind: UploadKind, about: str | None) -> None:
    """Raise `NotAllowed` where files of a kind are not for the actor to send, `NotFound` where a unit is not hers."""
    if kind not in _kinds(session, sight):
        raise NotAllowed(Action.SEND_FILES)
    if kind is UploadKind.ROSTER and about not in {str(each.uid) for each in _planned(session, sight)}:
        raise NotFound("no such unit")


def _kinds(session: Session, sight: Sight) -> tuple[UploadKind, ...]:
    everywhere = whole_city.may(session, sight, Action.IMPORT_LISTS)
    lists = (UploadKind.PEOPLE, UploadKind.BADGES, UploadKind.STAMPS) if everywhere else ()
    return (*lists, UploadKind.ROSTER) if _planned(session, sight) else lists


def _planned(session: Session, sight: Sight) -> tuple[UnitNamed, ...]:
    """Return the units whose rosters the actor plans."""
    scope = access.scope(sight.actor, Action.PLAN_ROSTERS)
    return tuple(placements.units(session, scope.unit_ids, sight.today).values())


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
    sight: Sight,
    ways: Mapping[UploadKind, Read],
) -> Look:
    try:
        content = contents.read(rules.folder, upload.digest)
        return ways[UploadKind(upload.kind)](session, content, upload, rules, sight)
    except NotTaken as fault:
        return Look(upload, fault=fault.sentence, figures=fault.figures)
    except UnreadableRoster as fault:
        return Look(upload, fault=ROSTER_UNREADABLE[fault.why])
    except NotPlanned:
        raise NotImported(Refusal.CHANGED) from None
    except ContentLost:
        return Look(upload, fault=LOST)
    except UnreadableList as fault:
        return Look(upload, fault=UNREADABLE, figures={"fault": str(fault)})
