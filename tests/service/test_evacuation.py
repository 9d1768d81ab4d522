"""The list for an evacuation: for whom, of whom, on record, and as a file that lies ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import time_machine
from click.testing import CliRunner
from pypdf import PdfReader
from sqlalchemy import select

from tests.city import NOW, City, badge, stamped
from tests.lived_in import delivered, evaluated, sight
from tests.terminal import enrolled
from timeclock import cli
from timeclock.jobs import evacuation as job
from timeclock.service import evacuation
from timeclock.store import presence
from timeclock.store.schema.evidence import access_read, audit

TODAY = NOW.date()
NUMBER = "04A1B2C3D4E5F6"


def busy(city: City) -> None:
    """Aydin used the terminal of the town hall, Brandt the browser; Celik works at home."""
    terminal = enrolled(city, NOW)
    with city.database.transaction() as session:
        known = badge(session, city.aydin, NUMBER, city.settings, NOW - timedelta(days=1))
        delivered(session, city, terminal, [terminal.stamp(NOW - timedelta(minutes=5), known, kind="in")])
        stamped(session, city.brandt, TODAY, "08:00 in", city.settings)
        stamped(session, city.celik, TODAY, "08:00 home_in", city.settings)
    evaluated(city, NOW)


def told(found: evacuation.Listed) -> list[tuple[str, bool, list[str]]]:
    return [(site.name, site.by_terminal, [each.family_name for each in site.people]) for site in found.sites]


def text_of(file: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(file.read_bytes())).pages)


def test_the_list_names_who_is_in_which_building_and_who_looked(city: City) -> None:
    busy(city)
    with city.database.transaction() as session:
        hers = evacuation.listed(session, sight(session, city, "brandt"))
        everybodys = evacuation.for_operator(session, city.settings.zone, NOW)
        nobodys = evacuation.listed(session, sight(session, city, "celik"))

        assert told(hers) == told(everybodys) == [("Rathaus", True, ["Aydin"]), ("Bürgerdienste", False, ["Brandt"])]
        assert (hers.people, nobodys.people) == (2, 0)
        looks = [(each.by, each.person_ids) for each in session.execute(select(access_read))]
        assert looks[0] == (city.logins["brandt"], sorted([city.aydin.person_id, city.brandt.person_id]))
        asked = session.execute(select(audit.c.by).where(audit.c.action == "evacuation.read")).scalars().all()
        assert asked == [None]


def test_who_forgot_to_go_at_a_terminal_within_a_day_may_be_inside_and_is_on_the_list_alone(sqlite_city: City) -> None:
    city, came = sqlite_city, NOW - timedelta(hours=20)
    terminal = enrolled(city, NOW - timedelta(days=2))
    with city.database.transaction() as session:
        known = badge(session, city.aydin, NUMBER, city.settings, NOW - timedelta(days=2))
        delivered(session, city, terminal, [terminal.stamp(came, known, kind="in")])
        stamped(session, city.brandt, TODAY - timedelta(days=1), "20:00 in", city.settings)
    evaluated(city, NOW)
    with city.database.transaction() as session:
        [site] = evacuation.of_everybody(session, city.settings.zone, NOW).sites
        assert (site.name, site.is_sure, [each.family_name for each in site.people]) == ("Rathaus", False, ["Aydin"])
        assert presence.everybody_at_work(session, NOW) == {}
        assert evacuation.of_everybody(session, city.settings.zone, came + timedelta(hours=25)).sites == ()
        stamped(session, city.aydin, TODAY, "15:30 out", city.settings)
    evaluated(city, NOW)
    with city.database.transaction() as session:
        assert evacuation.of_everybody(session, city.settings.zone, NOW).sites == ()


def test_the_file_lies_ready_where_the_city_wants_it_and_is_replaced_when_it_is_old(sqlite_city: City) -> None:
    city = sqlite_city
    busy(city)
    settings = replace(city.settings, evacuation_directory="porter")
    file = settings.var / "porter" / job.FILE
    with time_machine.travel(NOW, tick=False):
        assert not job.write(city.database, city.settings)
        assert job.write(city.database, settings)
        assert not job.write(city.database, settings)
    first = text_of(file)
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        assert job.write(city.database, settings)
    # The clock was set back: what says that it is from after now is replaced.
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        assert job.write(city.database, settings)

    assert all(said in first for said in ("Rathaus", "Aydin, Elif", "10001", "15:55", "20.11.2026, 16:00"))
    assert "Celik" not in first
    assert "20.11.2026, 16:02" in text_of(file)
    assert [each.name for each in file.parent.iterdir()] == [job.FILE]
    assert file.stat().st_mode & 0o777 == job.MODE


def test_operators_write_it_at_once(sqlite_city: City, tmp_path: Path) -> None:
    busy(sqlite_city)
    environment = {"TIMECLOCK_VAR": str(sqlite_city.settings.var), "TIMECLOCK_HTTPS": "false"}
    words = ["--database", sqlite_city.settings.database_url, "evacuation", "--out", str(tmp_path / "list.pdf")]
    with time_machine.travel(NOW, tick=False):
        done = CliRunner().invoke(cli.main, words, env=environment)

    assert (done.exit_code, done.output) == (0, f"{tmp_path / 'list.pdf'}: 2 people\n")
    assert "Brandt, Jens" in text_of(tmp_path / "list.pdf")
