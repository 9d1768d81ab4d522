"""Logins, sessions and roles."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, LargeBinary, String

from timeclock.store.schema.base import Kind, Retention, instant, key, ref, table, valid, words

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
)

web_session = table(
    "web_session",
    Kind.STATE,
    Retention.TECHNICAL,
    Column("id_hash", LargeBinary, primary_key=True),
    ref("login_id", "login", index=True),
    words("factor"),
    instant("created_at"),
    instant("seen_at"),
    instant("expires_at"),
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
