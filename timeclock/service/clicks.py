"""Stamps given in the browser or through a program: sources inside the house, each with a sequence of its own."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock import clock
from timeclock.core import walltime
from timeclock.core.stamps import StampKind
from timeclock.ledger.leaf import canonical
from timeclock.service import access, clocking
from timeclock.service.access import Action, Actor
from timeclock.service.clocking import Outcome, Status
from timeclock.store import intake, people, recalculation, sources, stamps
from timeclock.store.db import Session
from timeclock.store.stamps import Original

# What the ledger keeps as the original of a click.
ORIGINAL = ("uid", "source_id", "epoch", "seq", "kind", "at", "person_id")


class Way(StrEnum):
    """By which source inside the house a stamp comes."""

    WEB = "web"
    API = "api"


# How sure it is that the person herself acted: signed in, or through a program she gave a token to.
LEVEL = {Way.WEB: "authenticated", Way.API: "delegated"}


def stamp(
    session: Session,
    actor: Actor,
    kind: StampKind,
    request_uid: UUID,
    zone: ZoneInfo,
    now: datetime,
    *,
    way: Way = Way.WEB,
) -> Outcome:
    """Store a stamp somebody gave in the browser or through a program, and say what became of it.

    The same `request_uid` again is the same click: a duplicate, and nothing is stored. Under the uid of another's
    stamp nothing is stored either, and the outcome is a conflict. Raises `NotAllowed` for a login without a person.
    """
    access.demand(actor, Action.STAMP, actor.person_id)
    person_id, today = actor.person_id or 0, walltime.local_day(now, zone)
    employments = people.active_employments(session, {person_id})
    _, employment_id, code = clocking.employment_of(person_id, today, employments)
    with session.begin_nested() as point:
        source_id, epoch, seq = sources.next_seq(session, way, now)
        row = {
            "uid": request_uid,
            "source_id": source_id,
            "epoch": epoch,
            "seq": seq,
            "kind": kind.value,
            "at": now,
            "at_rule": "server",
            "received_at": now,
            "clock_quality": "good",
            "zone_rules": clock.zone_rules(),
            "level": LEVEL[way],
            "person_id": person_id,
            "employment_id": employment_id,
            "quarantine": code,
        }
        payload = canonical({"v": 1, "login": actor.login_id, **{name: row[name] for name in ORIGINAL}})
        appended = stamps.append(session, [(row, Original(payload, b""))], now)
        if not appended:
            # The same click twice: give the number back, so that the sequence has no gap.
            point.rollback()
    if not appended:
        [stored] = stamps.known(session, (), (request_uid,)).values()
        return Outcome(Status.DUPLICATE if stored.person_id == person_id else Status.CONFLICT, stored=stored)
    intake.count(session, source_id, today, 1, {Status.QUARANTINED if code else Status.ACCEPTED: 1})
    [stored] = appended.values()
    if code is not None:
        return Outcome(Status.QUARANTINED, code, stored)
    recalculation.mark(session, [(person_id, today)], "stamp", now)
    return Outcome(Status.ACCEPTED, stored=stored, at=now)
