"""From the card to the tone, through pcscd as on a terminal: the agent, against a bare loop that reads and stores."""

from __future__ import annotations

import os
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.pace import Bench
from terminals.wire import from_b64url
from tests.terminals.sim.agent import AgentProcess
from tests.terminals.sim.desfire_card import ATR, own_key
from tests.terminals.sim.pcscd import VirtualReaders, missing, until
from tests.terminals.sim.server import SmallServer
from tests.terminals.sim.vcard import MIFARE_ATR
from tests.terminals.sim.wall import NAMES, Wall

ROUNDS, TAPS, MANY_TAPS = 5, 20, 67
MASTER = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
APPLICATION = bytes.fromhex("3042F5")
# A file system in memory of the namespaces, as the one systemd unseals into.
FOLDER = "/run/pcscd/credentials"
SEAL = f"mkdir -p {FOLDER} && printf %s {MASTER.hex()} > {FOLDER}/badge-read"
OURS, BARE = 0, 2  # slots, each on a reader of its own
UID_MESSAGES, PROOF_MESSAGES = 1, 4  # number; and application, challenge, token
PROMISED_MS = 300
IDLE_SECONDS = 20
PATIENCE_SECONDS = 60
NUMBERS = count(1)


class Told:
    """What a process inside the namespaces tells of each badge: instants, in nanoseconds since boot."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path, self._pipe = path, os.open(path, os.O_RDWR)

    def instants(self) -> list[int]:
        if not select.select([self._pipe], [], [], PATIENCE_SECONDS)[0]:
            raise RuntimeError("a badge was held and nothing became of it")
        return [int(each) for each in os.read(self._pipe, 4096).split()]

    def close(self) -> None:
        os.close(self._pipe)


@dataclass
class Seen:
    """Milliseconds from the card's power-on to each of what was told."""

    ms: list[list[float]] = field(default_factory=list)

    def of(self, which: int, leaving_out: int) -> list[float]:
        return sorted(each[which] for each in self.ms[leaving_out:])


@dataclass
class Door:
    """A terminal with two readers: the agent has one, the bare loop the other. Badges are held one after the other."""

    readers: VirtualReaders
    agent: Told
    bare: Told
    seconds: float = 0.0  # from power-on to the end, of all badges so far

    def clock(self) -> float:
        return self.seconds

    def hold(self, many: int, seen: Seen, *, proves: bool) -> None:
        for _ in range(many):
            number = b"\x04" + next(NUMBERS).to_bytes(6, "big")
            key = own_key(MASTER, number + APPLICATION) if proves else b""
            self._hold(OURS, self.agent, seen, number=number, atr=ATR if proves else MIFARE_ATR, key=key)

    def hold_barely(self, many: int, seen: Seen, messages: int) -> None:
        """The first byte of the number tells the loop how many messages it is to exchange."""
        for _ in range(many):
            number = bytes([messages]) + next(NUMBERS).to_bytes(6, "big")
            self._hold(BARE, self.bare, seen, number=number, atr=MIFARE_ATR)

    def _hold(self, slot: int, told: Told, seen: Seen, *, number: bytes, **manner: Any) -> None:
        self.readers.insert(number, slot=slot, **manner)
        try:
            instants = told.instants()
            powered = self.readers.card(slot=slot)["powered_ns"]
        finally:
            self.readers.remove(slot=slot)
        seen.ms.append([(each - powered) / 1e6 for each in instants])
        self.seconds += (instants[-1] - powered) / 1e9


@contextmanager
def benches(*, long: bool = False) -> Iterator[Iterable[Bench]]:
    if lacks := missing():
        raise SystemExit(lacks)
    with tempfile.TemporaryDirectory(prefix="tcd") as name, _door(Path(name)) as (door, idle):
        many = MANY_TAPS if long else TAPS
        yield [
            _bench(door, "card to tone, number read", many, UID_MESSAGES, proves=False),
            _bench(door, "card to tone, badge proven (EV2)", many, PROOF_MESSAGES, proves=True, idle=idle),
        ]


