"""A security module of our own, written from what public drivers send to one, without a line of the agent's."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.terminals.sim.desfire_card import deciphered, enciphered, own_key

OK, NOT_ALLOWED, WRONG_LENGTH, UNKNOWN = b"\x90\x00", b"\x69\x85", b"\x67\x00", b"\x6d\x00"
# A module is no contactless card; any answer to reset that is none of theirs will do.
ATR = bytes.fromhex("3BDF18FF81F1FE43003F03834D494641524520506C75732053414D3B")


@dataclass
class SamCard:
    """Keys by entry and version; one of them is active, and an IV is carried on from what was enciphered last."""

    entries: dict[tuple[int, int], bytes]
    active: bytes = b""
    iv: bytes = bytes(16)
    asked: list[bytes] = field(default_factory=list)
    present: bool = True

    def transmit(self, command: bytes) -> bytes:
        self.asked.append(command)
        if not self.present:
            return b""
        if command[:1] != b"\x80" or command[3:4] != b"\x00":
            return b"\x6e\x00"
        data = command[5 : 5 + command[4]]
        if len(data) != command[4]:
            return WRONG_LENGTH
        return self.obey(command[1], command[2], data)

    def obey(self, code: int, parameter: int, data: bytes) -> bytes:
        if code == 0x01:
            master = self.entries.get((data[0], data[1]))
            if master is None or (parameter == 1) != (len(data) > 2):
                return NOT_ALLOWED
            self.active, self.iv = own_key(master, data[2:]) if parameter else master, bytes(16)
            return OK
        if code not in (0x71, 0x0E, 0x0D):
            return UNKNOWN
        if not self.active:
            return NOT_ALLOWED
        if code == 0x71:
            self.iv = data
            return OK if len(data) == 16 else WRONG_LENGTH
        if not data or len(data) % 16:
            return WRONG_LENGTH
        if code == 0x0E:
            out = enciphered(self.active, self.iv, data)
            self.iv = out[-16:]
            return out + OK
        out, self.iv = deciphered(self.active, self.iv, data), data[-16:]
        return out + OK

    def leave(self) -> None:
        return
