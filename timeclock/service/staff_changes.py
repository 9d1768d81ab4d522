"""What one record of a personnel list changes of what is held of that employment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from timeclock.core.minors import age_on
from timeclock.core.timelines import Stretch, changed_from, first_difference, fitted, in_force, with_gaps
from timeclock.service.people_layout import UNKNOWN_KIND
from timeclock.service.people_records import StaffRecord
from timeclock.store.models import KnownModel
from timeclock.store.staff import AssignedTo, Employed, Entry, Kept, Placed, Terms, Turn

T = TypeVar("T")

# A Monday long ago: a week of seven days begins on Mondays, and a longer rhythm has to be given its own first day.
ANCHOR = date(2024, 1, 1)
# BGB §2: no act asks how old somebody is who is of age.
OF_AGE = 18
# Whose week gets shorter with her age (AZVO NRW §2).
CIVIL_SERVANTS = "azvo_nrw"


@dataclass(frozen=True, slots=True)
class Said:
    """One record with what it is to be compared as: the hash of its badge, its model, the day of the list.

    `holiday_calendar` is that of a new employment; which one holds where somebody works is not in the list.
    """

    record: StaffRecord
    badge: str | None
    model: KnownModel
    as_of: date
    holiday_calendar: str

    @property
    def days(self) -> Stretch[None]:
        """The days of employment."""
        return Stretch(self.record.entry, self.record.ends, None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing the list says otherwise; a badge is known by its hash, so an old one has no number."""

    what: str
    old: str | int | None
    new: str | int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """One record with what has to be written for it; `badges` is how hers stand once it is."""

    record: StaffRecord
    entry: Entry
    badges: tuple[Stretch[str], ...]
    differences: tuple[Difference, ...] = ()
    since: date | None = None

    @property
    def owner(self) -> int | str:
        """Whose badges these are: a person who is there, or one to come by her number."""
        held = self.entry.held
        return self.record.staff_no if held is None else held.person_id

    @property
    def is_needed(self) -> bool:
        entry = self.entry
        turns = (entry.employed, entry.terms, entry.placed, entry.assigned, entry.badges)
        return entry.held is None or entry.corrected or any(turn.is_needed for turn in turns)

    def newly_assigned(self, code: str) -> date | None:
        """Return the day from which on she is given a model that she did not have just before; None if she is not."""
        held = () if self.entry.held is None else self.entry.held.assigned
        had = [kept.stretch for kept in held if kept.stretch.value.model == code]
        new = (
            each.from_day
            for each in self.entry.assigned.begun
            if each.value.model == code and not any(row.overlaps(each) or row.end == each.from_day for row in had)
        )
        return min(new, default=None)


@dataclass(frozen=True, slots=True)
class _Course(Generic[T]):
    """One kind of dated rows: those that are there, what holds on the day of the list and shall, and how all stand."""

    rows: Sequence[Kept[T]]
    now: T | None
    wanted: T
    after: tuple[Stretch[T], ...]

    @property
    def differs(self) -> bool:
        return self.now is not None and self.now != self.wanted

    @property
    def turn(self) -> Turn[T]:
        before = {kept.stretch for kept in self.rows}
        ended = tuple(kept for kept in self.rows if kept.stretch not in self.after)
        return Turn(ended, tuple(each for each in self.after if each not in before))

    @property
    def since(self) -> date | None:
        return first_difference([kept.stretch for kept in self.rows], self.after)


def hiring(said: Said) -> Planned:
    """Return what has to be written for somebody new: all of it from her first day on."""
    record, days = said.record, said.days
    terms = Terms(record.regime, record.weekly_min, said.model.days_per_week, said.holiday_calendar)
    badges = () if said.badge is None else (days.of(said.badge),)
    entry = Entry(
        record.staff_no,
        record.family_name,
        record.given_name,
        kept_birth(record.born_on, None, record.entry, record.regime),
        None,
        corrected=False,
        employed=Turn(begun=(days,)),
        terms=Turn(begun=(days.of(terms),)),
        placed=Turn(begun=(days.of(Placed(record.unit, record.cost_centre)),)),
        assigned=Turn(begun=(days.of(AssignedTo(record.model, ANCHOR)),)),
        badges=Turn(begun=badges),
    )
    return Planned(record, entry, badges)


def change(said: Said, there: Employed, elsewhere: Collection[str]) -> Planned:
    """Return what has to be written for somebody who is there: the days of employment are put right as they are,
    all else changes on the day of the list. `elsewhere` are badges of the same person that this record leaves alone.
    """
    record, days = said.record, said.days
    past = [kept for kept in there.employed if kept.stretch.end <= record.entry]
    current = [kept for kept in there.employed if kept not in past]
    assigned = _course(there.assigned, past, said, lambda now: _assigned(record, now))
    terms = _course(there.terms, past, said, lambda now: _terms(said, now, same_model=not assigned.differs))
    placed = _course(there.placed, past, said, lambda _now: Placed(record.unit, record.cost_centre))
    others = [kept for kept in there.badges if kept.stretch.value in elsewhere or _is_past(kept, past)]
    badges = _badges([kept for kept in there.badges if kept not in others], current, said)
    born_on = kept_birth(record.born_on, there.born_on, record.entry, terms.wanted.regime)
    person = (record.family_name, record.given_name, born_on)
    entry = Entry(
        record.staff_no,
        *person,
        there,
        corrected=(there.family_name, there.given_name, there.born_on) != person,
        employed=_Course(current, None, None, (days,)).turn,
        terms=terms.turn,
        placed=placed.turn,
        assigned=assigned.turn,
        badges=badges.turn,
    )
    before = [kept.stretch for kept in current]
    first = (
        first_difference(before, (days,)),
        assigned.since,
        terms.since,
        placed.since,
        None if born_on == there.born_on else record.entry,
    )
    differences = (
        *_of_name(record, there),
        *_of_birth(born_on, there.born_on),
        *_of_days(before, days),
        *_of_placement(placed),
        *_of_terms(terms),
        *_of_model(assigned),
        *([Difference("badge", None, record.badge)] if badges.turn.is_needed and _shows(badges, said) else []),
    )
    standing = (*badges.after, *(kept.stretch for kept in others))
    return Planned(record, entry, standing, differences, min((day for day in first if day), default=None))


