"""Another agreement tried on a unit's past days: both sides worked out by hand, nothing saved, the look on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from random import Random

import pytest
from sqlalchemy import func, select, update

from tests.city import FIRST_DAY, MONDAY, NOW, City, employed_again, evaluated, stamped
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME, AccountKind, CutOff, Feed, Limits, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.changed_figures import Changed
from timeclock.core.findings import Code
from timeclock.core.plans import BreakDeduction, ClockSpan, DayPlan, ModelRules
from timeclock.core.premiums import PremiumKind
from timeclock.core.spans import DaySpan
from timeclock.core.trials import Cause
from timeclock.service import trial_papers, unit_trials
from timeclock.service.unit_trials import NotTried, Refusal, UnitTrial, Wanted
from timeclock.store import account_kinds, accounts, models, placements, staffing
from timeclock.store.account_kinds import NewKind
from timeclock.store.db import Session
from timeclock.store.models import NewModel
from timeclock.store.schema import metadata
from timeclock.store.schema.evidence import access_read
from timeclock.store.schema.people import placement
from timeclock.store.staffing import Hired, NewPerson, held_from

# Monday to Saturday, the last week of October.
WEEK = DaySpan(date(2026, 10, 26), date(2026, 11, 1))
MON, TUE, WED, THU, FRI = list(WEEK)[:5]
PLAIN = "08:00 in 12:00 break_start 12:30 break_end 16:18 out"
TRIED = Changed(core_time=ClockSpan(time(10), time(15)), breaks=BreakDeduction.STEP, night_from=time(20), keep=20 * 60)


@pytest.fixture
def town(sqlite_city: City) -> City:
    """The registry's last week of October: Frau Aydin, Herr Brandt, and Frau Demir, who works late and has no frame."""
    with sqlite_city.database.transaction() as session:
        late = DayPlan("spät", timedelta(hours=7, minutes=48))
        free = DayPlan("frei", timedelta(0))
        short = DayPlan("kurz", timedelta(hours=6))
        # Two weeks, a short one and a long one; of hers the last week of October is a long one.
        round_ = (short,) * 5 + (free,) * 2 + (late,) * 5 + (free,) * 2
        new = NewModel("spaet", "Spätdienst", round_, ModelRules())
        model = models.add_model(session, new, FIRST_DAY, NOW)
        demir = staffing.hire(
            session, 1, NewPerson("Deniz", "Demir", "10004", sqlite_city.registry, FIRST_DAY, 2340), NOW
        )
        models.assign(session, demir.employment_id, model, MONDAY + timedelta(days=7), FIRST_DAY, NOW)
        city = sqlite_city
        worked = {
            city.aydin: {
                # 6:00 after half an hour of break: 1:48 too few, and half an hour of core time from 9 is missing.
                MON: "09:30 in 12:00 break_start 12:30 break_end 16:00 out",
                # 6:25 without a break: by the plateau 6:00, by the step 0:30 less, 5:55. Core time to 15 is not kept.
                TUE: "08:00 in 14:25 out",
            },
            # 9:30 less 0:45 of break: 8:45, which is 0:57 too many. Half an hour of it is night from 21, 1:30 from 20.
            demir: {WED: "12:00 in 15:00 break_start 15:45 break_end 21:30 out"},
        }
        for who in (city.aydin, city.brandt, demir):
            for day in (MON, TUE, WED, THU, FRI):
                stamped(session, who, day, worked.get(who, {}).get(day, PLAIN), city.settings)
            evaluated(session, who, WEEK, city)
        _account(session, city.aydin)
    return sqlite_city


def _account(session: Session, aydin: Hired) -> None:
    """45:00 at the beginning, 40:00 kept on 31 October, the rest for the working-time account; 60:00 is the limit."""
    kind = AccountKind(
        FLEXTIME,
        {"name_de": "Gleitzeit", "name_en": "flextime"},
        Unit.MINUTES,
        frozenset({Feed.DIFFERENCE}),
        limits=Limits(most_credit=60 * 60),
        cut_off=CutOff(((10, 31),), 40 * 60, "agreed"),
    )
    account_kinds.bring(session, [NewKind(kind, FIRST_DAY, "DV Gleitzeit", "policy")], NOW)
    account = accounts.open_(session, aydin.employment_id, FLEXTIME, Unit.MINUTES, FIRST_DAY, NOW)
    accounts.post(session, account.id, Posting(FIRST_DAY, 45 * 60, PostingKind.OPENING, "Karte"), NOW)


