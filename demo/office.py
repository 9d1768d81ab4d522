"""What offices enter: absences, the library's roster, a week on call, an order for overtime, and who is protected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from demo import away, course
from demo.cast import Member
from demo.course import Calendar
from demo.mistakes import Mistake
from timeclock.core.duties import DutyKind
from timeclock.core.mass_postings import Away, Selection
from timeclock.core.mass_postings import Order as MassOrder
from timeclock.core.needs import Heads, Part
from timeclock.core.plans import DayPlan
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.register import Code, Decision, Said
from timeclock.core.rollout import GoLive
from timeclock.core.rosters import Rotation, ShiftKind, pattern
from timeclock.core.spans import MINUTE, DaySpan, Span
from timeclock.core.walltime import instant
from timeclock.service import (
    absences,
    illnesses,
    mass_postings,
    mass_previews,
    overtime,
    protections,
    rollout,
    roster_import,
    staffing,
)
from timeclock.service.absences import Asked
from timeclock.service.illnesses import NewNote
from timeclock.service.mass_previews import Look
from timeclock.service.overtime import Wanted
from timeclock.service.register import REGISTER
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store import consents, logins, people, placements, shift_kinds, unit_staffing
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.illness_notes import NoteKind
from timeclock.store.scope import Scope

ONE_DAY = timedelta(days=1)
SYSTEM = Scope.system("demo")
LIBRARY_SHIFTS = {
    "A": ("Tagdienst", time(17, 18)),
    "B": ("Langer Tag", time(17, 48)),
    "C": ("Teilzeit, drei Tage", time(16)),
    "D": ("Teilzeit, lange Woche", time(16, 42)),
    "E": ("Teilzeit, kurze Woche", time(17, 30)),
    "F": ("Samstag", time(14, 48)),
}
LIBRARY, ON_CALL_UNIT = "Stadtbibliothek", "IT-Betrieb"
# Who goes on the works outing.
GOING = frozenset({"Bürgerdienste", "Stadtarchiv"})
OPENS = time(9)
BREAK_OVER = timedelta(hours=6)
HEADING = "Personalnummer;Tag;Art;von;bis;Tagesplan"
# Of those with a council meeting in the evening this one's was ordered.
ORDERED = "Brandt"
EXPECTING = "Nguyen"
# The counter: so many from Monday to Sunday, and on holidays.
COUNTER, AT_THE_COUNTER = "Bürgerdienste", (4, 4, 4, 5, 3, 0, 0, 0)
# On Saturdays one of them is on call for the registry office: the counter's roster of the month to come.
WAITING = frozenset({Code.AVERAGES})
AGREED_IN = "Dienstvereinbarung Zeiterfassung §9"
ON_SATURDAYS = ("Brandt", "Aydın", "El-Sayed")
REGISTRY = ShiftKind("R", "Standesamt, Rufbereitschaft", DutyKind.ON_CALL, time(8), time(18))
SATURDAY = 5
# From when on units clock here alone, and for how many weeks beside the card before, in weeks from today.
ROLL_OUT = (("Bürgerdienste", -8, 4), ("Stadtarchiv", -8, 4), ("Stadtbibliothek", 2, 4), ("Jugendamt", 6, 4))
TWO_ON_WORKDAYS = (2, 2, 2, 2, 2, 0, 0, 0)
WEEKS_KNOWN, WEEKS_LEFT = timedelta(weeks=2), timedelta(weeks=18)


def fill(session: Session, city: Settings, members: Sequence[Member], around: Calendar, now: datetime) -> None:
    """Enter everything, as of now; the days it touches are worked out with all others."""
    for who in members:
        for gone, first, last in away.absences(who, course.past_days(who, around)):
            asked = Asked(who.staff_no, gone.reason, first, last, gone.from_clock, figures=gone.figures)
            entered = absences.enter(session, asked, city.zone, now)
            if gone.certified:
                illnesses.note(session, NewNote(entered, NoteKind.RECEIVED), city.zone, now)
        if who.family_name in away.STILL_AWAY:
            days = away.still_away(who, around.anchor)
            absences.enter(session, Asked(who.staff_no, "leave", days.from_day, days.to_day - ONE_DAY), city.zone, now)
        if who.family_name == EXPECTING:
            figures = Figures(due_on=around.anchor + WEEKS_LEFT)
            known_on = around.anchor - WEEKS_KNOWN
            protections.add(session, who.staff_no, Protection(ProtectionKind.MATERNITY, known_on, figures=figures), now)
        if who.family_name == ORDERED:
            _order(session, city, who, around, now)
    _agree(session, around.days.from_day, now)
    _catalogue(session, members, now)
    staffing.enter_named(session, COUNTER, around.anchor, AT_THE_COUNTER, now)
    if any(who.unit in GOING for who in members):
        _outing(session, city, around, now)
    _roll_out(session, members, around.anchor, now)
    rosters = [(LIBRARY, around.anchor, _shifts(members, around))]
    rosters += [(ON_CALL_UNIT, day, _on_call(who, day)) for who in members for day in course.call_days(who, around)]
    rosters.append((COUNTER, next_month(around.anchor), _saturdays(members, around)))
    for unit, day, shifts in rosters:
        # A city founded within the month has no roster yet.
        if day.replace(day=1) >= around.days.from_day:
            _publish(session, city, unit, day, list(shifts), now)


def _catalogue(session: Session, members: Sequence[Member], now: datetime) -> None:
    """Let the library plan by short keys, the lengths its models know; two people are there until three."""
    at_the_counter = next((who.staff_no for who in members if who.unit == COUNTER), "")
    if counter := people.by_staff_no(session, at_the_counter, now.date(), SYSTEM):
        shift_kinds.add_kind(session, counter.unit_id, REGISTRY, now, None)
    here = (people.by_staff_no(session, who.staff_no, now.date(), SYSTEM) for who in members if who.unit == LIBRARY)
    employed = next((each for each in here if each is not None), None)
    if employed is None:
        return
    for key, (name, ends) in LIBRARY_SHIFTS.items():
        shift_kinds.add_kind(session, employed.unit_id, ShiftKind(key, name, DutyKind.WORK, OPENS, ends), now, None)
    until_three = Part(clocks=(OPENS, time(15)))
    needed = Heads(employed.unit_id, now.date().replace(day=1), None, TWO_ON_WORKDAYS, until_three)
    unit_staffing.set_heads(session, needed, None, now)
    rotation = Rotation(pattern("A A D A A - - / D A A D A - -"), date(2026, 1, 5))
    shift_kinds.add_rotation(session, employed.unit_id, "Zwei Wochen", rotation, now, None)


def _outing(session: Session, city: Settings, around: Calendar, now: datetime) -> None:
    """Propose the works outing of two units, for somebody in the office to confirm."""
    day = around.anchor + WEEKS_KNOWN
    units = placements.units(session, people.unit_parents(session, around.anchor), around.anchor).values()
    going = frozenset(each.uid for each in units if each.name in GOING)
    order = MassOrder(Away("works_outing", day, day), Selection(going, only_planned=False), "Betriebsausflug zum Zoo")
    look = Look(SYSTEM, now, Rulebook.of(city))
    mass_postings.proposed(session, new_uid(now), mass_previews.preview(session, order, look), None, now)


def _agree(session: Session, since: date, now: datetime) -> None:
    """Let the staff council agree to evaluations; of some it is still to decide."""
    council = logins.id_of(session, "rat")
    for entry in REGISTER.values():
        if entry.needs_consent and entry.code not in WAITING:
            consents.add(session, entry.code, entry.version, Said(Decision.GIVEN, since), AGREED_IN, council, now)


def _order(session: Session, city: Settings, who: Member, around: Calendar, now: datetime) -> None:
    for day, mistake in course.scenes(who, around).items():
        if mistake is Mistake.COUNCIL:
            evening = Span(instant(day, time(17, 30), city.zone), instant(day, time(23), city.zone))
            overtime.order(session, Wanted(evening, "Sitzung des Rates", who.staff_no), city.zone, now)


def _publish(session: Session, city: Settings, unit: str, day: date, shifts: Sequence[str], now: datetime) -> None:
    """Publish a unit's roster of the month as a file that names it, if anybody of the cast is in it."""
    if not shifts:
        return
    asked = roster_import.Asked(unit, day.replace(day=1), Rulebook.of(city).around)
    found = roster_import.enter(session, "\n".join([HEADING, *shifts]).encode(), asked, now)
    if found.days is None:
        raise ValueError(f"{unit}: the roster is not published: {found.rejected or found.blocked}")


