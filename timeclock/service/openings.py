"""Opening balances and leave of a file: judged line by line, counted once a second person signed, undone whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from functools import cache

from timeclock.core.accounts import AccountKind, Posting, PostingKind
from timeclock.core.amounts import THOUSAND, Unit
from timeclock.core.leave_year import LeaveKind
from timeclock.core.posting_acts import ActRefusal
from timeclock.core.spans import DaySpan
from timeclock.i18n import LOCALES, translator, wording
from timeclock.service import access, account_desk, listings, numbered, postings
from timeclock.service.access import Action
from timeclock.service.account_desk import NoAmount
from timeclock.service.listings import NotSaid, Record
from timeclock.service.numbered import Numbered
from timeclock.service.postings import NotWritten, Refusal
from timeclock.service.sight import NotFound, Sight
from timeclock.store import account_kinds, accounts, audit, leave, leave_waiting, openings, people, recalculation
from timeclock.store.db import Session
from timeclock.store.leave import Entered
from timeclock.store.openings import File, Line, NewLine

COLUMNS = {
    "staff_no": ("Personalnummer", "Pers.-Nr."),
    "account": ("Konto", "Art", "Kind"),
    "day": ("Stichtag", "Tag"),
    "year": ("Jahr", "Urlaubsjahr"),
    "amount": ("Stand", "Saldo", "Menge"),
}
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Fault(StrEnum):
    """Why a line is not taken, besides what accounts refuse."""

    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_ACCOUNT = "no_such_account"
    IMPOSSIBLE_DAY = "impossible_day"
    IMPOSSIBLE_AMOUNT = "impossible_amount"
    OPENED_ALREADY = "opened_already"
    WAITS_ALREADY = "waits_already"
    MONTH_CLOSED = "month_closed"
    BEYOND_LIMIT = "beyond_limit"
    TWICE = "twice"


REFUSED: Mapping[Refusal | ActRefusal, Fault] = {
    Refusal.MONTH_CLOSED: Fault.MONTH_CLOSED,
    Refusal.OPENED_ALREADY: Fault.OPENED_ALREADY,
    ActRefusal.BEYOND_LIMIT: Fault.BEYOND_LIMIT,
}


class Refused(ValueError):
    """A line cannot be taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class Hindrance(StrEnum):
    """Why a file is not signed, or not undone."""

    DECIDED_ALREADY = "decided_already"
    REASON_MISSING = "reason_missing"
    BUILT_UPON = "built_upon"


