"""The terminals by program: for whoever looks after them, with a token that is good for nothing else."""

from __future__ import annotations

import pytest

from tests.api.conftest import Api, Program
from tests.city import FIRST_DAY, NOW
from tests.terminal import Terminal, enrolled, told
from timeclock.service.access import Role
from timeclock.service.tokens import TokenScope
from timeclock.store import logins

WATCH = frozenset({TokenScope.WATCH})


@pytest.fixture
def wall(api: Api) -> Terminal:
    """A terminal whose clock is off; Frau Celik looks after it."""
    terminal = enrolled(api.city, NOW)
    told(api.city, terminal, NOW, terminal.stamp(NOW), drift_ms=90_000)
    with api.city.database.transaction() as session:
        logins.grant(session, api.city.logins["celik"], Role.IT_ADMIN, None, FIRST_DAY, NOW, by=None)
    return terminal


def test_a_program_of_it_reads_how_the_terminals_are(api: Api, wall: Terminal) -> None:
    monitoring = api.program("celik", WATCH)
    told_of = monitoring.get("terminals?show=trouble", Accept_Language="en").json
    one = monitoring.get(f"terminals/{wall.uid}").json

    assert (told_of["in_use"], told_of["in_trouble"], told_of["revoked"]) == (1, 1, 0)
    [terminal] = told_of["terminals"]
    assert (terminal["uid"], terminal["drift_ms"], terminal["captured"]) == (str(wall.uid), 90_000, 1)
    [trouble] = terminal["troubles"]
    assert (trouble["cause"], trouble["text"], trouble["raised_at"]) == ("clock", "Clock is off", None)
    assert one["terminal"]["name"] == terminal["name"]
    assert [(each["last_seq"], each["stored"]) for each in one["epochs"]] == [(1, 1)]
    assert (one["gaps"], one["alarms"]) == ([], [])


def test_nobody_else_reads_it_whatever_her_token_is_good_for(api: Api, wall: Terminal) -> None:
    def refused(program: Program) -> tuple[int, str]:
        answer = program.get("terminals")
        return answer.status_code, answer.json["type"].rpartition(":")[2]

    assert refused(api.program("aydin")) == (403, "not_allowed")
    assert refused(api.program("celik", frozenset(TokenScope) - WATCH)) == (403, "scope_missing")


def test_a_token_that_watches_opens_nothing_of_her_own(api: Api, wall: Terminal) -> None:
    monitoring = api.program("celik", WATCH)

    assert {monitoring.get(path).status_code for path in ("balance", "requests", "rosters/2026-12")} == {403}


def test_no_terminal_is_found_that_is_none(api: Api, wall: Terminal) -> None:
    assert api.program("celik", WATCH).get(f"terminals/{api.city.celik.employment_uid}").status_code == 404
