"""Every operation answers well, often, and as each role that may call it; nobody else gets an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count, cycle, islice
from uuid import UUID

import pytest
import schemathesis
import time_machine
from werkzeug.test import TestResponse

from tests.api.conftest import Api, Program, settled
from tests.city import FIRST_DAY, MONDAY, NOW, City
from tests.databases import KINDS, copied_city
from tests.lived_in import sight
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.duties import DutyKind
from timeclock.core.requests import State, Who
from timeclock.service import absence_requests, access, account_kinds, devices, offers, roster_import, wishes
from timeclock.service.absence_requests import Wanted
from timeclock.service.access import Action, Role
from timeclock.service.kinds.kind import Terms
from timeclock.service.offers import Chosen
from timeclock.service.offers import Wanted as SwapWanted
from timeclock.service.sight import Sight
from timeclock.service.wishes import DaysWanted
from timeclock.store import accounts, approvals, logins, models, people, requests, staffing
from timeclock.store.ids import new_uid
from timeclock.store.scope import Scope
from timeclock.store.staffing import NewPerson
from timeclock.web.api import examples
from timeclock.web.api.description import describe
from timeclock.web.policies import declared

# In total, on both databases together.
OFTEN = 20
ON_EACH = OFTEN // len(KINDS)
TURNS = 4
# Who stands for a role: a token carries none but for rosters and terminals, whatever its person is entrusted with.
CAST: Mapping[Role, tuple[str, ...]] = {
    Role.EMPLOYEE: ("aydin", "brandt", "celik"),
    Role.SUPERVISOR: ("brandt",),
    Role.TIME_OFFICER: ("aydin", "celik"),
    Role.IT_ADMIN: ("aydin", "brandt", "celik"),
}
DUTY_DAYS = (date(2026, 12, 8), date(2026, 12, 9))
HEADING = "staff_no;day;kind;from;to;plan\n"
DESCRIBED = schemathesis.openapi.from_dict(describe())
KEYS = map("key-of-a-stamp-{}".format, count())
# What is asked for: the same again under its key is answered alike, and is an answer too.
SENT: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "post_roster": ("rosters/2026-12/plan", examples.ROSTER_BODY | {"unit": "{unit}"}),
    "post_correction": ("requests/corrections", examples.CORRECTION_BODY),
    "post_break_not_taken": ("requests/breaks-not-taken", examples.BREAK_BODY),
    "post_absence": ("requests/absences", examples.ABSENCE_BODY),
    "post_absence_return": ("requests/absence-returns", {"absence": "{absence}", "reason": "Reise abgesagt"}),
    "post_overtime": ("requests/overtime", examples.OVERTIME_BODY),
    "post_mobile_work": ("requests/mobile-work", examples.MOBILE_WORK_BODY),
    "post_account_transfer": ("requests/account-transfers", examples.TRANSFER_BODY | {"to": "agreed"}),
    "post_withdrawal": ("requests/{waiting}/withdrawal", {}),
    "post_objection": ("requests/{decided}/objection", examples.OBJECTION_BODY),
    "post_swap": (
        "swaps",
        {"begins": "{duty}", "kind": "work", "colleague": "{colleague}", "reason": "Elternabend"},
    ),
    "post_offer_answer": ("swaps/answers", {"request": "{offer}", "answer": "agree"}),
    "post_month_answer": (
        "months/2026-10/answer",
        {"employment": "{employment}", "seen": "{seen}", "answer": "agree"},
    ),
}
# Some ways to ask well for each; `{…}` is filled with what is the person's own.
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
    "get_requests": ("requests", "requests?before={decided}"),
    "get_request": ("requests/{decided}", "requests/{waiting}"),
    "get_offers": ("swaps/offers",),
    "get_absences": ("absences?from=2026-01-01&to=2027-01-01", "absences?from=2026-12-01&to=2026-12-31"),
    "get_absence_reasons": ("absences/reasons",),
    "get_closed_months": (
        "months?from=2026-01-01&to=2027-01-01",
        "months?from=2026-10-01&to=2026-10-02&employment={employment}",
    ),
    "get_month": ("months/2026-10", "months/2026-11?employment={employment}", "months/2026-12"),
    "get_roster": ("rosters/2026-12", "rosters/2026-11?unit={unit}"),
    **{operation: (path,) for operation, (path, _) in SENT.items()},
    "get_documents": ("documents",) * 5,
    "get_terminals": ("terminals", "terminals?show=trouble"),
    "get_terminal": ("terminals/{terminal}",),
    "get_document_content": ("documents/{document}/content",) * 5,
}


def asked_before(city: City, name: str) -> None:
    """Let a person have credit, an absence to come, a request that waits, and one that was refused."""
    who, terms = sight_of(city, name), replace(Terms.of(city.settings), at_once=frozenset({"absence"}))
    with city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        employment = getattr(city, name).employment_id
        own = accounts.opened(session, employment, FLEXTIME, Unit.MINUTES, FIRST_DAY, NOW)
        accounts.post(session, own.id, Posting(FIRST_DAY, 6000, PostingKind.OPENING, "before"), NOW)
        days = date(2026, 12, 28), date(2026, 12, 29)
        absence_requests.ask(session, who, Wanted(new_uid(NOW), "leave", *days, None, None, ""), terms)
        refused = new_uid(NOW)
        wishes.ask_for_mobile_work(session, who, DaysWanted(refused, *days, "Umzug"), terms)
        asked = requests.own(session, who.actor.person_id or 0, refused)
        assert asked is not None
        requests.move(session, asked, State.REFUSED, Who(city.logins["officer"], None), "nein", NOW)
        approvals.settle(session, asked.id, State.REFUSED, Who(city.logins["officer"], None), None, NOW)
        wishes.ask_for_mobile_work(session, who, DaysWanted(new_uid(NOW), *days, "Umzug"), terms)


def rostered(city: City) -> None:
    """Let everybody have two duties of December beside a colleague's, and be offered the second of that one."""
    rulebook = city.rulebook()
    with city.database.transaction() as session:
        emde = staffing.hire(session, 1, NewPerson("Rosa", "Emde", "10011", city.archive, FIRST_DAY, 2340), NOW)
        models.assign(session, emde.employment_id, 1, MONDAY, FIRST_DAY, NOW)
        ids = {**city.logins, "emde": logins.add(session, "emde", "Emde", "", NOW, person_id=emde.person_id)}
        for unit, early, late in (("Bürgerdienste", "10001", "10002"), ("Stadtarchiv", "10003", "10011")):
            shifts = [f"{early};{day};work;06:00;10:00;\n{late};{day};work;11:00;15:00;\n" for day in DUTY_DAYS]
            planned = roster_import.Asked(unit, DUTY_DAYS[0].replace(day=1), rulebook.around)
            roster_import.enter(session, (HEADING + "".join(shifts)).encode(), planned, NOW)
        for who, hour, to in (("aydin", 5, city.brandt), ("brandt", 10, city.aydin), ("emde", 10, city.celik)):
            offered = Chosen(DutyKind.WORK, datetime(2026, 12, 9, hour, tzinfo=UTC))
            wanted = SwapWanted(new_uid(NOW), offered, to.employment_uid, None, "Elternabend")
            looking = sight(session, replace(city, logins=ids), who)
            offers.ask(session, looking, wanted, Terms.of(city.settings, rulebook))


