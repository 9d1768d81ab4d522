"""A unit's roster, as programs send it and are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, post_load, validate

from timeclock.core.duties import DutyKind
from timeclock.core.findings import Code
from timeclock.i18n.wording import N_
from timeclock.service.roster_files import Fault
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown
from timeclock.web.api.schemas.asked import Asked, said
from timeclock.web.inputs import NOT_UNDERSTOOD

# A unit of three hundred with a shift each day.
MOST_SHIFTS = 10_000
LONGEST = 60
NO_UNIT = N_("This is no name of a unit; GET /api/v1/rosters/{month} tells those you plan.")
FIELDS = ("staff_no", "day", "kind", "from", "to", "plan")


@dataclass(frozen=True, slots=True)
class UnitAsked:
    unit: UUID | None


class UnitQuery(Asked):
    made = UnitAsked
    unit = fields.UUID(
        load_default=lambda: None,
        error_messages=said(NO_UNIT),
        metadata=described("Which unit, by its uid; without it the first whose roster the person plans."),
    )


def sent(description: str, example: str, *, key: str | None = None, optional: bool = False) -> fields.String:
    """Return the field of a shift: what it says is judged with the shift, not with the request."""
    # PostgreSQL keeps no NUL.
    checks = (validate.Length(max=LONGEST, error=NOT_UNDERSTOOD), validate.Regexp(r"^[^\x00]*$", error=NOT_UNDERSTOOD))
    more: dict[str, Any] = {"load_default": ""} if optional else {"required": True}
    says = described(description, example)
    return fields.String(data_key=key, validate=checks, error_messages=said(NOT_UNDERSTOOD), metadata=says, **more)


class ShiftSent(Schema):
    """One shift, in the words of a roster's file (docs/how-to/import-rosters.md)."""

    staff_no = sent("Whose it is, by personnel number.", "10001")
    day = sent("The day it begins.", "2026-12-01")
    kind = sent("What it is: work, standby_on_site, on_call, lessons or preparation.", "work")
    from_clock = sent("The clock it begins at.", "06:00", key="from")
    to_clock = sent("The clock it ends at, on that day or the next; or with a day before it.", "14:30", key="to")
    plan = sent("The code of a day plan of the person's model; may be left out.", "", optional=True)


@dataclass(frozen=True, slots=True)
class RosterAsked:
    """A month of a unit: its shifts, each by the fields of a line of a file."""

    unit: UUID
    dry_run: bool
    shifts: tuple[tuple[str, ...], ...]


class RosterBody(Asked):
    made = RosterAsked
    unit = fields.UUID(required=True, error_messages=said(NO_UNIT), metadata=described("Whose roster it is."))
    dry_run = fields.Boolean(
        required=True,
        truthy={True},
        falsy={False},
        error_messages=said(NOT_UNDERSTOOD),
        metadata=described("Whether only to say what would happen."),
    )
    shifts = fields.List(
        fields.Nested(ShiftSent),
        required=True,
        validate=validate.Length(min=1, max=MOST_SHIFTS, error=NOT_UNDERSTOOD),
        error_messages=said(NOT_UNDERSTOOD),
        metadata=described("All shifts of the month: they take the place of what is planned."),
    )

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> RosterAsked:
        names = ("staff_no", "day", "kind", "from_clock", "to_clock", "plan")
        rows = tuple(tuple(each[name].strip() for name in names) for each in values["shifts"])
        return RosterAsked(values["unit"], values["dry_run"], rows)


class InBoth(Schema):
    """A sentence in both languages."""

    de = shown.words("In German.")
    en = shown.words("In English.")


class Verdict(Schema):
    """What became of a shift."""

    no = fields.Integer(required=True, metadata=described("Which of the shifts sent, from 1 on.", 1))
    staff_no = shown.words("The personnel number as it was sent.", "10001")
    reason = shown.code("Why it is not taken; null where it is.", Fault, optional=True)
    change = shown.code(
        "Against the roster that counts; null where it is not taken.", ("new", "unchanged"), optional=True
    )
    message = fields.Nested(InBoth, required=True, allow_none=True, metadata=described("The reason in words, or null."))


class Objection(Schema):
    """What the law has against somebody's day, were it worked as planned."""

    staff_no = shown.words("Whose day it is.", "10001")
    day = shown.day("The day.")
    code = shown.code("What is found.", Code)
    blocks = fields.Boolean(required=True, metadata=described("Whether it keeps the month from being published."))
    citation = shown.words("Where it is written.", "ArbZG §5 Abs. 1", optional=True)
    message = fields.Nested(InBoth, required=True, metadata=described("The same in words."))


class Delivery(Schema):
    """What became of a month that was sent."""

    entered = fields.Boolean(required=True, metadata=described("Whether it lies on the desk now, to be published."))
    withdrawn = fields.Integer(
        required=True, metadata=described("How many shifts that count now are not among those sent.", 0)
    )
    shifts = shown.many(Verdict, "Each shift, in the order sent.")
    objections = shown.many(Objection, "What speaks against the month; the desk shows the same.")


class Unit(Schema):
    """A unit whose roster the person plans."""

    uid = shown.uid("Its name for ever.")
    name = shown.words("What it is called.", "Bürgerdienste")


class PublishedShift(Schema):
    """A shift that counts."""

    employment = shown.uid("Whose it is.")
    staff_no = shown.words("The personnel number.", "10001")
    kind = shown.code("What it is.", DutyKind)
    key = shown.words("The key it was planned by; null where by its clocks.", "F", optional=True)
    from_at = shown.at("When it begins.")
    to_at = shown.at("When it ends.")


class Roster(Schema):
    """A unit's published roster of a month."""

    month = shown.words("The month.", "2026-12")
    unit = fields.Nested(Unit, required=True, metadata=described("Whose roster it is."))
    units = shown.many(Unit, "All units whose rosters the person plans.")
    published = fields.Boolean(required=True, metadata=described("Whether a roster of the month counts."))
    planning = fields.Boolean(required=True, metadata=described("Whether another one lies on the desk."))
    shifts = shown.many(PublishedShift, "The shifts that count, by their beginning.")
