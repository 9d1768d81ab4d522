"""The worked cases go the product's own way: what they reach of the core, an evaluation of a city reaches too."""

import ast
import cProfile
import importlib
import pkgutil
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest

from tests.city import FIRST_DAY, MONDAY, NOW, settings_in, small_city, stamped
from tests.core.test_rulebook_cases import ALL, WORLD
from tests.house.tree import ROOT, modules, parse
from timeclock import core
from timeclock.cases.judging import judge
from timeclock.core import walltime
from timeclock.core.duties import DutyKind
from timeclock.core.leave_notices import NoticeKind
from timeclock.core.leave_situation import Ground
from timeclock.core.leave_year import LeaveKind
from timeclock.core.plans import BreakDeduction, DayPlan, Gateway, LongTerm, ModelRules, OnDemand, ShiftWork
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import day_span
from timeclock.service import (
    absences,
    account_kinds,
    account_months,
    documents,
    evaluation,
    illnesses,
    leave,
    leave_entries,
)
from timeclock.service.absences import Asked
from timeclock.service.account_months import ClosedMonth
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.illnesses import NewNote
from timeclock.service.leave_entries import Declaration
from timeclock.service.rulebook import Rulebook
from timeclock.store import leave as leave_rows
from timeclock.store import models, orders, protections, recalculation, rosters, staffing
from timeclock.store.documents import Subject
from timeclock.store.illness_notes import NoteKind
from timeclock.store.leave import Delivered
from timeclock.store.models import NewModel
from timeclock.store.orders import NewOrder
from timeclock.store.rosters import NewShift
from timeclock.store.staffing import NewPerson

CORE = str(ROOT / "timeclock" / "core")
EIGHT = (DayPlan("acht", timedelta(hours=8), standby=timedelta(hours=1)),) * 7
# Whatever is worked is above the target.
NONE_DUE = (DayPlan("frei", timedelta(0)),) * 7
PLANS = {"ohne Soll": NONE_DUE, "Korridor": NONE_DUE, "auf Abruf": NONE_DUE}
MODELS = {
    "Pflege": ModelRules(shortened_rest=True),
    "plateau": ModelRules(),
    "auf einmal": ModelRules(break_deduction=BreakDeduction.STEP),
    "rund um die Uhr": ModelRules(
        shift_work=ShiftWork.ROUND_THE_CLOCK,
        day_starts=None,
        gateway=Gateway("DV Bereitschaft", timedelta(hours=16)),
    ),
    "Korridor": ModelRules(corridor=timedelta(hours=1)),
    "auf Abruf": ModelRules(on_demand=OnDemand()),
    "ohne Soll": ModelRules(),
    "Block": ModelRules(long_term=LongTerm("AltTZG §2", Fraction(2)), follows_terms=True),
}
PROTECTIONS = (
    Protection(ProtectionKind.MATERNITY, FIRST_DAY, figures=Figures(date(2026, 11, 1), date(2026, 10, 20))),
    Protection(ProtectionKind.EXTRA_WORK_EXEMPT, FIRST_DAY),
    Protection(ProtectionKind.DISABLED, date(2026, 3, 10), figures=Figures(degree=50)),
    Protection(ProtectionKind.MISCARRIAGE, FIRST_DAY, figures=Figures(week=14)),
)
DAY = date(2026, 11, 3)
SUNDAY = date(2026, 11, 8)
DECLARED = date(2026, 8, 3)
SCHOOL_WEEK = date(2026, 10, 12), date(2026, 10, 16)
SCHOOL_DAY = date(2026, 11, 2), date(2026, 11, 2)
LATER_DAY = date(2026, 11, 3), date(2026, 11, 3)
SPRING_DAY = date(2026, 4, 4), date(2026, 4, 4)
AWAY = [
    Asked("10001", "sick", date(2026, 11, 2), date(2026, 11, 2), time(12)),
    Asked("10001", "medical_visit", DAY, DAY, time(8), time(10), figures={"unavoidable": 1}),
    Asked("10001", "vocational_school", *SCHOOL_WEEK, time(8), time(13), figures={"lessons": 6, "travel_min": 30}),
    Asked("10001", "vocational_school", *SCHOOL_DAY, time(8), time(13), figures={"lessons": 6, "travel_min": 30}),
    Asked("10001", "vocational_school", *LATER_DAY, time(8), time(13), figures={"lessons": 6, "travel_min": 30}),
    Asked("10001", "flextime_day", *SPRING_DAY),
    Asked("10001", "sick", *SPRING_DAY, certificate=date(2026, 4, 7)),
    Asked("10001", "sick", date(2026, 5, 30), date(2026, 6, 4)),
    Asked("10001", "trip", SUNDAY, SUNDAY, figures={"site_min": 60, "travel_min": 1080}),
    Asked("10001", "leave", date(2026, 12, 21), date(2026, 12, 23)),
]
TAPS = {
    date(2026, 10, 12): "13:00 in 17:00 out 17:30 in 20:30 out",
    date(2026, 10, 13): "07:00 in 12:00 out",
    date(2026, 4, 4): "11:00 in 14:20 out",
    date(2026, 6, 4): "08:00 in 12:00 out 12:30 in 17:30 out",
    date(2026, 11, 2): "05:50 in 12:00 out 12:10 in 14:20 out",
    date(2026, 11, 3): "00:30 in 04:30 out 17:00 in 23:30 out",
    date(2026, 11, 8): "10:00 in 12:00 out",
    date(2026, 11, 14): "09:00 call_start 09:20 call_end 12:00 call_start 12:05 errand_out 12:40 call_end",
}
# A shift in June; in November on call, eleven hours in the evening and then the weekend.
DUTIES = {
    date(2026, 6, 1): ((DutyKind.WORK, datetime(2026, 6, 4, 7, tzinfo=UTC), timedelta(hours=8)),),
    date(2026, 11, 1): (
        (DutyKind.ON_CALL, datetime(2026, 11, 12, 19, tzinfo=UTC), timedelta(hours=11)),
        (DutyKind.ON_CALL, datetime(2026, 11, 13, 14, tzinfo=UTC), timedelta(hours=64)),
    ),
}


