"""A terminal on the real card stack, with a small server outside its namespaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from terminals.wire import from_b64url
from tests.terminals.sim.agent import AgentProcess
from tests.terminals.sim.pcscd import VirtualReaders, end, require
from tests.terminals.sim.server import SmallServer
from tests.terminals.sim.wall import NAMES, Wall


@pytest.fixture
def wall(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Wall]:
    """A terminal with two readers; asked for as `polled`, pcscd has to look for their cards."""
    require()
    polled = getattr(request, "param", "") == "polled"
    with SmallServer() as server, VirtualReaders(*NAMES, polled=polled) as readers:
        readers.bridge_out(server.port)
        agent = AgentProcess(tmp_path, server.url, server.receipt_public)
        server.expect(from_b64url(agent.device_public))
        try:
            yield Wall(readers, server, agent)
        finally:
            if agent.process is not None:
                end(agent.process)


@pytest.fixture
def taps(counts: Mapping[str, int]) -> int:
    """How often a badge is held."""
    return counts["card_taps"]


@pytest.fixture
def proven_taps(counts: Mapping[str, int]) -> int:
    """How often a badge that proves itself is held."""
    return counts["proven_taps"]
