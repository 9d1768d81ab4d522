"""Where stamps come from, and the stamps themselves: facts, written once."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    false,
    text,
)

from timeclock.store.schema.base import (
    Kind,
    Retention,
    binary,
    instant,
    key,
    ledger_ref,
    number,
    ref,
    structure,
    table,
    uid,
    words,
)

source = table(
    "source",
    Kind.DATED,
    Retention.EVIDENCE,
    key(),
    uid(),
    words("kind"),
    words("name"),
    ref("unit_id", "unit", optional=True),
    words("state"),
    # The house's own sources (web, correction, import …) exist once each.
    Index(
        "uq_source_house",
        "kind",
        unique=True,
        postgresql_where=text("kind <> 'terminal'"),
        sqlite_where=text("kind <> 'terminal'"),
    ),
)

device_key = table(
    "device_key",
    Kind.DATED,
    Retention.EVIDENCE,
    key(),
    ref("source_id", "source", index=True),
    binary("public_key"),
    instant("enrolled_at"),
    instant("revoked_at", optional=True),
    # Another key of the same terminal took its place; what it signed until then is believed.
    Column("replaced", Boolean, nullable=False, server_default=false()),
    # The client certificate the terminal showed the proxy when it was enrolled; null where there was none.
    words("certificate", optional=True),
)

device_enrolment = table(
    "device_enrolment",
    Kind.STATE,
    Retention.TECHNICAL,
    key(),
    ref("source_id", "source", index=True),
    # The first group of the code names the enrolment; what proves the rest is kept, never the code.
    Column("number", String, nullable=False, unique=True),
    binary("verifier"),
    instant("expires_at"),
    number("tries"),
    binary("public_key", optional=True),
    words("certificate", optional=True),
    instant("claimed_at", optional=True),
    instant("agreed_at", optional=True),
    instant("confirmed_at", optional=True),
    instant("closed_at", optional=True),
)

device_epoch = table(
    "device_epoch",
    Kind.STATE,
    Retention.EVIDENCE,
    ref("source_id", "source", primary=True),
    Column("epoch", String, primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    binary("last_hash", optional=True),
    # How many of the numbers up to the last are stored: counted as they come, as nobody counts millions once a minute.
    Column("stored", BigInteger, nullable=False),
    # Of the stamps whose time is believed: one epoch ends where the next one begins, or two speak as one terminal.
    instant("first_at", optional=True),
    instant("last_at", optional=True),
)

device_boot = table(
    "device_boot",
    Kind.STATE,
    Retention.TECHNICAL,
    ref("source_id", "source", primary=True),
    Column("boot_id", String, primary_key=True),
    instant("first_at"),
)

device_state = table(
    "device_state",
    Kind.STATE,
    Retention.TECHNICAL,
    ref("source_id", "source", primary=True),
    Column("epoch", String, primary_key=True),
    instant("at"),
    Column("captured", BigInteger, nullable=False),
    number("unsent"),
    number("unreadable"),
    instant("oldest_unsent_at", optional=True),
    Column("drift_ms", BigInteger, nullable=True),
    structure("readers"),
    words("version"),
)

device_configuration = table(
    "device_configuration",
    Kind.STATE,
    Retention.TECHNICAL,
    ref("source_id", "source", primary=True),
    instant("told_at"),
    # Since when it tells the same, by the digest of what it tells.
    instant("changed_at"),
    words("digest"),
    structure("versions"),
    structure("settings"),
)

device_alarm = table(
    "device_alarm",
    Kind.STATE,
    Retention.TECHNICAL,
    key(),
    ref("source_id", "source", index=True),
    words("cause"),
    instant("since"),
    instant("raised_at"),
    instant("ended_at", optional=True),
    # One alarm for one trouble of a terminal, however often and in however many processes it is looked at.
    Index(
        "uq_device_alarm_lasting",
        "source_id",
        "cause",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
        sqlite_where=text("ended_at IS NULL"),
    ),
)

device_nonce = table(
    "device_nonce",
    Kind.STATE,
    Retention.TECHNICAL,
    ref("source_id", "source", primary=True),
    Column("nonce", String, primary_key=True),
    instant("at"),
)

badge = table(
    "badge",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    uid(),
    Column("number_hash", String, nullable=False, unique=True),
    words("scheme"),
    words("level"),
    words("state"),
)

badge_holding = table(
    "badge_holding",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    ref("badge_id", "badge", index=True),
    ref("person_id", "person", index=True),
    instant("from_at"),
    instant("to_at", optional=True),
    words("reason"),
)

# When a badge has to prove itself; a stamp by its number alone counts then, and is weaker than the badge is.
badge_proof = table(
    "badge_proof",
    Kind.DATED,
    Retention.PEOPLE,
    key(),
    ref("badge_id", "badge", index=True),
    instant("from_at"),
    instant("to_at", optional=True),
    words("reason"),
    # Why it may be known by its number again.
    words("ended_for", optional=True),
)

# What somebody shows on her phone, once and for about a minute; kept by keyed hash, as a badge is.
phone_code = table(
    "phone_code",
    Kind.STATE,
    Retention.TIMES,
    key(),
    uid(),
    Column("number_hash", String, nullable=False, unique=True),
    ref("person_id", "person"),
    instant("made_at"),
    instant("ends_at"),
    # The uid of the stamp it was used for, and lives as long as; without one it is dropped.
    Column("used_by", Uuid, nullable=True),
    Index(None, "person_id", "made_at"),
    Index(
        "ix_phone_code_unused",
        "ends_at",
        postgresql_where=text("used_by IS NULL"),
        sqlite_where=text("used_by IS NULL"),
    ),
)

stamp = table(
    "stamp",
    Kind.FACT,
    Retention.TIMES,
    key(),
    uid(),
    ref("source_id", "source"),
    words("epoch"),
    Column("seq", BigInteger, nullable=False),
    words("kind"),
    instant("at", optional=True),
    words("at_rule"),
    instant("device_at", optional=True),
    instant("received_at"),
    Column("offset_ms", BigInteger, nullable=True),
    words("clock_quality"),
    words("boot_id", optional=True),
    Column("mono_ms", BigInteger, nullable=True),
    words("zone_rules"),
    words("level"),
    words("badge_hash", optional=True),
    ref("person_id", "person", optional=True),
    ref("employment_id", "employment", optional=True),
    words("quarantine", optional=True),
    ledger_ref(),
    UniqueConstraint("source_id", "epoch", "seq"),
    Index(None, "person_id", "at"),
    Index(
        "ix_stamp_quarantined",
        "received_at",
        postgresql_where=text("quarantine IS NOT NULL"),
        sqlite_where=text("quarantine IS NOT NULL"),
    ),
)

stamp_conflict = table(
    "stamp_conflict",
    Kind.FACT,
    Retention.EVIDENCE,
    key(),
    ref("stamp_id", "stamp"),
    Column("digest", String, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    instant("received_at"),
    UniqueConstraint("stamp_id", "digest"),
)

stamp_ruling = table(
    "stamp_ruling",
    Kind.FACT,
    Retention.TIMES,
    key(),
    ref("stamp_id", "stamp"),
    # The stamp's own instant once more, so that what was assigned to a person is found by person and time.
    instant("stamp_at", optional=True),
    words("verdict"),
    ref("person_id", "person", optional=True),
    ref("employment_id", "employment", optional=True),
    words("reason"),
    ref("request_id", "request", optional=True, index=True),
    ref("by", "login", optional=True),
    instant("at"),
    Index(None, "stamp_id", "id"),
    Index(
        "ix_stamp_ruling_assigned",
        "person_id",
        "stamp_at",
        postgresql_where=text("person_id IS NOT NULL"),
        sqlite_where=text("person_id IS NOT NULL"),
    ),
)

intake_count = table(
    "intake_count",
    Kind.EVIDENCE,
    Retention.EVIDENCE,
    ref("source_id", "source", primary=True),
    Column("day", Date, primary_key=True),
    number("received"),
    number("accepted"),
    number("duplicate"),
    number("conflict"),
    number("quarantined"),
    number("unreadable"),
)
