"""Bad input at the terminals' door: nothing is lost, nothing crashes, each has its own answer, and the sums hold."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from tests.city import NOW, City, badge
from tests.databases import KINDS, copied_city
from tests.door import Door, expect_balance, expect_sums, payload_of
from tests.lived_in import trusted
from tests.premises import application
from tests.terminal import BOOT, PATH, UPTIME_MS, Terminal, compact, enrolled
from timeclock.ledger import receipt, tree
from timeclock.ledger.keys import b64url, from_b64url, signing_key
from timeclock.ledger.receipt import Receipt
from timeclock.service import devices, evaluation, log, verification
from timeclock.store import badges, staffing
from timeclock.store import log as log_rows
from timeclock.store.ids import new_uid
from timeclock.store.schema import people
from timeclock.store.schema.evidence import audit, ledger_record
from timeclock.store.schema.stamps import stamp
from timeclock.store.staffing import NewPerson
from timeclock.web.app import create_app

HELD_SINCE = NOW - timedelta(days=100)
Entry = Callable[[Door], object]
MS = timedelta(milliseconds=1)
NUMBERS = count(1)


@pytest.fixture
def door(city: City) -> Iterator[Door]:
    """Frau Aydin's badge, an enrolled terminal, and the application it speaks to, all at one standing moment."""
    with time_machine.travel(NOW, tick=False):
        terminal = enrolled(city, NOW)
        with city.database.transaction() as session:
            known = badge(session, city.aydin, "04A1B2C3D4E5F6", city.settings, HELD_SINCE)
        yield Door(city, application(city).test_client(), terminal, known)


@pytest.fixture(scope="module", params=KINDS)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[City, Flask]]:
    """One city for all tests that need only a terminal of their own; at the end its ledger still holds."""
    for city in copied_city(request, tmp_path_factory.mktemp("shared")):
        yield city, create_app(city.settings, city.database)
        with city.database.snapshot() as session:
            assert verification.verify(session, trusted(city), NOW).discrepancies == ()


@pytest.fixture
def gate(shared: tuple[City, Flask]) -> Iterator[Door]:
    """A terminal and a badge of the test's own in the shared city."""
    city, app = shared
    number = next(NUMBERS)
    with time_machine.travel(NOW, tick=False):
        terminal = enrolled(city, NOW, f"Terminal {number}")
        with city.database.transaction() as session:
            known = badge(session, city.aydin, f"{number:08x}", city.settings, HELD_SINCE)
        yield Door(city, app.test_client(), terminal, known, name=f"Terminal {number}")


# --- stamps that wait for a person to decide ---


def blocked(door: Door) -> object:
    with door.city.database.transaction() as session:
        other = badge(session, door.city.celik, "04FF", door.city.settings, HELD_SINCE)
        badges.block(session, other)
    return door.odd(badge=other)


def not_held_then(door: Door) -> object:
    with door.city.database.transaction() as session:
        other = badge(session, door.city.celik, "04FF", door.city.settings, NOW + MS)
    return door.odd(badge=other)


def employed_later(door: Door) -> object:
    with door.city.database.transaction() as session:
        employer = session.execute(select(people.employer.c.id)).scalar_one()
        new = NewPerson("Eva", "Ernst", "10009", door.city.registry, NOW.date() + timedelta(days=1), 2340)
        hired = staffing.hire(session, employer, new, NOW)
        other = badge(session, hired, "04FF", door.city.settings, HELD_SINCE)
    return door.odd(badge=other)


def employed_twice(door: Door) -> object:
    with door.city.database.transaction() as session:
        employer = session.execute(select(people.employer.c.id)).scalar_one()
        other = badge(session, door.city.celik, "04FF", door.city.settings, HELD_SINCE)
        row = {"uid": new_uid(NOW), "person_id": door.city.celik.person_id, "employer_id": employer, "staff_no": "2"}
        second = session.execute(insert(people.employment).returning(people.employment.c.id), row).scalar_one()
        held = staffing.held_from(NOW.date(), NOW)
        session.execute(insert(people.employment_version), {"employment_id": second, **held})
    return door.odd(badge=other)


def unsigned(door: Door) -> object:
    return {**door.good(), "sig": b64url(bytes(64))}


