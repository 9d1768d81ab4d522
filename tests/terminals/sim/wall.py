"""A terminal at the wall: virtual readers, the agent in their namespaces, and a server outside."""

from __future__ import annotations

from dataclasses import dataclass

from tests.terminals.sim.agent import AgentProcess
from tests.terminals.sim.pcscd import VirtualReaders
from tests.terminals.sim.server import SmallServer

NAMES = ("ACS ACR1252 Dual Reader", "HID OMNIKEY 5022 CL")


@dataclass
class Wall:
    """A terminal at the wall: readers, agent, and the server it delivers to."""

    readers: VirtualReaders
    server: SmallServer
    agent: AgentProcess

    def start_agent(self) -> None:
        self.agent.start(self.readers.run_in_namespace)

    def tap(self, number: bytes, *, slot: int = 0) -> None:
        """Hold a badge until its stamp is stored, as people hold it until the tone."""
        self.readers.tap(number, slot=slot, until_done=self.agent.stored_one_more(self.readers.reader_name(slot)))

    @property
    def delivered(self) -> list[str]:
        """Return the badges the server has, in the order of the chain."""
        kept = {stamp["seq"]: stamp for asked in self.server.asked for stamp in asked.stamps}
        return [kept[seq]["badge"]["hash"] for _, seq in sorted(self.server.kept)]

    def hashes(self, numbers: list[bytes]) -> list[str]:
        return [self.agent.hash_of(number) for number in numbers]
