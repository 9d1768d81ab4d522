"""Requests to have a stamp corrected, and which stamps each of them made or took out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from timeclock.core.corrections import After, Before, Wish
from timeclock.core.requests import TOLD, State
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.store import questions, requests, rulings
from timeclock.store.db import Session
from timeclock.store.questions import Question, names
from timeclock.store.requests import DAY, HELD, READ, WAITS, New, asked_of, everything
from timeclock.store.rulings import Verdict
from timeclock.store.schema.people import employment
from timeclock.store.schema.requests import request
from timeclock.store.schema.stamps import stamp, stamp_ruling

CORRECTION = "correction"
OUR_FIRST = stamp_ruling.alias("our_first_ruling")


class Asked(requests.Asked):
    """A request to have a stamp corrected."""

    __slots__ = ()

    @property
    def wish(self) -> Wish:
        return wish_of(self.payload)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What was ruled last about a stamp that a correction `made` or took out.

    `ours` is false where something else was ruled about it since; `by_state` is then how that request stands, if one.
    What a request ruled that came to nothing was taken back with it: the stamp is ours again.
    """

    stamp_id: int
    uid: UUID
    verdict: Verdict
    made: bool
    ours: bool
    by_state: State | None


def ask(session: Session, uid: UUID, employment_id: int, wish: Wish, by: int, reason: str, now: datetime) -> bool:
    """Record a request that counts once it is approved; return False where there is one under its uid already."""
    new = New(uid, CORRECTION, employment_id, payload_of(wish), reason)
    return requests.add(session, new, State.SUBMITTED, by, now) is not None


def to_look_at(person_id: int) -> Question[tuple[requests.Asked, ...]]:
    """Return the question for a person's own requests that were decided without her having read it, or are stranded.

    Stranded is what waits although the employment does not hold on its day any more.
    """
    return Question(TO_LOOK_AT, {"corrections_person": person_id}, lambda rows: tuple(map(asked_of, rows)))


def days_in_question(person_id: int) -> Question[frozenset[tuple[UUID, date]]]:
    """Return the question for the days of a person's employments, by uid, about which a request of hers waits."""
    values = {"corrections_person": person_id}
    return Question(IN_QUESTION, values, lambda rows: frozenset((row.uid, row.day) for row in rows))


def of_days(session: Session, employment_id: int, days: DaySpan) -> tuple[Asked, ...]:
    """Return all requests of an employment about these days, in the order they were made.

    The caller has checked that she may read them.
    """
    question = about(employment_id, days)
    return questions.ask(session, question).to(question)


def about(employment_id: int, days: DaySpan) -> Question[tuple[Asked, ...]]:
    """Return the question for what `of_days` returns."""
    values = {"corrections_employment": employment_id, "corrections_from": days.from_day, "corrections_to": days.to_day}
    return Question(ABOUT, values, lambda rows: tuple(correction(asked_of(row)) for row in rows))


def correction(asked: requests.Asked) -> Asked:
    """Return a request of this kind as what it is."""
    return Asked(*(getattr(asked, name) for name in requests.Asked.__slots__))


def as_kind(asked: requests.Asked) -> requests.Asked:
    """Return a request as what it is where it is of this kind, and any other as it comes."""
    return correction(asked) if asked.kind == CORRECTION else asked


def ruled(session: Session, request_id: int) -> Sequence[Ruled]:
    """Return what was ruled last about each stamp that a request made or took out."""
    first = select(func.min(stamp_ruling.c.id)).where(stamp_ruling.c.request_id == request_id)
    ours = OUR_FIRST.c.id.in_(first.group_by(stamp_ruling.c.stamp_id))
    rows = session.execute(
        select(
            stamp.c.id,
            stamp.c.uid,
            stamp_ruling.c.verdict,
            stamp_ruling.c.request_id,
            OUR_FIRST.c.verdict.label("first_verdict"),
            request.c.state,
        )
        .join(OUR_FIRST, OUR_FIRST.c.stamp_id == stamp.c.id)
        .join(stamp_ruling, (stamp_ruling.c.stamp_id == stamp.c.id) & rulings.holds(stamp.c.id))
        .join(request, request.c.id == stamp_ruling.c.request_id, isouter=True)
        .where(ours)
        .order_by(stamp.c.id)
    )
    return [
        Ruled(
            row.id,
            row.uid,
            Verdict(row.verdict),
            made=row.first_verdict == Verdict.ACCEPT,
            ours=row.request_id == request_id or row.state in {State.REFUSED, State.WITHDRAWN},
            by_state=None if row.state is None else State(row.state),
        )
        for row in rows
    ]


def wish_of(raw: Mapping[str, Any]) -> Wish:
    before, after = raw["before"], raw["after"]
    return Wish(
        date.fromisoformat(raw["day"]),
        before and Before(UUID(before["stamp"]), StampKind(before["kind"]), _instant(before["at"]), before["origin"]),
        after and After(StampKind(after["kind"]), _instant(after["at"])),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def payload_of(wish: Wish) -> dict[str, Any]:
    before, after = wish.before, wish.after
    return {
        "day": wish.day.isoformat(),
        "before": before
        and {
            "stamp": str(before.stamp_uid),
            "kind": before.kind,
            "at": before.at.isoformat(),
            "origin": before.origin,
        },
        "after": after and {"kind": after.kind, "at": after.at.isoformat()},
    }


PERSON, EMPLOYMENT, FROM, TO = names("corrections", "person", "employment", "from", "to")
MINE = request.c.kind == CORRECTION
ABOUT = (everything().where(MINE, request.c.employment_id == EMPLOYMENT, DAY >= FROM, DAY < TO).order_by(request.c.id),)
TO_LOOK_AT = (
    everything()
    .where(employment.c.person_id == PERSON, (request.c.state.in_(TOLD) & ~READ) | (WAITS & ~HELD))
    .order_by(request.c.id),
)
IN_QUESTION = (
    select(employment.c.uid, DAY.label("day"))
    .join(employment, employment.c.id == request.c.employment_id)
    .where(employment.c.person_id == PERSON, MINE, WAITS),
)
