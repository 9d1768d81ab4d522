"""Statistics of a city with five years behind it, on PostgreSQL: a quarter made, and a page of two years."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

import psycopg
from sqlalchemy import text

from benchmarks.pace import Bench, twice_as_long
from benchmarks.servers import Request
from benchmarks.today import signed_in
from benchmarks.town import FIRST_DAY, SINCE, Town, copy_rows, town
from tests import city as builders
from timeclock import clock
from timeclock.core.spans import DaySpan
from timeclock.service import absence_reasons, model_catalogue, statistics
from timeclock.service.statistics import Least
from timeclock.store import models, staffing
from timeclock.web.app import create_app

YEARS = DaySpan(date(2021, 1, 1), date(2026, 1, 1))
LAST_QUARTER = DaySpan(date(2025, 10, 1), date(2026, 1, 1))
PEOPLE_PER_UNIT = 100
MODELS = 4
AIM_SECONDS = 0.3
# Of one table the rows of one person, once more for everybody; what is not named is copied.
COPIED: Mapping[str, Mapping[str, str]] = {
    "person": {"id": "1000 + no", "uid": "gen_random_uuid()"},
    "employment": {
        "id": "1000 + no", "uid": "gen_random_uuid()", "person_id": "1000 + no", "staff_no": "'7' || (100000 + no)",
    },
    "employment_version": {"id": "1000 + no", "employment_id": "1000 + no", "valid_from": "CAST(:since AS date)"},
    "placement": {
        "id": "1000 + no", "employment_id": "1000 + no", "valid_from": "CAST(:since AS date)",
        "unit_id": "(CAST(:units AS bigint[]))[1 + no % cardinality(CAST(:units AS bigint[]))]",
    },
    "assignment": {
        "id": "1000 + no", "employment_id": "1000 + no", "valid_from": "CAST(:since AS date)",
        "model_id": "(CAST(:models AS bigint[]))[1 + no % 7 % cardinality(CAST(:models AS bigint[]))]",
    },
}  # fmt: skip
# A result for each weekday, a week of sickness and two of leave a year, overtime each month, a stamp a week.
LIVED = (
    "INSERT INTO day_result SELECT 1000 + no, day, 'complete', 480 + no % 30, 450 + no % 30, 468, no % 30 - 18, '[]', "
    "'', now() FROM generate_series(1, :people) no, generate_series(CAST(:from AS date), CAST(:to AS date) - 1, "
    "interval '1 day') day WHERE extract(isodow FROM day) < 6",
    "INSERT INTO absence (uid, employment_id, reason, from_day, to_day, part, figures, recorded_at) "
    "SELECT gen_random_uuid(), 1000 + no, CASE week WHEN 0 THEN 'sick' ELSE 'leave' END, first, first + 7, 'whole', "
    "'{}', now() FROM generate_series(1, :people) no, generate_series(0, 2) week, "
    "generate_series(CAST(:from AS date), CAST(:to AS date) - 1, interval '1 year') year, "
    "LATERAL (SELECT CAST(year AS date) + CAST((no * 7 + week * 100) % 350 AS integer) AS first) AS begun",
    "INSERT INTO account (id, uid, employment_id, kind, unit, valid_from, recorded_at) "
    "SELECT 1000 + no, gen_random_uuid(), 1000 + no, 'overtime', 'minutes', :from, now() "
    "FROM generate_series(1, :people) no",
    "INSERT INTO posting (uid, account_id, day, amount, kind, origin, month, reason, at, ledger_id) "
    "SELECT gen_random_uuid(), 1000 + no, month + interval '27 days', no % 600, 'month', to_char(month, 'YYYY-MM'), "
    "month, '', now(), gen_random_uuid() FROM generate_series(1, :people) no, "
    "generate_series(CAST(:from AS date), CAST(:to AS date) - 1, interval '1 month') month",
    "INSERT INTO stamp (uid, source_id, epoch, seq, kind, at, at_rule, received_at, clock_quality, zone_rules, level, "
    "person_id, employment_id, ledger_id) SELECT gen_random_uuid(), (SELECT min(id) FROM source WHERE kind = 'web'), "
    "'e', row_number() OVER (), 'auto', day, 'server', day, 'good', '', 'authenticated', 1000 + no, 1000 + no, "
    "gen_random_uuid() FROM generate_series(1, :people) no, generate_series(CAST(:from AS timestamptz), "
    "CAST(:to AS timestamptz) - interval '1 day', interval '7 days') day",
)
PLACED = """
JOIN placement p ON p.employment_id = {whose} AND p.superseded_at IS NULL
  AND p.valid_from <= %(from)s AND (p.valid_to IS NULL OR p.valid_to > %(from)s)
