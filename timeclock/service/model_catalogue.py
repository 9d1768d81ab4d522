"""The starter catalogue of working-time models, `config/models/*.toml`: copied once, then the time office's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

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
    ShiftWork,
    TimeAccount,
)
from timeclock.settings import data_directory
from timeclock.store import models
from timeclock.store.db import Session
from timeclock.store.models import NewModel

KEYS = frozenset(
    {
        "code",
        "title",
        "from",
        "shape",
        "source",
        "rulebook",
        "agreement",
        "break_deduction",
        "longest_session",
        "day_starts",
        "pattern",
        "day",
    }
)
# What only some models have: shift work as the tariff knows it, time off for holidays, and what an agreement opens.
FURTHER_KEYS = frozenset(
    {
        "shift_work",
        "holiday_time_off",
        "gateway",
        "balanced_days",
        "shortened_rest",
        "averaging",
        "recognised",
        "corridor",
        "on_demand",
        "lessons",
        "prepares",
        "long_term",
        "daily_frame",
        "account",
        "season",
        "standby_percent",
        "standby_time",
        "attribution",
        "on_call",
    }
)
ON_CALL_KEYS = frozenset({"reaction_time", "assessment", "is_work", "credits_rest"})
LONG_TERM_KEYS = frozenset({"citation", "times", "more"})
ATTRIBUTION_KEYS = frozenset({"credit_day", "shift_gap", "longest_shift", "day_starts"})
ACCOUNT_KEYS = frozenset({"citation", "most_credit", "most_debit", "books"})
LESSON_KEYS = frozenset({"length", "counts"})
ON_DEMAND_KEYS = frozenset({"least", "most"})
GATEWAY_KEYS = frozenset({"citation", "longest_day", "breaks_asked"})
# How many Sundays of a year have to be free, where the agreement says so.
FURTHER_GATEWAY_KEYS = frozenset({"free_sundays"})
MAY_HAVE = "frame, core_time, begins and standby"
DAY_KEYS = frozenset({"target", "frame", "core_time", "begins", "standby"})


class CatalogueError(ValueError):
    """A file of the catalogue says something that cannot be read; the message names file, model and what to do."""


@dataclass(frozen=True, slots=True)
class StarterModel:
    """A model of the catalogue with its first day, where its figures come from, and which of the rulebook's it is."""

    new: NewModel
    since: date
    source: str
    rulebook: tuple[str, ...]


