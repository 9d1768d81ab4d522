"""What whoever keeps badges may send, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marshmallow import fields, validate

from timeclock.i18n.wording import N_
from timeclock.service.badge_desk import Act, Asked
from timeclock.service.badges import Numbered
from timeclock.store.badges import number_hash
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, InvalidInput, OptionalDay, messages

NO_NUMBER = N_("This is no badge number: pairs of the digits 0–9 and letters A–F, as the reader types them.")
LONGEST_NUMBER = 60
# What readers and people put between the digits, and what a reader types last.
BETWEEN = re.compile(r"[\s:.-]")
DIGITS = re.compile(r"(?:[0-9A-Fa-f]{2}){4,16}")
SCHEME = "uid"


@dataclass(frozen=True, slots=True)
class BadgeSent:
    act: Act
    badge: UUID | None
    number: str
    until: date | None
    suspends: bool

    def asked(self, site_key: bytes) -> Asked:
        """Return the act; of the number only its keyed hash goes on."""
        digits = BETWEEN.sub("", self.number)
        if not digits:
            return Asked(self.act, self.badge, None, self.until, self.suspends)
        if not DIGITS.fullmatch(digits):
            raise InvalidInput({f"number-{self.act}": [NO_NUMBER]})
        new = Numbered(number_hash(site_key, SCHEME, bytes.fromhex(digits)), SCHEME)
        return Asked(self.act, self.badge, new, self.until, self.suspends)


class BadgeForm(Form[BadgeSent]):
    made = BadgeSent
    act = fields.Enum(Act, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    badge = fields.UUID(load_default=None, error_messages=messages(NOT_UNDERSTOOD))
    number = fields.String(load_default="", validate=validate.Length(max=LONGEST_NUMBER, error=NO_NUMBER))
    until = OptionalDay(load_default=None)
    suspends = fields.Boolean(load_default=False, error_messages=messages(NOT_UNDERSTOOD))
