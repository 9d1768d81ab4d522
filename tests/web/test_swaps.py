"""A swap page by page: offered from one's own roster, answered by the colleague, decided with the law beside it."""

from __future__ import annotations

import re

from tests.city import NOW, City
from tests.service.test_swaps import MONDAY, WEDNESDAY, rostered, shifts
from timeclock.core.needs import Heads, Part
from timeclock.store import unit_staffing

DRAFT = "/me/roster/swap/2027-01-11"
GIVEN, TAKEN = "work 2027-01-11T05:00:00+00:00", "work 2027-01-13T13:00:00+00:00"


def test_a_duty_is_offered_agreed_to_hindered_and_approved(small_town: City, signed_in) -> None:
    with small_town.database.transaction() as session:
        shifts(session, small_town)
        rostered(session, small_town, {("aydin", MONDAY): "F", ("brandt", WEDNESDAY): "S"})
    aydin, brandt, officer = (signed_in(name) for name in ("aydin", "brandt", "officer"))

    assert f'href="{DRAFT}"' in aydin.get("/me/roster/2027-01").text
    partner = f"{small_town.brandt.employment_uid} {TAKEN}"
    page = aydin.get(DRAFT).text
    assert f'value="{partner}"' in page
    uid = re.search(r'name="request_uid" value="([^"]+)"', page)[1]
    sent = {"request_uid": uid, "given": GIVEN, "partner": partner, "reason": "Elternabend"}
    for wrong in ({"partner": ""}, {"partner": "Brandt"}, {"given": "work morgen"}, {"reason": " "}):
        assert aydin.post(DRAFT, {**sent, **wrong}).status_code == 422
    assert "stehen diese Dienste so nicht mehr" in aydin.post(DRAFT, {**sent, "given": TAKEN}).text
    assert aydin.post(DRAFT, sent).status_code == 303
    assert "wartet auf die Kollegin oder den Kollegen" in aydin.get("/me/requests").text

    assert "Aydin bietet Ihnen einen Dienst an" in brandt.get("/me/today").text
    assert officer.get("/team/requests").text.count(uid) == 0
    agreed = brandt.post("/me/roster/swap/answer", {"request_uid": uid, "answer": "agree"}, follow_redirects=True)
    assert "Sie haben zugestimmt" in agreed.text
    assert "bietet Ihnen einen Dienst an" not in brandt.get("/me/today").text

    # Planned anew meanwhile: the one who decides reads it, and cannot approve.
    with small_town.database.transaction() as session:
        rostered(session, small_town, {("brandt", WEDNESDAY): "N"})
    case = officer.get(f"/team/requests/{uid}").text
    assert "kann nicht genehmigt werden" in case
    version = re.search(r'name="version" value="(\d+)"', case)[1]
    hindered = officer.post(f"/team/requests/{uid}", {"decision": "approve", "version": version})
    assert (hindered.status_code, 'href="#swap-title"' in hindered.text) == (409, True)

    with small_town.database.transaction() as session:
        rostered(session, small_town, {("brandt", WEDNESDAY): "S"})
        two = Heads(small_town.registry, MONDAY, None, (2,) * 8, Part("F"))
        unit_staffing.set_heads(session, two, None, NOW)
    case = officer.get(f"/team/requests/{uid}").text
    assert "Das Gesetz spricht nicht dagegen." in case
    assert "Mo., 11. Jan., Dienst F: 1 von 2" in case
    assert officer.post(f"/team/requests/{uid}", {"decision": "approve", "version": version}).status_code == 303
    assert "Mo., 11. Jan.: F → frei; Mi., 13. Jan.: frei → S" in aydin.get("/me/today").text
    late = brandt.post("/me/roster/swap/answer", {"request_uid": uid, "answer": "decline"})
    assert late.status_code == 409


def test_who_has_no_duty_on_a_day_is_told_so(signed_in) -> None:
    assert "An diesem Tag haben Sie keinen Dienst" in signed_in("aydin").get(DRAFT).text
