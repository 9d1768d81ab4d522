"""schemathesis makes up requests, good and bad, from the description: no answer is undocumented, none is our fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import hypothesis
import pytest
import schemathesis
import time_machine
from schemathesis.generation.case import Case

from tests.api.conftest import Api, Program, settled
from tests.city import NOW
from tests.databases import KINDS, copied_city
from timeclock.web.api.description import describe


class Door:
    """Where made-up requests go: the operations are known before the application is there."""

    app: WSGIApplication

    def __call__(self, environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self.app(environment, start)


ONE_DAY = timedelta(days=1)
DOOR = Door()
DESCRIBED = describe()
OPERATIONS = [each for methods in DESCRIBED["paths"].values() for each in methods if each != "parameters"]
# The operations share on each database what is given; each gets all that schemathesis finds at the borders besides.
MADE_UP = 3 * hypothesis.settings.get_profile("budget").max_examples // len(OPERATIONS)
SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
SCHEMA.app = DOOR


@pytest.fixture(scope="module", params=KINDS)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One city for all requests: what earlier ones stored, later ones meet."""
    with time_machine.travel(NOW, tick=True):
        for found in map(settled, copied_city(request, tmp_path_factory.mktemp("api"))):
            DOOR.app = found.app
            yield found


@pytest.fixture(scope="module")
def program(api: Api) -> Program:
    # She is entrusted with a unit besides: what only such people may send is made up for her, too.
    return api.program("brandt")


def in_order(days: Mapping[str, str]) -> dict[str, str]:
    first, last = sorted(date.fromisoformat(days[end]) for end in ("from", "to"))
    after = date.fromordinal(min(last.toordinal() + 1, date.max.toordinal()))
    return {"from": str(min(first, date.max - ONE_DAY)), "to": str(after)}


def whole_correction(body: Mapping[str, str]) -> dict[str, str]:
    needed = {"stamp": str(uuid4()), "kind": "out", "clock": "16:30"}
    return {name: body.get(name, needed[name]) for name in needed}


# What a good body has to be besides.
SENSIBLE: Mapping[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
    "/api/v1/requests/corrections": whole_correction,
    "/api/v1/requests/absences": in_order,
    "/api/v1/requests/mobile-work": in_order,
    "/api/v1/months/{first_day}/answer": lambda body: {"reason": body.get("reason", "").strip() or "Falsch"},
}


def sensible(case: Case) -> Case:
    """Put right in a good request what the description cannot say: days stand in order, and a key is used once."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return case
    if "from" in case.query:
        case.query |= in_order(case.query)
    if case.operation.path in SENSIBLE:
        case.body |= SENSIBLE[case.operation.path](case.body)
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = str(uuid4())
    return case


@SCHEMA.parametrize()
@hypothesis.settings(max_examples=MADE_UP)
def test_every_answer_is_one_of_those_described(program: Program, case: Case) -> None:
    """All of schemathesis' checks are on: status, schema, media type, headers, bad data refused, tokens asked for …"""
    answer = sensible(case).call_and_validate(headers=program.headers({}))

    assert answer.status_code < 500
