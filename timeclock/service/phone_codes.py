"""Codes shown on phones: made by whoever will show them, and found again when a stamp by one comes in."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timeclock.core.phone_codes import NUMBER_BYTES, SCHEME, WITHIN, Code, CodeFault, next_at, written
from timeclock.core.spans import Span
from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import NotFound, Sight
from timeclock.store import audit, badges, phone_codes
from timeclock.store.db import Session
from timeclock.store.questions import ask

# The wire is frozen, and a terminal does the same with each: what a code is, is said in its words for badges.
ON_THE_WIRE: Mapping[str, str] = {
    CodeFault.UNKNOWN: "unknown_badge",
    CodeFault.ENDED: "badge_not_held",
    CodeFault.USED: "blocked_badge",
}


class TooManyCodes(Exception):
    """Somebody made so many codes of late that she has to wait; `until` is when the next may be made."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many codes, the next at {until}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Made:
    """A code just made: the only moment at which it can be shown."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Shown:
    """The codes that were read, and what their people are employed for."""

    codes: Mapping[str, Code]
    employments: Mapping[int, Sequence[tuple[int, date, date | None]]]


def make(session: Session, sight: Sight, site_key: bytes, lasts: timedelta) -> Made:
    """Make a code for the actor herself. Raises `TooManyCodes`, and `NotFound` where the city wants no codes."""
    access.demand(sight.actor, Action.SHOW_CODE, sight.actor.person_id)
    person_id = sight.actor.person_id
    if person_id is None or not lasts:
        raise NotFound("nobody stamps by a code here")
    until = next_at(phone_codes.made_since(session, person_id, sight.now - WITHIN), sight.now)
    if until > sight.now:
        raise TooManyCodes(until)
    number, span = secrets.token_bytes(NUMBER_BYTES), Span(sight.now, sight.now + lasts)
    uid = phone_codes.add(session, badges.number_hash(site_key, SCHEME, number), Code(person_id, span))
    audit.add(session, "code.make", str(uid), sight.now, by=sight.actor.login_id, person_id=person_id)
    return Made(written(number), span)


def shown(session: Session, hashes: Collection[str]) -> Shown:
    """Return the codes behind these hashes; nearly always there are none."""
    if not hashes:
        return Shown({}, {})
    codes, employed = phone_codes.by_hash(hashes), phone_codes.employments(hashes)
    answers = ask(session, codes, employed)
    found, of_people = answers.to(codes), answers.to(employed)
    return Shown(found, of_people)