class NotDone(ValueError):
    """A file was not signed or not undone; `who` names whose lines are in the way, where some are."""

    def __init__(self, why: Hindrance, who: Sequence[str] = ()) -> None:
        super().__init__(f"not done: {why} {', '.join(who)}")
        self.why = why
        self.who = tuple(who)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a line: what it carries over and whether that is new, or why it is not taken."""

    line: int
    staff_no: str
    new_line: NewLine | None = None
    fault: Fault | None = None

    @property
    def change(self) -> str | None:
        return None if self.fault is not None else "new" if self.new_line is not None else "unchanged"


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file with its lines before whoever signs it."""

    file: File
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """How many lines count now, and which do not, because they cannot be written any more."""

    written: int
    held: tuple[tuple[Line, Fault], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines are judged by."""

    numbers: Mapping[str, Sequence[Numbered]]
    carried: Mapping[tuple[int, str, int | None], int]
    waiting: Mapping[tuple[int, str, int | None], int]
    today: date


def examine(session: Session, content: bytes, today: date) -> tuple[Judged, ...]:
    """Return what proposing a file would do; reads only. Raise UnreadableList where it is no list of balances."""
    records = listings.read(content, COLUMNS, ("staff_no", "account", "amount"))
    numbers = numbered.known(session, (each.cells["staff_no"] for each in records))
    known = _Known(numbers, openings.carried(session), openings.waiting(session), today)
    seen: set[tuple[int, str, int | None]] = set()
    return tuple(_judged(session, each, known, seen) for each in records)


def propose(session: Session, content: bytes, today: date, now: datetime) -> tuple[Judged, ...]:
    """Record the good lines of a file for somebody to sign; the same file again changes nothing."""
    found = examine(session, content, today)
    new = [each.new_line for each in found if each.new_line is not None]
    if new:
        digest = hashlib.sha256(content).hexdigest()
        uid = openings.add(session, digest, new, now)
        audit.add(session, "openings.propose", str(uid), now, by=None, detail={"file": digest, "lines": len(new)})
    return found


def listed(session: Session, sight: Sight) -> tuple[FileSeen, ...]:
    """Return the files of which everybody is for the actor to see, the newest first; the look is recorded."""
    scope = access.scope(sight.actor, Action.CHANGE_OVER)
    seen = [each for each in openings.files(session) if openings.covered(session, each.id, scope)]
    found = tuple(FileSeen(each, tuple(openings.lines(session, each.id))) for each in seen)
    persons = sorted({line.person_id for each in found for line in each.lines})
    if persons:
        audit.read_of_others(session, sight.actor.login_id, "openings", Action.CHANGE_OVER, persons, sight.now)
    return found


def kinds(session: Session, day: date) -> Mapping[str, AccountKind]:
    """Return the kinds of accounts there are on a day, by code: what lines are named and counted by."""
    return account_kinds.on(session, day)


def sign(session: Session, sight: Sight, digest: str) -> Signed:
    """Let what a file carries over count, by its hash; a line that cannot be written any more is held back alone.

    Raises `NotDone` where somebody signed it meanwhile. Whoever stands in a file herself does not find it.
    """
    file = _named(session, sight, digest)
    lines = openings.lines(session, file.id)
    if not openings.sign(session, file.id, sight.actor.login_id, sight.now):
        raise NotDone(Hindrance.DECIDED_ALREADY)
    recalculation.hold_all(session, (each.person_id for each in lines))
    # By hand, while the file waited.
    carried = openings.carried(session)
    held = []
    for each in lines:
        try:
            _demand_unopened(each, carried)
            _write(session, each, file, each.new.amount, openings.origin(file), sight)
        except Refused as refused:
            held.append((each, refused.fault))
    detail = {"file": file.digest, "written": len(lines) - len(held), "held": len(held)}
    audit.add(session, "openings.sign", str(file.uid), sight.now, by=sight.actor.login_id, detail=detail)
    return Signed(len(lines) - len(held), tuple(held))


def undo(session: Session, sight: Sight, digest: str, why: str) -> int:
    """Take back all that a signed file carried over; return how many lines that were.

    Raises `NotDone` where somebody's account moved or its month was closed since, or she was told of her leave, or no
    reason is given.
    """
    file = _named(session, sight, digest)
    if not why.strip():
        raise NotDone(Hindrance.REASON_MISSING)
    if file.signed_at is None or not openings.undo(session, file.id, sight.actor.login_id, why.strip(), sight.now):
        raise NotDone(Hindrance.DECIDED_ALREADY)
    lines = openings.lines(session, file.id)
    recalculation.hold_all(session, (each.person_id for each in lines))
    mine = openings.written(session, file)
    written = [each for each in lines if each.new.what in mine]
    built = openings.built_upon(session, file.id, file.signed_at)
    built |= {each.new.employment_id for each in written if _is_closed(session, each.new)}
    if built:
        raise NotDone(
            Hindrance.BUILT_UPON, sorted({each.staff_no for each in lines if each.new.employment_id in built})
        )
    for each in written:
        _take_back(session, each, file, sight)
    detail = {"file": file.digest, "lines": len(written), "why": why.strip()}
    audit.add(session, "openings.undo", str(file.uid), sight.now, by=sight.actor.login_id, detail=detail)
    return len(written)


def _is_closed(session: Session, new: NewLine) -> bool:
    """Say whether a month gave something on accounts, so that nothing is opened or taken back on its days."""
    return new.leave_year is None and bool(accounts.given(session, new.employment_id, new.day.replace(day=1)))


def _named(session: Session, sight: Sight, digest: str) -> File:
    """Return the file of a hash, written in full or by its beginning; the newest where it was brought twice."""
    scope = access.scope(sight.actor, Action.CHANGE_OVER)
    found = openings.files(session, digest.strip().lower()) if len(digest.strip()) >= openings.LEAST_HASH else ()
    mine = [each for each in found if openings.covered(session, each.id, scope)]
    if len({each.digest for each in mine}) != 1:
        raise NotFound("no such file waits, or not all of it is for you to see")
    return mine[0]


def _judged(session: Session, record: Record, known: _Known, seen: set[tuple[int, str, int | None]]) -> Judged:
    staff_no = record.cells["staff_no"]
    try:
        new = _said(session, record, known)
        _demand_once(new, seen)
        is_new = _demand_new(session, new, known)
    except Refused as refused:
        return Judged(record.line, staff_no, fault=refused.fault)
    return Judged(record.line, staff_no, new if is_new else None)


def _demand_once(new: NewLine, seen: set[tuple[int, str, int | None]]) -> None:
    if new.what in seen:
        raise Refused(Fault.TWICE)
    seen.add(new.what)


def _said(session: Session, record: Record, known: _Known) -> NewLine:
    cells = record.cells
    try:
        day = listings.day_of(cells["day"]) if cells.get("day") else known.today
    except NotSaid:
        raise Refused(Fault.IMPOSSIBLE_DAY) from None
    employed = numbered.on(known.numbers[cells["staff_no"]], DaySpan.one(day))
    if employed is None:
        raise Refused(Fault.UNKNOWN_PERSON)
    name = cells["account"].casefold()
    kind = leave_kinds().get(name)
    if kind is not None:
        days = _days(cells["amount"])
        return NewLine(record.line, employed.employment_id, kind, _year(cells.get("year", "")), day, days)
    code, unit = _account(session, name, day)
    return NewLine(record.line, employed.employment_id, code, None, day, _amount(cells["amount"], unit))


@cache
def leave_kinds() -> Mapping[str, LeaveKind]:
    """Return each kind of leave by what a file may call it: its code, and its name in each language."""
    named = {kind.value: kind for kind in LeaveKind}
    for say in map(translator, LOCALES):
        named |= {say.text(wording.LEAVE_KIND[kind]).casefold(): kind for kind in LeaveKind}
    return named


def _account(session: Session, name: str, day: date) -> tuple[str, Unit]:
    for code, kind in account_kinds.on(session, day).items():
        if name in {code.casefold(), *(each.casefold() for each in kind.names.values())}:
            return code, kind.unit
    raise Refused(Fault.UNKNOWN_ACCOUNT)


def _year(text: str) -> int:
    if not (text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise Refused(Fault.IMPOSSIBLE_DAY)
    return int(text)


def _days(text: str) -> int:
    """Return days of leave in thousandths; leave is counted in days and half days."""
    try:
        days = Fraction(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        raise Refused(Fault.IMPOSSIBLE_AMOUNT) from None
    if (days * 2).denominator != 1:
        raise Refused(Fault.IMPOSSIBLE_AMOUNT)
    return int(days * THOUSAND)


def _amount(text: str, unit: Unit) -> int:
    try:
        return listings.minutes_of(text) if unit is Unit.MINUTES else account_desk.amount_of(text, unit)
    except (NotSaid, NoAmount):
        raise Refused(Fault.IMPOSSIBLE_AMOUNT) from None


def _demand_new(session: Session, new: NewLine, known: _Known) -> bool:
    """Say whether a line carries something over that is not there and does not wait; refuse it where it cannot."""
    if not new.amount:
        return False
    for there, fault in ((known.carried, Fault.OPENED_ALREADY), (known.waiting, Fault.WAITS_ALREADY)):
        amount = there.get(new.what, 0)
        if amount == new.amount:
            return False
        if amount:
            raise Refused(fault)
    if new.leave_year is None:
        _demand_writable(session, new)
    return True


def _demand_writable(session: Session, new: NewLine) -> None:
    employed = people.of_employment(session, new.employment_id, new.day)
    if employed is None:
        raise Refused(Fault.UNKNOWN_PERSON)
    try:
        postings.demand_opening(session, employed, new.code, new.day, new.amount)
    except NotWritten as refused:
        raise Refused(REFUSED.get(refused.why, Fault.UNKNOWN_ACCOUNT)) from None


def _demand_unopened(each: Line, carried: Mapping[tuple[int, str, int | None], int]) -> None:
    if carried.get(each.new.what):
        raise Refused(Fault.OPENED_ALREADY)


def _write(session: Session, each: Line, file: File, amount: int, origin: str, sight: Sight) -> None:
    new, by = each.new, sight.actor.login_id
    if new.leave_year is not None:
        entered = Entered(
            new.employment_id,
            LeaveKind(new.code),
            new.leave_year,
            Fraction(amount, THOUSAND),
            openings.CAUSE,
            openings.reason(file),
            "",
        )
        leave.enter(session, [entered], sight.now, by)
        leave_waiting.mark(session, [each.person_id], sight.now)
        return
    _demand_writable(session, new)
    unit = postings.unit_of(session, new.code, new.day)
    held = accounts.opened(session, new.employment_id, new.code, unit, new.day, sight.now)
    posting = Posting(new.day, amount, PostingKind.OPENING, origin, reason=openings.reason(file))
    accounts.post(session, held.id, posting, sight.now, second_by=by)


def _take_back(session: Session, each: Line, file: File, sight: Sight) -> None:
    new, origin = each.new, f"{openings.origin(file)}/undone"
    if new.leave_year is not None:
        _write(session, each, file, -new.amount, origin, sight)
        return
    unit = postings.unit_of(session, new.code, new.day)
    held = accounts.opened(session, new.employment_id, new.code, unit, new.day, sight.now)
    posting = Posting(new.day, -new.amount, PostingKind.OPENING, origin, reason=openings.reason(file))
    accounts.post(session, held.id, posting, sight.now, second_by=sight.actor.login_id)
