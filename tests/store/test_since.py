"""From when on figures hold, as rows have it: a model's version, who works by it, her terms, and what was stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from tests.city import FIRST_DAY, MONDAY, NOW, WEEK, City, evaluated, stamped
from timeclock.core.dated import Since
from timeclock.core.lines import Reason
from timeclock.core.plans import ModelRules
from timeclock.core.spans import DaySpan
from timeclock.store import models, plans, results
from timeclock.store.models import NewModel
from timeclock.store.questions import ask
from timeclock.store.results import SavedDay
from timeclock.store.schema.models import assignment, day_plan, model_version, pattern_day
from timeclock.store.schema.people import terms
from timeclock.store.schema.results import day_result
from timeclock.store.scope import Scope

MAY, OCTOBER = date(2026, 5, 1), date(2026, 10, 1)
SATURDAY = date(2026, 11, 14)
ONE_DAY = timedelta(days=1)


def since(session: Session, city: City, day: date) -> Since | None:
    """Return from when on what Aydin works by on a day holds."""
    found = plans.of_person(session, city.aydin.person_id, DaySpan.one(day))
    return found.by_day[city.aydin.employment_id, day].since


def again(session: Session, table: Table, held: dict[str, object], **other: object) -> int:
    """Write a row like another one; return its key."""
    values = {name: value for name, value in held.items() if name != "id"} | other
    return session.execute(insert(table).returning(table.c.id), values).scalar_one()


def new_version(session: Session, day: date) -> None:
    """Let the city's one model have another version from a day on."""
    held = dict(session.execute(select(model_version)).mappings().one())
    session.execute(update(model_version).values(valid_to=day))
    version = again(session, model_version, held, valid_from=day)
    plan_of = {
        row["id"]: again(session, day_plan, dict(row), model_version_id=version) for row in _all(session, day_plan)
    }
    rows = [
        {**row, "model_version_id": version, "day_plan_id": plan_of[row["day_plan_id"]]}
        for row in _all(session, pattern_day)
    ]
    session.execute(insert(pattern_day), rows)


def _all(session: Session, table: Table) -> list[dict[str, object]]:
    return [dict(row) for row in session.execute(select(table)).mappings()]


def test_a_version_holds_since_its_first_day_and_says_that_another_held_before(city: City) -> None:
    with city.database.transaction() as session:
        new_version(session, MAY)

        assert since(session, city, MAY - ONE_DAY) == Since(FIRST_DAY)
        assert since(session, city, MAY) == Since(MAY, replaces=True)


def test_who_began_later_works_by_it_since_her_own_first_day(city: City) -> None:
    with city.database.transaction() as session:
        new_version(session, MAY)
        session.execute(update(assignment).values(valid_from=OCTOBER))

        assert since(session, city, MAY) is None
        assert since(session, city, OCTOBER) == Since(OCTOBER)


def test_targets_that_follow_the_terms_hold_since_these_do(city: City) -> None:
    with city.database.transaction() as session:
        [figures] = session.execute(select(model_version.c.figures)).scalars()
        held = dict(
            session.execute(select(terms).where(terms.c.employment_id == city.aydin.employment_id)).mappings().one()
        )
        session.execute(update(terms).where(terms.c.id == held["id"]).values(valid_to=OCTOBER))
        again(session, terms, held, valid_from=OCTOBER, weekly_min=1170)
        fixed = since(session, city, OCTOBER)
        session.execute(update(model_version).values(figures={**figures, "follows_terms": True}))

        assert fixed == Since(FIRST_DAY)
        assert since(session, city, OCTOBER - ONE_DAY) == Since(FIRST_DAY)
        assert since(session, city, OCTOBER) == Since(OCTOBER)


def test_a_model_that_is_tried_holds_since_its_version_does(city: City) -> None:
    with city.database.transaction() as session:
        models.add_model(session, NewModel("tried", "Tried", WEEK, ModelRules()), MAY, NOW)
        version = plans.newest_version(session, "tried")
        assert version is not None
        who = city.aydin
        question = plans.held(who.person_id, DaySpan.one(SATURDAY))
        held = ask(session, question).to(question)
        found = held.on(DaySpan.one(SATURDAY), {who.employment_id: (version, MONDAY)})

    assert found.by_day[who.employment_id, SATURDAY].since == Since(MAY)


def saved(session: Session, city: City) -> SavedDay:
    found = results.day(session, city.aydin.employment_id, SATURDAY, Scope.system("test"))
    assert found is not None
    return found


def test_a_stored_day_says_from_when_on_its_figures_hold(city: City) -> None:
    with city.database.transaction() as session:
        new_version(session, MAY)
        stamped(session, city.aydin, SATURDAY, "05:30 in 15:00 out", city.settings)
        evaluated(session, city.aydin, DaySpan.one(SATURDAY), city)
        result = saved(session, city).result

    law, version = Since(date(1994, 7, 1)), Since(MAY, replaces=True)
    assert {line.reason: line.since for line in result.lines} == {
        Reason.WORK: None,
        Reason.BREAK_DEDUCTED: law,
        Reason.OUTSIDE_FRAME: version,
        Reason.PATTERN: version,
    }
    assert [premium.since for premium in result.premiums] == [Since(date(2005, 10, 1))]


def test_a_day_stored_before_lines_carried_it_is_read_without(city: City) -> None:
    here = day_result.c.day == SATURDAY
    with city.database.transaction() as session:
        stamped(session, city.aydin, SATURDAY, "08:00 in 12:00 out", city.settings)
        evaluated(session, city.aydin, DaySpan.one(SATURDAY), city)
        before = saved(session, city).result.lines
        [lines] = session.execute(select(day_result.c.lines).where(here)).scalars()
        older = [{name: value for name, value in line.items() if name not in {"since", "replaces"}} for line in lines]
        session.execute(update(day_result).where(here).values(lines=older))

        assert saved(session, city).result.lines == tuple(replace(line, since=None) for line in before)
