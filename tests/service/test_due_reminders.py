"""People are reminded in time and once, superiors of what they see to, and of what protects somebody she alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import insert, update

from tests.city import FIRST_DAY, NOW, City, agreed, evaluated, stamped
from tests.lived_in import sight
from timeclock.core.corrections import Change
from timeclock.core.periods import PeriodKind
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.core.register import Code as Evaluation
from timeclock.core.register import Decision
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.core.walltime import instant
from timeclock.i18n import translator, wording
from timeclock.jobs import catalogue, runs
from timeclock.jobs.job import Tools
from timeclock.service import confirmations, corrections, digests, due_reminders, protections, register, reminders
from timeclock.service.access import Role
from timeclock.service.corrections import Wanted
from timeclock.service.kinds.kind import Terms
from timeclock.service.register import REGISTER
from timeclock.store import logins
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.people import employment_version
from timeclock.store.schema.results import period_result

TODAY = NOW.date()
SUNDAY = date(2026, 11, 15)
DAY = timedelta(days=1)
TERMS = Terms(timedelta(days=90), frozenset(), frozenset(), timedelta(days=7))


def said(city: City, name: str) -> list[str]:
    """Return what somebody reads on Today of what is due, in German."""
    with city.database.reading() as session:
        due = reminders.unread(session, sight(session, city, name)).due
    return sorted(wording.due_sentence(each.about, translator("de")) for each in due)


def morning(city: City, job: str = "due-reminder", at: datetime = NOW) -> None:
    jobs = catalogue.periodic(city.settings)
    with time_machine.travel(at, tick=False):
        for each in ("nightly-evaluation", job):
            runs.work_off(city.database, jobs[each], Tools.of(city.settings))


def leaves(city: City, last: date) -> None:
    with city.database.transaction() as session:
        here = employment_version.c.employment_id == city.aydin.employment_id
        session.execute(update(employment_version).where(here).values(valid_to=last + DAY))


def test_the_end_of_a_contract_is_told_her_and_her_superior_once(city: City) -> None:
    leaves(city, TODAY + 91 * DAY)
    morning(city)
    assert said(city, "aydin") == []
    for later in (2, 3):
        morning(city, at=NOW + later * DAY)

    assert said(city, "aydin") == ["Ihre Beschäftigung endet am 19.02.2027."]
    assert [each.split(":")[1] for each in said(city, "brandt")] == [" Die Beschäftigung endet am 19.02.2027."]
    assert said(city, "celik") == []


def test_a_contract_that_goes_on_ends_not(city: City) -> None:
    leaves(city, TODAY + 20 * DAY)
    with city.database.transaction() as session:
        values = {"employment_id": city.aydin.employment_id, "valid_from": TODAY + 21 * DAY, "recorded_at": NOW}
        session.execute(insert(employment_version).values(**values))
    morning(city)

    assert said(city, "aydin") == said(city, "brandt") == []


def test_an_examination_is_hers_alone(city: City) -> None:
    with city.database.transaction() as session:
        began = date(2023, 12, 1)
        protections.add(session, "10001", Protection(ProtectionKind.NIGHT_WORKER, began), NOW)
    morning(city)

    assert said(city, "aydin") == [
        "Ab dem 01.12.2026 können Sie sich betriebsärztlich untersuchen lassen, weil Sie nachts arbeiten."
    ]
    assert said(city, "brandt") == []


@pytest.mark.parametrize(("days", "told"), [(13, True), (15, False)])
def test_a_free_day_that_is_owed_is_told_two_weeks_before_its_time_is_over(city: City, days: int, told: bool) -> None:
    worked, latest = SUNDAY, TODAY + days * DAY
    with city.database.transaction() as session:
        for who, ok in ((city.aydin, False), (city.celik, True)):
            figures = {"worked_day": worked.isoformat(), "latest_day": latest.isoformat()}
            row = {"person_id": who.person_id, "kind": PeriodKind.SUBSTITUTE_SUNDAY, "figures": figures, "ok": ok}
            session.execute(insert(period_result).values(**row, from_day=worked, to_day=latest + DAY))
    with city.database.transaction() as session:
        for who in (city.aydin, city.celik):
            due_reminders.remind(session, who.person_id, TODAY, 90, NOW)

    assert said(city, "celik") == []
    assert bool(said(city, "aydin")) is bool(said(city, "brandt")) is told
    if told:
        assert said(city, "aydin") == [
            "Sie haben am 15.11.2026 gearbeitet: Dafür steht Ihnen bis zum 03.12.2026 ein freier Tag zu."
        ]


def test_on_monday_a_superior_is_told_how_much_waits_and_of_nobody(city: City) -> None:
    with city.database.transaction() as session:
        stamped(session, city.aydin, date(2026, 11, 19), "08:00 in", city.settings)
        wanted = Wanted(new_uid(NOW), date(2026, 11, 19), Change.NEW, None, StampKind.OUT, time(16), None, "vergessen")
        corrections.ask(session, sight(session, city, "aydin"), wanted, TERMS)
    monday = instant(date(2026, 11, 23), time(6), city.settings.zone)
    morning(city, "weekly-digest", monday - timedelta(minutes=1))
    before = said(city, "brandt")
    for _ in range(2):
        morning(city, "weekly-digest", monday)

    weeks = [each for each in said(city, "brandt") if each not in before]
    assert len(weeks) == 1
    assert weeks[0].startswith("Am Montag, 23.11.2026, warteten: 1 Antrag, ")
    assert weeks[0].endswith(" 1 Monat zum Bestätigen.")
    assert not any(name in weeks[0] for name in ("Aydin", "Celik", "Brandt"))
    assert said(city, "aydin") == said(city, "celik") == []


def test_the_council_is_told_of_a_version_that_waits_until_it_has_said_something(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    with city.database.transaction() as session:
        logins.grant(session, city.logins["celik"], Role.STAFF_COUNCIL, None, FIRST_DAY, NOW, by=None)
        agreed(session, Evaluation.FIGURES, Evaluation.SUNDAYS)
    for later in (0, 1):
        morning(city, at=NOW + later * DAY)
    both = "Kennzahlen nach Dienststelle und Monat, Sonntage, Feiertage und Ersatzruhetage"
    assert said(city, "celik") == [f"2 Auswertungen warten auf die Zustimmung des Personalrats: {both}."]
    monkeypatch.setitem(REGISTER, Evaluation.STATISTICS, replace(REGISTER[Evaluation.STATISTICS], version=2))
    morning(city, at=NOW + 2 * DAY)
    [new, old] = sorted(said(city, "celik"), key=len)
    assert new == "Eine Auswertung wartet auf die Zustimmung des Personalrats: Jahresstatistik."
    assert old.startswith("2 Auswertungen")

    for code, left in ((Evaluation.FIGURES, [old, new]), (Evaluation.SUNDAYS, [new]), (Evaluation.STATISTICS, [])):
        with city.database.transaction() as session:
            wanted = register.Wanted(Decision.GIVEN, TODAY, "DV")
            register.say(session, sight(session, city, "council"), code, wanted)
        assert said(city, "celik") == left
    morning(city, at=NOW + 3 * DAY)
    assert said(city, "celik") == said(city, "aydin") == []


def test_what_she_confirmed_waits_no_more_and_what_changed_since_waits_again(sqlite_city: City) -> None:
    town, october, monday = sqlite_city, DaySpan.month(2026, 10), date(2026, 11, 23)

    def waiting(session: Session) -> int:
        return digests.waits_for(session, town.brandt.person_id, monday, town.settings.zone)["months"]

    with town.database.transaction() as session:
        evaluated(session, town.aydin, october, town)
        before, looking = waiting(session), sight(session, town, "brandt")
        [one] = confirmations.to_confirm(session, looking, october.from_day).people
        confirmations.confirm(
            session, looking, october.from_day, town.aydin.employment_uid, one.figures.hash, "War im Außendienst"
        )
        confirmed = waiting(session)
        stamped(session, town.aydin, date(2026, 10, 12), "08:00 in 12:00 out", town.settings)
        evaluated(session, town.aydin, october, town)

        assert (before, confirmed, waiting(session)) == (1, 0, 1)
