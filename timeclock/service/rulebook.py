"""The rules in force for the whole city: law, calendar, zone, and the hash that names them with a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import timeclock
from timeclock import law
from timeclock.core.holidays import HolidayCalendar
from timeclock.settings import Settings, data_directory
from timeclock.store import rules
from timeclock.store.dayfiles import DayFiles, Surroundings


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Law and zone as read at start; results name the hash of everything they were made with."""

    around: Surroundings
    law_hash: str

    @classmethod
    def of(cls, settings: Settings) -> Rulebook:
        directory = data_directory("config") / "law"
        around = Surroundings(law.load(directory), settings.zone)
        return cls(around, law.digest(directory))

    def sets_for(self, files: DayFiles) -> tuple[Mapping[tuple[int, date], str], Mapping[str, Mapping[str, Any]]]:
        """Return the hash for each (employment, day), and the body that each hash stands for."""
        hashes: dict[tuple[int, date], str] = {}
        bodies: dict[str, Mapping[str, Any]] = {}
        made: dict[tuple[int, int], str] = {}
        for key, figures in files.model_figures.items():
            # Days of one model version and year share their rules; the figures are one object per version.
            same = id(figures), key[1].year
            if same not in made:
                body = {
                    "engine": timeclock.__version__,
                    "law": self.law_hash,
                    "calendar": calendar_body(files.calendar_name, files.person.calendar, key[1].year),
                    "model": figures,
                }
                made[same] = rules.digest(body)
                bodies[made[same]] = body
            hashes[key] = made[same]
        return hashes, bodies


def calendar_body(name: str, calendar: HolidayCalendar, year: int) -> dict[str, Any]:
    """Return what stands for one year of a calendar in the rules."""
    days = {day.isoformat(): holiday.kind for day, holiday in calendar.days.items() if day.year == year}
    return {"name": name, "year": year, "days": days}
