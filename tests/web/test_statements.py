"""How many statements a stamp and the page people open most take on PostgreSQL: few, and as many after five years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from tests import city as builders
from tests.city import NOW, PASSWORD, City, Hired
from tests.terminal import PATH, Terminal, enrolled
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import instant
from timeclock.ledger.leaf import canonical
from timeclock.store import sources, stamps
from timeclock.store.ids import new_uid
from timeclock.store.schema.results import day_result
from timeclock.store.stamps import Original
from timeclock.web import create_app

pytestmark = pytest.mark.postgres

A_STAMP = 16
TODAY = 4
MORNING, NOON = (NOW.replace(hour=hour) for hour in (7, 11))
FIVE_YEARS = 5 * 365


def lived(city: City, who: Hired, days: int) -> None:
    """Let somebody have worked on the workdays among so many, each with two stamps and a result."""
    span = [day for day in DaySpan(NOW.date() - timedelta(days=days), NOW.date()) if day.isoweekday() <= 5]
    with city.database.transaction() as session:
        source, epoch, seq = sources.next_seq(session, "web", NOW, 2 * len(span))
        taps = [(day, *tap) for day in span for tap in ((time(8), "in"), (time(16), "out"))]
        rows = [
            a_stamp(who, instant(day, clock, city.settings.zone), kind, (source, epoch, seq + no))
            for no, (day, clock, kind) in enumerate(taps)
        ]
        stamps.append(session, [(row, Original(canonical(row), b"")) for row in rows], NOW)
        session.execute(insert(day_result), [a_result(who, day) for day in span])


def a_stamp(who: Hired, at: datetime, kind: str, key: tuple[int, str, int]) -> dict[str, object]:
    said = {"uid": new_uid(at), "kind": kind, "at": at, "at_rule": "server", "received_at": at, "clock_quality": "good"}
    whose = {"person_id": who.person_id, "employment_id": who.employment_id}
    place = dict(zip(("source_id", "epoch", "seq"), key, strict=True))
    return {**said, **whose, **place, "zone_rules": "test", "level": "authenticated"}


def a_result(who: Hired, day: date) -> dict[str, object]:
    figures = {"present_min": 480, "worked_min": 450, "target_min": 468, "difference_min": -18, "lines": []}
    made = {"state": "complete", "rules_hash": "made up", "facts_until": NOW}
    return {"employment_id": who.employment_id, "day": day, **figures, **made}


@pytest.fixture
def client(postgres_city: City) -> Iterator[FlaskClient]:
    with time_machine.travel(MORNING, tick=False):
        yield create_app(postgres_city.settings, postgres_city.database).test_client()


def statements(city: City, what: Callable[[], None]) -> int:
    """Return how many statements something takes."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(city.database.engine, "before_cursor_execute", note)
    what()
    event.remove(city.database.engine, "before_cursor_execute", note)
    return len(seen)


def tap(client: FlaskClient, terminal: Terminal, badge: str, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        body = terminal.body([terminal.stamp(at, badge)], at)
        answer = client.post(PATH, data=body, headers=terminal.headers(body, at))
    [result] = answer.get_json()["results"]
    assert result["status"] == "accepted"
    assert any("Saldo" in line for line in result["display"]["de"])


def test_a_stamp_takes_as_many_statements_after_five_years_as_after_two_days(
    postgres_city: City, client: FlaskClient
) -> None:
    city, counted = postgres_city, []
    terminal = enrolled(city, MORNING)
    for number, (who, days) in enumerate(((city.aydin, 2), (city.celik, FIVE_YEARS))):
        lived(city, who, days)
        with city.database.transaction() as session:
            badge = builders.badge(session, who, f"04A1B2C{number}", city.settings, MORNING)
        tap(client, terminal, badge, MORNING)
        counted.append(statements(city, lambda badge=badge: tap(client, terminal, badge, NOON)))

    assert counted == [A_STAMP, A_STAMP]


def test_today_takes_as_many_statements_after_five_years_as_after_two_days(
    postgres_city: City, client: FlaskClient
) -> None:
    city, counted = postgres_city, []
    client.application.config["WTF_CSRF_ENABLED"] = False
    for name, who, days in (("aydin", city.aydin, 2), ("celik", city.celik, FIVE_YEARS)):
        lived(city, who, days)
        assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
        counted.append(statements(city, lambda: look(client)))

    assert counted == [TODAY, TODAY]


def look(client: FlaskClient) -> None:
    assert 'id="state"' in client.get("/me/today").text
