"""Readers on a serial line: libosdp plays the reader in a process of its own, over a line that can be cut."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from subprocess import Popen
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminals.clock import mono_ms
from terminals.keys import make_device_key
from terminals.osdp import bus
from terminals.osdp.number import Garbled, NoNumber, number
from terminals.osdp.profile import ByteOrder, Line
from terminals.osdp.reader import LOOK, SHAKE_HANDS, OsdpReader
from terminals.reader import Fault, Tap, Trouble
from terminals.settings import load
from terminals.terminal import Terminal
from terminals.wire import b64url
from tests.terminals.sim.pcscd import until
from tests.terminals.sim.serial_wire import SerialWire, hold, secured

KEY = bytes(range(16))
OTHER_KEY = bytes(range(1, 17))
SENT = ByteOrder.AS_SENT
READER = "OSDP 0"
SETTINGS = """
server_url = "http://127.0.0.1:9"
source = "019a9f00-0000-7000-8000-000000000001"
key_file = "device.key"
site_key_file = "site.key"
spool_file = "spool.db"
reader = "osdp"
port = 0
test_mode = true
[osdp]
device = "line"
addresses = [0]
"""


@dataclass
class Wall:
    """A line, and all that the terminal was told by the reader on it."""

    wire: SerialWire
    terminal: OsdpReader
    events: list[Tap | Trouble] = field(default_factory=list)

    @property
    def numbers(self) -> list[str]:
        return [event.number for event in self.events if isinstance(event, Tap)]

    @property
    def faults(self) -> list[Fault]:
        return [event.fault for event in self.events if isinstance(event, Trouble)]

    def is_ready(self) -> bool:
        return self.terminal.states() == ((READER, "ready"),)

    def with_reader(self) -> Popen[str]:
        """Start the terminal and its reader; what was told while a slow machine brought them up is not looked at."""
        reader = self.wire.reader(0, KEY.hex())
        self.terminal.start(self.events.append)
        secured(reader)
        until(self.is_ready, "reader not ready")
        self.events.clear()
        return reader


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    wire = SerialWire(tmp_path / "line")
    wall = Wall(wire, OsdpReader(Line(wire.device), {0: KEY}, mono_ms))
    try:
        yield wall
    finally:
        wall.terminal.stop()
        wire.close()


def some_badges(count: int, first: int = 0) -> list[str]:
    return [f"04A1B2C3D4{no:04X}" for no in range(first, first + count)]


def test_every_badge_is_told_once_and_never_in_the_clear(wall: Wall) -> None:
    reader = wall.with_reader()

    for badge in some_badges(20):
        hold(reader, badge)
    until(lambda: len(wall.numbers) >= 20, lambda: f"{len(wall.numbers)} of 20 badges")

    assert wall.numbers == some_badges(20)
    assert wall.faults == []
    assert {event.reader for event in wall.events} == {READER}
    assert all(bytes.fromhex(badge) not in wall.wire.heard for badge in some_badges(20))


@pytest.mark.parametrize("key", [OTHER_KEY.hex(), "none"], ids=["another key", "no secure channel"])
def test_a_reader_that_does_not_know_the_key_is_not_heard_and_is_told(wall: Wall, key: str) -> None:
    reader = wall.wire.reader(0, key)
    wall.terminal.start(wall.events.append)
    until(lambda: wall.faults == [Fault.DOWN], "reader not told as down")
    if key == "none":
        hold(reader, some_badges(1)[0])

    assert wall.numbers == []
    assert wall.terminal.states() == ((READER, "down"),)
    assert len(wall.wire.heard) > 100  # the two did speak


def test_a_line_that_cannot_be_served_is_told_once(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "osdp", None)
    wall.terminal.start(wall.events.append)

    until(lambda: wall.faults == [Fault.DOWN], "line not told as down")
    assert wall.terminal.states() == ((READER, "down"),)


def test_a_line_that_is_pulled_out_is_told_once_and_taken_up_again(wall: Wall) -> None:
    reader = wall.with_reader()

    wall.wire.pull_out()
    until(lambda: wall.terminal.states() == ((READER, "gone"),), "line not told as gone")
    wall.wire.put_in()
    until(wall.is_ready, "reader not ready again")
    hold(reader, some_badges(1)[0])
    until(lambda: wall.numbers != [], "badge not told")

    assert wall.numbers == some_badges(1)
    assert wall.faults == [Fault.DOWN]


def test_a_reader_that_loses_its_power_is_told_once_and_taken_up_again(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminals.osdp.reader.FIRST_PATIENCE", SHAKE_HANDS + LOOK)
    reader = wall.with_reader()

    wall.wire.lose(reader)
    until(lambda: wall.faults == [Fault.DOWN], "reader not told as down")
    back = wall.wire.reader(0, KEY.hex())
    until(wall.is_ready, "reader not ready again")
    hold(back, some_badges(1)[0])
    until(lambda: wall.numbers != [], "badge not told")

    assert wall.numbers == some_badges(1)
    assert wall.faults == [Fault.DOWN]


def test_a_garbled_badge_is_asked_for_again_and_a_number_that_changes_is_refused(wall: Wall) -> None:
    reader = wall.with_reader()

    hold(reader, "00000000", bits=26)  # the last bit makes the second half odd, here it does not
    hold(reader, "08A1B2C3")
    hold(reader, "04A1", bits=16)
    until(lambda: len(wall.events) == 3, "three badges not told")

    assert wall.faults == [Fault.AGAIN, Fault.RANDOM, Fault.NO_NUMBER]


@pytest.mark.parametrize(
    ("bits", "data", "order", "expected"),
    [
        (32, "04A1B2C3", SENT, "04A1B2C3"),
        (32, "04A1B2C3", ByteOrder.REVERSED, "C3B2A104"),
        (56, "04A1B2C3D4E5F6", SENT, "04A1B2C3D4E5F6"),
        # facility 1, card 258: 1|00000001 0000|0001 00000010|1, even parity 1 over 1 one, odd parity 1 over 2 ones
        (26, "8080814000", SENT, "010102"),
    ],
)
def test_the_number_is_what_the_reader_sends(bits: int, data: str, order: ByteOrder, expected: str) -> None:
    assert number(bits, bytes.fromhex(data), order).hex().upper() == expected


@pytest.mark.parametrize(("bits", "data"), [(16, "04A1"), (0, ""), (56, "04A1B2"), (37, "0102030405")])
def test_what_is_no_number_is_none(bits: int, data: str) -> None:
    with pytest.raises(NoNumber):
        number(bits, bytes.fromhex(data), SENT)


@given(card=st.binary(min_size=4, max_size=4), flipped=st.integers(0, 33))
def test_one_wrong_bit_on_a_wiegand_line_is_noticed(card: bytes, flipped: int) -> None:
    value = int.from_bytes(card, "big")
    even, odd = (value >> 16).bit_count() % 2, 1 - (value & 0xFFFF).bit_count() % 2
    line = even << 33 | value << 1 | odd

    assert number(34, (line << 6).to_bytes(5, "big"), SENT) == card
    with pytest.raises(Garbled):
        number(34, ((line ^ 1 << flipped) << 6).to_bytes(5, "big"), SENT)


def test_a_terminal_takes_the_key_of_its_reader_from_a_sealed_credential(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(mkdtemp(dir="/dev/shm"))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    (folder / "osdp-0").write_text(KEY.hex())
    wire = SerialWire(tmp_path / "line")
    make_device_key(tmp_path / "device.key")
    (tmp_path / "site.key").write_text(b64url(bytes(32)))
    (tmp_path / "site.key").chmod(0o600)
    (tmp_path / "terminal.toml").write_text(SETTINGS)
    terminal = Terminal(load(tmp_path / "terminal.toml"))
    try:
        reader = wire.reader(0, KEY.hex())
        terminal.start()
        secured(reader)
        hold(reader, some_badges(1)[0])
        until(lambda: stored(tmp_path) != [], "no stamp stored")
        assert stored(tmp_path) == [READER]
    finally:
        terminal.stop()
        wire.close()
        rmtree(folder)


def stored(folder: Path) -> list[str]:
    """Return the readers of all stamps in the spool."""
    with closing(sqlite3.connect(f"file:{folder / 'spool.db'}?mode=ro", uri=True)) as spool:
        return [json.loads(payload)["reader"] for (payload,) in spool.execute("SELECT payload FROM stamp ORDER BY seq")]


Built = Callable[[], Line]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (lambda: Line(Path("/dev/ttyS0"), speed=1234), "speed is one of 9600"),
        (lambda: Line(Path("/dev/ttyS0"), addresses=()), "addresses names each reader once"),
        (lambda: Line(Path("/dev/ttyS0"), addresses=(1, 1)), "addresses names each reader once"),
        (lambda: Line(Path("/dev/ttyS0"), addresses=(127,)), "an address is between 0 and 126, got 127"),
    ],
)
def test_a_line_that_cannot_be_is_named(line: Built, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        line()
