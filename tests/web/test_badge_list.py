"""What a terminal is told of the city's badges: by its own client, in parts, and nothing about anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from terminals.badge_list import BadgeList, Verdict, key_of
from terminals.exchange import Identity
from terminals.mirror import Mirror
from terminals.wire import BADGES, Badge, Level
from tests.city import NOW, City, badge
from tests.terminal import Terminal, enrolled
from tests.terminals.parts import Hands
from timeclock.service import devices
from timeclock.store import badges
from timeclock.store.schema.evidence import audit
from timeclock.web.app import create_app

A_DAY = timedelta(days=1)


@dataclass
class Mirrored:
    """A terminal's list and the way to the server; `told` are the answers as they came."""

    city: City
    client: FlaskClient
    terminal: Terminal
    folder: Path
    hash_: str
    told: list[bytes] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.list = BadgeList(self.folder / "badges.sealed", key_of(bytes(32)), str(self.terminal.uid))
        me = Identity(str(self.terminal.uid), "0.1.0", self.terminal.key.private, None)
        self.mirror = Mirror(self.list, Hands(NOW).clock(), self, me)

    def post(self, body: bytes, headers: dict[str, str], path: str) -> tuple[int, bytes]:
        answer = self.client.post(path, data=body, headers=headers)
        self.told.append(answer.data)
        self.statuses.append(answer.status_code)
        return answer.status_code, answer.data

    def parts(self) -> list[int]:
        """Return how many badges each part of the last answer has."""
        return [len(rows) for rows in json.loads(self.told[-1])["parts"].values()]


@pytest.fixture
def mirrored(small_town: City, tmp_path: Path) -> Iterator[Mirrored]:
    with time_machine.travel(NOW, tick=False):
        terminal = enrolled(small_town, NOW)
        with small_town.database.transaction() as session:
            known = badge(session, small_town.aydin, "04A1B2C3D4E5F6", small_town.settings, NOW - A_DAY)
            for number in range(40):
                badge(session, small_town.brandt, f"0400000000{number:04X}", small_town.settings, NOW - A_DAY)
        client = create_app(small_town.settings, small_town.database).test_client()
        yield Mirrored(small_town, client, terminal, tmp_path, known)


def test_the_whole_list_comes_once_then_only_what_changed(mirrored: Mirrored) -> None:
    assert mirrored.mirror.fetch()
    assert sum(mirrored.parts()) == 41
    assert mirrored.list.judge(Badge(mirrored.hash_), NOW) is None

    assert mirrored.mirror.fetch()
    assert mirrored.parts() == []
    assert len(mirrored.told[-1]) < 250

    with mirrored.city.database.transaction() as session:
        badges.block(session, mirrored.hash_)
    assert mirrored.mirror.fetch()
    assert len(mirrored.parts()) == 1
    assert mirrored.list.judge(Badge(mirrored.hash_), NOW) is Verdict.BLOCKED
    assert mirrored.list.judge(Badge("e0" * 32, Level.AUTHENTICATED), NOW) is Verdict.UNKNOWN


def test_the_answer_is_about_nobody_and_nothing_is_recorded(mirrored: Mirrored) -> None:
    before = recorded(mirrored.city)

    assert mirrored.mirror.fetch()

    said = json.loads(mirrored.told[-1])
    rows = [row for part in said["parts"].values() for row in part]
    assert {len(row) for row in rows} == {5}
    assert {row[1] for row in rows} == {"held"}
    assert all(len(row[0]) == 64 for row in rows)
    for word in ("Aydin", "Brandt", "04A1B2C3D4E5F6", "10001", "Rathaus"):
        assert word not in mirrored.told[-1].decode()
    assert set(said) == {"v", "server_time", "version", "expires_at", "parts", "more"}
    assert recorded(mirrored.city) == before


def recorded(city: City) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).select_from(audit)).scalar_one()


def test_a_terminal_that_was_revoked_is_told_nothing_and_forgets(mirrored: Mirrored) -> None:
    mirrored.mirror.fetch()
    with mirrored.city.database.transaction() as session:
        devices.revoke(session, mirrored.terminal.uid, NOW)

    assert not mirrored.mirror.fetch()

    assert mirrored.statuses == [200, 401]
    assert mirrored.list.known(NOW) == []
    assert not (mirrored.folder / "badges.sealed").exists()


@pytest.mark.parametrize("parts", [["00"], ["0" * 16], ["0" * 16] * 63, "none", None])
def test_a_request_that_is_none_is_refused(mirrored: Mirrored, parts: object) -> None:
    body = json.dumps({"v": 1, "parts": parts}).encode()

    status, raw = mirrored.post(body, mirrored.terminal.headers(body, NOW, path=BADGES), BADGES)

    assert (status, json.loads(raw)["code"]) == (400, "unreadable_body")
