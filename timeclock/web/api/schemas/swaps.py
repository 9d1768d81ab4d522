"""A swap of duties as a program asks for it, and what colleagues offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from timeclock.core.duties import DutyKind
from timeclock.core.requests import State
from timeclock.core.swaps import SWAPPED
from timeclock.i18n.wording import N_
from timeclock.service.offers import Chosen, Wanted
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown
from timeclock.web.api.schemas.asked import Asked, known_years, said
from timeclock.web.api.schemas.requests import (
    NO_WORDS,
    WORDS_OR_NONE,
    Decision,
    RequestLine,
    uid,
    whole_characters,
    words,
)

NO_INSTANT = N_("An instant is written like this: 2026-12-01T05:00:00Z.")
NO_DUTY = N_("Duties of these kinds are swapped: work, standby_on_site, on_call.")
NO_ANSWER = N_("An answer is one of: agree, decline.")
KINDS = sorted(kind.value for kind in SWAPPED)


def _kind(says: str, *, needed: bool) -> fields.String:
    settings: dict[str, Any] = {
        "validate": validate.OneOf(KINDS, error=NO_DUTY),
        "error_messages": said(NO_DUTY),
        "metadata": described(says, "work"),
    }
    return (
        fields.String(required=True, **settings) if needed else fields.String(load_default=lambda: "work", **settings)
    )


def _begins(says: str, *, needed: bool) -> fields.AwareDateTime:
    settings: dict[str, Any] = {
        "format": "iso",
        "error_messages": said(NO_INSTANT) | {"invalid_awareness": NO_INSTANT},
        "metadata": described(says, "2026-12-01T05:00:00Z"),
    }
    if needed:
        return fields.AwareDateTime(required=True, **settings)
    return fields.AwareDateTime(load_default=lambda: None, **settings)


@dataclass(frozen=True, slots=True)
class SwapAsked:
    begins: datetime
    kind: str
    colleague: UUID
    back_begins: datetime | None
    back_kind: str
    reason: str

    def __post_init__(self) -> None:
        known_years(*(each.date() for each in (self.begins, self.back_begins) if each is not None))

    def wanted(self, uid: UUID) -> Wanted:
        """Return the same as the page of the roster asks for it."""
        given = Chosen(DutyKind(self.kind), self.begins.astimezone(UTC))
        back = self.back_begins
        taken = None if back is None else Chosen(DutyKind(self.back_kind), back.astimezone(UTC))
        return Wanted(uid, given, self.colleague, taken, self.reason.strip())


class SwapBody(Asked):
    """A published duty of the person's for a colleague's, or for none: then she just takes it over."""

    made = SwapAsked
    begins = _begins("When the duty begins that is given away.", needed=True)
    kind = _kind("Of what kind it is.", needed=True)
    colleague = uid("To which employment it goes.", needed=True)
    back_begins = _begins("When the colleague's duty begins that comes back; without it none does.", needed=False)
    back_kind = _kind("Of what kind that one is; without it work.", needed=False)
    reason = words("Why; the colleague and whoever decides read it.", "Elternabend")


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    request: UUID
    answer: str
    reason: str


class OfferAnswerBody(Asked):
    """A yes or no to what a colleague offered."""

    made = OfferAnswered
    request = uid("Which, by the uid /api/v1/swaps/offers tells.", needed=True)
    answer = fields.String(
        required=True,
        validate=validate.OneOf(("agree", "decline"), error=NO_ANSWER),
        error_messages=said(NO_ANSWER),
        metadata=described("agree or decline.", "agree"),
    )
    reason = fields.String(
        load_default="",
        validate=(validate.Regexp(WORDS_OR_NONE, error=NO_WORDS), whole_characters),
        error_messages=said(NO_WORDS),
        metadata=described("Why not, which the colleague reads; may be empty.", "Da bin ich verreist"),
    )


class Offer(Schema):
    """A swap that a colleague offered to the person."""

    uid = shown.uid("Its name for ever.")
    day = shown.day("The first day it is about.")
    lines = shown.many(RequestLine, "Which duty goes to whom, and which comes back, in words.")
    reason = shown.words("Why, in the words of whoever asked.", "Elternabend")
    asked_by = shown.words("Who asked.", "Elif Aydin")
    asked_at = shown.at("When.")
    state = shown.code("Where it stands; offered waits for the person's answer.", State)
    text = shown.words("The same in words.", "wartet auf die Kollegin oder den Kollegen")
    decision = fields.Nested(Decision, required=True, allow_none=True)
    can_agree = fields.Boolean(required=True, metadata=described("Whether she can agree now."))
    can_decline = fields.Boolean(required=True, metadata=described("Whether she can decline now."))


class Offers(Schema):
    """What colleagues offered."""

    offers = shown.many(Offer, "The newest first, 20 at most.")
