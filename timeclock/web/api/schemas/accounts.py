"""Accounts, as programs are told."""

from __future__ import annotations

from marshmallow import Schema, fields

from timeclock.core.accounts import Light, PostingKind
from timeclock.core.amounts import Unit
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown


class AccountLine(Schema):
    """One line of a statement; the days of a month that is not closed yet are one line without day and kind."""

    day = shown.day("When it takes effect.", optional=True)
    kind = shown.code("Why the account moves.", PostingKind, optional=True)
    text = shown.words("The same in words.", "Buchung von Hand")
    amount = fields.Integer(required=True, metadata=described("How much, in the unit of the account.", -30))
    balance = fields.Integer(required=True, metadata=described("Where the account stands after it.", 570))
    origin = shown.words("What it comes from; with account and kind it is there once.", "2026-10/1")
    reason = shown.words("Why, in somebody's words; empty where a rule wrote it.", "doppelt gezählt")
    by = shown.words("Who wrote it; null where a rule did.", "Officer", optional=True)
    confirmed_by = shown.words("Who agreed.", "Hr", optional=True)


class AccountOfMonth(Schema):
    """One account in a month."""

    kind = shown.words("Which account it is; a city may have others.", "flextime")
    title = shown.words("What it is called.", "Gleitzeitkonto")
    unit = shown.code("Minutes, or thousandths of hours of pay.", Unit)
    before = fields.Integer(required=True, metadata=described("Where it stood before the month.", 600))
    balance = fields.Integer(required=True, metadata=described("Where it stands after the month, or now.", 570))
    light = shown.code("Whether it is within its marks, near a limit, or beyond.", Light)
    lines = shown.many(AccountLine, "In order of days.")


class Accounts(Schema):
    """The accounts of a month."""

    employment = shown.uid("Which employment it is.")
    month = shown.words("The month.", "2026-11")
    accounts = shown.many(AccountOfMonth, "The flextime account first.")