def _shifts(members: Sequence[Member], around: Calendar) -> Iterator[str]:
    """Yield the library's shifts of the whole month, by the patterns everybody knows."""
    first = around.anchor.replace(day=1)
    for who in members:
        pattern = course.pattern_of(who)
        for day in DaySpan.month(first.year, first.month) if who.unit == LIBRARY else ():
            plan = pattern.on(day)
            if plan.target and around.holidays.on(day) is None:
                yield f"{who.staff_no};{day};Dienst;{OPENS:%H:%M};{_closes(plan):%H:%M};{plan.code}"


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _saturdays(members: Sequence[Member], around: Calendar) -> Iterator[str]:
    """Yield who is on call on which Saturday of the month to come."""
    on_call = [who for who in members if who.unit == COUNTER and who.family_name in ON_SATURDAYS]
    first = next_month(around.anchor)
    saturdays = [day for day in DaySpan.month(first.year, first.month) if day.weekday() == SATURDAY]
    for no, day in enumerate(saturdays if on_call else ()):
        yield (
            f"{on_call[no % len(on_call)].staff_no};{day};Rufbereitschaft;"
            f"{REGISTRY.begins:%H:%M};{REGISTRY.ends:%H:%M};"
        )


def _roll_out(session: Session, members: Sequence[Member], today: date, now: datetime) -> None:
    """Plan from when on some units clock here alone: two do, one goes beside the card, one will."""
    units = {who.unit for who in members}
    for unit, weeks, beside in ROLL_OUT:
        live_from = today + timedelta(weeks=weeks)
        if unit in units:
            plan = GoLive(live_from, live_from - timedelta(weeks=beside))
            rollout.plan_by_name(session, unit, plan, today, now)


def _closes(plan: DayPlan) -> time:
    length = plan.target + (30 * MINUTE if plan.target > BREAK_OVER else 0 * MINUTE)
    return (datetime.combine(date.min, OPENS) + length).time()


def _on_call(who: Member, called_on: date) -> Iterator[str]:
    """Yield the duties of the week in which she was called, as far as it lies in that month."""
    monday = called_on - called_on.weekday() * ONE_DAY
    for day in DaySpan(monday, monday + timedelta(weeks=1)):
        if day.month == called_on.month:
            yield f"{who.staff_no};{day};Rufbereitschaft;18:00;06:00;"
