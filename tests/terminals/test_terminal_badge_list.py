"""The mirrored list of badges: it says what is odd without network, and reveals nobody."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from terminals.agent import Agent
from terminals.badge_list import BadgeList, NotAList, Verdict, key_of
from terminals.reader import Tap
from terminals.screen import Screen
from terminals.wire import Badge, Level, badge_hash, instant
from tests.terminals.parts import DEVICE, KEY, NOON, SOURCE, Hands, a_spool

SITE_KEY = bytes(32)
NUMBERS = ("04A1B2C3D4E5F6", "04112233445566", "04778899AABBCC", "04DDEEFF001122")
HELD, LOST, NEXT_WEEK, PROVING = (badge_hash(SITE_KEY, number) for number in NUMBERS)
A_WEEK = timedelta(days=7)
LIVES = timedelta(days=35)


def row(hash_: str, state: str = "held", **other: datetime) -> list[str | None]:
    at = {"from_at": NOON - A_WEEK} | other
    return [hash_, state, *(instant(at[name]) if name in at else None for name in ("from_at", "to_at", "proves_from"))]


ROWS = (row(HELD), row(LOST, "blocked"), row(NEXT_WEEK, from_at=NOON + A_WEEK), row(PROVING, proves_from=NOON))


def digest(rows: object) -> str:
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def said(rows: Sequence[Any] = ROWS, given: frozenset[int] | None = None) -> dict[str, Any]:
    """Return what the server answers, as terminals/WIRE.md says: all parts, or only those given."""
    parts: list[list[Any]] = [[] for _ in range(64)]
    for each in sorted(rows):
        parts[int(each[0][:2], 16) % 64].append(each)
    version = hashlib.sha256("".join(digest(part) for part in parts).encode()).hexdigest()
    told = {str(no): part for no, part in enumerate(parts) if given is None or no in given}
    return {"v": 1, "version": version, "expires_at": instant(NOON + LIVES), "parts": told}


def a_list(folder: Path, secret: bytes = bytes(32), source: str = SOURCE) -> BadgeList:
    return BadgeList(folder / "badges.sealed", key_of(secret), source)


def filled(folder: Path) -> BadgeList:
    badges = a_list(folder)
    badges.take(said())
    return badges


@pytest.mark.parametrize(
    ("badge", "at", "verdict"),
    [
        (Badge(HELD), NOON, None),
        (Badge(LOST), NOON, Verdict.BLOCKED),
        (Badge("e0" * 32), NOON, Verdict.UNKNOWN),
        (Badge("e0" * 32, scheme="qr"), NOON, None),  # a code on a phone, which only the server knows
        (Badge(NEXT_WEEK), NOON, Verdict.UNKNOWN),
        (Badge(NEXT_WEEK), NOON + A_WEEK, None),
        (Badge(PROVING), NOON, Verdict.UNPROVEN),
        (Badge(PROVING), NOON - A_WEEK, None),
        (Badge(PROVING, Level.AUTHENTICATED), NOON, None),
        (Badge(LOST), NOON + LIVES, None),  # the list has run out
    ],
)
def test_a_badge_is_judged_as_of_the_moment_also_after_a_restart(
    tmp_path: Path, badge: Badge, at: datetime, verdict: Verdict | None
) -> None:
    assert filled(tmp_path).judge(badge, at) is verdict
    assert a_list(tmp_path).judge(badge, at) is verdict


def test_a_badge_taken_back_is_unknown_from_then_on(tmp_path: Path) -> None:
    badges = a_list(tmp_path)
    badges.take(said([row(HELD, to_at=NOON + A_WEEK)]))

    assert badges.judge(Badge(HELD), NOON) is None
    assert badges.judge(Badge(HELD), NOON + A_WEEK) is Verdict.UNKNOWN


def test_a_stolen_terminal_reveals_nobody(tmp_path: Path) -> None:
    """Not one hash, number, state or instant of the list is in its file, in whatever way it is written."""
    filled(tmp_path)
    raw = (tmp_path / "badges.sealed").read_bytes()

    words = [word for each in ROWS for word in each if word] + list(NUMBERS)
    for word in words:
        assert word.encode() not in raw
        assert word.lower().encode() not in raw
    for hexadecimal in (*NUMBERS, *(str(each[0]) for each in ROWS)):
        assert bytes.fromhex(hexadecimal) not in raw
    assert os.stat(tmp_path / "badges.sealed").st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["badges.sealed"]


def flipped(raw: bytes) -> bytes:
    return raw[:-1] + bytes([raw[-1] ^ 1])


@pytest.mark.parametrize(
    "tampered",
    [flipped, lambda raw: raw[:40], lambda raw: b"", lambda raw: raw + b"x", lambda raw: b"PLAIN" + raw],
    ids=["a bit flipped", "cut off", "emptied", "longer", "not ours"],
)
def test_a_file_that_was_tampered_with_is_thrown_away_and_fetched_anew(tmp_path: Path, tampered: Any) -> None:
    filled(tmp_path)
    file = tmp_path / "badges.sealed"
    file.write_bytes(tampered(file.read_bytes()))

    badges = a_list(tmp_path)

    assert badges.judge(Badge(LOST), NOON) is None
    assert badges.known(NOON) == []
    assert not file.exists()
    badges.take(said())
    assert a_list(tmp_path).judge(Badge(LOST), NOON) is Verdict.BLOCKED


@pytest.mark.parametrize("other", [{"secret": bytes([1]) * 32}, {"source": "another"}])
def test_another_key_or_another_terminal_cannot_read_it(tmp_path: Path, other: dict[str, Any]) -> None:
    filled(tmp_path)

    assert a_list(tmp_path, **other).known(NOON) == []


def test_only_what_changed_is_asked_for_and_taken_over(tmp_path: Path) -> None:
    badges = filled(tmp_path)
    known = badges.known(NOON)
    assert len(known) == 64
    changed = [row(HELD, "blocked"), *ROWS[1:]]
    part = int(HELD[:2], 16) % 64
    told = said(changed, frozenset({part}))

    badges.take(told)

    assert badges.judge(Badge(HELD), NOON) is Verdict.BLOCKED
    assert badges.judge(Badge(LOST), NOON) is Verdict.BLOCKED
    assert [no for no in range(64) if badges.known(NOON)[no] != known[no]] == [part]


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "00" * 32},
        {"parts": {"0": [["x"]]}},
        {"parts": {"64": []}},
        {"parts": []},
        {"expires_at": None},
        {"expires_at": "2026-12-25T06:58:03.412"},
        said([[HELD, "held", 1, None, None]]),
    ],
)
def test_what_does_not_come_to_the_list_it_names_is_not_kept(tmp_path: Path, wrong: dict[str, Any]) -> None:
    badges = filled(tmp_path)

    with pytest.raises(NotAList):
        badges.take(said() | wrong)

    assert badges.known(NOON) == []
    assert a_list(tmp_path).judge(Badge(LOST), NOON) is None


def test_a_list_that_has_run_out_is_forgotten(tmp_path: Path) -> None:
    badges = filled(tmp_path)

    assert badges.known(NOON + LIVES) == []
    assert not (tmp_path / "badges.sealed").exists()


@pytest.mark.parametrize(
    ("number", "mood", "line"),
    [
        (NUMBERS[0], "good", None),
        (NUMBERS[1], "unsure", "Ausweis gesperrt – bitte zu den Zeitbeauftragten"),
        ("04EEEEEEEEEEEE", "unsure", "Ausweis unbekannt, wird geprüft"),
    ],
)
def test_without_network_the_page_says_what_is_odd_and_the_stamp_is_stored_all_the_same(
    tmp_path: Path, number: str, mood: str, line: str | None
) -> None:
    hands, spool = Hands(), a_spool(tmp_path)
    clock = hands.clock()
    screen = Screen(clock.mono_ms)
    agent = Agent(DEVICE, KEY, SITE_KEY, spool=spool, screen=screen, clock=clock, judge=filled(tmp_path).judge)

    agent.happened(Tap("Leser", number, hands.mono))

    with_server, without = screen.message(online=True), screen.message(online=False)
    assert spool.counts().unsent == 1
    assert with_server is not None
    assert without is not None
    assert len(with_server.lines) == 1  # the server will say it, and more
    assert without.tone.value == mood
    told = without.in_language("de")[1:]
    assert told == (() if line is None else (line,)) + ("Ohne Netz – Ihre Buchung ist gespeichert",)
    spool.close()


def test_by_the_time_of_a_dead_battery_no_badge_is_called_unknown(tmp_path: Path) -> None:
    hands, spool = Hands(at=datetime.fromisoformat("2000-01-01T00:00:10+00:00")), a_spool(tmp_path)
    screen = Screen(lambda: hands.mono)
    agent = Agent(DEVICE, KEY, SITE_KEY, spool=spool, screen=screen, clock=hands.clock(), judge=filled(tmp_path).judge)

    agent.happened(Tap("Leser", NUMBERS[0], hands.mono))

    message = screen.message(online=False)
    assert message is not None
    assert message.tone.value == "good"
    spool.close()
