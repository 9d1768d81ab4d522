"""What a browser may send about acts for many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import MultiDict

from timeclock.core.amounts import Unit
from timeclock.core.mass_postings import Away, Order, Selection, Written
from timeclock.core.spans import MINUTE
from timeclock.i18n import formats
from timeclock.i18n.wording import N_, NOT_POSTED
from timeclock.service import account_desk
from timeclock.service.account_desk import NoAmount
from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Clock, Form, InvalidInput, OptionalDay, parse

DAY_MISSING = N_("Please enter the day.")
MESSAGES: dict[str, Any] = dict.fromkeys(("required", "invalid", "invalid_uuid", "null"), NOT_UNDERSTOOD)
LONGEST_LIST = 4000
LISTS = ("unit", "model")
AWAY, WRITTEN = "away", "written"
NUMBERS = re.compile(r"[\s,;]+")


def _choice(*values: str) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(values, error=NOT_UNDERSTOOD), error_messages=MESSAGES)


def _words(longest: int) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=longest, error=TOO_LONG))


@dataclass(frozen=True, slots=True)
class MassAsked:
    """An act for many as it was entered; `step` says whether it is to be shown or proposed as it was shown."""

    step: str
    request_uid: UUID
    seen: str
    act: str
    reason: str
    first: date
    last: date | None
    from_clock: time | None
    to_clock: time | None
    account: str
    amount: str
    with_below: bool
    only_planned: bool
    also: str
    but: str
    why: str

    def order(self, units: Iterable[UUID], models: Iterable[str]) -> Order:
        also, but = (frozenset(filter(None, NUMBERS.split(each))) for each in (self.also, self.but))
        selection = Selection(frozenset(units), self.with_below, frozenset(models), also, but, self.only_planned)
        return Order(self._act(), selection, self.why.strip())

    def _act(self) -> Away | Written:
        if self.act == AWAY:
            return Away(self.reason, self.first, self.last or self.first, self.from_clock, self.to_clock)
        try:
            return Written(self.account, self.first, account_desk.amount_of(self.amount, Unit.MINUTES))
        except NoAmount:
            raise InvalidInput({"amount": [NOT_POSTED["no_minutes"]]}) from None


class MassForm(Form[MassAsked]):
    made = MassAsked
    step = _choice("show", "propose")
    request_uid = fields.UUID(required=True, error_messages=MESSAGES)
    seen = _words(64)
    act = _choice(AWAY, WRITTEN)
    reason = _words(40)
    first = fields.Date(required=True, error_messages=MESSAGES | {"required": DAY_MISSING, "invalid": DAY_MISSING})
    last = OptionalDay(load_default=None)
    from_clock = Clock(load_default=None)
    to_clock = Clock(load_default=None)
    account = _words(40)
    amount = _words(10)
    with_below = fields.Boolean(load_default=False, error_messages=MESSAGES)
    only_planned = fields.Boolean(load_default=False, error_messages=MESSAGES)
    also = _words(LONGEST_LIST)
    but = _words(LONGEST_LIST)
    why = _words(LONGEST_REASON)

    @validates_schema
    def complete(self, values: Mapping[str, Any], **_context: object) -> None:
        if not values["why"].strip() or "\x00" in values["why"]:
            raise ValidationError(NOT_POSTED["why_missing"], "why")
        if "\x00" in values["also"] + values["but"] + values["reason"] + values["account"]:
            raise ValidationError(NOT_UNDERSTOOD, "also")


def parse_mass(sent: MultiDict[str, str]) -> tuple[MassAsked, Order]:
    """Return what was entered with the order it makes; units and models are ticked, so they come many times."""
    rest = MultiDict([each for each in sent.items(multi=True) if each[0] not in LISTS])
    asked = parse(MassForm, rest)
    try:
        units = [UUID(each) for each in sent.getlist("unit")]
    except ValueError:
        raise InvalidInput({"also": [NOT_UNDERSTOOD]}) from None
    return asked, asked.order(units, (each for each in sent.getlist("model") if "\x00" not in each))


@dataclass(frozen=True, slots=True)
class MassDecided:
    decision: str
    reason: str


class MassDecisionForm(Form[MassDecided]):
    made = MassDecided
    decision = _choice("confirm", "refuse")
    reason = _words(LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class MassUndone:
    undo_reason: str


class MassUndoForm(Form[MassUndone]):
    made = MassUndone
    undo_reason = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG),
        error_messages={"required": NOT_POSTED["why_missing"], "invalid": NOT_UNDERSTOOD},
    )


def sent_of(order: Order) -> MultiDict[str, str]:
    """Return the form of an order, to begin another one with."""
    act, selection = order.act, order.selection
    numbers = (("also", " ".join(sorted(selection.also))), ("but", " ".join(sorted(selection.but))))
    ticked = [*(("unit", str(uid)) for uid in selection.units), *(("model", code) for code in selection.models)]
    if selection.only_planned:
        ticked.append(("only_planned", "true"))
    return MultiDict([("why", order.why), ("first", act.days.from_day.isoformat()), *numbers, *ticked, *_sent_of(act)])


def _sent_of(act: Away | Written) -> Iterator[tuple[str, str]]:
    if isinstance(act, Written):
        yield from (("act", WRITTEN), ("account", act.account), ("amount", formats.signed(act.minutes * MINUTE)))
        return
    yield from (("act", AWAY), ("reason", act.reason), ("last", act.last.isoformat()))
    for name, clock in (("from_clock", act.from_clock), ("to_clock", act.to_clock)):
        if clock is not None:
            yield name, f"{clock:%H:%M}"
