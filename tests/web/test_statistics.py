"""Statistics for HR and staff council: sums that equal plain SQL, small groups that stay hidden, looks on record."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text

from tests import city as builders
from tests.city import NOW, PASSWORD, City
from tests.lived_in import sight
from timeclock.core.accounts import Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.core.spans import DaySpan
from timeclock.core.statistics import By, Kind
from timeclock.i18n import translator, wording
from timeclock.jobs import statistics as job
from timeclock.jobs.job import Step, Tools
from timeclock.service import absence_reasons, reminders
from timeclock.service import statistics as store
from timeclock.service.access import Role
from timeclock.store import accounts, facts, logins, models, saved_statistics, staffing
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.saved_statistics import NewSaved
from timeclock.store.schema.absences import absence
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.leave import entitlement, entitlement_use
from timeclock.store.schema.results import day_result
from timeclock.store.schema.statistics import statistic
from timeclock.store.staffing import Hired, NewPerson
from timeclock.web import create_app

BEGUN = date(2025, 1, 1)
DAYS = {2025: date(2025, 7, 1), 2026: date(2026, 7, 1)}
# People of each unit; those of the archive are fewer than any group, and the smallest department takes them in.
SIZES = {"Jugendamt": 20, "Tiefbau": 15, "Archiv": 4}


def away(session: Session, who: Hired, reason: str, days: DaySpan, part: str = "whole") -> None:
    row = {
        "uid": new_uid(NOW), "employment_id": who.employment_id, "reason": reason, "from_day": days.from_day,
        "to_day": days.to_day, "part": part, "figures": {}, "recorded_at": NOW, "ledger_id": None,
    }  # fmt: skip
    session.execute(insert(absence), {name: value for name, value in row.items() if name in absence.c})


def worked(session: Session, who: Hired, first: date, minutes: int) -> None:
    """Write ten days of results beside each other."""
    rows = [
        {
            "employment_id": who.employment_id, "day": first + timedelta(days=no), "state": "complete",
            "present_min": minutes, "worked_min": minutes, "target_min": 468, "difference_min": minutes - 468,
            "lines": [], "rules_hash": "", "facts_until": NOW,
        }
        for no in range(10)
    ]  # fmt: skip
    session.execute(insert(day_result), rows)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The small city with three more units, in which people worked and were away in two summers."""
    town = builders.small_city(builders.settings_in(tmp_path_factory.mktemp("statistics")))
    with town.database.transaction() as session:
        absence_reasons.bring(session, NOW)
        builders.agreed(session)
        units = {name: staffing.add_unit(session, 1, name, BEGUN, NOW, 1) for name in SIZES}
        people = [(name, no) for name, size in SIZES.items() for no in range(size)]
        for no, (name, _) in enumerate(people):
            new = NewPerson("Kim", f"Person{no}", f"5{no:04}", units[name], BEGUN, 2340)
            who = staffing.hire(session, 1, new, NOW)
            models.assign(session, who.employment_id, 1, builders.MONDAY, BEGUN, NOW)
            for year, first in DAYS.items():
                worked(session, who, first, 400 + no * (year - 2024))
                days = DaySpan(first, first + timedelta(days=1 + no % 5))
                away(session, who, "sick" if no % 2 else "leave", days)
            if no % 3 == 0:
                away(session, who, "leave", DaySpan.one(date(2026, 7, 9)), part="rest")
                account = accounts.open_(session, who.employment_id, "overtime", Unit.MINUTES, BEGUN, NOW)
                posting = Posting(date(2026, 7, 31), 600, PostingKind.MONTH, "2026-07", date(2026, 7, 1))
                accounts.post(session, account.id, posting, NOW)
            if no % 4 == 0:
                builders.stamped(session, who, date(2026, 8, 3), "08:00 in", town.settings)
        worked(session, who, date(2025, 2, 3), 480)
        granted = {"kind": "annual", "leave_year": 2026, "cause": "granted", "reason": "", "citation": ""}
        figures = {"milli_days": 30_000, "lines": [], "basis": {}, "recorded_at": NOW, "recorded_by": None}
        facts.add(
            session, entitlement, {"uid": new_uid(NOW), "employment_id": who.employment_id} | granted | figures, NOW
        )
        use = {"employment_id": who.employment_id, "no": 1, "kind": "annual", "leave_year": 2026, "milli_days": 1000}
        session.execute(insert(entitlement_use), [use | {"day": date(2026, month, 1)} for month in (7, 9, 10)])
        part = logins.add(session, "jugend", "Jugend", builders.QUICK.hash(PASSWORD), NOW)
        logins.grant(session, part, Role.HR, units["Jugendamt"], BEGUN, NOW, by=None)
        step = Step(DaySpan.month(2026, 9), Tools.of(town.settings), NOW)
        assert job.begin(session, step) == 0
    return town