def _is_past(kept: Kept[T], past: Sequence[Kept[None]]) -> bool:
    """Say whether a row belongs to an earlier time of employment, before somebody came back."""
    return any(kept.stretch.within(before.stretch) for before in past)


def _course(
    rows: Sequence[Kept[T]], past: Sequence[Kept[None]], said: Said, wanted: Callable[[T | None], T]
) -> _Course[T]:
    own = [kept for kept in rows if not _is_past(kept, past)]
    line = fitted([kept.stretch for kept in own], said.days)
    day = max(said.as_of, said.record.entry)
    found = in_force(line, day)
    now = None if found is None else found.value
    value = wanted(now)
    return _Course(own, now, value, changed_from(line, day, value) or (said.days.of(value),))


def _badges(rows: Sequence[Kept[str]], current: Sequence[Kept[None]], said: Said) -> _Course[str]:
    """Return the course of her badges: none may be held for a while, and one given now was not hers before."""
    line: tuple[Stretch[str | None], ...] = ()
    if current:
        employed = replace(current[0].stretch, to_day=current[-1].stretch.to_day)
        line = fitted(with_gaps([kept.stretch for kept in rows], employed), said.days)
    states = changed_from(line, max(said.as_of, said.record.entry), said.badge) or (said.days.of(said.badge),)
    after = tuple(Stretch(each.from_day, each.to_day, each.value) for each in states if each.value is not None)
    return _Course(rows, None, said.badge or "", after)


def _shows(badges: _Course[str], said: Said) -> bool:
    """Say whether another badge is held from the day of the list on, and not only the same one for other days."""
    before = in_force([kept.stretch for kept in badges.rows], max(said.as_of, said.record.entry))
    return (before.value if before else None) != said.badge


def _assigned(record: StaffRecord, now: AssignedTo | None) -> AssignedTo:
    """Return the model with the first day of its rhythm, which a list does not know and so does not change."""
    return now if now is not None and now.model == record.model else AssignedTo(record.model, ANCHOR)


def _terms(said: Said, now: Terms | None, *, same_model: bool) -> Terms:
    """Return the terms as the list has them; what it does not say stays."""
    record = said.record
    if now is None:
        return Terms(record.regime, record.weekly_min, said.model.days_per_week, said.holiday_calendar)
    regime = now.regime if record.regime == UNKNOWN_KIND else record.regime
    days_per_week = now.days_per_week if same_model else said.model.days_per_week
    return replace(now, regime=regime, weekly_min=record.weekly_min, days_per_week=days_per_week)


def _of_name(record: StaffRecord, there: Employed) -> Iterator[Difference]:
    old, new = f"{there.family_name}, {there.given_name}", f"{record.family_name}, {record.given_name}"
    if old != new:
        yield Difference("name", old, new)


def kept_birth(born_on: date | None, held: date | None, entry: date, regime: str) -> date | None:
    """Return the day of birth to keep: of who was not of age when she came, and of a civil servant.

    The one is protected by it, the other's week gets shorter with her age; for nobody else does it say anything.
    """
    if born_on is None:
        return held
    asked = regime == CIVIL_SERVANTS or age_on(born_on, entry) < OF_AGE
    return born_on if asked else None


def _of_birth(kept: date | None, held: date | None) -> Iterator[Difference]:
    if kept != held:
        yield Difference("born_on", *(None if day is None else day.isoformat() for day in (held, kept)))


def _of_days(before: Sequence[Stretch[None]], days: Stretch[None]) -> Iterator[Difference]:
    if not before:
        yield Difference("entry", None, days.from_day.isoformat())
        return
    if before[0].from_day != days.from_day:
        yield Difference("entry", before[0].from_day.isoformat(), days.from_day.isoformat())
    if before[-1].to_day != days.to_day:
        yield Difference("exit", _last(before[-1]), _last(days))


def _last(days: Stretch[None]) -> str | None:
    return None if days.last is None else days.last.isoformat()


def _of_placement(placed: _Course[Placed]) -> Iterator[Difference]:
    if placed.now is not None and placed.now.unit != placed.wanted.unit:
        yield Difference("unit", placed.now.unit, placed.wanted.unit)
    if placed.now is not None and placed.now.cost_centre != placed.wanted.cost_centre:
        yield Difference("cost_centre", placed.now.cost_centre, placed.wanted.cost_centre)


def _of_terms(terms: _Course[Terms]) -> Iterator[Difference]:
    if terms.now is not None and terms.now.weekly_min != terms.wanted.weekly_min:
        yield Difference("weekly_minutes", terms.now.weekly_min, terms.wanted.weekly_min)
    if terms.now is not None and terms.now.regime != terms.wanted.regime:
        yield Difference("regime", terms.now.regime, terms.wanted.regime)


def _of_model(assigned: _Course[AssignedTo]) -> Iterator[Difference]:
    if assigned.now is not None and assigned.differs:
        yield Difference("model", assigned.now.model, assigned.wanted.model)
