"""A list that says something else than the one before: what changes, from which day, and what stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.city import NOW, City, evaluated, stamped
from timeclock.core.spans import DaySpan
from timeclock.ledger import keys
from timeclock.service import people_layout, staff_import
from timeclock.service.people_reasons import Hint, NotTaken, Reason
from timeclock.service.staff_import import Asked, Found
from timeclock.store import badges, models, recalculation, staff, staff_changes, staffing
from timeclock.store.db import Session
from timeclock.store.schema import evidence, metadata, people, results, stamps
from timeclock.store.schema import models as model_tables

HEAD = (
    "Personalnummer;Nachname;Vorname;Eintritt;Austritt;Dienststelle;Kostenstelle;Ausweisnummer;Wochenstunden;"
    "Arbeitszeitmodell;Beschäftigungsverhältnis"
)
MARCH, OCTOBER, NOVEMBER = date(2026, 3, 1), date(2026, 10, 1), date(2026, 11, 1)


def person(
    number: str,
    *,
    name: str = "Weber",
    entry: str = "01.05.2015",
    leaves: str = "",
    unit: str = "Grünflächenamt",
    cost_centre: str = "0670010",
    badge: str = "",
    hours: str = "39,00",
    model: str = "GLZ39",
    kind: str = "Beschäftigte/r (TVöD)",
) -> str:
    return ";".join([number, name, "Rita", entry, leaves, unit, cost_centre, badge, hours, model, kind])


def asked(city: City, as_of: date, employer: str = "Stadt Beispiel") -> Asked:
    site_key = keys.read_secret(city.settings.badge_key_file)
    return Asked(people_layout.load(), as_of, employer, city.settings.zone, "NW", site_key)


def told(session: Session, city: City, *people_listed: str, as_of: date = OCTOBER) -> Found:
    """Import a list; a second time it changes nothing."""
    content = "\n".join([HEAD, *people_listed]).encode("cp1252")
    found = staff_import.enter(session, content, asked(city, as_of), NOW)
    again = staff_import.examine(session, content, asked(city, as_of))
    assert again.entries == ()
    assert again.count("unchanged") == len(people_listed) - len(again.rejected)
    return found


def there(session: Session, city: City, number: str) -> staff.Employed:
    employer = staff.employers(session)["Stadt Beispiel"]
    return staff.of_employer(session, employer, city.settings.zone)[number]


def course(rows: Sequence[staff.Kept[Any]], what: str = "") -> list[tuple[Any, ...]]:
    """Return rows as from, to and one of their values."""
    return [
        (
            kept.stretch.from_day.isoformat(),
            kept.stretch.to_day and kept.stretch.to_day.isoformat(),
            getattr(kept.stretch.value, what) if what else kept.stretch.value,
        )
        for kept in rows
    ]


def hash_of(city: City, number: int) -> str:
    return badges.number_hash(keys.read_secret(city.settings.badge_key_file), "number", str(number).encode())


def superseded(session: Session, table: Any) -> int:
    return int(session.execute(select(func.count()).where(table.c.superseded_at.is_not(None))).scalar_one())


def test_other_hours_hold_from_the_day_of_the_list_and_the_old_row_stays_readable(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        found = told(session, city, person("00040001", hours="30,00", model="GLZ39"))

        held = there(session, city, "00040001")
        expected = [("2015-05-01", "2026-10-01", 2340), ("2026-10-01", None, 1800)]
        assert course(held.terms, "weekly_min") == expected
        assert superseded(session, people.terms) == 1
    (judged,) = found.judged
    assert judged.change == "changed"
    assert [(one.what, one.old, one.new) for one in judged.differences] == [("weekly_minutes", 2340, 1800)]


def test_what_the_time_office_has_planned_for_later_stays(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        told(session, city, person("00040001", hours="20,00"), as_of=date(2027, 1, 1))
        told(session, city, person("00040001", hours="35,00"), as_of=OCTOBER)

        expected = [
            ("2015-05-01", "2026-10-01", 2340),
            ("2026-10-01", "2027-01-01", 2100),
            ("2027-01-01", None, 1200),
        ]
        assert course(there(session, city, "00040001").terms, "weekly_min") == expected


def test_another_unit_and_cost_centre_are_another_placement(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        found = told(session, city, person("00040001", unit="Bürgerdienste", cost_centre="0320001"))

        placed = there(session, city, "00040001").placed
        assert course(placed, "unit")[1:] == [("2026-10-01", None, "Bürgerdienste")]
        assert course(placed, "cost_centre")[1:] == [("2026-10-01", None, "0320001")]
    assert found.new_units == ()
    assert {one.what for one in found.judged[0].differences} == {"unit", "cost_centre"}


def test_another_model_brings_its_days_a_week_and_asks_for_its_first_day(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        found = told(session, city, person("00040001", hours="48,00", model="24H"))

        held = there(session, city, "00040001")
        assert course(held.assigned, "model")[1:] == [("2026-10-01", None, "24H")]
        assert course(held.terms, "days_per_week")[1:] == [("2026-10-01", None, 2)]
    assert found.judged[0].hints == {Hint.PATTERN_ANCHOR: "24H"}


def test_a_first_day_given_by_the_time_office_is_not_taken_back(city: City) -> None:
    anchor = date(2026, 9, 3)
    with city.database.transaction() as session:
        told(session, city, person("00040001", hours="48,00", model="24H"))
        employment = there(session, city, "00040001").employment_id
        assignment = model_tables.assignment
        session.execute(update(assignment).where(assignment.c.employment_id == employment).values(anchor_day=anchor))
        told(session, city, person("00040001", hours="54,00", model="24H"))

        assert course(there(session, city, "00040001").assigned, "anchor_day") == [("2015-05-01", None, anchor)]


def test_who_leaves_is_employed_on_her_last_day_and_everything_ends_with_it(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001"))
        told(session, city, person("00040001", badge="700001", leaves="31.10.2026"))

        held = there(session, city, "00040001")
        ends = [rows[-1].stretch.to_day for rows in (held.employed, held.terms, held.placed, held.assigned)]
        assert ends == [NOVEMBER] * 4
        assert course(held.badges) == [("2015-05-01", "2026-11-01", hash_of(city, 700001))]


def test_a_contract_that_goes_on_goes_on_with_all_it_had(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001", leaves="31.12.2026"))
        told(session, city, person("00040001", badge="700001", leaves="31.12.9999"))

        held = there(session, city, "00040001")
        assert course(held.terms, "weekly_min") == [("2015-05-01", None, 2340)]
        assert course(held.badges) == [("2015-05-01", None, hash_of(city, 700001))]


def test_a_first_day_that_was_wrong_is_put_right_for_everything(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001"))
        found = told(session, city, person("00040001", badge="700001", entry="01.05.2012"))

        held = there(session, city, "00040001")
        begins = {rows[0].stretch.from_day for rows in (held.employed, held.terms, held.placed, held.assigned)}
        assert begins == {date(2012, 5, 1)}
        assert course(held.badges) == [("2012-05-01", None, hash_of(city, 700001))]
    assert [(one.what, one.new) for one in found.judged[0].differences] == [("entry", "2012-05-01")]


def test_who_comes_back_has_two_times_of_employment(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001", leaves="31.12.2020"))
        told(session, city, person("00040001", badge="700001", entry="01.03.2026", hours="20,00"))

        held = there(session, city, "00040001")
        assert course(held.employed) == [("2015-05-01", "2021-01-01", None), ("2026-03-01", None, None)]
        hours = [("2015-05-01", "2021-01-01", 2340), ("2026-03-01", None, 1200)]
        assert course(held.terms, "weekly_min") == hours
        assert [row[:2] for row in course(held.badges)] == [("2015-05-01", "2021-01-01"), ("2026-03-01", None)]


def test_a_new_badge_begins_as_the_old_one_ends(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001"))
        told(session, city, person("00040001", badge="00700002"))

        old, new = hash_of(city, 700001), hash_of(city, 700002)
        expected = [("2015-05-01", "2026-10-01", old), ("2026-10-01", None, new)]
        assert course(there(session, city, "00040001").badges) == expected


def test_the_first_badge_of_somebody_long_employed_was_not_hers_before(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        told(session, city, person("00040001", badge="700001"))

        assert course(there(session, city, "00040001").badges) == [("2026-10-01", None, hash_of(city, 700001))]
        told(session, city, person("00040001"), as_of=NOVEMBER)

        expected = [("2026-10-01", "2026-11-01", hash_of(city, 700001))]
        assert course(there(session, city, "00040001").badges) == expected


def test_two_who_swap_their_badges_have_swapped_them(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001"), person("00040002", badge="700002"))
        told(session, city, person("00040001", badge="700002"), person("00040002", badge="700001"))

        held = there(session, city, "00040001").badges
        assert [row[2] for row in course(held)] == [hash_of(city, 700001), hash_of(city, 700002)]


def test_a_badge_given_back_is_the_next_ones_from_that_day_on(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001"))
        told(
            session,
            city,
            person("00040001", badge="700002"),
            person("00040002", entry="01.09.2026", badge="700001"),
        )

        assert course(there(session, city, "00040002").badges) == [("2026-10-01", None, hash_of(city, 700001))]


def test_a_badge_somebody_outside_of_the_list_holds_is_not_given_twice(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001"))
        found = told(session, city, person("00040002", badge="700001"), person("00040003", badge="700003"))

        assert [each.reason for each in found.judged] == [Reason.DUPLICATE_BADGE, None]
        assert course(there(session, city, "00040001").badges)[0][1] is None


def test_who_keeps_a_badge_because_her_own_record_is_refused_keeps_it_from_others(city: City) -> None:
    """1 wants the badge of 2, 2 that of somebody outside of the list: nobody gets anything."""
    with city.database.transaction() as session:
        told(
            session,
            city,
            person("00040001", badge="700001"),
            person("00040002", badge="700002"),
            person("00040003", badge="700003"),
        )
        found = told(session, city, person("00040001", badge="700002"), person("00040002", badge="700003"))

        assert [each.reason for each in found.judged] == [Reason.DUPLICATE_BADGE] * 2


def test_who_is_missing_from_the_list_is_named_and_stays(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"), person("00040002"), person("00040003", leaves="31.01.2020"))
        before = there(session, city, "00040002")
        found = told(session, city, person("00040001"), person("00040009", hours="k. A."))

        assert there(session, city, "00040002") == before
    assert found.missing == ("00010001", "00010002", "00010003", "00040002")


def test_who_stands_in_the_list_with_a_mistake_is_not_missing(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        found = told(session, city, person("00040001", hours="k. A."))

    assert "00040001" not in found.missing


def test_a_new_name_is_the_same_person(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        before = there(session, city, "00040001").person_id
        found = told(session, city, person("00040001", name="Weber-Lang"))

        held = there(session, city, "00040001")
        assert (held.person_id, held.family_name) == (before, "Weber-Lang")
    assert found.judged[0].differences[0].what == "name"


def test_two_with_the_same_name_are_two_people(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"), person("00040002"))

        assert there(session, city, "00040001").person_id != there(session, city, "00040002").person_id


def test_two_contracts_somebody_has_put_together_each_keep_their_badge(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001", badge="700001"), person("00040002", badge="700002"))
        one, other = (there(session, city, number) for number in ("00040001", "00040002"))
        session.execute(
            update(people.employment)
            .where(people.employment.c.id == other.employment_id)
            .values(person_id=one.person_id)
        )
        holding = stamps.badge_holding
        session.execute(update(holding).where(holding.c.person_id == other.person_id).values(person_id=one.person_id))
        told(session, city, person("00040001", badge="700001"), person("00040002", badge="700002"))

        assert len(there(session, city, "00040001").badges) == 2


def test_a_kind_nobody_knows_leaves_the_rules_as_they_are(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        found = told(session, city, person("00040001", kind="Sonstige"), person("00040002", kind="Sonstige"))

        assert course(there(session, city, "00040001").terms, "regime") == [("2015-05-01", None, "tvoed")]
        assert course(there(session, city, "00040002").terms, "regime") == [("2015-05-01", None, "unknown")]
    assert [set(each.hints) for each in found.judged] == [set(), {Hint.KIND_UNKNOWN}]


def test_a_unit_whose_name_others_share_is_asked_for(city: City) -> None:
    with city.database.transaction() as session:
        employer = staff.employers(session)["Stadt Beispiel"]
        for _ in range(2):
            staffing.add_unit(session, employer, "Poststelle", MARCH, NOW)
        found = told(session, city, person("00040001", unit="Poststelle"), person("00040002"))

    assert [each.reason for each in found.judged] == [Reason.AMBIGUOUS_UNIT, None]


def test_an_employer_nobody_knows_is_refused(city: City) -> None:
    content = f"{HEAD}\n{person('00040001')}".encode()
    with (
        city.database.transaction() as session,
        pytest.raises(NotTaken, match="no employer Stadt Anderswo, only Stadt Beispiel"),
    ):
        staff_import.enter(session, content, asked(city, OCTOBER, "Stadt Anderswo"), NOW)


def test_only_days_with_a_result_that_may_differ_are_worked_out_again(city: City) -> None:
    """Aydin is in the city already, under a number without zeros, so her days have results."""
    days = DaySpan(date(2026, 9, 28), date(2026, 10, 3))
    listed = {"name": "Aydin", "entry": "01.01.2026", "unit": "Bürgerdienste", "cost_centre": ""}
    with city.database.transaction() as session:
        session.execute(update(people.person).where(people.person.c.family_name == "Aydin").values(given_name="Rita"))
        for day in days:
            stamped(session, city.aydin, day, "08:00 in 16:30 out", city.settings)
        evaluated(session, city.aydin, days, city)
        told(session, city, person("00010001", model="gleitzeit-39", **listed))
        assert recalculation.claim(session, city.aydin.person_id) == []
        told(session, city, person("00010001", model="gleitzeit-39", hours="30,00", **listed))

        marked = [mark.day for mark in recalculation.claim(session, city.aydin.person_id)]
        having = select(results.day_result.c.day).where(results.day_result.c.day >= OCTOBER)
        assert marked == sorted(session.execute(having).scalars())
        assert marked[0] == OCTOBER


def test_an_import_is_a_fact_and_one_that_changes_nothing_is_none(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        told(session, city, person("00040001"))

        acts = session.execute(select(evidence.audit).where(evidence.audit.c.action == "people.import")).all()
        assert [row.detail for row in acts] == [{"new": 1, "changed": 0, "as_of": "2026-10-01"}]


def test_no_remark_is_kept_and_the_birth_date_of_nobody_who_was_of_age(city: City) -> None:
    head = f"{HEAD};Geburtsdatum;Bemerkung"
    content = f"{head}\n{person('00040001')};24.12.1977;Telearbeit freitags".encode()
    with city.database.transaction() as session:
        staff_import.enter(session, content, asked(city, OCTOBER), NOW)

        kept = "".join(str(session.execute(select(table)).all()) for table in metadata.sorted_tables)
    assert "Weber" in kept
    assert "1977" not in kept
    assert "Telearbeit" not in kept


TARIFF, CIVIL_SERVANT = "Beschäftigte/r (TVöD)", "Beamtin"


def born(session: Session, city: City, day: str, now: datetime = NOW, kind: str = TARIFF) -> Found:
    """Enter a list with one person, hired on 1 August 2026, and the day she was born on."""
    line = person("00040001", entry="01.08.2026", kind=kind)
    content = f"{HEAD};Geburtsdatum\n{line};{day}".encode()
    return staff_import.enter(session, content, asked(city, OCTOBER), now)


def born_on(session: Session) -> date | None:
    row = session.execute(
        select(people.person.c.born_on)
        .join(people.employment, people.employment.c.person_id == people.person.c.id)
        .where(people.employment.c.staff_no == "00040001")
    ).one()
    return row.born_on


def test_the_birth_date_of_a_minor_is_kept_and_put_right(city: City) -> None:
    with city.database.transaction() as session:
        born(session, city, "31.07.2009")
        first = born_on(session)
        again = born(session, city, "31.07.2009")
        corrected = born(session, city, "30.07.2009")
        second = born_on(session)
        silent = born(session, city, "")
        grown = born(session, city, "30.07.2008")

        assert (first, second, born_on(session)) == (date(2009, 7, 31), date(2009, 7, 30), None)
        assert [found.judged[0].change for found in (again, corrected, silent, grown)] == [
            "unchanged",
            "changed",
            "unchanged",
            "changed",
        ]
        assert corrected.since == {"00040001": date(2026, 8, 1)}


def test_the_birth_date_of_a_civil_servant_is_kept_as_long_as_she_is_one(city: City) -> None:
    with city.database.transaction() as session:
        first = born(session, city, "24.12.1971", kind=CIVIL_SERVANT)
        kept = born_on(session)
        again = born(session, city, "24.12.1971", kind=CIVIL_SERVANT)
        unknown = born(session, city, "24.12.1971", kind="?")
        still_kept = born_on(session)
        employee = born(session, city, "24.12.1971", kind=TARIFF)

        assert (kept, still_kept, born_on(session)) == (date(1971, 12, 24), date(1971, 12, 24), None)
        assert [found.judged[0].change for found in (first, again, unknown, employee)] == [
            "new",
            "unchanged",
            "unchanged",
            "changed",
        ]


def test_who_becomes_a_civil_servant_is_known_by_her_birth_date_from_then_on(city: City) -> None:
    with city.database.transaction() as session:
        born(session, city, "24.12.1971")
        before = born_on(session)
        changed = born(session, city, "24.12.1971", kind=CIVIL_SERVANT)

        assert (before, born_on(session)) == (None, date(1971, 12, 24))
        assert changed.since == {"00040001": date(2026, 8, 1)}


@pytest.mark.parametrize("odd", ["31.02.2009", "irgendwann", "01.08.2026", "01.01.1850"])
def test_a_birth_date_that_cannot_be_right_is_said_and_costs_nobody_her_place(city: City, odd: str) -> None:
    with city.database.transaction() as session:
        found = born(session, city, odd)

        assert (found.judged[0].accepted, dict(found.judged[0].hints)) == (True, {Hint.BIRTH_UNREADABLE: odd})
        assert born_on(session) is None


def test_a_model_the_city_has_itself_is_taken_as_it_is(city: City) -> None:
    with city.database.transaction() as session:
        found = told(session, city, person("00040001", model="gleitzeit-39"))

        assert "GLZ39" not in models.known(session)
    assert found.new_models == ()


def test_the_day_before_a_list_is_as_it_was(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        told(session, city, person("00040001", hours="30,00"))

        held = there(session, city, "00040001").terms
        day = OCTOBER - timedelta(days=1)
        assert [kept.stretch.value.weekly_min for kept in held if day in kept.stretch] == [2340]


def test_what_a_list_says_otherwise_goes_on_record_but_what_few_may_read(city: City) -> None:
    with city.database.transaction() as session:
        told(session, city, person("00040001"))
        told(session, city, person("00040001", name="Weber-Öz", hours="19,50", badge="4711"), as_of=NOVEMBER)
        [noted] = staff_changes.of_person(session, there(session, city, "00040001").person_id)
    said = (noted.new.before, noted.new.after, noted.new.since, noted.by, noted.new.why)

    before, after = {"name": "Weber, Rita", "weekly_minutes": 2340}, {"name": "Weber-Öz, Rita", "weekly_minutes": 1170}
    assert said == (before, after, NOVEMBER, None, "")
