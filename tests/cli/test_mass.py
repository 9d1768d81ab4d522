"""`timeclock mass`: shown without a trace, proposed for somebody in the office, and listed."""

from __future__ import annotations

from click.testing import CliRunner, Result

from tests.city import NOW, City
from tests.lived_in import sight
from timeclock.cli import main
from timeclock.service import account_kinds, mass_postings


def run(city: City, *words: str) -> Result:
    return CliRunner().invoke(main, ["mass", *words, "--database", city.settings.database_url])


def test_what_operators_propose_somebody_in_the_office_confirms(sqlite_city: City) -> None:
    city = sqlite_city
    words = ("propose", "2027-05-07", "--reason", "bridge_day", "--why", "Brückentag", "--but", "10003")
    trial = run(city, *words, "--dry-run")
    before = run(city, "list")
    proposed = run(city, *words)
    with city.database.transaction() as session:
        officer = sight(session, city, "officer")
        [waiting] = mass_postings.listed(session, officer)
        hit = mass_postings.confirm(session, officer, waiting.uid, city.rulebook())
    listed = run(city, "list")

    assert "2 Personen sind betroffen" in trial.output
    assert "Geplant 15:36, angerechnet 15:36, Salden ändern sich zusammen um 0:00." in trial.output
    assert before.output == ""
    assert f"Vorgeschlagen als {waiting.uid}" in proposed.output
    assert hit == 2
    assert listed.output == f"{waiting.uid}  2027-05-07  in Kraft, 2: Brückentag\n"


def test_time_on_an_account_is_proposed_too_and_what_does_not_fit_is_said(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
    day = ("propose", "2027-05-08", "--account", "flextime", "--why", "Dank")
    left_out = run(city, *day, "--amount", "1:00", "--dry-run")
    everybody = run(city, *day, "--amount", "1:00", "--unplanned", "--dry-run")
    no_time = run(city, *day, "--amount", "viel")
    nobody = run(city, *day, "--amount", "1:00", "--also", "99999")

    assert "10001  keine Arbeit geplant" in left_out.output
    assert "Salden ändern sich zusammen um +3:00." in everybody.output
    assert "Bitte geben Sie eine Zeit wie 1:30" in no_time.output
    assert "99999" in nobody.output
    assert (no_time.exit_code, nobody.exit_code) == (1, 1)
