"""An input device of the kernel (evdev): its events, and how to have it for oneself alone."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# struct input_event as this machine's kernel gives it: seconds, microseconds, type, code, value.
FORM = struct.Struct("@LLHHi")
SYNCHRONISE, KEY = 0x00, 0x01
SYNCHRONISE_REPORT, SYNCHRONISE_DROPPED = 0, 3
RELEASED, PRESSED = 0, 1
# Requests of linux/input.h, as all machines but MIPS, PowerPC and SPARC number them.
GRAB, SET_CLOCK = 0x40044590, 0x400445A0
CLOCK_MONOTONIC = 1
EVENTS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a device; `at_us` is by a clock that nobody sets."""

    at_us: int
    type: int
    code: int
    value: int


def grabbed(path: Path) -> int:
    """Open a device so that nobody else hears of its keys, the page of the terminal least of all; raise OSError."""
    device = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.ioctl(device, SET_CLOCK, struct.pack("@i", CLOCK_MONOTONIC))
        fcntl.ioctl(device, GRAB, 1)
    except OSError:
        os.close(device)
        raise
    return device


class Events:
    """Cuts what is read from a device into events, wherever the reading ended."""

    def __init__(self) -> None:
        self._rest = b""

    def of(self, read: bytes) -> Iterator[Event]:
        whole = self._rest + read
        end = len(whole) - len(whole) % FORM.size
        self._rest = whole[end:]
        for seconds, microseconds, kind, code, value in FORM.iter_unpack(whole[:end]):
            yield Event(seconds * 1_000_000 + microseconds, kind, code, value)