JOIN assignment g ON g.employment_id = {whose} AND g.superseded_at IS NULL
  AND g.valid_from <= %(from)s AND (g.valid_to IS NULL OR g.valid_to > %(from)s)
"""


def _placed(query: str, whose: str) -> str:
    """Return a query with where each employment is."""
    return query.replace("{placed}", PLACED.replace("{whose}", whose))


BY_HAND = (
    # By the key, employment by employment: without it the results of all years would be read.
    _placed(
        """SELECT p.unit_id, g.model_id, sum(d.minutes) FROM employment e {placed}
        CROSS JOIN LATERAL (SELECT sum(worked_min) AS minutes FROM day_result
        WHERE employment_id = e.id AND day >= %(from)s AND day < %(to)s) d GROUP BY p.unit_id, g.model_id""",
        "e.id",
    ),
    _placed(
        """SELECT p.unit_id, g.model_id, sum(o.amount) FROM posting o
        JOIN account a ON a.id = o.account_id AND a.kind IN ('overtime', 'extra_work', 'extra_duty') {placed}
        WHERE o.month >= %(from)s AND o.month < %(to)s AND o.kind IN ('month', 'delta')
        GROUP BY p.unit_id, g.model_id""",
        "a.employment_id",
    ),
    _placed(
        """SELECT p.unit_id, g.model_id, r.of_class, count(*) FROM absence a
        JOIN day_result d ON d.employment_id = a.employment_id AND d.day >= a.from_day AND d.day < a.to_day
        JOIN absence_reason r ON r.code = a.reason AND r.superseded_at IS NULL
          AND r.valid_from <= d.day AND (r.valid_to IS NULL OR r.valid_to > d.day) {placed}
        WHERE d.day >= %(from)s AND d.day < %(to)s AND a.from_day < %(to)s AND a.to_day > %(from)s
          AND d.target_min > 0 AND a.superseded_at IS NULL GROUP BY p.unit_id, g.model_id, r.of_class""",
        "a.employment_id",
    ),
    _placed(
        """SELECT p.unit_id, g.model_id, count(*) FROM (SELECT DISTINCT s.employment_id FROM stamp s
        JOIN source o ON o.id = s.source_id AND o.kind IN ('terminal', 'web', 'phone')
        WHERE s.at >= %(from)s AND s.at < %(to)s AND s.person_id IS NOT NULL) s {placed}
        GROUP BY p.unit_id, g.model_id""",
        "s.employment_id",
    ),
)
OF_A_PAGE = """
SELECT extract(year FROM s.from_day), part ->> 0, sum(CAST(s.amounts ->> 'sick' AS bigint)),
  sum(CAST(part ->> 2 AS int))
