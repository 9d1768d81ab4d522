"""All that is stored about one person, table by table: by what a row is hers, and which tables say nothing of her."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from timeclock.store.db import Session
from timeclock.store.schema.base import metadata
from timeclock.store.schema.evidence import ledger_record

Row = dict[str, Any]
CHUNK = 500


class LeftOut(StrEnum):
    """Why a table is not in what somebody gets about herself."""

    HOUSE = "house"
    PASSING = "passing"
    FILES = "files"
    PROOF = "proof"


@dataclass(frozen=True, slots=True)
class Through:
    """By which column a row is a person's: it holds her id, or `key` of a row of `table` that is hers.

    `at_once`: of a row that says itself that it is hers, where two tables lead to each other.
    """

    column: str
    table: str = "person"
    key: str = "id"
    at_once: bool = False


def _all(by: Through, *tables: str) -> dict[str, tuple[Through, ...]]:
    return dict.fromkeys(tables, (by,))


EMPLOYMENT, LOGIN = Through("employment_id", "employment"), Through("login_id", "login")
WAYS: Mapping[str, tuple[Through, ...]] = {
    "person": (Through("id"),),
    "employment": (Through("person_id"),),
    "login": (Through("person_id"),),
    **_all(
        Through("person_id"), "protection", "notice", "document", "phone_code", "audit", "stamp_place", "staff_change"
    ),
    "medical_check": (Through("person_id"),),
    "legal_hold": (Through("person_id"),),
    # A stamp of nobody became hers by a ruling; of hers, each ruling is told.
    "stamp": (Through("person_id"), Through("id", "stamp_ruling", "stamp_id", at_once=True)),
    "stamp_ruling": (Through("person_id"), Through("stamp_id", "stamp", at_once=True)),
    **_all(Through("person_id"), "finding", "finding_step", "protect_day", "period_result", "badge_holding"),
    **_all(EMPLOYMENT, "employment_version", "terms", "placement", "assignment", "special_plan", "shift"),
    **_all(EMPLOYMENT, "rotation_place", "absence", "account", "card_entry", "opening_line", "entitlement"),
    **_all(EMPLOYMENT, "leave_ground", "leave_notice", "entitlement_use", "mass_line", "month", "month_step"),
    **_all(EMPLOYMENT, "month_delta", "overtime_order", "day_result", "work_session", "break", "day_amount"),
    "request": (EMPLOYMENT, Through("partner_id", "employment")),
    **_all(Through("request_id", "request"), "request_step", "approval"),
    "illness_note": (Through("absence_id", "absence"),),
    **_all(Through("account_id", "account"), "posting", "posting_proposal"),
    **_all(LOGIN, "credential", "web_session", "role_grant", "role_draft", "saved_statistic"),
    **_all(Through("credential_id", "credential"), "api_token", "factor", "passkey"),
    "login_attempt": (Through("login_name", "login", "name"),),
    "deputy": (Through("principal_id", "login"), Through("deputy_id", "login")),
    "badge": (Through("id", "badge_holding", "badge_id"),),
    "stamp_conflict": (Through("stamp_id", "stamp"),),
    "import_identity": (Through("stamp_uid", "stamp", "uid"),),
}
# Looks at her data name her in a list; they are read by `store.reads`.
READ_OTHERWISE = "access_read"
LEFT_OUT: Mapping[str, LeftOut] = {
    **dict.fromkeys(("absence_reason", "account_kind", "model", "model_version", "model_draft"), LeftOut.HOUSE),
    **dict.fromkeys(("model_retirement", "place_draft"), LeftOut.HOUSE),
    **dict.fromkeys(("day_plan", "pattern_day", "holiday", "rules", "employer", "unit", "unit_version"), LeftOut.HOUSE),
    **dict.fromkeys(
        ("go_live", "place_agreement", "overtime_budget", "unit_staffing", "roster", "roster_plan"), LeftOut.HOUSE
    ),
    **dict.fromkeys(("shift_kind", "rotation", "intake_count", "job_run", "log_check", "badge_proof"), LeftOut.HOUSE),
    **dict.fromkeys(("statistic", "kept_figure", "evaluation_consent", "erasure", "backup"), LeftOut.HOUSE),
    **dict.fromkeys(("source", "device_key", "device_enrolment", "device_epoch", "device_boot"), LeftOut.HOUSE),
    **dict.fromkeys(("device_state", "device_configuration", "device_alarm", "device_nonce"), LeftOut.HOUSE),
    **dict.fromkeys(("checkpoint", "ledger_node"), LeftOut.HOUSE),
    **dict.fromkeys(("recalculation", "leave_waiting", "import_waiting", "idempotency"), LeftOut.PASSING),
    **dict.fromkeys(("opening_file", "batch", "batch_row", "upload", "mass_posting"), LeftOut.FILES),
    "ledger_record": LeftOut.PROOF,
}
# What opens something, to whoever holds it: it is no more than that it is there.
SECRETS = frozenset({("credential", "secret_or_subject"), ("web_session", "id_hash"), ("badge", "number_hash")})
WITHHELD = "…"
# Logins that stand in a column without a key of their own.
NAMED = frozenset({"recorded_by", "decided_by", "undone_by", "signed_by"})
NAMES = {"login": "display_name", "source": "name", "model": "code", "place_agreement": "agreement"}


@dataclass(frozen=True, slots=True)
class Committed:
    """What the ledger holds of a row: its exact bytes and salt, unless they were destroyed, and where its leaf is."""

    id: UUID
    kind: str
    content: bytes | None
    salt: bytes | None
    leaf_hash: bytes
    leaf_no: int | None
    include_by: Any


def of_person(session: Session, person_id: int) -> dict[str, list[Row]]:
    """Return every row of every table that is a person's. The caller has checked that it is herself."""
    found = {name: _rows(session, name, person_id) for name in WAYS}
    _name(session, found)
    return found


