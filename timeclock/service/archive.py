"""A backup's file: a ZIP any computer opens, with a manifest of every part's SHA-256 written last."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

MANIFEST = "manifest.json"
BYTES_AT_ONCE = 1 << 20
# Everything a ZIP of which something is missing or changed makes Python say.
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, UnicodeError)


class BrokenBackup(ValueError):
    """A backup is not whole; `faults` names each part that is missing, changed or too much."""

    def __init__(self, path: Path, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{path}: " + "; ".join(self.faults))


@dataclass(frozen=True, slots=True)
class Part:
    """One part as written: its length and hash before compression."""

    size: int
    sha256: str


@dataclass(slots=True)
class Writer:
    """An archive being written; what has been added is in `parts`."""

    archive: zipfile.ZipFile
    parts: dict[str, Part] = field(default_factory=dict)

    def add(self, name: str, content: Iterable[bytes]) -> Part:
        """Write one part, as long as it may be, and return what the manifest says of it."""
        size, digest = 0, hashlib.sha256()
        with self.archive.open(_entry(name), "w", force_zip64=True) as file:
            for block in content:
                size += len(block)
                digest.update(block)
                file.write(block)
        self.parts[name] = Part(size, digest.hexdigest())
        return self.parts[name]

    def finish(self, about: Mapping[str, Any]) -> None:
        """Write the manifest; without it the archive is none."""
        parts = {name: {"size": part.size, "sha256": part.sha256} for name, part in self.parts.items()}
        with self.archive.open(_entry(MANIFEST), "w") as file:
            file.write(json.dumps({**about, "parts": parts}, indent=1, ensure_ascii=False).encode())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o600 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Open a new archive, readable by the owner alone; it gets its name when all of it is on the disk.

    Until then it is called `….partial`, and that is all an interrupted backup leaves.
    """
    if path.exists():
        raise FileExistsError(f"{path}: exists, and a backup is written over nothing")
    partial = path.with_name(f"{path.name}.partial")
    number = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            with zipfile.ZipFile(file, "w", compresslevel=1) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _settle(path.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _settle(directory: Path) -> None:
    """Let a new name in a directory reach the disk too."""
    number = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@dataclass(frozen=True, slots=True)
class Archive:
    """A finished archive; `about` is what its manifest says, and `sha256`, the hash of that, names the whole."""

    path: Path
    archive: zipfile.ZipFile
    sha256: str
    about: Mapping[str, Any]
    parts: Mapping[str, Part]

    @contextmanager
    def part(self, name: str) -> Iterator[BinaryIO]:
        with self.archive.open(name) as file:
            yield cast(BinaryIO, file)

    def blocks(self, name: str) -> Iterator[bytes]:
        with self.part(name) as file:
            while block := file.read(BYTES_AT_ONCE):
                yield block

    def demand_whole(self) -> None:
        """Read every part against its hash; raise `BrokenBackup` that names all that are not as written."""
        held = [name for name in self.archive.namelist() if name != MANIFEST]
        faults = [f"{name} is in it and not in its manifest" for name in held if name not in self.parts]
        faults += [f"{name} is in it twice" for name in sorted({name for name in held if held.count(name) > 1})]
        faults += [fault for name, part in self.parts.items() if (fault := self._fault(name, part))]
        if faults:
            raise BrokenBackup(self.path, faults)

    def _fault(self, name: str, part: Part) -> str | None:
        digest, size = hashlib.sha256(), 0
        try:
            for block in self.blocks(name):
                digest.update(block)
                size += len(block)
        except KeyError:
            return f"{name} is missing"
        except UNREADABLE as fault:
            return f"{name} cannot be read ({fault})"
        return None if Part(size, digest.hexdigest()) == part else f"{name} is not what was written"


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Open an archive; raise `BrokenBackup` where it ends before its manifest."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise BrokenBackup(path, ["no such file"]) from None
    except UNREADABLE:
        raise BrokenBackup(path, ["no whole backup: it was interrupted or cut off, or is something else"]) from None
    with archive:
        yield _archive(path, archive)


def _archive(path: Path, archive: zipfile.ZipFile) -> Archive:
    try:
        manifest = archive.read(MANIFEST)
        about = json.loads(manifest)
        parts = {name: Part(part["size"], part["sha256"]) for name, part in about["parts"].items()}
    except KeyError:
        raise BrokenBackup(path, ["its manifest is missing, so nobody knows whether it is whole"]) from None
    except (*UNREADABLE, ValueError, TypeError, AttributeError):
        raise BrokenBackup(path, ["its manifest cannot be read"]) from None
    return Archive(path, archive, hashlib.sha256(manifest).hexdigest(), about, parts)
