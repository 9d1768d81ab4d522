"""What a person asks for through a program, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from timeclock.core.corrections import Change
from timeclock.core.requests import State
from timeclock.core.spans import MINUTE
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import ONE_DAY
from timeclock.i18n.wording import N_
from timeclock.service import absence_requests, transfers
from timeclock.service.corrections import KINDS, Wanted
from timeclock.service.kinds.table import BY_NAME
from timeclock.service.wishes import DaysWanted, OvertimeWanted
from timeclock.web.api.fields import WholeNumber, described
from timeclock.web.api.schemas import shown
from timeclock.web.api.schemas.asked import MISSING, Asked, SomeDays, known_years, said, which_employment
from timeclock.web.api.schemas.asked import day as day_asked
from timeclock.web.inputs import NOT_UNDERSTOOD

# PostgreSQL keeps no NUL; the first sign is one that can be seen.
WORDS = r"^[^\u0000-\u0020][^\u0000]{0,499}$"
WORDS_OR_NONE = r"^[^\u0000]{0,500}$"
CODE = r"^[^\u0000-\u0020][^\u0000]{0,39}$"
WALL_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
MOST_MINUTES = 60_000
NO_WORDS = N_("Say why in 1 to 500 signs; the first one is no blank.")
NO_CODE = N_("This is no code; the operations that read tell them.")
NO_CLOCK = N_("A time of day is written like this: 07:30.")
NO_CHANGE = N_("A correction is one of: new, change, delete.")
NO_SUCH_KIND = N_("This is no kind of stamp that can be asked for.")
NO_MINUTES = N_("A length of time is a whole number of minutes from 1 to 60000.")
NO_WHICH = N_("Of a time that came twice 'which' is first or second.")


def whole_characters(sent: str) -> None:
    """Refuse half of a character: JSON can write one, and no database keeps it."""
    if any("\ud800" <= sign <= "\udfff" for sign in sent):
        raise ValidationError(NOT_UNDERSTOOD)


def words(says: str, example: str) -> fields.String:
    """Return the field for what somebody says in her own words."""
    checks = (validate.Regexp(WORDS, error=NO_WORDS), whole_characters)
    metadata = described(says, example)
    return fields.String(required=True, validate=checks, error_messages=said(NO_WORDS), metadata=metadata)


def uid(says: str, *, needed: bool) -> fields.UUID:
    """Return the field for the name of a thing that other operations tell."""
    messages, metadata = said(NO_CODE), described(says)
    if needed:
        return fields.UUID(required=True, error_messages=messages, metadata=metadata)
    return fields.UUID(load_default=lambda: None, error_messages=messages, metadata=metadata)


def _code(says: str, example: str) -> fields.String:
    checks = (validate.Regexp(CODE, error=NO_CODE), whole_characters)
    metadata = described(says, example)
    return fields.String(required=True, validate=checks, error_messages=said(NO_CODE), metadata=metadata)


def _clock(says: str, *, needed: bool, key: str | None = None) -> fields.String:
    settings: dict[str, Any] = {
        "data_key": key,
        "validate": validate.Regexp(WALL_CLOCK, error=NO_CLOCK),
        "error_messages": said(NO_CLOCK),
        "metadata": described(says, "07:30"),
    }
    return fields.String(required=True, **settings) if needed else fields.String(load_default=lambda: None, **settings)


def _minutes(says: str, *, needed: bool) -> WholeNumber:
    settings: dict[str, Any] = {
        "validate": validate.Range(1, MOST_MINUTES, error=NO_MINUTES),
        "error_messages": said(NO_MINUTES),
        "metadata": described(says, 90),
    }
    return WholeNumber(required=True, **settings) if needed else WholeNumber(load_default=lambda: None, **settings)


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    day: date
    change: Change
    stamp: UUID | None
    kind: StampKind | None
    clock: time | None
    which: str | None
    reason: str
    employment: UUID | None

    def __post_init__(self) -> None:
        known_years(self.day)

    def wanted(self, uid: UUID) -> Wanted:
        """Return the same as the page of the day asks for it."""
        second = None if self.which is None else self.which == "second"
        after = (self.kind, self.clock, second)
        return Wanted(uid, self.day, self.change, self.stamp, *after, self.reason.strip(), self.employment)


class CorrectionBody(Asked):
    """A stamp that is missing, one that should be another, or one that should not count."""

    made = CorrectionAsked
    day = day_asked("The civil day.", "2026-11-19")
    change = fields.String(
        required=True,
        validate=validate.OneOf([change.value for change in Change], error=NO_CHANGE),
        error_messages=said(NO_CHANGE),
        metadata=described(
            "new: a stamp is missing; say kind and clock. change: say stamp, kind and clock. delete: say stamp.", "new"
        ),
    )
    stamp = uid("The stamp it is about, by the uid the day tells; not for a new one.", needed=False)
    kind = fields.String(
        load_default=lambda: None,
        validate=validate.OneOf([kind.value for kind in KINDS], error=NO_SUCH_KIND),
        error_messages=said(NO_SUCH_KIND),
        metadata=described("What should have been stamped; not to delete one.", "out"),
    )
    clock = _clock("When, by the clock on the wall of the city; not to delete one.", needed=False)
    which = fields.String(
        load_default=lambda: None,
        validate=validate.OneOf(("first", "second"), error=NO_WHICH),
        error_messages=said(NO_WHICH),
        metadata=described("Which of two such times, in the night in which the clock is put back."),
    )
    reason = words("What happened; the superior reads it.", "Gehen vergessen")
    employment = which_employment()

    @validates_schema(skip_on_field_errors=True)
    def complete(self, values: dict[str, Any], **_context: object) -> None:
        needed = {"new": ("kind", "clock"), "change": ("stamp", "kind", "clock"), "delete": ("stamp",)}
        missing = [name for name in needed[values["change"]] if values.get(name) is None]
        if missing:
            raise ValidationError({name: [MISSING] for name in missing})

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> CorrectionAsked:
        kind, clock = values["kind"], values["clock"]
        values["change"] = Change(values["change"])
        values["kind"] = None if kind is None else StampKind(kind)
        values["clock"] = None if clock is None else time.fromisoformat(clock)
        return CorrectionAsked(**values)


@dataclass(frozen=True, slots=True)
class BreakAsked:
    day: date
    reason: str
    employment: UUID | None

    def __post_init__(self) -> None:
        known_years(self.day)


class BreakBody(Asked):
    """That a break that was deducted was not taken."""

    made = BreakAsked
    day = day_asked("The civil day.", "2026-11-19")
    reason = words("Why it was not taken; the superior reads it.", "Telefondienst über Mittag")
    employment = which_employment()


@dataclass(frozen=True, slots=True)
class OvertimeAsked:
    day: date
    from_clock: time
    to_clock: time
    minutes: int | None
    reason: str

    def __post_init__(self) -> None:
        known_years(self.day)

    def wanted(self, uid: UUID) -> OvertimeWanted:
        """Return the same as the page asks for it."""
        most = None if self.minutes is None else self.minutes * MINUTE
        return OvertimeWanted(uid, self.day, self.from_clock, self.to_clock, most, self.reason.strip())


class OvertimeBody(Asked):
    """Overtime from one time of day to another, past midnight where that one is not later."""

    made = OvertimeAsked
    day = day_asked("The civil day on which it begins, to come or past.", "2026-11-26")
    from_clock = _clock("From when, by the clock on the wall of the city.", needed=True, key="from")
    to_clock = _clock("Until when.", needed=True, key="to")
    minutes = _minutes("How much of it at most; without it all.", needed=False)
    reason = words("What has to be done; the superior reads it.", "Wahlvorbereitung")

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> OvertimeAsked:
        clocks = {name: time.fromisoformat(values[name]) for name in ("from_clock", "to_clock")}
        return OvertimeAsked(**{**values, **clocks})


@dataclass(frozen=True, slots=True)
class MobileWorkAsked:
    from_day: date
    to_day: date
    reason: str

    def __post_init__(self) -> None:
        known_years(self.from_day, self.to_day)

    def wanted(self, uid: UUID) -> DaysWanted:
        """Return the same as the page asks for it."""
        return DaysWanted(uid, self.from_day, self.to_day - ONE_DAY, self.reason.strip())


class MobileWorkBody(SomeDays):
    """Working from elsewhere."""

    made = MobileWorkAsked
    reason = words("Where and why; the superior reads it.", "Handwerker im Haus")


@dataclass(frozen=True, slots=True)
class AbsenceAsked:
    from_day: date
    to_day: date
    absence_reason: str
    from_clock: time | None
    to_clock: time | None
    reason: str

    def __post_init__(self) -> None:
        known_years(self.from_day, self.to_day)

    def wanted(self, uid: UUID) -> absence_requests.Wanted:
        """Return the same as the page asks for it."""
        days, clocks = (self.from_day, self.to_day - ONE_DAY), (self.from_clock, self.to_clock)
        return absence_requests.Wanted(uid, self.absence_reason, *days, *clocks, self.reason.strip())


class AbsenceBody(SomeDays):
    """Being away, for whole days or a part of each."""

    made = AbsenceAsked
    absence_reason = _code("What for: one of /api/v1/absences/reasons.", "leave")
    from_clock = _clock("From when on, where she is away for a part of each day.", needed=False)
    to_clock = _clock("Until when; without it to the end of the day.", needed=False)
    reason = fields.String(
        load_default="",
        validate=(validate.Regexp(WORDS_OR_NONE, error=NO_WORDS), whole_characters),
        error_messages=said(NO_WORDS),
        metadata=described("A word about it, which the superior reads; may be empty.", "Familienfeier"),
    )

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> AbsenceAsked:
        clocks = {name: values[name] for name in ("from_clock", "to_clock")}
        read = {name: None if clock is None else time.fromisoformat(clock) for name, clock in clocks.items()}
        return AbsenceAsked(**{**values, **read})


@dataclass(frozen=True, slots=True)
class ReturnAsked:
    absence: UUID
    reason: str


class ReturnBody(Asked):
    """That an absence to come count no more."""

    made = ReturnAsked
    absence = uid("Which, by the uid /api/v1/absences tells.", needed=True)
    reason = words("Why; the superior reads it.", "Reise abgesagt")


@dataclass(frozen=True, slots=True)
class TransferAsked:
    account: str
    to: str
    minutes: int
    reason: str
    employment: UUID | None

    def wanted(self, uid: UUID) -> transfers.Wanted:
        """Return the same as the page of accounts asks for it."""
        length = self.minutes * MINUTE
        return transfers.Wanted(uid, self.employment, self.account, self.to, length, self.reason.strip())


class TransferBody(Asked):
    """Time from one account to another."""

    made = TransferAsked
    account = _code("From which account: a kind of /api/v1/accounts.", "flextime")
    to = _code("To which.", "long_term")
    minutes = _minutes("How much.", needed=True)
    reason = words("Why; the superior reads it.", "Für ein freies Halbjahr")
    employment = which_employment()


@dataclass(frozen=True, slots=True)
class ObjectionAsked:
    reason: str


class ObjectionBody(Asked):
    """Why somebody objects to what was decided."""

    made = ObjectionAsked
    reason = words("Why; whoever decides reads it.", "Der Termin war angeordnet")


@dataclass(frozen=True, slots=True)
class RequestsAsked:
    before: UUID | None


class RequestsQuery(Asked):
    made = RequestsAsked
    before = uid("A request of the person's: those made earlier. 'next' says it for the next page.", needed=False)


class RequestLine(Schema):
    """One thing to know about a request."""

    label = shown.words("What it is.", "Buchung, wie sie sein soll")
    text = shown.words("How it is written.", "Gehen 16:30")


class Decision(Schema):
    """Who settled a request: a superior, or the person herself who took it back."""

    by = shown.words("Who.", "Jens Brandt")
    at = shown.at("When.")
    reason = shown.words("Why, in her words; null where she said nothing.", optional=True)


class Request(Schema):
    """One of the person's requests."""

    uid = shown.uid("Its name for ever.")
    kind = shown.code("What is asked for; new ones may come.", BY_NAME)
    title = shown.words("The same in words.", "Korrektur")
    employment = shown.uid("Which employment it is about.")
    day = shown.day("The first day it is about.")
    lines = shown.many(RequestLine, "All that is asked for, in words.")
    granted = shown.many(RequestLine, "What of it counts, where that is not all; null otherwise.", optional=True)
    reason = shown.words("Why, in the words of whoever asked; may be empty.", "Gehen vergessen")
    asked_by = shown.words("Who asked: the person, or somebody for her.", "Elif Aydin")
    asked_at = shown.at("When.")
    state = shown.code(
        "Where it stands. submitted and counting wait for a decision, and what is counting counts already; objected "
        "waits for another one. offered waits for the colleague whom it binds as well, and declined is her no.",
        State,
    )
    text = shown.words("The same in words.", "wartet auf Entscheidung")
    decision = fields.Nested(Decision, required=True, allow_none=True)
    can_withdraw = fields.Boolean(required=True, metadata=described("Whether the person can take it back now."))
    can_object = fields.Boolean(required=True, metadata=described("Whether she can object to what was decided now."))


class Requests(Schema):
    """A page of requests."""

    requests = shown.many(Request, "The newest first.")
    next = shown.words("The address of the next page (a page holds 100 requests), or null.", optional=True)
