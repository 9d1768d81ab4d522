"""Who has a token may do what it says and no more, as long as it lasts; pages and API do not open to each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.api.conftest import Api, Program, settled, token_of
from tests.city import NOW, PASSWORD, City
from tests.lived_in import sight
from timeclock.core.stamps import StampKind
from timeclock.service import tokens
from timeclock.service.access import NotAllowed
from timeclock.service.logins import SignInRules
from timeclock.service.sight import NotFound
from timeclock.service.tokens import EndNotAllowed, TokenAsked, TokenScope
from timeclock.store.schema.access import api_token, credential, login, login_attempt
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.stamps import source, stamp

READ = frozenset({TokenScope.READ})
STAMP = frozenset({TokenScope.STAMP})
TODAY = NOW.date()
KEY = "a-key-of-one-stamp"
SECRET = re.compile(r"tck_[A-Za-z0-9_-]{43}")


@pytest.fixture
def both(city: City) -> Iterator[Api]:
    """An API on each database, for what is said in SQL."""
    with time_machine.travel(NOW, tick=False):
        yield settled(city)


def later(**by: int) -> time_machine.travel:
    return time_machine.travel(NOW + timedelta(**by), tick=False)


def expect_refused(answer: TestResponse, code: str) -> None:
    assert answer.status_code == 401
    assert answer.json["type"] == f"urn:timeclock:problem:{code}"
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="timeclock"')


def test_a_token_tells_whom_it_stands_for(both: Api) -> None:
    seen = both.program("aydin", READ).get("me").json

    assert (seen["login"], seen["token"]["name"], seen["token"]["scopes"]) == ("aydin", "Portal", ["read"])
    assert [each["staff_no"] for each in seen["employments"]] == ["10001"]


def test_only_the_hash_of_a_token_is_kept(both: Api) -> None:
    secret = token_of(both.city, "aydin")
    with both.city.database.reading() as session:
        kept = session.execute(select(credential.c.secret_or_subject).where(credential.c.kind == "api")).scalar_one()

    assert SECRET.fullmatch(secret)
    assert re.fullmatch(r"[0-9a-f]{64}", kept)
    assert secret not in kept


def test_no_answer_sets_a_cookie(aydin: Program) -> None:
    answers = (aydin.get("me"), aydin.stamp(KEY), aydin.get("nowhere"), Program(aydin.client, "tck_wrong").get("me"))

    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * 4


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "token_missing"),
        ("", "token_missing"),
        ("Bearer", "token_refused"),
        ("Bearer tck_wrong", "token_refused"),
        ("Bearer ", "token_refused"),
        ("Basic YXlkaW46cGFzc3dvcmQ=", "token_refused"),
    ],
)
def test_without_a_good_token_nothing_opens(api: Api, header: str | None, code: str) -> None:
    headers = {} if header is None else {"Authorization": header}

    expect_refused(api.app.test_client().get("/api/v1/me", headers=headers), code)


def test_a_token_is_refused_once_it_was_taken_back(both: Api) -> None:
    aydin = both.program("aydin")
    assert aydin.get("me").status_code == 200

    with both.city.database.transaction() as session:
        mine = sight(session, both.city, "aydin")
        tokens.revoke(session, mine, tokens.listed(session, mine)[0].uid)

    expect_refused(aydin.get("me"), "token_refused")


def test_a_token_works_until_the_end_of_its_last_day(api: Api) -> None:
    program = api.program("aydin", last_day=TODAY)

    with later(hours=7, minutes=59):
        assert program.get("me").status_code == 200
    with later(hours=8):
        expect_refused(program.get("me"), "token_refused")


def test_a_token_dies_with_its_login(api: Api) -> None:
    program = api.program("aydin")
    with api.city.database.transaction() as session:
        session.execute(update(login).where(login.c.name == "aydin").values(disabled_at=NOW))

    expect_refused(program.get("me"), "token_refused")


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [(READ, "balance", 200), (STAMP, "balance", 403), (STAMP, "documents", 403), (STAMP, "me", 200)],
)
def test_a_scope_opens_what_it_names(api: Api, scopes: frozenset[TokenScope], path: str, status: int) -> None:
    assert api.program("aydin", scopes).get(path).status_code == status


def test_who_may_only_read_cannot_stamp_and_is_told_what_would(api: Api) -> None:
    answer = api.program("aydin", READ).stamp(KEY)

    assert (answer.status_code, answer.json["type"]) == (403, "urn:timeclock:problem:scope_missing")
    assert answer.headers["WWW-Authenticate"].endswith('error="insufficient_scope", scope="stamp"')
    assert api.program("aydin", STAMP).stamp(KEY).status_code == 201


def test_a_token_opens_no_page(api: Api, aydin: Program) -> None:
    for path in ("/me/today", "/me/tokens", "/help/api"):
        answer = aydin.client.get(path, headers=aydin.headers({}))
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login")


def test_a_browser_session_opens_nothing_of_the_api(api: Api) -> None:
    api.app.config["WTF_CSRF_ENABLED"] = False
    client = api.app.test_client()
    assert client.post("/login", data={"name": "aydin", "password": PASSWORD}).status_code == 303
    assert client.get("/me/today").status_code == 200

    expect_refused(client.get("/api/v1/me"), "token_missing")
    expect_refused(client.post("/api/v1/stamps", json={"kind": "in"}), "token_missing")


def test_a_token_gives_no_role_its_person_is_entrusted_with(api: Api) -> None:
    """The supervisor's token reads the supervisor: a portal must not become a way to a team's times."""
    secret = token_of(api.city, "brandt")
    with api.city.database.transaction() as session:
        found = tokens.bearer(session, secret, "", NOW, SignInRules.of(api.city.settings))

    assert found is not None
    assert (found.actor.login_name, found.actor.grants) == ("brandt", frozenset())


def test_a_stamp_by_token_is_marked_as_delegated_and_as_a_connected_systems(both: Api) -> None:
    both.program("aydin").stamp(KEY, StampKind.BREAK_START)
    with both.city.database.reading() as session:
        here = select(stamp.c.kind, stamp.c.level, stamp.c.person_id).join(source, source.c.id == stamp.c.source_id)
        row = session.execute(here.where(source.c.kind == "api")).one()

    assert tuple(row) == ("break_start", "delegated", both.city.aydin.person_id)


def test_when_it_was_last_used_is_kept_to_the_minute(both: Api) -> None:
    def used() -> object:
        with both.city.database.reading() as session:
            return session.execute(select(api_token.c.used_at)).scalar_one()

    program = both.program("aydin")
    assert used() is None
    program.get("me")
    with later(seconds=59):
        program.get("me")
    assert used() == NOW
    with later(minutes=1):
        program.get("me")
    assert used() == NOW + timedelta(minutes=1)


def test_guessing_is_stopped_and_good_tokens_go_on(api: Api, aydin: Program) -> None:
    """Programs of everybody may come from one address, so wrong tokens stop wrong tokens only."""
    guess = Program(api.app.test_client(), "tck_guess")
    for _ in range(api.city.settings.sign_in_attempts * 20):
        expect_refused(guess.get("me"), "token_refused")

    stopped = guess.get("me")
    assert (stopped.status_code, stopped.json["type"]) == (429, "urn:timeclock:problem:too_many_attempts")
    assert int(stopped.headers["Retry-After"]) > 0
    assert aydin.get("me").status_code == 200
    with later(minutes=api.city.settings.sign_in_window_minutes, seconds=1):
        expect_refused(guess.get("me"), "token_refused")


def test_a_token_that_ended_is_no_attempt_at_guessing(api: Api) -> None:
    program = api.program("aydin", last_day=TODAY)
    with later(days=1):
        program.get("me")
    with api.city.database.reading() as session:
        assert session.execute(select(login_attempt).where(login_attempt.c.login_name == "")).all() == []


@pytest.mark.parametrize("days", [-1, 366])
def test_a_token_cannot_end_before_today_nor_after_the_longest_time(api: Api, days: int) -> None:
    asked = TokenAsked("Portal", READ, TODAY + timedelta(days=days))
    with api.city.database.transaction() as session:
        aydin = sight(session, api.city, "aydin")
        with pytest.raises(EndNotAllowed):
            tokens.make(session, aydin, asked, 365)


def test_who_has_no_person_has_no_token(api: Api) -> None:
    with api.city.database.transaction() as session, pytest.raises(NotAllowed):
        tokens.make(session, sight(session, api.city, "hr"), TokenAsked("Portal", READ, TODAY), 365)


def test_nobody_takes_anothers_token_back(api: Api) -> None:
    program = api.program("aydin")
    with api.city.database.transaction() as session:
        hers = tokens.listed(session, sight(session, api.city, "aydin"))[0].uid
        with pytest.raises(NotFound):
            tokens.revoke(session, sight(session, api.city, "brandt"), hers)

    assert program.get("me").status_code == 200


def test_making_and_taking_back_are_in_the_log_without_the_secret(both: Api) -> None:
    secret = token_of(both.city, "aydin", READ, date(2026, 12, 31))
    with both.city.database.transaction() as session:
        mine = sight(session, both.city, "aydin")
        uid = tokens.listed(session, mine)[0].uid
        tokens.revoke(session, mine, uid)
        tokens.revoke(session, mine, uid)
        rows = session.execute(select(audit).where(audit.c.action.like("token.%")).order_by(audit.c.id)).all()

    assert [(row.action, row.subject, row.person_id) for row in rows] == [
        ("token.make", str(uid), both.city.aydin.person_id),
        ("token.revoke", str(uid), both.city.aydin.person_id),
    ]
    assert rows[0].detail == {"scopes": ["read"], "last_day": "2026-12-31"}
    assert secret not in json.dumps([row.detail for row in rows])
