"""What programs send and get, field by field: requests are values, answers are described to the last field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from timeclock.core.accounts import Light, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.day import DayState
from timeclock.core.findings import Severity
from timeclock.core.leave_year import LeaveKind
from timeclock.core.lines import Part
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.i18n.wording import N_
from timeclock.service.sight import NotFound
from timeclock.service.tokens import TokenScope
from timeclock.web.addresses import YEARS
from timeclock.web.api.fields import Instant, Minutes, described
from timeclock.web.inputs import NOT_EXPECTED, NOT_UNDERSTOOD

# A page holds so many days at most; what lies behind is the next page's.
LONGEST_PAGE = 92
STAMPED_BY_PROGRAMS = (StampKind.IN, StampKind.OUT, StampKind.BREAK_START, StampKind.BREAK_END)
KEY_PATTERN = r"^[A-Za-z0-9_-]{8,64}$"
MISSING = N_("This field is needed.")
NO_DAY = N_("A day is written like this: 2026-11-23.")
NO_UID = N_("This is no name of an employment; /api/v1/me tells them.")
NOT_BEFORE = N_("The first day may not lie behind the last; 'to' itself is not included.")
NO_KIND = N_("A stamp is one of: in, out, break_start, break_end.")
NO_KEY = N_("A key has 8 to 64 letters, digits, hyphens or underscores; a fresh UUID is best.")


def _said(sentence: str) -> dict[str, Any]:
    """Return one sentence for whatever is wrong with a field."""
    return {"required": MISSING, **dict.fromkeys(("null", "invalid", "invalid_uuid", "invalid_utf8"), sentence)}


class Asked(Schema):
    """A request: unknown fields are refused, and what is left becomes a value."""

    made: type

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": NOT_EXPECTED, "type": NOT_UNDERSTOOD}  # noqa: RUF012  marshmallow reads it

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> Any:
        return self.made(**values)


def _employment() -> fields.UUID:
    says = "Which of the person's employments, by its uid; without it the first by staff number."
    # A function, so that the description names no default: leaving it out is not the same as sending null.
    return fields.UUID(load_default=lambda: None, error_messages=_said(NO_UID), metadata=described(says))


@dataclass(frozen=True, slots=True)
class EmploymentAsked:
    employment: UUID | None


class EmploymentQuery(Asked):
    made = EmploymentAsked
    employment = _employment()


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """Days from (included) to (excluded), and what of them one page holds."""

    from_day: date
    to_day: date
    employment: UUID | None

    def __post_init__(self) -> None:
        # As in addresses: in other years there is nothing, and a zone has no midnight at the calendar's ends.
        if self.from_day.year not in YEARS or self.to_day.year not in YEARS:
            raise NotFound(f"nothing is kept of {self.from_day} to {self.to_day}")

    @property
    def days(self) -> DaySpan:
        return DaySpan(self.from_day, self.to_day)

    @property
    def page(self) -> DaySpan:
        return DaySpan(self.from_day, min(self.from_day + timedelta(days=LONGEST_PAGE), self.to_day))

    @property
    def has_more(self) -> bool:
        return self.page.to_day < self.to_day


def _day(description: str, example: str, *, key: str) -> fields.Date:
    says = described(description, example)
    return fields.Date(required=True, data_key=key, error_messages=_said(NO_DAY), metadata=says)


class DaysQuery(Asked):
    made = DaysAsked
    from_day = _day("The first day.", "2026-11-01", key="from")
    to_day = _day("The day after the last one: half-open, so that months join without overlap.", "2026-12-01", key="to")
    employment = _employment()

    @validates_schema(skip_on_field_errors=True)
    def in_order(self, values: dict[str, Any], **_context: object) -> None:
        if values["from_day"] >= values["to_day"]:
            raise ValidationError(NOT_BEFORE, "from")


@dataclass(frozen=True, slots=True)
class StampAsked:
    kind: StampKind


class StampBody(Asked):
    made = StampAsked
    kind = fields.String(
        required=True,
        validate=validate.OneOf([kind.value for kind in STAMPED_BY_PROGRAMS], error=NO_KIND),
        error_messages=_said(NO_KIND),
        metadata=described("What the person does now. The time is the server's.", "in"),
    )

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> StampAsked:
        return StampAsked(StampKind(values["kind"]))


@dataclass(frozen=True, slots=True)
class KeySent:
    key: str


class KeyHeader(Asked):
    made = KeySent
    key = fields.String(
        required=True,
        data_key="Idempotency-Key",
        validate=validate.Regexp(KEY_PATTERN, error=NO_KEY),
        error_messages=_said(NO_KEY),
        metadata=described(
            "Names this one stamp. Send it again with the same key as long as no answer came: it is stored once, and "
            "the answer is the same to the byte. Kept for 24 hours.",
            "7f2c1a9e-5b0d-4c61-9a58-2f6f6a0c9d11",
        ),
    )


def _words(
    description: str, example: str | None = None, *, optional: bool = False, key: str | None = None
) -> fields.String:
    return fields.String(required=True, allow_none=optional, data_key=key, metadata=described(description, example))


def _code(description: str, codes: Any, *, optional: bool = False) -> fields.String:
    values = [str(code) for code in codes]
    checks = validate.OneOf([*values, None] if optional else values)
    return fields.String(required=True, allow_none=optional, validate=checks, metadata=described(description))


def _uid(description: str) -> fields.UUID:
    return fields.UUID(required=True, metadata=described(description))


def _at(
    description: str, example: str = "2026-11-20T06:58:00.031Z", *, optional: bool = False, key: str | None = None
) -> Instant:
    return Instant(required=True, allow_none=optional, data_key=key, metadata=described(description, example))


def _date(description: str, *, optional: bool = False, key: str | None = None) -> fields.Date:
    return fields.Date(required=True, allow_none=optional, data_key=key, metadata=described(description))


def _minutes(description: str, *, optional: bool = False) -> Minutes:
    return Minutes(required=True, allow_none=optional, metadata=described(description))


def _milli_days(description: str) -> fields.Integer:
    return fields.Integer(required=True, metadata=described(description, 30000))


def _list(schema: type[Schema], description: str) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True, metadata=described(description))


class Employment(Schema):
    """One employment of the person."""

    uid = _uid("Its name in this API.")
    staff_no = _words("The staff number.", "00010001")
    unit = _words("The unit the person works in.", "Bürgerdienste")
    model = _words("The working-time model; empty where none is assigned.", "Gleitzeit 39 Stunden")


class TokenSeen(Schema):
    """The token the request came with."""

    uid = _uid("Its name in the log and on the page of tokens.")
    name = _words("What the person called it.", "Mitarbeiterportal")
    scopes = fields.List(
        fields.String(validate=validate.OneOf([scope.value for scope in TokenScope])),
        required=True,
        metadata=described("What it is good for."),
    )
    expires_at = _at("From then on it is refused.", "2027-02-28T23:00:00.000Z")


class Me(Schema):
    """Whom the token stands for."""

    login = _words("The login's name.", "aydin")
    name = _words("The name the person is shown by.", "Elif Aydin")
    language = _words("The language the person prefers.", "de")
    employments = _list(Employment, "The employments of today; most people have one.")
    token = fields.Nested(TokenSeen, required=True)


class Balance(Schema):
    """Where the person stands now, and what she can do next."""

    employment = _uid("Which employment it is.")
    now = _at("The instant all of this was true.")
    day = _date("The civil day of that instant in the city.")
    balance_minutes = _minutes("The balance of all complete days before today.")
    balance_with_today_minutes = _minutes("The same with today; null while today is open.", optional=True)
    month_difference_minutes = _minutes("What the complete days of this month add to it.")
    present_minutes = _minutes("How long the person has been present today, breaks taken out.")
    inside_since = _at("Since when she is in; null while she is not.", optional=True)
    on_break_since = _at("Since when she is on a break; null while she is not.", optional=True)
    next_kinds = fields.List(
        fields.String(validate=validate.OneOf([kind.value for kind in STAMPED_BY_PROGRAMS])),
        required=True,
        metadata=described("The stamps that make sense now, the likely one first: what a button can say."),
    )
    open_days = fields.List(
        fields.Date(),
        required=True,
        metadata=described("Past days on which a stamp is missing; they do not count yet."),
    )
    waiting = fields.Boolean(
        required=True, metadata=described("True while a stamp is stored but not yet worked out: ask again in a moment.")
    )


class Holiday(Schema):
    """A public holiday, or a day on which the offices are closed."""

    kind = _words("holiday or closed.", "holiday")
    name = _words("Its name in the language asked for.", "Allerheiligen")


class Day(Schema):
    """One day with its figures; they are null for days to come and for days without a result."""

    day = _date("The civil day in the city.")
    state = _code("open: a stamp is missing or still to come. frozen: the month is closed.", DayState, optional=True)
    holiday = fields.Nested(Holiday, required=True, allow_none=True)
    first_in = _at("The first coming.", optional=True)
    last_out = _at("The last going.", optional=True)
    worked_minutes = _minutes("What counts; null while the day is open.", optional=True)
    target_minutes = _minutes("What is due.")
    difference_minutes = _minutes("worked_minutes less target_minutes; null while the day is open.", optional=True)
    balance_minutes = _minutes("The balance after this day.", optional=True)
    findings = fields.List(
        fields.String(), required=True, metadata=described("Codes of what is odd; the day itself says them in words.")
    )


class Days(Schema):
    """A page of days."""

    employment = _uid("Which employment it is.")
    from_day = _date("The first day of this page.", key="from")
    to_day = _date("The day after its last.", key="to")
    balance_before_minutes = _minutes("The balance before the first day.")
    days = _list(Day, "Every day of the page, in order.")
    next = _words(f"The address of the next page (a page holds {LONGEST_PAGE} days), or null.", optional=True)


class Line(Schema):
    """One signed amount of the day's bill."""

    part = _code("Which sum it belongs to.", Part)
    reason = _words("Why it is there, as a code; new ones may come.", "break_deducted")
    minutes = _minutes("The lines of a part add up to worked_minutes, or to target_minutes.")
    rule = _words("The rule of the rulebook it follows from.", "BRK-PLATEAU")
    citation = _words("Law, tariff or agreement, as people cite it.", "ArbZG § 4 Satz 1")
    from_at = _at("Where the line speaks of a span.", optional=True, key="from")
    to_at = _at("Its end.", optional=True, key="to")
    text = _words("The line in words.", "Arbeit von 08:00 bis 14:25")
    valid_from = _date(
        "From when on the figure of law or of the model holds that it uses; null without one.", optional=True
    )
    validity = _words("The same in words, with a change there was; empty without one.", "gilt seit 01.07.1994")