@pytest.fixture(scope="module")
def app(town: City) -> Flask:
    return create_app(town.settings, town.database)


@pytest.fixture(scope="module")
def signed_in(app: Flask) -> Iterator[dict[str, FlaskClient]]:
    """Those who may look, signed in."""
    with time_machine.travel(NOW, tick=False):
        yield {name: come(app, name) for name in ("hr", "council", "jugend")}


def come(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token is not None
    answer = client.post("/login", data={"name": name, "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 303
    return client


def rows(client: FlaskClient, **asked: object) -> Mapping[str, list[str]]:
    """Return the file's rows by what they are called: this year, last year, people, remark."""
    answer = client.get("/statistics/csv", query_string=asked)
    assert answer.status_code == 200
    _, *found = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    return {name: cells[:4] for name, *cells in found}


def ahead(client: FlaskClient, **asked: object) -> Mapping[str, list[str]]:
    """Return what the file says of the year's end: what is expected, at least, at most."""
    answer = client.get("/statistics/csv", query_string=asked)
    _, *found = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    return {name: cells[4:] for name, *cells in found}


def to_five(value: float) -> str:
    return str(int(value / 5 + 0.5) * 5)


# What is told of a unit, of all units or of a month, as whoever knows the tables would ask for it.
BY_HAND = {
    "worked": """
        SELECT coalesce(sum(d.worked_min), 0) / 60.0 FROM day_result d JOIN placement p USING (employment_id)
        WHERE d.day >= :first AND d.day < :last
        AND p.unit_id IN (SELECT unit_id FROM unit_version WHERE name LIKE :unit)
        """,
    "overtime": """
        SELECT coalesce(sum(b.amount), 0) / 60.0 FROM posting b JOIN account a ON a.id = b.account_id
        JOIN placement p USING (employment_id) WHERE a.kind = 'overtime' AND b.month >= :first AND b.month < :last
        AND p.unit_id IN (SELECT unit_id FROM unit_version WHERE name LIKE :unit)
        """,
    "sick": """
        SELECT count(*) FROM day_result d JOIN placement p USING (employment_id)
        WHERE d.day >= :first AND d.day < :last
        AND p.unit_id IN (SELECT unit_id FROM unit_version WHERE name LIKE :unit)
        AND EXISTS (SELECT 1 FROM absence a WHERE a.employment_id = d.employment_id AND a.reason = 'sick'
                    AND a.from_day <= d.day AND a.to_day > d.day)
        """,
    "leave": """
        SELECT coalesce(sum(CASE a.part WHEN 'whole' THEN 1.0 ELSE 0.5 END), 0) FROM day_result d
        JOIN placement p USING (employment_id) JOIN absence a ON a.employment_id = d.employment_id
        AND a.from_day <= d.day AND a.to_day > d.day AND a.reason = 'leave'
        WHERE d.day >= :first AND d.day < :last
        AND p.unit_id IN (SELECT unit_id FROM unit_version WHERE name LIKE :unit)
        """,
}


def test_what_stands_at_the_end_is_that_of_plain_sql(town: City, signed_in: dict[str, FlaskClient]) -> None:
    balance = """
        SELECT sum(d.difference_min) / 60.0 FROM day_result d JOIN placement p USING (employment_id)
        WHERE d.day < '2026-10-01' AND p.unit_id IN (SELECT unit_id FROM unit_version WHERE name = 'Jugendamt')
    """
    left = """
        SELECT coalesce((SELECT sum(milli_days) FROM entitlement WHERE leave_year = 2026), 0) / 1000.0
             - coalesce((SELECT sum(milli_days) FROM entitlement_use WHERE leave_year = 2026 AND day < '2026-10-01'), 0)
             / 1000.0
    """
    with town.database.reading() as session:
        hours, days = (float(session.execute(text(query)).scalar_one()) for query in (balance, left))

    assert hours < -10
    assert rows(signed_in["hr"], kind="balance")["Jugendamt"][0] == str(int(hours / 5 - 0.5) * 5)
    assert days > 20
    assert rows(signed_in["hr"], kind="left")["Summe"][0] == to_five(days)
    page = signed_in["hr"].get("/statistics?kind=balance")
    assert (page.status_code, 'width="-' in page.text) == (200, False)
    assert "−" in page.text


@pytest.mark.parametrize("kind", sorted(BY_HAND))
def test_sums_are_those_of_plain_sql(town: City, signed_in: dict[str, FlaskClient], kind: str) -> None:
    found = rows(signed_in["hr"], kind=kind)
    by_month = rows(signed_in["hr"], kind=kind, by="month", year=2025)

    def by_hand(unit: str, first: date, last: date) -> str:
        asked = {"unit": unit, "first": first.isoformat(), "last": last.isoformat()}
        with town.database.reading() as session:
            return to_five(float(session.execute(text(BY_HAND[kind]), asked).scalar_one()))

    both = [(date(year, 1, 1), date(year, 10, 1)) for year in (2026, 2025)]
    assert found["Jugendamt"][:2] == [by_hand("Jugendamt", *year) for year in both]
    assert found["Summe"][:2] == [by_hand("%", *year) for year in both]
    assert by_month["Juli 2025"][0] == by_hand("%", date(2025, 7, 1), date(2025, 8, 1))
    assert found["Jugendamt"][0] != "0"


def test_few_are_hidden_with_their_neighbour_and_told_with_all_others(signed_in: dict[str, FlaskClient]) -> None:
    found = rows(signed_in["hr"], kind="sick")

    assert found["Archiv"] == ["", "", "", "zu wenige Personen"]
    assert found["Tiefbau"] == ["", "", "", "schützt eine kleine Gruppe, die mitgezählt ist"]
    assert found["Jugendamt"][2:] == ["20", ""]
    # Three of the cast are too few as well.
    assert found["Alle anderen zusammen"][2:] == ["22", ""]
    assert found["Summe"][2] == "42"


def test_months_are_not_told_since_three_people_came(signed_in: dict[str, FlaskClient]) -> None:
    found = rows(signed_in["hr"], kind="worked", by="month", year=2026)

    assert found["Juli 2026"][0::3] == ["", "zu wenige kamen oder gingen"]
    assert found["Juli 2026"][1] != ""


def test_the_sickness_rate_is_that_of_what_statistics_tell(town: City, signed_in: dict[str, FlaskClient]) -> None:
    answer = signed_in["council"].get("/evaluations/sickness/table/json?year=2026")
    found = json.loads(answer.data)
    names = [each["name"] for each in found["columns"]]
    told = {row[0]: dict(zip(names, row, strict=True)) for row in found["rows"]}
    ill = rows(signed_in["hr"], kind="sick")
    query = """
        SELECT count(*) FROM day_result d JOIN placement p USING (employment_id)
        WHERE d.target_min > 0 AND d.day BETWEEN '2026-01-01' AND '2026-09-30'
        AND p.unit_id IN (SELECT unit_id FROM unit_version WHERE name LIKE :unit)
    """
    with town.database.reading() as session:
        due = [int(session.execute(text(query), {"unit": unit}).scalar_one()) for unit in ("Jugendamt", "%")]

    of_unit, total = told["Jugendamt"], dict(zip(names, found["total"], strict=True))
    for figures, days, name in ((of_unit, due[0], "Jugendamt"), (total, due[1], "Summe")):
        assert figures["days_due"] == int(to_five(days)) > 100
        assert figures["days_ill"] == int(ill[name][0]) > 10
        assert figures["rate"] == round(1000 * figures["days_ill"] / figures["days_due"])
        assert figures["rate_before"] is not None
    assert (told["Archiv"]["days_due"], told["Archiv"]["days_ill"], told["Archiv"]["rate"]) == ("too_few", None, None)
    assert told["others"]["people"] == 22
    page = signed_in["council"].get("/evaluations/sickness/table?year=2026").text
    assert f"{of_unit['rate'] / 10:.1f} %".replace(".", ",") in page
    assert signed_in["jugend"].get("/evaluations/sickness/table?year=2026").status_code == 200
    assert json.loads(signed_in["hr"].get("/evaluations/sickness/table/json?year=2024").data)["rows"] == []


def test_people_who_clocked_and_models_are_counted(signed_in: dict[str, FlaskClient]) -> None:
    assert rows(signed_in["hr"], kind="reached")["Summe"] == ["10", "0", "42", ""]
    assert rows(signed_in["hr"], kind="sick", by="model")["Gleitzeit 39 Stunden"][2] == "42"


def test_a_page_has_the_same_figures_with_bars_and_says_why_some_are_missing(signed_in: dict[str, FlaskClient]) -> None:
    page = signed_in["council"].get("/statistics").text
    found = rows(signed_in["council"], kind="sick")

    assert "Krankheitstage nach Dienststelle" in page
    assert "Januar 2026 bis September 2026, daneben 2025" in page
    for year, figure in zip((2026, 2025), found["Jugendamt"], strict=False):
        assert f'data-label="{year}">{figure}<' in page
    assert page.count("tc-chart__bar--0") == 1
    assert "zu wenige Personen" in page
    assert "mindestens 12 Personen" in page
    assert "Person1" not in page


def test_a_reader_of_one_unit_sees_the_same_row_of_it_and_no_other(signed_in: dict[str, FlaskClient]) -> None:
    mine, whole = rows(signed_in["jugend"], kind="sick"), rows(signed_in["hr"], kind="sick")

    assert mine["Jugendamt"] == whole["Jugendamt"]
    assert mine.keys() == {"Jugendamt", "Summe"}
    assert "nur für die ganze Stadt" in signed_in["jugend"].get("/statistics?by=month").text
    page = signed_in["hr"].get("/statistics").text
    [above] = set(re.findall(r"unit=([0-9a-f-]{36})", page)) or {""}
    assert not above or signed_in["jugend"].get(f"/statistics?unit={above}").status_code == 404


def test_what_was_made_stays_and_a_look_is_on_record(town: City, signed_in: dict[str, FlaskClient]) -> None:
    before = rows(signed_in["hr"], kind="worked")
    with town.database.transaction() as session:
        kept = session.execute(select(statistic)).all()
        worked(session, town.aydin, date(2026, 8, 10), 480)
        job.begin(session, Step(DaySpan.month(2026, 9), Tools.of(town.settings), NOW))
        assert session.execute(select(statistic)).all() == kept

    assert rows(signed_in["hr"], kind="worked") == before
    with town.database.reading() as session:
        said = session.execute(select(audit.c.by, audit.c.detail).where(audit.c.action == "statistics.read")).all()
    asked = {"kind": "worked", "by": "unit", "year": 2026, "unit": None, "people": 42, "version": 1}
    assert (town.logins["hr"], asked) in map(tuple, said)
    looked = signed_in["council"].get("/statistics/looks").text
    assert "Arbeitsstunden nach Dienststelle 2026" in looked


def test_the_years_end_is_last_years_rest_at_this_years_level(town: City, signed_in: dict[str, FlaskClient]) -> None:
    found = ahead(signed_in["hr"], kind="worked")

    # Nobody worked in the first two quarters of this year, in which one did a year before: there is no level.
    assert found["Summe"] == ["", "", ""]
    by_unit = ahead(signed_in["hr"], kind="worked", year=2025)
    assert set(map(tuple, by_unit.values())) == {("", "", "")}
    with town.database.transaction() as session:
        of_it = statistic.c
        kept = session.execute(select(statistic).where(of_it.from_day < date(2026, 7, 1))).mappings().all()
        for row in kept:
            more = {**row["amounts"]} | ({"worked": 60_000} if "worked" in row["amounts"] else {})
            here = [of_it[name] == row[name] for name in ("from_day", "to_day", "subject", "no")]
            session.execute(statistic.update().where(*here).values(amounts=more))
    found, page = ahead(signed_in["hr"], kind="worked"), signed_in["hr"].get("/statistics?kind=worked").text
    figures = rows(signed_in["hr"], kind="worked")
    with town.database.transaction() as session:
        for row in kept:
            here = [of_it[name] == row[name] for name in ("from_day", "to_day", "subject", "no")]
            session.execute(statistic.update().where(*here).values(amounts=row["amounts"]))

    so_far, before = int(figures["Jugendamt"][0]), int(figures["Jugendamt"][1])
    expected, low, high = map(int, found["Jugendamt"])
    rest = 1000
    assert abs(expected - so_far * (1 + rest / before)) <= 5
    assert low <= expected <= high
    assert low < high
    assert found["Archiv"] == ["", "", ""]
    assert f"etwa {expected:,}".replace(",", ".") in page
    assert "Jahresende ist eine Prognose" in page


def sent(client: FlaskClient, path: str, **form: str) -> tuple[int, str]:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/statistics").text)
    assert token is not None
    answer = client.post(path, data={**form, "csrf_token": token[1]})
    return answer.status_code, answer.text


def test_what_is_saved_is_opened_by_one_click_and_shared_with_a_role(signed_in: dict[str, FlaskClient]) -> None:
    hr, council, jugend = (signed_in[name] for name in ("hr", "council", "jugend"))
    units = re.findall(r'name="unit" value="([^"]*)"', hr.get("/statistics").text)
    assert units == [""]
    form = {"kind": "sick", "by": "model", "unit": "", "shared_with": "hr", "tells": "true"}
    status, page = sent(hr, "/statistics/saved", name=" ", **form)
    assert (status, "Bitte geben Sie einen Namen ein" in page, "<details" in page) == (422, True, True)
    assert 'value="hr" selected' in page
    assert sent(hr, "/statistics/saved", name="Krank nach <Modell>", **form)[0] == 303
    assert sent(hr, "/statistics/saved", name="Nur ich", **(form | {"shared_with": "", "tells": "false"}))[0] == 303
    assert sent(hr, "/statistics/saved", name="x", **(form | {"shared_with": "it_admin"}))[0] == 422

    mine, shared = hr.get("/statistics").text, jugend.get("/statistics").text
    assert re.search(r'href="/statistics\?kind=sick&amp;by=model">Krank nach &lt;Modell&gt;</a>', mine)
    assert ("Nur ich" in mine, "Nur ich" in shared) == (True, False)
    assert "gespeichert von Hr" in shared
    assert "Krank nach" not in council.get("/statistics").text
    uid, *_ = re.findall(r'name="saved" value="([^"]+)"', mine)
    assert 'name="saved"' not in shared
    assert sent(jugend, "/statistics/saved/drop", saved=uid)[0] == 404
    assert sent(hr, "/statistics/saved/drop", saved=uid)[0] == 303
    assert sent(hr, "/statistics/saved/drop", saved=uid)[0] == 404


def test_who_waits_for_new_figures_is_told_once(town: City) -> None:
    with town.database.transaction() as session:
        new = NewSaved("Krank", Kind.SICK, By.UNIT, None, None, tells=True)
        saved_statistics.add(session, town.logins["brandt"], new, NOW)
        quarters = [each for each in store.missing(session, date(2027, 1, 1)) if each.from_day.year == 2026]
        assert len(quarters) == 1
        step = Step(DaySpan.month(2026, 12), Tools.of(town.settings), NOW)
        job.begin(session, step)
        job.begin(session, step)
        told = reminders.unread(session, sight(session, town, "brandt")).due
        session.rollback()
    assert [wording.due_sentence(each.about, translator("de")) for each in told] == [
        "Es gibt neue Statistiken bis 31.12.2026: Krank."
    ]


def test_of_a_year_without_a_finished_quarter_it_is_told_when_there_will_be_statistics(
    signed_in: dict[str, FlaskClient],
) -> None:
    page = signed_in["hr"].get("/statistics?year=2024").text

    assert "Für 2024 gibt es noch keine Statistik" in page
    assert "am 15. des Monats nach einem Quartal" in page


@pytest.mark.parametrize("query", ["kind=nothing", "by=person", "year=1", "year=x", "unit=x", "person=1"])
def test_what_is_no_question_is_refused(signed_in: dict[str, FlaskClient], query: str) -> None:
    assert signed_in["hr"].get(f"/statistics?{query}").status_code == 422