def committed(session: Session, ids: Iterable[UUID]) -> Sequence[Committed]:
    """Return what the ledger holds under these names."""
    c, wanted = ledger_record.c, list(ids)
    columns = (c.id, c.kind, c.bytes, c.salt, c.leaf_hash, c.leaf_no, c.include_by)
    rows = [
        row
        for at in range(0, len(wanted), CHUNK)
        for row in session.execute(select(*columns).where(c.id.in_(wanted[at : at + CHUNK])).order_by(c.id))
    ]
    return [Committed(*row) for row in rows]


def _rows(session: Session, name: str, person_id: int) -> list[Row]:
    table = metadata.tables[name]
    query = select(table).where(_hers(name, person_id)).order_by(*table.primary_key.columns)
    rows = [dict(row) for row in session.execute(query).mappings()]
    for column in [column for of, column in SECRETS if of == name]:
        rows = [row | {column: WITHHELD} for row in rows]
    return rows


def _hers(name: str, person_id: int, *, at_once: bool = False) -> ColumnElement[bool]:
    ways = WAYS[name][:1] if at_once else WAYS[name]
    return or_(*(_through(name, way, person_id) for way in ways))


def _through(name: str, way: Through, person_id: int) -> ColumnElement[bool]:
    column = metadata.tables[name].c[way.column]
    if way.table == "person":
        return column == person_id
    mine = _hers(way.table, person_id, at_once=way.at_once)
    return column.in_(select(metadata.tables[way.table].c[way.key]).where(mine))


def _name(session: Session, found: Mapping[str, list[Row]]) -> None:
    """Put names in place of the numbers of people who did something, of terminals and of models."""
    places = [
        (rows, column.name, target)
        for name, rows in found.items()
        for column in metadata.tables[name].c
        if (target := _named(name, column.name)) is not None
    ]
    for target, shown in NAMES.items():
        ids = {row[column] for rows, column, of in places if of == target for row in rows} - {None}
        c = metadata.tables[target].c
        names = {row[0]: row[1] for row in session.execute(select(c.id, c[shown]).where(c.id.in_(ids)))}
        for rows, column, of in places:
            if of == target:
                for row in rows:
                    row[column] = names.get(row[column])


def _named(table: str, column: str) -> str | None:
    """Return of which table a column holds an id that is shown as a name; her own login is known by its id."""
    if column in NAMED:
        return "login"
    if column == "login_id":
        return None
    targets = {key.column.table.name for key in metadata.tables[table].c[column].foreign_keys}
    return next((each for each in targets if each in NAMES), None)
