"""The only place that asks for the time, and the only source of time zones: the pinned `tzdata` wheel."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def now() -> datetime:
    """Return the present instant, UTC and aware."""
    return datetime.now(UTC)


def use_pinned_zones() -> None:
    """Make the pinned `tzdata` wheel the only source of zone rules; every process calls this once at its start.

    The system's zone files change with the system's updates; a result must name the rules it came from.
    """
    zoneinfo.reset_tzpath(to=())
    ZoneInfo.clear_cache()


@cache
def zone_rules() -> str:
    """Return the version of the zone rules in use, stored with every stamp: "2026.6"."""
    return metadata.version("tzdata")


def zone(name: str) -> ZoneInfo:
    """Return the time zone of that name, "Europe/Berlin"."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"'{name}' is no time zone of tzdata {zone_rules()}; use a name like Europe/Berlin") from error
