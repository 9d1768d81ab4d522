"""What reaches a process's log: one line of JSON each, with ids, and without what a statement was given."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from tests.city import City
from timeclock.cli import main

FAILING = """
import logging, structlog
from sqlalchemy import text
from timeclock import logs
from timeclock.store import db

logs.configure()
secret = "Hannelore Geheim"
try:
    with db.connect({url!r}).transaction() as session:
        session.execute(text({statement!r}), dict(name=secret))
except Exception:
    structlog.get_logger().exception("evaluation failed", person=7)
    logging.getLogger("library").exception("library failed")
"""


def lines_of(url: str, statement: str) -> list[dict[str, object]]:
    program = [sys.executable, "-c", FAILING.format(url=url, statement=statement)]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    assert "Hannelore" not in done.stderr + done.stdout
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_fault_is_told_by_its_kind_and_way_and_not_by_what_it_was_about(city: City) -> None:
    ours, library = lines_of(city.settings.database_url, "INSERT INTO person (uid, given_name) VALUES (1, :name)")

    assert (ours["event"], ours["level"], ours["person"]) == ("evaluation failed", "error", 7)
    assert str(ours["at"]).endswith("Z")
    assert (library["event"], library["fault"]) == ("library failed", ours["fault"])
    assert any("do_execute" in str(place) for place in list(ours["through"]))  # type: ignore[call-overload]


def test_no_row_of_the_database_is_quoted(city: City) -> None:
    table = "CREATE TABLE known (name varchar PRIMARY KEY)"
    with city.database.engine.begin() as connection:
        connection.exec_driver_sql(table)
        connection.exec_driver_sql("INSERT INTO known VALUES ('Hannelore Geheim')")

    ours, _ = lines_of(city.settings.database_url, "INSERT INTO known VALUES (:name)")

    assert ours["fault"] == "IntegrityError"
    assert "known" in str(ours["says"])


def test_a_database_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2"
    done = CliRunner().invoke(main, ["jobs", "forget", "--database", url], env={"TIMECLOCK_VAR": str(tmp_path)})

    assert done.exit_code == 1
    assert done.output.startswith("Error: the database says: connection failed")
    assert len(done.output.splitlines()) == 1
