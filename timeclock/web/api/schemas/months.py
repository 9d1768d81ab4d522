"""One's own months: as they stand, as they were closed, and what one says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from timeclock.i18n.wording import N_
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown
from timeclock.web.api.schemas.asked import MISSING, Asked, said
from timeclock.web.api.schemas.requests import NO_WORDS, WORDS_OR_NONE, uid, whole_characters

HASH = r"^[0-9a-f]{64}$"
NO_ANSWER = N_("An answer is one of: agree, object.")
NO_SEEN = N_("'seen' is what the month told under this name.")


@dataclass(frozen=True, slots=True)
class AnswerAsked:
    employment: UUID
    seen: str
    answer: str
    reason: str

    @property
    def objection(self) -> str | None:
        return self.reason if self.answer == "object" else None


class AnswerBody(Asked):
    """What the person says of her month, as she saw it."""

    made = AnswerAsked
    employment = uid("Which employment it is, as the month told it.", needed=True)
    seen = fields.String(
        required=True,
        validate=validate.Regexp(HASH, error=NO_SEEN),
        error_messages=said(NO_SEEN),
        metadata=described("Names what she saw, as the month told it."),
    )
    answer = fields.String(
        required=True,
        validate=validate.OneOf(("agree", "object"), error=NO_ANSWER),
        error_messages=said(NO_ANSWER),
        metadata=described("Whether the month is right.", "agree"),
    )
    reason = fields.String(
        load_default="",
        validate=(validate.Regexp(WORDS_OR_NONE, error=NO_WORDS), whole_characters),
        error_messages=said(NO_WORDS),
        metadata=described("What is not right; needed to object. The superior reads it.", "Am 12. fehlt das Gehen"),
    )

    @validates_schema(skip_on_field_errors=True)
    def reasoned(self, values: dict[str, Any], **_context: object) -> None:
        if values["answer"] == "object" and not values["reason"].strip():
            raise ValidationError(MISSING, "reason")


class Reopening(Schema):
    """That a version does not hold any more."""

    at = shown.at("Since when.")
    by = shown.words("By whom; null where by the house itself.", "Petra Lang", optional=True)
    reason = shown.words("Why.", "Schicht nachgetragen")


class Version(Schema):
    """A month as it was closed; it never changes."""

    month = shown.words("The month.", "2026-10")
    version = fields.Integer(required=True, metadata=described("Which closing of this month it is.", 1))
    hash = shown.words("Names its days and accounts to the byte: SHA-256, hexadecimal.")
    worked_minutes = shown.minutes("What counted.")
    target_minutes = shown.minutes("What was due.")
    difference_minutes = shown.minutes("The one less the other.")
    open_days = fields.Integer(required=True, metadata=described("Days on which a stamp was missing.", 0))
    closed_at = shown.at("When it was closed: all that was known by then is in it.")
    closed_by = shown.words("By whom; null where by the house itself.", "Petra Lang", optional=True)
    reason = shown.words("Why it was closed although something was missing; null where nothing was.", optional=True)
    handed_over_at = shown.at("Since when payroll has it; null where it does not.", optional=True)
    reopened = fields.Nested(Reopening, required=True, allow_none=True)


class Versions(Schema):
    """All versions of the months of a span."""

    employment = shown.uid("Which employment it is.")
    versions = shown.many(Version, "The newest month and version first; of each month the one in force is first.")


class Found(Schema):
    """What was found of a closed month later; the difference was posted."""

    day = shown.day("Of which day.")
    before_minutes = fields.Integer(required=True, metadata=described("The day's difference as it was closed.", -12))
    now_minutes = fields.Integer(required=True, metadata=described("The same as it is known now.", 18))
    at = shown.at("When it was found.")
    because = fields.List(
        fields.String(), required=True, metadata=described("What came after the month was closed, in words.")
    )


class Confirmed(Schema):
    """That somebody responsible looked at the month, or a part of it."""

    from_day = shown.day("The first day.", key="from")
    to_day = shown.day("The day after the last one.", key="to")
    by = shown.words("Who.", "Jens Brandt")
    at = shown.at("When.")
    holds = fields.Boolean(required=True, metadata=described("Whether it is still what she saw."))


class OwnWord(Schema):
    """What the person said last of her month."""

    agreed = fields.Boolean(required=True, metadata=described("That it is right, or that she objects."))
    at = shown.at("When.")
    reason = shown.words("What is not right; null where she agreed.", optional=True)
    answered = fields.Boolean(required=True, metadata=described("Whether somebody responsible confirmed it after it."))
    holds = fields.Boolean(required=True, metadata=described("Whether it is still what she saw."))


class Month(Schema):
    """A month with its sums. Of a closed one they are as they were when it was closed."""

    employment = shown.uid("Which employment it is.")
    month = shown.words("The month.", "2026-10")
    worked_minutes = shown.minutes("What counts of the complete days.")
    target_minutes = shown.minutes("What is due on them.")
    difference_minutes = shown.minutes("The one less the other.")
    balance_before_minutes = shown.minutes("The balance before the month.")
    posted_minutes = shown.minutes("What was posted on the flextime account beside its days.")
    balance_minutes = shown.minutes("The balance after the month, or now.")
    open_days = fields.Integer(required=True, metadata=described("Past days on which a stamp is missing.", 0))
    confirmed = shown.many(Confirmed, "Who confirmed it.")
    version = fields.Nested(Version, required=True, allow_none=True)
    found_since = shown.many(Found, "What was found of it since it was closed.")
    own_word = fields.Nested(OwnWord, required=True, allow_none=True)
    can_answer = fields.Boolean(
        required=True, metadata=described("Whether the person can say now that it is right, or what is not.")
    )
    seen = shown.words("Names what is shown here; an answer says it.")
    days = shown.words("The address of its days.")


class Answered(Schema):
    """What the person said of a month is on record."""

    employment = shown.uid("Which employment it is.")
    month = shown.words("The month.", "2026-10")
    own_word = fields.Nested(OwnWord, required=True)
