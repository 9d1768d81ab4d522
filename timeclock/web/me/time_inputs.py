"""What somebody sends about her own times: stamps, declarations, what she has read, her word about a month."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates

from timeclock.core.stamps import StampKind
from timeclock.i18n.wording import ACT, N_
from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Form, messages, text


@dataclass(frozen=True, slots=True)
class StampAsked:
    """A stamp, and for whom a page gave it that had been open for a while; None where it is hers who is signed in."""

    kind: StampKind
    request_uid: UUID
    owner: UUID | None


class StampForm(Form[StampAsked]):
    made = StampAsked
    kind = fields.Enum(StampKind, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    owner = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))

    @validates("kind")
    def only_what_people_choose(self, kind: StampKind, **_context: object) -> None:
        if kind not in ACT or kind is StampKind.AUTO:
            raise ValidationError(NOT_UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class ContestAsked:
    reason: str


class ContestForm(Form[ContestAsked]):
    made = ContestAsked
    reason = text(N_("Please say in a few words why the break was not taken."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """One reminder by its name, or all there are."""

    notice: UUID | None


class NoticeForm(Form[NoticeRead]):
    made = NoticeRead
    notice = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class MonthAnswered:
    employment: UUID
    seen: str
    answer: str
    reason: str


class AnswerForm(Form[MonthAnswered]):
    """What the person herself says of her month, as she saw it."""

    made = MonthAnswered
    employment = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    seen = fields.String(required=True, validate=validate.Length(max=64), error_messages=messages(NOT_UNDERSTOOD))
    answer = fields.String(required=True, validate=validate.OneOf(("agree", "object"), error=NOT_UNDERSTOOD))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))
