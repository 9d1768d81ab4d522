"""libosdp as the terminal uses it: the only module that imports it. A reader without secure channel is not heard."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from terminals.osdp.serial import SerialLine

try:
    import osdp
except ImportError:  # told where somebody asks for it
    osdp = None

log = logging.getLogger(__name__)

Badge = Callable[[int, int, bytes], None]  # address, number of bits, the bits from the left


def demand() -> None:
    """Raise ImportError where libosdp is not installed."""
    if osdp is None:
        raise ImportError("libosdp is not installed")


class Bus:
    """All readers of one line, polled by a thread of the library until closed."""

    def __init__(self, line: SerialLine, keys: Mapping[int, bytes], badge: Badge) -> None:
        channel = _channel(line)
        self._badge = badge
        self._addresses = tuple(keys)
        self._panel = osdp.ControlPanel(
            [
                osdp.PDInfo(address, channel, scbk=key, flags=[osdp.LibFlag.EnforceSecure], name=f"OSDP {address}")
                for address, key in keys.items()
            ],
            log_level=osdp.LogLevel.Critical,
            event_handler=self._happened,
        )
        self._panel.start()

    def secure(self) -> frozenset[int]:
        """Return the addresses that are heard: online, and in their secure channel."""
        good = self._panel.status() & self._panel.sc_status()
        return frozenset(address for place, address in enumerate(self._addresses) if good >> place & 1)

    def close(self) -> None:
        self._panel.teardown()

    def _happened(self, place: int, event: Mapping[str, Any]) -> int:
        if event["event"] == osdp.Event.CardRead:
            self._badge(self._addresses[place], event["length"], event["data"])
        return 0


def _channel(line: SerialLine) -> Any:
    class Channel(osdp.Channel):  # type: ignore[misc]
        """The line in the shape the library asks for."""

        def read(self, max_bytes: int) -> bytes:
            return line.read(max_bytes)

        def write(self, buf: bytes) -> int:
            return line.write(buf)

        def flush(self) -> None:
            """Nothing is held back."""

    return Channel()