def signed_by_another(door: Door) -> object:
    return Terminal(door.terminal.uid, signing_key(door.city.settings.log_key_file)).signed(payload_of(door.good()))


def of_another_terminal(door: Door) -> object:
    other = enrolled(door.city, NOW, "Archiv", seed=2)
    door.terminal.next_seq += 1
    other.next_seq = door.terminal.next_seq - 1
    return other.stamp(NOW, door.badge)


NO_CLOCK = {"quality": "bad", "max_error_ms": None, "offset_ms": None}
UNSURE = {"quality": "unsure", "max_error_ms": None, "offset_ms": None}
OTHER_BOOT = "00000000-7d1e-4b0a-9c55-2f3f0a6f1e10"

QUARANTINED: list[tuple[str, Entry]] = [
    ("unknown_badge", lambda door: door.terminal.stamp(NOW)),
    ("blocked_badge", blocked),
    ("badge_not_held", not_held_then),
    ("no_employment", employed_later),
    ("several_employments", employed_twice),
    ("wrong_zone", lambda door: door.odd(zone="Europe/Lisbon")),
    ("future_time", lambda door: door.odd(at=NOW + timedelta(seconds=120) + MS)),
    ("future_time", lambda door: door.odd(device_at="9998-12-31T23:59:59.999Z")),
    ("past_time", lambda door: door.odd(at=NOW - timedelta(days=90) - MS)),
    ("past_time", lambda door: door.odd(device_at="0002-01-01T00:00:00.000Z")),
    ("no_time", lambda door: door.odd(clock=NO_CLOCK, boot_id=OTHER_BOOT)),
    ("no_time", lambda door: door.odd(clock=UNSURE, mono_ms=UPTIME_MS + 1001)),
    ("wrong_signature", unsigned),
    ("wrong_signature", signed_by_another),
    ("wrong_source", of_another_terminal),
]


@pytest.mark.parametrize(("code", "entry"), QUARANTINED, ids=lambda part: part if isinstance(part, str) else "")
def test_a_strange_stamp_is_stored_and_waits_for_a_decision(door: Door, code: str, entry: Entry) -> None:
    strange = entry(door)

    before, result, after = door.deliver(door.good(), strange, door.good())

    assert (result["status"], result["code"]) == ("quarantined", code)
    assert result["receipt"] is not None
    assert [before["status"], after["status"]] == ["accepted", "accepted"]
    expect_balance(door)


@pytest.mark.parametrize("code", ["future_time", "past_time", "wrong_zone", "wrong_signature"])
def test_a_time_that_is_not_believed_stays_unset_and_is_kept_as_said(door: Door, code: str) -> None:
    entry = next(entry for name, entry in QUARANTINED if name == code)
    door.deliver(entry(door))

    with door.city.database.reading() as session:
        row = session.execute(select(stamp.c.at, stamp.c.device_at, stamp.c.person_id)).one()
    assert row.at is None
    assert row.device_at is not None
    assert row.person_id is None


@pytest.mark.parametrize("at", [NOW + timedelta(seconds=120), NOW - timedelta(days=90)], ids=["ahead", "behind"])
def test_a_time_just_within_the_limits_is_believed(door: Door, at: datetime) -> None:
    [result] = door.deliver(door.odd(at=at))

    assert result["status"] == "accepted"


def test_without_a_clock_but_in_the_same_boot_the_elapsed_time_counts(door: Door) -> None:
    [result] = door.deliver(door.odd(clock=UNSURE, mono_ms=UPTIME_MS + 1000 - 90_000))

    with door.city.database.reading() as session:
        row = session.execute(select(stamp.c.at, stamp.c.at_rule)).one()
    assert result["status"] == "accepted"
    assert (row.at, row.at_rule) == (NOW - timedelta(seconds=90), "elapsed")
    expect_balance(door)


@pytest.mark.parametrize("uptime", [2**40, 2**53])
def test_a_device_that_claims_to_run_for_ages_is_not_believed_and_breaks_nothing(door: Door, uptime: int) -> None:
    sent = {"at": "2026-11-20T15:00:00.000Z", "boot_id": BOOT, "mono_ms": uptime}

    [result] = door.deliver(door.odd(clock=NO_CLOCK, mono_ms=0), sent=sent)

    assert (result["status"], result["code"]) == ("quarantined", "past_time")
    expect_balance(door)


