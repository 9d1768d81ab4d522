"""Documents, as programs are told."""

from __future__ import annotations

from marshmallow import Schema, fields

from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown


class Document(Schema):
    """One version of a document; a later version has a uid of its own, this one stays."""

    uid = shown.uid("Its name for ever.")
    kind = shown.words("What it is, as a code; new ones may come.", "proof")
    title = shown.words("The same in words.", "Arbeitszeitnachweis")
    month = fields.Date(
        required=True,
        allow_none=True,
        metadata=described("The first day of the month it is about; null where of none."),
    )
    media = shown.words("Its media type.", "application/pdf")
    size_bytes = fields.Integer(required=True, metadata=described("Its length.", 48231))
    sha256 = shown.words("The hash of its content, hexadecimal; it is in the log, too.")
    made_at = shown.at("When it was made.")
    content = shown.words("The address of the file.")


class Documents(Schema):
    """All documents of the person."""

    documents = shown.many(Document, "The newest month and version first.")
