"""All settings of one terminal, frozen, read once from one TOML file; unknown names are refused."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from terminals.desfire.diversify import Way
from terminals.desfire.messages import Mode
from terminals.desfire.profile import Earlier, Order, Profile, ProfileError, Proof, Read, Source
from terminals.osdp.profile import ByteOrder, Line, LineError
from terminals.view import Sound
from terminals.wedge.layout import Layout
from terminals.wedge.profile import WedgeError, WedgeProfile, Writing

READERS = ("pcsc", "osdp", "wedge", "replay")
LANGUAGES = ("de", "en")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
WRITTEN = "written"
WEDGES, EARLIER = "tuple[WedgeProfile, ...]", "tuple[Earlier, ...]"
KINDS: dict[str, tuple[type, str]] = {
    "str": (str, "text"),
    "Path": (str, "a path as text"),
    "Path | None": (str, "a path as text"),
    "bool": (bool, "true or false"),
    "int": (int, "a whole number"),
    "tuple[str, ...]": (list, "a list of texts"),
    "tuple[int, ...]": (list, "a list of whole numbers"),
    "date": (date, "a day, as 2027-03-31"),
    "Profile | None": (dict, "a table, [desfire]"),
    EARLIER: (list, "tables, [[desfire.earlier]]"),
    "Line | None": (dict, "a table, [osdp]"),
    WEDGES: (list, "tables, [[wedge]]"),
}
TABLES: dict[str, type] = {"Profile | None": Profile, "Line | None": Line, WEDGES: WedgeProfile, EARLIER: Earlier}
# What Python takes for the wider kind and a settings file does not.
NARROWER: dict[type, type] = {int: bool, date: datetime}
CHOICES: dict[str, type[StrEnum]] = {
    kind.__name__: kind for kind in (Way, Mode, Order, Proof, Read, Source, ByteOrder, Layout, Writing, Sound)
}


class SettingsError(ValueError):
    """A setting is unknown, missing or of the wrong kind; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting there is. Relative paths are relative to the settings file."""

    server_url: str
    """Where the server listens: https://host[:port], nothing behind it."""
    source: str
    """Uid of this terminal, as the server gave it at enrolment."""
    key_file: Path
    """Device key, made by `python -m terminals keygen FILE`."""
    site_key_file: Path
    """Site key that turns badge numbers into hashes; the server has the same."""
    spool_file: Path
    """Where stamps lie until the server has them, and 35 days more."""
    receipt_public_key: str = ""
    """Public half of the server's receipt key, base64url; only a test terminal may do without."""
    ca_file: Path | None = None
    """Certificate authority of the server, where the system does not know it."""
    client_certificate_file: Path | None = None
    """Certificate with its chain that the terminal shows, where the server asks for one."""
    client_key_file: Path | None = None
    """Private key of that certificate."""
    zone: str = "Europe/Berlin"
    """Civil time zone the terminal shows."""
    sound: Sound = Sound.TONES
    """What is heard: `tones`, `spoken` (tones and words, nothing personal), `spoken_with_names` (all that is shown)."""
    languages: tuple[str, ...] = LANGUAGES
    """Languages of the page, the first is shown at rest."""
    reader: str = "pcsc"
    """`pcsc` for card readers, `osdp` for those on a serial line, `wedge` for devices that type, `replay` for badges
    held on the page or in a file."""
    reader_names: tuple[str, ...] = ()
    """Parts of the names of the readers to use; none means all but SAM slots."""
    reader_signals: bool = False
    """Whether readers of known families show by their own light and sound that a stamp is on disk, or is not."""
    allow_virtual_readers: bool = False
    """True only with `test_mode`: a virtual reader listens on the network, and anyone there could hold a badge."""
    replay_file: Path | None = None
    """Badge numbers, one per line, that the replay reader holds at the start."""
    demo_badges_file: Path | None = None
    """JSON list of {"name", "number"}: badges that the page of the replay reader offers; with "proves" in test mode."""
    trust_host_clock: bool = False
    """True where the host sets the clock and the kernel cannot tell, as in a container."""
    port: int = 8600
    """Port of the page on 127.0.0.1; 0 takes a free one."""
    spool_cap: int = 500_000
    """How many stamps the spool holds, those kept for 35 days included; when it is full the terminal refuses loudly."""
    report_seconds: int = 60
    """How often the terminal reports its state when there is nothing to deliver."""
    stuck_seconds: int = 20
    """How long a card may block its reader before the agent ends, to be started anew."""
    desfire: Profile | None = None
    """How badges prove themselves; without this table each is known only by the number it tells."""
    osdp: Line | None = None
    """The serial line of the readers, where `reader` is `osdp`."""
    wedge: tuple[WedgeProfile, ...] = ()
    """Devices that type what they read, alone or beside the other readers."""
    badge_list_key: str = ""
    """Name of the credential that the mirrored list of badges is enciphered by; without it the device key is."""
    test_mode: bool = False
    """True only to try out: receipts need not be checked, http may go out, a card in memory may prove itself."""
    written: frozenset[str] = frozenset()
    """The settings that stand in the file; no setting itself."""


