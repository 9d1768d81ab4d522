"""What a disk would hold had the power gone at a given call, worked out from the notes that disk.c takes.

What was synced is there. Of all that was written since, each page may have arrived or not, in any order, some of them
torn at a sector: no more is promised by POSIX. The same goes for sizes, and for names until their folder was synced.
Data whose sync failed never arrives.
"""

from __future__ import annotations

import struct
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from random import Random

SOURCE = Path(__file__).with_name("disk.c")
HEAD = struct.Struct("=IIQq")
PAGE, SECTOR = 4096, 512
# What SQLite maps into memory is no file to it: it is made anew after a crash.
PASSING = ("-shm", ".lock")


class Did(IntEnum):
    """What a note is about; disk.c says the same."""

    OPENED = 1
    WROTE = 2
    SIZED = 3
    SYNCED = 4
    FOLDER_SYNCED = 5
    UNLINKED = 6
    RENAMED = 7
    SAID = 8
    SYNC_FAILED = 9


@dataclass(frozen=True, slots=True)
class Note:
    """One call that succeeded, or what the program said between two."""

    did: Did
    file: int
    at: int
    data: bytes


def build(folder: Path) -> Path:
    """Compile what takes the notes; return what is to be preloaded."""
    library = folder / "disk.so"
    command = ["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library


def notes(log: Path) -> Iterator[Note]:
    raw, start = log.read_bytes(), 0
    while start < len(raw):
        did, size, file, at = HEAD.unpack_from(raw, start)
        start += HEAD.size + size
        yield Note(Did(did), file, at, raw[start - size : start])


@dataclass
class Disk:
    """The files of one folder: what was safe on disk at first, and what has reached it or is on its way."""

    safe: dict[str, bytes]
    _files: dict[int, bytes] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _coming: dict[int, list[Note]] = field(default_factory=lambda: defaultdict(list))
    _coming_names: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Until a file is opened its inode is not known.
        for no, (name, content) in enumerate(self.safe.items(), start=1):
            self._names[name], self._files[-no] = -no, content

    def take(self, note: Note) -> None:
        """Follow one call."""
        match note.did:
            case Did.OPENED if note.at:
                self._files[note.file] = b""
                self._coming_names.append(note)
            case Did.OPENED if note.file not in self._files:
                name = note.data.decode()
                self._files[note.file] = self._files.pop(self._names[name])
                self._names[name] = note.file
            case Did.WROTE:
                self._coming[note.file] += _pages(note)
            case Did.SIZED:
                self._coming[note.file].append(note)
            case Did.SYNCED:
                self._files[note.file] = _after(self._files[note.file], self._coming.pop(note.file, []))
            case Did.SYNC_FAILED:
                self._coming[note.file] = [each for each in self._coming[note.file] if each.did is Did.SIZED]
            case Did.FOLDER_SYNCED:
                for each in self._coming_names:
                    _name(self._names, each)
                self._coming_names = []
            case Did.UNLINKED | Did.RENAMED:
                self._coming_names.append(note)

    def after_cut(self, chance: Random | None) -> dict[str, bytes]:
        """Return the files by name: what had to survive, and by chance more of it; without chance nothing more."""
        names = dict(self._names)
        for each in self._coming_names:
            if chance is not None and chance.random() < 0.5:
                _name(names, each)
        return {
            name: _after(self._files[file], _arrived(self._coming[file], chance))
            for name, file in names.items()
            if not name.endswith(PASSING)
        }


def put_back(files: dict[str, bytes], folder: Path) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)


def _pages(note: Note) -> Iterator[Note]:
    """Split a write where the pages of the file end."""
    start = 0
    while start < len(note.data):
        end = start + PAGE - (note.at + start) % PAGE
        yield Note(note.did, note.file, note.at + start, note.data[start:end])
        start = end


def _arrived(coming: list[Note], chance: Random | None) -> list[Note]:
    if chance is None:
        return []
    share = chance.choice((0.1, 0.5, 0.9, 1.0))
    return [each if chance.random() < 0.8 else _torn(each, chance) for each in coming if chance.random() < share]


def _torn(note: Note, chance: Random) -> Note:
    kept = SECTOR * chance.randrange(len(note.data) // SECTOR + 1)
    return Note(note.did, note.file, note.at, note.data[:kept]) if note.did is Did.WROTE else note


def _after(content: bytes, done: list[Note]) -> bytes:
    made = bytearray(content)
    for each in done:
        if each.did is Did.SIZED:
            made = made[: each.at].ljust(each.at, b"\0")
        elif each.data:
            made = made.ljust(each.at + len(each.data), b"\0")
            made[each.at : each.at + len(each.data)] = each.data
    return bytes(made)


def _name(names: dict[str, int], note: Note) -> None:
    """Make, remove or move a name."""
    words = note.data.decode()
    if note.did is Did.OPENED:
        names[words] = note.file
    elif note.did is Did.UNLINKED:
        names.pop(words, None)
    else:
        old, _, new = words.partition("/")
        if old in names:
            names[new] = names.pop(old)
