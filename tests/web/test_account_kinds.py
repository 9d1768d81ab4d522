"""Human resources changes how far an account may go, and when it is cut off, from a day on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.city import NOW, City
from tests.web.conftest import Visitor
from timeclock.core.accounts import FLEXTIME, CutOff, Limits
from timeclock.service import account_kinds
from timeclock.service.account_kinds import MONTH_ENDS
from timeclock.store import account_kinds as rows
from timeclock.store.account_kinds import NewKind

Arrive = Callable[[str], Visitor]
CHANGE = {
    "code": FLEXTIME,
    "since": "2027-01-01",
    "most_credit": "80:00",
    "warn_credit": "60:00",
    "most_debit": "",
    "warn_debit": "",
    "cut_days": "31.12., 30.6.",
    "keep": "40:00",
    "source": "DV Gleitzeit, §7",
}


@pytest.fixture
def small_town(small_town: City) -> City:
    with small_town.database.transaction() as session:
        account_kinds.bring(session, NOW)
    return small_town


def changed(city: City) -> tuple[Limits, CutOff | None]:
    with city.database.reading() as session:
        found = rows.on(session, NOW.date().replace(year=2027))[FLEXTIME]
    return found.limits, found.cut_off


def test_limits_and_cut_off_are_changed_with_where_it_is_agreed(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    form = hr.get(f"/account-kinds?kind={FLEXTIME}").text
    page = hr.post("/account-kinds", CHANGE, follow_redirects=True).text

    assert 'name="most_credit" type="text" value="60:00"' in form
    assert 'name="cut_days" type="text" value="31.12."' in form
    assert re.search(r"DV Gleitzeit, §7 <span[^>]*>Hr, ", page)
    assert changed(small_town) == (Limits(4800, None, 3600, None), CutOff(((6, 30), (12, 31)), 2400))

    hr.post("/account-kinds", CHANGE | {"since": "2027-02-01", "cut_days": "", "month_end": "true"})
    assert changed(small_town)[1] == CutOff(MONTH_ENDS, 2400)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"since": ""}, "Bitte geben Sie den ersten Tag ein"),
        ({"since": "2026-11-19"}, "Dieser Tag ist vorbei"),
        ({"most_credit": "viel"}, "Bitte geben Sie einen Wert wie 40:00 ein"),
        ({"most_debit": "-1:00"}, "Bitte geben Sie einen Wert wie 40:00 ein"),
        ({"warn_credit": "90:00"}, "Was vor einer Grenze warnt, liegt vor ihr"),
        ({"cut_days": "31.2."}, "Bitte geben Sie Tage wie 30.6., 31.12. ein"),
        ({"cut_days": "Ostern"}, "Bitte geben Sie Tage wie 30.6., 31.12. ein"),
        ({"month_end": "true"}, "entweder einzelne Tage"),
        ({"keep": ""}, "und dazu, was bleibt"),
        ({"source": " "}, "wo es vereinbart ist"),
    ],
)
def test_what_cannot_be_agreed_is_said_and_nothing_changes(
    signed_in: Arrive, small_town: City, change: dict[str, str], says: str
) -> None:
    before = changed(small_town)
    answer = signed_in("hr").post("/account-kinds", CHANGE | change)

    assert (answer.status_code, says in answer.text) == (422, True)
    assert changed(small_town) == before


def test_the_link_of_what_is_agreed_for_later_opens_that(signed_in: Arrive) -> None:
    hr = signed_in("hr")
    page = hr.post("/account-kinds", CHANGE, follow_redirects=True).text
    form = hr.get(f"/account-kinds?kind={FLEXTIME}&since=2027-01-01").text

    assert f"/account-kinds?kind={FLEXTIME}&amp;since=2027-01-01#change-title" in page
    assert all(f'value="{value}"' in form for value in ("2027-01-01", "80:00", "30.6., 31.12."))


def test_a_cut_off_that_was_given_up_and_is_agreed_again_goes_where_it_went(
    signed_in: Arrive, small_town: City
) -> None:
    with small_town.database.transaction() as session:
        october = NOW.date().replace(month=10)
        going = replace(rows.on(session, october)[FLEXTIME], cut_off=CutOff(((12, 31),), 0, "long_term"))
        rows.change(session, NewKind(going, october, "DV", "policy"), NOW, by=small_town.logins["hr"])
    hr = signed_in("hr")
    given_up = {"since": NOW.date().isoformat(), "cut_days": "", "keep": ""}
    statuses = [hr.post("/account-kinds", CHANGE | change).status_code for change in (given_up, {})]

    assert statuses == [303, 303]
    assert changed(small_town)[1] == CutOff(((6, 30), (12, 31)), 2400, "long_term")


def test_there_is_no_other_kind_and_only_human_resources_changes_one(signed_in: Arrive) -> None:
    assert signed_in("hr").post("/account-kinds", CHANGE | {"code": "moon"}).status_code == 404
    assert signed_in("officer").get("/account-kinds").status_code == 403
