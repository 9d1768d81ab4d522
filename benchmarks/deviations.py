"""The time office's list of a city in which much is missing, on PostgreSQL, against a bare SELECT of the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import psycopg
from sqlalchemy import text

from benchmarks.pace import Bench, twice_as_long
from benchmarks.servers import Request
from benchmarks.today import signed_in
from benchmarks.town import Town, town
from timeclock import clock
from timeclock.core import walltime
from timeclock.service.deviations import MOST_SHOWN
from timeclock.web.app import create_app

# Of everybody that she did not go on one day of the last four weeks, and was not there in core time on another.
MISSING = """
INSERT INTO finding (key, person_id, employment_id, day, code, severity, citation, figures)
SELECT 'bench.' || code || '.' || e.id, e.person_id, e.id, CAST(:today AS date) - 1 - CAST((e.id * no) % 28 AS integer),
  code, 'warning', 'DV Gleitzeit', '{}'
FROM employment e, (VALUES ('missing_out', 3), ('core_time', 5)) AS kinds (code, no)
"""
PLACED = """
FROM finding f JOIN employment e ON e.id = f.employment_id JOIN person p ON p.id = e.person_id
JOIN placement pl ON pl.employment_id = e.id AND pl.valid_from <= f.day AND (pl.valid_to IS NULL OR pl.valid_to > f.day)
JOIN unit_version u ON u.unit_id = pl.unit_id AND u.valid_from <= f.day AND (u.valid_to IS NULL OR u.valid_to > f.day)
WHERE f.day >= %(since)s AND f.day < %(today)s AND f.severity <> 'note'
"""
COUNTED = f"SELECT u.name, f.code, count(*) {PLACED} GROUP BY u.name, f.code"
FIRST = f"""
SELECT f.*, e.uid, e.staff_no, p.given_name, p.family_name, u.name {PLACED}
ORDER BY f.code DESC, f.day, e.uid LIMIT {MOST_SHOWN}
"""
TASK = re.compile(r"Person \d+ Bench")


@contextmanager
def benches(people: int = 10_000) -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with town(people) as found:
        today = walltime.local_day(clock.now(), found.city.settings.zone)
        with found.city.database.transaction() as session:
            session.execute(text(MISSING), {"today": today})
            # As after a night: the planner knows what there is.
            session.execute(text("ANALYZE"))
        yield iter([_page(found, today)])


def _page(found: Town, today: date) -> Bench:
    app = create_app(found.city.settings, found.city.database)
    page = Request("GET", "/office/deviations", b"", {"Cookie": signed_in(found, app, "hr")})
    client = app.test_client(use_cookies=False)

    def ours() -> None:
        answer = client.get(page.path, headers=dict(page.headers))
        if len(set(TASK.findall(answer.text))) < 2:
            raise RuntimeError(f"this is not the list: {answer.status}")

    return Bench(
        f"deviations of {len(found.people):,} people, {2 * len(found.people):,} of them",
        "page",
        1,
        f"SELECT: count by unit and kind, and the first {MOST_SHOWN}",
        None,
        ours,
        lambda: simplest(found, today),
        twice_as_long(ours),
        rounds=5,
    )


def simplest(found: Town, today: date) -> int:
    """Count what there is by unit and kind, and read the rows that a page shows."""
    asked = {"since": today - timedelta(days=62), "today": today}
    with psycopg.connect(found.uri) as connection:
        counted, rows = (connection.execute(query, asked).fetchall() for query in (COUNTED, FIRST))
    if len(rows) != MOST_SHOWN:
        raise RuntimeError("the floor reads what the page shows")
    return len(counted)
