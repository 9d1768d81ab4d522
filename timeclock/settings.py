"""All settings, frozen, read once: config/default.toml, then the city's file, then the environment."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "TIMECLOCK_"
# No setting, but where each of them comes from.
ORIGINS = "origins"
# Of everything else there has to be some: a session of no minutes would let nobody in.
MAY_BE_ZERO = frozenset({"trusted_proxies", "phone_code_seconds"})

# By their names in `service.access`, which stands above: a test compares them.
SECOND_FACTOR_ROLES = (
    "employee",
    "supervisor",
    "time_officer",
    "hr",
    "staff_council",
    "data_protection",
    "it_admin",
)


class SettingsError(ValueError):
    """A setting is unknown, missing or of the wrong kind; the message says where and what to do."""


class Source(StrEnum):
    """What can say a setting, the later over the earlier."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting comes from: which file, variable or option says it; of a default nothing."""

    source: Source
    where: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting there is; `config/default.toml` documents each with its default.

    Secrets are paths to files. Relative paths are relative to `var`.
    """

    city_name: str
    zone: ZoneInfo
    holiday_calendar: str
    languages: tuple[str, ...]
    database_url: str
    var: Path
    https: bool
    log_origin: str
    secret_key_file: Path
    receipt_key_file: Path
    log_key_file: Path
    badge_key_file: Path
    factor_key_file: Path
    session_idle_minutes: int
    session_hours: int
    sign_in_attempts: int
    sign_in_window_minutes: int
    confirm_again_minutes: int
    second_factor_for: tuple[str, ...]
    token_days: int
    terminal_future_seconds: int
    terminal_past_days: int
    terminal_silent_minutes: int
    terminal_unsent_minutes: int
    terminal_clock_seconds: int
    terminal_kept_days: int
    terminal_certificate_header: str
    phone_code_seconds: int
    phone_offline: bool
    phone_past_days: int
    place_at_stamp: bool
    correction_past_days: int
    acting_past_days: int
    requests_count_at_once: tuple[str, ...]
    requests_approved_twice: tuple[str, ...]
    requests_due_days: int
    presence_among_colleagues: bool
    evacuation_directory: str
    evacuation_minutes: int
    uploads_days: int
    least_group: int
    least_group_absences: int
    trusted_proxies: int
    evaluate_at: time
    remind_at: time
    remind_days: int
    contract_notice_days: int
    roster_notice_days: int
    proofs_on_day: int
    proofs_at: time
    leave_at: time
    leave_reminder_month: int
    close_on_day: int
    close_at: time
    backup_directory: str
    backup_at: time
    backups_kept: int
    backup_with_keys: bool
    delete_at: time
    reads_kept_days: int
    credentials_kept_days: int
    runs_kept_days: int
    notices_kept_years: int
    proofs_kept_years: int
    timesheets_kept_years: int
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)

    @property
    def uploads(self) -> Path:
        """Return where files lie that were sent through a page and are not taken over yet; no backup needs them."""
        return self.var / "uploads"

    @property
    def documents(self) -> Path:
        """Return where the contents of documents lie; they belong into the backup with the database."""
        return self.var / "documents"


def names() -> tuple[str, ...]:
    """Return what the settings are called, in the order of the reference."""
    return tuple(each.name for each in fields(Settings) if each.name != ORIGINS)


def data_directory(name: str) -> Path:
    """Return `config` or `migrations`: beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).parent
    beside = package.parent / name
    return beside if beside.is_dir() and (package.parent / "pyproject.toml").is_file() else package / "data" / name


