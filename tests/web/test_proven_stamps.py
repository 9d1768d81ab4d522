"""Whether a badge proved itself stands on the page of the day, and a copy's stamp among the deviations."""

from datetime import timedelta

from tests.city import NOW, badge, evaluated
from tests.lived_in import delivered
from tests.terminal import enrolled
from timeclock.core.spans import DaySpan
from timeclock.store import badge_proofs, holdings
from timeclock.store.badge_proofs import Proving

HOUR = timedelta(hours=1)


def test_a_copied_number_is_seen_by_her_and_by_the_time_office(signed_in, small_town):
    """Her badge proves itself at 10:00; at 14:00 only its number is read."""
    terminal = enrolled(small_town, NOW)
    with small_town.database.transaction() as session:
        hash_ = badge(session, small_town.aydin, "04A1B2C3D4E5F6", small_town.settings, NOW - 9 * HOUR)
        found = holdings.find(session, hash_)
        badge_proofs.begin(session, Proving(found.id, NOW - 9 * HOUR, None))
        for level, hours in (("authenticated", 6), ("identified", 2)):
            terminal.level = level
            terminal.stamp(NOW - hours * HOUR, hash_)
        delivered(session, small_town, terminal, terminal.entries)
        evaluated(session, small_town.aydin, DaySpan.one(NOW.date()), small_town)

    day = signed_in("aydin").get(f"/me/day/{NOW.date()}").text
    listed = signed_in("officer").get("/office/deviations?kind=weaker_badge").text
    for page in (day, listed):
        assert "Mit einem Ausweis gebucht, der sich nicht ausgewiesen hat" in page
    assert day.count("Ausweis geprüft") == 1
    assert "Aydin, Elif" in listed
    assert "Besprochen" in listed
