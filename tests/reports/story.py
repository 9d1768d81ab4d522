"""October of Frau Aydin: a correction, an open day, the long night, a holiday, a contested break, past midnight."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from tests import city as builders
from tests.city import NOW, City
from tests.lived_in import sight, signed
from timeclock.core.spans import DaySpan, Span
from timeclock.core.walltime import instant
from timeclock.ledger.leaf import canonical
from timeclock.service import breaks, reports
from timeclock.service.reports import MonthReport
from timeclock.store import db, rulings, sources, stamps
from timeclock.store.db import Session
from timeclock.store.ids import new_uid
from timeclock.store.rulings import Ruling, Verdict
from timeclock.store.stamps import Original

FIRST = date(2026, 10, 1)
PLAIN, CORRECTED, OPEN, CONTESTED = (date(2026, 10, day) for day in (5, 6, 7, 8))
MIDNIGHT, HOLIDAY, LONG_NIGHT = date(2026, 10, 14), date(2026, 10, 3), date(2026, 10, 24)
LAST_NIGHT = date(2026, 10, 31)
REASON = "Terminal am Rathaus war belegt"


def told(directory: Path) -> City:
    """Return the small city after October, evaluated, with a signed head."""
    city = builders.small_city(builders.settings_in(directory))
    zone = city.settings.zone
    with city.database.transaction() as session:
        for day, taps in (
            (PLAIN, "08:00 in 12:00 break_start 12:30 break_end 16:30 out"),
            (CORRECTED, "08:00 in 12:00 out 12:45 in 15:45 out"),
            (OPEN, "08:10 in"),
            (CONTESTED, "08:00 in 17:00 out"),
            (MIDNIGHT, "15:30 in 19:00 break_start 19:45 break_end"),
            (MIDNIGHT + timedelta(days=1), "00:31 out"),
            (LAST_NIGHT, "22:00 in"),
            (LAST_NIGHT + timedelta(days=1), "01:00 out 10:00 in 11:00 out"),
        ):
            builders.stamped(session, city.aydin, day, taps, city.settings)
        for at, kind in (
            (datetime(2026, 10, 24, 21, 0, tzinfo=UTC), "in"),  # 23:00
            (datetime(2026, 10, 25, 0, 20, tzinfo=UTC), "break_start"),  # 02:20, the first time
            (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), "break_end"),  # 02:10, the second time
            (datetime(2026, 10, 25, 4, 0, tzinfo=UTC), "out"),  # 05:00
        ):
            builders.stamped_at(session, city.aydin, at, kind)
        _correct(session, city, instant(CORRECTED, time(15, 45), zone), timedelta(minutes=25))
        evaluated(session, city)
    with city.database.transaction() as session:
        breaks.contest(session, sight(session, city, "aydin"), CONTESTED, "Dienst am Schalter")
        evaluated(session, city)
    signed(city, NOW)
    return city


def copied(town: City, directory: Path) -> City:
    """Return the same city in another directory, to do with as one likes; making it takes longer."""
    shutil.copytree(town.settings.var, directory, dirs_exist_ok=True)
    settings = builders.settings_in(directory)
    return replace(town, settings=settings, database=db.connect(settings.database_url))


def _correct(session: Session, city: City, at: datetime, later: timedelta) -> None:
    """Let the stamp at an instant not count, and put one in its place that does."""
    [wrong] = [stamp for stamp in stamps.between(session, city.aydin.person_id, _around(at)) if stamp.at == at]
    source_id, epoch, seq = sources.next_seq(session, "correction", NOW)
    row = {
        "uid": new_uid(NOW),
        "source_id": source_id,
        "epoch": epoch,
        "seq": seq,
        "kind": wrong.kind.value,
        "at": at + later,
        "at_rule": "server",
        "received_at": NOW,
        "clock_quality": "good",
        "zone_rules": "test",
        "level": "delegated",
        "person_id": city.aydin.person_id,
        "employment_id": city.aydin.employment_id,
    }
    [new] = stamps.append(session, [(row, Original(canonical(row), b""))], NOW).values()
    by = city.logins["brandt"]
    [old] = stamps.known(session, (), [wrong.uid]).values()
    judged = [Ruling(old.id, Verdict.VOID, REASON, by=by), Ruling(new.id, Verdict.ACCEPT, REASON, by=by)]
    rulings.add_many(session, judged, NOW)


def _around(at: datetime) -> Span:
    return Span(at, at + timedelta(minutes=1))


def evaluated(session: Session, city: City) -> None:
    builders.evaluated(session, city.aydin, DaySpan(date(2026, 9, 28), date(2026, 11, 3)), city)


def reported(city: City, name: str = "aydin") -> MonthReport:
    """Return the month as its owner asks for it."""
    with city.database.transaction() as session:
        asked = reports.asked_by(sight(session, city, name), None if name == "aydin" else city.aydin.employment_uid)
        return reports.month(session, asked, FIRST, reports.City(city.settings.city_name, city.settings.zone), NOW)
