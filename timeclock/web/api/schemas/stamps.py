"""Stamps: what programs may send, and what they are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from timeclock.core.stamps import StampKind
from timeclock.i18n.wording import N_
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown
from timeclock.web.api.schemas.asked import LONGEST_PAGE, Asked, said

STAMPED_BY_PROGRAMS = (StampKind.IN, StampKind.OUT, StampKind.BREAK_START, StampKind.BREAK_END)
NO_KIND = N_("A stamp is one of: in, out, break_start, break_end.")


@dataclass(frozen=True, slots=True)
class StampAsked:
    kind: StampKind


class StampBody(Asked):
    made = StampAsked
    kind = fields.String(
        required=True,
        validate=validate.OneOf([kind.value for kind in STAMPED_BY_PROGRAMS], error=NO_KIND),
        error_messages=said(NO_KIND),
        metadata=described("What the person does now. The time is the server's.", "in"),
    )

    @post_load
    def make(self, values: dict[str, Any], **_context: object) -> StampAsked:
        return StampAsked(StampKind(values["kind"]))


class Stamp(Schema):
    """One stamp as it is kept."""

    uid = shown.uid("Its name for ever.")
    kind = shown.words("What was stamped, as a code; new ones may come.", "in")
    text = shown.words("The same in words.", "Kommen")
    at = shown.at("When.")
    origin = shown.words("Where it came from, as a code; new ones may come.", "terminal")
    source = shown.words("The terminal's name, or the origin again.", "Rathaus Haupteingang")
    quarantine = shown.words("Why it does not count yet, as a code; null where it does.", optional=True)


class Stamps(Schema):
    """A page of stamps."""

    employment = shown.uid("Which employment it is.")
    from_day = shown.day("The first day of this page.", key="from")
    to_day = shown.day("The day after its last.", key="to")
    stamps = shown.many(Stamp, "In order.")
    next = shown.words(f"The address of the next page (a page holds {LONGEST_PAGE} days), or null.", optional=True)


class Receipt(Schema):
    """The server's signed promise that the stamp will be in the log (terminals/WIRE.md, "Receipt")."""

    record = shown.uid("The record in the log.")
    leaf = shown.words("Its hash, hexadecimal.")
    received_at = shown.at("When it was stored.")
    include_by = shown.at("By when it is in the log.")
    sig = shown.words("Ed25519 over the four, base64url.")


class StampTaken(Schema):
    """What became of a stamp. It is stored in every case."""

    uid = shown.uid("Its name for ever.")
    kind = shown.code("What was stamped.", STAMPED_BY_PROGRAMS)
    at = shown.at("When: the time of the server.")
    status = shown.code("quarantined: stored, but somebody has to say what it counts for.", ("accepted", "quarantined"))
    code = shown.words("Why it is quarantined; null where it is not.", optional=True)
    text = shown.words(
        "A sentence for the person, in the language asked for.", "Ihre Buchung wurde um 07:58 gespeichert."
    )
    receipt = fields.Nested(Receipt, required=True)
