"""What HR may send about lists, field by field; the file itself comes beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshmallow import fields, validate

from timeclock.i18n.wording import N_
from timeclock.service.uploads import CHANGES, UploadKind
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages

DAY_MISSING = N_("Please enter the day the list is of.")
MOST_PAGES = 100_000
ALL = ""


@dataclass(frozen=True, slots=True)
class Described:
    kind: UploadKind
    as_of: date


class UploadForm(Form[Described]):
    made = Described
    kind = fields.Enum(UploadKind, by_value=True, required=True, error_messages=messages(NOT_UNDERSTOOD))
    as_of = fields.Date(required=True, error_messages=messages(DAY_MISSING) | {"invalid": DAY_MISSING})


@dataclass(frozen=True, slots=True)
class Shown:
    change: str
    page: int


class ShownForm(Form[Shown]):
    """Which lines are shown, in the address."""

    made = Shown
    change = fields.String(
        data_key="only", load_default=ALL, validate=validate.OneOf((ALL, *CHANGES), error=NOT_UNDERSTOOD)
    )
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=MOST_PAGES, error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )


@dataclass(frozen=True, slots=True)
class Seen:
    seen: str


class SeenForm(Form[Seen]):
    made = Seen
    seen = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9a-f]{64}\Z", error=NOT_UNDERSTOOD),
        error_messages=messages(NOT_UNDERSTOOD),
    )
