"""What the database says of everybody, read with statements of the tests' own, and the command that fills it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from click.testing import CliRunner, Result
from sqlalchemy import inspect, select

from timeclock import clock
from timeclock.cli import main
from timeclock.ledger import keys
from timeclock.settings import Settings
from timeclock.store import badges, db
from timeclock.store.db import Session
from timeclock.store.schema import metadata, models, people, stamps

FILES = Path(__file__).parent / "files"
OWN_LIST = FILES / "personalliste_cp1252.csv"
OWN_TRUTH = json.loads((FILES / "personalliste_truth.json").read_text("utf-8"))
AS_OF = "2026-11-01"


def environment(city: Settings) -> dict[str, str]:
    return {"TIMECLOCK_VAR": str(city.var), "TIMECLOCK_CITY_NAME": city.city_name}


def imported(city: Settings, file: Path, *words: str, report: Path | None = None) -> Result:
    """Run the command in this process, as of a day that does not move."""
    # One that is given comes later and wins.
    command = ["import", "people", str(file), "--as-of", AS_OF, "--database", city.database_url, *words]
    if report is not None:
        command += ["--report", str(report)]
    return CliRunner().invoke(main, command, env=environment(city), catch_exceptions=False)


def records(report: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in report.read_text("utf-8").splitlines()]


def process(
    city: Settings, file: Path, *words: str, before: str = "", zone: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own to its end; `before` runs in it first."""
    code = f"{before}\nfrom timeclock.cli import main\nmain()\n"
    command = [sys.executable, "-c", code, "import", "people", str(file), "--as-of", AS_OF, *words]
    return subprocess.run(
        [*command, "--database", city.database_url],
        env={**os.environ, **environment(city), **({"TZ": zone} if zone else {})},
        capture_output=True,
        text=True,
        check=False,
    )


def rows(city: Settings) -> dict[str, list[Any]]:
    """Return every row of every table: equal before and after means nothing was written."""
    database = db.connect(city.database_url)
    try:
        with database.reading() as session:
            there = set(inspect(database.engine).get_table_names())
            return {
                table.name: sorted(map(repr, session.execute(select(table)).all()))
                for table in metadata.sorted_tables
                if table.name in there
            }
    finally:
        database.dispose()


def persons(city: Settings, day: date = date(2026, 11, 1)) -> dict[str, dict[str, Any]]:
    """Return everybody by personnel number as the ground truth writes it; badges by their hash."""
    clock.use_pinned_zones()
    database = db.connect(city.database_url)
    try:
        with database.reading() as session:
            return {found["pernr"]: found for found in _persons(session, day, city.zone)}
    finally:
        database.dispose()


def _persons(session: Session, day: date, zone: ZoneInfo) -> list[dict[str, Any]]:
    found = []
    query = select(people.employment, people.person.c.family_name, people.person.c.given_name).join(people.person)
    for row in session.execute(query):
        employed = _last(session, people.employment_version, row.id, day)
        terms = _last(session, people.terms, row.id, day)
        placed = _last(session, people.placement, row.id, day)
        assigned = _last(session, models.assignment, row.id, day)
        unit = _one(session, people.unit_version, people.unit_version.c.unit_id == placed.unit_id)
        model = _one(session, models.model, models.model.c.id == assigned.model_id)
        found.append(
            {
                "pernr": row.staff_no,
                "last": row.family_name,
                "first": row.given_name,
                "entry": employed.valid_from.isoformat(),
                "exit": None if employed.valid_to is None else (employed.valid_to - timedelta(days=1)).isoformat(),
                "unit": unit.name,
                "cost_centre": placed.cost_centre,
                "badge": _badge(session, row.person_id, employed, zone),
                "weekly_minutes": terms.weekly_min,
                "model": model.code,
                "regime": terms.regime,
            }
        )
    return found


def _last(session: Session, table: Any, employment_id: int, day: date) -> Any:
    """Return the row that counts and holds on the day, or the last one before it."""
    held = session.execute(
        select(table)
        .where(table.c.employment_id == employment_id, table.c.superseded_at.is_(None))
        .order_by(table.c.valid_from)
    ).all()
    return next((row for row in reversed(held) if row.valid_from <= day), held[0])


def _one(session: Session, table: Any, which: Any) -> Any:
    return session.execute(select(table).where(which)).one()


def _badge(session: Session, person_id: int, employed: Any, zone: ZoneInfo) -> str | None:
    """Return the hash of the badge held, after seeing that it is held as long as she is employed."""
    holding = stamps.badge_holding
    query = select(stamps.badge.c.number_hash, holding).join(holding).where(holding.c.person_id == person_id)
    row = session.execute(query.order_by(holding.c.from_at.desc())).first()
    if row is None:
        return None
    days = [None if at is None else at.astimezone(zone) for at in (row.from_at, row.to_at)]
    assert [each and f"{each:%H:%M}" for each in days] == ["00:00", None if days[1] is None else "00:00"]
    assert (days[1] and days[1].date()) == employed.valid_to
    return str(row.number_hash)


def hash_of(city: Settings, number: int | str | None) -> str | None:
    """Return what a badge number is kept as: compared as a number, so without zeros in front."""
    if number is None:
        return None
    return badges.number_hash(keys.read_secret(city.badge_key_file), "number", str(int(number)).encode())
