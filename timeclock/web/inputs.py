"""Everything a browser may send, field by field; what is not listed or sent twice is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Generic, TypeVar
from uuid import UUID

from marshmallow import (
    EXCLUDE,
    RAISE,
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates,
    validates_schema,
)
from werkzeug.datastructures import MultiDict

from timeclock.core.corrections import Change
from timeclock.core.stamps import StampKind
from timeclock.i18n import LOCALES
from timeclock.i18n.wording import ACT, N_
from timeclock.service.tokens import TokenAsked, TokenScope

Made = TypeVar("Made")

CSRF_FIELD = "csrf_token"
SENT_TWICE = N_("This was sent more than once.")
NOT_EXPECTED = N_("This field is not expected.")
NOT_UNDERSTOOD = N_("This was not understood.")
TOO_LONG = N_("This is too long.")
NO_END = N_("Please choose the last day on which the token works: not before today, and not later than allowed.")
LONGEST_REASON = 500
FIRST_DAY_MISSING = N_("Please enter the first day.")
CLOCK_MISSING = N_("Please enter the time of day, for example 7:30.")
# As people write it: 7:30, 7.30, 730, 0730, 7 Uhr; and as we write the hour that comes twice: 02:30 A. Which of the two
# is meant is asked in a field of its own.
CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.,h]?\s*(\d{2}))?\s*(?:uhr|h|[ab])?", re.IGNORECASE)


class InvalidInput(ValueError):
    """What was sent does not fit; `problems` names for each field what is wrong."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__(f"invalid input in {', '.join(sorted(problems))}")
        self.problems = problems


class Form(Schema, Generic[Made]):
    """A schema that refuses unknown fields and makes `made` of the rest."""

    made: type[Made]

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": NOT_EXPECTED}  # noqa: RUF012  marshmallow reads it from the class

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> Made:
        return self.made(**values)


def parse(form: type[Form[Made]], sent: MultiDict[str, str]) -> Made:
    """Return what was sent as a value; raise `InvalidInput` with every problem at once."""
    twice = [name for name, values in sent.lists() if len(values) > 1]
    if twice:
        raise InvalidInput({name: [SENT_TWICE] for name in twice})
    try:
        made: Made = form().load({name: value for name, value in sent.items() if name != CSRF_FIELD})
    except ValidationError as fault:
        raise InvalidInput(_by_field(fault)) from None
    return made


def _by_field(fault: ValidationError) -> dict[str, list[str]]:
    """Return the sentences for each field: marshmallow gives a list, or for a whole schema a dict of lists."""
    messages = fault.messages
    return messages if isinstance(messages, dict) else {"_schema": messages}


def _messages(missing: str) -> dict[str, Any]:
    kinds = ("invalid", "invalid_uuid", "invalid_utf8", "null", "unknown", "by_value")
    return {"required": missing} | dict.fromkeys(kinds, NOT_UNDERSTOOD)


def _text(missing: str, longest: int) -> fields.String:
    def has_words(sent: str) -> None:
        if not sent.strip():
            raise ValidationError(missing)
        # PostgreSQL keeps no NUL.
        if "\x00" in sent:
            raise ValidationError(NOT_UNDERSTOOD)

    return fields.String(
        required=True,
        validate=[has_words, validate.Length(max=longest, error=TOO_LONG)],
        error_messages=_messages(missing),
    )


@dataclass(frozen=True, slots=True)
class SignIn:
    name: str
    password: str


class SignInForm(Form[SignIn]):
    made = SignIn
    name = _text(N_("Please enter your user name."), 200)
    password = _text(N_("Please enter your password."), 1000)


@dataclass(frozen=True, slots=True)
class StampAsked:
    kind: StampKind
    request_uid: UUID


class StampForm(Form[StampAsked]):
    made = StampAsked
    kind = fields.Enum(StampKind, by_value=True, required=True, error_messages=_messages(NOT_UNDERSTOOD))
    request_uid = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))

    @validates("kind")
    def only_what_people_choose(self, kind: StampKind, **_context: object) -> None:
        if kind not in ACT or kind is StampKind.AUTO:
            raise ValidationError(NOT_UNDERSTOOD)


# What a token may do, as one choice: who may stamp may look, too.
USES = {
    "read": frozenset({TokenScope.READ}),
    "stamp": frozenset({TokenScope.READ, TokenScope.STAMP}),
}


@dataclass(frozen=True, slots=True)
class NewTokenAsked:
    name: str
    use: str
    last_day: date
    password: str

    @property
    def wish(self) -> TokenAsked:
        return TokenAsked(self.name, USES[self.use], self.last_day)


