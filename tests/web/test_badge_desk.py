"""Badges in the browser: the whole life of one, by whoever keeps it, and never its number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from tests.city import NOW, City, badge
from tests.web.conftest import Visitor
from timeclock.store import holdings
from timeclock.store.schema.evidence import audit

Arrive = Callable[[str], Visitor]


def held(city: City) -> list[tuple[str, str, bool]]:
    """Return state, reason and whether it lasts of every badge of Frau Aydin."""
    with city.database.reading() as session:
        found = holdings.of_person(session, city.aydin.person_id)
    return [(each.badge.state, each.reason, each.to_at is None) for each in found]


def test_a_badge_is_issued_replaced_blocked_and_taken_back(signed_in: Arrive, small_town: City) -> None:
    officer, at = signed_in("officer"), f"/staff/{small_town.aydin.employment_uid}/2026-11-20/badges"

    def act(**sent: str) -> str:
        return officer.post(at, sent, follow_redirects=True).text

    def newest() -> str:
        with small_town.database.reading() as session:
            return str(holdings.of_person(session, small_town.aydin.person_id)[-1].badge.uid)

    with small_town.database.transaction() as session:
        badge(session, small_town.aydin, "04AABBCC", small_town.settings, NOW - timedelta(days=1))
    again = officer.post(at, {"act": "issue", "number": "04:aa bb-cc\r\n"})
    pages = [act(act="replace", badge=newest(), number="04AABBDD"), act(act="block", badge=newest())]
    blocked = held(small_town)
    pages += [act(act="give_back", badge=newest()), act(act="issue", number="04AABBDD")]
    pages += [act(act="lend", number="04AABBEE", until="2026-11-21")]

    assert (again.status_code, 'href="#number-issue"' in again.text) == (422, True)
    assert blocked == [("blocked", "issued", False), ("blocked", "replaced", True)]
    assert held(small_town)[0] == ("blocked", "issued", False)
    assert sorted(held(small_town)[1:]) == [("active", "issued", True), ("active", "temporary", False)]
    assert "Die Karte ist geliehen" in pages[-1]
    assert not any("04AABB" in page or "04aa" in page for page in [*pages, again.text])
    with small_town.database.reading() as session:
        kept = select(audit.c.detail, audit.c.by).where(audit.c.action == "badge.kept").order_by(audit.c.id)
        acts = [(row.detail["act"], row.by) for row in session.execute(kept)]
    assert acts == [(each, small_town.logins["officer"]) for each in ("replace", "block", "give_back", "issue", "lend")]


def test_only_her_own_badge_is_acted_on_and_only_in_ones_own_units(signed_in: Arrive, small_town: City) -> None:
    officer, hr = signed_in("officer"), signed_in("hr")
    of_celik = f"/staff/{small_town.celik.employment_uid}/2026-11-20/badges"
    hr.post(of_celik, {"act": "issue", "number": "04AABBCC"})
    with small_town.database.reading() as session:
        [other] = holdings.of_person(session, small_town.celik.person_id)
    at = f"/staff/{small_town.aydin.employment_uid}/2026-11-20/badges"

    assert officer.post(at, {"act": "block", "badge": str(other.badge.uid)}).status_code == 404
    assert officer.post(of_celik, {"act": "block", "badge": str(other.badge.uid)}).status_code == 404
    for wrong in ({"act": "issue"}, {"act": "issue", "number": "XYZ"}, {"act": "lend", "number": "04AA", "until": ""}):
        assert officer.post(at, wrong).status_code == 422
    with small_town.database.reading() as session:
        assert [each.badge.state for each in holdings.of_person(session, small_town.celik.person_id)] == ["active"]
