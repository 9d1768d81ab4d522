"""What IT may ask and say about terminals, and ask of jobs, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import fields, post_load, pre_load, validate

from timeclock.i18n.wording import N_
from timeclock.service.enrolment import LONGEST_NAME, NO_NAME
from timeclock.service.fleet import Show, Wish
from timeclock.service.terminal_desk import Place
from timeclock.web.inputs import NOT_UNDERSTOOD, TOO_LONG, Form, messages, text

NO_FINGERPRINT = N_("Please type what the terminal shows.")


class FleetForm(Form[Wish]):
    """Which terminals to list; nothing is all of them."""

    made = Wish
    show = fields.String(
        load_default=Show.ALL.value,
        validate=validate.OneOf([each.value for each in Show], error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
    words = fields.String(
        load_default="", validate=validate.Length(max=100, error=TOO_LONG), error_messages=messages(NOT_UNDERSTOOD)
    )

    @post_load
    def make(self, values: dict[str, str], **_context: object) -> Wish:
        return Wish(Show(values["show"]), values["words"].strip())


class PlaceForm(Form[Place]):
    """What a terminal is called, and where it hangs; no unit is none."""

    made = Place
    name = text(NO_NAME, LONGEST_NAME)
    unit = fields.UUID(load_default=None, allow_none=True, error_messages=messages(NOT_UNDERSTOOD))

    @pre_load
    def no_unit(self, sent: dict[str, Any], **_context: object) -> dict[str, Any]:
        """Take a unit that was left open for none."""
        return {name: value for name, value in sent.items() if name != "unit" or value}


@dataclass(frozen=True, slots=True)
class FingerprintSent:
    fingerprint: str


class FingerprintForm(Form[FingerprintSent]):
    """What the terminal shows, as somebody typed it off."""

    made = FingerprintSent
    fingerprint = text(NO_FINGERPRINT, 100)


@dataclass(frozen=True, slots=True)
class RunAsked:
    period: str


class RunForm(Form[RunAsked]):
    """Which period of a job to work at now."""

    made = RunAsked
    period = text(NOT_UNDERSTOOD, 20)