def load(path: Path) -> Settings:
    """Return the settings of this file; raise SettingsError on the first thing that is not right."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file; docs/how-to/terminal.md shows one") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsError(f"{path}: {fault}") from None
    return build(values, path)


def build(values: Mapping[str, Any], path: Path) -> Settings:
    """Return the settings made of these values; `path` is the file they stand in."""
    known = {field.name: field for field in fields(Settings) if field.name != WRITTEN}
    settings = Settings(**_values(known, values, path), written=frozenset(_names(values)))
    _check(settings, path)
    return settings


def _names(values: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Yield the name of each value, with its table and, where there are several of it, their number."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _names(value, f"{place}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for no, each in enumerate(value, start=1):
                yield from _names(each, f"{place}{name}.{no}.")
        else:
            yield place + name


def _values(known: Mapping[str, Field[Any]], values: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return what a table says, of the settings it may have and all of those it must."""
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else "remove it; docs/how-to/terminal.md lists all"
            raise SettingsError(f"{path}: '{name}' is not a setting; {hint}")
    missing = [name for name, field in known.items() if field.default is MISSING and name not in values]
    if missing:
        raise SettingsError(f"{path}: {', '.join(missing)} missing; docs/how-to/terminal.md says what each is")
    return {name: _value(name, str(known[name].type), value, path) for name, value in values.items()}


def _table(name: str, kind: type, values: Mapping[str, Any], path: Path) -> Any:
    try:
        return kind(**_values({field.name: field for field in fields(kind)}, values, path))
    except (ProfileError, LineError, WedgeError) as fault:
        raise SettingsError(f"{path}: [{name}] {fault}") from None


def _choice(name: str, kind: type[StrEnum], value: Any, path: Path) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise SettingsError(f"{path}: {name} is one of {', '.join(kind)}, got {value!r}") from None


def _value(name: str, kind: str, value: object, path: Path) -> Any:
    if kind in CHOICES:
        return _choice(name, CHOICES[kind], value, path)
    expected, words = KINDS[kind]
    if not isinstance(value, expected) or isinstance(value, NARROWER.get(expected, ())):
        raise SettingsError(f"{path}: {name} is {words}, got {value!r}")
    if isinstance(value, dict):
        return _table(name, TABLES[kind], value, path)
    if isinstance(value, list):
        part_kind = {"tuple[int, ...]": int, WEDGES: dict, EARLIER: dict}.get(kind, str)
        if not all(type(part) is part_kind for part in value):
            raise SettingsError(f"{path}: {name} is {words}, got {value!r}")
        return tuple(_table(name, TABLES[kind], each, path) if kind in TABLES else each for each in value)
    return path.parent / str(value) if kind.startswith("Path") else value


def _check(settings: Settings, path: Path) -> None:
    """Refuse values that would only show later, at the wall."""
    url = urlsplit(settings.server_url)
    try:
        port_fits = url.port != 0
    except ValueError:
        port_fits = False
    if (
        not port_fits
        or url.scheme not in {"http", "https"}
        or not url.hostname
        or url.path.strip("/")
        or url.query
        or "@" in url.netloc
    ):
        raise SettingsError(f"{path}: server_url is https://host[:port], got {settings.server_url!r}")
    if url.scheme == "http" and url.hostname not in LOOPBACK and not settings.test_mode:
        raise SettingsError(f"{path}: server_url must be https://, names and balances would be readable on the way")
    try:
        canonical = str(UUID(settings.source))
    except ValueError:
        canonical = ""
    if canonical != settings.source:
        raise SettingsError(f"{path}: source is the uid the server gave at enrolment, got {settings.source!r}")
    if (settings.client_certificate_file is None) != (settings.client_key_file is None):
        raise SettingsError(f"{path}: client_certificate_file and client_key_file go together")
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"{path}: zone {settings.zone!r} is unknown; expected a name like Europe/Berlin") from None
    if settings.reader not in READERS:
        raise SettingsError(f"{path}: reader is one of {', '.join(READERS)}, got {settings.reader!r}")
    if settings.reader == "osdp" and settings.osdp is None:
        raise SettingsError(f"{path}: reader is osdp, but the table [osdp] with its line is missing")
    if settings.reader == "wedge" and not settings.wedge:
        raise SettingsError(f"{path}: reader is wedge, but there is no table [[wedge]] that says which device")
    for what, used in (
        ("device", [each.device for each in settings.wedge]),
        ("name", [each.called for each in settings.wedge]),
    ):
        if len({*map(str, used)}) < len(used):
            raise SettingsError(f"{path}: two tables [[wedge]] have the same {what}")
    if settings.allow_virtual_readers and not settings.test_mode:
        raise SettingsError(
            f"{path}: allow_virtual_readers only with test_mode = true; anyone could hold a badge to it"
        )
    if not settings.languages or not set(settings.languages) <= set(LANGUAGES):
        raise SettingsError(f"{path}: languages are taken from {', '.join(LANGUAGES)}, got {settings.languages!r}")
    if not settings.receipt_public_key and not settings.test_mode:
        raise SettingsError(f"{path}: receipt_public_key missing; without it anyone could claim to have the stamps")
    for name, least, most in (
        ("port", 0, 65535),
        ("spool_cap", 1, 10_000_000),
        ("report_seconds", 1, 3600),
        ("stuck_seconds", 1, 3600),
    ):
        if not least <= getattr(settings, name) <= most:
            raise SettingsError(f"{path}: {name} is between {least} and {most}, got {getattr(settings, name)}")