def traced(act):
    """Return the functions of the core that an act calls; what they remember from before is forgotten first."""
    for found in pkgutil.iter_modules(core.__path__):
        for value in vars(importlib.import_module(f"{core.__name__}.{found.name}")).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    profile = cProfile.Profile(builtins=False, subcalls=False)
    profile.runcall(act)
    called = [each.code for each in profile.getstats() if not isinstance(each.code, str)]
    ours = [code for code in called if code.co_filename.startswith(CORE)]
    return {f"{code.co_filename.removeprefix(CORE)[1:-3]}.{code.co_qualname}" for code in ours}


def named_by_the_adapter():
    """Return the functions, and the methods of classes, that the adapter takes from the core by name."""
    nodes = [node for path in modules("timeclock/cases") for node in ast.walk(parse(path))]
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute) and not node.attr.startswith("__")}
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(core.__name__):
            for alias in node.names:
                found |= _callables(node.module, alias.name, attributes)
    return found


def _callables(module, name, attributes):
    value = getattr(importlib.import_module(module), name)
    place = module.removeprefix(f"{core.__name__}.")
    if not isinstance(value, type):
        return {f"{place}.{value.__qualname__}"} if callable(value) else set()
    methods = {key: getattr(each, "fget", each) for key, each in vars(value).items() if key in attributes}
    return {f"{place}.{each.__qualname__}" for each in methods.values() if hasattr(each, "__code__")}


def closed(session, who, city):
    """Close a December, with the cut-off of the year's end."""
    month = ClosedMonth(who.person_id, who.employment_id, DaySpan.month(2026, 12), "2026-12/1")
    account_months.give(session, month, city.rulebook(), NOW + timedelta(days=60))


def on_leave(session, city, cast):
    """Work out everybody's leave: one chose days, one was told and kept from hers, one is ill, and one came in May."""
    zone, rulebook = city.settings.zone, city.rulebook()
    leave_entries.declare(session, Declaration("10001", LeaveKind.EXCHANGE, 3, DECLARED), rulebook, NOW)
    subject = Subject(DocumentKind.PROOF, city.aydin.person_id, city.aydin.employment_id)
    paper = documents.put(session, city.settings.documents, subject, Media.PDF, b"notice", NOW)
    told = Delivered(NOW.year, NoticeKind.YEARLY, paper.uid, DECLARED, "paper")
    leave_rows.add_notice(session, city.aydin.employment_id, told, NOW)
    leave_entries.carry_over(session, "10001", Ground(NOW.year), "Wahl", NOW.date(), NOW)
    absences.enter(session, Asked("tvoed1", "sick", date(2026, 12, 1), date(2027, 4, 30)), zone, NOW)
    new = NewPerson("Neu", "Neu", "neu", city.registry, date(2026, 5, 15), 2400)
    for who in (*cast, staffing.hire(session, 1, new, NOW)):
        leave.refresh_now(session, who.person_id, rulebook, NOW)


