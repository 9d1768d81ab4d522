"""What a mass posting would do before anybody agrees to it: who is hit, who is not and why, and to which effect."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from timeclock.core.absences import Absence, Extent
from timeclock.core.day import DayResult, PersonFile
from timeclock.core.evaluation import evaluate
from timeclock.core.mass_postings import (
    Account,
    Away,
    Effect,
    LeftOut,
    Looked,
    Order,
    Selection,
    Written,
    effect,
    fits_many,
    left_out,
    written,
)
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.walltime import ONE_DAY, day_span, local_day
from timeclock.ledger.leaf import canonical
from timeclock.service import absences, access
from timeclock.service.absences import Asked, NotEntered
from timeclock.service.rulebook import Rulebook
from timeclock.store import absences as absence_rows
from timeclock.store import account_kinds, accounts, dayfiles, mass_postings, months, people, placements
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.mass_postings import Line
from timeclock.store.people import Employed
from timeclock.store.scope import Scope

# An act for many is about days, not about a life.
LONGEST = timedelta(days=31)


class Wrong(StrEnum):
    """Why nothing can be shown, proposed or decided."""

    DAYS = "days"
    NOBODY = "nobody"
    UNKNOWN_NUMBER = "unknown_number"
    REASON = "reason"
    CLOCKS = "clocks"
    NO_MINUTES = "no_minutes"
    WHY_MISSING = "why_missing"
    SAME_PERSON = "same_person"
    CHANGED = "changed"
    DECIDED_ALREADY = "decided_already"


class NotPosted(ValueError):
    """Nothing was done; `wrong` says why, `figures` are what its sentence needs."""

    def __init__(self, wrong: Wrong, **figures: object) -> None:
        super().__init__(f"not posted: {wrong} {figures}")
        self.wrong = wrong
        self.figures: Mapping[str, object] = figures


@dataclass(frozen=True, slots=True)
class Look:
    """What a preview is made with: whose people, as of when, and by which rules."""

    scope: Scope
    now: datetime
    rulebook: Rulebook

    @property
    def today(self) -> date:
        return local_day(self.now, self.rulebook.around.zone)


@dataclass(frozen=True, slots=True)
class Preview:
    """Everybody who was selected, by unit and name; `order` names the units that were meant."""

    order: Order
    lines: tuple[Line, ...]

    @property
    def hit(self) -> tuple[Line, ...]:
        return tuple(each for each in self.lines if each.is_hit)

    @property
    def left_out(self) -> tuple[Line, ...]:
        return tuple(each for each in self.lines if not each.is_hit)

    @property
    def seen(self) -> str:
        """Return the one name for who is hit and who is not; what it does to balances follows every stamp of a day."""
        lines = sorted((str(each.employed.employment_uid), each.left_out or "", each.is_late) for each in self.lines)
        said = {**mass_postings.asked_json(self.order), "lines": lines}
        return hashlib.sha256(canonical(said)).hexdigest()

    @property
    def sums(self) -> Effect:
        """Return what it does to all who are hit; of those of whom it is known."""
        effects = [each.effect for each in self.hit]
        return Effect(
            sum((each.planned for each in effects), ZERO),
            sum((each.credited for each in effects), ZERO),
            sum((each.moved for each in effects if each.moved is not None), ZERO),
        )

    @property
    def late(self) -> int:
        return sum(1 for each in self.hit if each.is_late)

    @property
    def why_left_out(self) -> Mapping[LeftOut, int]:
        return Counter(each.left_out for each in self.lines if each.left_out is not None)


def preview(session: Session, order: Order, look: Look) -> Preview:
    """Return what an order would do; raise `NotPosted` where it cannot be carried out for anybody."""
    _demand_sound(order)
    meant = _named_units(session, order, look)
    selected = _selected(session, meant, look)
    found = list(_looked_at(session, meant, selected, look))
    return Preview(
        meant,
        tuple(
            Line(each, new_uid(look.now), left_out(meant, looked), looked.is_closed, looked.effect)
            for each, looked in zip(selected, found, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class Differing:
    """One who is hit or left out otherwise than was shown; `was` and `is_now` are None where she was not, or is not,
    selected.
    """

    employed: Employed
    was: Line | None
    is_now: Line | None


def differing(shown: Preview, by_now: Preview) -> tuple[Differing, ...]:
    """Return those of whom a preview says something else than the one before, by unit and name."""
    before, now = ({each.employed.employment_id: each for each in lines} for lines in (shown.lines, by_now.lines))
    found = [
        Differing(each.employed, before.get(id_), now.get(id_))
        for id_, each in {**before, **now}.items()
        if _outcome(before.get(id_)) != _outcome(now.get(id_))
    ]
    return tuple(sorted(found, key=lambda each: each.employed.place()))


def _outcome(line: Line | None) -> tuple[LeftOut | None, bool] | None:
    return None if line is None else (line.left_out, line.is_late)


def absence_of(session: Session, act: Away, now: datetime) -> Absence:
    """Return the absence that everybody would get; raise `NotPosted` where there is none such."""
    asked = Asked("", act.reason, act.first, act.last, act.from_clock, act.to_clock)
    try:
        reason = absences.reason_in_force(session, asked, now)
        made = absences.made(asked, 0, reason)
    except NotEntered as refused:
        is_clock = refused.refusal is absences.Refusal.CLOCKS
        raise NotPosted(Wrong.CLOCKS if is_clock else Wrong.REASON) from None
    if not fits_many(reason):
        raise NotPosted(Wrong.REASON)
    return made


def _demand_sound(order: Order) -> None:
    act = order.act
    if isinstance(act, Away) and not act.first <= act.last < act.first + LONGEST:
        raise NotPosted(Wrong.DAYS)
    if isinstance(act, Written) and not act.minutes:
        raise NotPosted(Wrong.NO_MINUTES)
    if not order.why.strip():
        raise NotPosted(Wrong.WHY_MISSING)


def _named_units(session: Session, order: Order, look: Look) -> Order:
    """Return the order with every unit it means by name, so that it means the same to whoever looks later."""
    day, selection = order.act.days.from_day, order.selection
    parents = people.unit_parents(session, day)
    reached = set(parents) if look.scope.everybody else parents.keys() & look.scope.unit_ids
    named = placements.units(session, reached, day)
    if not selection.units and not selection.also:
        chosen = set(named)
    else:
        chosen = {each.id for each in named.values() if each.uid in selection.units}
        if selection.with_below:
            chosen = set().union(*(access.reach_of(each, parents) for each in chosen)) & reached
    uids = frozenset(named[each].uid for each in chosen)
    return replace(order, selection=replace(selection, units=uids, with_below=False))


def _selected(session: Session, order: Order, look: Look) -> Sequence[Employed]:
    day, selection = order.act.days.from_day, order.selection
    there, models = people.listed(session, day, look.scope), mass_postings.model_codes(session, day)
    _demand_known(selection, there)
    units = placements.units(session, {each.unit_id for each in there}, day)
    found = [
        each
        for each in there
        if selection.takes(
            each.staff_no, models.get(each.employment_id, ""), in_units=units[each.unit_id].uid in selection.units
        )
    ]
    if not found:
        raise NotPosted(Wrong.NOBODY)
    return found


def _demand_known(selection: Selection, there: Iterable[Employed]) -> None:
    odd = (selection.also | selection.but) - {each.staff_no for each in there}
    if odd:
        raise NotPosted(Wrong.UNKNOWN_NUMBER, numbers=", ".join(sorted(odd)))


def _looked_at(session: Session, order: Order, selected: Sequence[Employed], look: Look) -> Iterator[Looked]:
    """Yield what is known of each: what is asked for all at once, and her days as they are worked out."""
    act, days = order.act, order.act.days
    ids = [each.employment_id for each in selected]
    last = people.listed(session, days.to_day - ONE_DAY, look.scope)
    until_then = {each.employment_id for each in last}
    away = {each.employment_id for each in absence_rows.away(session, ids, days) if each.extent is Extent.WHOLE}
    closed = months.closed_among(session, ids, days)
    new = (absence_of(session, act, look.now),) if isinstance(act, Away) else ()
    written_on = _accounts(session, act, ids) if isinstance(act, Written) else None
    for each in selected:
        id_ = each.employment_id
        file = _file(session, each, days, look)
        found = effect(*_days(file, id_, new), look.today)
        account = None
        if isinstance(act, Written) and written_on is not None:
            plan = file.plans.get((id_, act.day))
            account, found = written_on(id_, "" if plan is None else plan.regime), written(act.minutes, found.planned)
        yield Looked(id_ in until_then, id_ in away, id_ in closed, found, account)


def _accounts(session: Session, act: Written, ids: Sequence[int]) -> Callable[[int, str], Account]:
    """Return what tells of the account of each, asked for all at once."""
    kind = account_kinds.on(session, act.day).get(act.account)
    hers, balances = accounts.holders(session, ids, act.account, act.day), accounts.amounts(session, ids, act.account)
    return lambda id_, regime: Account(kind, id_ in hers, regime, balances[id_])


def _file(session: Session, each: Employed, days: DaySpan, look: Look) -> PersonFile:
    """Return what somebody's days follow from, as if the days were over."""
    as_of = max(look.now, day_span(days.to_day, look.rulebook.around.zone).from_at)
    loaded = dayfiles.load(session, each.person_id, days, look.rulebook.around, as_of)
    return replace(loaded.person, days=days)


def _days(
    file: PersonFile, employment_id: int, new: Iterable[Absence]
) -> tuple[Sequence[DayResult], Sequence[DayResult]]:
    """Return an employment's days as they are, and as they would be with absences besides."""
    hers = [replace(each, employment_id=employment_id) for each in new]
    then = replace(file, absences=(*file.absences, *hers)) if hers else file
    before, after = (
        [day for day in evaluate(each).days if day.employment_id == employment_id] for each in (file, then)
    )
    return before, after
