"""A serial line that may be pulled out and put in again: it never raises, it says whether it is there."""

from __future__ import annotations

import logging
import os
import termios
import tty
from pathlib import Path

from terminals.osdp.profile import SPEEDS

log = logging.getLogger(__name__)


class SerialLine:
    """Bytes out and in without waiting."""

    def __init__(self, device: Path, speed: int) -> None:
        self._device, self._speed = device, speed
        self._handle: int | None = None
        self._told = False

    @property
    def is_open(self) -> bool:
        return self._handle is not None

    def open(self) -> bool:
        """Open the line anew, rid of what lay in it; False where it is not there."""
        self.close()
        try:
            handle = os.open(self._device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            try:
                set_up(handle, self._speed)
            except BaseException:
                os.close(handle)
                raise
        except (OSError, termios.error) as fault:
            if not self._told:
                log.warning("line not there device=%s fault=%s", self._device, fault)
            self._told = True
            return False
        self._handle, self._told = handle, False
        return True

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def read(self, most: int) -> bytes:
        """Return what has come; nothing where nothing came or the line is gone."""
        try:
            return b"" if self._handle is None else os.read(self._handle, most)
        except BlockingIOError:
            return b""
        except OSError as fault:
            self._lost(fault)
            return b""

    def write(self, data: bytes) -> int:
        """Send what the line takes now; return how many bytes that were."""
        try:
            return 0 if self._handle is None else os.write(self._handle, data)
        except BlockingIOError:
            return 0
        except OSError as fault:
            self._lost(fault)
            return 0

    def _lost(self, fault: OSError) -> None:
        log.warning("line lost device=%s fault=%s", self._device, fault)
        self.close()


def set_up(handle: int, speed: int) -> None:
    """Set the line to raw bytes, 8N1, at this speed, and forget what was on it."""
    tty.setraw(handle)
    mode = termios.tcgetattr(handle)
    mode[4] = mode[5] = SPEEDS[speed]
    termios.tcsetattr(handle, termios.TCSANOW, mode)
    termios.tcflush(handle, termios.TCIOFLUSH)
