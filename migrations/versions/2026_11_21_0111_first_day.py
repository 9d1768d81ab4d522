"""first day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from timeclock.store import guards

revision = "c4abb3befbc9"
down_revision = None
branch_labels = None
depends_on = None


# Frozen here, so that this migration stays what it was when the code moves on.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
FACTS: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "ledger_record": (
        ["id", "kind", "subject", "bytes", "salt", "leaf_hash", "leaf_no", "include_by"],
        ("leaf_no", "bytes", "salt"),
    ),
    "rules": (
        ["hash", "kind", "body", "first_seen_at"],
        (),
    ),
    "access_read": (
        ["id", "at", "by", "route", "purpose", "person_ids"],
        (),
    ),
    "audit": (
        ["id", "at", "by", "action", "subject", "person_id", "purpose", "detail", "ledger_id"],
        (),
    ),
    "request": (
        ["id", "uid", "kind", "employment_id", "by", "payload", "state", "version"],
        ("state", "version"),
    ),
    "role_grant": (
        [
            "id",
            "login_id",
            "role",
            "unit_id",
            "granted_by",
            "second_by",
            "valid_from",
            "valid_to",
            "recorded_at",
            "recorded_by",
            "superseded_at",
        ],
        ("valid_to", "superseded_at"),
    ),
    "request_step": (
        ["request_id", "no", "state", "by", "reason", "at"],
        (),
    ),
    "stamp": (
        [
            "id",
            "uid",
            "source_id",
            "epoch",
            "seq",
            "kind",
            "at",
            "at_rule",
            "device_at",
            "received_at",
            "offset_ms",
            "clock_quality",
            "boot_id",
            "mono_ms",
            "zone_rules",
            "level",
            "badge_hash",
            "person_id",
            "employment_id",
            "quarantine",
            "ledger_id",
        ],
        (),
    ),
    "stamp_conflict": (
        ["id", "stamp_id", "digest", "bytes", "received_at"],
        (),
    ),
}
ONE_AT_A_TIME = {
    "employment_version": "employment_id",
    "terms": "employment_id",
    "unit_version": "unit_id",
    "placement": "employment_id",
    "model_version": "model_id",
    "assignment": "employment_id",
}


def upgrade() -> None:
    op.create_table(
        "badge",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("number_hash", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("number_hash", name=op.f("uq_badge_number_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_badge_uid")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "employer",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
    )
    op.create_table(
        "holiday",
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_de", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "ledger_node",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("no", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "no", name=op.f("pk_ledger_node")),
    )
    op.create_table(
        "ledger_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_no", sa.BigInteger(), nullable=True),
        sa.Column("include_by", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_record")),
        sa.UniqueConstraint("leaf_no", name=op.f("uq_ledger_record_leaf_no")),
    )
    with op.batch_alter_table("ledger_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_record_kind_subject"), ["kind", "subject"], unique=False)
        batch_op.create_index(
            "ix_ledger_record_waiting",
            ["id"],
            unique=False,
            postgresql_where=sa.text("leaf_no IS NULL"),
            sqlite_where=sa.text("leaf_no IS NULL"),
        )

    op.create_table(
        "login_attempt",
        sa.Column("id", ID, nullable=False),
        sa.Column("login_name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_attempt_login_name_at"), ["login_name", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_attempt_source_at"), ["source", "at"], unique=False)

    op.create_table(
        "model",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model")),
        sa.UniqueConstraint("code", name=op.f("uq_model_code")),
    )
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
    )
    op.create_table(
        "rules",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_rules")),
    )
    op.create_table(
        "badge_holding",
        sa.Column("id", ID, nullable=False),
        sa.Column("badge_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("to_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_badge_holding_badge_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_badge_holding_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_holding")),
    )
    with op.batch_alter_table("badge_holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_holding_badge_id"), ["badge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_badge_holding_person_id"), ["person_id"], unique=False)

    op.create_table(
        "employment",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("employer_id", ID, nullable=False),
        sa.Column("staff_no", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_employment_employer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_employment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
        sa.UniqueConstraint("employer_id", "staff_no", name=op.f("uq_employment_employer_id_staff_no")),
        sa.UniqueConstraint("uid", name=op.f("uq_employment_uid")),
    )
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "login",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("name", name=op.f("uq_login_name")),
    )
    with op.batch_alter_table("login", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_person_id"), ["person_id"], unique=False)

    op.create_table(
        "model_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_model_version_model_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_version")),
    )
    with op.batch_alter_table("model_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_version_model_id"), ["model_id"], unique=False)

    op.create_table(
        "protect_day",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("to_at", INSTANT, nullable=False),
        sa.Column("span_min", sa.Integer(), nullable=False),
        sa.Column("protective_min", sa.Integer(), nullable=False),
        sa.Column("rest_before_min", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_protect_day_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", "no", name=op.f("pk_protect_day")),
    )
    op.create_table(
        "recalculation",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recalculation_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_recalculation")),
    )
    op.create_table(
        "unit",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("employer_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_unit_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("uid", name=op.f("uq_unit_uid")),
    )
    op.create_table(
        "access_read",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("person_ids", JSON, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_access_read_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_read")),
    )
    with op.batch_alter_table("access_read", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_read_at"), ["at"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("anchor_day", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_assignment_employment_id")),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"], name=op.f("fk_assignment_model_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_employment_id"), ["employment_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_audit_by")),
        sa.ForeignKeyConstraint(
            ["ledger_id"], ["ledger_record.id"], name=op.f("fk_audit_ledger_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("ledger_id", name=op.f("uq_audit_ledger_id")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_person_id"), ["person_id"], unique=False)

    op.create_table(
        "break",
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("break_no", sa.Integer(), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("to_at", INSTANT, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_break_employment_id")),
        sa.PrimaryKeyConstraint("employment_id", "day", "no", "break_no", name=op.f("pk_break")),
    )
    op.create_table(
        "credential",
        sa.Column("id", ID, nullable=False),
        sa.Column("login_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("secret_or_subject", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_credential_login_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
    )
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credential_login_id"), ["login_id"], unique=False)

    op.create_table(
        "day_plan",
        sa.Column("id", ID, nullable=False),
        sa.Column("model_version_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.ForeignKeyConstraint(["model_version_id"], ["model_version.id"], name=op.f("fk_day_plan_model_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_plan")),
    )
    with op.batch_alter_table("day_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_plan_model_version_id"), ["model_version_id"], unique=False)

    op.create_table(
        "day_result",
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("present_min", sa.Integer(), nullable=False),
        sa.Column("worked_min", sa.Integer(), nullable=True),
        sa.Column("target_min", sa.Integer(), nullable=False),
        sa.Column("difference_min", sa.Integer(), nullable=True),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("rules_hash", sa.String(), nullable=False),
        sa.Column("facts_until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_day_result_employment_id")),
        sa.PrimaryKeyConstraint("employment_id", "day", name=op.f("pk_day_result")),
    )
    op.create_table(
        "employment_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_employment_version_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_version")),
    )
    with op.batch_alter_table("employment_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employment_version_employment_id"), ["employment_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("figure", sa.Integer(), nullable=True),
        sa.Column("limit", sa.Integer(), nullable=True),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_finding_employment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_finding_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_day_severity"), ["day", "severity"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_person_id_day"), ["person_id", "day"], unique=False)

    op.create_table(
        "placement",
        sa.Column("id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_placement_employment_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_placement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_employment_id"), ["employment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_request_by")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_request_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("uid", name=op.f("uq_request_uid")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_employment_id"), ["employment_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", ID, nullable=False),
        sa.Column("login_id", ID, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("granted_by", ID, nullable=True),
        sa.Column("second_by", ID, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["granted_by"], ["login.id"], name=op.f("fk_role_grant_granted_by")),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_role_grant_login_id")),
        sa.ForeignKeyConstraint(["second_by"], ["login.id"], name=op.f("fk_role_grant_second_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_login_id"), ["login_id"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_source_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("uid", name=op.f("uq_source_uid")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(
            "uq_source_house",
            ["kind"],
            unique=True,
            postgresql_where=sa.text("kind <> 'terminal'"),
            sqlite_where=sa.text("kind <> 'terminal'"),
        )

    op.create_table(
        "terms",
        sa.Column("id", ID, nullable=False),
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("weekly_min", sa.Integer(), nullable=False),
        sa.Column("days_per_week", sa.Integer(), nullable=False),
        sa.Column("holiday_calendar", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_terms_employment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    with op.batch_alter_table("terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_terms_employment_id"), ["employment_id"], unique=False)

    op.create_table(
        "unit_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cost_centre", sa.String(), nullable=True),
        sa.Column("sunday_exemption", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", ID, nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_version_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_version_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_version")),
    )
    with op.batch_alter_table("unit_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_version_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("login_id", ID, nullable=False),
        sa.Column("factor", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_web_session_login_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_login_id"), ["login_id"], unique=False)

    op.create_table(
        "work_session",
        sa.Column("employment_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("to_at", INSTANT, nullable=True),
        sa.Column("in_stamp", sa.String(), nullable=False),
        sa.Column("out_stamp", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_work_session_employment_id")),
        sa.PrimaryKeyConstraint("employment_id", "day", "no", name=op.f("pk_work_session")),
    )
    op.create_table(
        "device_epoch",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_device_epoch_source_id")),
        sa.PrimaryKeyConstraint("source_id", "epoch", name=op.f("pk_device_epoch")),
    )
    op.create_table(
        "device_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_device_key_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_key")),
    )
    with op.batch_alter_table("device_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_key_source_id"), ["source_id"], unique=False)

    op.create_table(
        "device_nonce",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_device_nonce_source_id")),
        sa.PrimaryKeyConstraint("source_id", "nonce", name=op.f("pk_device_nonce")),
    )
    op.create_table(
        "device_state",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column("unsent", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("oldest_unsent_at", INSTANT, nullable=True),
        sa.Column("drift_ms", sa.BigInteger(), nullable=True),
        sa.Column("readers", JSON, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_device_state_source_id")),
        sa.PrimaryKeyConstraint("source_id", "epoch", name=op.f("pk_device_state")),
    )
    op.create_table(
        "intake_count",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("conflict", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_intake_count_source_id")),
        sa.PrimaryKeyConstraint("source_id", "day", name=op.f("pk_intake_count")),
    )
    op.create_table(
        "pattern_day",
        sa.Column("model_version_id", ID, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("day_plan_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["day_plan_id"], ["day_plan.id"], name=op.f("fk_pattern_day_day_plan_id")),
        sa.ForeignKeyConstraint(
            ["model_version_id"], ["model_version.id"], name=op.f("fk_pattern_day_model_version_id")
        ),
        sa.PrimaryKeyConstraint("model_version_id", "no", name=op.f("pk_pattern_day")),
    )
    op.create_table(
        "request_step",
        sa.Column("request_id", ID, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["login.id"], name=op.f("fk_request_step_by")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_step_request_id")),
        sa.PrimaryKeyConstraint("request_id", "no", name=op.f("pk_request_step")),
    )
    op.create_table(
        "stamp",
        sa.Column("id", ID, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=True),
        sa.Column("at_rule", sa.String(), nullable=False),
        sa.Column("device_at", INSTANT, nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=True),
        sa.Column("clock_quality", sa.String(), nullable=False),
        sa.Column("boot_id", sa.String(), nullable=True),
        sa.Column("mono_ms", sa.BigInteger(), nullable=True),
        sa.Column("zone_rules", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("badge_hash", sa.String(), nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("employment_id", ID, nullable=True),
        sa.Column("quarantine", sa.String(), nullable=True),
        sa.Column("ledger_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_stamp_employment_id")),
        sa.ForeignKeyConstraint(
            ["ledger_id"], ["ledger_record.id"], name=op.f("fk_stamp_ledger_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stamp_person_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_stamp_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp")),
        sa.UniqueConstraint("ledger_id", name=op.f("uq_stamp_ledger_id")),
        sa.UniqueConstraint("source_id", "epoch", "seq", name=op.f("uq_stamp_source_id_epoch_seq")),
        sa.UniqueConstraint("uid", name=op.f("uq_stamp_uid")),
    )
    with op.batch_alter_table("stamp", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stamp_person_id_at"), ["person_id", "at"], unique=False)
        batch_op.create_index(
            "ix_stamp_quarantined",
            ["received_at"],
            unique=False,
            postgresql_where=sa.text("quarantine IS NOT NULL"),
            sqlite_where=sa.text("quarantine IS NOT NULL"),
        )

    op.create_table(
        "stamp_conflict",
        sa.Column("id", ID, nullable=False),
        sa.Column("stamp_id", ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["stamp_id"], ["stamp.id"], name=op.f("fk_stamp_conflict_stamp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamp_conflict")),
        sa.UniqueConstraint("stamp_id", "digest", name=op.f("uq_stamp_conflict_stamp_id_digest")),
    )
    for table, (columns, may_change) in FACTS.items():
        guards.append_only(table, columns, may_change)
    for table, owner in ONE_AT_A_TIME.items():
        guards.no_overlap_of_days(table, owner)
    guards.no_overlap_of_instants("badge_holding", "badge_id")


def downgrade() -> None:
    guards.overlap_again("badge_holding")
    for table in ONE_AT_A_TIME:
        guards.overlap_again(table)
    for table in FACTS:
        guards.no_longer_append_only(table)
    op.drop_table("stamp_conflict")
    with op.batch_alter_table("stamp", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_stamp_quarantined",
            postgresql_where=sa.text("quarantine IS NOT NULL"),
            sqlite_where=sa.text("quarantine IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_stamp_person_id_at"))

    op.drop_table("stamp")
    op.drop_table("request_step")
    op.drop_table("pattern_day")
    op.drop_table("intake_count")
    op.drop_table("device_state")
    op.drop_table("device_nonce")
    with op.batch_alter_table("device_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_key_source_id"))

    op.drop_table("device_key")
    op.drop_table("device_epoch")
    op.drop_table("work_session")
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_login_id"))

    op.drop_table("web_session")
    with op.batch_alter_table("unit_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_version_unit_id"))

    op.drop_table("unit_version")
    with op.batch_alter_table("terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_terms_employment_id"))

    op.drop_table("terms")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_source_house",
            postgresql_where=sa.text("kind <> 'terminal'"),
            sqlite_where=sa.text("kind <> 'terminal'"),
        )

    op.drop_table("source")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_login_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_employment_id"))

    op.drop_table("request")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_unit_id"))
        batch_op.drop_index(batch_op.f("ix_placement_employment_id"))

    op.drop_table("placement")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_person_id_day"))
        batch_op.drop_index(batch_op.f("ix_finding_day_severity"))

    op.drop_table("finding")
    with op.batch_alter_table("employment_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employment_version_employment_id"))

    op.drop_table("employment_version")
    op.drop_table("day_result")
    with op.batch_alter_table("day_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_day_plan_model_version_id"))

    op.drop_table("day_plan")
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credential_login_id"))

    op.drop_table("credential")
    op.drop_table("break")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_person_id"))
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_employment_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("access_read", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_read_at"))

    op.drop_table("access_read")
    op.drop_table("unit")
    op.drop_table("recalculation")
    op.drop_table("protect_day")
    with op.batch_alter_table("model_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_version_model_id"))

    op.drop_table("model_version")
    with op.batch_alter_table("login", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_person_id"))

    op.drop_table("login")
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employment_person_id"))

    op.drop_table("employment")
    with op.batch_alter_table("badge_holding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_holding_person_id"))
        batch_op.drop_index(batch_op.f("ix_badge_holding_badge_id"))

    op.drop_table("badge_holding")
    op.drop_table("rules")
    op.drop_table("person")
    op.drop_table("model")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_attempt_source_at"))
        batch_op.drop_index(batch_op.f("ix_login_attempt_login_name_at"))

    op.drop_table("login_attempt")
    with op.batch_alter_table("ledger_record", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_ledger_record_waiting",
            postgresql_where=sa.text("leaf_no IS NULL"),
            sqlite_where=sa.text("leaf_no IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ledger_record_kind_subject"))

    op.drop_table("ledger_record")
    op.drop_table("ledger_node")
    op.drop_table("holiday")
    op.drop_table("employer")
    op.drop_table("checkpoint")
    op.drop_table("badge")
