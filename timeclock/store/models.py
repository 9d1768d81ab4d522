"""Writing working-time models, whom they are assigned to, and the holiday calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from timeclock.core.holidays import Holiday
from timeclock.core.plans import (
    ClockSpan,
    DayPlan,
    Gateway,
    LessonWorth,
    LongTerm,
    ModelRules,
    OnCallTerms,
    TimeAccount,
)
from timeclock.store.db import Session
from timeclock.store.people import in_force
from timeclock.store.schema import models
from timeclock.store.staffing import held_from

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class NewModel:
    """A model with one day plan for each day of its pattern, the first day being the anchor's."""

    code: str
    title: str
    days: Sequence[DayPlan]
    rules: ModelRules = field(default_factory=ModelRules)
    shape: str = "flextime"


def add_model(session: Session, new: NewModel, since: date, now: datetime) -> int:
    """Add a model with its first version; day plans of the same code are stored once."""
    model_id = session.execute(
        insert(models.model).returning(models.model.c.id), {"code": new.code, "title": new.title}
    ).scalar_one()
    _add_version(session, model_id, new, held_from(since, now))
    found: int = model_id
    return found


def change(session: Session, new: NewModel, since: date, now: datetime, *, by: int) -> None:
    """Let a model hold anew from a day on, until its next version; what held on that day ends there."""
    c = models.model_version.c
    model_id = select(models.model.c.id).where(models.model.c.code == new.code).scalar_subquery()
    which = (c.model_id == model_id, in_force(models.model_version, since))
    held = session.execute(select(models.model_version).where(*which)).mappings().one()
    session.execute(update(models.model_version).where(*which).values(superseded_at=now))
    if held["valid_from"] < since:
        _end(session, held, since)
    _add_version(session, held["model_id"], new, {**held_from(since, now, by), "valid_to": held["valid_to"]})


def _end(session: Session, held: RowMapping, until: date) -> None:
    """Write a version down again as it was, but for the day on which it ends."""
    kept = {**{name: held[name] for name in held if name != "id"}, "valid_to": until}
    version, plan, at = models.model_version, models.day_plan, models.pattern_day
    version_id = session.execute(insert(version).returning(version.c.id), kept).scalar_one()
    plan_ids = {}
    for row in session.execute(select(plan).where(plan.c.model_version_id == held["id"])).all():
        values = {"model_version_id": version_id, "code": row.code, "figures": row.figures}
        plan_ids[row.id] = session.execute(insert(plan).returning(plan.c.id), values).scalar_one()
    pattern = session.execute(select(at).where(at.c.model_version_id == held["id"])).all()
    days = [{"model_version_id": version_id, "no": row.no, "day_plan_id": plan_ids[row.day_plan_id]} for row in pattern]
    session.execute(insert(at), days)


def _add_version(session: Session, model_id: int, new: NewModel, held: Mapping[str, Any]) -> None:
    version = {
        "model_id": model_id,
        "shape": new.shape,
        "figures": rules_json(new.rules),
        "attribution": new.rules.attribution.credit_day,
        **held,
    }
    version_id = session.execute(
        insert(models.model_version).returning(models.model_version.c.id), version
    ).scalar_one()
    plan_ids = {
        plan.code: _add_plan(session, version_id, plan) for plan in {plan.code: plan for plan in new.days}.values()
    }
    session.execute(
        insert(models.pattern_day),
        [
            {"model_version_id": version_id, "no": no, "day_plan_id": plan_ids[plan.code]}
            for no, plan in enumerate(new.days)
        ],
    )


def _add_plan(session: Session, version_id: int, plan: DayPlan) -> int:
    values = {"model_version_id": version_id, "code": plan.code, "figures": plan_json(plan)}
    found: int = session.execute(insert(models.day_plan).returning(models.day_plan.c.id), values).scalar_one()
    return found


def titles(session: Session) -> Mapping[str, str]:
    """Return the title of every model by its code."""
    rows = session.execute(select(models.model.c.code, models.model.c.title))
    return {row.code: row.title for row in rows}


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model as a list of HR needs it: how long its rhythm is, and on how many days of a week it asks for work."""

    id: int
    rhythm_days: int
    days_per_week: int


def known(session: Session) -> dict[str, KnownModel]:
    """Return every model by code, as its newest version has it."""
    version, plan, at = models.model_version, models.day_plan, models.pattern_day
    rows = session.execute(
        select(models.model.c.id, models.model.c.code, version.c.valid_from, plan.c.figures)
        .join(version, version.c.model_id == models.model.c.id)
        .join(at, at.c.model_version_id == version.c.id)
        .join(plan, plan.c.id == at.c.day_plan_id)
        .where(version.c.superseded_at.is_(None))
    ).all()
    due: dict[tuple[int, str], dict[date, list[int]]] = {}
    for row in rows:
        versions = due.setdefault((row.id, row.code), {})
        versions.setdefault(row.valid_from, []).append(row.figures["target_min"])
    newest = {named: versions[max(versions)] for named, versions in due.items()}
    return {
        code: KnownModel(model_id, len(targets), days_per_week(targets)) for (model_id, code), targets in newest.items()
    }


def days_per_week(targets: Sequence[object]) -> int:
    """Return on how many days of a week a pattern of targets asks for work: six duties in three weeks are two."""
    return max(1, round(7 * sum(1 for target in targets if target) / len(targets)))


def assign(session: Session, employment_id: int, model_id: int, anchor_day: date, since: date, now: datetime) -> None:
    """Let an employment work by a model from a day on; the pattern's first day falls on the anchor."""
    values = {"employment_id": employment_id, "model_id": model_id, "anchor_day": anchor_day}
    session.execute(insert(models.assignment), {**values, **held_from(since, now)})


