"""The settings in force: what each is and where it comes from; of a secret only where it lies and who can read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from timeclock.service import access
from timeclock.service.access import Action
from timeclock.service.sight import Sight
from timeclock.settings import Origin, Settings, Source, names

SECRETS = "_key_file"
# What stands between the name and the host of an address, or is said as a parameter of it.
PASSWORD = re.compile(r"(//[^:/]*:)[^@]*(@)|([?&](?:ssl)?password=)[^&]*")
HIDDEN = r"\1\3•••\2"
OTHERS = 0o077


class KeyState(StrEnum):
    """How a secret lies: for its owner alone, for others to read too, or not on this machine."""

    KEPT = "kept"
    OPEN = "open"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as a file would write it, and where it comes from."""

    name: str
    value: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Where a secret lies, never what it is."""

    name: str
    path: Path
    state: KeyState
    origin: Origin


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that this city says, those it leaves as they are, and its secrets."""

    said: tuple[Setting, ...]
    left: tuple[Setting, ...]
    secrets: tuple[KeyFile, ...]


def in_force(sight: Sight, settings: Settings) -> InForce:
    """Return the settings as the running process has read them."""
    access.demand(sight.actor, Action.READ_SETTINGS)
    plain = [_setting(settings, name) for name in names() if not name.endswith(SECRETS)]
    return InForce(
        tuple(each for each in plain if each.origin.source is not Source.DEFAULT),
        tuple(each for each in plain if each.origin.source is Source.DEFAULT),
        tuple(_secret(settings, name) for name in names() if name.endswith(SECRETS)),
    )


def _setting(settings: Settings, name: str) -> Setting:
    return Setting(name, PASSWORD.sub(HIDDEN, _written(getattr(settings, name))), _origin(settings, name))


def _secret(settings: Settings, name: str) -> KeyFile:
    path: Path = getattr(settings, name)
    try:
        state = KeyState.OPEN if path.stat().st_mode & OTHERS else KeyState.KEPT
    except OSError:
        state = KeyState.MISSING
    return KeyFile(name, path, state, _origin(settings, name))


def _origin(settings: Settings, name: str) -> Origin:
    return settings.origins.get(name, Origin(Source.DEFAULT))


def _written(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case ZoneInfo():
            return value.key
        case time():
            return value.isoformat("minutes")
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)
