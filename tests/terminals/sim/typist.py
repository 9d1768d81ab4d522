"""A device that types: its keystrokes as the kernel writes them down, and what stands for it where there is none."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.terminals.sim.pcscd import until

EVENT = struct.Struct("@LLHHi")
SYN, KEY, MSC = 0, 1, 4
SHIFT, ENTER = 42, 28
# KEY_1 … KEY_0, KEY_A … KEY_Z of linux/input-event-codes.h.
CODES = dict(zip("1234567890", range(2, 12), strict=True)) | dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44),
        strict=True,
    )
)
SET_EVENT, SET_KEY, SET_UP, CREATE, DESTROY, SYSTEM_NAME = (
    0x40045564,
    0x40045565,
    0x405C5503,
    0x5501,
    0x5502,
    0x8040552C,
)
UINPUT = Path("/dev/uinput")
WRITERS_PATIENCE = "nobody reads what stands for the device"


def event(at_us: int, kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(at_us // 1_000_000, at_us % 1_000_000, kind, code, value)


def stroke(code: int, at_us: int, *, shift: bool = False) -> bytes:
    """Press a key and let it go, as a scanner reports it, scan code and all."""
    down = event(at_us, KEY, SHIFT, 1) + event(at_us, SYN, 0, 0) if shift else b""
    up = event(at_us, KEY, SHIFT, 0) + event(at_us, SYN, 0, 0) if shift else b""
    press = event(at_us, MSC, 4, 0x70000 + code) + event(at_us, KEY, code, 1) + event(at_us, SYN, 0, 0)
    return down + press + event(at_us, KEY, code, 0) + event(at_us, SYN, 0, 0) + up


def typed(text: str, at_us: int = 1_000_000, step_us: int = 4_000, *, end: bytes | None = None) -> bytes:
    """Type digits and letters, capitals with Shift, and Enter behind them."""
    keys = [stroke(CODES[each], at_us + n * step_us, shift=each.isalpha()) for n, each in enumerate(text)]
    return b"".join(keys) + (stroke(ENTER, at_us + len(text) * step_us) if end is None else end)


def codes(numbers: Iterable[int], at_us: int = 1_000_000, step_us: int = 4_000) -> bytes:
    return b"".join(stroke(code, at_us + n * step_us) for n, code in enumerate(numbers))


@dataclass(frozen=True, slots=True)
class Typist:
    """A device that is plugged in: `types` what the kernel would hand over."""

    types: Callable[[bytes], None]


def opened(path: Path) -> int:
    """Open what stands for a device: a named pipe knows no grabbing."""
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK)


@contextmanager
def piped(path: Path) -> Iterator[Typist]:
    """Let a named pipe stand for a device: plugged in within the block, and pulled out at its end."""
    if not path.exists():
        os.mkfifo(path)
    device = _writing(path)
    try:
        yield Typist(lambda raw: _whole(device, raw))
    finally:
        os.close(device)


@contextmanager
def kernels(path: Path) -> Iterator[Typist]:
    """Make a real device by uinput; `path` leads to it within the block. The kernel says itself when a key came."""
    device = os.open(UINPUT, os.O_WRONLY)
    try:
        fcntl.ioctl(device, SET_EVENT, KEY)
        for code in range(1, 128):
            fcntl.ioctl(device, SET_KEY, code)
        fcntl.ioctl(device, SET_UP, struct.pack("@HHHH80sI", 3, 1, 1, 1, b"Timeclock test scanner", 0))
        fcntl.ioctl(device, CREATE)
        name = fcntl.ioctl(device, SYSTEM_NAME, bytes(64)).rstrip(b"\0").decode()
        [found] = Path("/sys/devices/virtual/input", name).glob("event*")
        until(Path("/dev/input", found.name).exists, "the device does not appear")
        path.symlink_to(Path("/dev/input", found.name))
        yield Typist(lambda raw: _whole(device, raw))
    finally:
        path.unlink(missing_ok=True)
        os.close(device)


def _writing(path: Path) -> int:
    """Open the pipe once somebody reads it: without a reader that is refused."""
    found: list[int] = []

    def there() -> bool:
        try:
            found.append(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    until(there, WRITERS_PATIENCE)
    return found[0]


def _whole(device: int, raw: bytes) -> None:
    assert os.write(device, raw) == len(raw)
