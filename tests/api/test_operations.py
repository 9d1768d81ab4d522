"""Every operation answers well, often, and as each role that may call it; nobody else gets an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count, cycle, islice

import pytest
import schemathesis
import time_machine
from werkzeug.test import TestResponse

from tests.api.conftest import Api, Program, settled
from tests.city import NOW
from tests.databases import KINDS, copied_city
from timeclock.service import access
from timeclock.service.access import Role
from timeclock.web.api.description import describe
from timeclock.web.policies import declared

OFTEN = 20
TURNS = 7
# Who stands for a role: a token carries no other, whatever else its person is entrusted with.
CAST: Mapping[Role, tuple[str, ...]] = {Role.EMPLOYEE: ("aydin", "brandt", "celik")}
DESCRIBED = schemathesis.openapi.from_dict(describe())
KEYS = map("key-of-a-stamp-{}".format, count())
# Five ways to ask well for each; `{…}` is filled with what is the person's own.
WAYS = {
    "get_me": ("me",) * 5,
    "get_description": ("openapi.json",) * 5,
    "get_balance": ("balance", "balance?employment={employment}") * 3,
    "get_accounts": ("accounts", "accounts?employment={employment}") * 3,
    "get_leave": ("leave", "leave?employment={employment}") * 3,
    "get_days": (
        "days?from=2026-11-01&to=2026-12-01",
        "days?from=2026-11-19&to=2026-11-20&employment={employment}",
        "days?from=2026-01-01&to=2026-12-31",
        "days?from=2026-11-20&to=2027-11-20",
        "days?from=2026-03-28&to=2026-03-30",
    ),
    "get_day": (
        "days/2026-11-19",
        "days/2026-11-19?employment={employment}",
        "days/2026-11-20",
        "days/2026-12-25",
        "days/2026-10-25",
    ),
    "get_stamps": (
        "stamps?from=2026-11-01&to=2026-12-01",
        "stamps?from=2026-11-19&to=2026-11-20&employment={employment}",
        "stamps?from=2026-01-01&to=2026-12-31",
        "stamps?from=2026-11-20&to=2027-11-20",
        "stamps?from=2026-03-28&to=2026-03-30",
    ),
    "post_stamp": ("in", "break_start", "break_end", "out", "in"),
    "get_documents": ("documents",) * 5,
    "get_document_content": ("documents/{document}/content",) * 5,
}


@pytest.fixture(scope="module", params=KINDS)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with time_machine.travel(NOW, tick=False):
        yield from map(settled, copied_city(request, tmp_path_factory.mktemp("api")))


def operations() -> Iterator[tuple[str, str, str]]:
    """Yield path, method and id of everything described."""
    for path, methods in describe()["paths"].items():
        for method, each in methods.items():
            if method != "parameters":
                yield path, method, each["operationId"]


def asked(api: Api, program: Program, name: str, operation: str, way: str) -> TestResponse:
    if operation == "post_stamp":
        return program.stamp(next(KEYS), way)
    employment = getattr(api.city, name).employment_uid
    return program.get(way.format(employment=employment, document=api.documents[name]))


def test_every_operation_answers_often_and_as_each_role(api: Api) -> None:
    actions = declared(api.app)
    answered: Counter[str] = Counter()
    for path, method, operation in operations():
        roles = sorted(access.allowed_roles(actions[f"api_v1.{operation}"]))
        assert roles, operation
        for role in roles:
            for name in CAST[role]:
                program = api.program(name)
                for way in islice(cycle(WAYS[operation]), TURNS):
                    answer = asked(api, program, name, operation, way)
                    assert 200 <= answer.status_code < 300, (name, way, answer.text)
                    DESCRIBED[path][method].validate_response(answer)
                    answered[operation] += 1

    assert rare(answered) == []
    assert answered.keys() == WAYS.keys()


def rare(answered: Counter[str]) -> list[str]:
    """Return the described operations that answered less often than they have to."""
    return [operation for _, _, operation in operations() if answered[operation] < OFTEN]


def test_an_operation_that_answers_too_rarely_would_be_seen() -> None:
    answered = Counter(dict.fromkeys(WAYS, OFTEN)) - Counter({"get_me": 1})

    assert rare(answered) == ["get_me"]


def test_every_role_of_an_operation_has_somebody_who_stands_for_it(api: Api) -> None:
    actions = declared(api.app)
    needed = {role for _, _, each in operations() for role in access.allowed_roles(actions[f"api_v1.{each}"])}

    assert needed == set(CAST)


def test_a_supervisor_reads_herself_and_nobody_of_her_unit(api: Api) -> None:
    brandt = api.program("brandt")
    hers, others = api.city.brandt.employment_uid, api.city.aydin.employment_uid

    for path in (
        "balance?employment={}",
        "days/2026-11-19?employment={}",
        "stamps?from=2026-11-01&to=2026-12-01&employment={}",
    ):
        assert brandt.get(path.format(hers)).status_code == 200
        assert brandt.get(path.format(others)).status_code == 404
    assert brandt.get(f"documents/{api.documents['aydin']}/content").status_code == 404
