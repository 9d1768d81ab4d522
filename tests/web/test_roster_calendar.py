"""One's own roster in the calendar of a phone: what stands at the secret address, and who can get at it."""

import re
from datetime import UTC, date, datetime, timedelta

import time_machine

from tests.city import NOW, PASSWORD
from timeclock.core.duties import DutyKind
from timeclock.core.spans import Span
from timeclock.service import rosters as publishing
from timeclock.service.logins import PEOPLE_BEHIND_ONE_SOURCE
from timeclock.store import logins, rosters
from timeclock.store.rosters import NewShift

ADDRESS = re.compile(r'id="address">http://localhost(/me/roster\.ics\?key=(tcc_[A-Za-z0-9_-]{43}))<')
OCTOBER, DECEMBER, AUGUST, JULY = (date(2026, month, 1) for month in (10, 12, 8, 7))
LATER = NOW + timedelta(days=3)


def read(content: bytes) -> list[dict[str, str]]:
    """Read a calendar as RFC 5545 says one is read: unfold, then a name, its parameters and a value; return the events.

    Written from the RFC alone, §3.1, §3.3.11 and §3.6, and knows nothing of what wrote it.
    """
    assert content.endswith(b"\r\n")
    physical = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in physical)
    lines: list[bytes] = []
    for line in physical:
        if line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    stack: list[str] = []
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.decode().partition(":")
        name = name.split(";")[0]
        if name == "BEGIN":
            stack.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert stack.pop() == value
        elif stack[-1] == "VEVENT":
            assert name not in events[-1]
            events[-1][name] = re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)
        else:
            assert stack == ["VCALENDAR"]
    assert stack == []
    assert lines[:2] == [b"BEGIN:VCALENDAR", b"VERSION:2.0"]
    assert all({"UID", "DTSTAMP", "DTSTART", "DTEND"} <= each.keys() for each in events)
    return events


def published(town, unit: int, month: date, *shifts: NewShift, now: datetime = NOW) -> None:
    with town.database.transaction() as session:
        drafted = rosters.draft(session, unit, month, shifts, now)
        publishing.publish(session, drafted, town.settings.zone, now)


def duty(who, *hours: datetime, kind: DutyKind = DutyKind.WORK) -> NewShift:
    return NewShift(who.employment_id, kind, Span(*hours))


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


# The night in which the clocks go back, 22:00 to 6:00 on the wall, is nine hours long: 20:00 to 5:00 UTC.
LONG_NIGHT = (at(2026, 10, 24, 20), at(2026, 10, 25, 5))


