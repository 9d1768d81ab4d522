"""`timeclock protections`: the way in for HR until there are pages."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from tests.city import City
from timeclock.cli import main
from timeclock.store import protections
from timeclock.store.db import Session


def asked(city: City, *words: str) -> Result:
    return CliRunner().invoke(main, ["protections", *words, "--database", city.settings.database_url])


def test_what_is_added_is_told_listed_and_ended(city: City) -> None:
    added = asked(city, "add", "10001", "maternity", "--from", "2026-11-02", "--due", "2026-12-24", "--evenings")
    listed = asked(city, "list", "10001", "--language", "en")
    ended = asked(city, "end", "10001", "maternity", "--until", "2027-03-01")

    assert added.output == "Mutterschutz ab 02.11.2026: Entbindung erwartet am 24.12.2026; arbeitet bis 22:00 Uhr\n"
    assert (
        listed.output == "Maternity protection from 2 Nov 2026 on: birth expected on 24 Dec 2026; works until 22:00\n"
    )
    assert ended.output.startswith("Mutterschutz vom 02.11.2026 bis 01.03.2027: ")
    assert {added.exit_code, listed.exit_code, ended.exit_code} == {0}


def test_a_trial_says_the_same_and_writes_nothing(city: City) -> None:
    tried = asked(city, "add", "10001", "opt_out", "--from", "2026-11-02", "--until", "2026-11-30", "--dry-run")

    assert tried.output == (
        "Einwilligung in längere Wochen vom 02.11.2026 bis 30.11.2026\n"
        "Das war ein Probelauf: Es wurde nichts geschrieben\n"
    )
    assert asked(city, "list", "10001").output == "Es ist nichts eingetragen\n"


def test_what_stands_in_the_way_is_told_in_both_languages(city: City) -> None:
    words = ("add", "10001", "opt_out", "--from", "2026-11-02")
    asked(city, *words)

    german, english = asked(city, *words), asked(city, *words, "--language", "en")
    replaced = asked(city, *words, "--replace")

    assert german.exit_code == english.exit_code == 1
    assert "Ein solcher Eintrag gilt schon ab 02.11.2026." in german.output
    assert "One of this kind holds from 2 Nov 2026 already." in english.output
    assert replaced.exit_code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "4711", "s18", "--from", "2026-11-02"), "4711: Diese Personalnummer hat niemand"),
        (("end", "10001", "s18", "--until", "2026-11-02"), "Am 02.11.2026 gilt kein solcher Eintrag"),
        (("add", "10001", "s18", "--from", "2026-11-02", "--until", "2026-11-01"), "ends after it begins"),
        (("add", "10001", "s18", "--from", "2026-11-02", "--degree", "50"), "s18 knows no degree"),
        (("add", "10001", "disabled", "--from", "2026-11-02"), "a degree of disability lies from 20 to 100"),
        (("add", "10001", "minor", "--from", "2026-11-02"), "'minor' is not one of"),
        (("add", "10001", "s18"), "Missing option '--from'"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_one_line(city: City, words: tuple[str, ...], why: str) -> None:
    done = asked(city, *words)

    assert done.exit_code != 0
    assert why in done.output
    with city.database.transaction() as session:
        assert _all_of(session, city) == ()


def _all_of(session: Session, city: City) -> tuple[object, ...]:
    return protections.of_person(session, city.aydin.person_id)
