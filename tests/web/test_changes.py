"""From the notice she opens what was changed, objects with a reason, and her superior settles it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from tests.city import City
from tests.lived_in import sight
from tests.web.conftest import Visitor
from timeclock.service import absence_desk, changes
from timeclock.service.absences import Asked
from timeclock.service.changes import Change

Arrive = Callable[[str], Visitor]


@pytest.fixture
def changed(small_town: City) -> City:
    with small_town.database.transaction() as session:
        leave = Asked("", "leave", date(2026, 12, 7), date(2026, 12, 8))
        absence_desk.enter(session, sight(session, small_town, "officer"), small_town.aydin.employment_uid, leave)
    return small_town


def test_she_reads_it_objects_and_it_is_taken_back(changed: City, signed_in: Arrive) -> None:
    aydin = signed_in("aydin")
    [at] = set(re.findall(r"/me/changes/[0-9a-f-]{36}", aydin.get("/me/today").text))
    page = aydin.get(at).text
    assert "Abwesenheit eingetragen" in page
    assert "Officer" in page
    assert at in aydin.get("/me/changes").text
    empty = aydin.post(at, {"reason": " "})
    assert (empty.status_code, "Bitte sagen Sie" in empty.text) == (422, True)
    assert aydin.post(at, {"reason": "Ich bin da."}).status_code == 303
    assert "wartet auf Entscheidung" in aydin.get(at).text

    uid = UUID(at.rsplit("/", 1)[-1])
    brandt = signed_in("brandt")
    waiting = brandt.get("/team/requests").text
    assert "Änderung zurücknehmen" in waiting
    assert "Ich bin da." in waiting
    case = brandt.get(f"/team/requests/{uid}").text
    seen = re.search(r'name="seen" value="([^"]*)"', case)
    assert seen is not None
    decision = {"version": "1", "seen": seen[1], "decision": "approve"}
    assert brandt.post(f"/team/requests/{uid}", decision).status_code == 303

    aydin = signed_in("aydin")
    assert "Die Änderung wurde zurückgenommen." in aydin.get("/me/today").text
    settled = aydin.get(at).text
    assert "Diese Änderung wurde zurückgenommen." in settled
    assert "genehmigt" in settled


def test_what_nobody_can_object_to_says_so_and_whom_to_ask(small_town: City, signed_in: Arrive) -> None:
    with small_town.database.transaction() as session:
        written = Change(small_town.aydin.employment_uid, date(2026, 11, 18), "for_many", reason="Dank für die Wahl")
        changes.tell(session, sight(session, small_town, "officer"), small_town.aydin.person_id, "mass:1", written)
    aydin = signed_in("aydin")
    today = aydin.get("/me/today").text
    [at] = set(re.findall(r"/me/changes/[0-9a-f-]{36}", today))
    page, posted = aydin.get(at).text, aydin.post(at, {"reason": "Ich war da."})
    said = "Gegen diese Änderung gibt es hier keinen Widerspruch. Bitte wenden Sie sich an die Zeitbeauftragten."
    assert "widersprechen Sie" not in today
    assert (said in page, "nicht mehr widersprechen" in page) == (True, False)
    assert posted.status_code == 409
    assert said in posted.text
