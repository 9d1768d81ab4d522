"""Importing a personnel list: judge every record, find out what it changes, and enter it whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from timeclock.core.plans import WEEK_DAYS
from timeclock.core.timelines import Stretch, in_force
from timeclock.service import imports, model_catalogue, people_files, people_records, staff_changes
from timeclock.service.people_layout import Field, Layout
from timeclock.service.people_reasons import UNKNOWN_EMPLOYER, Hint, NotTaken, Reason
from timeclock.service.people_records import Refused, StaffRecord
from timeclock.service.staff_changes import Difference, Planned, Said
from timeclock.store import (
    audit,
    badges,
    leave_waiting,
    model_retirements,
    models,
    recalculation,
    results,
    staff,
    staffing,
)
from timeclock.store import staff_changes as staff_changes_on_record
from timeclock.store.db import Session
from timeclock.store.model_retirements import Retirement
from timeclock.store.models import KnownModel
from timeclock.store.staff import NUMBERED, UNITS_SINCE, Employed, Entry, Kept, Turn
from timeclock.store.staff_changes import NewChange

NOT_ON_RECORD = frozenset({"born_on", "badge"})


class UnknownEmployer(NotTaken):
    """There are employers, and none is called like that: a second one would mean everybody is new."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list is to be taken: by which layout, as of which day, for which employer."""

    layout: Layout
    as_of: date
    employer: str
    zone: ZoneInfo
    holiday_calendar: str
    site_key: bytes


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one record: `reason` where it is rejected, else whether the employment is new or what differs."""

    line: int
    staff_no: str | None
    reason: Reason | None = None
    figures: Mapping[str, object] = field(default_factory=dict)
    new: bool = False
    changed: bool = False
    differences: tuple[Difference, ...] = ()
    hints: Mapping[Hint, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return self.reason is None

    @property
    def change(self) -> str | None:
        """`new`, `changed` or `unchanged`; None for a rejected record."""
        if not self.accepted:
            return None
        return "new" if self.new else "changed" if self.changed else "unchanged"


@dataclass(frozen=True, slots=True)
class Found:
    """What a list means for what is held: every record judged, what to enter, and who is missing from it.

    `released` counts the imported stamps that waited for these people and now are theirs.
    """

    judged: tuple[Judged, ...]
    entries: tuple[Entry, ...]
    since: Mapping[str, date]
    missing: tuple[str, ...]
    new_units: tuple[str, ...]
    new_models: tuple[str, ...]
    released: int = 0

    def count(self, change: str) -> int:
        return sum(1 for each in self.judged if each.change == change)

    @property
    def rejected(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.judged if not each.accepted)


@dataclass(frozen=True, slots=True)
class _Held:
    """What is there before the import; `of_person` has the personnel numbers of each person."""

    employed: Mapping[str, Employed]
    units: Mapping[str, Sequence[int]]
    models: Mapping[str, KnownModel]
    badges: Mapping[int, Sequence[Kept[str]]]
    of_person: Mapping[int, Sequence[str]]


def examine(session: Session, content: bytes, asked: Asked) -> Found:
    """Return what importing a list would do; reads only. Raise UnreadableFile or UnknownEmployer."""
    sheet = people_files.read(content, asked.layout)
    held = _held(session, asked)
    starters = {
        code: KnownModel(0, len(each.new.days), models.days_per_week([day.target for day in each.new.days]))
        for code, each in model_catalogue.catalogue().items()
    }
    known = {**starters, **held.models}
    refused: dict[int, Judged] = {}
    records: dict[str, StaffRecord] = {}
    for row in sheet.rows:
        try:
            record = people_records.judge(row, sheet, asked.layout)
            _demand_fitting(record, records, known, held)
            records[record.staff_no] = record
        except Refused as fault:
            refused[row.line] = Judged(row.line, _staff_no(row, sheet, asked.layout), fault.reason, fault.figures)
    for clash in _shared_badges(records):
        refused[clash.line] = clash
    taken = {key: record for key, record in records.items() if record.line not in refused}
    planned = [_plan(record, held, known, taken, asked) for record in taken.values()]
    retired = tuple(_retired(planned, model_retirements.by_code(session)))
    refused |= {each.line: each for each in retired}
    planned = [each for each in planned if each.record.line not in refused]
    planned, contested = _uncontested(planned, held, asked)
    refused |= {each.line: each for each in contested}
    return _summed_up(planned, refused, held, known, asked)


def enter(session: Session, content: bytes, asked: Asked, now: datetime) -> Found:
    """Import a list: what changes is entered, marked for evaluation and recorded; the caller's transaction is all."""
    staff.hold(session)
    found = examine(session, content, asked)
    there = staff.employers(session)
    employer_id = there[asked.employer] if there else staffing.add_employer(session, asked.employer)
    for unit in found.new_units:
        staffing.add_unit(session, employer_id, unit, UNITS_SINCE, now)
    model_catalogue.bring(session, now, found.new_models)
    ids = {code: model.id for code, model in models.known(session).items()}
    persons = staff.enter(session, employer_id, found.entries, ids, asked.zone, now)
    _mark(session, found, persons, now)
    staff_changes_on_record.add(session, tuple(_on_record(found, persons)), None, now)
    if found.entries:
        detail = {"new": found.count("new"), "changed": found.count("changed"), "as_of": asked.as_of.isoformat()}
        audit.add(session, "people.import", asked.employer, now, by=None, detail=detail)
    return replace(found, released=imports.judge_again(session, now).assigned)