class TokenForm(Form[NewTokenAsked]):
    made = NewTokenAsked
    name = _text(N_("Please give the token a name, for example that of the program."), 60)
    use = fields.String(
        required=True,
        validate=validate.OneOf(list(USES), error=NOT_UNDERSTOOD),
        error_messages=_messages(N_("Please choose what the program may do.")),
    )
    last_day = fields.Date(required=True, error_messages=_messages(NO_END) | {"invalid": NO_END, "required": NO_END})
    password = _text(N_("Please enter your password."), 1000)

    @validates("name")
    def written_in_letters(self, name: str, **_context: object) -> None:
        if not name.isprintable():
            raise ValidationError(NOT_UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class RevocationAsked:
    token: UUID


class RevocationForm(Form[RevocationAsked]):
    made = RevocationAsked
    token = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class ContestAsked:
    reason: str


class ContestForm(Form[ContestAsked]):
    made = ContestAsked
    reason = _text(N_("Please say in a few words why the break was not taken."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """One reminder by its name, or all there are."""

    notice: UUID | None


class NoticeForm(Form[NoticeRead]):
    made = NoticeRead
    notice = fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


class NothingForm(Form[Nothing]):
    made = Nothing


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    language: str
    back: str


class LanguageForm(Form[LanguageChosen]):
    made = LanguageChosen
    language = fields.String(required=True, validate=validate.OneOf(LOCALES, error=NOT_UNDERSTOOD))
    back = fields.String(load_default="/", validate=validate.Length(max=2000, error=TOO_LONG))


@dataclass(frozen=True, slots=True)
class DaysAsked:
    from_day: date | None
    to_day: date | None


class DaysForm(Form[DaysAsked]):
    """Days from (included) to (included), as people say it."""

    made = DaysAsked
    from_day = fields.Date(data_key="from", load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    to_day = fields.Date(data_key="to", load_default=None, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class TrialAsked:
    """Which model is tried on whom; without a last day up to the month's end or today, without an anchor by weeks."""

    staff_no: str
    model: str
    from_day: date
    to_day: date | None
    anchor: date | None


class OptionalDay(fields.Field[date | None]):
    """A day, or nothing where the field was left empty."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> date | None:
        written = str(value).strip()
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            raise ValidationError(NOT_UNDERSTOOD) from None


class TrialForm(Form[TrialAsked]):
    made = TrialAsked
    staff_no = _text(N_("Please enter the staff number."), 40)
    model = _text(N_("Please choose a working-time model."), 40)
    from_day = fields.Date(
        data_key="from",
        required=True,
        error_messages=_messages(FIRST_DAY_MISSING) | {"invalid": FIRST_DAY_MISSING},
    )
    to_day = OptionalDay(data_key="to", load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    anchor = OptionalDay(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))


class Clock(fields.Field[time | None]):
    """A time of day, however it is written; nothing entered is None."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_context: object) -> time | None:
        written = str(value).strip()
        if not written:
            return None
        found = CLOCK.fullmatch(written)
        try:
            return time(int(found[1]), int(found[2] or 0)) if found else self._refuse()
        except ValueError:
            return self._refuse()

    def _refuse(self) -> time:
        raise ValidationError(CLOCK_MISSING)


def _employment() -> fields.UUID:
    return fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class EmploymentChosen:
    employment: UUID | None


class EmploymentChosenForm(Form[EmploymentChosen]):
    """Which of one's own employments a page is about, in the address; none is the first. The rest is for others."""

    made = EmploymentChosen
    employment = _employment()

    class Meta:
        unknown = EXCLUDE


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
    employment = _employment()
    stamp = fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    kind = fields.Enum(StampKind, by_value=True, load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
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
    request_uid = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))
    employment = _employment()
    change = fields.Enum(Change, by_value=True, required=True, error_messages=_messages(NOT_UNDERSTOOD))
    stamp = fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    kind = fields.Enum(StampKind, by_value=True, load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    clock = Clock(load_default=None)
    which = fields.String(load_default=None, validate=validate.OneOf(("first", "second"), error=NOT_UNDERSTOOD))
    reason = _text(N_("Please say in a few words what happened."), LONGEST_REASON)

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
    request_uid = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class Decided:
    """`seen` names the day on which it was decided; in the list, where no day is shown, there is none."""

    decision: str
    version: int
    seen: str | None
    reason: str
    part_first: date | None
    part_last: date | None
    most: time | None


class DecisionForm(Form[Decided]):
    made = Decided
    decision = fields.String(required=True, validate=validate.OneOf(("approve", "refuse"), error=NOT_UNDERSTOOD))
    version = fields.Integer(required=True, error_messages=_messages(NOT_UNDERSTOOD))
    seen = fields.String(load_default=None, validate=validate.Length(max=64, error=TOO_LONG))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))
    part_first = OptionalDay(load_default=None)
    part_last = OptionalDay(load_default=None)
    most = Clock(load_default=None)

    @validates_schema
    def reasoned(self, values: Mapping[str, Any], **_context: object) -> None:
        if values["decision"] == "refuse" and not values["reason"].strip():
            raise ValidationError(N_("Please say why you refuse; the person reads it."), "reason")


@dataclass(frozen=True, slots=True)
class OvertimeAsked:
    request_uid: UUID
    day: date
    from_clock: time
    to_clock: time
    most: time | None
    reason: str


class OvertimeForm(Form[OvertimeAsked]):
    """Overtime of a day; `most` is a length of time, written as a clock is."""

    made = OvertimeAsked
    request_uid = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))
    day = fields.Date(required=True, error_messages=_messages(FIRST_DAY_MISSING) | {"invalid": FIRST_DAY_MISSING})
    from_clock = Clock(required=True, error_messages=_messages(CLOCK_MISSING))
    to_clock = Clock(required=True, error_messages=_messages(CLOCK_MISSING))
    most = Clock(load_default=None)
    reason = _text(N_("Please say in a few words what has to be done."), LONGEST_REASON)

    @validates_schema
    def complete(self, values: Mapping[str, Any], **_context: object) -> None:
        for name in ("from_clock", "to_clock"):
            if values[name] is None:
                raise ValidationError(CLOCK_MISSING, name)


@dataclass(frozen=True, slots=True)
class MobileWorkAsked:
    request_uid: UUID
    first: date
    last: date
    reason: str


class MobileWorkForm(Form[MobileWorkAsked]):
    made = MobileWorkAsked
    request_uid = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))
    first = fields.Date(required=True, error_messages=_messages(FIRST_DAY_MISSING) | {"invalid": FIRST_DAY_MISSING})
    last = fields.Date(required=True, error_messages=_messages(FIRST_DAY_MISSING) | {"invalid": FIRST_DAY_MISSING})
    reason = _text(N_("Please say in a few words where you will work and why."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class ObjectionAsked:
    request_uid: UUID
    reason: str


class ObjectionForm(Form[ObjectionAsked]):
    made = ObjectionAsked
    request_uid = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))
    reason = _text(N_("Please say why you object; whoever decides reads it."), LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class DeputyAsked:
    staff_no: str
    first: date
    last: date | None


class DeputyForm(Form[DeputyAsked]):
    made = DeputyAsked
    staff_no = _text(N_("Please enter the staff number."), 40)
    first = fields.Date(required=True, error_messages=_messages(FIRST_DAY_MISSING) | {"invalid": FIRST_DAY_MISSING})
    last = OptionalDay(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class DeputyChosen:
    deputy: UUID


class DeputyEndForm(Form[DeputyChosen]):
    made = DeputyChosen
    deputy = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class MonthConfirmed:
    seen: str
    employment_uid: UUID | None
    reason: str


class ConfirmForm(Form[MonthConfirmed]):
    """One person's month, or without a person all in which nothing has to be looked at; `seen` names what was shown."""

    made = MonthConfirmed
    seen = fields.String(required=True, validate=validate.Length(max=64), error_messages=_messages(NOT_UNDERSTOOD))
    employment_uid = fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))


