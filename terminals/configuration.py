"""What the terminal tells of its settings: each that is in effect, whether it was set, and never a secret.

A setting is told only where it stands in a table below. A key is named by where it lies, its file or name is not.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from terminals import __version__
from terminals.settings import Settings

MOST_LETTERS = 200
DIGEST_DIGITS = 16
PACKAGES = ("pyscard", "cryptography")

AS_IT_IS = frozenset(
    {
        "ca_file",
        "client_certificate_file",
        "spool_file",
        "zone",
        "sound",
        "languages",
        "reader",
        "reader_names",
        "reader_signals",
        "allow_virtual_readers",
        "replay_file",
        "demo_badges_file",
        "trust_host_clock",
        "port",
        "spool_cap",
        "report_seconds",
        "stuck_seconds",
        "test_mode",
        "desfire.application",
        "desfire.read_key_no",
        "desfire.number_key_no",
        "desfire.proof",
        "desfire.diversification",
        "desfire.application_order",
        "desfire.system",
        "desfire.number",
        "desfire.file",
        "desfire.file_bytes",
        "desfire.file_mode",
        "desfire.read_command",
        "desfire.key_version",
        "desfire.sam",
        "desfire.earlier.version",
        "desfire.earlier.until",
        "osdp.device",
        "osdp.addresses",
        "osdp.speed",
        "osdp.byte_order",
        "wedge.device",
        "wedge.name",
        "wedge.number",
        "wedge.number_bytes",
        "wedge.layout",
        "wedge.prefix",
        "wedge.suffix",
        "wedge.enter",
        "wedge.within_ms",
    }
)
KEY_FILES = frozenset({"key_file", "site_key_file", "client_key_file"})
CREDENTIALS = frozenset({"badge_list_key", "desfire.write_key", "desfire.earlier.write_key"})
# A sealed credential, or an entry of the security module where there is one.
BADGE_KEYS = frozenset(
    {"desfire.read_key", "desfire.number_key", "desfire.earlier.read_key", "desfire.earlier.number_key"}
)
TABLES = frozenset({"desfire", "desfire.earlier", "osdp", "wedge"})
NOT_TOLD = frozenset({"source"})  # the request says who asks


class Origin(StrEnum):
    """Why a setting has its value."""

    FILE = "file"
    DEFAULT = "default"


class Kept(StrEnum):
    """Where a key lies."""

    KEY_FILE = "key file"
    SEALED = "sealed file"
    SAM = "SAM"


@dataclass(frozen=True, slots=True)
class Told:
    """One setting; `value` is None where nothing is set."""

    name: str
    value: str | None
    origin: Origin


def told(settings: Settings) -> list[Told]:
    """Return each setting that is in effect, without secrets."""
    return list(_table(settings, settings, "", ""))


def versions() -> dict[str, str]:
    """Return what the agent is made of and runs on; what is not there has no version."""
    found = {"agent": __version__, "python": platform.python_version(), "system": _system()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"][:MOST_LETTERS]
    except (OSError, KeyError):
        return platform.platform()[:MOST_LETTERS]


def _table(settings: Settings, values: Any, kind: str, place: str) -> Iterator[Told]:
    """Yield the settings of a table; `kind` is its name, `place` that of this one where there are several."""
    for field in fields(values):
        name, value = kind + field.name, getattr(values, field.name)
        if name in TABLES:
            several = isinstance(value, tuple)
            for no, each in enumerate(value if several else [value] if value is not None else [], start=1):
                yield from _table(settings, each, f"{name}.", f"{place}{field.name}." + (f"{no}." if several else ""))
        elif name in AS_IT_IS | KEY_FILES | CREDENTIALS | BADGE_KEYS | SAID.keys():
            where = place + field.name
            origin = Origin.FILE if where in settings.written else Origin.DEFAULT
            yield Told(where, _said(name, value, settings), origin)


def _said(name: str, value: Any, settings: Settings) -> str | None:
    if value in (None, "", ()):
        return None
    if name in SAID:
        return SAID[name](value)
    if name in KEY_FILES:
        return Kept.KEY_FILE
    if name in CREDENTIALS:
        return Kept.SEALED
    if name in BADGE_KEYS:
        return Kept.SAM if settings.desfire is not None and settings.desfire.sam else Kept.SEALED
    return _text(value)[:MOST_LETTERS]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value.resolve()) if isinstance(value, Path) else str(value)


def _address(url: str) -> str:
    """Return where the server listens, and nothing else that may stand in an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + ("" if parts.port is None else f":{parts.port}")


def _digest(key: str) -> str:
    return "SHA-256 " + hashlib.sha256(key.encode()).hexdigest()[:DIGEST_DIGITS]


SAID = {"server_url": _address, "receipt_public_key": _digest}
