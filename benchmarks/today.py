"""The page people open most, inside one server process on PostgreSQL, against an empty Flask answer."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urljoin

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import event, text

from benchmarks.pace import Bench
from benchmarks.servers import Request, ask, served
from benchmarks.town import Town, town
from tests.city import PASSWORD, evaluated, stamped
from timeclock import clock
from timeclock.core import walltime
from timeclock.core.spans import DaySpan
from timeclock.service import logins
from timeclock.service.logins import SignInRules
from timeclock.store.staffing import Hired
from timeclock.web.app import create_app

PAGES = 40
YEARS = 5
AIM_KIB = 150
# One evaluated day, written down again for every day before it.
HISTORY = (
    "INSERT INTO day_result "
    "SELECT employment_id, day - n, 'complete', 480, 450, 468, -18, lines, rules_hash, facts_until "
    "FROM day_result, generate_series(2, :days) n WHERE employment_id = :employment AND day = :day",
    "INSERT INTO work_session SELECT employment_id, day - n, no, kind, from_at - n * interval '1 day', "
    "from_at - n * interval '1 day' + interval '8 hours', in_stamp, in_stamp "
    "FROM work_session, generate_series(2, :days) n WHERE employment_id = :employment AND day = :day",
)


def signed_in(found: Town, app: Flask, name: str) -> str:
    """Return the cookie of a browser that has signed in."""
    settings, now = found.city.settings, clock.now()
    with found.city.database.transaction() as session:
        token = logins.sign_in(session, name, PASSWORD, "127.0.0.1", now, SignInRules.of(settings))
    cookie = SecureCookieSessionInterface().get_signing_serializer(app)
    if cookie is None:
        raise RuntimeError("the application has no secret to sign cookies with")
    return f"{app.config['SESSION_COOKIE_NAME']}={cookie.dumps({'_user_id': token, '_fresh': True})!s}"


def live(found: Town, who: Hired, days: int) -> None:
    """Let somebody have come this morning, with that many days behind her."""
    city, now = found.city, clock.now()
    today = walltime.local_day(now, city.settings.zone)
    yesterday = today - timedelta(days=1)
    with city.database.transaction() as session:
        stamped(session, who, yesterday, "08:00 in 12:00 out 12:30 in 16:00 out", city.settings)
        stamped(session, who, today, "00:01 in", city.settings)
        evaluated(session, who, DaySpan(yesterday, today + timedelta(days=1)), city, now)
        for statement in HISTORY:
            bound = {"days": days, "employment": who.employment_id, "day": yesterday}
            session.execute(text(statement), bound)


def statements(found: Town, app: Flask, page: Request) -> int:
    """Return how many SQL statements one page takes."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(found.city.database.engine, "before_cursor_execute", note)
    answer = app.test_client(use_cookies=False).get(page.path, headers=dict(page.headers))
    event.remove(found.city.database.engine, "before_cursor_execute", note)
    if "Aydin" not in answer.text and "Celik" not in answer.text:
        raise RuntimeError(f"this is not her page: {answer.status}")
    return len(seen)


def weight(app: Flask, page: Request) -> float:
    """Return how many KiB a browser loads that was never here: the page, what it names and the fonts, compressed."""
    client = app.test_client(use_cookies=False)
    html = client.get(page.path, headers=dict(page.headers))
    named = [url for url in re.findall(r'(?:href|src)="([^"]+)"', html.text) if url.startswith("/static/")]
    sizes = [len(gzip.compress(html.data))]
    for url in dict.fromkeys(named):
        found = client.get(url, buffered=True)
        sizes.append(len(gzip.compress(found.data)))
        for face in re.findall(r"@font-face\s*{([^}]*)}", found.text) if url.endswith(".css") else ():
            font = re.search(r'url\("?([^")]+)', face)
            if font is not None and _has_letters_of(face, html.text):
                sizes.append(len(client.get(urljoin(url, font[1]), buffered=True).data))
    return sum(sizes) / 1024


def _has_letters_of(face: str, words: str) -> bool:
    """Say whether a browser needs a face for these words: one without ranges it needs for all."""
    spans = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
    return not spans or any(int(a, 16) <= ord(each) <= int(z or a, 16) for each in set(words) for a, z in spans)


@contextmanager
def benches() -> Iterator[Iterable[Bench]]:
    clock.use_pinned_zones()
    with (
        town() as found,
        served("wsgi:app", found.environment) as ours,
        served("benchmarks.floors:empty()", {}) as floor,
    ):
        app = create_app(found.city.settings, found.city.database)
        live(found, found.city.aydin, YEARS * 365)
        live(found, found.city.celik, 2)
        long, short = (
            Request("GET", "/me/today", b"", {"Cookie": signed_in(found, app, name)}) for name in ("aydin", "celik")
        )
        counted, heavy = (statements(found, app, long), statements(found, app, short)), weight(app, long)
        nothing = Request("GET", "/", b"", {})
        yield iter(
            [
                Bench(
                    f"Today, after {YEARS} years",
                    "page",
                    PAGES,
                    "Flask, an empty answer",
                    0.3,
                    lambda: ask(ours, [long] * PAGES),
                    lambda: ask(floor, [nothing] * PAGES),
                    lambda: ask(ours, [long] * PAGES * 2),
                    remark=lambda: (
                        f"{counted[0]} SQL statements, after two days {counted[1]}; aim 4"
                        f"\n  the first time {heavy:.0f} KiB compressed; aim {AIM_KIB}"
                    ),
                )
            ]
        )
