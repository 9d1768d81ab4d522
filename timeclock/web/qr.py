"""A text as a picture that scanners read (QR code), drawn by the server: it needs no script and no foreign service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

# ISO/IEC 18004: so many light modules around the picture.
QUIET = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """The dark modules as one path of SVG, in a square of so many modules, the quiet zone included."""

    size: int
    path: str


def picture(text: str) -> Picture:
    """Return the picture of a text; a seventh of it may be hidden by glare (level M)."""
    rows = segno.make(text, error="m", boost_error=False, micro=False).matrix
    return Picture(len(rows) + 2 * QUIET, "".join(_row(y + QUIET, row) for y, row in enumerate(rows)))


def _row(y: int, modules: bytearray) -> str:
    return "".join(f"M{x + QUIET} {y}h{width}v1h-{width}z" for x, width in _dark(modules))


def _dark(modules: bytearray) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins, and how long it is."""
    at = 0
    for dark, run in groupby(modules):
        width = len(list(run))
        if dark:
            yield at, width
        at += width
