"""What programs are told of terminals, and may ask for."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from timeclock.service.fleet import Show
from timeclock.web.api.fields import described
from timeclock.web.api.schemas import shown
from timeclock.web.api.schemas.asked import Asked, said
from timeclock.web.inputs import NOT_UNDERSTOOD


def number(description: str, *, optional: bool = False) -> fields.Integer:
    return fields.Integer(required=True, allow_none=optional, metadata=described(description))


@dataclass(frozen=True, slots=True)
class FleetAsked:
    show: str


class FleetQuery(Asked):
    made = FleetAsked
    show = fields.String(
        load_default=Show.ALL.value,
        validate=validate.OneOf([each.value for each in Show], error=NOT_UNDERSTOOD),
        error_messages=said(NOT_UNDERSTOOD),
        metadata=described(
            "Which terminals: all, those in trouble, in use, waiting to be enrolled, or no longer in use."
        ),
    )


class Reader(Schema):
    """A reader of a terminal."""

    name = shown.words("What it is called.", "ACS ACR1252 Dual Reader 00 00")
    state = shown.words("How it is; `ready` is well.", "ready")


class TerminalTrouble(Schema):
    """What is wrong with a terminal."""

    cause = shown.words("What it is: sums, silent, reader, unsent or clock; others may come.", "silent")
    text = shown.words("The same in words.", "Nicht gehört")
    since = shown.at("Since when, as far as that is known.")
    raised_at = shown.at("When an alarm was raised; null where that is still to come.", optional=True)


class Terminal(Schema):
    """A terminal as it last reported; what it never said is null."""

    uid = shown.uid("Its name for ever.")
    name = shown.words("Where it hangs.", "Rathaus Haupteingang")
    unit = shown.words("Whose it is; empty where it is nobody's.", "Bürgerdienste")
    in_use = fields.Boolean(required=True, metadata=described("Whether it is enrolled and not revoked."))
    fingerprint = shown.words("What both sides showed when it was enrolled.", "4GTR-9K2M-07XZ", optional=True)
    enrolled_at = shown.at("When its key was enrolled; null where that is still to come.", optional=True)
    revoked_at = shown.at("When its key was revoked.", optional=True)
    last_seen_at = shown.at("When it was heard last.", optional=True)
    unsent = number("How many stamps wait in it.", optional=True)
    oldest_unsent_at = shown.at("Since when the oldest of them waits.", optional=True)
    unreadable = number("How many entries it keeps that nobody can read; has to be 0.", optional=True)
    drift_ms = number("Its clock minus ours, in milliseconds.", optional=True)
    clock_quality = shown.code(
        "How sure it was of its clock at its last stamp.", ("good", "unsure", "bad"), optional=True
    )
    readers = shown.many(Reader, "Its readers.")
    version = shown.words("Version of the program on it; empty where it never reported.", "0.1.0")
    epoch = shown.words("The epoch its stamps are numbered in.", "00112233445566778899aabbccddeeff", optional=True)
    captured = number("How many stamps it captured in this epoch.", optional=True)
    stored = number("How many of them are stored here.", optional=True)
    missing = number("How many numbers below the highest have not come, beside those it still has.")
    conserved = fields.Boolean(
        required=True,
        allow_none=True,
        metadata=described("Whether each stamp it captured is stored, unreadable or unsent."),
    )
    configured_at = shown.at("When it last told its settings; null where it never did.", optional=True)
    unusual = number("How many of its settings are unlike those of most other terminals.")
    troubles = shown.many(TerminalTrouble, "What is wrong with it, the gravest first; none is well.")


class Terminals(Schema):
    """The terminals asked for, trouble first, and how many there are of all."""

    in_use = number("How many are in use.")
    in_trouble = number("How many of them are in trouble.")
    waiting = number("How many wait for their enrolment.")
    revoked = number("How many are no longer in use.")
    terminals = shown.many(Terminal, "The terminals asked for.")


class TerminalKey(Schema):
    """A key a terminal has or had."""

    fingerprint = shown.words("What both sides showed when it was enrolled.", "4GTR-9K2M-07XZ")
    enrolled_at = shown.at("When it was enrolled.")
    revoked_at = shown.at("When it was revoked.", optional=True)


class TerminalEpoch(Schema):
    """One run of numbers of a terminal."""

    epoch = shown.words("Its name.", "00112233445566778899aabbccddeeff")
    last_seq = number("The highest number that came.")
    stored = number("How many up to it are stored.")
    reported_at = shown.at("When the terminal last reported in it.", optional=True)


class TerminalGap(Schema):
    """Numbers that have not come, both ends included."""

    epoch = shown.words("Of which epoch.", "00112233445566778899aabbccddeeff")
    from_seq = number("The first.")
    to_seq = number("The last.")


class TerminalAlarm(Schema):
    """An alarm about a terminal."""

    cause = shown.words("What it is about.", "silent")
    text = shown.words("The same in words.", "Nicht gehört")
    since = shown.at("Since when it was so.")
    raised_at = shown.at("When it was raised.")
    ended_at = shown.at("When it was over; null while it lasts.", optional=True)


class UsualSetting(Schema):
    """What most other terminals have, where this one differs."""

    value = shown.words("Their value; null where nothing is set.", "pcsc", optional=True)
    alike = number("How many have it.")
    others = number("Of how many other terminals in use that told their settings.")


class TerminalSetting(Schema):
    """A setting of a terminal as it told it, or a version, whose name begins with `version.`"""

    name = shown.words("Its name in the settings file of the terminal.", "reader")
    text = shown.words("The same in words.", "Art der Leser")
    value = shown.words("Its value; of a key only where it lies. Null where nothing is set.", "replay", optional=True)
    origin = shown.code(
        "Why it has it: set in the file, or by default; null where the terminal did not tell it.",
        ("file", "default"),
        optional=True,
    )
    unlike = fields.Nested(
        UsualSetting,
        required=True,
        allow_none=True,
        metadata=described("What most others have; null where it is as usual."),
    )


class TerminalConfiguration(Schema):
    """How a terminal is set."""

    told_at = shown.at("When it told it last.")
    changed_at = shown.at("Since when it tells the same.")
    settings = shown.many(TerminalSetting, "Its settings and versions, and those it lacks that most others have.")


class TerminalFile(Schema):
    """All that is known of one terminal."""

    terminal = fields.Nested(Terminal, required=True, metadata=described("How it is."))
    keys = shown.many(TerminalKey, "Its keys, the newest first.")
    epochs = shown.many(TerminalEpoch, "Its epochs, the one it reported last first.")
    gaps = shown.many(TerminalGap, "The first numbers that have not come.")
    alarms = shown.many(TerminalAlarm, "Its last alarms, the newest first.")
    configuration = fields.Nested(
        TerminalConfiguration,
        required=True,
        allow_none=True,
        metadata=described("How it is set; null where it never told."),
    )
