"""`timeclock overtime`: order, list, withdraw; exactly the days an order touches are worked out again."""

from __future__ import annotations

from datetime import date

from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.city import City, evaluated, stamped
from timeclock.cli import main
from timeclock.core.lines import Reason
from timeclock.core.spans import DaySpan
from timeclock.store import results
from timeclock.store.schema.results import recalculation
from timeclock.store.scope import Scope

DAY = date(2026, 11, 19)


def run(city: City, *words: str) -> Result:
    return CliRunner().invoke(main, ["overtime", *words, "--database", city.settings.database_url])


def order(city: City, *more: str) -> Result:
    return run(city, "order", *more, "--reason", "Wahl")


EVENING = ("--from", "2026-11-19 20:00", "--to", "2026-11-20 02:00")


def waiting(city: City) -> set[tuple[int, date]]:
    with city.database.transaction() as session:
        c = recalculation.c
        return {(row.person_id, row.day) for row in session.execute(select(c.person_id, c.day))}


def reasons(city: City) -> list[Reason]:
    with city.database.transaction() as session:
        evaluated(session, city.aydin, DaySpan.one(DAY), city)
        saved = results.day(session, city.aydin.employment_id, DAY, Scope.system("test"))
        assert saved is not None
        return [line.reason for line in saved.result.lines]


def test_what_was_ordered_counts_until_the_order_is_withdrawn(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, DAY, "16:00 in 21:30 out", city.settings)
    assert Reason.ORDERED not in reasons(city)

    done = order(city, "--staff-no", "10001", *EVENING, "--minutes", "60")
    assert done.exit_code == 0, done.output
    uid = done.output.strip()
    assert waiting(city) == {(city.aydin.person_id, DAY), (city.aydin.person_id, date(2026, 11, 20))}
    assert Reason.ORDERED in reasons(city)
    listed = run(city, "list", "--from", "2026-11-20", "--to", "2026-11-20").output
    assert f"{uid}  2026-11-19 20:00 to 2026-11-20 02:00, at most 60 minutes a day  10001 Elif Aydin: Wahl" in listed

    assert run(city, "withdraw", uid).exit_code == 0
    assert (city.aydin.person_id, DAY) in waiting(city)
    assert Reason.ORDERED not in reasons(city)
    assert run(city, "list", "--from", "2026-11-20", "--to", "2026-11-20").output == ""
    again = run(city, "withdraw", uid)
    assert again.exit_code == 1
    assert "no such order holds" in again.output


def test_a_unit_is_ordered_by_its_name(city: City) -> None:
    done = order(city, "--unit", "Bürgerdienste", *EVENING)

    assert done.exit_code == 0, done.output
    assert {person for person, _ in waiting(city)} == {city.aydin.person_id, city.brandt.person_id}


def test_what_cannot_be_meant_is_refused_with_what_to_do(city: City) -> None:
    backwards = ("--from", "2026-11-19 20:00", "--to", "2026-11-19 20:00")
    refused = [
        (order(city, *EVENING), "name either --staff-no or --unit"),
        (order(city, "--staff-no", "10001", "--unit", "Bürgerdienste", *EVENING), "name either --staff-no or --unit"),
        (order(city, "--staff-no", "10001", *backwards), "does not lie after --from"),
        (order(city, "--staff-no", "99999", *EVENING), "nobody with this staff number is employed on 2026-11-19"),
        (order(city, "--unit", "Mondamt", *EVENING), "no units have this name on 2026-11-19"),
        (run(city, "list", "--from", "2026-11-20", "--to", "2026-11-19"), "lies before --from"),
    ]

    for done, why in refused:
        assert done.exit_code != 0
        assert why in done.output
    assert waiting(city) == set()


def test_a_budget_is_given_shown_with_what_was_drawn_and_withdrawn(sqlite_city: City) -> None:
    november = ("--from", "2100-11-01", "--to", "2100-11-30", "--hours", "40", "--reason", "Wahl")
    given = run(sqlite_city, "budget", "--unit", "Bürgerdienste", *november)
    uid = given.output.strip()
    backwards = run(
        sqlite_city, "budget", "--unit", "Bürgerdienste", "--from", "2100-11-02", "--to", "2100-11-01", *november[4:]
    )
    nowhere = run(sqlite_city, "budget", "--unit", "Mondamt", *november)
    shown = run(sqlite_city, "budgets").output
    done = [run(sqlite_city, "withdraw-budget", uid) for _ in range(2)]

    assert f"{uid}  2100-11-01 to 2100-11-30, 0:00 of 40:00  Bürgerdienste: Wahl" in shown
    assert "lies before --from" in backwards.output
    assert "no units have this name on 2100-11-01" in nowhere.output
    assert [each.exit_code for each in done] == [0, 1]
    assert run(sqlite_city, "budgets").output == ""
