"""A month through a program: as it was closed, with every version and its hash, and what the person says of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.api.conftest import Api, Program
from tests.city import NOW, evaluated
from tests.lived_in import sight
from timeclock.core.spans import DaySpan
from timeclock.service import account_kinds, closings, months
from timeclock.service.access import Action
from timeclock.store import months as rows

OCTOBER = date(2026, 10, 1)
KEY = "a-key-of-one-answer"


def close(api: Api, *, again: bool) -> list[str]:
    """Let human resources close October, where it is asked for open it and close it again; return the hashes."""
    city, uid = api.city, api.city.aydin.employment_uid
    with city.database.transaction() as session:
        hr = sight(session, city, "hr", NOW + timedelta(seconds=1))
        for n in range(2 if again else 1):
            seen = closings.one(session, hr, OCTOBER, uid, Action.CLOSE_MONTHS).seen
            months.close(session, hr, OCTOBER, uid, seen, f"zum {n + 1}. Mal", city.rulebook())
            if again and not n:
                months.reopen(session, hr, OCTOBER, uid, "eine Buchung fehlt")
        return [each.hash for each in rows.versions(session, city.aydin.employment_id, OCTOBER)]


@pytest.fixture
def api(api: Api) -> Api:
    """An API in front of a city in which October is worked out."""
    with api.city.database.transaction() as session:
        account_kinds.bring(session, NOW)
        evaluated(session, api.city.aydin, DaySpan.month(2026, 10), api.city)
    return api


def test_every_version_of_a_closed_month_is_told_with_its_hash(api: Api, aydin: Program) -> None:
    assert aydin.get("months?from=2026-01-01&to=2027-01-01").json["versions"] == []
    hashes = close(api, again=True)
    second, first = aydin.get("months?from=2026-01-01&to=2027-01-01").json["versions"]

    assert [second["hash"], first["hash"]] == hashes
    assert [(each["month"], each["version"]) for each in (second, first)] == [("2026-10", 2), ("2026-10", 1)]
    assert (first["reopened"]["by"], first["reopened"]["reason"], second["reopened"]) == (
        "Hr",
        "eine Buchung fehlt",
        None,
    )
    assert aydin.get("months/2026-10").json["version"] == second
    assert api.program("brandt").get("months?from=2026-01-01&to=2027-01-01").json["versions"] == []
    others = f"employment={api.city.aydin.employment_uid}"
    assert api.program("brandt").get(f"months/2026-10?{others}").status_code == 404
    assert api.program("brandt").get(f"months?from=2026-01-01&to=2027-01-01&{others}").status_code == 404


def test_an_answer_is_given_to_what_was_seen_and_to_nothing_else(api: Api, aydin: Program) -> None:
    told = aydin.get("months/2026-10").json
    sent = {"employment": told["employment"], "seen": told["seen"], "answer": "object", "reason": "Der 12. fehlt"}
    assert (told["can_answer"], told["own_word"], told["version"]) == (True, None, None)

    old = aydin.send("months/2026-10/answer", sent | {"seen": "0" * 64}, f"{KEY}-old")
    assert (old.status_code, old.json["obstacle"]) == (409, "changed_meanwhile")
    first, again = (aydin.send("months/2026-10/answer", sent, KEY) for _ in range(2))
    assert (first.status_code, again.data) == (201, first.data)
    word = aydin.get("months/2026-10").json["own_word"]
    assert (word["agreed"], word["reason"], word["holds"]) == (False, "Der 12. fehlt", True)

    now = aydin.get("months/2026-11").json
    early = sent | {"seen": now["seen"]}
    assert aydin.send("months/2026-11/answer", early, f"{KEY}-early").json["obstacle"] == "not_over"
    close(api, again=False)
    late = aydin.send("months/2026-10/answer", sent | {"answer": "agree"}, f"{KEY}-late")
    assert (late.status_code, late.json["obstacle"]) == (409, "closed")
    assert late.json["detail"].startswith("Dieser Monat ist abgeschlossen")
