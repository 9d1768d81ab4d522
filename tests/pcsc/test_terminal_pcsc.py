"""The agent on the real card stack: Debian's pcscd, its virtual reader, our virtual badges. Nothing is mocked.

Cards are reported at once, as by a reader on USB; on the virtual reader as it is, which pcscd asks every 0.4 s, a few
taps show that the agent does not depend on that.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from threading import Thread

import pytest

from terminals.reader import Fault
from terminals.watchdog import STUCK_EXIT
from tests.terminals.sim.agent import AgentProcess
from tests.terminals.sim.pcscd import VirtualReaders, end, require, until
from tests.terminals.sim.server import SmallServer, says
from tests.terminals.sim.vcard import MIFARE_ATR
from tests.terminals.sim.wall import Wall

pytestmark = pytest.mark.pcsc

DESFIRE_ATR = bytes.fromhex("3B8180018080")


HOLD = """
import sys, threading
from smartcard import scard
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
code, _, _ = scard.SCardConnect(context, sys.argv[1], scard.SCARD_SHARE_DIRECT, scard.SCARD_PROTOCOL_UNDEFINED)
print("held" if code == scard.SCARD_S_SUCCESS else hex(code), flush=True)
threading.Event().wait()
"""


def badge(no: int) -> bytes:
    return bytes.fromhex("04") + no.to_bytes(6, "big")


def seqs(agent: AgentProcess) -> list[int]:
    return [seq for seq, _, _ in agent.stored]


def arrived(wall: Wall, count: int) -> None:
    until(lambda: len(wall.server.kept) >= count, f"{count} stamps did not arrive")


def test_every_tap_is_stored_once_and_arrives(wall: Wall, taps: int) -> None:
    wall.start_agent()
    numbers = [badge(no) for no in range(taps)]

    for number in numbers:
        wall.tap(number)

    arrived(wall, taps)
    assert wall.delivered == wall.hashes(numbers)
    assert seqs(wall.agent) == list(range(1, taps + 1))
    took = [ms for _, _, ms in wall.agent.stored]
    print(f"noticed to disk over {taps} taps: median {median(took)} ms, p99 {quantiles(took, n=100)[98]:.0f} ms")
    assert median(took) < 50


@pytest.mark.parametrize("wall", ["polled"], indirect=True)
def test_every_tap_on_a_polled_reader_is_stored_once_and_arrives(wall: Wall, counts: Mapping[str, int]) -> None:
    wall.start_agent()
    numbers = [badge(no) for no in range(counts["polled_taps"])]

    for number in numbers:
        wall.tap(number)

    arrived(wall, len(numbers))
    assert wall.delivered == wall.hashes(numbers)
    assert seqs(wall.agent) == list(range(1, len(numbers) + 1))


def test_taps_on_two_readers_at_once_are_all_stored(wall: Wall, taps: int) -> None:
    wall.start_agent()
    each = max(4, taps // 10)
    numbers = {slot: [badge(1000 * slot + no) for no in range(each)] for slot in (0, 1, 2)}

    def hold_all(slot: int) -> None:
        for number in numbers[slot]:
            wall.tap(number, slot=slot)

    people = [Thread(target=hold_all, args=(slot,)) for slot in numbers]
    for person in people:
        person.start()
    for person in people:
        person.join()

    arrived(wall, 3 * each)
    by_reader = {stamp["badge"]["hash"]: stamp["reader"] for asked in wall.server.asked for stamp in asked.stamps}
    assert sorted(wall.delivered) == sorted(wall.hashes([number for some in numbers.values() for number in some]))
    for slot, some in numbers.items():
        assert {by_reader[one] for one in wall.hashes(some)} == {wall.readers.reader_name(slot)}


def test_while_the_server_is_down_every_tap_is_stored_and_arrives_afterwards(wall: Wall) -> None:
    wall.start_agent()
    numbers = [badge(no) for no in range(7)]
    wall.tap(numbers[0])
    wall.server.stop()
    for number in numbers[1:4]:
        wall.tap(number)
    wall.server.always = says(503)
    wall.server.start()
    wall.tap(numbers[4])
    wall.server.always = None
    for number in numbers[5:]:
        wall.tap(number)

    arrived(wall, 7)
    assert wall.delivered == wall.hashes(numbers)
    until(lambda: wall.server.asked[-1].said["state"]["unsent"] == 0, "the state was not reported")


def test_an_agent_that_is_killed_loses_nothing_that_was_stored(wall: Wall) -> None:
    wall.server.always = says(503)
    wall.start_agent()
    numbers = [badge(no) for no in range(6)]
    for no, number in enumerate(numbers):
        wall.tap(number)
        if no % 2:
            assert wall.agent.process is not None
            wall.agent.process.send_signal(signal.SIGKILL)
            wall.agent.process.wait(60)
            wall.start_agent()
    wall.server.always = None

    arrived(wall, 6)
    assert wall.delivered == wall.hashes(numbers)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_pcscd_may_restart_at_any_moment(wall: Wall, counts: Mapping[str, int], number: signal.Signals) -> None:
    """People hold their badge until the tone; what was stored is not stored again when pcscd is back under it."""
    wall.start_agent()
    chance = random.Random(20261120)
    numbers = [badge(no) for no in range(counts["service_ends"])]
    for one in numbers:
        stored = wall.agent.stored_one_more()
        wall.readers.insert(one)
        if chance.random() < 0.7:
            until(lambda: wall.readers.card()["powered"], "the badge was not noticed")
            wall.readers.restart_pcscd(number)
        until(stored, "the badge was not stored")
        if chance.random() < 0.5:
            read = wall.readers.card()["reads"]
            wall.readers.restart_pcscd(number)  # the badge rests, stored already
            looked = partial(is_read_again, wall, read)
            until(looked, lambda: f"the resting badge was not looked at: {wall.agent.log}")
        wall.readers.remove()
        until(wall.is_ready, "the reader did not come back")

    arrived(wall, len(numbers))
    assert wall.delivered == wall.hashes(numbers)


def test_a_reader_may_die_and_live_again_at_any_moment(wall: Wall, counts: Mapping[str, int]) -> None:
    """Every other time with a stored badge on it, which is known again and not stored twice."""
    wall.start_agent()
    numbers = [badge(no) for no in range(counts["reader_deaths"])]
    for no, one in enumerate(numbers):
        rests = no % 2 == 0
        if rests:
            stored = wall.agent.stored_one_more()
            wall.readers.insert(one)
            until(stored, "the badge was not stored")
        read = wall.readers.card()["reads"] if rests else 0
        wall.readers.die()
        until(lambda: not wall.is_ready(), "the dead reader was not noticed")
        wall.readers.live()
        until(wall.is_ready, "the reader did not come back")
        if rests:
            until(partial(is_read_again, wall, read), "the resting badge was not looked at")
            wall.readers.remove()
        else:
            wall.tap(one)

    arrived(wall, len(numbers))
    assert wall.delivered == wall.hashes(numbers)


def test_a_reader_may_vanish_from_the_list_and_return(wall: Wall, counts: Mapping[str, int]) -> None:
    """The other one goes on meanwhile; every other time a stored badge lies on the one that vanishes."""
    wall.start_agent()
    numbers = [badge(no) for no in range(3 * counts["reader_absences"])]
    for no, (one, other, next_one) in enumerate(zip(*[iter(numbers)] * 3, strict=True)):
        rests = no % 2 == 0
        stored = wall.agent.stored_one_more()
        wall.readers.insert(one)
        until(stored, "the badge was not stored")
        read = wall.readers.card()["reads"]
        if not rests:
            wall.readers.remove()

        wall.readers.vanish()
        until(lambda: wall.state(0) == "gone", "the server was not told that a reader is gone")
        until(partial(wall.is_ready, 2), "the other reader did not come back")
        wall.tap(other, slot=2)
        until(lambda: (wall.state(0), wall.state(2)) == ("gone", "ready"), "the states were not told")

        wall.readers.return_all()
        until(lambda: wall.state(0) == "ready", "the reader was not taken up again")
        if rests:
            until(partial(is_read_again, wall, read), "the resting badge was not looked at")
            wall.readers.remove()
        wall.tap(next_one)

    arrived(wall, len(numbers))
    assert wall.delivered == wall.hashes(numbers)


def is_read_again(wall: Wall, read: int) -> bool:
    """Say whether the badge that rests was read once more."""
    return bool(wall.readers.card()["reads"] > read)


def test_a_badge_torn_away_at_any_message_does_not_spoil_the_next(wall: Wall) -> None:
    """One that was read before it left is stored, one that was not is not; neither twice, nor in the other's place."""
    wall.start_agent()
    held: list[bytes] = []
    for message in range(1, 9):
        wall.readers.insert(badge(100 + message), torn_at=message)
        before = len(wall.agent.stored)

        def is_over(before: int = before) -> bool:
            return bool(wall.readers.card()["ended"]) or len(wall.agent.stored) > before

        until(is_over, "the badge was not torn")
        wall.readers.remove()
        wall.readers.tap(badge(message), until_done=partial(has_arrived, wall, badge(message)))
        held += [badge(100 + message), badge(message)]

    arrived(wall, len(wall.agent.stored))
    delivered = wall.delivered
    assert delivered == [one for one in wall.hashes(held) if one in delivered]


