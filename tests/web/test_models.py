"""The time office drafts a model's next version, sees what weeks would come to, and somebody else puts it in force."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from tests.city import FIRST_DAY, NOW, WEEK, City, evaluated, stamped
from tests.web.conftest import Visitor
from timeclock.core.spans import DaySpan
from timeclock.ledger import keys
from timeclock.service import evaluation, people_layout, staff_import
from timeclock.service.people_reasons import Reason
from timeclock.service.staff_import import Asked, Found
from timeclock.store import models, plans
from timeclock.store.models import NewModel
from timeclock.store.schema.evidence import access_read
from timeclock.store.schema.models import assignment, day_plan, model_version, pattern_day
from timeclock.store.schema.results import day_result, recalculation

Arrive = Callable[[str], Visitor]
CODE = "gleitzeit-39"
AT = f"/models/{CODE}/change"
# A Tuesday of a full week before: to 19:00 she worked 10:30, of which 0:15 are missing of the break.
DAY = date(2026, 11, 10)
CHANGE = {
    "code": CODE,
    "title": "Gleitzeit 39 Stunden",
    "since": "2026-11-09",
    "target-0": "7:48",
    "frame_from-0": "6:00",
    "frame_to-0": "19:00",
    "core_from-0": "9",
    "core_to-0": "15:00",
    "target-1": "0:00",
    "frame_from-1": "",
    "frame_to-1": "",
    "core_from-1": "",
    "core_to-1": "",
    "pattern": "flex flex flex flex flex free free",
    "break_deduction": "plateau",
    "longest_session": "16:00",
    "day_starts": "4:00",
    "doubled_within": "2",
    "wrong_key_within": "60",
    "agreement": "DV Gleitzeit, §3",
    "staff_nos": "",
    "why": "Neue Rahmenzeit",
    "step": "preview",
}


@pytest.fixture
def worked(small_town: City) -> City:
    with small_town.database.transaction() as session:
        for who in (small_town.aydin, small_town.celik):
            stamped(session, who, DAY, "08:00 in 12:00 out 12:30 in 19:30 out", small_town.settings)
            evaluated(session, who, DaySpan.one(DAY), small_town)
    return small_town


def number(city: City, table: object) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def preview_of(page: str) -> str:
    found = page[page.index('id="preview"') :].split("</section>", maxsplit=1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def test_a_preview_shows_each_day_that_moves_with_its_lines_and_no_name(signed_in: Arrive, worked: City) -> None:
    office = signed_in("officer")
    versions, reads = number(worked, model_version), number(worked, access_read)
    page = office.post(AT, CHANGE).text
    shown = preview_of(page)

    assert "1 Tag wäre anders" in shown
    assert "Di., 10. Nov" in shown
    assert "−0:30" in shown
    assert "Person 1" in shown
    assert "Aydin" not in shown
    assert "Person 3" not in shown
    assert number(worked, model_version) == versions
    assert number(worked, access_read) > reads
    assert "10003" not in preview_of(office.post(AT, CHANGE | {"staff_nos": "10003"}).text)
    assert "Niemand in Ihren Einheiten" in preview_of(office.post(AT, CHANGE | {"staff_nos": "10003"}).text)


def test_a_draft_is_put_in_force_by_somebody_else_and_moves_the_days_since(signed_in: Arrive, worked: City) -> None:
    office, hr = signed_in("officer"), signed_in("hr")
    drafted = office.post(AT, CHANGE | {"step": "propose"})
    at = drafted.location
    assert "Neue Rahmenzeit" in office.get(at).text
    assert office.post(at, {"decision": "confirm", "answer": ""}).status_code == 409
    assert number(worked, model_version) == 1
    assert hr.post(at, {"decision": "confirm", "answer": ""}).status_code == 303
    assert hr.post(at, {"decision": "confirm", "answer": ""}).status_code == 409

    with worked.database.transaction() as session:
        first, second = plans.versions_of(session, CODE)
        assert (first.valid_to, second.valid_from, second.valid_to) == (date(2026, 11, 9), date(2026, 11, 9), None)
        assert first.day_plans[0].frame != second.day_plans[0].frame
        assert len(first.day_plans) == len(second.day_plans) == 7
        assert second.rules.agreement == "DV Gleitzeit, §3"
        marked = session.execute(select(recalculation.c.person_id, recalculation.c.day)).all()
        assert {each.person_id for each in marked} == {
            who.person_id for who in (worked.aydin, worked.brandt, worked.celik)
        }
        assert {each.day for each in marked} == set(DaySpan(date(2026, 11, 9), NOW.date() + timedelta(days=1)))
        evaluation.refresh_now(session, worked.aydin.person_id, worked.rulebook(), NOW)
        here = (day_result.c.employment_id == worked.aydin.employment_id, day_result.c.day == DAY)
        assert session.execute(select(day_result.c.worked_min).where(*here)).scalar_one() == 615
    assert "ab 09.11.2026" in office.get(f"/models/{CODE}").text


def test_a_new_model_is_made_of_another(signed_in: Arrive, small_town: City) -> None:
    new = CHANGE | {"code": "GLEIT-19", "title": "Gleitzeit bis 19 Uhr", "step": "propose", "since": "2026-12-01"}
    office, hr = signed_in("officer"), signed_in("hr")
    assert "Ein Kürzel hat" in office.post(f"{AT}?copy=true", new | {"code": "GLEIT 19"}).text
    at = office.post(f"{AT}?copy=true", new).location
    assert office.post(f"{AT}?copy=true", new).status_code == 422
    hr.post(at, {"decision": "confirm", "answer": ""})

    assert "Gleitzeit bis 19 Uhr" in office.get("/models").text
    assert number(small_town, assignment) == 3
    assert number(small_town, pattern_day) == 14
    assert number(small_town, day_plan) == 4


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"target-0": "7,8"}, "target-0", "zum Beispiel 7:48"),
        ({"core_from-0": "5:00"}, "core_from-0", "innerhalb der Rahmenzeit"),
        ({"frame_to-0": ""}, "frame_from-0", "beide Uhrzeiten"),
        ({"pattern": "flex frei"}, "pattern", "aus der Liste"),
        ({"since": "2026-09-30", "step": "propose"}, "since", "So weit zurück"),
        ({"why": " ", "step": "propose"}, "why", "warum es geändert wird"),
        ({"doubled_within": "lang"}, "doubled_within", "ganze Minuten"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    signed_in: Arrive, small_town: City, wrong: dict[str, str], field: str, sentence: str
) -> None:
    answer = signed_in("officer").post(AT, CHANGE | wrong)

    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error".{{0,300}}{sentence}', answer.text, re.DOTALL)
    [sent] = wrong.values() if len(wrong) == 1 else [next(iter(wrong.values()))]
    assert f'value="{sent}"' in answer.text or sent.strip() == ""


def test_nobody_else_looks_at_models(signed_in: Arrive, small_town: City) -> None:
    for name in ("brandt", "council", "it"):
        assert signed_in(name).get("/models").status_code == 403
        assert signed_in(name).post(AT, CHANGE).status_code == 403


def test_a_new_day_plan_stands_in_the_draft_and_in_the_pattern(signed_in: Arrive, small_town: City) -> None:
    office, hr = signed_in("officer"), signed_in("hr")
    assert 'name="code-2"' not in office.get(AT).text
    room = office.post(AT, CHANGE | {"step": "another", "why": ""})
    assert (room.status_code, 'name="code-2"' in room.text, 'value="6:00"' in room.text) == (200, True, True)
    late = {"code-2": "spät", "target-2": "6:00", "begins-2": "13", "frame_from-2": "12:30", "frame_to-2": "20:00"}
    late |= {"core_from-2": "", "core_to-2": "", "step": "propose"}
    for wrong, sentence in (
        ({"code-2": "sp ät"}, "hat einen kurzen Namen"),
        ({"code-2": "flex"}, "gibt es schon ein Tagesprogramm"),
        ({"target-2": ""}, "Bitte geben Sie Stunden und Minuten ein"),
        ({"frame_to-2": ""}, "beide Uhrzeiten"),
        ({}, "muss im Muster stehen"),
    ):
        answer = office.post(AT, CHANGE | late | wrong)
        assert (answer.status_code, sentence in answer.text) == (422, True), (wrong, answer.text)
        assert 'name="begins-2"' in answer.text
    # An empty one is none.
    empty = dict.fromkeys(late, "") | {"step": "preview"}
    assert office.post(AT, CHANGE | empty).status_code == 200
    drafted = office.post(AT, CHANGE | late | {"pattern": "flex flex spät flex flex free free"})
    assert "beginnt um 13:00" in office.get(drafted.location).text
    assert hr.post(drafted.location, {"decision": "confirm", "answer": ""}).status_code == 303
    with small_town.database.reading() as session:
        plan = plans.versions_of(session, CODE)[-1].day_plans[2]
    assert (plan.code, plan.target, plan.begins) == ("spät", timedelta(hours=6), time(13))


def test_a_retired_model_is_given_to_nobody_new_and_kept_by_who_has_it(signed_in: Arrive, small_town: City) -> None:
    office, hr = signed_in("officer"), signed_in("hr")
    with small_town.database.transaction() as session:
        models.add_model(session, NewModel("kurz", "Kurze Woche", WEEK), FIRST_DAY, NOW)
        staff_import.enter(session, listed(("818", "Weber", "07.12.2026")), asked(small_town), NOW)
    retire = f"/models/{CODE}/retire"
    assert "Bitte sagen Sie, warum" in office.post(retire, {"since": "2026-12-01", "why": " "}).text
    assert "heute oder einen späteren Tag" in office.post(retire, {"since": "2026-11-19", "why": "Neue DV"}).text
    assert office.post(retire, {"since": "2026-12-01", "why": "Neue DV"}).status_code == 303
    assert "schon nicht mehr vergeben" in office.post(retire, {"since": "2026-12-05", "why": "Neue DV"}).text
    told = "ab 01.12.2026 nicht mehr neu vergeben"
    assert told in office.get("/models").text
    assert told in office.get(f"/models/{CODE}").text

    at = f"/staff/{small_town.aydin.employment_uid}/2026-11-19/change/model"
    assert told in hr.get(at).text
    to = {"model": CODE, "since": "2026-12-07", "anchor_day": "2026-11-30", "why": "Vertrag"}
    # Who has it may be given another first day of its rhythm; who left it does not come back to it.
    assert hr.post(f"{at}/preview", to).status_code == 200
    shown = hr.post(f"{at}/preview", to | {"model": "kurz", "since": "2026-11-23"})
    seen = re.search(r'name="seen" value="(\w{64})"', shown.text)[1]
    assert hr.post(at, to | {"model": "kurz", "since": "2026-11-23", "seen": seen}).status_code == 303
    refused = hr.post(f"{at}/preview", to)
    assert (refused.status_code, "niemandem mehr neu gegeben" in refused.text) == (422, True)
    assert hr.post(f"{at}/preview", to | {"since": "2026-11-30"}).status_code == 200

    found = examined(small_town)
    assert [(each.staff_no, each.reason) for each in found.judged] == [
        ("00010001", Reason.RETIRED_MODEL),
        ("00010003", None),
        ("00000816", None),
        ("00000817", Reason.RETIRED_MODEL),
        ("00000818", None),
    ]
    assert office.post(f"/models/{CODE}/keep").status_code == 303
    assert told not in office.get("/models").text
    assert hr.post(f"{at}/preview", to).status_code == 200
    assert [each.reason for each in examined(small_town).judged] == [None] * 5


# Who has another model, who has this one, who is new before it is retired and after, and who was to have it and begins
# later.
LISTED = (
    ("10001", "Aydin", "01.01.2026"),
    ("10003", "Celik", "01.01.2026"),
    ("816", "Weber", "30.11.2026"),
    ("817", "Weber", "01.12.2026"),
    ("818", "Weber", "14.12.2026"),
)


def listed(*people: tuple[str, str, str]) -> bytes:
    head = "Personalnummer;Nachname;Vorname;Eintritt;Dienststelle;Wochenstunden;Arbeitszeitmodell\n"
    return (head + "".join(f"{no};{name};Rita;{day};Stadtarchiv;39,00;{CODE}\n" for no, name, day in people)).encode()


def asked(city: City) -> Asked:
    site_key = keys.read_secret(city.settings.badge_key_file)
    return Asked(people_layout.load(), date(2026, 12, 1), "Stadt Beispiel", city.settings.zone, "NW", site_key)


def examined(city: City) -> Found:
    with city.database.reading() as session:
        return staff_import.examine(session, listed(*LISTED), asked(city))
