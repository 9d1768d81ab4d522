"""Nothing is nowhere: whatever goes wrong between terminal and server, the sums of every epoch balance."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from terminals.answers import Answer
from terminals.exchange import Exchange
from terminals.spool import FinalAnswer, Kept, Outcome
from tests.city import NOW, City, badge
from tests.door import Door
from tests.premises import application
from tests.terminal import enrolled
from tests.terminals.mishaps import NEW_SPOOL_EVERY, Mishaps
from tests.terminals.parts import Hands
from timeclock.cli import main
from timeclock.ledger import keys
from timeclock.service import conservation
from timeclock.service.conservation import EpochChecked

CHECKED_EVERY = 25
A_DAY = timedelta(days=1)


@pytest.fixture
def wall(sqlite_city: City, tmp_path: Path) -> Iterator[Mishaps]:
    city, hands = sqlite_city, Hands(NOW)
    with time_machine.travel(NOW, tick=False) as traveller:
        terminal = enrolled(city, NOW)
        with city.database.transaction() as session:
            known = badge(session, city.aydin, "04A1B2C3D4E5F6", city.settings, NOW - 100 * A_DAY)
        wall = Mishaps(
            tmp_path,
            application(city).test_client(),
            str(terminal.uid),
            terminal.key.private,
            keys.signing_key(city.settings.receipt_key_file).public,
            known,
            hands,
            random.Random(20261127),
            traveller.shift,
        )
        yield wall
        wall.close()


def checked(city: City, wall: Mishaps) -> list[EpochChecked]:
    with city.database.snapshot() as session:
        return conservation.check(session, wall.hands.at)


def test_whatever_goes_wrong_the_sums_balance(sqlite_city: City, wall: Mishaps, counts: Mapping[str, int]) -> None:
    steps = 0
    while wall.wrong < counts["wrong_deliveries"]:
        steps += 1
        wall.something()
        if steps % NEW_SPOOL_EVERY == 0:
            wall.begin()
        if steps % CHECKED_EVERY == 0:
            # What a copy said is beyond what the terminal captured, until the terminal says that it went on.
            assert [each for each in checked(sqlite_city, wall) if each.sums.lost] == []
    wall.settle()

    found = {each.epoch: each for each in checked(sqlite_city, wall)}
    assert [each for each in found.values() if not each.holds] == []
    for spool in wall.spools:
        told, sums = spool.counts(), found[spool.epoch].sums
        assert (sums.captured, sums.unreadable, sums.unsent) == (told.captured, told.unreadable, 0)
        assert sums.accepted + sums.quarantined + sums.unreadable == told.captured
        assert len(found[spool.epoch].missing) <= told.unreadable
    assert sum(each.sums.unreadable for each in found.values())
    assert len(found) == len(wall.spools)


def test_an_acknowledgement_for_a_whole_batch_is_found_and_the_numbers_are_named(
    sqlite_city: City, wall: Mishaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: where the server answers, all that was sent is taken for stored."""

    def all_of_it(self: Exchange, waiting: Sequence[Kept], _answer: Answer) -> bool:
        at = self._clock.read().at
        self._spool.settle([FinalAnswer(each.seq, Outcome.ACKNOWLEDGED, None, None, None, at) for each in waiting])
        return True

    monkeypatch.setattr(Exchange, "settle", all_of_it)
    wall.calm = True
    for number in range(1, 13):
        wall.tap((lambda said: said.update(kind="nonsense")) if number in {4, 8, 9, 12} else lambda said: None)
    wall.deliverers[0].overtake()
    wall.settle()

    (found,) = checked(sqlite_city, wall)
    assert (found.holds, found.sums.lost) == (False, 4)
    assert found.missing == ((4, 4), (8, 9), (12, 12))


@pytest.fixture
def door(sqlite_city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr("timeclock.settings.load", lambda file: sqlite_city.settings)
    with time_machine.travel(NOW, tick=False):
        terminal = enrolled(sqlite_city, NOW)
        with sqlite_city.database.transaction() as session:
            known = badge(session, sqlite_city.aydin, "04A1B2C3D4E5F6", sqlite_city.settings, NOW - 100 * A_DAY)
        yield Door(sqlite_city, application(sqlite_city).test_client(), terminal, known)


def command(door: Door, days_later: int = 0) -> tuple[int, list[str]]:
    with time_machine.travel(NOW + days_later * A_DAY, tick=False):
        words = ["terminals", "check", "--database", door.city.settings.database_url]
        done = CliRunner().invoke(main, words)
    return done.exit_code, done.output.splitlines()


def test_the_command_says_that_all_is_there(door: Door) -> None:
    door.deliver(door.good(), door.odd(badge="e0" * 32), door.odd(kind="nonsense"), door.good())
    door.terminal.unreadable = 1
    door.report()

    code, said = command(door)

    assert code == 0
    assert said == [
        f"Rathaus, Eingang  epoch {door.terminal.epoch}"
        "  captured 4 = accepted 2 + quarantined 1 + unreadable 1 + unsent 0",
        "1 epochs of terminals, none whose sums do not hold",
    ]


def test_the_command_names_what_was_lost_and_ends_with_1(door: Door) -> None:
    """Of seven captured the second, the fourth, the fifth and the last never came, and the terminal has none left."""
    captured = [door.good() for _ in range(7)]
    door.deliver(*(captured[n] for n in (0, 2, 5)))
    door.report()

    code, said = command(door)

    assert code == 1
    assert said[1] == "  DOES NOT HOLD: 4 lost; missing: 2, 4–5, 7"
    assert said[-1] == "1 epochs of terminals, 1 whose sums do not hold"


def test_what_is_stored_beyond_what_a_terminal_captured_is_found(door: Door) -> None:
    door.deliver(door.good(), door.good())
    door.terminal.next_seq = 2
    door.report()

    code, said = command(door)

    assert (code, said[1]) == (1, "  DOES NOT HOLD: 1 stored that were never captured; missing: none")


def test_stamps_left_in_a_spool_that_was_put_away_are_missed(door: Door) -> None:
    """Three wait, the file is moved away, the terminal goes on with a new one: after an hour that is said."""
    door.deliver(door.good())
    for _ in range(3):
        door.good()
    door.send(door.terminal.body([], NOW, unsent=3))
    door.terminal.epoch, door.terminal.next_seq, door.terminal.prev = "f" * 32, 1, "0" * 64
    first = command(door)
    door.now = NOW + A_DAY
    with time_machine.travel(door.now, tick=False):
        door.deliver(door.good())
        door.report()

    code, said = command(door, days_later=1)

    assert first[0] == 0
    assert code == 1
    assert said[1] == "  DOES NOT HOLD: 3 in a spool that was put away; missing: 2–4"
    assert said[2].endswith("captured 1 = accepted 1 + quarantined 0 + unreadable 0 + unsent 0")
