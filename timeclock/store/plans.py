"""Which model, plan and calendar hold for an employment on a day: dated rows → core values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

from sqlalchemy import Select, Table, func, or_, select

from timeclock.core.dated import Since
from timeclock.core.holidays import Holiday, HolidayCalendar, HolidayKind
from timeclock.core.plans import (
    Attribution,
    AveragingMethod,
    Bookable,
    BreakDeduction,
    ClockSpan,
    CreditDay,
    DayPlan,
    Gateway,
    LessonWorth,
    LongTerm,
    ModelRules,
    OnCallTerms,
    OnDemand,
    Pattern,
    PlanInForce,
    ShiftWork,
    TimeAccount,
)
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.store import known
from timeclock.store.db import Session
from timeclock.store.known import NOW, Both, Known
from timeclock.store.questions import Question, ask, names
from timeclock.store.schema import models
from timeclock.store.schema.people import employment, employment_version, person, placement, terms, unit_version


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One version of a model as the core needs it, with the figures its hash is made of."""

    valid_from: date
    valid_to: date | None
    rules: ModelRules
    day_plans: tuple[DayPlan, ...]
    figures: Mapping[str, Any]
    choices: tuple[DayPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPlans:
    """What holds for one person: a plan per (employment, day), its figures, and the calendar of the place of work."""

    by_day: Mapping[tuple[int, date], PlanInForce]
    figures: Mapping[tuple[int, date], Mapping[str, Any]]
    calendar: HolidayCalendar
    calendar_name: str
    born_on: date | None = None


# A model's version with the day its pattern begins on.
Tried: TypeAlias = tuple[ModelVersion, date]
NO_MODEL = ModelRules()
# Of versions stored before the figure was there.
WRONG_KEY_SECONDS = 60
NO_FIGURES: Mapping[str, Any] = {}


def of_person(session: Session, person_id: int, days: DaySpan) -> PersonPlans:
    """Return what holds for a person on each of these days; days outside an employment have no key."""
    question = held(person_id, days)
    return ask(session, question).to(question).on(days)


def newest_version(session: Session, code: str) -> ModelVersion | None:
    """Return the version of a model that began last, None where the city has no model of that code."""
    versions = _versions(session.execute(_every_version().where(models.model.c.code == code)))
    return max((each for found in versions.values() for each in found), key=lambda each: each.valid_from, default=None)


def versions_of(session: Session, code: str) -> Sequence[ModelVersion]:
    """Return the versions of a model, oldest first; none where the city has no model of that code."""
    found = _versions(session.execute(_every_version().where(models.model.c.code == code)))
    return [each for versions in found.values() for each in versions]


def version_of(rules: ModelRules, days: tuple[DayPlan, ...], since: date, figures: Mapping[str, Any]) -> ModelVersion:
    """Return a version that no row has yet."""
    return ModelVersion(since, None, rules, days, figures, _choices(rules, days))


def held(person_id: int, days: DaySpan, at: datetime | None = None) -> Question[Held]:
    """Return the question for the rows that say what holds for a person on any of these days.

    As known at an instant, or now where there is none.
    """
    # Whole years of holidays, because a result's rules name the calendar by year.
    return Question(
        QUERIES.at(at),
        {
            "plans_person": person_id,
            "plans_from": days.from_day,
            "plans_to": days.to_day,
            "plans_first": date(days.from_day.year, 1, 1),
            "plans_last": date(days.to_day.year + 1, 1, 1),
            **known.values(at),
        },
        Held,
    )


def employed(person_id: int, at: datetime | None = None) -> Question[Mapping[int, date]]:
    """Return the question for the first day of each employment of a person, as known at an instant."""
    values = {"plans_person": person_id, **known.values(at)}
    return Question(BEGINNINGS.at(at), values, lambda rows: {row.employment_id: row.first_day for row in rows})


@dataclass(frozen=True, slots=True)
class Held:
    """A person's dated rows, oldest first: all that what holds on a day follows from."""

    employed: Sequence[Any]
    assigned: Sequence[Any]
    terms: Sequence[Any]
    exemptions: Sequence[Any]
    versions: Sequence[Any]
    holidays: Sequence[Any]

    @property
    def days_turn(self) -> bool:
        """Whether the days of all of the person's models turn at a clock; where work goes round the clock none does."""
        return all(row.model_figures.get("day_starts", True) for row in self.versions)

    def anchor_of(self, employment_id: int, code: str) -> date | None:
        """Return the day on which a model's pattern begins for who works by it; None for who does not."""
        models_of_code = {row.model_id for row in self.versions if row.model_code == code}
        rows = (row for row in self.assigned if row.employment_id == employment_id)
        anchors = [row.anchor_day for row in rows if row.model_id in models_of_code]
        return anchors[-1] if anchors else None

    def on(self, days: DaySpan, instead: Mapping[int, Tried] | None = None) -> PersonPlans:
        """Return what holds on each of these days, which are among those asked for.

        `instead`: a model that an employment would work by, in place of the one it is assigned to.
        """
        versions = _versions(self.versions)
        held_terms = _HeldTerms(self.terms)
        by_day: dict[tuple[int, date], PlanInForce] = {}
        figures: dict[tuple[int, date], Mapping[str, Any]] = {}
        for row in self.employed:
            for alike in self._alike(_clipped(row, days)) if _holds_within(row, days) else ():
                first = alike.from_day
                tried = None if instead is None else instead.get(row.employment_id)
                found = _in_force(row.employment_id, first, self.assigned, versions)
                version, anchor, assigned = found if tried is None else (*tried, tried[0].valid_from)
                held = held_terms.on(row.employment_id, first)
                version = held_terms.followed_by(version, held)
                pattern = None if version is None else Pattern(version.day_plans, anchor)
                on_any = PlanInForce(
                    row.employment_id,
                    None,
                    NO_MODEL if version is None else version.rules,
                    _exemption(row.employment_id, first, self.exemptions),
                    "" if held is None else held.regime,
                    () if version is None else version.choices,
                    weekly=None if held is None else held.weekly_min * MINUTE,
                    pattern=() if version is None else version.day_plans,
                    since=None if version is None else _since(version, assigned, held),
                )
                by_day |= {(row.employment_id, day): plan for day, plan in _by_pattern(alike, on_any, pattern)}
                figures |= dict.fromkeys(((row.employment_id, day) for day in alike), held_terms.figures(version, held))
        # The terms name the calendar of the place of work (rulebook C-11); without terms no holiday is known.
        named = [row.holiday_calendar for row in self.terms if _holds_within(row, days)]
        name = named[-1] if named else ""
        years = range(days.from_day.year, days.to_day.year + 1)
        holidays = _calendar(row for row in self.holidays if row.calendar == name and row.day.year in years)
        born_on = self.employed[0].born_on if self.employed else None
        return PersonPlans(by_day, figures, holidays, name, born_on)

    def _alike(self, days: DaySpan) -> Iterator[DaySpan]:
        """Yield the days in spans within which no row begins or ends, so that only the pattern goes on."""
        rows = (*self.assigned, *self.terms, *self.exemptions, *self.versions)
        changes = {day for row in rows for day in (row.valid_from, row.valid_to)}
        changes |= {day for row in self.exemptions for day in (row.since, row.until)}
        within = {day for day in changes if day is not None and day in days}
        for first, following in pairwise(sorted({days.from_day, *within, days.to_day})):
            yield DaySpan(first, following)


def _by_pattern(days: DaySpan, on_any: PlanInForce, pattern: Pattern | None) -> Iterator[tuple[date, PlanInForce]]:
    """Yield what holds on each day: one value for all days that have the same plan of the pattern."""
    made: dict[int, PlanInForce] = {}
    for day in days:
        plan = None if pattern is None else pattern.on(day)
        if id(plan) not in made:
            made[id(plan)] = replace(on_any, plan=plan)
        yield day, made[id(plan)]


PERSON, FROM, TO, FIRST, LAST = names("plans", "person", "from", "to", "first", "last")


def _holding(known: Known, table: Table, *columns: str) -> Select[Any]:
    """Return the query for a person's dated rows that hold on any of the days, oldest first."""
    c = table.c
    return (
        select(c.employment_id, c.valid_from, c.valid_to, *(c[name] for name in columns))
        .join(employment, employment.c.id == c.employment_id)
        .where(
            employment.c.person_id == PERSON,
            known.counting(c),
            c.valid_from < TO,
            or_(c.valid_to.is_(None), c.valid_to > FROM),
        )
        .order_by(c.valid_from, c.id)
    )


def _employed(known: Known) -> Select[Any]:
    """Return the query for a person's employments, each with the day she was born on."""
    born = _holding(known, employment_version).join(person, person.c.id == employment.c.person_id)
    return born.add_columns(person.c.born_on)


def _exempt(known: Known) -> Select[Any]:
    """Return the query for the days on which a person's units may work on Sundays (ArbZG §10)."""
    return (
        select(
            placement.c.employment_id,
            placement.c.valid_from,
            placement.c.valid_to,
            unit_version.c.valid_from.label("since"),
            unit_version.c.valid_to.label("until"),
            unit_version.c.sunday_exemption,
        )
        .join(employment, employment.c.id == placement.c.employment_id)
        .join(unit_version, unit_version.c.unit_id == placement.c.unit_id)
        .where(
            employment.c.person_id == PERSON,
            known.counting(placement.c),
            known.counting(unit_version.c),
            unit_version.c.sunday_exemption.is_not(None),
            placement.c.valid_from < TO,
            unit_version.c.valid_from < TO,
        )
    )


def _exemption(employment_id: int, day: date, rows: Iterable[Any]) -> str:
    for row in rows:
        placed = row.employment_id == employment_id and _holds(row.valid_from, row.valid_to, day)
        if placed and _holds(row.since, row.until, day):
            return str(row.sunday_exemption)
    return ""


def _calendar(rows: Iterable[Any]) -> HolidayCalendar:
    return HolidayCalendar(
        {row.day: Holiday(row.day, HolidayKind(row.kind), row.name_de, row.name_en, row.source) for row in rows}
    )


def _holds_within(row: Any, days: DaySpan) -> bool:
    return bool(row.valid_from < days.to_day and (row.valid_to is None or row.valid_to > days.from_day))


def _clipped(row: Any, days: DaySpan) -> DaySpan:
    to_day = days.to_day if row.valid_to is None else min(row.valid_to, days.to_day)
    return DaySpan(max(row.valid_from, days.from_day), to_day)


def _in_force(
    employment_id: int,
    day: date,
    assigned: Sequence[Any],
    versions: Mapping[int, Sequence[ModelVersion]],
) -> tuple[ModelVersion | None, date, date]:
    """Return the version in force with the day its pattern begins on and the one from which she works by the model."""
    for row in assigned:
        if row.employment_id == employment_id and _holds(row.valid_from, row.valid_to, day):
            for version in versions.get(row.model_id, ()):
                if _holds(version.valid_from, version.valid_to, day):
                    return version, row.anchor_day, row.valid_from
    return None, day, day


def _since(version: ModelVersion, assigned: date, held: Any | None) -> Since:
    """Return from when on a model's figures hold for somebody; an earlier version held if she worked by it before.

    Where targets follow the terms they began with them at the earliest.
    """
    day = max(version.valid_from, assigned)
    if version.rules.follows_terms and held is not None and held.valid_from > day:
        return Since(held.valid_from)
    return Since(day, replaces=version.valid_from > assigned)


class _HeldTerms:
    """The model versions as each one's terms make them; one object per version and terms, as rules want it."""

    def __init__(self, terms_held: Sequence[Any]) -> None:
        self._terms = terms_held
        self._made: dict[tuple[int, int], ModelVersion] = {}
        self._figures: dict[tuple[int, str, int | None], Mapping[str, Any]] = {}

    def on(self, employment_id: int, day: date) -> Any | None:
        """Return an employment's terms of a day."""
        for row in self._terms:
            if row.employment_id == employment_id and _holds(row.valid_from, row.valid_to, day):
                return row
        return None

    def followed_by(self, version: ModelVersion | None, held: Any | None) -> ModelVersion | None:
        """Return the version with the targets due under the terms; one whose targets are its own stays as it is."""
        if version is None or held is None or not version.rules.follows_terms:
            return version
        same = id(version), held.weekly_min
        if same not in self._made:
            self._made[same] = _with_weekly(version, held.weekly_min)
        return self._made[same]

    def figures(self, version: ModelVersion | None, held: Any | None) -> Mapping[str, Any]:
        """Return what names the rules of a day: the model's figures, whose rules of pay hold, and the weekly hours."""
        regime, weekly_min = ("", None) if held is None else (held.regime, held.weekly_min)
        same = 0 if version is None else id(version), regime, weekly_min
        if same not in self._figures:
            model = NO_FIGURES if version is None else version.figures
            self._figures[same] = {**model, "regime": regime, "weekly_min": weekly_min}
        return self._figures[same]


def _with_weekly(version: ModelVersion, weekly_min: int) -> ModelVersion:
    day_plans = version.rules.due(version.day_plans, timedelta(minutes=weekly_min))
    return replace(
        version,
        day_plans=day_plans,
        choices=_choices(version.rules, day_plans),
        figures={**version.figures, "weekly_min": weekly_min},
    )


def _holds(valid_from: date, valid_to: date | None, day: date) -> bool:
    return valid_from <= day and (valid_to is None or day < valid_to)


def _versions_assigned(known: Known) -> Select[Any]:
    """Return the query for the versions of a person's models, a row for each day of a version's pattern."""
    assigned = _holding(known, models.assignment, "model_id").order_by(None).subquery()
    version = models.model_version.c
    return _every_version(known).where(version.model_id.in_(select(assigned.c.model_id)), version.valid_from < TO)


def _every_version(known: Known = NOW) -> Select[Any]:
    """Return the query for the versions of all models, a row for each day of a version's pattern."""
    version, plan, at = models.model_version, models.day_plan, models.pattern_day
    return (
        select(
            version.c.id,
            version.c.model_id,
            version.c.valid_from,
            version.c.valid_to,
            version.c.shape,
            version.c.attribution,
            models.model.c.code.label("model_code"),
            version.c.figures.label("model_figures"),
            plan.c.code,
            plan.c.figures,
        )
        .join(models.model, models.model.c.id == version.c.model_id)
        .join(at, at.c.model_version_id == version.c.id)
        .join(plan, plan.c.id == at.c.day_plan_id)
        .where(known.counting(version.c))
        .order_by(version.c.model_id, version.c.valid_from, version.c.id, at.c.no)
    )


def _holidays(known: Known) -> Select[Any]:
    """Return the query for the holidays of the calendars a person's terms name."""
    named = _holding(known, terms, "holiday_calendar").order_by(None).subquery()
    c = models.holiday.c
    return select(models.holiday).where(c.calendar.in_(select(named.c.holiday_calendar)), c.day >= FIRST, c.day < LAST)


def _versions(rows: Iterable[Any]) -> dict[int, list[ModelVersion]]:
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    found: dict[int, list[ModelVersion]] = {}
    for days_of_version in grouped.values():
        found.setdefault(days_of_version[0].model_id, []).append(_version(days_of_version))
    return found


def _version(rows: Sequence[Any]) -> ModelVersion:
    first = rows[0]
    figures = {
        "code": first.model_code,
        "shape": first.shape,
        "attribution": first.attribution,
        "model": first.model_figures,
        "days": [{"code": row.code, **row.figures} for row in rows],
    }
    day_plans = tuple(day_plan(row.code, row.figures) for row in rows)
    rules = model_rules(first.model_figures, CreditDay(first.attribution))
    return ModelVersion(first.valid_from, first.valid_to, rules, day_plans, figures, _choices(rules, day_plans))


def _choices(rules: ModelRules, day_plans: Sequence[DayPlan]) -> tuple[DayPlan, ...]:
    """Return the day plans among which stamps choose, each once; those of a plain pattern are given by it."""
    if not rules.recognised:
        return ()
    return tuple({plan.code: plan for plan in day_plans if plan.begins is not None}.values())


def model_rules(figures: Mapping[str, Any], credit_day: CreditDay = CreditDay.START) -> ModelRules:
    """Return a model's figures as the core knows them; unknown keys are refused."""
    unknown = figures.keys() - {
        "break_deduction",
        "longest_session_min",
        "day_starts",
        "doubled_within_min",
        "wrong_key_within_s",
        "agreement",
        "follows_terms",
        "shift_work",
        "holiday_time_off",
        "gateway",
        "balanced_days",
        "shortened_rest",
        "averaging",
        "recognised",
        "standby_percent",
        "standby_time",
        "corridor_min",
        "on_demand",
        "lessons",
        "prepares",
        "long_term",
        "on_call",
        "shift_gap_min",
        "longest_shift_min",
        "credit_day_starts",
        "daily_frame",
        "account",
        "season",
    }
    if unknown:
        raise ValueError(f"a model knows no figure {', '.join(sorted(unknown))}")
    return ModelRules(
        break_deduction=BreakDeduction(figures["break_deduction"]),
        longest_session=timedelta(minutes=figures["longest_session_min"]),
        day_starts=None if figures["day_starts"] is None else time.fromisoformat(figures["day_starts"]),
        doubled_within=timedelta(minutes=figures["doubled_within_min"]),
        wrong_key_within=timedelta(seconds=figures.get("wrong_key_within_s", WRONG_KEY_SECONDS)),
        agreement=figures["agreement"],
        # Versions stored before the figures were there have targets of their own, and nothing but the law's limits.
        follows_terms=figures.get("follows_terms", False),
        shift_work=ShiftWork(figures.get("shift_work", ShiftWork.NONE)),
        holiday_time_off=figures.get("holiday_time_off", False),
        gateway=_gateway(figures.get("gateway")),
        balanced_days=figures.get("balanced_days", False),
        shortened_rest=figures.get("shortened_rest", False),
        averaging=AveragingMethod(figures.get("averaging", AveragingMethod.WEEKS)),
        recognised=figures.get("recognised", False),
        standby_percent=figures.get("standby_percent", 100),
        standby_time=figures.get("standby_time", False),
        corridor=_minutes(figures.get("corridor_min")),
        on_demand=_on_demand(figures.get("on_demand")),
        lessons=_lessons(figures.get("lessons")),
        prepares=figures.get("prepares", False),
        long_term=_long_term(figures.get("long_term")),
        attribution=_attribution(credit_day, figures),
        on_call=_on_call(figures.get("on_call")),
        daily_frame=figures.get("daily_frame", False),
        account=_account(figures.get("account")),
        season=Fraction(figures.get("season", "1")),
    )


def _on_call(figures: Mapping[str, Any] | None) -> OnCallTerms | None:
    if figures is None:
        return None
    reaction = _minutes(figures["reaction_min"])
    return OnCallTerms(reaction, figures["assessment"], figures["is_work"], figures.get("credits_rest", False))


def _attribution(credit_day: CreditDay, figures: Mapping[str, Any]) -> Attribution:
    return Attribution(
        credit_day,
        _minutes(figures.get("shift_gap_min")),
        _minutes(figures.get("longest_shift_min")),
        time.fromisoformat(figures.get("credit_day_starts", "00:00")),
    )


def _minutes(length: int | None) -> timedelta | None:
    return None if length is None else timedelta(minutes=length)


def _on_demand(figures: Mapping[str, Any] | None) -> OnDemand | None:
    return None if figures is None else OnDemand(_minutes(figures["least_min"]), _minutes(figures["most_min"]))


def _lessons(figures: Mapping[str, Any] | None) -> LessonWorth | None:
    if figures is None:
        return None
    return LessonWorth(*(timedelta(minutes=figures[name]) for name in ("length_min", "counts_min")))


def _long_term(figures: Mapping[str, Any] | None) -> LongTerm | None:
    if figures is None:
        return None
    return LongTerm(figures["citation"], Fraction(figures["times"]), timedelta(minutes=figures["more_min"]))


def _account(figures: Mapping[str, Any] | None) -> TimeAccount | None:
    if figures is None:
        return None
    credit, debit = (timedelta(minutes=figures[key]) for key in ("most_credit_min", "most_debit_min"))
    return TimeAccount(figures["citation"], credit, debit, frozenset(Bookable(kind) for kind in figures["books"]))


def _gateway(figures: Mapping[str, Any] | None) -> Gateway | None:
    if figures is None:
        return None
    longest = timedelta(minutes=figures["longest_day_min"])
    return Gateway(figures["citation"], longest, figures["breaks_asked"], figures.get("free_sundays"))


def day_plan(code: str, figures: Mapping[str, Any]) -> DayPlan:
    """Return a day plan row as the core knows it: target_min 468, frame ["06:00", "20:00"], core_time null."""
    return DayPlan(
        code,
        timedelta(minutes=figures["target_min"]),
        _clock_span(figures["frame"]),
        _clock_span(figures["core_time"]),
        time.fromisoformat(figures["begins"]) if figures.get("begins") else None,
        timedelta(minutes=figures.get("standby_min", 0)),
    )


def _clock_span(pair: Sequence[str] | None) -> ClockSpan | None:
    return None if pair is None else ClockSpan(time.fromisoformat(pair[0]), time.fromisoformat(pair[1]))


def _beginnings(known: Known) -> tuple[Select[Any]]:
    c = employment_version.c
    return (
        select(c.employment_id, func.min(c.valid_from).label("first_day"))
        .join(employment, employment.c.id == c.employment_id)
        .where(employment.c.person_id == PERSON, known.counting(c))
        .group_by(c.employment_id),
    )


BEGINNINGS = Both.of(_beginnings)


def _queries(known: Known) -> tuple[Select[Any], ...]:
    return (
        _employed(known),
        _holding(known, models.assignment, "model_id", "anchor_day"),
        _holding(known, terms, "regime", "weekly_min", "holiday_calendar"),
        _exempt(known),
        _versions_assigned(known),
        _holidays(known),
    )


QUERIES = Both.of(_queries)