# --- the same again, and other bytes under the same name ---


def test_the_same_stamp_again_is_a_duplicate_with_the_same_receipt(door: Door) -> None:
    entry = door.good()
    [first] = door.deliver(entry)

    again, twice = door.deliver(entry, entry)

    assert [again["status"], twice["status"]] == ["duplicate", "duplicate"]
    assert again["receipt"] == twice["receipt"] == first["receipt"]
    assert door.stored() == 1
    expect_balance(door)


def test_the_same_stamp_twice_in_one_delivery_is_stored_once(door: Door) -> None:
    entry = door.good()

    results = door.deliver(entry, entry, entry)

    assert [each["status"] for each in results] == ["accepted", "duplicate", "duplicate"]
    assert door.stored() == 1
    expect_balance(door)


def test_other_bytes_under_the_same_key_are_kept_beside_and_raise_an_alarm(door: Door) -> None:
    first = door.good()
    other = door.terminal.signed(compact(door.terminal.fields(NOW, door.badge, seq=1, kind="out")))
    door.deliver(first)

    results = door.deliver(other, other)

    assert [each["status"] for each in results] == ["conflict", "conflict"]
    assert door.kept() == {payload_of(first), payload_of(other)}
    assert door.health().conflicts == 1
    with door.city.database.reading() as session:
        alarms = session.execute(select(audit.c.subject).where(audit.c.action == "stamp.conflict")).scalars().all()
    assert alarms == [results[0]["uid"]]
    expect_balance(door)


def test_two_different_stamps_under_one_key_in_one_delivery_are_a_stamp_and_a_conflict(door: Door) -> None:
    first = door.good()
    other = door.terminal.signed(compact(door.terminal.fields(NOW, door.badge, seq=1, kind="out")))

    results = door.deliver(first, other)

    assert [each["status"] for each in results] == ["accepted", "conflict"]
    assert door.kept() == {payload_of(first), payload_of(other)}
    expect_balance(door)


def test_a_uid_that_comes_again_under_another_number_is_a_conflict_and_shows_in_the_sums(door: Door) -> None:
    first = door.good()
    uid = json.loads(payload_of(first))["uid"]
    [_, result] = door.deliver(first, door.odd(uid=uid))

    assert (result["status"], result["uid"]) == ("conflict", uid)
    assert door.stored() == 1
    # The number it took is nowhere else, so the epoch is one short: IT sees it beside the conflict.
    assert door.conserved() is False
    assert door.health().conflicts == 1


def test_what_comes_second_under_a_key_is_stored_where_the_first_was_known_under_its_uid(door: Door) -> None:
    known = door.good()
    door.deliver(known)
    taken = door.terminal.signed(
        compact(door.terminal.fields(NOW, door.badge, uid=json.loads(payload_of(known))["uid"]))
    )
    good = door.good()

    results = door.deliver(taken, taken, good, good)

    assert [each["status"] for each in results] == ["conflict", "conflict", "accepted", "duplicate"]
    expect_balance(door)


def test_a_stamp_lost_on_the_way_shows_in_the_sums(door: Door) -> None:
    door.good()
    door.deliver(door.good())

    assert door.conserved() is False


def test_a_stamp_that_still_waits_in_the_terminal_is_in_the_sums(door: Door) -> None:
    door.good()
    door.deliver(door.good())

    door.send(door.terminal.body([], NOW, unsent=1))

    assert [each.conserved for each in door.fleet().terminals] == [True]


# --- what is no stamp ---