def made(visitor) -> str:
    answer = visitor.post("/me/roster/calendar", {"password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return ADDRESS.search(answer.text)[1]


def test_the_calendar_has_what_is_published_of_her_alone_and_changes_with_the_roster(small_town, aydin, visitor):
    town, phone = small_town, visitor.client
    december = (at(2026, 12, 7, 5), at(2026, 12, 7, 13))
    published(town, town.registry, OCTOBER, duty(town.aydin, *LONG_NIGHT, kind=DutyKind.STANDBY_ON_SITE))
    published(town, town.registry, AUGUST, duty(town.aydin, at(2026, 8, 3, 5), at(2026, 8, 3, 13)))
    published(town, town.registry, JULY, duty(town.aydin, at(2026, 7, 30, 5), at(2026, 7, 30, 13)))
    published(town, town.registry, DECEMBER, duty(town.aydin, *december), duty(town.brandt, *december))
    january = [duty(town.aydin, at(2027, 1, 4, 5), at(2027, 1, 4, 9))]
    with town.database.transaction() as session:
        rosters.draft(session, town.registry, date(2027, 1, 1), january, NOW)
    address = made(aydin)
    first = phone.get(address)
    same = phone.get(address, headers={"If-None-Match": first.headers["ETag"]})
    before = read(first.data)
    # The shift begins an hour later now, the standby is off; Herr Brandt stays.
    moved = (at(2026, 12, 7, 6), at(2026, 12, 7, 13))
    published(town, town.registry, DECEMBER, duty(town.aydin, *moved), duty(town.brandt, *december), now=LATER)
    published(town, town.registry, OCTOBER, now=LATER)
    changed = phone.get(address, headers={"If-None-Match": first.headers["ETag"]})
    after = read(changed.data)

    assert first.mimetype == "text/calendar"
    assert first.headers["Cache-Control"] == "private, no-cache"
    # On 20 November all of August is still there, nothing of July; the draft of January is nobody's yet.
    assert [(each["DTSTART"], each["DTEND"], each["SUMMARY"]) for each in before] == [
        ("20260803T050000Z", "20260803T130000Z", "Dienst"),
        ("20261024T200000Z", "20261025T050000Z", "Bereitschaftsdienst"),
        ("20261207T050000Z", "20261207T130000Z", "Dienst"),
    ]
    assert {each["LOCATION"] for each in before} == {"Bürgerdienste"}
    assert not re.search(r"Aydin|Elif|Brandt|10001|1000\d", first.text)
    assert (same.status_code, same.data) == (304, b"")
    assert [each["DTSTART"] for each in after] == ["20260803T050000Z", "20261207T060000Z"]
    # The same duty, told later: programs take the one with the higher sequence.
    assert (after[1]["UID"], after[0]["UID"]) == (before[2]["UID"], before[0]["UID"])
    assert int(after[1]["SEQUENCE"]) > int(before[2]["SEQUENCE"]) < 2**31
    assert after[1]["LAST-MODIFIED"] == f"{LATER:%Y%m%dT%H%M%SZ}"
    assert len({each["UID"] for each in before}) == 3


def test_long_names_are_folded_and_escaped_as_the_standard_says(small_town, aydin, visitor):
    name = "Straßen, Grün; Spielplätze\\Süd und Friedhöfe – Übergänge für Fußgänger und Förderschüler " * 2
    with small_town.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE unit_version SET name = ? WHERE unit_id = ?", (name, 2))
    published(small_town, 2, DECEMBER, duty(small_town.aydin, at(2026, 12, 7, 5), at(2026, 12, 7, 13)))
    [event] = read(visitor.client.get(made(aydin)).data)

    assert event["LOCATION"] == name


def test_the_address_is_shown_once_is_one_alone_and_is_taken_back(aydin, visitor):
    phone, first = visitor.client, made(aydin)
    assert (phone.get(first).status_code, read(phone.get(first).data)) == (200, [])
    page, tokens = aydin.get("/me/roster/2026-11").text, aydin.get("/me/tokens").text
    assert (ADDRESS.search(page), "Zuletzt abgerufen" in page, "meine Dienste lesen" in tokens) == (None, True, True)
    second = made(aydin)
    assert [phone.get(each).status_code for each in (first, second)] == [404, 200]
    assert aydin.post("/me/roster/calendar/revoke").status_code == 303
    assert phone.get(second).status_code == 404
    assert "Zuletzt abgerufen" not in aydin.get("/me/roster/2026-11").text


def test_it_is_made_with_the_password_alone_and_opens_nothing_else(aydin, visitor):
    wrong, none = (aydin.post("/me/roster/calendar", {"password": each}) for each in ("falsch", ""))
    assert (wrong.status_code, none.status_code) == (422, 422)
    secret = ADDRESS.search(aydin.post("/me/roster/calendar", {"password": PASSWORD}).text)[2]
    of_program = aydin.post(
        "/me/tokens", {"name": "Portal", "use": "ask", "last_day": "2026-12-31", "password": PASSWORD}
    )
    token = re.search(r"tck_[A-Za-z0-9_-]{43}", of_program.text)[0]
    phone = visitor.client

    assert phone.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert phone.get("/me/roster.ics", query_string={"key": token}).status_code == 404
    # Her cookie opens nothing here either.
    assert aydin.get("/me/roster.ics").status_code == 422


def test_who_tries_addresses_is_stopped_and_one_nobody_fetches_ends_by_itself(small_town, aydin, visitor):
    phone, address = visitor.client, made(aydin)
    with time_machine.travel(NOW + timedelta(days=89), tick=False):
        assert phone.get(address).status_code == 200
    with time_machine.travel(NOW + timedelta(days=178), tick=False):
        assert phone.get(address).status_code == 200
    with time_machine.travel(NOW + timedelta(days=269), tick=False):
        assert phone.get(address).status_code == 404
    assert phone.get("/me/roster.ics?key=tcc_1").status_code == 404
    with small_town.database.transaction() as session:
        # That was one; so many may come from an address behind which there are many people.
        for _ in range(small_town.settings.sign_in_attempts * PEOPLE_BEHIND_ONE_SOURCE - 1):
            logins.note_attempt(session, logins.NOBODY, "127.0.0.1", False, NOW)
    stopped = phone.get("/me/roster.ics?key=tcc_2")
    assert (stopped.status_code, stopped.headers["Cache-Control"]) == (429, "no-store")
