"""The starter catalogue: read strictly, copied once, and what is due follows each one's hours."""

from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.city import NOW, City
from timeclock.core.plans import (
    Attribution,
    AveragingMethod,
    Bookable,
    CreditDay,
    Gateway,
    LongTerm,
    ModelRules,
    OnCallTerms,
    OnDemand,
    ShiftWork,
    TimeAccount,
)
from timeclock.core.spans import DaySpan
from timeclock.service import model_catalogue
from timeclock.service.model_catalogue import CatalogueError, catalogue
from timeclock.settings import data_directory
from timeclock.store import models, plans, staffing
from timeclock.store.schema.people import terms
from timeclock.store.staffing import NewPerson

MONDAY = date(2026, 11, 16)
LONGEST_DUTY = timedelta(hours=25)
FLEXTIME = data_directory("config") / "models" / "flextime.toml"


def test_every_model_has_a_source_and_targets_that_follow_the_terms() -> None:
    found = catalogue()

    assert {"24H", "FRÜH", "GLZ39", "GLZ41", "NACHT", "SPÄT", "TZ"} <= found.keys()
    assert [code for code, model in found.items() if not model.new.rules.follows_terms] == []
    assert [code for code, model in found.items() if model.since.year < 2005] == []


def test_a_duty_of_24_hours_has_room_for_the_night_the_clock_is_put_back_and_a_late_relief() -> None:
    duty = catalogue()["24H"].new

    assert duty.rules.longest_session > LONGEST_DUTY + timedelta(hours=2)
    assert sum((day.target for day in duty.days), timedelta(0)) == timedelta(hours=48 * 3)
    assert duty.rules.day_starts is None


def test_models_are_copied_once_and_then_left_alone(city: City) -> None:
    with city.database.transaction() as session:
        first = model_catalogue.bring(session, NOW)
        again = model_catalogue.bring(session, NOW)
        known = models.known(session)

    assert set(first) == catalogue().keys()
    assert again == ()
    assert (known["GLZ39"].rhythm_days, known["GLZ39"].days_per_week) == (7, 5)
    assert (known["24H"].rhythm_days, known["24H"].days_per_week) == (21, 2)


def test_only_the_models_asked_for_are_copied(city: City) -> None:
    with city.database.transaction() as session:
        assert model_catalogue.bring(session, NOW, ["TZ", "of another house"]) == ("TZ",)


@pytest.mark.parametrize(("weekly_min", "due"), [(2340, 468), (1755, 351), (900, 180)])
def test_what_is_due_follows_the_weekly_hours(city: City, weekly_min: int, due: int) -> None:
    with city.database.transaction() as session:
        model_catalogue.bring(session, NOW, ["TZ"])
        employer = staffing.add_employer(session, "Stadt Nebenan")
        hired = staffing.hire(
            session, employer, NewPerson("Ida", "Kurz", "90001", city.registry, MONDAY, weekly_min), NOW
        )
        models.assign(session, hired.employment_id, models.known(session)["TZ"].id, date(2024, 1, 1), MONDAY, NOW)
        found = plans.of_person(session, hired.person_id, DaySpan(MONDAY, MONDAY + timedelta(days=7)))

    plan = found.by_day[hired.employment_id, MONDAY].plan
    assert plan is not None
    assert plan.target == timedelta(minutes=due)
    assert found.figures[hired.employment_id, MONDAY]["weekly_min"] == weekly_min
    assert len({id(figures) for figures in found.figures.values()}) == 1


