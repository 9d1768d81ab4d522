"""What is agreed about the places of stamps: entered by one side, signed by the other, ended by either."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.city import FIRST_DAY, NOW, City
from tests.lived_in import sight
from tests.web.conftest import Visitor
from timeclock.core.places import PlaceTerms
from timeclock.service import place_agreements
from timeclock.service.access import Role
from timeclock.service.place_agreements import NotAgreed
from timeclock.store import logins
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.people import unit
from timeclock.store.schema.places import place_agreement, place_draft
from timeclock.web import create_app

Arrive = Callable[[str], Visitor]
NEW = {
    "agreement": "DV Mobile Zeiterfassung vom 1.10.2026, § 4",
    "first": "2026-11-20",
    "last": "",
    "metres": "500",
    "kept_days": "14",
    "told": "word",
    "latitude": "51,514",
    "longitude": "7.465",
    "reach": "200",
}
NOTE = "data-place="


@pytest.fixture
def arrive(small_town: City) -> Arrive:
    """A city that has switched it on."""
    with time_machine.travel(NOW, tick=False) as clock:
        app = create_app(replace(small_town.settings, place_at_stamp=True), small_town.database)

        def visitor(name: str) -> Visitor:
            somebody = Visitor(app.test_client())
            assert somebody.sign_in(name).status_code == 303
            return somebody

        visitor.clock = clock
        yield visitor


def of(city: City, unit_id: int) -> str:
    with city.database.reading() as session:
        return str(session.execute(select(unit.c.uid).where(unit.c.id == unit_id)).scalar_one())


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def held(city: City) -> list[tuple[object, ...]]:
    """Return from when until when what is on record for a unit now holds."""
    c = place_agreement.c
    query = select(c.unit_id, c.from_day, c.to_day, c.metres).where(c.superseded_at.is_(None)).order_by(c.from_day)
    with city.database.reading() as session:
        return [tuple(row) for row in session.execute(query)]


def test_it_holds_once_both_have_signed_and_ends_when_either_says_so(small_town: City, arrive: Arrive) -> None:
    hr, council, hers = arrive("hr"), arrive("council"), arrive("aydin")
    new = NEW | {"unit": of(small_town, small_town.registry)}
    at = hr.post("/places/new", new).location
    assert NOTE not in hers.get("/me/today").text
    assert held(small_town) == []
    page = council.get(at).text
    assert "Für den Personalrat unterschreiben" in page
    assert "51,514°, 7,465°, 200 Meter darum" in page
    assert f'action="{at}/withdraw"' in hr.get(at).text
    assert hr.post(at, {"decision": "sign"}).status_code == 403
    waits = hr.post("/places/new", new)
    assert (waits.status_code, "wartet schon eine Vereinbarung auf eine Unterschrift" in waits.text) == (422, True)

    assert council.post(at, {"decision": "sign", "answer": "Wie besprochen"}).status_code == 303
    assert council.post(at, {"decision": "refuse"}).status_code == 409
    assert 'data-place="500"' in hers.get("/me/today").text
    listed = plain(arrive("privacy").get("/places").text)
    assert "eingetragen von Hr, unterschrieben von Council, 20.11.2026" in listed
    assert "ab 20.11.2026 gilt" in listed
    assert "Sofort beenden" not in listed
    with small_town.database.reading() as session:
        kinds = sorted(session.scalars(select(ledger_record.c.kind).where(ledger_record.c.kind.startswith("place"))))
    assert kinds == ["place_agreement", "place_draft", "place_draft"]

    # A second one begins later: until then the first goes on, and a command may not read otherwise.
    later = hr.post("/places/new", new | {"first": "2026-12-01", "metres": "300", "kept_days": "7"}).location
    assert council.post(later, {"decision": "sign"}).status_code == 303
    registry, begins = small_town.registry, date(2026, 12, 1)
    assert held(small_town) == [(registry, NOW.date(), begins, 500), (registry, begins, None, 300)]
    assert 'data-place="500"' in hers.get("/me/today").text
    arrive.clock.shift(timedelta(days=12))
    hers, council = arrive("aydin"), arrive("council")
    assert 'data-place="300"' in hers.get("/me/today").text

    assert council.post("/places/end", {"unit": new["unit"]}).status_code == 303
    assert NOTE not in hers.get("/me/today").text
    page = plain(council.get("/places").text)
    assert "Nirgends: Keine Dienstvereinba" in page
    assert "auf 300 Meter gerundet, nach 7 Tagen gelöscht eingetragen von Hr, unterschrieben von Council" in page


def test_what_goes_on_until_the_next_keeps_the_names_of_its_own_signatures(small_town: City, arrive: Arrive) -> None:
    with small_town.database.transaction() as session:
        logins.grant(session, small_town.logins["privacy"], Role.STAFF_COUNCIL, None, FIRST_DAY, NOW, by=None)
    new = NEW | {"unit": of(small_town, small_town.registry)}
    for days, first, signer in (
        (0, "2026-11-20", "council"),
        (3, "2027-01-01", "privacy"),
        (2, "2026-12-01", "privacy"),
    ):
        arrive.clock.shift(timedelta(days=days))
        hr = arrive("hr")
        later = hr.post("/places/new", new | {"first": first}).location
        assert arrive(signer).post(later, {"decision": "sign"}).status_code == 303

    standing, before = plain(hr.get("/places").text).split("Was früher vereinbart war")
    for first, last, name, since in (
        ("20.11.2026", "30.11.2026", "Council", "20.11."),
        ("01.12.2026", "", "Privacy", "25.11."),
    ):
        row = f"eingetragen von Hr, unterschrieben von {name}, {since}2026"
        assert re.search(rf"{re.escape(row)}[^§]* ab {first}{f' bis {last}' if last else ''}", standing), standing
    # The one that was to begin in January never held.
    assert before.count("unterschrieben von") == 1
    assert "ab 01.01.2027" in before


def test_what_is_wrong_is_said_where_it_stands(small_town: City, arrive: Arrive) -> None:
    hr, new = arrive("hr"), NEW | {"unit": of(small_town, small_town.registry)}
    for wrong, field in (
        ({"unit": ""}, "unit"),
        ({"unit": "01930000-0000-7000-8000-000000000001"}, "unit"),
        ({"agreement": " "}, "agreement"),
        ({"metres": "99"}, "metres"),
        ({"kept_days": "91"}, "kept_days"),
        ({"last": "2026-11-19"}, "last"),
        ({"first": "2026-11-01", "last": "2026-11-19"}, "last"),
        ({"latitude": "Rathaus"}, "latitude"),
        ({"latitude": "91"}, "latitude"),
        ({"longitude": ""}, "latitude"),
        ({"reach": "0"}, "reach"),
        ({"latitude": "", "longitude": "", "reach": ""}, "told"),
    ):
        answer = hr.post("/places/new", new | wrong)
        assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True), (wrong, plain(answer.text))
        assert 'value="14"' in answer.text or "kept_days" in wrong
    with small_town.database.reading() as session:
        assert session.execute(select(place_draft)).all() == []


def test_nobody_signs_for_both_sides_or_for_units_of_others(small_town: City, arrive: Arrive) -> None:
    with small_town.database.transaction() as session:
        logins.grant(session, small_town.logins["hr"], Role.STAFF_COUNCIL, None, FIRST_DAY, NOW, by=None)
        logins.grant(session, small_town.logins["privacy"], Role.HR, small_town.archive, FIRST_DAY, NOW, by=None)
    both, part, council = arrive("hr"), arrive("privacy"), arrive("council")
    registry, archive = of(small_town, small_town.registry), of(small_town, small_town.archive)
    own = both.post("/places/new", NEW | {"unit": registry}).location
    assert "Für den Personalrat unterschreiben" not in both.get(own).text
    for decision in ("sign", "refuse"):
        assert both.post(own, {"decision": decision}).status_code == 409
    by = update(place_draft).values(decision="signed", decided_by=small_town.logins["hr"], decided_at=NOW)
    with small_town.database.reading() as session, pytest.raises(IntegrityError, match="two_people"):
        session.execute(by)
    # Units of others are neither entered for nor withdrawn nor ended.
    assert "Bürgerdienste" not in part.get("/places/new").text
    assert part.post("/places/new", NEW | {"unit": registry}).status_code == 422
    assert part.post(f"{own}/withdraw").status_code == 409
    assert council.post(own, {"decision": "sign"}).status_code == 303
    assert part.post("/places/end", {"unit": registry}).status_code == 404
    assert len(held(small_town)) == 1
    hers = part.post("/places/new", NEW | {"unit": archive}).location
    assert part.post(f"{hers}/withdraw").status_code == 303
    assert council.post(hers, {"decision": "sign"}).status_code == 409
    refused = part.post("/places/new", NEW | {"unit": archive}).location
    assert council.post(refused, {"decision": "refuse", "answer": "Erst im Januar"}).status_code == 303
    assert "Erst im Januar" in part.get(refused).text
    assert len(held(small_town)) == 1


def test_what_is_over_when_it_is_signed_is_not_signed(small_town: City) -> None:
    terms = PlaceTerms("DV", NOW.date(), NOW.date() + timedelta(days=1), 500, 14)
    with small_town.database.transaction() as session:
        hr, later = sight(session, small_town, "hr"), NOW + timedelta(days=1)
        [registry] = [each for each in place_agreements.units(session, hr) if each.id == small_town.registry]
        uid = place_agreements.propose(session, hr, registry.uid, terms)
        council = sight(session, small_town, "council", later)
        with pytest.raises(NotAgreed):
            place_agreements.sign(session, council, uid, "")
    assert held(small_town) == []
