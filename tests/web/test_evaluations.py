"""Evaluations as tables: sums that plain SQL comes to, the same in every form, of those alone whom somebody may see.

Nothing here is imported from what makes the tables; protections alone are entered as people enter them.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import delete, insert, select, text

from tests import city as builders
from tests.city import NOW, PASSWORD, City
from timeclock.core.accounts import Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.needs import Heads
from timeclock.core.protections import Protection, ProtectionKind
from timeclock.ledger.leaf import canonical
from timeclock.service import leave, protections
from timeclock.service.access import Role
from timeclock.service.evaluations import kept
from timeclock.service.statistics import Least
from timeclock.store import accounts, logins, models, sources, staffing, stamps, unit_staffing
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.schema.evidence import access_read, audit
from timeclock.store.schema.people import person, unit_version
from timeclock.store.schema.results import day_amount, day_result, finding, period_result, protect_day, work_session
from timeclock.store.staffing import Hired, NewPerson
from timeclock.store.stamps import Original
from timeclock.web import create_app

BEGUN = date(2025, 1, 1)
SIZES = {"Jugendamt": 8, "Tiefbau": 7, "Archiv": 3}
HOSTILE = '=HYPERLINK("http://example.org")<b>'
LONG = "Amt für Straßen, Brücken & Plätze " * 9
CODES = ("ARBZG-3-2-MAX10", "ARBZG-5-1-REST11", "ARBZG-4-1-DUR30", "MUSCHG-4-1-MAX830")


def results(session: Session, who: Hired, no: int) -> None:
    """Write days of two years beside each other, one of them open, and what was found of them."""
    rows, found = [], []
    for year in (2025, 2026):
        for month in range(1, 13):
            day, short = date(year, month, 3), (no * 7 + month * 11) % 90 - 40
            rows.append(
                {
                    "employment_id": who.employment_id,
                    "day": day,
                    "state": "complete",
                    "present_min": 480,
                    "worked_min": 468 + short,
                    "target_min": 468,
                    "difference_min": short,
                    "lines": [],
                    "rules_hash": "",
                    "facts_until": NOW,
                }
            )
            if (no + month + year) % 3 == 0:
                code = CODES[(no + month) % 4]
                # Rest and maternity protect a person, whatever her employments.
                of_person = code in CODES[1::2]
                found.append(
                    {
                        "key": f"{who.person_id}:{day}:{code}",
                        "person_id": who.person_id,
                        "employment_id": None if of_person else who.employment_id,
                        "day": day,
                        "code": code,
                        "severity": "warning" if month % 5 == 0 else "violation",
                        "citation": "",
                        "figures": {},
                    }
                )
    session.execute(insert(day_result), rows)
    session.execute(insert(finding), found)
    if no % 3 == 0:
        sundays(session, who)
    if no % 5 == 0:
        builders.stamped_at(session, who, datetime(2026, 8, 3, 6, tzinfo=UTC), "in")
    if no == 1:
        # She stands out in the list without names.
        of_her = {"person_id": who.person_id, "employment_id": who.employment_id, "citation": "", "figures": {}}
        days = [{"day": date(2026, 8, day), "key": f"out{day}"} for day in (10, 11, 12)]
        session.execute(insert(finding), [of_her | day | {"code": CODES[0], "severity": "violation"} for day in days])
    if no in (0, 9):
        ordered(session, who, "overtime", 600)
    if no == 0:
        ordered(session, who, "extra_work", 90)
        week = {"from_day": date(2026, 6, 15), "to_day": date(2026, 11, 30), "person_id": who.person_id}
        told = {"worked_min": 50_000, "expected_min": 69_240, "limit_min": 69_120}
        at_night = {"worked_min": 9_000, "limit_min": 9_600}
        rows = [
            week | {"kind": "average", "ok": False, "figures": told},
            week | {"kind": "night_average", "ok": True, "figures": at_night},
        ]
        session.execute(insert(period_result), rows)


def ordered(session: Session, who: Hired, kind: str, minutes: int) -> None:
    """Give something to an account of what was ordered for July, for May, and for September."""
    account = accounts.open_(session, who.employment_id, kind, Unit.MINUTES, BEGUN, NOW)
    for month, amount in ((7, minutes), (5, 7), (9, 11)):
        first = date(2026, month, 1)
        posted = Posting(date(2026, month, 28), amount, PostingKind.MONTH, f"2026-{month:02}", first)
        accounts.post(session, account.id, posted, NOW)


def sundays(session: Session, who: Hired) -> None:
    """Write two Sundays and a holiday worked, one with its free day, one waiting for it, one without."""
    worked = {
        date(2026, 10, 4): ("substitute_sunday", "2026-10-17", True),
        date(2026, 11, 22): ("substitute_sunday", "2026-12-05", False),
        date(2026, 10, 3): ("substitute_holiday", "2026-11-14", False),
    }
    periods = [
        {
            "person_id": who.person_id,
            "kind": kind,
            "from_day": day,
            "to_day": day + timedelta(days=14),
            "figures": {"worked_day": day.isoformat(), "latest_day": latest},
            "ok": ok,
        }
        for day, (kind, latest, ok) in worked.items()
    ]
    year = {"from_day": date(2026, 1, 1), "to_day": date(2027, 1, 1), "ok": True, "figures": {"free": "50"}}
    session.execute(insert(period_result), [*periods, {"person_id": who.person_id, "kind": "free_sundays", **year}])
    days = []
    for day in (*worked, date(2026, 10, 6)):
        begin = datetime.combine(day, time(6 if day < date(2026, 10, 25) else 7), UTC)
        days.append(
            {
                "person_id": who.person_id,
                "day": day,
                "no": 1,
                "from_at": begin,
                "to_at": begin + timedelta(hours=9, minutes=30),
                "span_min": 570,
                "protective_min": 525,
                "night_min": 0,
                "night_work": False,
            }
        )
    session.execute(insert(protect_day), days)


def paid(session: Session, who: Hired) -> None:
    """Write nights of two months and one day on call."""
    row = {
        "employment_id": who.employment_id, "rule": "", "citation": "", "spans": [], "since": None, "replaces": False,
        "percent": None, "unit": "min",
    }  # fmt: skip
    nights = [
        row | {"day": day, "kind": "night", "percent": 20, "amount": minutes}
        for day, minutes in ((date(2026, 9, 2), 121), (date(2026, 9, 3), 240), (date(2026, 10, 1), 333))
    ]
    on_call = row | {"day": date(2026, 9, 5), "kind": "on_call", "unit": "milli", "amount": 1375}
    session.execute(insert(day_amount), [*nights, on_call])


def stamped_in_places(session: Session, people: Sequence[Hired]) -> None:
    """Let ten stamp twice at the town hall, three at the archive's door and seven in the browser."""
    at = datetime(2026, 9, 8, 6, tzinfo=UTC)
    hall, door = (sources.add_terminal(session, name, None, "active", NOW)[0] for name in ("Rathaus", "Tor am Archiv"))
    for no, who in enumerate(people[:10]):
        at_terminal(session, who, hall, at + timedelta(minutes=no))
        at_terminal(session, who, hall, at + timedelta(hours=8, minutes=no))
    for no, who in enumerate(people[15:]):
        at_terminal(session, who, door, at + timedelta(minutes=no))
    for who in people[3:10]:
        builders.stamped_at(session, who, at + timedelta(days=1), "in")


