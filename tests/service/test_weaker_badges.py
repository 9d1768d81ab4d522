"""A badge that has to prove itself and only tells its number: the stamp counts, and the time office is told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.city import NOW, City, badge, evaluated
from tests.lived_in import delivered
from tests.terminal import enrolled
from timeclock.core.spans import DaySpan
from timeclock.service.clocking import Status
from timeclock.store import holdings
from timeclock.store.schema.results import finding
from timeclock.store.schema.stamps import stamp

HOUR = timedelta(hours=1)


def test_a_copied_number_is_stamped_as_weaker_than_its_badge(city: City) -> None:
    """Her badge has to prove itself since 10:00. At 9:00 its number was enough, at 11:00 not, at 12:00 it did."""
    terminal = enrolled(city, NOW)
    start = NOW - 4 * HOUR
    with city.database.transaction() as session:
        hash_ = badge(session, city.aydin, "04A1B2C3D4E5F6", city.settings, NOW - timedelta(days=100))
        held = holdings.find(session, hash_)
        assert held is not None
        holdings.prove(session, held.id, start + HOUR)
        terminal.stamp(start, hash_, kind="in")
        terminal.stamp(start + 2 * HOUR, hash_, kind="break_start")
        terminal.level = "authenticated"
        terminal.stamp(start + 3 * HOUR, hash_, kind="break_end")
        outcomes = delivered(session, city, terminal, terminal.entries)
        evaluated(session, city.aydin, DaySpan.one(NOW.date()), city)
        rows = session.execute(select(finding.c.code, finding.c.figures).where(finding.c.code == "weaker_badge")).all()
        levels = session.execute(select(stamp.c.level).order_by(stamp.c.at)).scalars().all()

    assert [each.status for each in outcomes] == [Status.ACCEPTED] * 3
    assert levels == ["identified", "identified", "authenticated"]
    assert [row.figures["kind"] for row in rows] == ["break_start"]
