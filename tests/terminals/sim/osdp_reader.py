"""A reader on a serial line, played by libosdp's own side for readers: `osdp_reader.py HANDLE ADDRESS KEY|none`.

Reads from standard input `card BITS HEX`; writes `secure` once its channel stands, and each command it is sent.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import osdp


class Wire(osdp.Channel):  # type: ignore[misc]
    def __init__(self, handle: int) -> None:
        super().__init__()
        self._handle = handle
        os.set_blocking(handle, False)

    def read(self, max_bytes: int) -> bytes:
        try:
            return os.read(self._handle, max_bytes)
        except (BlockingIOError, OSError):
            return b""

    def write(self, buf: bytes) -> int:
        return os.write(self._handle, buf)

    def flush(self) -> None:
        pass


def say(*words: object) -> None:
    print(*words, flush=True)


def told(command: dict[str, Any]) -> tuple[int, None]:
    say("command", command["command"])
    return 0, None


def main(handle: int, address: int, key: str) -> None:
    secret = None if key == "none" else bytes.fromhex(key)
    flags = [] if secret is None else [osdp.LibFlag.EnforceSecure]
    able = osdp.PDCapabilities(
        [
            (ability, 1, 1)
            for ability in (
                osdp.Capability.CommunicationSecurity,
                osdp.Capability.CardDataFormat,
                osdp.Capability.LEDControl,
                osdp.Capability.AudibleControl,
            )
        ]
    )
    reader = osdp.PeripheralDevice(
        osdp.PDInfo(address, Wire(handle), scbk=secret, flags=flags), able, log_level=osdp.LogLevel.Emergency
    )
    reader.set_command_handler(told)
    reader.start()
    while secret is not None and not reader.is_sc_active():
        time.sleep(0.02)
    say("secure" if secret is not None else "open")
    for line in sys.stdin:
        _, bits, data = line.split()
        reader.submit_event(
            {
                "event": osdp.Event.CardRead,
                "reader_no": 0,
                "direction": 0,
                "format": osdp.CardFormat.Unspecified,
                "length": int(bits),
                "data": bytes.fromhex(data),
            }
        )
    reader.teardown()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
