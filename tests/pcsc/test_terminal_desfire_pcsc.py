"""Badges that prove themselves on the real card stack: the agent with a sealed key, pcscd, and our virtual DESFire."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from terminals.wire import from_b64url
from tests.terminals.sim.agent import AgentProcess
from tests.terminals.sim.desfire_card import ATR, own_key
from tests.terminals.sim.pcscd import VirtualReaders, end, require, until
from tests.terminals.sim.server import SmallServer
from tests.terminals.sim.wall import Wall

pytestmark = pytest.mark.pcsc

MASTER = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
APPLICATION = bytes.fromhex("3042F5")
# A file system in memory of the namespaces, as the one systemd unseals into.
FOLDER = "/run/pcscd/credentials"
SEAL = f"mkdir -p {FOLDER} && printf %s {MASTER.hex()} > {FOLDER}/badge-read"


def uid(no: int) -> bytes:
    return b"\x04" + no.to_bytes(6, "big")


def key_of(number: bytes) -> bytes:
    return own_key(MASTER, number + APPLICATION)


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    """A terminal that asks badges for their proof."""
    require()
    profile = {"application": APPLICATION.hex(), "read_key": "badge-read"}
    with SmallServer() as server, VirtualReaders() as readers:
        readers.bridge_out(server.port)
        assert readers.run_in_namespace(["sh", "-c", SEAL]).wait(60) == 0
        agent = AgentProcess(tmp_path, server.url, server.receipt_public, desfire=profile)
        server.expect(from_b64url(agent.device_public))

        def starter(command: Sequence[str], **popen: Any) -> Any:
            return readers.run_in_namespace(command, env={**os.environ, "CREDENTIALS_DIRECTORY": FOLDER}, **popen)

        found = Wall(readers, server, agent)
        found.start_agent(starter)
        try:
            yield found
        finally:
            if agent.process is not None:
                end(agent.process)


def hold(wall: Wall, number: bytes, key: bytes) -> None:
    """Hold a DESFire until its stamp is stored."""
    stored = wall.agent.stored_one_more()
    wall.readers.insert(number, atr=ATR, key=key)
    try:
        until(stored, "the badge was not stored")
    finally:
        wall.readers.remove()


def test_every_badge_proves_itself_and_a_copy_is_known_as_one(wall: Wall, proven_taps: int) -> None:
    """Between the badges two that only have a number, and one torn away at each message, which is asked for again."""
    for no in range(proven_taps):
        hold(wall, uid(no), key_of(uid(no)))
    took = [ms for _, _, ms in wall.agent.stored]
    hold(wall, uid(0), bytes(16))
    hold(wall, uid(1), key_of(uid(0)))

    until(lambda: len(wall.server.kept) >= proven_taps + 2, "the stamps did not arrive")
    kept = {stamp["seq"]: stamp["badge"] for asked in wall.server.asked for stamp in asked.stamps}
    badges = [kept[seq] for _, seq in sorted(wall.server.kept)]
    numbers = [*map(uid, range(proven_taps)), uid(0), uid(1)]
    assert [badge["hash"] for badge in badges] == wall.hashes(numbers)
    assert [badge["level"] for badge in badges] == ["authenticated"] * proven_taps + ["identified"] * 2
    assert wall.agent.log.count("badge not proven fault=WrongKey") == 2
    assert MASTER.hex() not in wall.agent.log.lower()
    print(
        f"noticed to disk over {proven_taps} proofs: median {median(took)} ms, p99 {quantiles(took, n=100)[98]:.0f} ms"
    )
    assert median(took) < 100


def test_a_badge_torn_away_in_its_proof_is_never_stamped_as_less(wall: Wall) -> None:
    """Power on, its answer, number, application, challenge, token: from the third message on the agent is reading."""
    for message in range(3, 9):
        stored = len(wall.agent.stored)
        wall.readers.insert(uid(message), atr=ATR, key=key_of(uid(message)), torn_at=message)

        def is_over(before: int = stored) -> bool:
            return bool(wall.readers.card()["ended"]) or len(wall.agent.stored) > before

        until(is_over, "the badge was not torn")
        wall.readers.remove()
    hold(wall, uid(1), key_of(uid(1)))

    until(lambda: len(wall.server.kept) == len(wall.agent.stored), "the stamps did not arrive")
    levels = {stamp["badge"]["level"] for asked in wall.server.asked for stamp in asked.stamps}
    assert levels == {"authenticated"}
    assert "badge not proven" not in wall.agent.log