SEQ = itertools.count(1)


def at_terminal(session: Session, who: Hired, source_id: int, moment: datetime) -> None:
    row = {
        "uid": new_uid(moment), "source_id": source_id, "epoch": "e", "seq": next(SEQ), "kind": "in", "at": moment,
        "at_rule": "device", "received_at": moment, "clock_quality": "good", "zone_rules": "test",
        "level": "identified", "person_id": who.person_id, "employment_id": who.employment_id,
    }  # fmt: skip
    stamps.append(session, [(row, Original(canonical(row), b""))], moment)


def made(session: Session, town: City) -> None:
    """Make what is made once, as the job does in November."""
    kept.make(session, date(2026, 11, 1), Least.of(town.settings), town.settings.zone, NOW)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The small city with three more units, in which people worked two years and broke rules."""
    town = builders.small_city(builders.settings_in(tmp_path_factory.mktemp("evaluations")))
    with town.database.transaction() as session:
        units = {name: staffing.add_unit(session, 1, name, BEGUN, NOW, 1) for name in SIZES}
        people = [name for name, size in SIZES.items() for _ in range(size)]
        hired = []
        for no, name in enumerate(people):
            who = staffing.hire(session, 1, NewPerson("Kim", f"Größe{no}", f"5{no:04}", units[name], BEGUN, 2340), NOW)
            models.assign(session, who.employment_id, 1, builders.MONDAY, BEGUN, NOW)
            results(session, who, no)
            hired.append(who)
        paid(session, hired[2])
        paid(session, hired[12])
        stamped_in_places(session, hired)
        heads = Heads(units["Jugendamt"], BEGUN, None, (9, 9, 9, 9, 9, 0, 0, 0))
        unit_staffing.set_heads(session, heads, None, NOW)
        at = datetime(2026, 9, 8, 6, tzinfo=UTC)
        work = {
            "day": at.date(),
            "no": 1,
            "kind": "work",
            "from_at": at,
            "to_at": None,
            "in_stamp": "",
            "out_stamp": None,
        }
        session.execute(insert(work_session), [work | {"employment_id": who.employment_id} for who in hired[:2]])
        session.execute(person.update().where(person.c.family_name == "Größe3").values(family_name=HOSTILE))
        opted = Protection(ProtectionKind.OPT_OUT, date(2026, 3, 1), date(2027, 3, 1))
        protections.add(session, "50001", opted, NOW)
        for cast in (town.aydin, town.brandt, town.celik):
            leave.refresh_now(session, cast.person_id, town.rulebook(), NOW)
        renamed = unit_version.update().where(unit_version.c.name == "Tiefbau")
        session.execute(renamed.values(name=LONG))
        part = logins.add(session, "jugend", "Jugend", builders.QUICK.hash(PASSWORD), NOW)
        logins.grant(session, part, Role.TIME_OFFICER, units["Jugendamt"], BEGUN, NOW, by=None)
        builders.agreed(session)
        made(session, town)
    return town


@pytest.fixture(scope="module")
def app(town: City) -> Flask:
    return create_app(town.settings, town.database)


@pytest.fixture(scope="module")
def signed_in(app: Flask) -> Iterator[dict[str, FlaskClient]]:
    with time_machine.travel(NOW, tick=False):
        yield {name: come(app, name) for name in ("hr", "council", "jugend", "brandt")}


def come(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token is not None
    answer = client.post("/login", data={"name": name, "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 303
    return client


def asked(client: FlaskClient, code: str, form: str = "json", **chosen: object) -> Any:
    """Return an evaluation as a program, a spreadsheet or a reader gets it."""
    answer = client.get(f"/evaluations/{code}/table/{form}", query_string=chosen)
    assert answer.status_code == 200
    match form:
        case "json":
            return json.loads(answer.data)
        case "csv":
            return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        case "xlsx":
            return openpyxl.load_workbook(io.BytesIO(answer.data))
        case _:
            return PdfReader(io.BytesIO(answer.data))


def by_name(found: Any) -> list[dict[str, Any]]:
    names = [f"{each['name']} {each['month']}" if each["month"] else each["name"] for each in found["columns"]]
    return [dict(zip(names, row, strict=True)) for row in found["rows"]]


def total(found: Any, name: str) -> Any:
    names = [each["name"] for each in found["columns"]]
    return found["total"][names.index(name)]


def by_hand(town: City, query: str, **asked: object) -> list[tuple[Any, ...]]:
    with town.database.reading() as session:
        return [tuple(row) for row in session.execute(text(query), asked)]


# --- violations ----------------------------------------------------------------------------------------------------

BROKEN = """
    SELECT count(*) FROM finding f JOIN employment e ON e.person_id = f.person_id
    JOIN placement p ON p.employment_id = e.id JOIN unit_version u ON u.unit_id = p.unit_id
    WHERE f.severity = 'violation' AND f.day >= :first AND f.day < :last AND u.name LIKE :unit AND f.code LIKE :code
