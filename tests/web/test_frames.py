"""From the view to the statement it is three of our own frames at most: view, service, store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import event

import timeclock
from tests import city as builders
from tests.city import NOW, PASSWORD, City
from tests.lived_in import sight
from tests.premises import application
from timeclock.core.spans import DaySpan
from timeclock.service import tokens
from timeclock.service.tokens import TokenAsked, TokenScope

OURS = str(Path(timeclock.__file__).parent)
AT_MOST = 3
# The file loader asks the other store modules: the one place that may be a frame deeper (STYLE §3.9).
LOADER = "store/dayfiles.py:load"
# What is asked for goes through the one machine of requests and the module of its kind: two frames of their own.
MACHINE = "service/requests.py:ask"
# How the engine is asked to begin, how a connection is kept alive, and how much is asked or written in one statement
# is no statement of a view.
PLUMBING = frozenset(str(Path(OURS) / "store" / name) for name in ("db.py", "questions.py", "changes.py"))

ROUTES = (
    ("GET", "/me/today"),
    ("POST", "/me/stamps"),
    ("GET", "/me/month/2026-11"),
    ("GET", "/me/day/2026-11-19"),
    ("POST", "/me/day/2026-11-19/contest"),
    ("GET", "/me/documents"),
    ("GET", "/me/accounts/2026-11"),
    ("GET", "/me/proof/2026-11"),
    ("GET", "/team/{aydin}/timesheet/2026-11"),
    ("GET", "/me/leave"),
    ("GET", "/team"),
    ("GET", "/team/{aydin}/day/2026-11-19"),
    ("GET", "/team/{aydin}/month/2026-11"),
)

BY_PROGRAM = (
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/balance"),
    ("GET", "/api/v1/accounts"),
    ("GET", "/api/v1/days?from=2026-11-01&to=2026-12-01"),
    ("GET", "/api/v1/days/2026-11-19"),
    ("GET", "/api/v1/stamps?from=2026-11-01&to=2026-12-01"),
    ("POST", "/api/v1/stamps"),
    ("GET", "/api/v1/leave"),
    ("GET", "/api/v1/documents"),
    ("GET", "/api/v1/requests"),
    ("GET", "/api/v1/absences?from=2026-11-01&to=2026-12-01"),
    ("GET", "/api/v1/months?from=2026-01-01&to=2027-01-01"),
    ("GET", "/api/v1/months/2026-10"),
    ("POST", "/api/v1/requests/breaks-not-taken"),
)

SENT = {
    "/api/v1/stamps": {"kind": "in"},
    "/api/v1/requests/breaks-not-taken": {"day": "2026-11-19", "reason": "Telefondienst über Mittag"},
}

FORMS = {
    "/me/stamps": {"kind": "in", "request_uid": "01930000-0000-7000-8000-000000000001"},
    "/me/day/2026-11-19/contest": {"reason": "Telefondienst über Mittag"},
}


def own_frames(frame: FrameType | None) -> list[str]:
    names = []
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(OURS) and file not in PLUMBING:
            names.append(f"{Path(file).relative_to(OURS)}:{frame.f_code.co_name}")
        frame = frame.f_back
    return names


@contextmanager
def watched(city: City) -> Iterator[list[list[str]]]:
    """Collect our own frames at every statement sent."""
    seen: list[list[str]] = []

    def note(*_: Any) -> None:
        # A statement that a view leads to; beginning a transaction has no frame of ours but the edge's.
        if frames := own_frames(sys._getframe()):
            seen.append(frames)

    event.listen(city.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(city.database.engine, "before_cursor_execute", note)


@pytest.fixture
def city(tmp_path: Path) -> City:
    found = builders.small_city(builders.settings_in(tmp_path))
    with found.database.transaction() as session:
        day = NOW.date().replace(day=19)
        builders.stamped(session, found.aydin, day, "08:00 in 16:00 out", found.settings)
        builders.stamped(session, found.brandt, day, "08:00 in 16:00 out", found.settings)
        for who in (found.aydin, found.brandt):
            builders.evaluated(session, who, DaySpan.one(day), found)
    return found


@pytest.fixture
def client(city: City) -> Iterator[FlaskClient]:
    app = application(city)
    app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(NOW, tick=False):
        client = app.test_client()
        assert client.post("/login", data={"name": "brandt", "password": PASSWORD}).status_code == 303
        yield client


@pytest.mark.parametrize(("method", "path"), BY_PROGRAM)
def test_nor_is_a_programs(city: City, client: FlaskClient, method: str, path: str) -> None:
    wish = TokenAsked("Portal", frozenset(TokenScope), NOW.date())
    with city.database.transaction() as session:
        secret = tokens.make(session, sight(session, city, "brandt"), wish, 1)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "a-key-of-one-stamp"}
    with watched(city) as seen:
        answer = client.open(path, method=method, json=SENT.get(path), headers=headers)

    assert answer.status_code in {200, 201}, answer.text
    assert seen
    assert [frames for frames in seen if len(frames) > AT_MOST + (LOADER in frames) + 2 * (MACHINE in frames)] == []


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_statement_is_deeper_than_view_service_store(
    city: City, client: FlaskClient, method: str, path: str
) -> None:
    data = FORMS.get(path, {})
    with watched(city) as seen:
        answer = client.open(path.format(aydin=city.aydin.employment_uid), method=method, data=data)

    assert answer.status_code in {200, 303}, answer.text
    assert seen
    assert [frames for frames in seen if len(frames) > AT_MOST + (LOADER in frames) + 2 * (MACHINE in frames)] == []


def test_a_deeper_statement_would_be_seen(city: City) -> None:
    def deep(n: int) -> list[str]:
        return own_frames(sys._getframe()) if n == 0 else deep(n - 1)

    source = compile(
        "def down(n, f):\n    return f() if n == 0 else down(n - 1, f)\n", str(Path(OURS) / "planted.py"), "exec"
    )
    planted: dict[str, Any] = {}
    exec(source, planted)  # noqa: S102  frames of a file that would be ours
    assert len(planted["down"](4, lambda: own_frames(sys._getframe()))) > AT_MOST
    assert deep(2) == []
