"""A folder on the disk and the files in it, for which the power may go at any moment."""

from __future__ import annotations

import os
from pathlib import Path


def sync(folder: Path) -> None:
    """Have the names of its files outlive a power cut: the name of a file is only safe once its folder is synced."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, content: bytes, mode: int) -> None:
    """Replace a file, or make it, with this mode and at once: after a power cut it is the old one or the new one.

    Which of them is only sure once the folder is synced.
    """
    beside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