def sight_of(city: City, name: str) -> Sight:
    with city.database.reading() as session:
        return sight(session, city, name)


@pytest.fixture(scope="module", params=KINDS)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with time_machine.travel(NOW, tick=False):
        for found in map(settled, copied_city(request, tmp_path_factory.mktemp("api"))):
            rostered(found.city)
            for name in ("aydin", "brandt", "celik"):
                asked_before(found.city, name)
            with found.city.database.transaction() as session:
                for name in CAST[Role.TIME_OFFICER]:
                    login, unit = found.city.logins[name], found.city.registry
                    logins.grant(session, login, Role.TIME_OFFICER, unit, FIRST_DAY, NOW, by=None)
                for name in CAST[Role.IT_ADMIN]:
                    logins.grant(session, found.city.logins[name], Role.IT_ADMIN, None, FIRST_DAY, NOW, by=None)
                devices.enrol(session, "Rathaus, Foyer", found.city.registry, bytes(32), NOW)
            yield found


def operations() -> Iterator[tuple[str, str, str]]:
    """Yield path, method and id of everything described."""
    for path, methods in describe()["paths"].items():
        for method, each in methods.items():
            if method != "parameters":
                yield path, method, each["operationId"]


def own_things(api: Api, program: Program, name: str) -> Mapping[str, str]:
    """Return the names of what is a person's own: found by asking, as a program does."""
    absences = program.get("absences?from=2026-12-01&to=2027-01-01").json["absences"]
    found = program.get("requests").json["requests"]
    return {
        "employment": str(getattr(api.city, name).employment_uid),
        "document": str(api.documents[name]),
        "absence": next(each["uid"] for each in absences if each["can_ask_back"]),
        "decided": next(each["uid"] for each in found if each["can_object"]),
        "waiting": next(each["uid"] for each in found if each["can_withdraw"]),
        "seen": program.get("months/2026-10").json["seen"],
        "offer": program.get("swaps/offers").json["offers"][0]["uid"],
        "duty": f"2026-12-08T{10 if name == 'brandt' else '05'}:00:00Z",
        "colleague": str(colleague_of(api.city, name)),
        "unit": program.get("rosters/2026-12").json.get("unit", {}).get("uid", ""),
        "terminal": next((each["uid"] for each in program.get("terminals").json.get("terminals", ())), ""),
    }