DEEP = b"[" * 100_000
NOT_JSON = [
    b"",
    b"kein JSON",
    b"[]",
    b"17",
    b"null",
    b"{",
    b"\xff\xfe",
    DEEP,
    b'{"seq":' + b"9" * 5000 + b"}",
    '{"v":1}'.encode("utf-16"),
    b"\xef\xbb\xbf{}",
]
WRONG: list[dict[str, Any]] = [
    {"v": 2},
    {"v": True},
    {"v": 1.0},
    {"source": "keine"},
    {"source": None},
    {"epoch": "0011"},
    {"epoch": "AA" * 16},
    {"epoch": "00112233445566778899aabbccddeeff\n"},
    {"seq": 0},
    {"seq": -1},
    {"seq": "1"},
    {"seq": 1.0},
    {"seq": True},
    {"seq": 2**63},
    {"seq": 10**4000},
    {"uid": "x"},
    {"uid": 7},
    {"kind": "lunch"},
    {"kind": ["in"]},
    {"device_at": "2026-11-20T06:58:00Z"},
    {"device_at": "2026-11-20T06:58:00.031+01:00"},
    {"device_at": "2026-13-20T06:58:00.031Z"},
    {"device_at": "0000-01-01T00:00:00.000Z"},
    {"device_at": "0001-01-01T00:00:00.000Z"},
    {"device_at": "9999-12-31T23:59:59.999Z"},
    {"device_at": "\uff12\uff10\uff12\uff16-11-20T06:58:00.031Z"},
    {"device_at": 1_700_000_000},
    {"zone": "Europe/\x00Berlin"},
    {"zone": "\ud800"},
    {"zone": ""},
    {"zone": "x" * 201},
    {"zone_rules": None},
    {"boot_id": "\x00"},
    {"boot_id": {}},
    {"mono_ms": -1},
    {"mono_ms": float("nan")},
    {"mono_ms": float("inf")},
    {"mono_ms": 2**63},
    {"clock": None},
    {"clock": "good"},
    {"clock": {"quality": "best", "max_error_ms": None, "offset_ms": None}},
    {"clock": {"quality": "good", "max_error_ms": 1.5, "offset_ms": None}},
    {"clock": {"quality": "good", "max_error_ms": None, "offset_ms": 2**63}},
    {"badge": []},
    {"badge": {"hash": "xyz", "level": "identified", "scheme": "uid"}},
    {"badge": {"hash": "AA" * 32, "level": "identified", "scheme": "uid"}},
    {"badge": {"hash": "aa" * 32, "level": "certain", "scheme": "uid"}},
    {"badge": {"hash": "aa" * 32, "level": "identified", "scheme": "\udfff"}},
    {"reader": None},
    {"agent": "\x00"},
    {"prev": "0" * 63},
]
NO_ENTRY: list[object] = [None, 17, "text", [], [[]], {}, {"payload": "e30"}, {"sig": "e30"}, True, 1.5]
NO_BASE64: list[object] = [
    {"payload": "***", "sig": "e30"},
    {"payload": "e30", "sig": "***"},
    {"payload": "e30=", "sig": "e30"},
    {"payload": "e", "sig": "e30"},
    {"payload": 17, "sig": "e30"},
    {"payload": None, "sig": None},
    {"payload": ["e30"], "sig": {}},
    {"payload": "\x00", "sig": "ü"},
    {"payload": "\ud800", "sig": "e30"},
]


def said_of(gate: Door, entry: object) -> tuple[str, str | None]:
    """Deliver an entry nobody can read between two good ones; return what was said of it."""
    good = [gate.good(), gate.good()]
    # It lies in the spool too, so it was captured, and stays there as unreadable.
    gate.terminal.next_seq += 1
    gate.terminal.unreadable += 1
    before, result, after = gate.deliver(good[0], entry, good[1])

    assert [before["status"], after["status"]] == ["accepted", "accepted"]
    assert (result["uid"], result["receipt"], result["display"]) == (None, None, None)
    expect_sums(gate)
    return result["status"], result["code"]


@pytest.mark.parametrize("payload", NOT_JSON, ids=lambda payload: repr(payload[:12]))
def test_signed_bytes_that_are_no_json_object_are_unreadable(gate: Door, payload: bytes) -> None:
    assert said_of(gate, gate.terminal.signed(payload)) == ("unreadable", "not_json")


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: repr(wrong)[:50].encode("ascii", "replace").decode())
def test_a_field_of_the_wrong_kind_makes_a_stamp_unreadable(gate: Door, wrong: dict[str, Any]) -> None:
    payload = json.dumps(gate.terminal.fields(NOW, gate.badge) | wrong).encode()

    assert said_of(gate, gate.terminal.signed(payload)) == ("unreadable", "wrong_field")


