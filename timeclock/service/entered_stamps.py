"""Stamps that were entered afterwards: from a source of their own, saying who entered them and why."""

from __future__ import annotations

from uuid import UUID

from timeclock import clock
from timeclock.core.fixes import Tap
from timeclock.ledger.leaf import canonical
from timeclock.service.sight import Sight
from timeclock.store import intake, rulings, sources, stamps
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.people import Employed
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.stamps import Original

SOURCE = "correction"
# What the ledger keeps as the original of a stamp that was entered.
ORIGINAL = ("uid", "source_id", "epoch", "seq", "kind", "at", "person_id")


def enter(
    session: Session, sight: Sight, employed: Employed, tap: Tap, reason: str, request_id: int | None = None
) -> UUID:
    """Store a stamp for an employment with the ruling that says who entered it, and why; whoever asks marks the day.

    `request_id`: the request it follows from, if one.
    """
    source_id, epoch, seq = sources.next_seq(session, SOURCE, sight.now)
    row = {
        "uid": new_uid(sight.now),
        "source_id": source_id,
        "epoch": epoch,
        "seq": seq,
        "kind": tap.kind.value,
        "at": tap.at,
        "at_rule": "entered",
        "received_at": sight.now,
        "clock_quality": "stated",
        "zone_rules": clock.zone_rules(),
        "level": "delegated",
        "person_id": employed.person_id,
        "employment_id": employed.employment_id,
    }
    kept = {name: row[name] for name in ORIGINAL}
    payload = canonical({"v": 1, "login": sight.actor.login_id, **kept})
    [stored] = stamps.append(session, [(row, Original(payload, b""))], sight.now).values()
    intake.count(session, source_id, sight.today, 1, {"accepted": 1})
    accepted = Ruling(stored.id, Verdict.ACCEPT, reason, by=sight.actor.login_id, request_id=request_id)
    rulings.add_many(session, [accepted], sight.now)
    return stored.uid


def rule(session: Session, sight: Sight, uid: UUID, verdict: Verdict, reason: str, of: Employed | None = None) -> None:
    """Say whether a stamp counts, and where it is assigned for whom; whoever asks marks the day."""
    [stored] = stamps.known(session, (), (uid,)).values()
    whose = {} if of is None else {"person_id": of.person_id, "employment_id": of.employment_id}
    rulings.add_many(session, [Ruling(stored.id, verdict, reason, by=sight.actor.login_id, **whose)], sight.now)
