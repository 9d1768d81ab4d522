"""What a browser may send about absences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from timeclock.i18n.wording import ABSENCE_FIGURE, N_
from timeclock.store.illness_notes import NoteKind
from timeclock.web.inputs import LONGEST_REASON, NOT_UNDERSTOOD, TOO_LONG, Clock, Form, OptionalDay

LONGEST_CODE = 40
LONGEST_NUMBER = 5
DAY_MISSING = N_("Please enter the first and the last day.")
REASON_MISSING = N_("Please choose a reason.")
NUMBER_MISSING = N_("Please enter a whole number.")
STAFF_NO_MISSING = N_("Please enter the staff number.")


@dataclass(frozen=True, slots=True)
class StaffNumberAsked:
    staff_no: str


class StaffNumberForm(Form[StaffNumberAsked]):
    made = StaffNumberAsked
    staff_no = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_CODE, error=STAFF_NO_MISSING),
        error_messages={"required": STAFF_NO_MISSING, "invalid": STAFF_NO_MISSING},
    )


class Number(fields.Field[int | None]):
    """A whole number, or nothing where the field was left empty."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> int | None:
        written = str(value).strip()
        if not written:
            return None
        if not (written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER):
            raise ValidationError(NUMBER_MISSING)
        return int(written)


class OptionalUid(fields.Field[UUID | None]):
    """Which absence is meant, or none."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> UUID | None:
        written = str(value).strip()
        try:
            return UUID(written) if written else None
        except ValueError:
            raise ValidationError(NOT_UNDERSTOOD) from None


def _needed_day(name: str) -> fields.Date:
    return fields.Date(required=True, data_key=name, error_messages={"required": DAY_MISSING, "invalid": DAY_MISSING})


@dataclass(frozen=True, slots=True)
class AbsenceWanted:
    """An absence as the form has it; `step` says whether its effect is to be shown or it is to be saved."""

    step: str
    reason: str
    first: date
    last: date
    from_clock: time | None
    to_clock: time | None
    certificate: date | None
    lessons: int | None
    site_min: int | None
    travel_min: int | None
    unavoidable: int | None
    instead_of: UUID | None

    @property
    def figures(self) -> Mapping[str, int]:
        given: dict[str, Any] = {name: getattr(self, name) for name in ABSENCE_FIGURE}
        return {name: value for name, value in given.items() if value is not None}


class AbsenceForm(Form[AbsenceWanted]):
    made = AbsenceWanted
    step = fields.String(required=True, validate=validate.OneOf(("show", "save"), error=NOT_UNDERSTOOD))
    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_CODE, error=REASON_MISSING),
        error_messages={"required": REASON_MISSING, "invalid": REASON_MISSING},
    )
    first = _needed_day("first")
    last = _needed_day("last")
    from_clock = Clock(load_default=None)
    to_clock = Clock(load_default=None)
    certificate = OptionalDay(load_default=None)
    lessons = Number(load_default=None)
    site_min = Number(load_default=None)
    travel_min = Number(load_default=None)
    unavoidable = Number(load_default=None)
    instead_of = OptionalUid(load_default=None)


@dataclass(frozen=True, slots=True)
class AbsenceAsked:
    request_uid: UUID
    reason: str
    first: date
    last: date
    from_clock: time | None
    to_clock: time | None
    why: str
    step: str


def _uid() -> fields.UUID:
    return fields.UUID(required=True, error_messages={"required": NOT_UNDERSTOOD, "invalid_uuid": NOT_UNDERSTOOD})


def _why() -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))


class AbsenceAskedForm(Form[AbsenceAsked]):
    """What somebody asks for herself; a word why is welcome and not needed."""

    made = AbsenceAsked
    request_uid = _uid()
    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_CODE, error=REASON_MISSING),
        error_messages={"required": REASON_MISSING, "invalid": REASON_MISSING},
    )
    first = _needed_day("first")
    last = _needed_day("last")
    from_clock = Clock(load_default=None)
    to_clock = Clock(load_default=None)
    why = _why()
    step = fields.String(load_default="ask", validate=validate.OneOf(("ask", "preview"), error=NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class ReturnAsked:
    request_uid: UUID
    absence: UUID
    why: str


class ReturnForm(Form[ReturnAsked]):
    """Which absence of one's own is to count no more."""

    made = ReturnAsked
    request_uid = _uid()
    absence = _uid()
    why = _why()


@dataclass(frozen=True, slots=True)
class AbsenceChosen:
    absence: UUID


class AbsenceChosenForm(Form[AbsenceChosen]):
    made = AbsenceChosen
    absence = _uid()


@dataclass(frozen=True, slots=True)
class NoteWanted:
    absence: UUID
    kind: NoteKind
    first: date | None
    last: date | None
    same_as: UUID | None


class NoteForm(Form[NoteWanted]):
    """What becomes known of an illness; without days a certificate covers all of the absence."""

    made = NoteWanted
    absence = _uid()
    kind = fields.Enum(
        NoteKind,
        by_value=True,
        required=True,
        error_messages={"required": NOT_UNDERSTOOD, "unknown": NOT_UNDERSTOOD},
    )
    first = OptionalDay(load_default=None)
    last = OptionalDay(load_default=None)
    same_as = OptionalUid(load_default=None)