def _bench(door: Door, name: str, many: int, messages: int, *, proves: bool, idle: str = "") -> Bench:
    ours, bare, others = Seen(), Seen(), Seen()

    def said() -> str:
        tone, stored = ours.of(0, many), bare.of(1, many)
        written = sorted(each[1] - each[0] for each in bare.ms[many:])
        return (
            f"\n  {len(tone)} badges: {_spread(tone)}; promised: p99 ≤ {PROMISED_MS} ms"
            f"\n  floor: {_spread(stored)}; of it INSERT and COMMIT: {_spread(written)}"
            f"\n  times the floor: median {statistics.median(tone) / statistics.median(stored):.1f},"
            f" p99 {_at(tone, 99) / _at(stored, 99):.1f}{idle}"
        )

    return Bench(
        name,
        "badge",
        many,
        f"SCardGetStatusChange, connect, transmit ({messages}), INSERT and COMMIT",
        None,
        lambda: door.hold(many, ours, proves=proves),
        lambda: door.hold_barely(many, bare, messages),
        lambda: door.hold(2 * many, others, proves=proves),
        remark=said,
        rounds=ROUNDS,
        clock=door.clock,
    )


def _spread(ms: Sequence[float]) -> str:
    """Return what sorted milliseconds come to."""
    return f"median {_at(ms, 50):.1f}, p90 {_at(ms, 90):.1f}, p99 {_at(ms, 99):.1f}, max {ms[-1]:.1f} ms"


def _at(ms: Sequence[float], percent: int) -> float:
    return ms[-(-len(ms) * percent // 100) - 1]


@contextmanager
def _door(folder: Path) -> Iterator[tuple[Door, str]]:
    """Start both; return them and what the agent took of the processor while nobody came."""
    with SmallServer() as server, VirtualReaders(*NAMES) as readers:
        readers.bridge_out(server.port)
        if readers.run_in_namespace(["sh", "-c", SEAL]).wait(PATIENCE_SECONDS):
            raise RuntimeError("the key could not be laid into memory")
        profile = {"application": APPLICATION.hex(), "read_key": "badge-read"}
        door = Door(readers, Told(folder / "agent-told"), Told(folder / "bare-told"))
        agent = AgentProcess(
            folder, server.url, server.receipt_public, desfire=profile, reader_names=NAMES[:1], report_seconds=60
        )
        server.expect(from_b64url(agent.device_public))
        agent.start(_starter(readers, door.agent))
        until(Wall(readers, server, agent).is_ready, "the reader was not found")
        readers.run_in_namespace(
            _inside("bare", door.bare.path, str(folder / "bare.db"), readers.reader_name(BARE)),
        )
        door.bare.instants()  # it is ready
        try:
            yield door, _idle(agent)
        finally:
            door.agent.close()
            door.bare.close()


def _inside(what: str, told: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.door_inside", what, str(told), *arguments]


def _starter(readers: VirtualReaders, told: Told) -> Callable[..., Any]:
    """Start the terminal by a program that also tells when each tone is due."""

    def start(command: Sequence[str], **popen: Any) -> Any:
        arguments = command[command.index("terminals") + 1 :]
        environment = {**os.environ, "CREDENTIALS_DIRECTORY": FOLDER}
        return readers.run_in_namespace(_inside("terminal", told.path, *arguments), env=environment, **popen)

    return start


def _idle(agent: AgentProcess) -> str:
    before = _processor_seconds(agent)
    time.sleep(IDLE_SECONDS)
    share = (_processor_seconds(agent) - before) / IDLE_SECONDS
    return f"\n  the agent while nobody came: {share:.2%} of a core over {IDLE_SECONDS} s"


def _processor_seconds(agent: AgentProcess) -> float:
    if agent.process is None:
        raise RuntimeError("the terminal has ended")
    fields = Path(f"/proc/{agent.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
