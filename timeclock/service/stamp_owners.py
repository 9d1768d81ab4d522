"""Whose an imported stamp is: by badge, by staff number, or by both if they say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from timeclock.service import clocking
from timeclock.service.clocking import Employments
from timeclock.store import badges, people
from timeclock.store.badges import BadgeFound
from timeclock.store.db import Session
from timeclock.store.questions import ask

SCHEME = "number"


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a stamp names: a badge by its hash, a person by her number without zeros, or both."""

    badge_hash: str | None
    staff_no: str | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a stamp is; `code` says why that is not clear."""

    person_id: int | None
    employment_id: int | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """The people the stamps at hand may be of."""

    badges: Mapping[str, BadgeFound]
    staff: Mapping[str, Sequence[tuple[int, int]]]
    employments: Employments


def named(badge: int | None, staff_no: int | None, badge_key: bytes) -> Who:
    """Return whom numbers name, in the form they are kept and compared in."""
    badge_hash = None if badge is None else badges.number_hash(badge_key, SCHEME, str(badge).encode())
    return Who(badge_hash, None if staff_no is None else str(staff_no))


def known(session: Session, whos: Iterable[Who]) -> Known:
    """Return the people that may be meant."""
    asked = set(whos)
    badges_known = badges.by_hash(who.badge_hash for who in asked if who.badge_hash is not None)
    held = ask(session, badges_known).to(badges_known)
    staff = people.by_staff_numbers(session, {who.staff_no for who in asked if who.staff_no is not None})
    persons = {holding.person_id for badge in held.values() for holding in badge.holdings}
    persons |= {person_id for employments in staff.values() for _, person_id in employments}
    return Known(held, staff, people.active_employments(session, persons))


def owner(who: Who, at: datetime, day: date, among: Known) -> Owner:
    """Return whose stamp it is; where a badge and a number are given, both have to say the same."""
    holder = None
    if who.badge_hash is not None:
        holder, code = _holder(among.badges.get(who.badge_hash), at)
        if code is not None:
            return Owner(holder, None, code)
    if who.staff_no is not None:
        return _by_staff_no(among.staff.get(who.staff_no, ()), holder, day, among.employments)
    person_id, employment_id, code = clocking.employment_of(holder or 0, day, among.employments)
    return Owner(person_id, employment_id, "not_employed_on_date" if code == "no_employment" else code)


def _holder(badge: BadgeFound | None, at: datetime) -> tuple[int | None, str | None]:
    if badge is None:
        return None, "unknown_badge"
    holder = badge.holder_at(at)
    if badge.state != "active":
        return holder, "blocked_badge"
    return holder, "badge_not_held" if holder is None else None


def _by_staff_no(found: Sequence[tuple[int, int]], holder: int | None, day: date, employments: Employments) -> Owner:
    if not found:
        return Owner(holder, None, "unknown_person")
    if holder is not None:
        found = [each for each in found if each[1] == holder]
        if not found:
            return Owner(None, None, "badge_person_mismatch")
    if len(found) > 1:
        return Owner(holder, None, "several_employments")
    [(employment_id, person_id)] = found
    days = [(first, end) for employment, first, end in employments.get(person_id, ()) if employment == employment_id]
    if not any(first <= day and (end is None or day < end) for first, end in days):
        return Owner(person_id, None, "not_employed_on_date")
    return Owner(person_id, employment_id, None)
