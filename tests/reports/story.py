"""October of Frau Aydin: a correction, an open day, the long night, a holiday, a contested break, past midnight."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from tests import city as builders
from tests.city import NOW, City
from tests.lived_in import TERMS, sight, signed
from timeclock.core import walltime
from timeclock.core.corrections import Change
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import breaks, confirmations, corrections, decisions, reports, times
from timeclock.service.corrections import Wanted
from timeclock.service.reports import MonthReport
from timeclock.store import db
from timeclock.store.db import Session

FIRST = date(2026, 10, 1)
PLAIN, CORRECTED, OPEN, CONTESTED = (date(2026, 10, day) for day in (5, 6, 7, 8))
MIDNIGHT, HOLIDAY, LONG_NIGHT = date(2026, 10, 14), date(2026, 10, 3), date(2026, 10, 24)
LAST_NIGHT = date(2026, 10, 31)
GRANTED, REFUSED = UUID(int=61), UUID(int=62)
REASON = "Terminal am Rathaus war belegt"


def told(directory: Path) -> City:
    """Return the small city after October, evaluated, with a signed head."""
    city = builders.small_city(builders.settings_in(directory))
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
        evaluated(session, city)
    with city.database.transaction() as session:
        _ask(session, city)
    with city.database.transaction() as session:
        breaks.contest(session, sight(session, city, "aydin"), CONTESTED, "Dienst am Schalter", TERMS)
        evaluated(session, city)
    with city.database.transaction() as session:
        confirmed(session, city)
    signed(city, NOW)
    return city


def copied(town: City, directory: Path) -> City:
    """Return the same city in another directory, to do with as one likes; making it takes longer."""
    shutil.copytree(town.settings.var, directory, dirs_exist_ok=True)
    settings = builders.settings_in(directory)
    return replace(town, settings=settings, database=db.connect(settings.database_url))


def _ask(session: Session, city: City) -> None:
    """Have one going changed, which is granted, and one added, which is not."""
    mine = sight(session, city, "aydin")
    [wrong] = [stamp for stamp in times.day(session, mine, None, CORRECTED).stamps if _clock(stamp.at, city) == "15:45"]
    asked = (
        Wanted(GRANTED, CORRECTED, Change.CHANGE, wrong.uid, StampKind.OUT, time(16, 10), None, REASON),
        Wanted(REFUSED, OPEN, Change.NEW, None, StampKind.OUT, time(22, 0), None, "vergessen"),
    )
    for wanted in asked:
        corrections.ask(session, mine, wanted, TERMS)
    deciding = sight(session, city, "brandt")
    seen = decisions.case(session, deciding, city.rulebook(), GRANTED).seen
    decisions.approve(session, deciding, GRANTED, 1, seen, TERMS)
    decisions.refuse(session, sight(session, city, "brandt"), REFUSED, 1, "Um 22 Uhr war das Haus zu")


def _clock(at: datetime, city: City) -> str:
    return walltime.shown(at, city.settings.zone)


def confirmed(session: Session, city: City) -> None:
    """Let Herr Brandt confirm the month, open day and all."""
    brandt = sight(session, city, "brandt")
    [one] = [
        each
        for each in confirmations.to_confirm(session, brandt, FIRST).people
        if each.employed.employment_id == city.aydin.employment_id
    ]
    uid = one.employed.employment_uid
    confirmations.confirm(session, brandt, FIRST, uid, one.figures.hash, "Der 7. bleibt offen")


def evaluated(session: Session, city: City) -> None:
    builders.evaluated(session, city.aydin, DaySpan(date(2026, 9, 28), date(2026, 11, 3)), city)


def reported(city: City, name: str = "aydin") -> MonthReport:
    """Return the month as its owner asks for it."""
    with city.database.transaction() as session:
        asked = reports.asked_by(sight(session, city, name), None if name == "aydin" else city.aydin.employment_uid)
        return reports.month(session, asked, FIRST, reports.City(city.settings.city_name, city.settings.zone), NOW)
