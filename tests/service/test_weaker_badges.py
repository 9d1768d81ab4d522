"""A badge that has to prove itself and only tells its number: the stamp counts, and the time office is told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.city import NOW, City, badge, evaluated
from tests.lived_in import delivered
from tests.terminal import enrolled
from timeclock.core.spans import DaySpan
from timeclock.ledger import keys
from timeclock.service import badges
from timeclock.service.badges import Numbered
from timeclock.service.clocking import Status
from timeclock.store import badge_proofs, holdings
from timeclock.store.badge_proofs import Asked, Proving
from timeclock.store.badges import number_hash
from timeclock.store.schema.results import finding
from timeclock.store.schema.stamps import stamp

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_copied_number_is_stamped_as_weaker_than_its_badge(city: City) -> None:
    """Her badge has to prove itself since 10:00. At 9:00 its number was enough, at 11:00 not, at 12:00 it did."""
    terminal = enrolled(city, NOW)
    start = NOW - 4 * HOUR
    with city.database.transaction() as session:
        hash_ = badge(session, city.aydin, "04A1B2C3D4E5F6", city.settings, NOW - timedelta(days=100))
        held = holdings.find(session, hash_)
        assert held is not None
        badge_proofs.begin(session, Proving(held.id, start + HOUR, None))
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


def test_a_lent_card_has_to_prove_itself_where_her_own_has_to_and_is_taken_by_number_when_let_off(city: City) -> None:
    """Her own has to since 5:00. At 6:00 she borrows a card and hers is suspended, at 10:00 she gives it back early.

    At 11:00 hers is let off, at 12:00 it has to again. All stamps say no more than a number, one an hour.
    """
    key, five = keys.read_secret(city.settings.badge_key_file), NOW.replace(hour=4, minute=0)
    own, pool = (Numbered(number_hash(key, "uid", bytes.fromhex(number)), "uid") for number in ("04A1B2", "04B1B2"))
    terminal, zone = enrolled(city, five), city.settings.zone
    with city.database.transaction() as session:
        badges.issue(session, own, "10001", five - 8 * DAY, zone)
        badges.prove(session, own, five)
        badges.lend(session, pool, "10001", five + HOUR, zone, until=five + 20 * HOUR, suspends=True)
        badges.give_back(session, pool, five + 5 * HOUR)
        badges.accept(session, own, "Leser ohne DESFire", five + 6 * HOUR)
        badges.prove(session, own, five + 7 * HOUR)
        held = badges.of_staff_no(session, "10001", five + 9 * HOUR, zone)
        for hours, card, kind in (
            (0.5, own, "in"),
            (2, pool, "break_start"),
            (3, own, "break_end"),
            (4, pool, "break_end"),
            (5.5, own, "break_start"),
            (6.5, own, "break_end"),
            (7.5, own, "break_start"),
        ):
            terminal.stamp(five + hours * HOUR, card.number_hash, kind=kind)
        outcomes = delivered(session, city, terminal, terminal.entries, five + 9 * HOUR)
        evaluated(session, city.aydin, DaySpan.one(five.date()), city)
        rows = session.execute(select(finding.c.figures).where(finding.c.code == "weaker_badge")).scalars().all()

    assert [each.code for each in outcomes] == [None, None, "badge_not_held", None, None, None, None]
    assert sorted(row["at"] for row in rows) == ["05:30", "07:00", "09:00", "10:30", "12:30"]
    assert [(each.held.reason, len(each.proving)) for each in held] == [("issued", 2), ("temporary", 1), ("resumed", 2)]
    [spent] = held[1].proving
    assert (spent.reason, spent.to_at) == (Asked.LENT, five + 5 * HOUR)
    assert held[0].proving[0].ended_for == "Leser ohne DESFire"
