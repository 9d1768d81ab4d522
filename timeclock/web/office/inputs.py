"""What the time office may send about deviations, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import MultiDict

from timeclock.core.deviations import DeviationKind
from timeclock.core.fixes import Basis
from timeclock.i18n.wording import HINDRANCE, N_
from timeclock.service.entering import KINDS, Entry
from timeclock.service.fixing import Chosen
from timeclock.service.ownerless import Decided
from timeclock.web.inputs import (
    CLOCK_MISSING,
    LONGEST_REASON,
    NOT_UNDERSTOOD,
    TOO_LONG,
    Clock,
    Form,
    InvalidInput,
    parse,
)

NOTHING_TICKED = N_("Please tick at least one.")
MOST_TICKED = 200
# The name of a deviation and that of what was shown of it, in one value of a box to tick.
BETWEEN = "~"
BY_NUMBER, LEAVE_OUT = "by_number", "leave_out"
MESSAGES: dict[str, Any] = dict.fromkeys(
    ("required", "invalid", "invalid_uuid", "null", "unknown", "by_value"), NOT_UNDERSTOOD
)
NOT_NEGATIVE = validate.Range(min=0, max=1_000_000, error=NOT_UNDERSTOOD)
SHORT = validate.Length(max=200, error=TOO_LONG)


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Which deviations are asked for; nothing is everything of the last weeks."""

    from_day: date | None
    to_day: date | None
    unit: str | None
    kind: DeviationKind | None
    settled: bool
    after: int


class OptionalKind(fields.Field[DeviationKind | None]):
    """A kind of deviation, or nothing where all are meant."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> DeviationKind | None:
        try:
            return DeviationKind(str(value)) if value else None
        except ValueError:
            raise ValidationError(NOT_UNDERSTOOD) from None


class ListForm(Form[ListAsked]):
    """Days from (included) to (included), as people say it."""

    made = ListAsked
    from_day = fields.Date(data_key="from", load_default=None, error_messages=MESSAGES)
    to_day = fields.Date(data_key="to", load_default=None, error_messages=MESSAGES)
    unit = fields.String(load_default=None, validate=SHORT, error_messages=MESSAGES)
    kind = OptionalKind(load_default=None)
    settled = fields.Boolean(load_default=False, error_messages=MESSAGES)
    after = fields.Integer(load_default=0, validate=NOT_NEGATIVE, error_messages=MESSAGES)


@dataclass(frozen=True, slots=True)
class FixAsked:
    """What is done with one deviation."""

    act: UUID
    row: str
    basis: Basis
    clock: time | None
    words: str

    @property
    def chosen(self) -> Chosen:
        name, _, seen = self.row.partition(BETWEEN)
        return Chosen(name, seen)


class FixForm(Form[FixAsked]):
    made = FixAsked
    act = fields.UUID(required=True, error_messages=MESSAGES)
    row = fields.String(required=True, validate=SHORT, error_messages=MESSAGES)
    basis = fields.Enum(Basis, by_value=True, required=True, error_messages=MESSAGES)
    clock = Clock(load_default=None)
    words = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))

    @validates_schema
    def complete(self, values: Mapping[str, Any], **_context: object) -> None:
        if values["basis"] is Basis.OWN_CLOCK and values["clock"] is None:
            raise ValidationError(HINDRANCE["no_such_time"], "clock")
        if values["basis"] is Basis.OWN_WORDS and not values["words"].strip():
            raise ValidationError(HINDRANCE["words_missing"], "words")
        if "\x00" in values["words"]:
            raise ValidationError(NOT_UNDERSTOOD, "words")


@dataclass(frozen=True, slots=True)
class UndoAsked:
    act: UUID


class UndoForm(Form[UndoAsked]):
    made = UndoAsked
    act = fields.UUID(required=True, error_messages=MESSAGES)


def parse_many(sent: MultiDict[str, str]) -> tuple[FixAsked, tuple[Chosen, ...]]:
    """Return what is done with all that were ticked; raise `InvalidInput` where nothing was, or far too much."""
    ticked: Sequence[str] = sent.getlist("row")
    if not 0 < len(ticked) <= MOST_TICKED:
        raise InvalidInput({"row": [NOTHING_TICKED]})
    rest = MultiDict([(name, value) for name, value in sent.items(multi=True) if name != "row"])
    each = [parse(FixForm, MultiDict([*rest.items(multi=True), ("row", row)])) for row in ticked]
    return each[0], tuple(one.chosen for one in each)


@dataclass(frozen=True, slots=True)
class StampsAsked:
    """Whose some stamps are: an employment's, a staff number's, or nobody's."""

    act: UUID
    what: str
    staff_no: str


class StampsForm(Form[StampsAsked]):
    """`what` is the uid of an employment, `by_number`, or `leave_out`."""

    made = StampsAsked
    act = fields.UUID(required=True, error_messages=MESSAGES)
    what = fields.String(required=True, validate=SHORT, error_messages=MESSAGES)
    staff_no = fields.String(load_default="", validate=SHORT, error_messages=MESSAGES)

    @validates_schema
    def complete(self, values: Mapping[str, Any], **_context: object) -> None:
        if values["what"] == BY_NUMBER and not values["staff_no"].strip():
            raise ValidationError(N_("Please enter the staff number."), "staff_no")
        if values["what"] not in {BY_NUMBER, LEAVE_OUT} and _uid(values["what"]) is None:
            raise ValidationError(NOT_UNDERSTOOD, "what")


def parse_stamps(sent: MultiDict[str, str]) -> Decided:
    """Return whose the stamps are that were ticked; raise `InvalidInput` where none was."""
    uids = [uid for text in sent.getlist("stamp") if (uid := _uid(text)) is not None]
    if not 0 < len(uids) <= MOST_TICKED:
        raise InvalidInput({"stamp": [NOTHING_TICKED]})
    asked = parse(StampsForm, MultiDict([each for each in sent.items(multi=True) if each[0] != "stamp"]))
    number = asked.staff_no.strip() if asked.what == BY_NUMBER else ""
    return Decided(asked.act, tuple(uids), _uid(asked.what), number)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class EntryAsked:
    """Stamps for somebody else; what was left empty is None."""

    act: UUID
    came: time | None
    break_start: time | None
    break_end: time | None
    went: time | None
    reason: str

    @property
    def entry(self) -> Entry:
        given = zip(KINDS, (self.came, self.break_start, self.break_end, self.went), strict=True)
        return Entry(self.act, tuple((kind, at) for kind, at in given if at is not None), self.reason.strip())


class EntryForm(Form[EntryAsked]):
    made = EntryAsked
    act = fields.UUID(required=True, error_messages=MESSAGES)
    came = Clock(data_key="in", load_default=None)
    break_start = Clock(load_default=None)
    break_end = Clock(load_default=None)
    went = Clock(data_key="out", load_default=None)
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))

    @validates_schema
    def something(self, values: Mapping[str, Any], **_context: object) -> None:
        if all(values[name] is None for name in ("came", "break_start", "break_end", "went")):
            raise ValidationError(CLOCK_MISSING, "in")
        if not values["reason"].strip() or "\x00" in values["reason"]:
            raise ValidationError(N_("Please say in a few words how you know."), "reason")
