"""Contents in files named by their own hash: the same content twice is one file, another content has another name."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{64}")
GOING = ".going"


class ContentLost(LookupError):
    """A content that was kept is not there any more, or is not what it was; the message names the file."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path}: {what}; bring it back from the backup")


def keep(folder: Path, content: bytes) -> str:
    """Write a content down for good and return its SHA-256, by which it is found again.

    When this returns it is on the disk under its name, so a row may name it. What stood there under the same name,
    whole or damaged, is replaced by the same bytes.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(folder, sha256)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made for the owner alone, and beside its place, so that the name appears with the whole content or not at all.
    number, beside = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    for directory in (path.parent, folder):
        _settle(directory)
    return sha256


def _settle(directory: Path) -> None:
    """Let the names in a directory reach the disk too."""
    number = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def read(folder: Path, sha256: str) -> bytes:
    """Return a content, checked against its name; raise `ContentLost` where it is gone or has changed."""
    path = path_of(folder, sha256)
    try:
        content = path.read_bytes()
    except OSError:
        raise ContentLost(path, "the file is missing or cannot be read") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ContentLost(path, "the file is not what was kept")
    return content


def forget(folder: Path, sha256: str) -> None:
    """Let a content go that nobody needs any more."""
    path_of(folder, sha256).unlink(missing_ok=True)


def mark_going(folder: Path, sha256: str) -> None:
    """Note beside the contents that nobody may need one any more; it is there until `going` was asked and it forgotten.

    A row may yet come back, where its transaction fails: so the file is not taken away in the same moment.
    """
    path_of(folder, sha256)
    (folder / GOING).mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / GOING / sha256).touch(mode=0o600)


def going(folder: Path) -> list[str]:
    """Return the contents that were marked so."""
    return sorted(each.name for each in (folder / GOING).glob("*") if NAME.fullmatch(each.name))


def unmark(folder: Path, sha256: str) -> None:
    (folder / GOING / sha256).unlink(missing_ok=True)


def path_of(folder: Path, sha256: str) -> Path:
    """Return where a content lies; a name that is no hash leads nowhere."""
    if not NAME.fullmatch(sha256):
        raise ContentLost(folder, f"{sha256!r} names no content")
    return folder / sha256[:2] / sha256
