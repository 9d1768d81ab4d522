"""Mass postings: what was asked for many, for whom it was, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, insert, not_, select, update

from timeclock.core.mass_postings import Away, Effect, LeftOut, MassState, Order, Selection, Written
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.store import facts
from timeclock.store.db import Session
from timeclock.store.facts import Decided
from timeclock.store.people import Employed, employed_on, in_force
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.mass_postings import mass_line, mass_posting
from timeclock.store.schema.models import assignment, model
from timeclock.store.schema.people import employment
from timeclock.store.scope import Scope

DECIDER, UNDOER = login.alias("decider"), login.alias("undoer")


@dataclass(frozen=True, slots=True)
class Line:
    """One who was selected: whether she is hit, and if not why, and what it does to her.

    `is_late`: the month of a day is closed. `becomes` is the uid of the absence that comes of it.
    """

    employed: Employed
    becomes: UUID
    left_out: LeftOut | None
    is_late: bool
    effect: Effect

    @property
    def is_hit(self) -> bool:
        return self.left_out is None


@dataclass(frozen=True, slots=True)
class MassPosting:
    """A mass posting on record, with who proposed, decided and undid it; `by` is None where an operator proposed."""

    id: int
    uid: UUID
    order: Order
    preview_hash: str
    state: MassState
    by: int | None
    by_person: int | None
    by_name: str | None
    at: datetime
    answer: str | None
    decided_by: str | None
    decided_at: datetime | None
    undone_by: str | None
    undone_why: str | None
    superseded_at: datetime | None
    hit: int
    left_out: int

    @property
    def days(self) -> DaySpan:
        return self.order.act.days


def add(
    session: Session, uid: UUID, order: Order, preview_hash: str, lines: Iterable[Line], by: int | None, now: datetime
) -> bool:
    """Record a proposal with its lines; return False where one of that uid is there already."""
    values = {
        "uid": uid,
        "asked": asked_json(order),
        "first_day": order.act.days.from_day,
        "to_day": order.act.days.to_day,
        "why": order.why,
        "preview_hash": preview_hash,
        "recorded_at": now,
        "recorded_by": by,
    }
    insertion = facts.insertion_of_new(session, mass_posting)
    row = session.execute(insertion, facts.full(mass_posting, values, now)).mappings().first()
    if row is None:
        return False
    rows = [_line_row(row["id"], each) for each in lines]
    written = session.execute(facts.insertion(mass_line), rows).mappings().all()
    records = [facts.record_of(mass_posting, row, now), *(facts.record_of(mass_line, each, now) for each in written)]
    session.execute(insert(ledger_record), records)
    return True


def _line_row(mass_posting_id: int, each: Line) -> dict[str, Any]:
    moved = each.effect.moved
    return {
        "mass_posting_id": mass_posting_id,
        "employment_id": each.employed.employment_id,
        "becomes": each.becomes,
        "left_out": each.left_out,
        "is_late": each.is_late,
        "planned_min": each.effect.planned // MINUTE,
        "credited_min": each.effect.credited // MINUTE,
        "moved_min": None if moved is None else moved // MINUTE,
    }


def decide(session: Session, uid: UUID, decision: MassState, answer: str, by: int | None, now: datetime) -> bool:
    """Write down what became of a proposal that still waits; say whether it did."""
    decided = Decided(decision.value, answer, decision is MassState.WITHDRAWN)
    return facts.decide(session, mass_posting, uid, decided, by, now)


def undo(session: Session, uid: UUID, why: str, by: int | None, now: datetime) -> bool:
    """Write down that one in force counts no more; say whether it did until now."""
    c = mass_posting.c
    here = (c.uid == uid, c.decision == MassState.IN_FORCE, c.superseded_at.is_(None))
    changed = update(mass_posting).where(*here).values(undone_by=by, undone_why=why, superseded_at=now)
    return facts.change(session, mass_posting, changed, now, version=3)


def find(session: Session, uid: UUID, scope: Scope) -> MassPosting | None:
    """Return a mass posting of which the scope covers everybody."""
    row = session.execute(_of(scope).where(mass_posting.c.uid == uid)).one_or_none()
    return None if row is None else _posting(row)


def listed(session: Session, scope: Scope, limit: int) -> Sequence[MassPosting]:
    """Return the mass postings of which the scope covers everybody, the newest first."""
    rows = session.execute(_of(scope).order_by(mass_posting.c.id.desc()).limit(limit))
    return [_posting(row) for row in rows]


def lines(session: Session, mass_posting_id: int, on: date) -> Sequence[Line]:
    """Return the lines of a mass posting by unit and name, as of a day; the caller has found it for who may see it."""
    columns = [mass_line.c[name] for name in ("becomes", "left_out", "is_late", "planned_min", "credited_min")]
    of_it = employed_on(on, mass_line.join(employment, employment.c.id == mass_line.c.employment_id))
    rows = session.execute(
        of_it.add_columns(*columns, mass_line.c.moved_min).where(mass_line.c.mass_posting_id == mass_posting_id)
    )
    return sorted((_line(row) for row in rows), key=lambda each: each.employed.place())


def model_codes(session: Session, day: date) -> Mapping[int, str]:
    """Return the code of the model that each employment works by on a day."""
    query = select(assignment.c.employment_id, model.c.code).join(model, model.c.id == assignment.c.model_id)
    return {row.employment_id: row.code for row in session.execute(query.where(in_force(assignment, day)))}


def _of(scope: Scope) -> Select[Any]:
    c, each = mass_posting.c, mass_line.c
    others = exists().where(each.mass_posting_id == c.id, not_(scope.covers(each.employment_id, c.first_day)))
    count = select(func.count()).where(each.mass_posting_id == c.id)
    return (
        select(
            mass_posting,
            login.c.display_name.label("by_name"),
            login.c.person_id.label("by_person"),
            DECIDER.c.display_name.label("decider"),
            UNDOER.c.display_name.label("undoer"),
            count.where(each.left_out.is_(None)).scalar_subquery().label("hit"),
            count.where(each.left_out.is_not(None)).scalar_subquery().label("left_out"),
        )
        .join(login, login.c.id == c.recorded_by, isouter=True)
        .join(DECIDER, DECIDER.c.id == c.decided_by, isouter=True)
        .join(UNDOER, UNDOER.c.id == c.undone_by, isouter=True)
        .where(not_(others))
    )


def _posting(row: Any) -> MassPosting:
    state = MassState.PROPOSED if row.decision is None else MassState(row.decision)
    return MassPosting(
        row.id,
        row.uid,
        order_of(row.asked, row.why),
        row.preview_hash,
        MassState.UNDONE if state is MassState.IN_FORCE and row.superseded_at is not None else state,
        row.recorded_by,
        row.by_person,
        row.by_name,
        row.recorded_at,
        row.answer,
        row.decider,
        row.decided_at,
        row.undoer,
        row.undone_why,
        row.superseded_at,
        row.hit,
        row.left_out,
    )


def _line(row: Any) -> Line:
    *employed, becomes, why, is_late, planned, credited, moved = row
    effect = Effect(planned * MINUTE, credited * MINUTE, None if moved is None else moved * MINUTE)
    return Line(Employed(*employed), becomes, None if why is None else LeftOut(why), is_late, effect)


def asked_json(order: Order) -> dict[str, Any]:
    """Return what was asked as it is stored, and named by the hash of a preview."""
    selection = order.selection
    return {
        "act": _act_json(order.act),
        "units": sorted(str(uid) for uid in selection.units),
        "with_below": selection.with_below,
        "models": sorted(selection.models),
        "also": sorted(selection.also),
        "but": sorted(selection.but),
        "only_planned": selection.only_planned,
    }


def _act_json(act: Away | Written) -> dict[str, Any]:
    if isinstance(act, Written):
        return {"kind": "written", "account": act.account, "day": act.day.isoformat(), "minutes": act.minutes}
    clocks = (None if each is None else each.isoformat("minutes") for each in (act.from_clock, act.to_clock))
    from_clock, to_clock = clocks
    return {
        "kind": "away",
        "reason": act.reason,
        "first": act.first.isoformat(),
        "last": act.last.isoformat(),
        "from_clock": from_clock,
        "to_clock": to_clock,
    }


def order_of(asked: Mapping[str, Any], why: str) -> Order:
    """Return what was asked as the core has it."""
    selection = Selection(
        frozenset(UUID(each) for each in asked["units"]),
        asked["with_below"],
        frozenset(asked["models"]),
        frozenset(asked["also"]),
        frozenset(asked["but"]),
        asked["only_planned"],
    )
    return Order(_act(asked["act"]), selection, why)


def _act(raw: Mapping[str, Any]) -> Away | Written:
    if raw["kind"] == "written":
        return Written(raw["account"], date.fromisoformat(raw["day"]), raw["minutes"])
    clocks = (None if raw[name] is None else time.fromisoformat(raw[name]) for name in ("from_clock", "to_clock"))
    return Away(raw["reason"], date.fromisoformat(raw["first"]), date.fromisoformat(raw["last"]), *clocks)