def tried(city: City, by: str = "officer", unit: str = "Bürgerdienste", **wanted: object) -> UnitTrial:
    with city.database.reading() as session:
        named = placements.units(session, {1, city.registry, city.archive}, WEEK.from_day).values()
        [uid] = [each.uid for each in named if each.name == unit]
        asked = replace(Wanted(uid, WEEK), **wanted)
        return unit_trials.tried(session, sight(session, city, by), asked, city.rulebook(), 60)


def by_name(trial: UnitTrial) -> Mapping[str, unit_trials.PersonTrial]:
    return {each.employed.family_name: each for each in trial.rows}


def test_a_changed_agreement_is_told_before_and_after_for_each_and_for_all(town: City) -> None:
    found = by_name(tried(town, changed=TRIED))
    aydin, brandt, demir = (found[name] for name in ("Aydin", "Brandt", "Demir"))

    # Aydin: 6:00 + 6:00 + three days of 7:48; by the step 0:05 less.
    assert (aydin.now.worked, aydin.then.worked) == (35 * 60 + 24, 35 * 60 + 19)
    # 45:00 − 3:36 are 41:24, of which 40:00 stay and 1:24 goes; of 41:19 20:00 stay and 21:19 go.
    assert (aydin.now.balance, aydin.now.cut) == (40 * 60, 84)
    assert (aydin.then.balance, aydin.then.cut) == (20 * 60, 21 * 60 + 19)
    # 0:05 by breaks; the account ends 20:00 lower, so 19:55 by the cut-off.
    assert aydin.causes == {Cause.BREAKS: -5, Cause.CUT_OFF: -(19 * 60 + 55)}
    # Core time from 10 is kept on Monday; on Tuesday she leaves before 15 either way.
    assert (aydin.now.warnings[Code.CORE_TIME], aydin.then.warnings[Code.CORE_TIME]) == (2, 1)
    # 6:25 without a break, told once as too short and once as too late, on both sides.
    assert aydin.now.violations == aydin.then.violations == {Code.ARBZG_4_1_DUR30: 1, Code.ARBZG_4_3_6H: 1}

    assert brandt.now == brandt.then
    assert brandt.causes == {}

    assert (demir.now.premiums, demir.then.premiums) == ({PremiumKind.NIGHT: 30}, {PremiumKind.NIGHT: 90})
    # The whole trial's core time holds for her model too: she comes at 12 on Wednesday.
    assert (demir.now.warnings, demir.then.warnings) == ({}, {Code.CORE_TIME: 1})
    assert demir.now.balance == demir.then.balance == 57

    whole = tried(town, changed=TRIED)
    # 35:24 and 39:00 and 39:57.
    assert whole.now.worked == (35 * 60 + 24) + 39 * 60 + (39 * 60 + 57)
    assert (whole.now.premium, whole.then.premium) == (30, 90)
    assert whole.then.balance - whole.now.balance == -20 * 60 == sum(whole.causes.values())
    assert whole.people == 3


def test_the_limit_of_the_account_is_asked_at_the_end_of_each_month(town: City) -> None:
    aydin = by_name(tried(town, changed=Changed(most_credit=30 * 60)))["Aydin"]
    # At the end of October 40:00 stand on the account: within 60:00, beyond 30:00.
    assert (aydin.now.beyond, aydin.then.beyond) == (0, 1)


def test_another_model_moves_the_balance_by_its_targets_and_its_frame(town: City) -> None:
    found = by_name(tried(town, code="gleitzeit-39"))
    # Frau Demir's Wednesday ends at 21:30, the frame at 20:00: an hour and a half does not count, nor does its night.
    assert found["Demir"].causes == {Cause.FRAME: -90}
    assert (found["Demir"].now.premiums, found["Demir"].then.premiums) == ({PremiumKind.NIGHT: 30}, {})


