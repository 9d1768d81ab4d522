"""Keys that lie on the disk only sealed: systemd opens them into the memory of this service; no other is taken."""

from __future__ import annotations

from pathlib import Path

from terminals.desfire.cipher import BLOCK, AesKey

FOLDER = "CREDENTIALS_DIRECTORY"
MOUNTS = Path("/proc/self/mountinfo")
IN_MEMORY = frozenset({"ramfs", "tmpfs"})
HOW = "LoadCredentialEncrypted= in the unit opens it; docs/how-to/terminal.md says how"


class NotSealed(ValueError):
    """A badge key is missing, is none, or lies where it could be read from the disk."""


def sealed_key(name: str, folder: str | None, mounts: str) -> AesKey:
    """Return the key of this name, ready to use; raise NotSealed."""
    return AesKey(sealed_bytes(name, folder, mounts))


def sealed_bytes(name: str, folder: str | None, mounts: str) -> bytes:
    """Return the key of this name; `folder` is what systemd says, `mounts` what the kernel says of the file systems."""
    if not name or Path(name).name != name:
        raise NotSealed(f"{name!r} is no name of a credential; give the name alone, not a path")
    if not folder:
        raise NotSealed(f"badge key {name!r}: {FOLDER} is not set; {HOW}")
    place = Path(folder).resolve()
    found = file_system(place, mounts)
    if found not in IN_MEMORY:
        raise NotSealed(f"badge key {name!r}: {place} is on {found}, a key there could be read from the disk; {HOW}")
    return _key_in(place / name, name)


def _key_in(file: Path, name: str) -> bytes:
    try:
        raw = bytes.fromhex(file.read_text("ascii"))
    except FileNotFoundError:
        raise NotSealed(f"badge key {name!r}: no such credential; {HOW}") from None
    except ValueError:
        raw = b""
    if len(raw) != BLOCK:
        raise NotSealed(f"badge key {name!r}: not a key; expected {2 * BLOCK} hexadecimal digits")
    return raw


def file_system(place: Path, mounts: str) -> str:
    """Return the kind of the file system that a folder is on: of the mounts above it the nearest, of two the later."""
    nearest, kind = -1, "unknown"
    for line in mounts.splitlines():
        about, _, source = line.partition(" - ")
        mounted = Path(about.split()[4].replace("\\040", " "))
        if place.is_relative_to(mounted) and len(mounted.parts) >= nearest:
            nearest, kind = len(mounted.parts), source.split()[0]
    return kind