class Spell(Schema):
    """From (included) to (excluded)."""

    from_at = _at("Its begin.", key="from")
    to_at = _at("Its end.", key="to")


class Premium(Schema):
    """Minutes of one kind that payroll turns into money; they are no part of the balance."""

    kind = _words("What it is for, as a code; new ones may come.", "night")
    minutes = _minutes("How much of the day's work it is for.")
    percent = fields.Integer(
        required=True, allow_none=True, metadata=described("Of an hour's pay; null where an amount of money is named.")
    )
    rule = _words("The rule of the rulebook it follows from.", "TVOED-7-5")
    citation = _words("Law or tariff, as people cite it.", "TVöD §8 Abs. 1 Satz 2 Buchst. b, §7 Abs. 5")
    spans = _list(Spell, "The work it is for.")
    text = _words("The same in words.", "Nachtarbeit 21:00–22:30: Zeitzuschlag 20 %")
    valid_from = _date(
        "From when on the figure of law or of the model holds that it uses; null without one.", optional=True
    )
    validity = _words("The same in words, with a change there was; empty without one.", "gilt seit 01.07.1994")


class Amount(Schema):
    """Minutes or hours of pay of one kind that payroll turns into money; they are no part of the balance."""

    kind = _words("What it is for, as a code; new ones may come.", "on_call")
    minutes = _minutes("How much it is; null where hours of pay are counted.", optional=True)
    thousandths = fields.Integer(
        required=True,
        allow_none=True,
        metadata=described("How many thousandths of an hour's pay it is; null where minutes are counted."),
    )
    rule = _words("The rule of the rulebook it follows from.", "TVOED-8-3")
    citation = _words("Law or tariff, as people cite it.", "TVöD §8 Abs. 3 Sätze 1 und 2")
    spans = _list(Spell, "The duties or the work it is for.")
    text = _words("The same in words.", "Rufbereitschaft 16:00–07:30: Tagespauschale in Stundenentgelten")
    valid_from = _date(
        "From when on the figure of law or of the model holds that it uses; null without one.", optional=True
    )
    validity = _words("The same in words, with a change there was; empty without one.", "gilt seit 01.07.1994")