def has_arrived(wall: Wall, number: bytes) -> bool:
    return wall.agent.hash_of(number) in wall.delivered


def test_a_card_that_never_answers_is_told_and_then_the_terminal_starts_anew(wall: Wall) -> None:
    """Until then the other reader works; the server hears of it at once, and what was stored is not lost."""
    wall.agent.set(stuck_seconds=5, report_seconds=600)
    wall.start_agent()
    wall.readers.insert(badge(1), slot=0, silent=True)

    def told() -> list[str | None]:
        states = {reader["name"]: reader["state"] for reader in wall.server.asked[-1].said["state"]["readers"]}
        return [states.get(wall.readers.reader_name(slot)) for slot in (0, 2)]

    until(lambda: told() == ["stuck", "ready"], "the stuck reader was not reported")
    wall.tap(badge(2), slot=2)
    wall.server.always = says(503)
    wall.tap(badge(3), slot=2)
    assert wall.agent.process is not None
    assert wall.agent.process.wait(60) == STUCK_EXIT
    wall.readers.remove(slot=0)
    wall.server.always = None
    wall.start_agent()
    wall.tap(badge(4), slot=0)

    arrived(wall, 3)
    assert wall.delivered == wall.hashes([badge(2), badge(3), badge(4)])


def test_a_badge_is_read_once_no_other_program_holds_the_reader(wall: Wall) -> None:
    """Nobody else is to speak to a badge that has proven itself, so the agent takes it alone, and waits for that."""
    wall.start_agent()
    name = wall.readers.reader_name()
    other = wall.readers.run_in_namespace([sys.executable, "-c", HOLD, name], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    wall.readers.insert(badge(1))
    until(lambda: f"badge not read reader={name} fault=SCardConnect: 0x8010000B" in wall.agent.log, "it was not held")
    end(other)

    arrived(wall, 1)
    assert wall.delivered == wall.hashes([badge(1)])
    assert "fault=again" not in wall.agent.log


@pytest.mark.parametrize(
    ("number", "atr", "fault"),
    [
        ("08A1B2C3", MIFARE_ATR, Fault.RANDOM),
        ("04A1B2C3", DESFIRE_ATR, Fault.RANDOM),
        ("04A1B2", MIFARE_ATR, Fault.NO_NUMBER),
    ],
)
def test_a_number_that_stands_for_nobody_is_not_stored(wall: Wall, number: str, atr: bytes, fault: Fault) -> None:
    wall.start_agent()
    wall.readers.insert(bytes.fromhex(number), atr=atr)
    until(lambda: f"fault={fault}" in wall.agent.log, "the badge was not refused")
    wall.readers.remove()
    wall.tap(badge(1))

    arrived(wall, 1)
    assert wall.delivered == wall.hashes([badge(1)])


def test_whatever_a_card_answers_is_refused_and_the_next_badge_is_stored(wall: Wall, counts: Mapping[str, int]) -> None:
    """Answers of any length and with any status, through pcscd; none of them is a number."""
    wall.start_agent()
    chance, name = random.Random(20261128), wall.readers.reader_name()

    def no_word() -> str:
        """Tell by the card, too, whether it was the reader or the agent that heard nothing."""
        return f"no word about {answer.hex()}, the card says {wall.readers.card()}, the agent {wall.agent.log[-500:]}"

    for _ in range(counts["odd_answers"]):
        length = chance.choice((1, 2, 3, 6, 9, 12, 17, 258))
        answer = chance.randbytes(length - 1) + b"\x01"
        judged = wall.agent.log.count(f"reader={name} fault=")
        wall.readers.insert(badge(1), says=answer)
        until(partial(is_judged, wall, judged), no_word)
        wall.readers.remove()
    wall.tap(badge(2))

    arrived(wall, 1)
    assert wall.delivered == wall.hashes([badge(2)])


def is_judged(wall: Wall, before: int) -> bool:
    """Say whether the agent has spoken once more of a badge that it did not read."""
    return wall.agent.log.count(f"reader={wall.readers.reader_name()} fault=") > before


@pytest.mark.parametrize("allowed", [False, True])
def test_a_virtual_reader_is_used_in_tests_only(tmp_path: Path, *, allowed: bool) -> None:
    require()
    with SmallServer() as server, VirtualReaders("Virtual PCD") as readers:
        readers.bridge_out(server.port)
        agent = AgentProcess(
            tmp_path, server.url, server.receipt_public, allow_virtual_readers=allowed, test_mode=allowed
        )
        agent.start(readers.run_in_namespace)
        if allowed:
            until(lambda: f"reader ready reader={readers.reader_name()}" in agent.log, "the reader was not found")
        readers.insert(badge(1))
        if allowed:
            until(lambda: len(agent.stored) == 1, "the badge was not stored")
        else:
            until(lambda: "virtual reader refused" in agent.log, "the virtual reader was not refused")
            until(lambda: readers.card()["powered"], "the badge was not noticed")

            def states() -> set[str]:
                return {reader["state"] for reader in server.asked[-1].said["state"]["readers"]}

            until(lambda: states() == {"refused"}, "the refusal was not reported")
            assert readers.card()["reads"] == len(agent.stored) == 0
        assert agent.process is not None
        end(agent.process)


def test_pcscd_that_comes_late_is_waited_for(tmp_path: Path) -> None:
    require()
    with SmallServer() as server:
        readers = VirtualReaders()
        readers.start(pcscd=False)
        try:
            readers.bridge_out(server.port)
            agent = AgentProcess(tmp_path, server.url, server.receipt_public)
            agent.start(readers.run_in_namespace)
            until(lambda: "card service down" in agent.log, "the missing service was not told")
            readers.start_pcscd()
            ready = f"reader ready reader={readers.reader_name()}"
            until(lambda: ready in agent.log, "the reader was not found")
            readers.tap(badge(1), until_done=agent.stored_one_more())
        finally:
            readers.stop()

    assert len(agent.stored) == 1


def test_the_terminal_ends_cleanly_and_its_spool_is_whole(wall: Wall) -> None:
    wall.start_agent()
    wall.tap(badge(1))
    assert wall.agent.process is not None
    wall.agent.process.terminate()

    assert wall.agent.process.wait(60) == 0
    assert "terminal stopped" in wall.agent.log
    spool = sqlite3.connect(wall.agent.folder / "spool.db")
    assert spool.execute("SELECT count(*) FROM stamp").fetchone() == (1,)
    spool.close()
