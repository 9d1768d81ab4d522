"""The kinds of accounts a city has, as dated rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, update

from timeclock.core.accounts import AccountKind, CutOff, Feed, Limits, Opened
from timeclock.core.amounts import Unit
from timeclock.store.db import Session
from timeclock.store.people import in_force
from timeclock.store.schema.access import login
from timeclock.store.schema.accounts import account_kind
from timeclock.store.staffing import held_from


@dataclass(frozen=True, slots=True)
class NewKind:
    """A kind with its first day, where its figures come from, and how sure the reading is."""

    kind: AccountKind
    since: date
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A kind as it holds until a day (excluded; None: for good), recorded when and by whom; None is the catalogue."""

    new: NewKind
    until: date | None
    by: str | None
    at: datetime


def bring(session: Session, new: Iterable[NewKind], now: datetime) -> int:
    """Add the kinds the city does not have; return how many. What is there stays, for it may be the city's own."""
    known = set(session.execute(select(account_kind.c.code)).scalars())
    rows = [_row(each, now) for each in new if each.kind.code not in known]
    if rows:
        session.execute(insert(account_kind), rows)
    return len(rows)


def on(session: Session, day: date) -> Mapping[str, AccountKind]:
    """Return the kinds that hold on a day, by code."""
    rows = session.execute(select(account_kind).where(in_force(account_kind, day)).order_by(account_kind.c.id))
    return {row.code: _kind(row) for row in rows}


def all_of_them(session: Session) -> tuple[NewKind, ...]:
    """Return every kind as its rows have it, by code and first day."""
    c = account_kind.c
    rows = session.execute(select(account_kind).where(c.superseded_at.is_(None)).order_by(c.code, c.valid_from))
    return tuple(NewKind(_kind(row), row.valid_from, row.source, row.status) for row in rows)


def since(session: Session, day: date) -> Sequence[Recorded]:
    """Return every kind as it holds on a day and later, by code and first day."""
    c = account_kind.c
    rows = session.execute(
        select(account_kind, login.c.display_name)
        .join(login, login.c.id == c.recorded_by, isouter=True)
        .where(c.superseded_at.is_(None), _holds_after(day))
        .order_by(c.code, c.valid_from)
    )
    return [
        Recorded(
            NewKind(_kind(row), row.valid_from, row.source, row.status), row.valid_to, row.display_name, row.recorded_at
        )
        for row in rows
    ]


def rest_goes_to(session: Session, code: str) -> str:
    """Return the account that took the rest at the cut-off recorded last, superseded ones too; empty for none."""
    c = account_kind.c
    rows = session.execute(select(account_kind).where(c.code == code).order_by(c.id.desc()))
    cuts = (_kind(row).cut_off for row in rows)
    return next((cut.to for cut in cuts if cut is not None), "")


def change(session: Session, new: NewKind, now: datetime, *, by: int) -> None:
    """Let a kind hold anew from a day on, until what is agreed for later; what held on that day ends there."""
    which = (account_kind.c.code == new.kind.code, in_force(account_kind, new.since))
    held = session.execute(select(account_kind).where(*which)).mappings().one()
    session.execute(update(account_kind).where(*which).values(superseded_at=now))
    kept = {name: held[name] for name in held if name != "id"}
    ended = [{**kept, "valid_to": new.since}] if held["valid_from"] < new.since else []
    begun = {**_row(new, now), "valid_to": held["valid_to"], "recorded_by": by}
    session.execute(insert(account_kind), [*ended, begun])


def _holds_after(day: date) -> ColumnElement[bool]:
    return or_(account_kind.c.valid_to.is_(None), account_kind.c.valid_to > day)


def _row(new: NewKind, now: datetime) -> dict[str, Any]:
    kind = new.kind
    return {
        "code": kind.code,
        **kind.names,
        "unit": kind.unit,
        "rules": rules_json(kind),
        "source": new.source,
        "status": new.status,
        **held_from(new.since, now),
    }


def rules_json(kind: AccountKind) -> dict[str, Any]:
    """Return the rules of a kind as they are stored; amounts in its unit."""
    cut = kind.cut_off
    return {
        "feeds": sorted(kind.feeds),
        "regimes": sorted(kind.regimes),
        "opened": kind.opened,
        "most_credit": kind.limits.most_credit,
        "most_debit": kind.limits.most_debit,
        "warn_credit": kind.limits.warn_credit,
        "warn_debit": kind.limits.warn_debit,
        "cut_off": None if cut is None else {"on": [list(day) for day in cut.on], "keep": cut.keep, "to": cut.to},
        "goes_to": sorted(kind.goes_to),
        "payable": kind.payable,
    }


def _kind(row: Any) -> AccountKind:
    rules, cut = row.rules, row.rules["cut_off"]
    return AccountKind(
        row.code,
        {"name_de": row.name_de, "name_en": row.name_en},
        Unit(row.unit),
        frozenset(map(Feed, rules["feeds"])),
        frozenset(rules["regimes"]),
        Opened(rules["opened"]),
        Limits(*(rules[name] for name in ("most_credit", "most_debit", "warn_credit", "warn_debit"))),
        None if cut is None else CutOff(tuple((month, day) for month, day in cut["on"]), cut["keep"], cut["to"]),
        frozenset(rules["goes_to"]),
        rules["payable"],
    )