def add_holidays(session: Session, calendar: str, days: Iterable[Holiday]) -> int:
    """Add the days a calendar does not have yet; return how many. What is there stays: history must not move."""
    table = models.holiday
    known = set(session.execute(select(table.c.day).where(table.c.calendar == calendar)).scalars())
    rows = [
        {
            "calendar": calendar,
            "day": each.day,
            "kind": each.kind,
            "name_de": each.name_de,
            "name_en": each.name_en,
            "source": each.source,
        }
        for each in days
        if each.day not in known
    ]
    if rows:
        session.execute(insert(table), rows)
    return len(rows)


def rules_json(rules: ModelRules) -> Mapping[str, Any]:
    """Return a model's figures as they are stored."""
    return {
        "break_deduction": rules.break_deduction,
        "longest_session_min": rules.longest_session // MINUTE,
        "day_starts": None if rules.day_starts is None else rules.day_starts.isoformat("minutes"),
        "doubled_within_min": rules.doubled_within // MINUTE,
        "wrong_key_within_s": rules.wrong_key_within // SECOND,
        "agreement": rules.agreement,
        "follows_terms": rules.follows_terms,
        "shift_work": rules.shift_work,
        "holiday_time_off": rules.holiday_time_off,
        "gateway": None if rules.gateway is None else _gateway_json(rules.gateway),
        "balanced_days": rules.balanced_days,
        "shortened_rest": rules.shortened_rest,
        "averaging": rules.averaging,
        "recognised": rules.recognised,
        "standby_percent": rules.standby_percent,
        "standby_time": rules.standby_time,
        "corridor_min": _minutes(rules.corridor),
        "on_demand": None
        if rules.on_demand is None
        else {"least_min": _minutes(rules.on_demand.least), "most_min": _minutes(rules.on_demand.most)},
        "lessons": None if rules.lessons is None else _lessons_json(rules.lessons),
        "prepares": rules.prepares,
        "long_term": None if rules.long_term is None else _long_term_json(rules.long_term),
        "on_call": None if rules.on_call is None else _on_call_json(rules.on_call),
        "shift_gap_min": _minutes(rules.attribution.shift_gap),
        "longest_shift_min": _minutes(rules.attribution.longest_shift),
        "credit_day_starts": rules.attribution.day_starts.isoformat("minutes"),
        "daily_frame": rules.daily_frame,
        "account": None if rules.account is None else _account_json(rules.account),
        "season": str(rules.season),
    }


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // MINUTE


def _lessons_json(worth: LessonWorth) -> Mapping[str, Any]:
    return {"length_min": worth.length // MINUTE, "counts_min": worth.counts // MINUTE}


def _long_term_json(long_term: LongTerm) -> Mapping[str, Any]:
    return {"citation": long_term.citation, "times": str(long_term.times), "more_min": long_term.more // MINUTE}


def _account_json(account: TimeAccount) -> Mapping[str, Any]:
    return {
        "citation": account.citation,
        "most_credit_min": account.most_credit // MINUTE,
        "most_debit_min": account.most_debit // MINUTE,
        "books": sorted(account.books),
    }


def _on_call_json(terms: OnCallTerms) -> Mapping[str, Any]:
    said = {
        "reaction_min": _minutes(terms.reaction_time),
        "assessment": terms.assessment,
        "is_work": terms.is_work,
    }
    # Left out where it is not said, so that the figures of models kept before stay what they were.
    return {**said, "credits_rest": True} if terms.credits_rest else said


def _gateway_json(gateway: Gateway) -> Mapping[str, Any]:
    return {
        "citation": gateway.citation,
        "longest_day_min": gateway.longest_day // MINUTE,
        "breaks_asked": gateway.breaks_asked,
        "free_sundays": gateway.free_sundays,
    }


def plan_json(plan: DayPlan) -> Mapping[str, Any]:
    """Return a day plan's figures as they are stored."""
    return {
        "target_min": plan.target // MINUTE,
        "frame": _clocks(plan.frame),
        "core_time": _clocks(plan.core_time),
        "begins": None if plan.begins is None else plan.begins.isoformat("minutes"),
        "standby_min": plan.standby // MINUTE,
    }


def _clocks(span: ClockSpan | None) -> list[str] | None:
    return None if span is None else [span.from_clock.isoformat("minutes"), span.to_clock.isoformat("minutes")]