FROM statistic s, jsonb_array_elements(s.groups) part
WHERE s.subject = 'absences' AND s.from_day >= '2024-01-01' AND s.to_day <= '2026-01-01' GROUP BY 1, 2
"""


@contextmanager
def benches(people: int) -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with town() as found:
        settle(found, people)
        least = Least.of(found.city.settings)
        with found.city.database.transaction() as session:
            statistics.make(session, LAST_QUARTER.to_day, least, found.city.settings.zone, clock.now())
        yield iter([_quarter(found, people, least), _page(found, people)])


def settle(found: Town, people: int) -> None:
    """Let as many people live through five years as results, absences and postings know them."""
    with found.city.database.transaction() as session:
        model_catalogue.bring(session, SINCE)
        absence_reasons.bring(session, SINCE)
        builders.agreed(session)
        number = max(1, people // PEOPLE_PER_UNIT)
        units = [staffing.add_unit(session, 1, f"Amt {no}", FIRST_DAY, SINCE, 1) for no in range(number)]
        builders.stamped(session, found.city.aydin, YEARS.from_day, "08:00 in", found.city.settings)
        chosen = sorted(model.id for model in models.known(session).values())[:MODELS]
        session.execute(text("SET LOCAL session_replication_role = replica"))
        crowd = {
            "people": people, "units": units, "models": chosen, "since": FIRST_DAY,
            "person": found.city.aydin.person_id, "employment": found.city.aydin.employment_id,
        }  # fmt: skip
        for name, changed in COPIED.items():
            whose = {"person": "id = :person", "employment": "id = :employment"}.get(
                name, "employment_id = :employment"
            )
            one = f"(SELECT * FROM {name} WHERE {whose} LIMIT 1) o"  # noqa: S608  words of this file alone
            copy_rows(session, name, changed, f"{one}, generate_series(1, :people) no", crowd)
        for each in LIVED:
            session.execute(text(each), {"people": people, "from": YEARS.from_day, "to": YEARS.to_day})
    with psycopg.connect(found.uri, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _quarter(found: Town, people: int, least: Least) -> Bench:
    zone = found.city.settings.zone

    def forget() -> None:
        with found.city.database.transaction() as session:
            session.execute(text("DELETE FROM statistic WHERE from_day >= :day"), {"day": LAST_QUARTER.from_day})

    def ours() -> None:
        with found.city.database.transaction() as session:
            if statistics.make(session, LAST_QUARTER.to_day, least, zone, clock.now()) != 1:
                raise RuntimeError("one quarter has to be made")

    return Bench(
        f"statistics: a quarter of {people:,} made",
        "quarter",
        1,
        "four queries by hand, by unit and model",
        None,
        ours,
        lambda: by_hand(found),
        twice_as_long(ours),
        ready=forget,
        rounds=3,
    )


def by_hand(found: Town) -> int:
    """Ask for the sums of the quarter by unit and model, the best way we know to say it in SQL."""
    asked = {"from": LAST_QUARTER.from_day, "to": LAST_QUARTER.to_day}
    with psycopg.connect(found.uri) as connection:
        return sum(len(connection.execute(query, asked).fetchall()) for query in BY_HAND)


def _page(found: Town, people: int) -> Bench:
    app = create_app(found.city.settings, found.city.database)
    page = Request("GET", "/statistics?kind=sick&by=unit&year=2025", b"", {"Cookie": signed_in(found, app, "hr")})
    client = app.test_client(use_cookies=False)
    taken: list[float] = []

    def ours() -> None:
        began = time.perf_counter()
        answer = client.get(page.path, headers=dict(page.headers))
        taken.append(time.perf_counter() - began)
        if answer.status_code != 200 or answer.text.count("Amt ") < 2:
            raise RuntimeError(f"these are not the statistics: {answer.status}")

    def floor() -> None:
        with psycopg.connect(found.uri) as connection:
            if not connection.execute(OF_A_PAGE).fetchall():
                raise RuntimeError("nothing was made")

    return Bench(
        f"statistics: the page of two years of {people:,}",
        "page",
        1,
        "SELECT: the sums by unit out of what was made",
        None,
        ours,
        floor,
        twice_as_long(ours),
        remark=lambda: f"{sorted(taken)[len(taken) // 2] * 1000:.0f} ms; aim {AIM_SECONDS * 1000:.0f} ms",
    )
