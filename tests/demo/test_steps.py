"""The main tasks take no more steps in a city full of people and days than in the small one of the browser's tests.

A forgotten stamp and a week of a roster are counted there alone: `tests/browser`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine

from demo.city import Musterhausen
from demo.moving_in import DEMO_PASSWORD
from tests.browser.keyboard import AT_MOST
from tests.demo.conftest import FRIDAY
from tests.pictures import LIST
from tests.walker import Walker
from timeclock.settings import moved
from timeclock.store import db
from timeclock.web import create_app

Come = Callable[[str], Walker]


@pytest.fixture(scope="module")
def come(town: Musterhausen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Come]:
    """A copy of the made-up city, in which people sign in and act."""
    directory = tmp_path_factory.mktemp("steps")
    shutil.copytree(town.settings.var, directory, dirs_exist_ok=True)
    settings = moved(town.settings, directory)
    database = db.connect(settings.database_url)
    with time_machine.travel(FRIDAY, tick=False):
        app = create_app(settings, database)

        def arrive(name: str) -> Walker:
            walker = Walker(app.test_client())
            walker.open("/login")
            walker.fill("name", name)
            walker.fill("password", DEMO_PASSWORD)
            walker.send("Anmelden")
            walker.taken = 0
            return walker

        yield arrive
    database.dispose()


def test_clocking_in_and_why_a_day_came_out_as_it_did(come: Come) -> None:
    aydin = come("aydin")
    aydin.follow("Zum Monat")
    aydin.follow("Do., 26. Nov.")
    assert "Differenz des Tages" in aydin.text
    assert aydin.taken <= AT_MOST["see why"]

    aydin.open("/me/today")
    aydin.taken = 0
    aydin.follow(next(each for each in ("Kommen", "Gehen") if each in aydin.labels()))
    assert " um 09:00 gebucht" in aydin.text
    assert aydin.taken <= AT_MOST["clock in"]


def test_leave_is_asked_for_and_approved(come: Come) -> None:
    aydin, brandt = come("aydin"), come("brandt")
    monday = date(2027, 2, 15)
    aydin.follow("Abwesenheiten")
    aydin.fill("first", monday.isoformat())
    aydin.fill("last", (monday + timedelta(days=2)).isoformat())
    aydin.follow("Beantragen")
    assert "Mo., 15. Feb." in aydin.text
    assert aydin.taken <= AT_MOST["leave"]

    brandt.open("/team")
    brandt.follow("Entscheiden")
    brandt.follow("Genehmigen", beside="15. Feb.")
    assert "Genehmigt." in brandt.text
    assert brandt.taken <= AT_MOST["approve"]


def test_one_deviation_of_many_is_settled(come: Come) -> None:
    office = come("zeit")
    office.open("/")
    office.follow("Zeitwirtschaft")
    proposed = [each for each in office.labels() if ": Soll erreicht" in each]
    assert len(proposed) > 1
    office.follow(proposed[0])
    assert "1 erledigt." in office.text
    assert proposed[0] not in office.labels()
    assert office.taken <= AT_MOST["one deviation"]


def test_a_month_is_proven(come: Come) -> None:
    aydin = come("aydin")
    aydin.follow("Zum Monat")
    aydin.follow("Arbeitszeitnachweis")
    aydin.follow("Als PDF speichern")
    assert aydin.answer.data.startswith(b"%PDF-")
    assert aydin.taken <= AT_MOST["prove a month"]


def test_a_month_is_closed_and_a_list_taken_over(come: Come) -> None:
    hr = come("personal")
    hr.open("/")
    hr.follow("Zeitwirtschaft")
    hr.follow("Monate abschließen")
    hr.follow("Bauordnung")
    hr.fill_first("reason", "Geprüft")
    hr.send("Abschließen")
    assert "abgeschlossen" in hr.text
    assert hr.taken <= AT_MOST["close a month"]

    # The last one: whom the list does not name is employed no more.
    hr.open("/")
    hr.taken = 0
    hr.follow("Personal")
    hr.follow("Importe")
    hr.fill("file", ("personal.csv", LIST.format(day="01.12.2026").encode()))
    hr.send("Ansehen")
    hr.follow("übernehmen")
    assert "Jede Zeile ist gezählt." in hr.text
    assert hr.taken <= AT_MOST["import"]
