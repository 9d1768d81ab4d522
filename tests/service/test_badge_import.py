"""The badges of the old system: who holds which, out of a file; afterwards a tap at the door finds its person."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from terminals.wire import badge_hash
from tests.city import NOW, City, badge
from tests.door import Door
from tests.imports.bringing import bring, taps
from tests.lived_in import sight
from tests.premises import application
from tests.terminal import enrolled
from timeclock.core.badge_numbers import Writing
from timeclock.ledger import keys
from timeclock.service import badge_import, badgeless, rollout
from timeclock.service.badge_import import Asked, Found
from timeclock.service.sight import NotFound
from timeclock.store import badges
from timeclock.store.schema.evidence import access_read, audit
from timeclock.store.schema.stamps import badge as badge_table
from timeclock.store.schema.stamps import badge_holding

HEADING = "Personalnummer;Chip;Schreibweise;Gültig ab\n"
# The badge of the door of tests/core/test_badge_numbers.py, as the old reader wrote it: from its other end, in decimal.
AYDIN = "10001;36281498998055172;dezimal umgekehrt;\n"
BRANDT = "0010002;1A-2B-3C-4D;;01.11.2026\n"


def site_key(city: City) -> bytes:
    return keys.read_secret(city.settings.badge_key_file)


def asked(city: City, *, partly: bool = False) -> Asked:
    return Asked(Writing.HEX, NOW.date(), city.settings.zone, site_key(city), partly)


def entered(city: City, text: str, *, partly: bool = False) -> Found:
    with city.database.transaction() as session:
        return badge_import.enter(session, text.encode("cp1252"), asked(city, partly=partly), NOW)


def faults(found: Found) -> list[str | None]:
    return [each.fault or each.change for each in found.judged]


def test_after_the_list_a_tap_at_the_door_finds_its_person_and_her_unit_lacks_one_badge_less(
    sqlite_city: City,
) -> None:
    city = sqlite_city
    with time_machine.travel(NOW, tick=False):
        terminal = enrolled(city, NOW)
        # What the reader of today sees of the same chip, hashed by the terminal's own code.
        seen = badge_hash(site_key(city), "04A1B2C3D4E580")
        door = Door(city, application(city).test_client(), terminal, seen)
        [unknown] = door.deliver(door.good())
        with city.database.transaction() as session:
            before = badgeless.missing(session, sight(session, city, "hr"), None)
            registry = next(each for each in before.units if each.id == city.registry)
        found, again = entered(city, HEADING + AYDIN + BRANDT), entered(city, HEADING + AYDIN + BRANDT)
        [known] = door.deliver(door.good())
    with city.database.transaction() as session:
        after = badgeless.missing(session, sight(session, city, "hr"), registry.uid)
        plan = rollout.overview(session, sight(session, city, "hr"))
        acts = session.execute(select(audit).where(audit.c.action == "badge.issue").order_by(audit.c.id)).all()
        kept = session.execute(select(badge_table.c.number_hash, badge_table.c.scheme)).all()
        reads = session.execute(select(badge_holding.c.person_id)).scalars().all()

    assert (unknown["status"], unknown["code"]) == ("quarantined", "unknown_badge")
    assert faults(found) == ["new", "new"]
    assert faults(again) == ["unchanged", "unchanged"]
    assert (known["status"], known["code"]) == ("accepted", None)
    assert "Aydin" in str(known["display"])
    # Frau Aydin and Herr Brandt are all there are in the registry; the archive has Frau Celik.
    assert dict(before.counts) == {city.registry: 2, city.archive: 1}
    assert (after.people, dict(after.counts)) == ((), {city.archive: 1})
    lacking = {each.unit.id: each.without_badge for each in plan.units}
    assert (lacking[city.registry], lacking[city.archive]) == (0, 1)
    # Each issue is on record with its person, and the number is nowhere.
    assert [each.person_id for each in acts] == [city.aydin.person_id, city.brandt.person_id]
    assert [each.detail["from"] for each in acts] == ["2026-11-20", "2026-11-01"]
    assert sorted(reads) == sorted([city.aydin.person_id, city.brandt.person_id])
    assert {len(each.number_hash) for each in kept} == {64}
    assert seen in {each.number_hash for each in kept}


def test_every_line_has_its_verdict_and_one_that_is_refused_holds_back_all_of_them(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        badge(session, city.celik, "04FF00FF", city.settings)
        badge(session, city.brandt, "04FF00EE", city.settings, NOW + timedelta(days=9))
        badges.block(session, badge(session, city.celik, "04FF00DD", city.settings))
    text = HEADING + (
        "10001;04A1B2C3D4E580;;\n"  # good
        "4711;04A1B2C3D4E581;;\n"
        "10001;04FF00FF;;\n"  # Frau Celik holds it
        "10002;04FF00EE;;\n"  # his, but nine days later
        "10003;04FF00DD;;\n"
        "10002;11223344;;\n"
        "10003;11:22:33:44;;\n"
        "10001;08112233;;\n"
        "10001;8811 2233;;\n"
        "10001;karte;;\n"
        "10001;04A1B2C3D4E582;;31.2.2026\n"
        "10001;04A1B2C3D4E583;rückwärts;\n"
        "10003;0045481;Aufdruck;\n"  # good
    )
    found = entered(city, text)
    with city.database.reading() as session:
        held = len(session.execute(select(badge_holding)).all())
    partly = entered(city, text, partly=True)
    with city.database.reading() as session:
        holding = badges.holders(session, {city.aydin.person_id, city.celik.person_id}, NOW)
        rows = session.execute(select(badge_table.c.scheme).join(badge_holding).order_by(badge_holding.c.id)).scalars()
        schemes = list(rows)[3:]

    assert faults(found) == [
        "new",
        "unknown_person",
        "held_by_another",
        "held_on_other_days",
        "blocked_badge",
        "badge_twice",
        "badge_twice",
        "random_badge",
        "shortened_badge",
        "unreadable_badge",
        "impossible_day",
        "unknown_writing",
        "new",
    ]
    assert (found.entered, held) == (False, 3)
    assert (partly.entered, schemes) == (True, ["uid", "number"])
    assert holding == {city.aydin.person_id, city.celik.person_id}


def test_a_badge_that_was_given_back_goes_to_the_next_and_not_a_day_too_early(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        badge(session, city.celik, "04FF00FF", city.settings, NOW - timedelta(days=30))
        midnight = NOW.replace(hour=23, minute=0, second=0, microsecond=0) - timedelta(days=3)
        session.execute(badge_holding.update().values(to_at=midnight))

    early = entered(city, "staff_no;badge;valid_from\n10001;04FF00FF;2026-11-17\n")
    late = entered(city, "staff_no;badge;valid_from\n10001;04FF00FF;2026-11-18\n")

    assert (faults(early), faults(late)) == (["held_by_another"], ["new"])
    assert (early.entered, late.entered) == (False, True)


def test_imported_stamps_that_waited_for_a_printed_number_have_their_person_then(sqlite_city: City) -> None:
    [waits] = bring(sqlite_city, taps("45481 2026-11-18 08:00:00 0"))
    found = entered(sqlite_city, "Pers.-Nr.;Ausweis;Schreibweise;ab\n10003;0045481;Aufdruck;2026-11-01\n")

    assert (waits["verdict"], waits["reason"]) == ("quarantined", "unknown_badge")
    assert found.released == 1


def test_whoever_has_none_is_named_to_hr_alone_and_the_look_is_recorded(sqlite_city: City) -> None:
    city = sqlite_city
    with city.database.transaction() as session:
        hr, officer = sight(session, city, "hr"), sight(session, city, "officer")
        archive = next(each for each in badgeless.missing(session, hr, None).units if each.id == city.archive)
        named = badgeless.missing(session, hr, archive.uid)
        with pytest.raises(NotFound):
            badgeless.missing(session, officer, archive.uid)
        reads = session.execute(select(access_read.c.person_ids).where(access_read.c.route == "badges")).scalars().all()

    assert [each.family_name for each in named.people] == ["Celik"]
    assert reads == [[city.celik.person_id]]