def colleague_of(city: City, name: str) -> UUID:
    staff_no = {"aydin": "10002", "brandt": "10001", "celik": "10011"}[name]
    with city.database.reading() as session:
        found = people.by_staff_no(session, staff_no, NOW.date(), Scope.system("test"))
    assert found is not None
    return found.employment_uid


def asked(program: Program, own: Mapping[str, str], operation: str, way: str) -> TestResponse:
    if operation == "post_stamp":
        return program.stamp(next(KEYS), way)
    if operation in SENT:
        _, body = SENT[operation]
        filled = {name: value.format(**own) if isinstance(value, str) else value for name, value in body.items()}
        return program.send(way.format(**own), filled or None, f"key-of-{operation}")
    return program.get(way.format(**own))


def test_every_operation_answers_often_and_as_each_role(api: Api) -> None:
    actions = actions_of(api)
    answered: Counter[str] = Counter()
    programs = {name: api.program(name) for names in CAST.values() for name in names}
    own = {name: own_things(api, program, name) for name, program in programs.items()}
    for path, method, operation in operations():
        roles = sorted(access.allowed_roles(actions[operation]))
        assert roles, operation
        for role in roles:
            for name in CAST[role]:
                for way in islice(cycle(WAYS[operation]), TURNS):
                    answer = asked(programs[name], own[name], operation, way)
                    assert 200 <= answer.status_code < 300, (name, way, answer.text)
                    DESCRIBED[path][method].validate_response(answer)
                    answered[operation] += 1

    assert rare(answered) == []
    assert answered.keys() == WAYS.keys()


def actions_of(api: Api) -> Mapping[str, Action]:
    """Return the action of each operation by its name alone."""
    parted = ((endpoint.rpartition("."), action) for endpoint, action in declared(api.app).items())
    return {view: action for (blueprint, _, view), action in parted if blueprint.startswith("api_v1")}


def rare(answered: Counter[str]) -> list[str]:
    """Return the described operations that answered less often than they have to."""
    return [operation for _, _, operation in operations() if answered[operation] < ON_EACH]


def test_an_operation_that_answers_too_rarely_would_be_seen() -> None:
    answered = Counter(dict.fromkeys(WAYS, ON_EACH)) - Counter({"get_me": 1})

    assert rare(answered) == ["get_me"]


def test_every_role_of_an_operation_has_somebody_who_stands_for_it(api: Api) -> None:
    actions = actions_of(api)
    needed = {role for _, _, each in operations() for role in access.allowed_roles(actions[each])}

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
