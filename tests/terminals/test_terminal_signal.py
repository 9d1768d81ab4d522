"""The light and sound of a reader: only once the stamp is on disk, by the bytes of its family, never in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from terminals.agent import Agent
from terminals.answers import Tone
from terminals.pcsc.backend import PRESENT, Look, PcscError, ServiceDown
from terminals.pcsc.signal import by_name, silent
from terminals.pcsc.watch import ReaderWatch
from terminals.screen import Screen
from tests.terminals.parts import DEVICE, KEY, Hands, a_spool

ACR122 = "ACS ACR122U PICC Interface 00 00"
ACR1252 = "ACS ACR1252 1S CL Reader PICC 0"
OK = b"\x90\x00"
GREEN_AND_ONE_BEEP = "FF0040A80401010101"
RED_TWICE = "FF0040540403010201"


@dataclass
class OneBadge:
    """A virtual reader to which one badge is held: it writes down what it is told, and who stored what before."""

    name: str
    log: list[str] = field(default_factory=list)
    refuses: bool = False
    shown: bool = False

    def context(self) -> OneBadge:
        return self

    def look(self, reader: str) -> Look:
        return Look(1 << 16 | PRESENT) if self.shown else Look(0)

    def wait(self, reader: str, was: int, timeout_ms: int) -> Look:
        if self.shown:
            raise ServiceDown("that was all", 0)
        self.shown = True
        return self.look(reader)

    def connect(self, reader: str) -> OneBadge:
        return self

    def transmit(self, command: bytes) -> bytes:
        if command[1] == 0xCA:
            return bytes.fromhex("04A1B2C3") + OK
        return self.told(command)

    def control(self, reader: str, command: bytes) -> bytes:
        return self.told(command)

    def told(self, command: bytes) -> bytes:
        self.log.append(command.hex().upper())
        if self.refuses:
            raise PcscError("SCardControl", 0x80100016)
        return b"\x90\x03"

    def leave(self, *, reset: bool) -> None: ...

    def release(self) -> None: ...


def held(reader: OneBadge, tmp_path: Path, *, cap: int = 5, signal=by_name) -> int:
    """Hold the badge to a whole terminal; return how many stamps are on disk."""
    hands = Hands()
    spool = a_spool(tmp_path, cap=cap)
    put = spool.put

    def noted(*args, **named):
        kept = put(*args, **named)
        reader.log.append("on disk")
        return kept

    spool.put = noted
    clock = hands.clock()
    agent = Agent(DEVICE, KEY, bytes(32), spool=spool, screen=Screen(clock.mono_ms), clock=clock)
    ReaderWatch(reader, reader.name, agent.happened, clock.mono_ms, signal=signal).serve()
    count = spool.counts().unsent
    spool.close()
    return count


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (ACR122, [GREEN_AND_ONE_BEEP]),
        (ACR1252, ["E00000290102", "E0000028010A"]),
        ("Some Reader 00 00", []),
    ],
)
def test_a_reader_shows_that_the_stamp_is_on_disk_and_not_before(name: str, told: list[str], tmp_path: Path) -> None:
    reader = OneBadge(name)

    assert held(reader, tmp_path) == 1
    assert reader.log == ["on disk", *told]


def test_a_stamp_that_was_not_stored_is_shown_in_red(tmp_path: Path) -> None:
    first, second = OneBadge(ACR122), OneBadge(ACR122)
    held(first, tmp_path, cap=1)

    assert held(second, tmp_path, cap=1) == 1
    assert second.log == [RED_TWICE]


def test_a_reader_that_refuses_its_commands_costs_no_stamp(tmp_path: Path) -> None:
    reader = OneBadge(ACR1252, refuses=True)

    assert held(reader, tmp_path) == 1
    assert len(reader.log) == 2


def test_readers_are_told_nothing_unless_it_is_set(tmp_path: Path) -> None:
    reader = OneBadge(ACR122)

    assert held(reader, tmp_path, signal=silent) == 1
    assert reader.log == ["on disk"]


@pytest.mark.parametrize(("tone", "commands"), [(Tone.UNSURE, 2), (Tone.BAD, 2), (None, 0)])
def test_each_result_has_a_signal_of_its_own(tone: Tone | None, commands: int) -> None:
    reader = OneBadge(ACR1252)
    by_name(reader, ACR1252, tone)

    assert len(reader.log) == commands