@pytest.fixture(scope="module")
def reached(tmp_path_factory):
    """Return what an evaluation reaches in a city with offices, shifts round the clock, and officials."""
    city = small_city(settings_in(tmp_path_factory.mktemp("city")))
    cast = [city.aydin]
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        for no, (code, rules) in enumerate(MODELS.items(), start=1):
            model = models.add_model(session, NewModel(code, code, PLANS.get(code, EIGHT), rules), FIRST_DAY, NOW)
            for regime in ("tvoed", "azvo_nrw", "minijob" if rules.on_demand else "azvofeu_nrw"):
                new = NewPerson("Kim", code, f"{regime}{no}", city.registry, FIRST_DAY, 2400, regime=regime)
                cast.append(staffing.hire(session, 1, new, NOW))
                models.assign(session, cast[-1].employment_id, model, MONDAY, FIRST_DAY, NOW)
        young = NewPerson("Mio", "Blum", "mio", city.registry, FIRST_DAY, 2400, born_on=date(2009, 6, 1))
        cast.append(staffing.hire(session, 1, young, NOW))
        models.assign(session, cast[-1].employment_id, model, MONDAY, FIRST_DAY, NOW)
        expecting = NewPerson("Ida", "Berg", "ida", city.registry, FIRST_DAY, 2400, born_on=date(2009, 6, 1))
        cast.append(staffing.hire(session, 1, expecting, NOW))
        models.assign(session, cast[-1].employment_id, model, MONDAY, FIRST_DAY, NOW)
        for protection in PROTECTIONS:
            protections.add(session, cast[-1].person_id, protection, NOW)
        entered = [absences.enter(session, away, city.settings.zone, NOW) for away in AWAY]
        ill = [uid for uid, away in zip(entered, AWAY, strict=True) if away.reason == "sick" and not away.from_clock]
        same = NewNote(ill[1], NoteKind.SAME_ILLNESS, same_as=ill[0])
        illnesses.note(session, same, city.settings.zone, NOW)
        for who in cast:
            for day, taps in TAPS.items():
                stamped(session, who, day, taps, city.settings)
        first, last = (day_span(day, city.settings.zone) for day in (date(2026, 11, 1), date(2026, 11, 30)))
        orders.add(session, NewOrder(Span(first.from_at, last.to_at), "Wahl", unit_id=city.registry), NOW)
        for month, duties in DUTIES.items():
            given = [(who.employment_id, *duty) for who in cast for duty in duties]
            shifts = [NewShift(whose, kind, Span(at, at + length)) for whose, kind, at, length in given]
            rosters.publish(session, rosters.draft(session, city.registry, month, shifts, NOW), NOW)
    with city.database.transaction() as session:
        recalculation.mark(session, ((who.person_id, day) for who in cast for day in TAPS), "asked", NOW)
        found = traced(lambda: Rulebook.of(city.settings))
        rules = city.rulebook()
        found |= traced(lambda: [evaluation.refresh_now(session, who.person_id, rules, NOW) for who in cast])
        found |= traced(lambda: [closed(session, who, city) for who in cast])
        found |= traced(lambda: on_leave(session, city, cast))
    city.database.dispose()
    return found


def test_a_case_reaches_nothing_that_the_product_does_not_reach(reached):
    assert traced(lambda: judge(ALL, WORLD)) - reached == set()


def test_the_product_calls_every_function_the_adapter_names(reached):
    named = named_by_the_adapter()

    assert {"evaluation.evaluate", "holidays.HolidayCalendar.is_holiday"} <= named
    assert named - reached == set()


def test_a_function_that_only_cases_reach_is_found(reached):
    unreached = traced(lambda: walltime.readings(MONDAY, time(2), WORLD.zone)) - reached

    assert {name.split(".<")[0] for name in unreached} == {"walltime.readings"}