@pytest.mark.parametrize(
    "path",
    [(name,) for name in sorted(Terminal(UUID(int=1), None).fields(NOW))]  # type: ignore[arg-type]  # no key is needed to name the fields
    + [("clock", name) for name in ("quality", "max_error_ms", "offset_ms")]
    + [("badge", name) for name in ("hash", "level", "scheme")],
    ids=".".join,
)
def test_a_missing_field_makes_a_stamp_unreadable(gate: Door, path: tuple[str, ...]) -> None:
    fields = gate.terminal.fields(NOW, gate.badge)
    inner = fields
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]

    assert said_of(gate, gate.terminal.signed(compact(fields))) == ("unreadable", "missing_field")


def test_a_field_the_contract_does_not_know_is_kept_and_harms_nothing(gate: Door) -> None:
    [result] = gate.deliver(gate.odd(colour="blue"))

    assert result["status"] == "accepted"
    expect_sums(gate)


@pytest.mark.parametrize("entry", NO_ENTRY, ids=repr)
def test_what_is_no_entry_lacks_its_fields(gate: Door, entry: object) -> None:
    assert said_of(gate, entry) == ("unreadable", "missing_field")


@pytest.mark.parametrize("entry", NO_BASE64, ids=ascii)
def test_what_is_no_base64_is_unreadable(gate: Door, entry: object) -> None:
    assert said_of(gate, entry) == ("unreadable", "not_base64")


# --- requests that are not believed: nothing of them counts ---

Body = Callable[[Door], bytes]


def a_body(**state: Any) -> Body:
    def make(gate: Door) -> bytes:
        body = json.loads(gate.terminal.body([gate.good()], NOW))
        return json.dumps({**body, "state": body["state"] | state}).encode()

    return make


def sent(**other: Any) -> Body:
    def make(gate: Door) -> bytes:
        body = json.loads(gate.terminal.body([gate.good()], NOW))
        return json.dumps({**body, "sent": body["sent"] | other}).encode()

    return make


UNREADABLE: dict[str, Body] = {
    "empty": lambda _: b"",
    "truncated": lambda gate: gate.terminal.body([gate.good()], NOW)[:-10],
    "no UTF-8": lambda _: b"\xff{}",
    "UTF-16": lambda gate: gate.terminal.body([gate.good()], NOW).decode().encode("utf-16"),
    "too deep": lambda _: DEEP,
    "too deep in stamps": lambda _: b'{"v":1,"stamps":' + DEEP + b"}",
    "a list": lambda _: b"[]",
    "null": lambda _: b"null",
    "NaN": lambda _: b"NaN",
    "another version": lambda gate: gate.terminal.body([gate.good()], NOW, v=2),
    "no stamps": lambda gate: gate.terminal.body([], NOW, stamps=None),
    "stamps as an object": lambda gate: gate.terminal.body([], NOW, stamps={}),
    "no state": lambda gate: gate.terminal.body([], NOW, state=7),
    "an unknown field": lambda gate: gate.terminal.body([], NOW, more=1),
    "NUL in a reader": a_body(readers=[{"name": "Leser\x00", "state": "ready"}]),
    "a lone surrogate in a reader": a_body(readers=[{"name": "\ud800", "state": "ready"}]),
    "NUL in the agent": a_body(agent="0.1\x00"),
    "a lone surrogate in the agent": a_body(agent="\udfff"),
    "an epoch in words": a_body(epoch="erste"),
    "a huge count": a_body(unsent=2**31),
    "a huger count": a_body(captured=10**4000),
    "a negative count": a_body(unreadable=-1),
    "a count that is true": a_body(unsent=True),
    "a count with a fraction": a_body(unsent=1.0),
    "a count that is no number": a_body(unsent=float("nan")),
    "an oldest stamp beyond the calendar": a_body(oldest_unsent_at="9999-12-31T23:59:59.999Z"),
    "a naive time of sending": sent(at="2026-11-20T15:00:00"),
    "a boot id with NUL": sent(boot_id="\x00"),
    "an uptime beyond all": sent(mono_ms=2**53 + 1),
}