"""


def test_violations_are_those_of_plain_sql(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "violations", year=2026)

    def count(first: str, last: str, unit: str = "%", code: str = "%") -> int:
        return int(by_hand(town, BROKEN, first=first, last=last, unit=unit, code=code)[0][0])

    assert total(found, "this_year") == count("2026-01-01", "2026-12-01") > 20
    assert total(found, "last_year") == count("2025-01-01", "2025-12-01") > 20
    rows = {(row["unit"], row["rule"]): row for row in by_name(found)}
    for unit in ("Jugendamt", "Archiv"):
        for code in CODES:
            row = rows.get((unit, code), {"this_year": 0, "last_year": 0, "month 2026-06": 0})
            assert row["this_year"] == count("2026-01-01", "2026-12-01", unit, code)
            assert row["last_year"] == count("2025-01-01", "2025-12-01", unit, code)
            assert row["month 2026-06"] == count("2026-06-01", "2026-07-01", unit, code)
    last_year = asked(signed_in["hr"], "violations", year=2025)
    assert total(last_year, "this_year") == count("2025-01-01", "2026-01-01")
    # Of 2024 nothing is known, which is not that no rule was broken.
    assert {row["last_year"] for row in by_name(last_year)} == {total(last_year, "last_year")} == {None}


def test_the_council_gets_units_of_enough_people_and_learns_no_personal_rule(
    town: City, signed_in: dict[str, FlaskClient]
) -> None:
    rows = by_name(found := asked(signed_in["council"], "violations"))
    months = {"first": "2026-01-01", "last": "2026-11-01"}

    # The archive and the cast have too few, and are told with the next smallest alone.
    assert {row["unit"] for row in rows} == {"Jugendamt", "others"}
    assert [each["month"] for each in found["columns"] if each["month"]][-1] == "2026-10"
    own = by_hand(town, BROKEN, **months, unit="Jugendamt", code="%")[0][0]
    everybody = by_hand(town, BROKEN, **months, unit="%", code="%")[0][0]
    for unit, expected in (("Jugendamt", own), ("others", everybody - own)):
        assert sum(row["this_year"] for row in rows if row["unit"] == unit) == expected > 3
    assert total(found, "this_year") == everybody
    assert any(row["rule"].startswith("MUSCHG") for row in by_name(asked(signed_in["hr"], "violations")))
    assert not any(row["rule"].startswith("MUSCHG") for row in rows)
    page = signed_in["council"].get("/evaluations/violations/table").text
    assert "Alle anderen zusammen" in page


@pytest.mark.parametrize("code", ["violations", "reached", "terminal_use", "unnamed"])
def test_two_looks_with_something_learned_between_them_are_the_same(
    town: City, signed_in: dict[str, FlaskClient], code: str
) -> None:
    before, whole = (asked(signed_in[who], of)["rows"] for who, of in (("council", code), ("hr", "violations")))
    learned = {
        "key": "late", "person_id": town.aydin.person_id, "employment_id": None, "day": date(2026, 8, 5),
        "code": CODES[0], "severity": "violation", "citation": "", "figures": {},
    }  # fmt: skip
    with town.database.transaction() as session:
        session.execute(insert(finding), learned)
        builders.stamped_at(session, town.celik, datetime(2026, 8, 5, 6, tzinfo=UTC), "in", received_at=NOW)
        made(session, town)
    after, later = (asked(signed_in[who], of)["rows"] for who, of in (("council", code), ("hr", "violations")))
    with town.database.transaction() as session:
        session.execute(delete(finding).where(finding.c.key == "late"))

    assert before == after != []
    assert later != whole


def test_who_settles_one_unit_sees_that_one_and_no_personal_rule(signed_in: dict[str, FlaskClient]) -> None:
    rows = by_name(asked(signed_in["jugend"], "violations"))

    assert {row["unit"] for row in rows} == {"Jugendamt"}
    assert not any(row["rule"].startswith("MUSCHG") for row in rows)


# --- balances ------------------------------------------------------------------------------------------------------


def test_balances_are_those_of_plain_sql(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "balances", last="2026-08-31")
    query = "SELECT employment_id, sum(difference_min) FROM day_result WHERE day < '2026-09-01' GROUP BY employment_id"
    numbers = dict(by_hand(town, "SELECT id, staff_no FROM employment"))
    expected = {numbers[who]: amount for who, amount in by_hand(town, query)}

    got = {row["staff_no"]: row["balance"] for row in by_name(found) if row["balance"]}
    assert got == {who: amount for who, amount in expected.items() if amount}
    assert total(found, "balance") == sum(expected.values()) != 0
    assert found["people"] == len(found["rows"]) == 21


def test_a_look_at_people_is_on_record_with_the_run(town: City, signed_in: dict[str, FlaskClient]) -> None:
    with town.database.reading() as session:
        before = session.execute(select(access_read.c.id)).all()
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        asked(signed_in["jugend"], "balances", "csv", last="2026-08-31")
    with town.database.reading() as session:
        looks = session.execute(select(access_read).where(access_read.c.id > len(before))).all()
        ran = session.execute(select(audit).where(audit.c.action == "evaluation.run").order_by(audit.c.id)).all()[-1]
    assert [(each.route, each.purpose, len(each.person_ids)) for each in looks] == [("evaluation", "keep_accounts", 8)]
    said = {"version": 1, "from": "2026-08-31", "to": "2026-08-31", "form": "csv", "people": 8}
    assert (ran.subject, ran.detail) == ("balances", said)
    log = signed_in["council"].get("/evaluations/runs").text
    assert re.search(r">31\.08\.2026, CSV<", log)


def test_nobody_runs_what_is_not_hers(signed_in: dict[str, FlaskClient]) -> None:
    for name, code, status in (
        ("brandt", "balances", 403),
        ("council", "balances", 403),
        ("hr", "proof", 404),
        ("hr", "nothing", 404),
    ):
        assert signed_in[name].get(f"/evaluations/{code}/table").status_code == status
        assert signed_in[name].get(f"/evaluations/{code}/table/xlsx").status_code == status
    units = re.findall(r'<option value="([0-9a-f-]{36})"', signed_in["hr"].get("/evaluations/balances/table").text)
    seen = [signed_in["jugend"].get(f"/evaluations/balances/table?unit={unit}").status_code for unit in units]
    assert sorted(set(seen)) == [200, 404]


# --- leave, Sundays, the authority, the council's list ---------------------------------------------------------------


def test_sundays_and_substitute_days_are_those_of_plain_sql(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "sundays", year=2026)

    def count(kind: str, more: str = "") -> int:
        query = f"SELECT count(*) FROM period_result WHERE from_day >= '2026-01-01' AND kind {kind} {more}"  # noqa: S608  ours
        return int(by_hand(town, query)[0][0])

    assert total(found, "sundays_worked") == count("= 'substitute_sunday'") == 12
    assert total(found, "holidays_worked") == count("= 'substitute_holiday'") == 6
    assert total(found, "days_given") == count("LIKE 'substitute%'", "AND ok") > 0
    lacking = total(found, "days_waiting") + total(found, "days_missing")
    assert lacking == count("LIKE 'substitute%'", "AND NOT ok") > 0
    assert total(found, "days_waiting") == 6
    row = next(row for row in by_name(found) if row["days_waiting"])
    assert (row["sundays_free"], row["next_until"]) == (50, "2026-12-05")
    assert len(found["rows"]) == 6


def test_the_authority_gets_each_day_with_what_is_beyond_the_law(town: City, signed_in: dict[str, FlaskClient]) -> None:
    days = {"first": "2026-10-01", "last": "2026-10-31"}
    found = asked(signed_in["hr"], "authority", **days)
    within = "day BETWEEN '2026-10-01' AND '2026-10-31'"
    worked = by_hand(town, f"SELECT count(*), sum(protective_min) FROM protect_day WHERE {within}")  # noqa: S608  ours
    # A Sunday, 3 October and all above eight hours; all Saints' is in November.
    beyond = f"""
        SELECT sum(CASE WHEN strftime('%w', day) = '0' OR day = '2026-10-03' THEN protective_min
                        WHEN protective_min > 480 THEN protective_min - 480 ELSE 0 END) FROM protect_day WHERE {within}
    """  # noqa: S608  ours

    assert (len(found["rows"]), total(found, "working_time")) == worked[0]
    assert total(found, "beyond_eight") == by_hand(town, beyond)[0][0] > 0
    row = by_name(found)[0]
    assert (row["day"], row["begin"], row["end"]) == ("2026-10-03", "08:00", "17:30")
    assert "wer länger" not in signed_in["hr"].get("/evaluations/authority").text
    assert signed_in["jugend"].get("/evaluations/authority/table").status_code == 403
    sheet = asked(signed_in["hr"], "authority", "xlsx", **days).worksheets[0]
    assert (sheet["D2"].value.date(), sheet["D2"].is_date) == (date(2026, 10, 3), True)
    odd = signed_in["hr"].get("/evaluations/authority/table?first=2026-10-31&last=2026-10-01")
    assert (odd.status_code, "liegt vor dem ersten" in odd.text) == (422, True)
    assert signed_in["hr"].get("/evaluations/authority/table/csv?first=2020-01-01&last=2026-10-01").status_code == 422


def test_the_councils_list_names_nobody_and_nobody_stands_out(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["council"], "unnamed", last="2026-09-30")
    rows = by_name(found)

    assert len(rows) == found["people"] == 21
    assert (found["from"], found["to"]) == ("2026-07-01", "2026-09-30")
    groups = {row["group"] for row in rows}
    sizes = {group: sum(1 for row in rows if row["group"] == group) for group in groups}
    assert min(sizes.values()) >= 7
    for group, size in sizes.items():
        assert sorted(row["number"] for row in rows if row["group"] == group) == list(range(1, size + 1))
    query = """
        SELECT p.employment_id, (SELECT count(*) FROM finding f JOIN employment e ON e.person_id = f.person_id
            WHERE e.id = p.employment_id AND f.severity = 'violation' AND f.day BETWEEN '2026-07-01' AND '2026-09-30')
        FROM placement p JOIN unit_version u ON u.unit_id = p.unit_id WHERE u.name = 'Jugendamt'
    """
    exact = sorted(number for _, number in by_hand(town, query))
    assert exact[-1] > exact[-3]
    expected = [f"≥ {exact[-3]}" if number >= exact[-3] else number for number in exact]
    told = [row["violations"] for row in rows if row["group"] == "Jugendamt"]
    assert sorted(map(str, told)) == sorted(map(str, expected))
    lowest = [row["balance_hours"] for row in rows if str(row["balance_hours"]).startswith("≤")]
    assert len(lowest) >= 3 * len(sizes)
    assert found["total"] is None
    page = signed_in["council"].get("/evaluations/unnamed/table?last=2026-09-30").text
    assert not re.search(r"Größe|Aydin|5000", page)
    # Today lies in a quarter that is not over: it is the one before.
    assert asked(signed_in["council"], "unnamed")["to"] == "2026-09-30"
    assert signed_in["hr"].get("/evaluations/unnamed/table").status_code == 403


def test_leave_that_is_owed_is_what_entitlements_less_days_leave(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "leave_left")
    rows = {row["staff_no"]: row for row in by_name(found)}
    query = """
        SELECT e.staff_no, sum(n.milli_days) FROM entitlement n JOIN employment e ON e.id = n.employment_id
        WHERE n.leave_year = 2026 GROUP BY e.staff_no
    """

    assert {who: row["this_years"] for who, row in rows.items()} == dict(by_hand(town, query))
    assert total(found, "this_years") == 3 * 30_000
    # 39 hours in five days: a day is 7:48.
    assert rows["10001"]["owed"] == 30 * 468
    assert rows["10001"]["former_years"] == 0
    assert signed_in["jugend"].get("/evaluations/leave_left/table").status_code == 403


def test_overtime_is_what_was_posted_for_the_months(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "overtime", first="2026-06-01", last="2026-07-31")
    query = """
        SELECT e.staff_no, a.kind, sum(b.amount) FROM posting b JOIN account a ON a.id = b.account_id
        JOIN employment e ON e.id = a.employment_id WHERE a.kind IN ('overtime', 'extra_work', 'extra_duty')
        AND b.kind IN ('month', 'delta') AND b.month BETWEEN '2026-06-01' AND '2026-07-31' GROUP BY 1, 2
    """
    expected = {(who, kind): amount for who, kind, amount in by_hand(town, query)}

    got = {(row["staff_no"], kind): row[kind] for row in by_name(found) for kind in ("overtime", "extra_work")}
    assert {of: amount for of, amount in got.items() if amount} == expected
    assert total(found, "in_all") == sum(expected.values()) == 2 * 600 + 90
    assert {row["staff_no"] for row in by_name(asked(signed_in["jugend"], "overtime"))} == set()


def test_an_average_tells_what_room_is_left(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "averages", last="2026-11-20")

    rows = [(row["staff_no"], row["average"], row["working_time"], row["room_left"]) for row in by_name(found)]
    assert rows == [("50000", "average", 50_000, -120), ("50000", "night_average", 9_000, 600)]
    assert "−2:00" in signed_in["hr"].get("/evaluations/averages/table?last=2026-11-20").text
    assert asked(signed_in["hr"], "averages", last="2026-05-01")["rows"] == []


def test_deviations_are_counted_by_unit_and_kind(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "deviations", first="2026-03-01", last="2026-05-31")
    query = "SELECT count(*) FROM finding WHERE day BETWEEN '2026-03-01' AND '2026-05-31' AND severity <> 'note'"

    assert (total(found, "open"), total(found, "settled")) == (by_hand(town, query)[0][0], 0)
    assert total(found, "open") > 10
    assert {row["unit"] for row in by_name(asked(signed_in["jugend"], "deviations", first="2026-03-01"))} == {
        "Jugendamt"
    }


def test_people_who_clock_are_counted_in_units_of_enough(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["council"], "reached", year=2026)
    rows = {row["unit"]: row for row in by_name(found)}
    query = """
        SELECT count(DISTINCT s.person_id) FROM stamp s JOIN source o ON o.id = s.source_id
        WHERE o.kind IN ('terminal', 'web', 'phone') AND s.at BETWEEN '2026-09-01' AND '2026-09-30'
    """

    assert (rows["Jugendamt"]["employed"], rows["Jugendamt"]["month 2026-08"]) == (8, 2)
    assert rows["Jugendamt"]["month 2026-07"] == 0
    assert rows.keys() == {"Jugendamt", "others"}
    assert rows["others"]["employed"] == 21 - 8
    names = [f"{each['name']} {each['month']}" if each["month"] else each["name"] for each in found["columns"]]
    totals = dict(zip(names, found["total"], strict=True))
    assert (totals["employed"], totals["month 2026-09"]) == (21, by_hand(town, query)[0][0])
    assert "month 2026-11" not in totals
    assert asked(signed_in["council"], "reached", year=2024)["rows"] == []
    assert "am 15. des nächsten" in signed_in["council"].get("/evaluations/reached/table?year=2024").text


def test_use_of_terminals_is_counted_and_of_no_few_people(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "terminal_use", year=2026)
    rows = {(row["way"], row["terminal"]): row for row in by_name(found)}
    query = """
        SELECT count(*) FROM stamp s JOIN source o ON o.id = s.source_id
        WHERE o.kind LIKE :kind AND o.name LIKE :name AND s.at BETWEEN '2026-09-01' AND '2026-09-30'
    """

    # At the door of the archive three stamp, in the browser seven: they are told together.
    assert rows.keys() == {("terminal", "Rathaus"), ("others", "")}
    for (kind, name), key in ((("terminal", "Rathaus"), ("terminal", "Rathaus")), (("%", "%"), None)):
        expected = by_hand(town, query, kind=kind, name=name)[0][0]
        months = [row["month 2026-09"] for of, row in rows.items() if key in (None, of)]
        assert sum(months) == expected > 7
    # In August few people stamped in all.
    assert rows["others", ""]["month 2026-08"] == "too_few"
    assert total(found, "this_year") == sum(row["this_year"] for row in rows.values())
    page = signed_in["council"].get("/evaluations/terminal_use/table?year=2026").text
    assert ("Rathaus" in page, "Tor am Archiv" in page, "Größe" in page) == (True, False, False)
    assert signed_in["jugend"].get("/evaluations/terminal_use/table").status_code == 403


def test_premiums_and_on_call_are_those_of_plain_sql(town: City, signed_in: dict[str, FlaskClient]) -> None:
    within = {"first": "2026-09-01", "last": "2026-09-30"}
    found = asked(signed_in["hr"], "premiums", **within)
    query = """
        SELECT e.staff_no, d.kind, d.percent, d.unit, count(*), sum(d.amount) FROM day_amount d
        JOIN employment e ON e.id = d.employment_id
        WHERE d.day BETWEEN '2026-09-01' AND '2026-09-30' GROUP BY 1, 2, 3, 4
    """
    expected = {row[:3]: (row[4], row[3], row[5]) for row in by_hand(town, query)}

    assert len(expected) == 4
    for row in by_name(found):
        days, unit, amount = expected.pop((row["staff_no"], row["paid_for"], row["percent"]))
        told = row["length"] if unit == "min" else row["hours_of_pay"]
        assert (row["days"], told) == (days, amount)
    assert expected == {}
    assert total(found, "length") == 2 * (121 + 240)
    page = signed_in["hr"].get("/evaluations/premiums/table", query_string=within).text
    assert "Nachtarbeit" in page
    assert "1,375" in page
    sheet = asked(signed_in["hr"], "premiums", "xlsx", **within).worksheets[0]
    assert 1.375 in [cell.value for cell in sheet["H"]]
    # Of another unit nothing; of her own what there is.
    assert {row["unit"] for row in by_name(asked(signed_in["jugend"], "premiums", **within))} == {"Jugendamt"}


def test_staffing_sets_who_was_there_against_who_was_needed(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = asked(signed_in["hr"], "staffing", first="2026-09-07", last="2026-09-13")
    names = ("day", "needed", "to_be_there", "worked_there", "missing")
    rows = [tuple(row[name] for name in names) for row in by_name(found)]
    query = "SELECT count(DISTINCT employment_id) FROM work_session WHERE day = '2026-09-08'"

    # Eight work by a pattern from Monday to Friday; nobody is needed at the weekend.
    assert [row[:3] for row in rows] == [(f"2026-09-{day:02}", 9, 8) for day in range(7, 12)]
    assert rows[1][3] == by_hand(town, query)[0][0] == 2
    assert {row[4] for row in rows} == {1}
    assert total(found, "missing") == 5
    assert asked(signed_in["jugend"], "staffing", first="2026-09-07", last="2026-09-13")["rows"] == found["rows"]


def test_the_register_of_opt_outs_has_those_alone_who_agreed(signed_in: dict[str, FlaskClient]) -> None:
    rows = by_name(asked(signed_in["hr"], "opt_outs"))

    assert [(row["staff_no"], row["since"], row["until"]) for row in rows] == [("50001", "2026-03-01", "2027-02-28")]
    assert asked(signed_in["hr"], "opt_outs", last="2026-02-28")["rows"] == []
    assert signed_in["jugend"].get("/evaluations/opt_outs/table").status_code == 403


# --- forms ---------------------------------------------------------------------------------------------------------


def test_every_form_has_the_same_rows(signed_in: dict[str, FlaskClient]) -> None:
    chosen = {"last": "2026-08-31"}
    values = by_name(asked(signed_in["hr"], "balances", **chosen))
    heads, *rows = asked(signed_in["hr"], "balances", "csv", **chosen)
    book = asked(signed_in["hr"], "balances", "xlsx", **chosen)
    paper = asked(signed_in["hr"], "balances", "pdf", **chosen)
    page = signed_in["hr"].get("/evaluations/balances/table", query_string=chosen).text

    assert heads == ["Name", "Personalnummer", "Dienststelle", "Saldo (Minuten)", "Konto"]
    assert [(row[1], int(row[3])) for row in rows] == [(row["staff_no"], row["balance"]) for row in values]
    sheet = book["Salden mit Ampel"]
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(cell[1], round(cell[3] * 60)) for cell in cells[:-1]] == [(r["staff_no"], r["balance"]) for r in values]
    assert round(cells[-1][3] * 60) == sum(row["balance"] for row in values)
    assert sheet["D2"].data_type == "n"
    assert "0.00" in sheet["D2"].number_format
    words = " ".join(one.extract_text() for one in paper.pages)
    assert all(row["staff_no"] in words and row["staff_no"] in page for row in values)
    assert set(paper.attachments) == {"balances-2026-08-31.csv", "balances-2026-08-31.json"}
    assert json.loads(paper.attachments["balances-2026-08-31.json"][0])["rows"]


def test_no_form_holds_a_formula_and_every_letter_arrives(signed_in: dict[str, FlaskClient]) -> None:
    sheet = asked(signed_in["hr"], "balances", "xlsx")["Salden mit Ampel"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    hostile = next(cell for cell in cells if str(cell.value).startswith(HOSTILE))

    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert (hostile.data_type, int(hostile.quotePrefix)) == ("s", 1)
    assert any(cell.value == LONG for cell in cells)
    assert any("Größe1" in str(cell.value) for cell in cells)
    rows = asked(signed_in["hr"], "balances", "csv")
    assert any(row[0].startswith(f"'{HOSTILE}") for row in rows)
    assert "&lt;b&gt;" in signed_in["hr"].get("/evaluations/balances/table").text


def test_paper_has_an_end(signed_in: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeclock.web.hr.evaluations.MOST_PRINTED", 20)
    monkeypatch.setattr("timeclock.web.hr.evaluations.MOST_ROWS", 5)
    answer = signed_in["hr"].get("/evaluations/balances/table/pdf")

    assert (answer.status_code, "zu viel für Papier" in answer.text) == (422, True)
    assert "16 weitere Zeilen stehen in den Dateien" in answer.text
    assert answer.text.count("<tr role=") == 1 + 5 + 1
    assert len(asked(signed_in["hr"], "balances", "csv")) == 22


def test_statistics_come_as_a_workbook_too(signed_in: dict[str, FlaskClient]) -> None:
    answer = signed_in["hr"].get("/statistics/xlsx?kind=worked&year=2025")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.worksheets[0]["B1"].value == "2025"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("balances/table?last=soon", "nicht verstanden"),
        ("balances/table?last=1800-01-01", "1990"),
        ("violations/table?year=99", "ein Jahr von 1991 bis 2199"),
        ("balances/table?unit=x", "nicht verstanden"),
    ],
)
def test_what_makes_no_sense_is_explained_and_stays(signed_in: dict[str, FlaskClient], query: str, said: str) -> None:
    answer = signed_in["hr"].get(f"/evaluations/{query}")
    assert (answer.status_code, said in answer.text) == (422, True)
