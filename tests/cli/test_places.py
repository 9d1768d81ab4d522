"""`timeclock places`: what was agreed about the places of stamps."""

from __future__ import annotations

from click.testing import CliRunner, Result

from tests.city import City
from timeclock.cli import main

TERMS = ("--agreement", "DV Mobile Zeiterfassung", "--from", "2026-11-01", "--metres", "500", "--days", "14")


def run(city: City, *words: str) -> Result:
    return CliRunner().invoke(main, ["places", *words, "--database", city.settings.database_url])


def test_an_agreement_is_recorded_listed_and_ended(sqlite_city: City) -> None:
    agreed = run(sqlite_city, "agree", "Bürgerdienste", *TERMS, "--site", "51.514", "7.465", "200", "--told")
    told = run(sqlite_city, "list")
    ended = [run(sqlite_city, "end", "Bürgerdienste") for _ in range(2)]

    assert agreed.output == "Das ist eingetragen. Niemand wird gefragt, bevor place_at_stamp auf true steht.\n"
    assert "Bürgerdienste: DV Mobile Zeiterfassung\n" in told.output
    assert "auf 500 Meter gerundet, nach 14 Tagen gelöscht" in told.output
    assert [each.exit_code for each in (agreed, told, *ended)] == [0, 0, 0, 1]
    assert run(sqlite_city, "list").output == ""


def test_what_cannot_be_agreed_is_said(sqlite_city: City) -> None:
    said = [
        run(sqlite_city, "agree", "Mars", *TERMS),
        run(sqlite_city, "end", "Mars"),
        run(sqlite_city, "agree", "Bürgerdienste", *TERMS, "--told"),
        run(sqlite_city, "agree", "Bürgerdienste", *TERMS, "--site", "91", "7", "200"),
    ]

    assert [each.exit_code for each in said] == [1, 1, 1, 1]
    assert "'Mars'" in said[0].output
    assert "nur lesen, ob jemand am Arbeitsort war" in said[2].output
    assert "do not name a place" in said[3].output
