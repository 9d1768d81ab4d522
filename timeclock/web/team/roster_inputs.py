"""What planners may send: the cells of the grid by row and day, and what is to be done with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import MultiDict

from timeclock.core.duties import DutyKind
from timeclock.i18n.wording import N_
from timeclock.web.inputs import (
    CLOCK_MISSING,
    LONGEST_REASON,
    NOT_UNDERSTOOD,
    TOO_LONG,
    Clock,
    Form,
    InvalidInput,
    OptionalDay,
    parse,
)

# Row and day of a cell, as "3.14"; what belongs to it or to its row has a word before.
CELL = re.compile(r"(?:(ground|agreed)\.)?(\d{1,3})(?:\.(\d{1,2}))?")
RELEASE = "release"
MESSAGES: dict[str, Any] = dict.fromkeys(
    ("required", "invalid", "invalid_uuid", "null", "unknown", "by_value"), NOT_UNDERSTOOD
)
KEY = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ0-9]{0,3}")
NO_KEY = N_("A key is a letter, and up to three letters or digits more.")
# On call over a week and the days around it; a month's results look no further back.
MOST_DAYS = 14
DAYS_WRONG = N_("Please enter after how many days it ends, at most 14, or nothing.")
NOT_OVER_DAYS = N_("Only being on call lasts over days.")
AHEAD_WRONG = N_("Please enter a number of days, or nothing.")
NO_PATTERN = N_("Please write the keys of the days one after the other, for example F F F F F - -.")


def _words(longest: int, **options: Any) -> fields.String:
    return fields.String(validate=validate.Length(max=longest, error=TOO_LONG), error_messages=MESSAGES, **options)


class OptionalUid(fields.Field[UUID | None]):
    """A uid, or nothing where all are meant."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> UUID | None:
        try:
            return UUID(str(value)) if value else None
        except ValueError:
            raise ValidationError(NOT_UNDERSTOOD) from None


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    unit: UUID | None


class PlannedUnitForm(Form[PlannedUnit]):
    """Whose roster is meant; nothing where the first unit is."""

    made = PlannedUnit
    unit = OptionalUid(load_default=None, error_messages=MESSAGES)


@dataclass(frozen=True, slots=True)
class RosterAsked:
    """What is to be done: `people` are the rows in the order in which they were shown."""

    unit: UUID | None
    seen: str
    step: str
    people: str
    rotation: str
    pattern: str
    first: date | None
    last: date | None
    whom: UUID | None
    ahead: str
    week: date | None
    to_week: date | None
    reason: str


class RosterForm(Form[RosterAsked]):
    made = RosterAsked
    unit = OptionalUid(load_default=None, error_messages=MESSAGES)
    seen = _words(64, required=True)
    step = _words(64, required=True)
    people = _words(40_000, required=True)
    rotation = _words(100, load_default="")
    pattern = _words(1000, load_default="")
    first = OptionalDay(load_default=None, error_messages=MESSAGES)
    last = OptionalDay(load_default=None, error_messages=MESSAGES)
    whom = OptionalUid(load_default=None, error_messages=MESSAGES)
    ahead = fields.String(load_default="", validate=validate.Regexp(r"\s*-?\d{0,3}\s*\Z", error=AHEAD_WRONG))
    week = OptionalDay(load_default=None, error_messages=MESSAGES)
    to_week = OptionalDay(load_default=None, error_messages=MESSAGES)
    reason = _words(LONGEST_REASON, load_default="")


@dataclass(frozen=True, slots=True)
class Typed:
    """A grid as it was sent: what to do, the cells, the grounds given for some, and who agreed."""

    asked: RosterAsked
    cells: Mapping[tuple[UUID, date], str]
    grounds: Mapping[tuple[UUID, date], str]
    agreed: frozenset[UUID]

    @property
    def released(self) -> tuple[UUID, date] | None:
        """Return whose day is to stay although the law speaks against it, where this is the step."""
        word, *rest = self.asked.step.split(".")
        return next((on for on in self.grounds if word == RELEASE and [str(on[0]), on[1].isoformat()] == rest), None)


def typed(sent: MultiDict[str, str], month: date) -> Typed:
    """Return a grid that was sent; raise `InvalidInput` where it is none."""
    asked = parse(RosterForm, MultiDict([each for each in sent.items(multi=True) if not CELL.fullmatch(each[0])]))
    found = _cells(sent, list(_people(asked.people)), month)
    return Typed(asked, found[""], found["ground"], frozenset(found["agreed"]))


