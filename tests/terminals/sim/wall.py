"""A terminal at the wall: virtual readers, the agent in their namespaces, and a server outside."""

from __future__ import annotations

from dataclasses import dataclass

from tests.terminals.sim.agent import AgentProcess, Starter
from tests.terminals.sim.pcscd import VirtualReaders, until
from tests.terminals.sim.server import SmallServer

NAMES = ("ACS ACR1252 Dual Reader", "HID OMNIKEY 5022 CL")


@dataclass
class Wall:
    """A terminal at the wall: readers, agent, and the server it delivers to."""

    readers: VirtualReaders
    server: SmallServer
    agent: AgentProcess

    def start_agent(self, starter: Starter | None = None) -> None:
        """Start the agent and wait until it watches all readers: what lies there before is nobody's tap."""
        known = len(self.agent.log)
        self.agent.start(starter or self.readers.run_in_namespace)
        until(lambda: all(self.is_ready(slot, known) for slot in self.slots), "the readers were not found")

    @property
    def slots(self) -> range:
        return range(len(self.readers.ports))

    def is_ready(self, slot: int = 0, since: int = 0) -> bool:
        """Say whether a reader last reported was ready rather than down."""
        log, name = self.agent.log[since:], self.readers.reader_name(slot)
        return log.rfind(f"reader ready reader={name}") > log.rfind(f"reader down reader={name}")

    def state(self, slot: int = 0) -> str | None:
        """Return what the server was told last of a reader."""
        told = self.server.asked[-1].said["state"]["readers"] if self.server.asked else []
        return {reader["name"]: reader["state"] for reader in told}.get(self.readers.reader_name(slot))

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
