"""The kind by which a stamp is corrected: the original is void, the new stamp counts, and both stay on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from timeclock import clock
from timeclock.core import walltime
from timeclock.core.corrections import After, Before, Wish
from timeclock.core.requests import WAITING, Part
from timeclock.core.spans import DaySpan
from timeclock.i18n.wording import N_
from timeclock.ledger.leaf import canonical
from timeclock.service import times
from timeclock.service.access import Action
from timeclock.service.bills import DayBill
from timeclock.service.kinds.kind import AtOnce, CannotAsk, Deed, Line, NoPart, Overtaken, Payload, Terms
from timeclock.service.sight import Sight
from timeclock.store import corrections, intake, rulings, sources, stamps
from timeclock.store.corrections import CORRECTION, wish_of
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import Employed
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.stamps import Original

NAME = CORRECTION
TITLE = N_("Correction")
ACTION = Action.REQUEST_CORRECTION
AT_ONCE = AtOnce.IF_SET
TIME_OFFICE = True
RETURNABLE = False
FINAL = False

SOURCE = "correction"
# What the ledger keeps as the original of a stamp that a correction made.
ORIGINAL = ("uid", "source_id", "epoch", "seq", "kind", "at", "person_id")


class Obstacle(StrEnum):
    """Why a correction cannot be asked for as it stands."""

    NO_SUCH_TIME = "no_such_time"
    TIME_TWICE = "time_twice"
    FUTURE = "future"
    TOO_LONG_AGO = "too_long_ago"
    UNCHANGED = "unchanged"
    ALREADY_THERE = "already_there"
    ALREADY_ASKED = "already_asked"
    SENT_BEFORE = "sent_before"
    NOT_CORRECTABLE = "not_correctable"
    SEVERAL_EMPLOYMENTS = "several_employments"


class BuiltUpon(RuntimeError):
    """A correction cannot go while another that waits is about the stamp it made: that one is settled first."""

    def __init__(self) -> None:
        super().__init__("another request that waits is about the stamp this one made; settle that one first")


def check(session: Session, sight: Sight, employed: Employed, payload: Payload, terms: Terms) -> None:
    """Raise `CannotAsk` for what changes nothing, is there already, was asked already, or is out of reach."""
    wish = wish_of(payload)
    bill = times.day(session, sight, employed.employment_uid, wish.day, own=True)
    _demand_sense(session, employed, bill, wish)
    if wish.after is not None and wish.after.at > sight.now:
        raise CannotAsk(Obstacle.FUTURE)
    if sight.today - wish.day > terms.longest_ago:
        raise CannotAsk(Obstacle.TOO_LONG_AGO)


def part_of(_payload: Payload, _part: Part) -> Payload:
    """Raise `NoPart`: a stamp is right or it is not."""
    raise NoPart("a stamp is corrected or is not")


def take(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Let the original be void and the new stamp count; raise `Overtaken` where the original counts no more."""
    wish = wish_of(payload)
    made = [] if wish.after is None else [_correct(session, deed, wish.after)]
    gone = [] if wish.before is None else [_standing(session, deed, wish, wish.before)]
    decided = [(stamp_id, Verdict.VOID) for stamp_id in gone] + [(stamp_id, Verdict.ACCEPT) for stamp_id in made]
    _rule(session, deed, decided, deed.asked.reason)
    return (wish.day,)


def undo(session: Session, deed: Deed, payload: Payload) -> Iterable[date]:
    """Let the new stamp be void and the original count again.

    Where something was decided about the new stamp since, that holds, and nothing is undone. Raises `BuiltUpon` while
    it is not decided yet.
    """
    found = corrections.ruled(session, deed.asked.id)
    if any(not each.ours and each.by_state in WAITING for each in found):
        raise BuiltUpon
    if all(each.ours for each in found if each.made):
        as_before = {each: Verdict.VOID if each.made else Verdict.ACCEPT for each in found if each.ours}
        turned = [(each.stamp_id, verdict) for each, verdict in as_before.items() if each.verdict is not verdict]
        _rule(session, deed, turned, deed.why)
    return (wish_of(payload).day,)


def lines(payload: Payload) -> tuple[Line, ...]:
    """Return the stamp as it stands and as it should be."""
    wish = wish_of(payload)
    before = () if wish.before is None else (Line(N_("Stamp as it stands"), wish.before.at),)
    after = () if wish.after is None else (Line(N_("Stamp as it should be"), wish.after.at),)
    return before + after


def _demand_sense(session: Session, employed: Employed, bill: DayBill, wish: Wish) -> None:
    before, after = wish.before, wish.after
    if before and after and (before.kind, walltime.floor_minute(before.at)) == (after.kind, after.at):
        raise CannotAsk(Obstacle.UNCHANGED)
    others = [stamp for stamp in bill.stamps if stamp.counts and (before is None or stamp.uid != before.stamp_uid)]
    if after and any((stamp.kind, walltime.floor_minute(stamp.at)) == (after.kind, after.at) for stamp in others):
        raise CannotAsk(Obstacle.ALREADY_THERE)
    for asked in corrections.of_days(session, employed.employment_id, DaySpan.one(wish.day)):
        if asked.state in WAITING and asked.wish.concerns_the_same(wish):
            raise CannotAsk(Obstacle.ALREADY_ASKED)


def _standing(session: Session, deed: Deed, wish: Wish, before: Before) -> int:
    """Return the id of the stamp a request is about; raise `Overtaken` where it does not count any more."""
    shown = stamps.shown(session, deed.employed, walltime.day_span(wish.day, deed.sight.zone))
    if not any(row.uid == before.stamp_uid and (row.ruling is None or row.ruling.counts) for row in shown):
        raise Overtaken(deed.asked.uid)
    [stored] = stamps.known(session, (), (before.stamp_uid,)).values()
    return stored.id


def _correct(session: Session, deed: Deed, after: After) -> int:
    """Store the stamp a request asked for, from a source of its own; return its id."""
    now, employed = deed.sight.now, deed.employed
    source_id, epoch, seq = sources.next_seq(session, SOURCE, now)
    row = {
        "uid": new_uid(now),
        "source_id": source_id,
        "epoch": epoch,
        "seq": seq,
        "kind": after.kind.value,
        "at": after.at,
        "at_rule": "corrected",
        "received_at": now,
        "clock_quality": "stated",
        "zone_rules": clock.zone_rules(),
        "level": "delegated",
        "person_id": employed.person_id,
        "employment_id": employed.employment_id,
    }
    kept = {name: row[name] for name in ORIGINAL}
    payload = canonical({"v": 1, "login": deed.sight.actor.login_id, "request": deed.asked.uid, **kept})
    [stored] = stamps.append(session, [(row, Original(payload, b""))], now).values()
    intake.count(session, source_id, deed.sight.today, 1, {"accepted": 1})
    return stored.id


def _rule(session: Session, deed: Deed, verdicts: Iterable[tuple[int, Verdict]], why: str) -> None:
    by, now = deed.sight.actor.login_id, deed.sight.now
    rulings.add_many(
        session,
        [Ruling(stamp_id, verdict, why, by=by, request_id=deed.asked.id) for stamp_id, verdict in verdicts],
        now,
    )