def grid_of(sent: MultiDict[str, str], month: date) -> tuple[UUID | None, Mapping[tuple[UUID, date], str]]:
    """Return the unit and the cells of a grid whatever else was sent; raise `InvalidInput` where it is none."""
    unit = parse(PlannedUnitForm, MultiDict({"unit": sent.get("unit", "")})).unit
    return unit, _cells(sent, list(_people(sent.get("people", ""))), month)[""]


def _cells(sent: MultiDict[str, str], people: Sequence[UUID], month: date) -> dict[str, dict[Any, str]]:
    """Return what was sent for single days and rows, by the word before it."""
    fitting = {name: match for name in sent if (match := CELL.fullmatch(name))}
    found: dict[str, dict[Any, str]] = {"": {}, "ground": {}, "agreed": {}}
    for name, match in fitting.items():
        word, row, no = match[1] or "", int(match[2]), match[3]
        try:
            on = people[row] if word == "agreed" else (people[row], month.replace(day=int(no or 0)))
        except (IndexError, ValueError):
            raise InvalidInput({name: [NOT_UNDERSTOOD]}) from None
        if len(sent[name]) > LONGEST_REASON or "\x00" in sent[name]:
            raise InvalidInput({name: [TOO_LONG]})
        found[word][on] = sent[name]
    return found


def _people(listed: str) -> Iterator[UUID]:
    for each in listed.split(","):
        try:
            yield UUID(each)
        except ValueError:
            raise InvalidInput({"people": [NOT_UNDERSTOOD]}) from None


@dataclass(frozen=True, slots=True)
class ShiftAsked:
    key: str
    name: str
    kind: DutyKind
    begins: time
    ends: time
    plan: str
    days: int


class Key(fields.Field[str]):
    """A key as it is typed in a cell, in capitals."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> str:
        key = str(value).strip().upper()
        if not KEY.fullmatch(key):
            raise ValidationError(NO_KEY)
        return key


class OptionalKey(Key):
    """A key, or nothing."""

    def _deserialize(self, value: object, attr: str | None, data: object, **context: object) -> str:
        return super()._deserialize(value, attr, data, **context) if str(value).strip() else ""


class Days(fields.Field[int]):
    """How many days later something ends; empty where its clocks say it."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> int:
        written = str(value).strip() or "0"
        if not (written.isdecimal() and int(written) <= MOST_DAYS):
            raise ValidationError(DAYS_WRONG)
        return int(written)


class ShiftForm(Form[ShiftAsked]):
    made = ShiftAsked
    key = Key(required=True, error_messages={"required": NO_KEY})
    name = _words(60, load_default="")
    kind = fields.Enum(DutyKind, by_value=True, required=True, error_messages=MESSAGES)
    begins = Clock(required=True, error_messages={"required": CLOCK_MISSING})
    ends = Clock(required=True, error_messages={"required": CLOCK_MISSING})
    plan = _words(60, load_default="")
    days = Days(load_default=0)

    @validates_schema
    def fits(self, values: Mapping[str, Any], **_context: object) -> None:
        """Refuse what lasts over days: nobody works for so long, but people are on call."""
        if values.get("days") and values.get("kind") is not DutyKind.ON_CALL:
            raise ValidationError(NOT_OVER_DAYS, "days")


@dataclass(frozen=True, slots=True)
class RotationAsked:
    rotation_name: str
    pattern: str
    anchor: date


class RotationForm(Form[RotationAsked]):
    made = RotationAsked
    rotation_name = fields.String(
        required=True,
        validate=[
            validate.Length(1, 60, error=N_("Please enter a name.")),
            validate.Regexp(r"\S", error=N_("Please enter a name.")),
        ],
        error_messages=MESSAGES,
    )
    pattern = fields.String(
        required=True,
        validate=[validate.Regexp(r"\s*\S", error=NO_PATTERN), validate.Length(max=1000, error=TOO_LONG)],
        error_messages=MESSAGES,
    )
    anchor = fields.Date(required=True, error_messages=MESSAGES)


@dataclass(frozen=True, slots=True)
class Dropped:
    row: str


class DropForm(Form[Dropped]):
    made = Dropped
    row = _words(100, required=True)
