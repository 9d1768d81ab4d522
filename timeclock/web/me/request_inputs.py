"""What somebody sends when she asks for something, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema

from timeclock.core.corrections import Change
from timeclock.core.duties import DutyKind
from timeclock.core.stamps import StampKind
from timeclock.i18n.wording import N_
from timeclock.service.offers import Chosen
from timeclock.web.inputs import (
    CLOCK_MISSING,
    FIRST_DAY_MISSING,
    LAST_DAY_MISSING,
    LONGEST_REASON,
    NOT_UNDERSTOOD,
    TOO_LONG,
    Clock,
    Form,
    Made,
    messages,
    needed_day,
    text,
    which_employment,
)

DAY_MISSING = N_("Please enter the day on which it began.")
WHERE_MISSING = N_("Please say whether you went there.")


@dataclass(frozen=True, slots=True)
class StampChosen:
    employment: UUID | None
    stamp: UUID | None
    kind: StampKind | None
    clock: time | None

    @property
    def proposed(self) -> dict[str, str]:
        """Return what the form begins with: the stamp that was probably forgotten, and what people say then."""
        if self.kind is None or self.clock is None:
            return {}
        return {"kind": self.kind.value, "clock": self.clock.strftime("%H:%M"), "forgotten": "yes"}


class StampChosenForm(Form[StampChosen]):
    """Which stamp a correction is about, in the address; none is a new one, probably of this kind and time."""

    made = StampChosen
    employment = which_employment()
    stamp = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    kind = fields.Enum(StampKind, by_value=True, load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    clock = Clock(load_default=None)


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    request_uid: UUID
    employment: UUID | None
    change: Change
    stamp: UUID | None
    kind: StampKind | None
    clock: time | None
    which: str | None
    reason: str


class CorrectionForm(Form[CorrectionAsked]):
    made = CorrectionAsked
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    employment = which_employment()
    change = fields.Enum(Change, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    stamp = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    kind = fields.Enum(StampKind, by_value=True, load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    clock = Clock(load_default=None)
    which = fields.String(load_default=None, validate=validate.OneOf(("first", "second"), error=NOT_UNDERSTOOD))
    reason = text(N_("Please say in a few words what happened."), LONGEST_REASON)

    @validates_schema
    def complete(self, values: Mapping[str, Any], **_context: object) -> None:
        if values["change"] is Change.DELETE:
            return
        if values["clock"] is None:
            raise ValidationError(CLOCK_MISSING, "clock")
        if values["kind"] is None:
            raise ValidationError(NOT_UNDERSTOOD, "kind")


@dataclass(frozen=True, slots=True)
class RequestChosen:
    request_uid: UUID


class RequestForm(Form[RequestChosen]):
    made = RequestChosen
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))


class SpanForm(Form[Made]):
    """A form of a day from one clock to another, both of which are needed."""

    @validates_schema
    def complete(self, values: Mapping[str, Any], **_context: object) -> None:
        for name in ("from_clock", "to_clock"):
            if values[name] is None:
                raise ValidationError(CLOCK_MISSING, name)


@dataclass(frozen=True, slots=True)
class OvertimeAsked:
    request_uid: UUID
    day: date
    from_clock: time
    to_clock: time
    most: time | None
    reason: str


class OvertimeForm(SpanForm[OvertimeAsked]):
    """Overtime of a day; `most` is a length of time, written as a clock is."""

    made = OvertimeAsked
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    day = needed_day(FIRST_DAY_MISSING)
    from_clock = Clock(required=True, error_messages=messages(CLOCK_MISSING))
    to_clock = Clock(required=True, error_messages=messages(CLOCK_MISSING))
    most = Clock(load_default=None)
    reason = text(N_("Please say in a few words what has to be done."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class CallSaid:
    request_uid: UUID
    day: date
    from_clock: time
    to_clock: time
    where: str
    reason: str


class CallForm(SpanForm[CallSaid]):
    """A call of a day: with the way where somebody went there, without one where she answered it from where she was."""

    made = CallSaid
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    day = needed_day(DAY_MISSING)
    from_clock = Clock(required=True, error_messages=messages(CLOCK_MISSING))
    to_clock = Clock(required=True, error_messages=messages(CLOCK_MISSING))
    where = fields.String(
        required=True,
        validate=validate.OneOf(("there", "remote"), error=WHERE_MISSING),
        error_messages=messages(WHERE_MISSING),
    )
    reason = text(N_("Please say in a few words what you were called for."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class MobileWorkAsked:
    request_uid: UUID
    first: date
    last: date
    reason: str


class MobileWorkForm(Form[MobileWorkAsked]):
    made = MobileWorkAsked
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    first = needed_day(FIRST_DAY_MISSING)
    last = needed_day(LAST_DAY_MISSING)
    reason = text(N_("Please say in a few words where you will work and why."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class ObjectionAsked:
    request_uid: UUID
    reason: str


class ObjectionForm(Form[ObjectionAsked]):
    made = ObjectionAsked
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    reason = text(N_("Please say why you object; whoever decides reads it."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class ObjectionToChange:
    reason: str


class ObjectionToChangeForm(Form[ObjectionToChange]):
    made = ObjectionToChange
    reason = text(N_("Please say why you object; whoever decides reads it."), LONGEST_REASON)


PARTNER_MISSING = N_("Please choose a colleague, and what comes back for your duty.")


class Duty(fields.Field[Chosen]):
    """A duty as a page names it: its kind and when it begins."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> Chosen:
        try:
            kind, begins = str(value).split(" ", 1)
            return Chosen(DutyKind(kind), datetime.fromisoformat(begins).astimezone(UTC))
        except (ValueError, OverflowError):
            raise ValidationError(NOT_UNDERSTOOD) from None


class Partner(fields.Field[tuple[UUID, Chosen | None]]):
    """A colleague's employment with the duty of hers that comes back, or alone where she just takes over."""

    def _deserialize(
        self, value: object, attr: str | None, data: object, **context: object
    ) -> tuple[UUID, Chosen | None]:
        employment, _, duty = str(value).partition(" ")
        if not employment:
            raise ValidationError(PARTNER_MISSING)
        try:
            found = UUID(employment)
        except ValueError:
            raise ValidationError(NOT_UNDERSTOOD) from None
        return found, Duty().deserialize(duty) if duty else None


@dataclass(frozen=True, slots=True)
class SwapAsked:
    request_uid: UUID
    given: Chosen
    partner: tuple[UUID, Chosen | None]
    reason: str


class SwapForm(Form[SwapAsked]):
    made = SwapAsked
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    given = Duty(required=True, error_messages=messages(NOT_UNDERSTOOD))
    partner = Partner(required=True, error_messages=messages(PARTNER_MISSING))
    reason = text(N_("Please say in a few words why you want to swap."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    request_uid: UUID
    answer: str
    reason: str


class OfferForm(Form[OfferAnswered]):
    """A yes or no to a colleague's offer; a no may say why."""

    made = OfferAnswered
    request_uid = fields.UUID(required=True, error_messages=messages(NOT_UNDERSTOOD))
    answer = fields.String(
        required=True,
        validate=validate.OneOf(("agree", "decline"), error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))
