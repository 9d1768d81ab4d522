"""Logins, sessions, personal tokens and roles."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Index, LargeBinary, String, text

from timeclock.store.schema.base import (
    Id,
    Kind,
    Retention,
    UtcDateTime,
    binary,
    instant,
    key,
    recorded,
    ref,
    structure,
    table,
    uid,
    valid,
    words,
)

login = table(
    "login",
    Kind.DATED,
    Retention.ACCESS,
    key(),
    ref("person_id", "person", optional=True, index=True),
    words("kind"),
    Column("name", String, nullable=False, unique=True),
    words("display_name"),
    instant("disabled_at", optional=True),
    # When somebody was let in by it last.
    instant("signed_in_at", optional=True),
)

credential = table(
    "credential",
    Kind.DATED,
    Retention.ACCESS,
    key(),
    ref("login_id", "login", index=True),
    words("kind"),
    words("secret_or_subject"),
    instant("created_at"),
    instant("revoked_at", optional=True),
    # Of a password that somebody else gave: until when it lets its owner choose one of her own, and do nothing else.
    instant("first_until", optional=True),
    # A program's request is recognised by the hash of its secret alone.
    Index(
        "uq_credential_api",
        "secret_or_subject",
        unique=True,
        postgresql_where=text("kind = 'api'"),
        sqlite_where=text("kind = 'api'"),
    ),
)

api_token = table(
    "api_token",
    Kind.DATED,
    Retention.ACCESS,
    ref("credential_id", "credential", primary=True),
    uid(),
    words("name"),
    structure("scopes"),
    instant("expires_at"),
    instant("used_at", optional=True),
)

factor = table(
    "factor",
    Kind.DATED,
    Retention.ACCESS,
    ref("credential_id", "credential", primary=True),
    # Of an authenticator app the latest step whose code was taken, of a passkey the microsecond in which it was asked
    # what it answered last: so that nothing is taken twice.
    Column("last_step", BigInteger),
    instant("used_at", optional=True),
)

passkey = table(
    "passkey",
    Kind.DATED,
    Retention.ACCESS,
    ref("credential_id", "credential", primary=True),
    uid(),
    # By what the device finds it again; the secret half never leaves the device.
    Column("handle", LargeBinary, nullable=False, unique=True),
    binary("public_key"),
    Column("sign_count", BigInteger, nullable=False),
    words("name"),
)

idempotency = table(
    "idempotency",
    Kind.STATE,
    Retention.TECHNICAL,
    ref("login_id", "login", primary=True),
    Column("key", String, primary_key=True),
    binary("request_hash"),
    # Empty only within the transaction that works the answer out.
    binary("answer", optional=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

web_session = table(
    "web_session",
    Kind.STATE,
    Retention.TECHNICAL,
    Column("id_hash", LargeBinary, primary_key=True),
    ref("login_id", "login", index=True),
    uid(),
    words("factor"),
    words("browser"),
    words("system"),
    instant("created_at"),
    instant("seen_at"),
    instant("expires_at"),
    # When its owner last proved who she is: by signing in, or asked again before something that weighs much.
    instant("confirmed_at"),
)

login_attempt = table(
    "login_attempt",
    Kind.STATE,
    Retention.TECHNICAL,
    key(),
    words("login_name"),
    words("source"),
    instant("at"),
    Column("ok", Boolean, nullable=False),
    Index(None, "login_name", "at"),
    Index(None, "source", "at"),
)

role_grant = table(
    "role_grant",
    Kind.FACT,
    Retention.ACCESS,
    key(),
    ref("login_id", "login", index=True),
    words("role"),
    ref("unit_id", "unit", optional=True),
    ref("granted_by", "login", optional=True),
    ref("second_by", "login", optional=True),
    *valid(),
    may_change=("valid_to", "superseded_at"),
)

# A role that is to be given or to end, and waits for a second look.
role_draft = table(
    "role_draft",
    Kind.FACT,
    Retention.ACCESS,
    key(),
    uid(),
    ref("login_id", "login", index=True),
    words("change"),
    words("role"),
    ref("unit_id", "unit", optional=True),
    # The first day on which it is to be held, or of one that is to end, the first without it.
    Column("since", Date, nullable=False),
    # Of one that is given for a while, the first day without it.
    Column("until", Date, nullable=True),
    words("why"),
    words("decision", optional=True),
    words("answer", optional=True),
    Column("decided_by", Id, nullable=True),
    instant("decided_at", optional=True),
    # superseded_at: since when it waits no more, because it was withdrawn.
    *recorded(),
    CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name="two_people"),
    may_change=("decision", "answer", "decided_by", "decided_at", "superseded_at"),
)
