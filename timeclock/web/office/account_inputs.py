"""What whoever keeps accounts may send about them, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, fields, validate

from timeclock.core.accounts import PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.posting_acts import BY_PEOPLE
from timeclock.i18n.wording import N_
from timeclock.service import account_desk
from timeclock.service.account_desk import NoAmount
from timeclock.service.postings import Wanted
from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Form, InvalidInput

DAY_MISSING = N_("Please enter the day from which on it counts.")
AMOUNT_MISSING = N_("Please enter an amount like 1:30, or of hours of pay like 2,5.")
MESSAGES: dict[str, Any] = dict.fromkeys(("required", "invalid", "null", "unknown", "by_value"), NOT_UNDERSTOOD)
CODE = validate.Length(max=40, error=TOO_LONG)
REASON = validate.Length(max=LONGEST_REASON, error=TOO_LONG)


@dataclass(frozen=True, slots=True)
class PostingAsked:
    """A posting as it was entered; the amount is read once its account is known."""

    kind: PostingKind
    account: str
    to: str
    day: date
    amount: str
    reason: str

    def wanted(self, amount: int) -> Wanted:
        return Wanted(self.kind, self.account, self.day, amount, self.reason, self.to)


class PostingForm(Form[PostingAsked]):
    made = PostingAsked
    kind = fields.Enum(PostingKind, by_value=True, required=True, error_messages=MESSAGES)
    account = fields.String(required=True, validate=CODE, error_messages=MESSAGES)
    to = fields.String(load_default="", validate=CODE, error_messages=MESSAGES)
    day = fields.Date(required=True, error_messages=MESSAGES | {"required": DAY_MISSING, "invalid": DAY_MISSING})
    amount = fields.String(required=True, validate=CODE, error_messages=MESSAGES | {"required": AMOUNT_MISSING})
    reason = fields.String(load_default="", validate=REASON, error_messages=MESSAGES)


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    decision: str


class ProposalForm(Form[ProposalDecided]):
    """Which of the two buttons was pressed; the reason stands in a field named after the proposal."""

    made = ProposalDecided
    decision = fields.String(
        required=True, validate=validate.OneOf(("confirm", "refuse"), error=NOT_UNDERSTOOD), error_messages=MESSAGES
    )

    class Meta:
        unknown = EXCLUDE


def amount_of(text: str, unit: Unit) -> int:
    """Return an amount in its unit, or the problem at its field."""
    try:
        return account_desk.amount_of(text, unit)
    except NoAmount:
        raise InvalidInput({"amount": [AMOUNT_MISSING]}) from None


ACTS: tuple[PostingKind, ...] = tuple(kind for kind in PostingKind if kind in BY_PEOPLE)