def load(city_file: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force; raise SettingsError on the first thing that is not right."""
    default = data_directory("config") / "default.toml"
    values = _read(default)
    known, origins = set(names()), dict[str, Origin]()
    if city_file is not None:
        of_city = _checked(_read(city_file), known, str(city_file))
        values |= of_city
        origins |= dict.fromkeys(of_city, Origin(Source.FILE, str(city_file)))
    env = os.environ if environment is None else environment
    from_env = {name.removeprefix(PREFIX).lower(): raw for name, raw in env.items() if name.startswith(PREFIX)}
    from_env.pop("config", None)
    values |= {
        name: _from_text(values.get(name), raw, name) for name, raw in _checked(from_env, known, "environment").items()
    }
    origins |= {name: Origin(Source.ENVIRONMENT, f"{PREFIX}{name.upper()}") for name in from_env}
    missing = known - values.keys()
    if missing:
        raise SettingsError(f"{default}: {', '.join(sorted(missing))} missing; add each with a default and a comment")
    return _build(values, origins)


def moved(settings: Settings, var: Path) -> Settings:
    """Return the settings with another data directory; what lay in the old one lies in the same place of the new."""
    changed: dict[str, Any] = {
        name: var / value.relative_to(settings.var)
        for name in names()
        if isinstance(value := getattr(settings, name), Path) and value.is_relative_to(settings.var)
    }
    changed["database_url"] = settings.database_url.replace(f"sqlite:///{settings.var}/", f"sqlite:///{var}/")
    return replace(settings, **changed)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file; copy config/example-city.toml and change it") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, IsADirectoryError) as fault:
        raise SettingsError(f"{path}: {fault}") from None


def _checked(values: dict[str, Any], known: set[str], where: str) -> dict[str, Any]:
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean '{near[0]}'?" if near else "; config/default.toml lists all"
            raise SettingsError(f"{where}: '{name}' is not a setting{hint}")
    return values


def _from_text(default: object, raw: str, name: str) -> object:
    """Return an environment value in the default's kind: "0" is a number where a number is expected."""
    match default:
        case bool():
            if raw not in {"true", "false"}:
                raise SettingsError(f"environment: {PREFIX}{name.upper()} is true or false, got {raw!r}")
            return raw == "true"
        case int():
            if not raw.isascii() or not raw.isdigit():
                raise SettingsError(f"environment: {PREFIX}{name.upper()} is a whole number, got {raw!r}")
            return int(raw)
        case list():
            return raw.split(",") if raw else []
        case _:
            return raw


def _build(values: Mapping[str, Any], origins: Mapping[str, Origin]) -> Settings:
    var = Path(_kind(values["var"], str, "var"))
    made: dict[str, Any] = {}
    for each in fields(Settings):
        if each.name == ORIGINS:
            continue
        value, name = values[each.name], each.name
        match each.type:
            case "ZoneInfo":
                made[name] = _zone(_kind(value, str, name))
            case "Path":
                made[name] = var if name == "var" else var / _kind(value, str, name)
            case "tuple[str, ...]":
                made[name] = tuple(_kind(each, str, name) for each in _kind(value, list, name))
            case "bool":
                made[name] = _kind(value, bool, name)
            case "int":
                made[name] = _counted(_kind(value, int, name), name)
            case "time":
                made[name] = _clock(_kind(value, str, name), name)
            case _:
                made[name] = _kind(value, str, name)
    if made["terminal_certificate_header"] and not made["trusted_proxies"]:
        raise SettingsError("'terminal_certificate_header' is believed of a proxy alone: set 'trusted_proxies'")
    if odd := [each for each in made["second_factor_for"] if each not in SECOND_FACTOR_ROLES]:
        raise SettingsError(
            f"'second_factor_for' names no role: {odd[0]!r}; there are {', '.join(SECOND_FACTOR_ROLES)}"
        )
    made["database_url"] = made["database_url"].replace("{var}", str(var))
    return Settings(**made, origins=origins)


def _kind(value: object, kind: type, name: str) -> Any:
    if type(value) is not kind:
        raise SettingsError(f"'{name}' has to be a {kind.__name__}, got {value!r}")
    return value


def _counted(value: int, name: str) -> int:
    least = 0 if name in MAY_BE_ZERO else 1
    if value < least:
        raise SettingsError(f"'{name}' has to be at least {least}, got {value}")
    return value


def _clock(value: str, name: str) -> time:
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007  a wall clock has no zone of its own
    except ValueError:
        raise SettingsError(f"'{name}' is a clock like 06:00, got {value!r}") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"'zone' is not a time zone: {name!r}; Europe/Berlin is one") from None