class Break(Schema):
    """An interruption of the work."""

    from_at = _at("When it began.", key="from")
    to_at = _at("When it ended; null while it lasts.", optional=True, key="to")
    kind = _words("How it came to be.", "stamped")


class WorkSession(Schema):
    """From coming to going."""

    kind = _words("Where the work was done, as a code; new ones may come.", "work")
    from_at = _at("The coming.", key="from")
    to_at = _at("The going; null while it is missing.", optional=True, key="to")
    breaks = _list(Break, "The breaks within.")


class Finding(Schema):
    """Something odd that somebody has to look at."""

    code = _words("What it is.", "ARBZG-4-1-DUR30")
    severity = _code("note: good to know. warning: somebody decides. violation: of law.", Severity)
    text = _words("The same in words.", "Pause zu kurz bei mehr als 6 Stunden Arbeit")
    figures = _words("Its figures in words; empty where it has none.", "0:20 Pause, 0:30 vorgeschrieben")
    advice = _words("What the person can do.")
    citation = _words("Law, tariff or agreement, as people cite it.", "ArbZG § 4 Satz 1")


class Stamp(Schema):
    """One stamp as it is kept."""

    uid = _uid("Its name for ever.")
    kind = _words("What was stamped, as a code; new ones may come.", "in")
    text = _words("The same in words.", "Kommen")
    at = _at("When.")
    origin = _words("Where it came from, as a code; new ones may come.", "terminal")
    source = _words("The terminal's name, or the origin again.", "Rathaus Haupteingang")
    quarantine = _words("Why it does not count yet, as a code; null where it does.", optional=True)