def catalogue(directory: Path | None = None) -> Mapping[str, StarterModel]:
    """Return every model of the catalogue by code; refuse an unknown key, a missing source, a code that comes twice."""
    found: dict[str, StarterModel] = {}
    for path in sorted((directory or data_directory("config") / "models").glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8")).get("model", []):
            model = _model(f"{path.name}: {entry.get('code', 'a model without code')}", entry)
            if found.setdefault(model.new.code, model) is not model:
                raise CatalogueError(f"{path.name}: {model.new.code} stands in the catalogue twice; rename one")
    return found


def bring(session: Session, now: datetime, codes: Iterable[str] | None = None) -> tuple[str, ...]:
    """Copy the models the city does not have, all or those of the given codes; return the codes of the new ones."""
    there = models.known(session)
    starters = catalogue()
    wanted = starters if codes is None else [code for code in codes if code in starters]
    new = tuple(code for code in wanted if code not in there)
    for code in new:
        models.add_model(session, starters[code].new, starters[code].since, now)
    return new


def _model(where: str, entry: Mapping[str, Any]) -> StarterModel:
    if entry.keys() - FURTHER_KEYS != KEYS:
        odd = ", ".join(sorted((entry.keys() - FURTHER_KEYS) ^ KEYS))
        raise CatalogueError(f"{where}: missing or unknown: {odd}; a model has {', '.join(sorted(KEYS))}")
    if not str(entry["source"]).strip():
        raise CatalogueError(f"{where}: say under 'source' where the figures come from")
    plans = {code: _plan(f"{where}, day {code}", code, day) for code, day in entry["day"].items()}
    unknown = [code for code in entry["pattern"] if code not in plans]
    if unknown:
        raise CatalogueError(f"{where}: the pattern names {', '.join(unknown)}, which [model.day] does not have")
    rules = ModelRules(
        break_deduction=BreakDeduction(entry["break_deduction"]),
        longest_session=_duration(where, entry["longest_session"]),
        day_starts=time.fromisoformat(entry["day_starts"]) if entry["day_starts"] else None,
        agreement=entry["agreement"],
        follows_terms=True,
        shift_work=ShiftWork(entry.get("shift_work", ShiftWork.NONE)),
        holiday_time_off=entry.get("holiday_time_off", False),
        gateway=_gateway(where, entry.get("gateway")),
        balanced_days=entry.get("balanced_days", False),
        shortened_rest=entry.get("shortened_rest", False),
        averaging=AveragingMethod(entry.get("averaging", AveragingMethod.WEEKS)),
        recognised=entry.get("recognised", False),
        standby_percent=entry.get("standby_percent", 100),
        standby_time=entry.get("standby_time", False),
        corridor=_duration(where, entry["corridor"]) if "corridor" in entry else None,
        on_demand=_on_demand(where, entry.get("on_demand")),
        lessons=_lessons(where, entry.get("lessons")),
        prepares=entry.get("prepares", False),
        long_term=_long_term(where, entry.get("long_term")),
        attribution=_attribution(where, entry.get("attribution", {})),
        on_call=_on_call(where, entry.get("on_call")),
        daily_frame=entry.get("daily_frame", False),
        account=_account(where, entry.get("account")),
        season=Fraction(entry.get("season", "1")),
    )
    days = tuple(plans[code] for code in entry["pattern"])
    new = NewModel(entry["code"], entry["title"], days, rules, entry["shape"])
    return StarterModel(new, entry["from"], entry["source"], tuple(entry["rulebook"]))


def _on_demand(where: str, agreed: Mapping[str, Any] | None) -> OnDemand | None:
    if agreed is None:
        return None
    if not (agreed.keys() < ON_DEMAND_KEYS):
        raise CatalogueError(f"{where}: on demand the least or the most of a week is agreed, or neither, got {agreed}")
    return OnDemand(**{key: _duration(where, length) for key, length in agreed.items()})


def _lessons(where: str, worth: Mapping[str, Any] | None) -> LessonWorth | None:
    if worth is None:
        return None
    if worth.keys() != LESSON_KEYS:
        raise CatalogueError(f"{where}: lessons have a length and what they count, got {worth}")
    return LessonWorth(*(_duration(where, worth[key]) for key in ("length", "counts")))


def _long_term(where: str, agreed: Mapping[str, Any] | None) -> LongTerm | None:
    if agreed is None:
        return None
    if not (agreed.keys() <= LONG_TERM_KEYS and str(agreed.get("citation", "")).strip()):
        raise CatalogueError(f"{where}: long-term credit has a citation and may have times and more, got {agreed}")
    times, more = Fraction(agreed.get("times", "1")), _duration(where, agreed.get("more", "0:00"))
    return LongTerm(agreed["citation"], times, more)


def _on_call(where: str, said: Mapping[str, Any] | None) -> OnCallTerms | None:
    if said is None:
        return None
    assessment, is_work = str(said.get("assessment", "")).strip(), said.get("is_work", False)
    if not said.keys() <= ON_CALL_KEYS or (is_work and not assessment):
        keys = ", ".join(sorted(ON_CALL_KEYS))
        raise CatalogueError(f"{where}: on call may say {keys}, and is work by an assessment alone, got {said}")
    reaction = _duration(where, said["reaction_time"]) if "reaction_time" in said else None
    return OnCallTerms(reaction, assessment, is_work, said.get("credits_rest", False))


def _attribution(where: str, said: Mapping[str, Any]) -> Attribution:
    if not said.keys() <= ATTRIBUTION_KEYS:
        raise CatalogueError(f"{where}: an attribution may say {', '.join(sorted(ATTRIBUTION_KEYS))}, got {said}")
    gap, longest = (_duration(where, said[key]) if key in said else None for key in ("shift_gap", "longest_shift"))
    turn = time.fromisoformat(said.get("day_starts", "00:00"))
    return Attribution(CreditDay(said.get("credit_day", CreditDay.START)), gap, longest, turn)


def _account(where: str, agreed: Mapping[str, Any] | None) -> TimeAccount | None:
    if agreed is None:
        return None
    if agreed.keys() != ACCOUNT_KEYS or not agreed["books"] or not set(agreed["books"]) <= set(Bookable):
        allowed = f"{', '.join(sorted(ACCOUNT_KEYS))}, and books of {', '.join(Bookable)}"
        raise CatalogueError(f"{where}: a working-time account says {allowed}, got {dict(agreed)}")
    credit, debit = (_duration(where, agreed[key]) for key in ("most_credit", "most_debit"))
    return TimeAccount(agreed["citation"], credit, debit, frozenset(Bookable(kind) for kind in agreed["books"]))


def _gateway(where: str, gateway: Mapping[str, Any] | None) -> Gateway | None:
    if gateway is None:
        return None
    if gateway.keys() - FURTHER_GATEWAY_KEYS != GATEWAY_KEYS or not str(gateway["citation"]).strip():
        raise CatalogueError(f"{where}: a gateway says {', '.join(sorted(GATEWAY_KEYS))}, got {', '.join(gateway)}")
    longest = _duration(where, gateway["longest_day"])
    return Gateway(gateway["citation"], longest, gateway["breaks_asked"], gateway.get("free_sundays"))


def _plan(where: str, code: str, day: Mapping[str, Any]) -> DayPlan:
    if not day.keys() <= DAY_KEYS or "target" not in day:
        raise CatalogueError(f"{where}: a day has a target and may have {MAY_HAVE}, got {', '.join(day)}")
    begins = time.fromisoformat(day["begins"]) if "begins" in day else None
    target, standby = (_duration(where, day.get(key, "0:00")) for key in ("target", "standby"))
    return DayPlan(code, target, _span(day.get("frame")), _span(day.get("core_time")), begins, standby)


def _span(clocks: list[str] | None) -> ClockSpan | None:
    return None if clocks is None else ClockSpan(*(time.fromisoformat(each) for each in clocks))


def _duration(where: str, text: str) -> timedelta:
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit()):
        raise CatalogueError(f'{where}: write a duration as "7:48", got {text!r}')
    return timedelta(hours=int(hours), minutes=int(minutes))
