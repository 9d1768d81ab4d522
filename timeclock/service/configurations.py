"""How the terminals are set: kept as each tells it, and held against the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from timeclock.core.configurations import Compared, FleetSettings, Setting, with_versions
from timeclock.store import configurations
from timeclock.store.configurations import Told
from timeclock.store.db import Session
from timeclock.store.sources import Device


@dataclass(frozen=True, slots=True)
class Configuration:
    """How one terminal is set: when it told last, since when it tells the same, and what is unlike the others."""

    told_at: datetime
    changed_at: datetime
    settings: tuple[Compared, ...]

    @property
    def unusual(self) -> int:
        """Return how many settings are unlike those of most others."""
        return sum(each.unlike is not None for each in self.settings)


def keep(
    session: Session, device: Device, versions: Mapping[str, str], settings: Sequence[Setting], now: datetime
) -> None:
    """Keep what a terminal tells of its settings."""
    configurations.keep(session, device.source_id, versions, settings, now)


def compared(session: Session, in_use: Collection[int], wanted: Collection[int]) -> Mapping[int, Configuration]:
    """Return how the wanted terminals are set that told it, each held against those in use."""
    told = configurations.told(session)
    settings = {source_id: with_versions(each.versions, each.settings) for source_id, each in told.items()}
    fleet = FleetSettings([each for source_id, each in settings.items() if source_id in in_use])
    return {
        source_id: _configuration(each, fleet if source_id in in_use else None, settings[source_id])
        for source_id, each in told.items()
        if source_id in wanted
    }


def _configuration(told: Told, fleet: FleetSettings | None, settings: Sequence[Setting]) -> Configuration:
    """Return how a terminal is set; one that is not in use is not held against the others."""
    alone = FleetSettings([settings])
    return Configuration(told.told_at, told.changed_at, (fleet or alone).compared(settings))