def expect_nothing_counted(gate: Door) -> None:
    assert gate.counted() == ()
    assert gate.stored() == 0


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_is_no_delivery_is_refused_as_a_whole(gate: Door, body: Body) -> None:
    answer = gate.send(body(gate))

    assert (answer.status_code, answer.json["code"]) == (400, "unreadable_body")
    assert answer.json["server_time"] == "2026-11-20T15:00:00.000Z"
    expect_nothing_counted(gate)


def test_after_a_refused_body_the_same_stamp_is_accepted(gate: Door) -> None:
    body = gate.terminal.body([gate.good()], NOW)
    gate.send(body[:-10])

    assert gate.send(body).json["results"][0]["status"] == "accepted"
    expect_sums(gate)


class CountedStream(io.BytesIO):
    """A body that says how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


def test_a_body_of_ten_megabytes_is_refused_without_being_read(gate: Door) -> None:
    raw = b" " * 10_000_000
    stream = CountedStream(raw)

    answer = gate.client.post(
        PATH, input_stream=stream, content_length=len(raw), headers=gate.terminal.headers(raw, NOW)
    )

    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")
    assert stream.taken <= 1024 * 1024
    expect_nothing_counted(gate)


def test_a_body_that_does_not_say_how_long_it_is_is_read_no_further_than_allowed(gate: Door) -> None:
    raw = b" " * 10_000_000
    stream = CountedStream(raw)

    answer = gate.client.post(
        PATH,
        input_stream=stream,
        headers=gate.terminal.headers(raw, NOW) | {"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code in {401, 413}
    assert stream.taken <= 1024 * 1024 + 64 * 1024
    expect_nothing_counted(gate)


def test_more_than_two_hundred_stamps_are_too_many_at_once(gate: Door) -> None:
    answer = gate.send(gate.terminal.body([None] * 201, NOW))

    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")
    expect_nothing_counted(gate)


def test_two_hundred_stamps_are_taken(gate: Door) -> None:
    results = gate.deliver(*[gate.good() for _ in range(200)])

    assert {each["status"] for each in results} == {"accepted"}
    expect_sums(gate)


def test_a_delivery_without_stamps_is_a_report_and_counts_nothing(gate: Door) -> None:
    assert gate.deliver() == []

    assert gate.counted() == ()
    assert gate.seen().readers == (("Leser Erdgeschoß Süd", "ready"),)


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_another_media_type_is_refused(gate: Door, media: str) -> None:
    answer = gate.send(gate.terminal.body([gate.good()], NOW), media=media)

    assert (answer.status_code, answer.json["code"]) == (415, "wrong_media_type")
    expect_nothing_counted(gate)


REFUSED = {
    "an unknown terminal": ({"device": str(UUID(int=4711))}, "unknown_device"),
    "a terminal's name that is none": ({"device": "Rathaus"}, "unknown_device"),
    "no signature": ({"signature": ""}, "wrong_signature"),
    "a signature of nothing": ({"signature": b64url(bytes(64))}, "wrong_signature"),
    "a signature that is no base64": ({"signature": "***"}, "wrong_signature"),
    "a short nonce": ({"nonce": "AAAA"}, "wrong_signature"),
    "a nonce that is no base64": ({"nonce": "***"}, "wrong_signature"),
}


@pytest.mark.parametrize(("headers", "code"), REFUSED.values(), ids=REFUSED)
def test_who_does_not_prove_herself_is_refused(gate: Door, headers: dict[str, str], code: str) -> None:
    answer = gate.send(gate.terminal.body([gate.good()], NOW), **headers)

    assert (answer.status_code, answer.json["code"]) == (401, code)
    assert answer.json["server_time"] == "2026-11-20T15:00:00.000Z"
    expect_nothing_counted(gate)


@pytest.mark.parametrize("header", ["Device", "Time", "Nonce", "Signature"])
def test_a_request_without_one_of_its_headers_is_refused(gate: Door, header: str) -> None:
    body = gate.terminal.body([gate.good()], NOW)
    headers = gate.terminal.headers(body, NOW)
    del headers[f"Timeclock-{header}"]

    answer = gate.client.post(PATH, data=body, headers=headers)

    assert answer.status_code == 401
    expect_nothing_counted(gate)


def test_a_signature_over_other_bytes_is_refused(gate: Door) -> None:
    headers = gate.terminal.headers(gate.terminal.body([], NOW), NOW)

    answer = gate.client.post(PATH, data=gate.terminal.body([gate.good()], NOW), headers=headers)

    assert (answer.status_code, answer.json["code"]) == (401, "wrong_signature")
    expect_nothing_counted(gate)


def test_a_revoked_terminal_is_told_so_and_keeps_its_stamps(gate: Door) -> None:
    gate.deliver(gate.good())
    with gate.city.database.transaction() as session:
        devices.revoke(session, gate.terminal.uid, NOW)

    answer = gate.send(gate.terminal.body([gate.good()], NOW))

    assert (answer.status_code, answer.json["code"]) == (401, "revoked_device")
    assert gate.stored() == 1


@pytest.mark.parametrize("ahead", [timedelta(minutes=5) + MS, -timedelta(minutes=5) - MS], ids=["fast", "slow"])
def test_a_clock_that_is_too_wrong_is_told_the_right_time(gate: Door, ahead: timedelta) -> None:
    body = gate.terminal.body([gate.good()], NOW)

    answer = gate.client.post(PATH, data=body, headers=gate.terminal.headers(body, NOW + ahead))

    assert (answer.status_code, answer.json["code"]) == (401, "wrong_time")
    assert answer.json["server_time"] == "2026-11-20T15:00:00.000Z"
    expect_nothing_counted(gate)


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), -timedelta(minutes=5)], ids=["fast", "slow"])
def test_a_clock_five_minutes_off_still_gets_through(gate: Door, ahead: timedelta) -> None:
    body = gate.terminal.body([gate.good()], NOW)

    answer = gate.client.post(PATH, data=body, headers=gate.terminal.headers(body, NOW + ahead))

    assert answer.json["results"][0]["status"] == "accepted"


def test_a_request_is_taken_once_however_long_after_within_its_time_it_comes_again(gate: Door) -> None:
    body = gate.terminal.body([gate.good()], NOW)
    headers = gate.terminal.headers(body, NOW + timedelta(minutes=5))
    gate.client.post(PATH, data=body, headers=headers)

    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        answer = gate.client.post(PATH, data=body, headers=headers)

    assert (answer.status_code, answer.json["code"]) == (409, "replayed_request")
    assert [row.received for row in gate.counted()] == [1]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_another_method_is_answered_without_a_crash(gate: Door, method: str) -> None:
    assert gate.client.open(PATH, method=method).status_code in {200, 401, 404, 405}


# --- what the terminal may rely on ---


def test_receipts_are_genuine_and_their_leaves_are_in_the_log_in_time(door: Door) -> None:
    public = signing_key(door.city.settings.receipt_key_file).public
    results = door.deliver(door.good(), door.terminal.stamp(NOW), door.good())
    promises = [as_receipt(each["receipt"]) for each in results]

    with door.city.database.transaction() as session:
        log.sequence(session)
        size = log_rows.size(session)
        root = log_rows.root_of(session, size)
        for promise in promises:
            assert receipt.is_genuine(promise, public)
            assert promise.include_by - promise.received_at <= timedelta(seconds=60)
            no = session.execute(
                select(ledger_record.c.leaf_no).where(ledger_record.c.id == promise.record)
            ).scalar_one()
            path = tree.inclusion(no, size, lambda level, at: log_rows.node(session, level, at))
            assert tree.root_from_inclusion(no, size, promise.leaf, path) == root


def as_receipt(wire: dict[str, str]) -> Receipt:
    return Receipt(
        UUID(wire["record"]),
        bytes.fromhex(wire["leaf"]),
        datetime.fromisoformat(wire["received_at"]),
        datetime.fromisoformat(wire["include_by"]),
        from_b64url(wire["sig"]),
    )


def test_a_tap_is_answered_with_name_and_balance(door: Door) -> None:
    [result] = door.deliver(door.good())

    assert result["display"]["tone"] == "good"
    assert "Elif Aydin" in result["display"]["de"][0]
    assert "16:00" in result["display"]["de"][1]


OLD = timedelta(minutes=2) + MS
SHOWN_LATE: dict[str, Entry] = {
    "accepted": lambda door: door.odd(at=NOW - OLD),
    "unknown badge": lambda door: door.terminal.stamp(NOW - OLD),
    "blocked badge": lambda door: door.odd(at=NOW - OLD, zone="Europe/Lisbon"),
    "no time": lambda door: door.odd(clock=NO_CLOCK, boot_id=OTHER_BOOT),
    "long elapsed": lambda door: door.odd(clock=UNSURE, mono_ms=UPTIME_MS - 200_000),
}


@pytest.mark.parametrize("entry", SHOWN_LATE.values(), ids=SHOWN_LATE)
def test_whoever_stands_there_is_not_shown_what_happened_long_ago(door: Door, entry: Entry) -> None:
    [result] = door.deliver(entry(door))

    assert result["display"] is None


def test_whoever_taps_an_unknown_badge_is_told_that_somebody_will_look_at_it(door: Door) -> None:
    [result] = door.deliver(door.terminal.stamp(NOW))

    assert result["display"]["tone"] == "unsure"


def test_a_stamp_whose_evaluation_fails_is_stored_and_has_its_receipt(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(evaluation, "refresh_now", fail)

    [result] = door.deliver(door.good())

    assert result["status"] == "accepted"
    assert result["receipt"] is not None
    assert door.health().recalculation_waiting == 1


def test_sums_are_kept_by_source_and_day_received(door: Door) -> None:
    door.deliver(door.good(), door.terminal.stamp(NOW))
    with time_machine.travel(NOW + timedelta(hours=8), tick=False):
        door.now = NOW + timedelta(hours=8)
        door.deliver(door.good())

    found = [(row.day, row.received, row.accepted, row.quarantined) for row in door.counted()]
    assert found == [(date(2026, 11, 21), 1, 1, 0), (date(2026, 11, 20), 2, 1, 1)]


# --- anything, in any order, any number of times ---


def clone(door: Door) -> object:
    """Return other bytes under the number of the last stamp, as a spool restored from an old copy would give."""
    if not door.terminal.entries:
        return door.good()
    seq = json.loads(payload_of(door.terminal.entries[-1]))["seq"]
    return door.terminal.signed(compact(door.terminal.fields(NOW, door.badge, seq=seq, kind="out")))


SPOOLED: dict[str, Callable[[Door], object]] = {
    "good": Door.good,
    "unknown": lambda door: door.terminal.stamp(NOW),
    "late": lambda door: door.odd(at=NOW - timedelta(days=91)),
    "unsigned": unsigned,
    "no json": lambda door: door.terminal.signed(b"kein JSON"),
    "no entry": lambda _: 17,
    "wrong": lambda door: door.terminal.signed(compact(door.terminal.fields(NOW, door.badge, seq=0))),
    "clone": clone,
}
NEVER_STAMPS = ("no json", "no entry", "wrong")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_whatever_comes_in_whatever_order_no_good_stamp_is_lost_and_the_sums_hold(
    door: Door, data: st.DataObject
) -> None:
    wall = f"Terminal {next(NUMBERS)}"
    terminal = enrolled(door.city, NOW, wall)
    here = Door(door.city, door.client, terminal, door.badge, name=wall)
    spool: list[tuple[str, object]] = []
    for name in data.draw(st.lists(st.sampled_from(list(SPOOLED)), min_size=1, max_size=8)):
        spool.append((name, SPOOLED[name](here)))
        if name in NEVER_STAMPS:
            terminal.next_seq += 1
            terminal.unreadable += 1
    batches = data.draw(st.lists(st.lists(st.sampled_from(spool), max_size=5), max_size=4))
    batches.append(data.draw(st.permutations(spool)))

    answered = 0
    for batch in batches:
        results = here.deliver(*(entry for _, entry in batch))
        answered += len(results)
        for (name, _), result in zip(batch, results, strict=True):
            assert (result["status"] == "unreadable") == (name in NEVER_STAMPS)

    assert {
        payload_of(entry) for name, entry in spool if isinstance(entry, dict) and name not in NEVER_STAMPS
    } <= here.kept()
    assert sum(row.received for row in here.counted()) == answered
    expect_sums(here)
