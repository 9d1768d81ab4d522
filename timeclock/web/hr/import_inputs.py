"""What may be sent about files to be imported, field by field; the file itself comes beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marshmallow import fields, validate

from timeclock.i18n.wording import N_, STAMP_LAYOUT
from timeclock.service.upload_looks import OUTCOMES, UploadKind
from timeclock.web.inputs import NOT_UNDERSTOOD, Form, messages, needed_day

DAY_MISSING = N_("Please enter the day the list is of.")
LAYOUT_MISSING = N_("Please choose how the file is laid out.")
MOST_PAGES = 100_000
ALL = ""


def _kind() -> fields.Enum[UploadKind]:
    return fields.Enum(
        UploadKind, by_value=True, load_default=UploadKind.PEOPLE, error_messages=messages(NOT_UNDERSTOOD)
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    kind: UploadKind


class ChosenForm(Form[Chosen]):
    """Of what a file is to be sent, in the address."""

    made = Chosen
    kind = _kind()


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a file: the day it is of, or how it is laid out."""

    kind: UploadKind
    as_of: date | None = None
    about: str | None = None


class ListForm(Form[Described]):
    made = Described
    kind = _kind()
    as_of = needed_day(DAY_MISSING)


class StampsForm(Form[Described]):
    made = Described
    kind = _kind()
    about = fields.String(
        required=True,
        validate=validate.OneOf(tuple(STAMP_LAYOUT), error=LAYOUT_MISSING),
        error_messages=messages(LAYOUT_MISSING),
    )


FORMS: Mapping[UploadKind, type[Form[Described]]] = {
    UploadKind.PEOPLE: ListForm,
    UploadKind.BADGES: ListForm,
    UploadKind.STAMPS: StampsForm,
}


@dataclass(frozen=True, slots=True)
class Shown:
    change: str
    page: int


class ShownForm(Form[Shown]):
    """Which lines are shown, in the address."""

    made = Shown
    change = fields.String(
        data_key="only",
        load_default=ALL,
        validate=validate.OneOf((ALL, *{each for some in OUTCOMES.values() for each in some}), error=NOT_UNDERSTOOD),
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
