"""What the evaluation found; thrown away and worked out again at will."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String

from timeclock.store.schema.base import Id, Kind, Retention, instant, number, ref, structure, table, words

day_result = table(
    "day_result",
    Kind.RESULT,
    Retention.TIMES,
    ref("employment_id", "employment", primary=True),
    Column("day", Date, primary_key=True),
    words("state"),
    number("present_min"),
    number("worked_min", optional=True),
    number("target_min"),
    number("difference_min", optional=True),
    structure("lines"),
    Column("rules_hash", String, nullable=False),
    instant("facts_until"),
)

work_session = table(
    "work_session",
    Kind.RESULT,
    Retention.TIMES,
    ref("employment_id", "employment", primary=True),
    Column("day", Date, primary_key=True),
    Column("no", Integer, primary_key=True),
    words("kind"),
    instant("from_at"),
    instant("to_at", optional=True),
    words("in_stamp"),
    words("out_stamp", optional=True),
)

break_ = table(
    "break",
    Kind.RESULT,
    Retention.TIMES,
    ref("employment_id", "employment", primary=True),
    Column("day", Date, primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("break_no", Integer, primary_key=True),
    instant("from_at"),
    instant("to_at", optional=True),
    words("kind"),
)

# Minutes by kind that payroll turns into money; which wage type a kind has is payroll's profile, not a result.
day_amount = table(
    "day_amount",
    Kind.RESULT,
    Retention.TIMES,
    ref("employment_id", "employment", primary=True),
    Column("day", Date, primary_key=True),
    Column("kind", String, primary_key=True),
    number("amount"),
    words("unit"),
    number("percent", optional=True),
    words("rule"),
    words("citation"),
    structure("spans"),
    Column("since", Date, nullable=True),
    Column("replaces", Boolean, nullable=False),
)

protect_day = table(
    "protect_day",
    Kind.RESULT,
    Retention.TIMES,
    ref("person_id", "person", primary=True),
    Column("day", Date, primary_key=True),
    Column("no", Integer, primary_key=True),
    instant("from_at"),
    instant("to_at"),
    number("span_min"),
    number("protective_min"),
    number("rest_before_min", optional=True),
    number("night_min"),
    Column("night_work", Boolean, nullable=False),
)

# What periods longer than a day came to. A finding of a period names the day on which that begins: it is replaced with
# the period, and those of the days with their days.
period_result = table(
    "period_result",
    Kind.RESULT,
    Retention.TIMES,
    ref("person_id", "person", primary=True),
    Column("kind", String, primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("to_day", Date, nullable=False),
    structure("figures"),
    Column("ok", Boolean, nullable=False),
)

finding = table(
    "finding",
    Kind.RESULT,
    Retention.TIMES,
    Column("key", String, primary_key=True),
    ref("person_id", "person"),
    ref("employment_id", "employment", optional=True),
    Column("day", Date, nullable=False),
    words("code"),
    words("severity"),
    number("figure", optional=True),
    number("limit", optional=True),
    words("citation"),
    structure("figures"),
    Column("period_from", Date, nullable=True),
    Index(None, "person_id", "day"),
    Index(None, "day", "severity"),
)

recalculation = table(
    "recalculation",
    Kind.QUEUE,
    Retention.TECHNICAL,
    ref("person_id", "person", primary=True),
    Column("day", Date, primary_key=True),
    words("cause"),
    instant("marked_at"),
    Column("version", Id, nullable=False),
)