def test_the_model_that_holds_anyhow_changes_nothing_for_anybody(town: City) -> None:
    found = by_name(tried(town, code="gleitzeit-39"))
    for name in ("Aydin", "Brandt"):
        assert found[name].now == found[name].then
        assert found[name].causes == {}
    # By hers Frau Demir stays in her long week; for Herrn Brandt the rhythm begins with a short one, five times 1:48.
    found = by_name(tried(town, code="spaet"))
    assert found["Demir"].now == found["Demir"].then
    assert found["Brandt"].causes == {Cause.TARGET: 5 * 108}
    nothing = tried(town)
    assert all(each.now == each.then for each in nothing.rows)


def test_a_unit_that_is_not_hers_is_not_tried(town: City) -> None:
    with pytest.raises(NotTried) as refused:
        tried(town, unit="Stadtarchiv")
    assert refused.value.refusal is Refusal.UNKNOWN
    # Of the whole city the time officer of the registry reaches nothing; HR reaches everybody below it.
    assert {each.employed.family_name for each in tried(town, "hr", "Stadtverwaltung").rows} == {
        "Aydin",
        "Brandt",
        "Celik",
        "Demir",
    }
    with pytest.raises(NotTried) as nobody:
        tried(town, "hr", "Stadtverwaltung", with_below=False)
    assert nobody.value.refusal is Refusal.NOBODY


def test_who_came_in_the_middle_counts_from_then_on_and_who_is_there_twice_is_found_once(town: City) -> None:
    with town.database.transaction() as session:
        mine = placement.c.employment_id == town.aydin.employment_id
        session.execute(update(placement).where(mine).values(valid_to=TUE))
        moved = {"employment_id": town.aydin.employment_id, "unit_id": town.archive, **held_from(TUE, NOW)}
        session.execute(placement.insert(), moved)
        second = employed_again(session, town.brandt, town.registry)
        stamped(session, second, TUE, "18:00 in 23:30 out", town.settings)
    registry = tried(town, "hr").rows
    # Frau Aydin was in the registry on Monday alone, and is not there at the end of the month.
    assert [each.employed.staff_no for each in registry if each.employed.family_name == "Aydin"] == []
    archive = by_name(tried(town, "hr", "Stadtarchiv"))["Aydin"]
    assert archive.now.worked == 6 * 60 + 3 * (7 * 60 + 48)
    # Herr Brandt's Tuesday is 7:48 and 5:30: more than ten hours once, whichever of both employments it is told with.
    brandts = [
        each.now.violations.get(Code.ARBZG_3_2_MAX10, 0) for each in registry if each.employed.family_name == "Brandt"
    ]
    assert sorted(brandts) == [0, 1]


def test_nothing_is_saved_but_that_somebody_looked(town: City) -> None:
    names = ("day_result", "day_line", "finding", "rules", "posting", "assignment", "model")

    def held() -> list[int]:
        with town.database.reading() as session:
            tables = (metadata.tables[name] for name in names if name in metadata.tables)
            return [session.execute(select(func.count()).select_from(each)).scalar_one() for each in tables]

    before = held()
    trial = tried(town, changed=TRIED)
    assert held() == before
    with town.database.transaction() as session:
        unit_trials.looked(session, sight(session, town, "officer"), trial)
        [read] = session.execute(select(access_read).where(access_read.c.route == "what_if_unit")).all()
    assert read.person_ids == sorted(each.employed.person_id for each in trial.rows)


def test_the_paper_for_the_council_names_nobody_and_comes_back_as_it_was(town: City) -> None:
    trial = tried(town, changed=TRIED)
    made = trial_papers.paper(trial, 2, Random(7))
    kept = trial_papers.written(made)

    assert trial_papers.read(kept) == made
    for name in ("Aydin", "Brandt", "Demir", "Elif", "Jens", "Deniz", "10001", "10002", "10004"):
        assert name.encode() not in kept
    for each in trial.rows:
        assert str(each.employed.employment_uid).encode() not in kept
    # Another chance, another order: a place in the list is nobody's.
    firsts = {trial_papers.paper(trial, 2, Random(no)).found.rows[0][0].balance for no in range(20)}
    assert firsts == {0, 60, 40 * 60}
    with pytest.raises(NotTried) as refused:
        trial_papers.paper(trial, 4, Random(7))
    assert refused.value.refusal is Refusal.TOO_FEW
