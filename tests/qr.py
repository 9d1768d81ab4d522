"""Reading a QR code as a scanner does (ISO/IEC 18004), from the picture on a page; without its error correction."""

from __future__ import annotations

import re
from collections.abc import Iterator

QUIET = 4
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
FORMAT_MASK = 0b101010000010010
MASKS = (
    lambda row, column: (row + column) % 2,
    lambda row, column: row % 2,
    lambda row, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)


def scanned(page: str) -> str:
    """Return the text in the only picture of a page, dark on light: letters and digits in one block, version 2 to 6."""
    [found] = re.finditer(r'<svg[^>]*viewBox="0 0 (\d+) \1" role="img".*?</svg>', page, re.DOTALL)
    picture, size = found[0], int(found[1])
    dark = {
        (int(y) - QUIET, int(x) + n - QUIET)
        for path in re.findall(r'<path d="([^"]+)" fill="#000"', picture)
        for x, y, width in RUN.findall(path)
        for n in range(int(width))
    }
    assert f'<rect width="{size}" height="{size}" fill="#fff"/>' in picture
    bits = "".join(_bits(dark, size - 2 * QUIET))
    assert bits[:4] == "0010", "not in the mode for letters and digits"
    return _letters(bits[13:], int(bits[4:13], 2))


def _bits(dark: set[tuple[int, int]], size: int) -> Iterator[str]:
    """Yield the bits in the order of the standard: two columns at a time from the right, up and down in turn."""
    assert all((corner, at) in dark for corner in (0, size - 1) for at in range(7)), "a finder pattern is missing"
    places = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    form = int("".join(str(int(place in dark)) for place in places), 2) ^ FORMAT_MASK
    mask = MASKS[form >> 10 & 0b111]
    upwards = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                if not _is_frame(row, column, size):
                    yield str(int(((row, column) in dark) != (mask(row, column) == 0)))
        upwards = not upwards


def _is_frame(row: int, column: int, size: int) -> bool:
    """Say whether a module belongs to the frame: finders with the format, timing, and the one alignment pattern."""
    near, far = 8, size - 8
    finder = (row <= near and (column <= near or column >= far)) or (row >= far and column <= near)
    middle = size - 7
    return finder or 6 in {row, column} or (abs(row - middle) <= 2 and abs(column - middle) <= 2)


def _letters(bits: str, count: int) -> str:
    found = ""
    while len(found) < count:
        width = 11 if count - len(found) > 1 else 6
        value, bits = int(bits[:width], 2), bits[width:]
        found += LETTERS[value // 45] + LETTERS[value % 45] if width == 11 else LETTERS[value]
    return found