@dataclass(frozen=True, slots=True)
class MonthClosed:
    seen: str
    employment_uid: UUID | None
    unit: UUID | None
    reason: str


class CloseForm(Form[MonthClosed]):
    """One person's month, or without a person all that are ready of a unit; `seen` names what was shown."""

    made = MonthClosed
    seen = fields.String(required=True, validate=validate.Length(max=64), error_messages=_messages(NOT_UNDERSTOOD))
    employment_uid = fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    unit = fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))


@dataclass(frozen=True, slots=True)
class MonthReopened:
    employment_uid: UUID
    unit: UUID | None
    reason: str


class ReopenForm(Form[MonthReopened]):
    made = MonthReopened
    employment_uid = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))
    unit = fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))


@dataclass(frozen=True, slots=True)
class UnitChosen:
    unit: UUID | None


class UnitForm(Form[UnitChosen]):
    made = UnitChosen
    unit = fields.UUID(load_default=None, error_messages=_messages(NOT_UNDERSTOOD))


@dataclass(frozen=True, slots=True)
class MonthAnswered:
    employment: UUID
    seen: str
    answer: str
    reason: str


class AnswerForm(Form[MonthAnswered]):
    """What the person herself says of her month, as she saw it."""

    made = MonthAnswered
    employment = fields.UUID(required=True, error_messages=_messages(NOT_UNDERSTOOD))
    seen = fields.String(required=True, validate=validate.Length(max=64), error_messages=_messages(NOT_UNDERSTOOD))
    answer = fields.String(required=True, validate=validate.OneOf(("agree", "object"), error=NOT_UNDERSTOOD))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON, error=TOO_LONG))
