"""Everything one person's results follow from, loaded whole: rows → core values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.closing import MonthKey
from timeclock.core.day import PersonFile
from timeclock.core.duties import DutyKind
from timeclock.core.figures import LawFigures
from timeclock.core.pairing import OUTS
from timeclock.core.spans import DaySpan, Span
from timeclock.core.stamps import Stamp, StampKind
from timeclock.store import absences, contests, months, orders, plans, protections, rosters, rules, stamps
from timeclock.store.db import Session
from timeclock.store.questions import ask
from timeclock.store.rosters import Rostered

# Results of a day depend on stamps from two days before to two after (rulebook C-4 and a rest before and after) …
MARGIN = timedelta(days=2)
# … and further back to a silence so long that neither a session nor a working day can reach across it.
SILENCE = timedelta(hours=24)
FURTHER = timedelta(days=7)
FURTHEST = timedelta(days=35)
# After going nothing goes on for longer than this, and nobody is in for longer than that.
PAUSE = timedelta(hours=11)
IN_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DayFiles:
    """A person's file for the core, with what the rules hash of each (employment, day) is made of.

    `rules_noted`: the hashes her results name already, each of which is on record. `held`: the rows that her plans
    follow from, for who asks what would hold by another model. `closed`: the months near these days that are closed.
    `rostered`: what rosters say of them and of ten weeks around.
    """

    person: PersonFile
    model_figures: Mapping[tuple[int, date], Mapping[str, Any]]
    calendar_name: str
    rules_noted: frozenset[str]
    held: plans.Held
    closed: frozenset[MonthKey]
    rostered: Rostered


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for the whole city: the law and the zone its days begin in."""

    law: LawFigures
    zone: ZoneInfo


def load(
    session: Session,
    person_id: int,
    days: DaySpan,
    around: Surroundings,
    as_of: datetime,
    known: datetime | None = None,
) -> DayFiles:
    """Return everything the results of `days` follow from, and of the days after them up to the next long silence.

    `known`: the instant up to which facts are known, where they are not those of now: what was learned since does not
    count, and what counted then does though it was taken back.

    A stamp that comes late may turn what followed it: where work goes round the clock, coming and going of every
    later day until the chain of stamps breaks off.
    """
    start, end = (walltime.day_span(day, around.zone).from_at for day in (days.from_day - MARGIN, days.to_day))
    reach = start - FURTHER
    stamped = stamps.counting(person_id, Span(reach, end + FURTHEST + 2 * MARGIN), known)
    around_them = DaySpan(days.from_day - 2 * FURTHEST, days.to_day + 2 * FURTHEST)
    held, away = plans.held(person_id, around_them, known), absences.of_person(person_id, around_them, known)
    ordered = orders.held(person_id, Span(reach, end + FURTHEST + 2 * MARGIN), known)
    declared, noted = contests.contested(person_id, known), rules.noted(person_id, days)
    protected = protections.held(person_id, known)
    rostered = rosters.rostered(person_id, around_them, known)
    closed = months.closed(person_id, around_them)
    answers = ask(session, stamped, held, away, declared, noted, protected, ordered, rostered, closed)
    found, duties = answers.to(stamped), answers.to(rostered)
    days = _up_to_silence(days, _after(found, end), around.zone)
    days = _from_coming(days, found, around.zone, turns=answers.to(held).days_turn)
    days = _whole_on_call(days, duties, around.zone)
    start = walltime.day_span(days.from_day - MARGIN, around.zone).from_at
    wide = DaySpan(days.from_day - MARGIN, days.to_day + MARGIN)
    end = walltime.day_span(wide.to_day, around.zone).from_at
    while (_nothing_silent(found, reach, start) and start - reach < FURTHEST) or start < reach:
        reach -= FURTHER
        found = stamps.between(session, person_id, Span(reach, end), known)
    found = _since_silence([stamp for stamp in found if stamp.at < end], start)
    first = walltime.local_day(found[0].at, around.zone) if found else wide.from_day
    planned = answers.to(held).on(DaySpan(min(first, wide.from_day), wide.to_day))
    file = PersonFile(
        person_id=person_id,
        days=days,
        stamps=tuple(found),
        plans=planned.by_day,
        calendar=planned.calendar,
        law=around.law,
        zone=around.zone,
        as_of=as_of,
        born_on=planned.born_on,
        orders=answers.to(ordered).within(around.zone),
        contested=frozenset((employment, day) for employment, day in answers.to(declared) if day in wide),
        protections=answers.to(protected),
        absences=answers.to(away),
        duties=duties.within(wide, around.zone),
        rostered=duties.rostered,
        special_plans=duties.special_plans,
    )
    return DayFiles(
        file, planned.figures, planned.calendar_name, answers.to(noted), answers.to(held), answers.to(closed), duties
    )


