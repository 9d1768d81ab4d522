"""What waits for the staff council stands on its page and is told its members, and is gone once somebody did it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.city import FIRST_DAY, NOW, City, agreed
from tests.web.conftest import Visitor
from timeclock.core.register import Code
from timeclock.service.access import Role
from timeclock.store import logins
from timeclock.store.schema.people import unit

Arrive = Callable[[str], Visitor]
NEW = {"agreement": "DV Mobil", "first": "2026-11-20", "metres": "500", "kept_days": "14", "told": "nobody"}
TOLD = "Eine Vereinbarung über Orte von Buchungen (Bürgerdienste) wartet auf die Unterschrift des Personalrats."
WAITS = "Wartet auf den Personalrat"


@pytest.fixture
def new(small_town: City) -> dict[str, str]:
    """What human resources enters; Mr Celik is a member of the staff council, and an evaluation waits too."""
    with small_town.database.transaction() as session:
        logins.grant(session, small_town.logins["celik"], Role.STAFF_COUNCIL, None, FIRST_DAY, NOW, by=None)
        agreed(session, Code.FIGURES)
        uid = session.execute(select(unit.c.uid).where(unit.c.id == small_town.registry)).scalar_one()
    return NEW | {"unit": str(uid)}


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def unread(page: str) -> list[str]:
    return re.findall(r'class="tc-unread"[^>]*>(\d+)', page)


@pytest.mark.parametrize("decision", ["sign", "refuse", "withdraw"])
def test_an_agreement_is_told_at_once_until_somebody_decided(
    signed_in: Arrive, new: dict[str, str], decision: str
) -> None:
    hr, council, celik = signed_in("hr"), signed_in("council"), signed_in("celik")
    at = hr.post("/places/new", new).location
    for page in ("/me/today", "/me/notices"):
        told = celik.get(page).text
        assert f'href="{at}"' in told, page
        assert (TOLD in plain(told), unread(told)) == (True, ["2"])
    desk = council.get("/council/evidence").text
    assert f'href="{at}"' in desk.split(WAITS)[1]
    assert 'href="/evaluations/figures"' in desk.split(WAITS)[1]
    assert WAITS not in signed_in("privacy").get("/council/evidence").text
    assert TOLD not in plain(signed_in("aydin").get("/me/notices").text)

    if decision == "withdraw":
        assert hr.post(f"{at}/withdraw").status_code == 303
    else:
        assert council.post(at, {"decision": decision}).status_code == 303
    today, kept = celik.get("/me/today").text, celik.get("/me/notices").text
    assert (TOLD in plain(today), unread(today)) == (False, ["1"])
    assert re.search(rf"{re.escape(TOLD)}.*gelesen oder erledigt 20.11.2026", plain(kept))
    assert f'href="{at}"' not in council.get("/council/evidence").text


def test_where_nothing_waits_the_page_says_nothing_of_it(signed_in: Arrive, new: dict[str, str]) -> None:
    council = signed_in("council")
    said = {"decision": "given", "since": NOW.date().isoformat(), "reference": "DV"}
    assert council.post("/evaluations/figures", said).status_code == 303

    assert WAITS not in council.get("/council/evidence").text


def test_who_entered_an_agreement_is_not_told_to_sign_it(
    small_town: City, signed_in: Arrive, new: dict[str, str]
) -> None:
    with small_town.database.transaction() as session:
        logins.grant(session, small_town.logins["celik"], Role.HR, None, FIRST_DAY, NOW, by=None)
    celik = signed_in("celik")
    at = celik.post("/places/new", new).location

    assert TOLD not in plain(celik.get("/me/notices").text)
    assert f'href="{at}"' not in celik.get("/council/evidence").text