def test_a_model_with_targets_of_its_own_keeps_them(city: City) -> None:
    with city.database.transaction() as session:
        session.execute(update(terms).values(weekly_min=1200))
        found = plans.of_person(session, city.aydin.person_id, DaySpan.one(MONDAY))

    held = found.by_day[city.aydin.employment_id, MONDAY]
    assert (held.plan and held.plan.target, held.weekly) == (timedelta(hours=7, minutes=48), timedelta(hours=20))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('title           = "Gleitzeit, Vollzeit 39 Stunden"\n', ""), "title"),
        (('"TVöD §6 Abs. 1 Satz 1 Buchst. b: 39', '" "\nnotes = "39'), "notes"),
        (('target = "7:48"', 'target = "7,8"'), "write a duration"),
        (('gleitend = { target = "7:48"', "gleitend = { goal = 3"), "a day has a target"),
        (('pattern         = ["gleitend"', 'pattern         = ["freitag"'), "freitag"),
        (('pattern         = ["g', 'gateway = { citation = "x" }\npattern         = ["g'), "a gateway says"),
        (
            ('pattern         = ["g', 'on_demand = { least = "1:00", most = "2:00" }\npattern         = ["g'),
            "on demand",
        ),
        (('pattern         = ["g', 'lessons = { length = "0:45" }\npattern         = ["g'), "lessons have a length"),
        (('pattern         = ["g', 'long_term = { times = "2" }\npattern         = ["g'), "long-term credit"),
        (("pattern         = [", "on_call = { is_work = true }\npattern         = ["), "assessment"),
        (("pattern         = [", 'attribution = { day = "end" }\npattern         = ['), "attribution"),
        (
            ('pattern         = ["g', 'account = { citation = "x" }\npattern         = ["g'),
            "a working-time account says",
        ),
        (
            (
                'pattern         = ["g',
                'account = { citation = "x", most_credit = "1:00", most_debit = "1:00", books = ["leave"] }\n'
                'pattern         = ["g',
            ),
            "books of balance",
        ),
        (('code            = "GLZ41"', 'code            = "GLZ39"'), "twice"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    (tmp_path / "models.toml").write_text(FLEXTIME.read_text("utf-8").replace(*change, 1), "utf-8")

    with pytest.raises(CatalogueError, match=complaint):
        catalogue(tmp_path)


WATCH = """shift_work = "round_the_clock"
holiday_time_off = true
gateway = { citation = "DV Bereitschaft §2", longest_day = "24:00", breaks_asked = false, free_sundays = 10 }
averaging = "months"
corridor = "45:00"
on_demand = { most = "25:00" }
long_term = { citation = "DV Sabbatical §3", times = "5/4", more = "0:30" }
attribution = { credit_day = "most", shift_gap = "4:00", longest_shift = "26:00", day_starts = "06:00" }
daily_frame = true
account = { citation = "DV Konto §2", most_credit = "80:00", most_debit = "30:00", books = ["balance", "premiums"] }
season = "15/13"
on_call = { reaction_time = "0:15", assessment = "Vermerk 12/2026", is_work = true, credits_rest = true }
pattern """


def test_shift_work_and_what_an_agreement_opens_come_back_from_the_database(tmp_path: Path, city: City) -> None:
    written = FLEXTIME.read_text("utf-8").replace("pattern ", WATCH, 1)
    (tmp_path / "watch.toml").write_text(written, "utf-8")
    rules = catalogue(tmp_path)["GLZ39"].new.rules

    assert (rules.shift_work, rules.holiday_time_off) == (ShiftWork.ROUND_THE_CLOCK, True)
    assert rules.gateway == Gateway("DV Bereitschaft §2", timedelta(hours=24), breaks_asked=False, free_sundays=10)
    assert rules.averaging is AveragingMethod.MONTHS
    assert rules.corridor == timedelta(hours=45)
    assert rules.on_demand == OnDemand(most=timedelta(hours=25))
    assert rules.long_term == LongTerm("DV Sabbatical §3", Fraction(5, 4), timedelta(minutes=30))
    assert rules.on_call == OnCallTerms(timedelta(minutes=15), "Vermerk 12/2026", is_work=True, credits_rest=True)
    assert rules.attribution == Attribution(CreditDay.MOST, timedelta(hours=4), timedelta(hours=26), time(6))
    assert rules.account == TimeAccount(
        "DV Konto §2", timedelta(hours=80), timedelta(hours=30), frozenset({Bookable.BALANCE, Bookable.PREMIUMS})
    )
    assert (rules.daily_frame, rules.season) == (True, Fraction(15, 13))
    with city.database.transaction() as session:
        model_id = models.add_model(session, catalogue(tmp_path)["GLZ39"].new, date(2020, 1, 1), NOW)
        new = NewPerson("Kim", "Wacht", "20001", city.registry, date(2026, 1, 1), 2340)
        watch = staffing.hire(session, 1, new, NOW)
        models.assign(session, watch.employment_id, model_id, MONDAY, date(2026, 1, 1), NOW)
        planned = plans.of_person(session, watch.person_id, DaySpan.one(MONDAY))
    assert planned.by_day[watch.employment_id, MONDAY].rules == rules


def test_a_version_stored_before_these_figures_has_the_law_alone() -> None:
    new = ("shift_work", "holiday_time_off", "gateway")
    old = {figure: value for figure, value in models.rules_json(ModelRules()).items() if figure not in new}

    assert plans.model_rules(old) == ModelRules()


def test_the_night_shift_of_the_catalogue_is_round_the_clock_and_the_others_are_shifts() -> None:
    shift_work = {code: model.new.rules.shift_work.value for code, model in catalogue().items()}

    assert {code: kind for code, kind in shift_work.items() if kind != "none"} == {
        "24H": "shifts",
        "BEREIT": "shifts",
        "FRÜH": "shifts",
        "NACHT": "round_the_clock",
        "RETTUNG": "shifts",
        "SPRINGER": "shifts",
        "SPÄT": "shifts",
    }


def test_a_music_schools_lessons_and_child_cares_preparation_are_stored_with_the_model() -> None:
    found = catalogue()

    for code in ("MUSIK", "KITA"):
        rules = found[code].new.rules
        assert plans.model_rules(models.rules_json(rules)) == rules
    assert found["MUSIK"].new.rules.lessons is not None
    assert found["KITA"].new.rules.prepares
