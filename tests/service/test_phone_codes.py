"""A code from the phone: hers when it was read in its minute, once; all else is stored and waits for somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from tests.city import NOW, City, badge, evaluated
from tests.lived_in import delivered, sight
from tests.terminal import Terminal, enrolled
from timeclock.core.phone_codes import MOST, PREFIX, SCHEME
from timeclock.core.spans import DaySpan
from timeclock.jobs import work
from timeclock.ledger import keys
from timeclock.service import phone_codes
from timeclock.service.clocking import Outcome
from timeclock.service.phone_codes import TooManyCodes
from timeclock.service.sight import NotFound
from timeclock.store import badge_proofs, badges, holdings
from timeclock.store.badge_proofs import Proving
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.results import finding
from timeclock.store.schema.stamps import phone_code, stamp

MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)


def a_scanner(city: City, name: str = "Rathaus, Eingang", seed: int = 1) -> Terminal:
    """Enrol a terminal that reads codes."""
    terminal = enrolled(city, NOW, name, seed)
    terminal.scheme = SCHEME
    return terminal


def a_code(city: City, name: str = "aydin", now: datetime = NOW) -> str:
    """Make a code; return the hash a terminal sends that read it."""
    key = keys.read_secret(city.settings.badge_key_file)
    with city.database.transaction() as session:
        text = phone_codes.make(session, sight(session, city, name, now), key, MINUTE).text
    return badges.number_hash(key, SCHEME, bytes.fromhex(text.removeprefix(PREFIX)))


def brought(city: City, terminal: Terminal, *entries: dict[str, str], now: datetime = NOW) -> list[Outcome]:
    with city.database.transaction() as session:
        return delivered(session, city, terminal, list(entries), now)


def rows(city: City) -> list[tuple[str | None, int | None]]:
    with city.database.reading() as session:
        query = select(stamp.c.quarantine, stamp.c.person_id).order_by(stamp.c.seq)
        return [(row.quarantine, row.person_id) for row in session.execute(query)]


def test_a_code_is_hers_when_it_was_read_in_its_minute_however_late_it_comes_and_only_once(city: City) -> None:
    """Read at 0:30 of its minute, again 20 s later, and after two minutes; all brought two days later."""
    terminal, code = a_scanner(city), a_code(city)
    taps = [terminal.stamp(NOW + seconds * SECOND, code) for seconds in (30, 50, 120)]
    outcomes = brought(city, terminal, *taps, now=NOW + 2 * DAY)
    again = brought(city, terminal, *taps, now=NOW + 2 * DAY + MINUTE)

    aydin = city.aydin.person_id
    assert [(each.status, each.code) for each in outcomes] == [
        ("accepted", None),
        ("quarantined", "code_used"),
        ("quarantined", "code_ended"),
    ]
    assert [each.status for each in again] == ["duplicate"] * 3
    assert rows(city) == [(None, aydin), ("code_used", aydin), ("code_ended", aydin)]


def test_who_comes_second_waits_though_another_terminal_read_it_first(city: City) -> None:
    first, second = a_scanner(city), a_scanner(city, "Rathaus, Hof", seed=2)
    code = a_code(city)
    early, late = (each.stamp(NOW + n * SECOND, code) for n, each in ((10, first), (40, second)))

    assert [each.code for each in brought(city, second, late)] == [None]
    assert [each.code for each in brought(city, first, early)] == ["code_used"]


def test_what_cannot_be_believed_uses_no_code(sqlite_city: City) -> None:
    city, terminal, code = sqlite_city, a_scanner(sqlite_city), a_code(sqlite_city)
    odd = [
        terminal.stamp(NOW, code) | {"sig": "AAAA"},
        terminal.stamp(NOW, code, zone="Europe/Lisbon"),
        terminal.stamp(NOW, "ab" * 32),
        replace(terminal, scheme="uid").stamp(NOW, code),
    ]
    terminal.next_seq += 1

    found = [each.code for each in brought(city, terminal, *odd, terminal.stamp(NOW, code))]
    assert found == ["wrong_signature", "wrong_zone", "code_unknown", "unknown_badge", None]


def test_one_code_in_two_stamps_of_one_delivery_counts_for_the_first(sqlite_city: City) -> None:
    terminal, code = a_scanner(sqlite_city), a_code(sqlite_city)
    both = [terminal.stamp(NOW + n * SECOND, code) for n in range(2)]

    assert [each.code for each in brought(sqlite_city, terminal, *both)] == [None, "code_used"]


def test_whoever_has_to_prove_her_badge_and_shows_a_code_is_told(city: City) -> None:
    """Frau Aydin's badge has to prove itself since an hour; Frau Celik's number is enough."""
    terminal = a_scanner(city)
    with city.database.transaction() as session:
        for number, who in (("04A1B2C3D4E5F6", city.aydin), ("04A1B2C3D4E5F7", city.celik)):
            hash_ = badge(session, who, number, city.settings, NOW - 10 * DAY)
        held = holdings.find(session, badges.number_hash(_key(city), "uid", bytes.fromhex("04A1B2C3D4E5F6")))
        assert held is not None
        badge_proofs.begin(session, Proving(held.id, NOW - 60 * MINUTE, None))
    for minutes in (120, 30):
        at = NOW - minutes * MINUTE
        codes = [a_code(city, name, at) for name in ("aydin", "celik")]
        brought(city, terminal, *(terminal.stamp(at, code) for code in codes), now=at)
    brought(city, terminal, replace(terminal, scheme="uid").stamp(NOW, hash_))
    with city.database.transaction() as session:
        for who in (city.aydin, city.celik):
            evaluated(session, who, DaySpan.one(NOW.date()), city)
        found = session.execute(
            select(finding.c.employment_id, finding.c.code, finding.c.figures).where(finding.c.code.like("weaker%"))
        ).all()

    # NOW is 16:00 in the city.
    told = [(row.employment_id, row.code, row.figures["at"]) for row in found]
    assert told == [(city.aydin.employment_id, "weaker_code", "15:30")]


def test_a_code_holds_only_chance_and_is_kept_as_a_hash_alone(sqlite_city: City) -> None:
    code = a_code(sqlite_city)
    with sqlite_city.database.reading() as session:
        row = session.execute(select(phone_code)).one()
        [acts] = session.execute(select(audit.c.subject).where(audit.c.action == "code.make")).all()

    assert (row.number_hash, row.person_id, row.used_by) == (code, sqlite_city.aydin.person_id, None)
    assert row.ends_at - row.made_at == MINUTE
    assert acts.subject == str(row.uid)


def test_nobody_makes_codes_without_end_and_others_go_on(sqlite_city: City) -> None:
    for n in range(MOST):
        a_code(sqlite_city, now=NOW + n * SECOND)

    with pytest.raises(TooManyCodes) as refused:
        a_code(sqlite_city, now=NOW + MOST * SECOND)
    assert refused.value.until == NOW + 10 * MINUTE
    a_code(sqlite_city, "celik", NOW + MOST * SECOND)
    a_code(sqlite_city, now=refused.value.until)


def test_where_the_city_wants_no_codes_there_are_none(sqlite_city: City) -> None:
    with sqlite_city.database.transaction() as session, pytest.raises(NotFound):
        phone_codes.make(session, sight(session, sqlite_city, "aydin"), bytes(32), timedelta())


def test_a_code_that_was_not_used_is_dropped_once_no_terminal_can_bring_it(city: City) -> None:
    terminal, code = a_scanner(city), a_code(city)
    a_code(city)
    brought(city, terminal, terminal.stamp(NOW, code))

    def kept() -> int:
        with city.database.reading() as session:
            return session.execute(select(func.count()).select_from(phone_code)).scalar_one()

    left = []
    for days in (90, 92):
        with time_machine.travel(NOW + days * DAY, tick=False):
            work.forget(city.database, city.settings)
        left.append(kept())
    assert left == [2, 1]


def _key(city: City) -> bytes:
    return keys.read_secret(city.settings.badge_key_file)