def _held(session: Session, asked: Asked) -> _Held:
    there = staff.employers(session)
    if there and asked.employer not in there:
        raise UnknownEmployer(UNKNOWN_EMPLOYER, employer=asked.employer, known=", ".join(sorted(there)))
    employer_id = there.get(asked.employer)
    if employer_id is None:
        return _Held({}, {}, models.known(session), {}, {})
    employed = _by_number(staff.of_employer(session, employer_id, asked.zone), asked.layout)
    of_person: dict[int, list[str]] = {}
    for staff_no, there_already in employed.items():
        of_person.setdefault(there_already.person_id, []).append(staff_no)
    return _Held(
        employed,
        staff.unit_names(session, employer_id),
        models.known(session),
        staff.holdings(session, asked.zone),
        of_person,
    )


def _by_number(employed: Mapping[str, Employed], layout: Layout) -> Mapping[str, Employed]:
    """Return employments by number with all its zeros: one entered by hand as 10175 is the list's 00010175."""
    longest_last = sorted(employed.items(), key=lambda each: len(each[0]))
    return {staff_no.zfill(layout.staff_digits): there for staff_no, there in longest_last}


def _demand_fitting(
    record: StaffRecord, earlier: Mapping[str, StaffRecord], known: Mapping[str, KnownModel], held: _Held
) -> None:
    """Refuse what can only be told beside the other records and what is held."""
    if record.staff_no in earlier:
        raise Refused(Reason.DUPLICATE_PERSONNEL_NO, line=earlier[record.staff_no].line)
    if record.model not in known:
        raise Refused(Reason.UNKNOWN_MODEL, value=record.model)
    if len(held.units.get(record.unit, ())) > 1:
        raise Refused(Reason.AMBIGUOUS_UNIT, value=record.unit)


def _staff_no(row: people_files.Row, sheet: people_files.Sheet, layout: Layout) -> str | None:
    """Return the personnel number of a rejected record where it can be read: who is in the list is not missing."""
    index = sheet.columns[Field.STAFF_NO]
    try:
        return people_records.staff_no_of(row.cells[index], layout) if index < len(row.cells) else None
    except Refused:
        return None


def _shared_badges(records: Mapping[str, StaffRecord]) -> Iterator[Judged]:
    """Yield the records whose badge an earlier one has for some of the same days."""
    holders: dict[int, list[StaffRecord]] = {}
    for record in records.values():
        if record.badge is None:
            continue
        same = holders.setdefault(record.badge, [])
        if any(_employed(record).overlaps(_employed(other)) for other in same):
            yield _badge_refused(record)
        else:
            same.append(record)


def _badge_refused(record: StaffRecord) -> Judged:
    return Judged(record.line, record.staff_no, Reason.DUPLICATE_BADGE, {"value": record.badge})


def _employed(record: StaffRecord) -> Stretch[None]:
    return Stretch(record.entry, record.ends, None)


def _plan(
    record: StaffRecord,
    held: _Held,
    known: Mapping[str, KnownModel],
    records: Mapping[str, StaffRecord],
    asked: Asked,
) -> Planned:
    said = Said(record, _hash(record, asked), known[record.model], asked.as_of, asked.holiday_calendar)
    there = held.employed.get(record.staff_no)
    if there is None:
        return staff_changes.hiring(said)
    others = [
        records[staff_no]
        for staff_no in held.of_person[there.person_id]
        if staff_no in records.keys() - {record.staff_no}
    ]
    return staff_changes.change(said, there, {hash_ for each in others if (hash_ := _hash(each, asked))})


def _hash(record: StaffRecord, asked: Asked) -> str | None:
    """Return what a badge is kept as: its number without zeros in front, since numbers are compared as numbers."""
    if record.badge is None:
        return None
    return badges.number_hash(asked.site_key, NUMBERED, str(record.badge).encode())


def _retired(planned: Sequence[Planned], retired: Mapping[str, Retirement]) -> Iterator[Judged]:
    """Yield the records that give somebody a model that is given to nobody any more."""
    for each in planned:
        model, since = each.record.model, each.newly_assigned(each.record.model)
        if model in retired and since is not None and since >= retired[model].since:
            figures = {"value": model, "day": f"{retired[model].since:%d.%m.%Y}"}
            yield Judged(each.record.line, each.record.staff_no, Reason.RETIRED_MODEL, figures)