def _after(found: list[Stamp], end: datetime) -> list[Stamp]:
    return [stamp for stamp in found if end - SILENCE <= stamp.at < end + FURTHEST]


def _up_to_silence(days: DaySpan, following: list[Stamp], zone: ZoneInfo) -> DaySpan:
    """Return the days extended to the one after which nothing was stamped for long."""
    last, to_day = walltime.day_span(days.to_day, zone).from_at, days.to_day
    for stamp in following:
        if stamp.at - last >= SILENCE:
            break
        last = max(last, stamp.at)
        to_day = max(to_day, walltime.local_day(stamp.at, zone) + timedelta(days=1))
    return DaySpan(days.from_day, to_day)


def _from_coming(days: DaySpan, found: list[Stamp], zone: ZoneInfo, *, turns: bool) -> DaySpan:
    """Return the days with all of the work that may last into the second of them: a duty that began two days before.

    The first is there as the neighbour of what changed, which is enough for a night and not for a longer duty.
    """
    begun = walltime.day_span(days.from_day + timedelta(days=1), zone).from_at
    for stamp in reversed([stamp for stamp in found if stamp.at < begun]):
        if not _goes_on(stamp, begun - stamp.at, turns=turns):
            break
        begun = stamp.at
    return DaySpan(min(days.from_day, walltime.local_day(begun, zone)), days.to_day)


def _goes_on(stamp: Stamp, silence: timedelta, *, turns: bool) -> bool:
    """Say whether what a stamp is part of may last on over a silence: after coming for longer than after going.

    Where days turn, nobody is in past the turn who only held her badge.
    """
    may_be_in = stamp.kind not in OUTS and not (turns and stamp.kind is StampKind.AUTO)
    return silence < (IN_FOR if may_be_in else PAUSE)


def _whole_on_call(days: DaySpan, rostered: Rostered, zone: ZoneInfo) -> DaySpan:
    """Return the days with all of the duties on call that touch them: a call on Sunday is paid on Friday's bill."""
    from_day, to_day = days.from_day, days.to_day
    for duty in rostered.within(days, zone):
        if duty.kind is DutyKind.ON_CALL:
            touched = walltime.days_touched(duty.span, zone)
            from_day = min(from_day, max(touched.from_day, days.from_day - FURTHEST))
            to_day = max(to_day, min(touched.to_day, days.to_day + FURTHEST))
    return DaySpan(from_day, to_day)


def _nothing_silent(found: list[Stamp], reach: datetime, start: datetime) -> bool:
    """Say whether the stamps run on without a long silence from the start back to where we have looked."""
    first = _since_silence(found, start)
    return bool(first) and first[0] is found[0] and first[0].at - reach < SILENCE


def _since_silence(found: list[Stamp], start: datetime) -> list[Stamp]:
    """Return the stamps from the last long silence before `start` on; all where there is none."""
    following = start
    for no in range(len(found) - 1, -1, -1):
        if found[no].at >= start:
            continue
        if following - found[no].at >= SILENCE:
            return found[no + 1 :]
        following = found[no].at
    return found
