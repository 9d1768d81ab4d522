"""What a terminal shows to a badge that asks and does not stamp: how the account stands, or today's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from timeclock.core import walltime
from timeclock.core.session_kinds import SessionKind
from timeclock.core.stamps import Stamp, StampKind
from timeclock.i18n import formats
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording import STAMP
from timeclock.service import standing
from timeclock.service.display import FRESH, Display, said
from timeclock.service.rulebook import Rulebook
from timeclock.service.standing import Standing
from timeclock.store import badges, stamps
from timeclock.store.db import Session
from timeclock.store.questions import ask

ACTIVE = "active"


class Asked(StrEnum):
    """What a key asks for."""

    ACCOUNT = "account"
    TODAY = "today"


def answer(session: Session, badge_hash: str, asked: Asked, rulebook: Rulebook, now: datetime) -> Display:
    """Return what to show to whoever holds this badge now; a badge that leads to nobody is told so.

    A message shown of late is shown again: the answer with it may have been lost.
    """
    known = badges.by_hash([badge_hash])
    badge = ask(session, known).to(known).get(badge_hash)
    person_id = badge.holder_at(now) if badge is not None and badge.state == ACTIVE else None
    day = walltime.local_day(now, rulebook.around.zone)
    stands = None if person_id is None else standing.of_person(session, person_id, day, rulebook, now - FRESH)
    if stands is None:
        return said("unsure", lambda say, _: [say.text("This badge leads to no account here"), _office(say)])
    if asked is Asked.ACCOUNT:
        shown = said("good", lambda say, locale: _account(stands, say, locale))
        return replace(shown, person_id=person_id, messages=tuple(each.uid for each in stands.messages))
    taken = stamps.between(session, stands.employed.person_id, walltime.day_span(day, rulebook.around.zone))
    return said("good", lambda say, _: [stands.name, say.text("Today"), _line(stands, taken, rulebook, say)])


def _office(say: Translator) -> str:
    return say.text("Please ask the time office")


def _account(stands: Standing, say: Translator, locale: str) -> list[str]:
    result = None if stands.today is None else stands.today.result
    figures = standing.figures(stands, result, stands.balance.before, say, locale)
    return [stands.name, say.text("Your account"), *figures, *standing.told(stands, say)]


def _line(stands: Standing, taken: Sequence[Stamp], rulebook: Rulebook, say: Translator) -> str:
    """Return the day's stamps as one line: 07:02 Coming · 12:00 Break begins."""
    if not taken:
        return say.text("Nothing recorded yet")
    meant = _meant(stands)
    each = [
        f"{formats.clock(one.at, rulebook.around.zone)} {say.text(STAMP[meant.get(one.uid, one.kind)])}"
        for one in taken
    ]
    return " · ".join(each)


def _meant(stands: Standing) -> dict[UUID, StampKind]:
    """Return what a badge held without a key was taken for, by stamp."""
    found: dict[UUID, StampKind] = {}
    for session in stands.today.result.sessions if stands.today is not None else ():
        if session.kind is SessionKind.WORK:
            found[session.in_stamp] = StampKind.IN
            if session.out_stamp is not None:
                found[session.out_stamp] = StampKind.OUT
    return found
