"""What a device that types is set to: a table [[wedge]] of the settings, checked before the first badge comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from terminals.pcsc.uid import NUMBER_BYTES
from terminals.wedge.layout import Layout, can_type

# A person who types needs longer from key to key; a device needs a few milliseconds.
SLOWEST_MS = 50
LONGEST_FRAME = 20
# Which number the kernel gives a device changes with each start, and then it would be somebody's keyboard.
UNSTEADY = re.compile(r"/dev/input/event\d+")


class WedgeError(ValueError):
    """A value of the table cannot be meant; the message says which and what it may be."""


class Writing(StrEnum):
    """How the device writes the number of a badge; `qr` are the codes that people show on their phones."""

    HEX = "hex"
    HEX_REVERSED = "hex_reversed"
    DECIMAL = "decimal"
    DECIMAL_REVERSED = "decimal_reversed"
    PRINTED = "printed"
    QR = "qr"


@dataclass(frozen=True, slots=True)
class WedgeProfile:
    """One device that types badge numbers."""

    device: Path
    """Its lasting name, below /dev/input/by-id or by-path."""
    name: str = ""
    """What stamps and the state call it; else the end of the lasting name."""
    number: Writing = Writing.HEX
    """How it writes a number: hex, hex_reversed, decimal, decimal_reversed, printed or qr."""
    number_bytes: int = 0
    """How many bytes a number has; 0 takes those that badges may have."""
    layout: Layout = Layout.US
    """The keyboard it pretends to be: us or de."""
    prefix: str = ""
    """What it types before each number."""
    suffix: str = ""
    """What it types behind each number."""
    enter: bool = True
    """True where it ends with Enter; else the suffix is the end."""
    within_ms: int = SLOWEST_MS
    """The longest time from key to key; whoever is slower is a person."""

    def __post_init__(self) -> None:
        if UNSTEADY.fullmatch(str(self.device)):
            raise WedgeError(
                f"device {self.device} is another one after the next start; "
                "take its name below /dev/input/by-id or /dev/input/by-path"
            )
        if not self.enter and not self.suffix:
            raise WedgeError("a number ends with Enter or with a suffix; without both nobody knows where it ends")
        for name, text in (("prefix", self.prefix), ("suffix", self.suffix)):
            if len(text) > LONGEST_FRAME or not can_type(self.layout, text):
                raise WedgeError(f"{name} {text!r} cannot be typed by a keyboard of layout {self.layout}")
        if self.number_bytes not in (0, *NUMBER_BYTES):
            raise WedgeError(f"number_bytes is {', '.join(map(str, NUMBER_BYTES))} or 0, got {self.number_bytes}")
        if not 1 <= self.within_ms <= SLOWEST_MS:
            raise WedgeError(f"within_ms is between 1 and {SLOWEST_MS}, got {self.within_ms}")

    @property
    def called(self) -> str:
        return self.name or self.device.name