def _uncontested(planned: Sequence[Planned], held: _Held, asked: Asked) -> tuple[list[Planned], list[Judged]]:
    """Return what can be entered, and the records whose badge somebody else goes on holding.

    A badge that another person gives back begins with whoever gets it on the day it was given back.
    """
    good, refused = list(planned), list[Judged]()
    while True:
        standing = _standing(good, held)
        fitting = [(each, _after_others(each, standing, asked.as_of)) for each in good]
        contested = [each for each, found in fitting if found is None]
        if not contested:
            return [found for _, found in fitting if found is not None], refused
        # One at a time where she keeps what she holds: that may now be in the way of another.
        out = next((each for each in contested if each.entry.held), None)
        gone = contested if out is None else [out]
        refused += [_badge_refused(each.record) for each in gone]
        good = [each for each in good if each not in gone]


def _standing(planned: Sequence[Planned], held: _Held) -> Mapping[str, Sequence[tuple[int | str, Stretch[str]]]]:
    """Return who holds each badge when, once all this is entered."""
    found: dict[str, list[tuple[int | str, Stretch[str]]]] = {}
    planned_for = {each.owner for each in planned}
    for each in planned:
        for stretch in each.badges:
            found.setdefault(stretch.value, []).append((each.owner, stretch))
    for person_id, rows in held.badges.items():
        if person_id not in planned_for:
            for kept in rows:
                found.setdefault(kept.stretch.value, []).append((person_id, kept.stretch))
    return found


def _after_others(
    planned: Planned, standing: Mapping[str, Sequence[tuple[int | str, Stretch[str]]]], as_of: date
) -> Planned | None:
    """Return the plan with its new badges from when others gave them back, or None where somebody keeps one."""
    moved: dict[Stretch[str], Stretch[str]] = {}
    before = [kept.stretch for kept in planned.entry.badges.ended]
    for new in planned.entry.badges.begun:
        if any(new.value == each.value and new.within(each) for each in before):
            # She only gives it back.
            continue
        others = [each for owner, each in standing[new.value] if owner != planned.owner and each.overlaps(new)]
        if any(each.end > max(as_of, new.from_day) or each.end >= new.end for each in others):
            return None
        if others:
            moved[new] = replace(new, from_day=max(each.end for each in others))
    if not moved:
        return planned
    turn = planned.entry.badges
    begun = tuple(moved.get(each, each) for each in turn.begun)
    standing_now = tuple(moved.get(each, each) for each in planned.badges)
    return replace(planned, entry=replace(planned.entry, badges=Turn(turn.ended, begun)), badges=standing_now)


def _summed_up(
    planned: Sequence[Planned],
    refused: Mapping[int, Judged],
    held: _Held,
    known: Mapping[str, KnownModel],
    asked: Asked,
) -> Found:
    taken = [_taken(each, known) for each in planned]
    judged = sorted([*taken, *refused.values()], key=lambda each: each.line)
    listed = {each.staff_no for each in judged}
    records = [each.record for each in planned]
    return Found(
        judged=tuple(judged),
        entries=tuple(each.entry for each in planned if each.is_needed),
        since={each.record.staff_no: each.since for each in planned if each.since is not None},
        missing=tuple(
            sorted(
                staff_no
                for staff_no, there in held.employed.items()
                if staff_no not in listed and in_force([kept.stretch for kept in there.employed], asked.as_of)
            )
        ),
        new_units=tuple(sorted({record.unit for record in records} - held.units.keys())),
        new_models=tuple(sorted({record.model for record in records} - held.models.keys())),
    )


def _taken(planned: Planned, known: Mapping[str, KnownModel]) -> Judged:
    record, there = planned.record, planned.entry.held
    hints = dict(record.hints)
    if there is not None and not planned.entry.terms.begun:
        hints.pop(Hint.KIND_UNKNOWN, None)
    if known[record.model].rhythm_days != WEEK_DAYS and planned.entry.assigned.begun:
        hints[Hint.PATTERN_ANCHOR] = record.model
    return Judged(
        record.line,
        record.staff_no,
        new=there is None,
        changed=there is not None and planned.is_needed,
        differences=planned.differences,
        hints=hints,
    )


def _mark(session: Session, found: Found, persons: Sequence[int], now: datetime) -> None:
    """Ask for every day anew whose result follows from what has changed."""
    for entry, person_id in zip(found.entries, persons, strict=True):
        since = found.since.get(entry.staff_no)
        if entry.held is not None and since is not None:
            days = results.days_since(session, entry.held.employment_id, since)
            recalculation.mark(session, ((person_id, day) for day in days), "staff", now)
    leave_waiting.mark(session, persons, now)


def _on_record(found: Found, persons: Sequence[int]) -> Iterator[NewChange]:
    """Yield what the list said otherwise of those who were there: all but what is read by few, birth and badge."""
    differences = {each.staff_no: each.differences for each in found.judged if each.changed}
    for entry, person_id in zip(found.entries, persons, strict=True):
        told = [each for each in differences.get(entry.staff_no, ()) if each.what not in NOT_ON_RECORD]
        if entry.held is not None and told:
            before, after = {each.what: each.old for each in told}, {each.what: each.new for each in told}
            since = found.since.get(entry.staff_no)
            yield NewChange(person_id, entry.held.employment_id, since, before, after, "")