class DayBill(Schema):
    """One day with every minute explained. Without a result yet, figures are null and lists are empty."""

    employment = _uid("Which employment it is.")
    day = _date("The civil day in the city.")
    state = _code("open: a stamp is missing or still to come. frozen: the month is closed.", DayState, optional=True)
    holiday = fields.Nested(Holiday, required=True, allow_none=True)
    present_minutes = _minutes("Known work before anything is taken off.", optional=True)
    worked_minutes = _minutes("The sum of the lines of part worked; null while the day is open.", optional=True)
    target_minutes = _minutes("The sum of the lines of part target.", optional=True)
    difference_minutes = _minutes("worked_minutes less target_minutes; null while the day is open.", optional=True)
    balance_before_minutes = _minutes("The balance of the complete days before.")
    sessions = _list(WorkSession, "When the person was there.")
    lines = _list(Line, "The bill: why the figures are what they are.")
    premiums = _list(Premium, "For work at night, on Sundays, holidays and the like; of an open day what is known.")
    amounts = _list(Amount, "What standby and being on call are worth, and what is paid of the calls in it.")
    findings = _list(Finding, "What is odd about the day.")
    stamps = _list(Stamp, "The stamps of the civil day.")
    contested = fields.Boolean(
        required=True, metadata=described("True where the person declared that the deducted break was not taken.")
    )
    rules_hash = _words("Names the rules in force, to the byte.", optional=True)
    facts_until = _at("Up to when facts were known.", optional=True)


class Stamps(Schema):
    """A page of stamps."""

    employment = _uid("Which employment it is.")
    from_day = _date("The first day of this page.", key="from")
    to_day = _date("The day after its last.", key="to")
    stamps = _list(Stamp, "In order.")
    next = _words(f"The address of the next page (a page holds {LONGEST_PAGE} days), or null.", optional=True)


class Receipt(Schema):
    """The server's signed promise that the stamp will be in the log (terminals/WIRE.md, "Receipt")."""

    record = _uid("The record in the log.")
    leaf = _words("Its hash, hexadecimal.")
    received_at = _at("When it was stored.")
    include_by = _at("By when it is in the log.")
    sig = _words("Ed25519 over the four, base64url.")


class StampTaken(Schema):
    """What became of a stamp. It is stored in every case."""

    uid = _uid("Its name for ever.")
    kind = _code("What was stamped.", STAMPED_BY_PROGRAMS)
    at = _at("When: the time of the server.")
    status = _code("quarantined: stored, but somebody has to say what it counts for.", ("accepted", "quarantined"))
    code = _words("Why it is quarantined; null where it is not.", optional=True)
    text = _words("A sentence for the person, in the language asked for.", "Ihre Buchung wurde um 07:58 gespeichert.")
    receipt = fields.Nested(Receipt, required=True)


class AccountLine(Schema):
    """One line of a statement; the days of a month that is not closed yet are one line without day and kind."""

    day = _date("When it takes effect.", optional=True)
    kind = _code("Why the account moves.", PostingKind, optional=True)
    text = _words("The same in words.", "Buchung von Hand")
    amount = fields.Integer(required=True, metadata=described("How much, in the unit of the account.", -30))
    balance = fields.Integer(required=True, metadata=described("Where the account stands after it.", 570))
    origin = _words("What it comes from; with account and kind it is there once.", "2026-10/1")
    reason = _words("Why, in somebody's words; empty where a rule wrote it.", "doppelt gezählt")
    by = _words("Who wrote it; null where a rule did.", "Officer", optional=True)
    confirmed_by = _words("Who agreed.", "Hr", optional=True)


