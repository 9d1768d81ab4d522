"""Bringing files into a city: the words the import tests are told in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.city import NOW, City
from timeclock.core.spans import DaySpan, Span
from timeclock.ledger import keys
from timeclock.service import imports, profiles, sessions_export, stamp_files
from timeclock.service.imports import ImportRules
from timeclock.service.profiles import Profile
from timeclock.settings import Settings
from timeclock.store import badges, stamps
from timeclock.store.db import Database, Session
from timeclock.store.staffing import Hired

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LONG = Span(LONG_AGO, NOW + timedelta(days=400))


def give_badge(session: Session, settings: Settings, person_id: int, number: int, since: datetime = LONG_AGO) -> None:
    """Hand a person a badge known by its number."""
    key = keys.read_secret(settings.badge_key_file)
    badges.issue(session, badges.number_hash(key, "number", str(number).encode()), person_id, since, scheme="number")


def badged(city: City) -> City:
    """Give Aydin 4711 and Brandt 4712."""
    with city.database.transaction() as session:
        give_badge(session, city.settings, city.aydin.person_id, 4711)
        give_badge(session, city.settings, city.brandt.person_id, 4712)
    return city


def bring(
    city: City, raw: bytes, format_: str | Profile = "attlog", now: datetime = NOW, portions: int | None = None
) -> list[dict[str, Any]]:
    """Import a file as the command does, or only its first portions; return the report."""
    return brought(city.database, city.settings, raw, format_, now, portions)


def brought(
    database: Database,
    settings: Settings,
    raw: bytes,
    format_: str | Profile = "attlog",
    now: datetime = NOW,
    portions: int | None = None,
) -> list[dict[str, Any]]:
    profile = format_ if isinstance(format_, Profile) else profiles.named(format_)
    lines = stamp_files.lines(raw, profile, settings.zone, now)
    rules = ImportRules.of(settings)
    with database.transaction() as session:
        batch, _ = imports.begin(session, profile.name, raw, len(lines), now)
        unsure = imports.direction_unsure(session, lines, rules)
    for portion in list(imports.chunks(lines))[:portions]:
        with database.transaction() as session:
            imports.take_in(session, batch, portion, rules, unsure, now)
    with database.transaction() as session:
        told = imports.report(session, batch)
        if portions is None:
            imports.conclude(session, batch, told, now)
    return told


def verdicts(report: list[dict[str, Any]]) -> list[str]:
    """Return each line's verdict with its reason: "quarantined unknown_badge"."""
    return [" ".join(filter(None, (line["verdict"], line["reason"]))) for line in report]


def taps(*lines: str) -> bytes:
    """Return an attlog file from "4711 2026-09-18 07:31:12 0"."""
    return b"".join("{:>9}\t{} {}\t1\t{}\t1\t0\r\n".format(*line.split()).encode() for line in lines)


def counting(city: City, who: Hired) -> list[str]:
    """Return a person's stamps that count, in UTC."""
    with city.database.reading() as session:
        return [f"{each.at:%d.%m. %H:%M:%S} {each.kind}" for each in stamps.between(session, who.person_id, LONG)]


def sessions(city: City, first: datetime = LONG_AGO) -> list[dict[str, Any]]:
    """Return all work sessions as the export writes them."""
    with city.database.transaction() as session:
        days = DaySpan(first.date(), (NOW + timedelta(days=400)).date())
        return [each.to_json() for each in sessions_export.sessions(session, days, city.settings.zone, NOW)]


FILES = Path(__file__).parent / "files"