class AccountOfMonth(Schema):
    """One account in a month."""

    kind = _words("Which account it is; a city may have others.", "flextime")
    title = _words("What it is called.", "Gleitzeitkonto")
    unit = _code("Minutes, or thousandths of hours of pay.", Unit)
    before = fields.Integer(required=True, metadata=described("Where it stood before the month.", 600))
    balance = fields.Integer(required=True, metadata=described("Where it stands after the month, or now.", 570))
    light = _code("Whether it is within its marks, near a limit, or beyond.", Light)
    lines = _list(AccountLine, "In order of days.")


class Accounts(Schema):
    """The accounts of a month."""

    employment = _uid("Which employment it is.")
    month = _words("The month.", "2026-11")
    accounts = _list(AccountOfMonth, "The flextime account first.")


class LeaveLine(Schema):
    """One signed line of a year's leave."""

    reason = _words("Why it is there, as a code; new ones may come.", "year")
    milli_days = _milli_days("The lines add up to what law and tariff give.")
    rule = _words("The rule of the rulebook it follows from.", "TVOED-26-1")
    citation = _words("Law or tariff, as people cite it.", "TVöD §26 Abs. 1")
    text = _words("The line in words.", "Urlaub eines Jahres bei 5 Arbeitstagen in der Woche: 30 Tage")


class LeaveOfYear(Schema):
    """Leave of one kind and year, in thousandths of a day."""

    kind = _code("What it is for; new ones may come.", LeaveKind)
    title = _words("The same in words.", "Erholungsurlaub")
    year = fields.Integer(required=True, metadata=described("The leave year.", 2026))
    milli_days = _milli_days("How much there is.")
    taken_milli_days = _milli_days("What of it is used up on days before today.")
    planned_milli_days = _milli_days("What of it is planned from today on.")
    left_milli_days = _milli_days("What of it is neither.")
    until = _date("The last day on which it can be taken; null where it does not lapse.", optional=True)
    begun_by_then = fields.Boolean(
        required=True, metadata=described("True where it is enough that the leave begins by then.")
    )
    text = _words("Until when, and why, in words.", "bis 31.12.2026, mit dem Urlaubsjahr")
    citation = _words("What the last day follows from.", "BUrlG §7 Abs. 3 Satz 1")
    lines = _list(LeaveLine, "Where the days come from by law and tariff; what was entered besides has no lines.")


class Leave(Schema):
    """What leave there is, and until when it can be taken."""

    employment = _uid("Which employment it is.")
    day = _date("The civil day of today in the city.")
    entitlements = _list(LeaveOfYear, "Oldest first; what has lapsed before this year is left out.")


class Document(Schema):
    """One version of a document; a later version has a uid of its own, this one stays."""

    uid = _uid("Its name for ever.")
    kind = _words("What it is, as a code; new ones may come.", "proof")
    title = _words("The same in words.", "Arbeitszeitnachweis")
    month = fields.Date(
        required=True,
        allow_none=True,
        metadata=described("The first day of the month it is about; null where of none."),
    )
    media = _words("Its media type.", "application/pdf")
    size_bytes = fields.Integer(required=True, metadata=described("Its length.", 48231))
    sha256 = _words("The hash of its content, hexadecimal; it is in the log, too.")
    made_at = _at("When it was made.")
    content = _words("The address of the file.")


class Documents(Schema):
    """All documents of the person."""

    documents = _list(Document, "The newest month and version first.")


class Fault(Schema):
    """One field that is wrong."""

    place = _words("query, headers or json.", "query", key="in")
    field = _words("Its name.", "from")
    detail = _words("What is wrong with it.", "Ein Tag wird so geschrieben: 2026-11-23.")


class ProblemDetails(Schema):
    """Problem details (RFC 9457)."""

    type = _words("Names the kind of problem; compare this one.", "urn:timeclock:problem:invalid_input")
    title = _words("The same in words.", "Mit den Angaben stimmt etwas nicht")
    status = fields.Integer(required=True, metadata=described("The HTTP status again.", 422))
    detail = _words("What to do.", "Bitte berichtigen Sie, was die Liste der Fehler nennt, und senden Sie es erneut.")
    errors = fields.List(fields.Nested(Fault), metadata=described("Each field that is wrong, where fields are."))
