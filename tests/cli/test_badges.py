"""`timeclock badges`: one badge's life, from hand to hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.city import City
from tests.lived_in import delivered
from tests.terminal import enrolled
from timeclock.cli import main
from timeclock.ledger import keys
from timeclock.store.badges import number_hash
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.stamps import badge

# A Monday in winter, 7:30 in the town.
MONDAY = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OLD, NEW = "04A1B2C3D4E5F6", "04:11:22:33:44:55:66"


def asked(city: City, at: datetime, *words: str) -> Result:
    with time_machine.travel(at, tick=False):
        return CliRunner().invoke(main, ["badges", *words, "--database", city.settings.database_url])


@pytest.fixture
def town(sqlite_city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city whose command line finds its keys."""
    monkeypatch.setattr("timeclock.settings.load", lambda file: sqlite_city.settings)
    return sqlite_city


def outcomes(city: City, at: datetime, *numbers: str) -> list[tuple[str, int | None]]:
    """Hold badges at a new terminal; return what became of each stamp, and whose it is."""
    key = keys.read_secret(city.settings.badge_key_file)
    terminal = enrolled(city, at, name=f"Eingang {at:%d.%H}", seed=at.day)
    for number in numbers:
        terminal.stamp(at, number_hash(key, "uid", bytes.fromhex(number.replace(":", ""))))
    with city.database.transaction() as session:
        found = delivered(session, city, terminal, terminal.entries, at)
    return [(each.code or each.status.value, None if each.stored is None else each.stored.person_id) for each in found]


def test_a_lost_badge_is_replaced_and_found_again_serves_as_a_temporary_one(town: City) -> None:
    """Monday she gets it and it has to prove itself, Tuesday it is lost, Wednesday it is found and lent for a day."""
    aydin, brandt = town.aydin.person_id, town.brandt.person_id
    issued = asked(town, MONDAY, "issue", "10001", OLD, "--proves")
    monday = outcomes(town, MONDAY + HOUR, OLD, NEW)
    replaced = asked(town, MONDAY + DAY, "replace", OLD, NEW)
    tuesday = outcomes(town, MONDAY + DAY + HOUR, OLD, NEW)
    found = asked(town, MONDAY + 2 * DAY, "return", OLD)
    lent = asked(town, MONDAY + 2 * DAY, "issue", "10002", OLD, "--until", "2026-11-25")
    wednesday = outcomes(town, MONDAY + 2 * DAY + HOUR, OLD, NEW)
    thursday = outcomes(town, MONDAY + 3 * DAY, OLD)
    blocked = asked(town, MONDAY + 3 * DAY, "block", NEW)
    friday = outcomes(town, MONDAY + 4 * DAY, NEW)

    assert [each.exit_code for each in (issued, replaced, found, lent, blocked)] == [0] * 5
    assert monday == [("accepted", aydin), ("unknown_badge", None)]
    assert tuesday == [("blocked_badge", None), ("accepted", aydin)]
    assert wednesday == [("accepted", brandt), ("accepted", aydin)]
    assert thursday == [("badge_not_held", None)]
    assert friday == [("blocked_badge", aydin)]
    history = asked(town, MONDAY + 4 * DAY, "history", "10001").output.splitlines()
    assert [line[10:] for line in history] == [
        "23.11.2026, 07:30 – 24.11.2026, 07:30  gültig, ausgegeben, muss sich ausweisen seit 23.11.2026, 07:30",
        "24.11.2026, 07:30 – …  gesperrt, als Ersatz, muss sich ausweisen seit 24.11.2026, 07:30",
    ]
    with town.database.reading() as session:
        acts = session.execute(select(audit.c.action).where(audit.c.action.like("%badge%")).order_by(audit.c.id))
        assert [*acts.scalars()] == [
            *("badge.issue", "badge.prove", "badge.block", "badge.issue", "badge.prove"),
            *("badge.return", "badge.issue", "badge.block", "operator.badges"),
        ]
        kept = session.execute(select(badge.c.number_hash, badge.c.scheme)).all()
    assert OLD.lower() not in str(kept).lower()


def test_what_stands_in_the_way_of_a_badge_is_told_and_nothing_is_done(town: City) -> None:
    asked(town, MONDAY, "issue", "10001", OLD)
    words = {
        ("issue", "10002", OLD): "Somebody holds this badge. Take it back first",
        ("issue", "4711", NEW): "4711: nobody is employed under this number today",
        ("issue", "10002", NEW, "--until", "2026-11-22"): "The badge would end before it begins",
        ("return", NEW): "No badge of this number was ever issued",
        ("block", NEW): "No badge of this number was ever issued",
        ("replace", NEW, OLD): "No badge of this number was ever issued",
        ("replace", OLD, OLD): "The new badge is blocked, or somebody holds it",
        ("history", "10003"): "No badge was ever given to this person",
        ("block", "Ausweis"): "NUMBER is in hexadecimal digits",
    }
    for what, told in words.items():
        assert told in asked(town, MONDAY + HOUR, *what, "--language", "en").output, what
    asked(town, MONDAY + HOUR, "block", OLD)
    assert "Der Ausweis ist schon gesperrt" in asked(town, MONDAY + HOUR, "block", OLD).output
    assert "Der Ausweis ist gesperrt" in asked(town, MONDAY + HOUR, "issue", "10002", OLD).output
    asked(town, MONDAY + HOUR, "return", OLD)
    assert "Niemand hat diesen Ausweis" in asked(town, MONDAY + 2 * HOUR, "return", OLD).output
    assert "Niemand hat diesen Ausweis" in asked(town, MONDAY + 2 * HOUR, "replace", OLD, NEW).output
    asked(town, MONDAY + 2 * HOUR, "prove", OLD)
    assert "muss sich schon ausweisen" in asked(town, MONDAY + 3 * HOUR, "prove", OLD).output
    assert len(asked(town, MONDAY + 3 * HOUR, "history", "10001").output.splitlines()) == 1


def test_a_card_is_lent_for_a_day_and_comes_back_by_itself(town: City) -> None:
    """Tuesday hers lies at home: she borrows one for the day and hers is suspended. Wednesday both are as before."""
    aydin = town.aydin.person_id
    pool = NEW
    asked(town, MONDAY, "issue", "10001", OLD, "--proves")
    lent = asked(town, MONDAY + DAY, "lend", "10001", pool, "--suspend")
    tuesday = outcomes(town, MONDAY + DAY + HOUR, OLD, pool)
    again = asked(town, MONDAY + DAY + HOUR, "lend", "10001", "04111111111111")
    wednesday = outcomes(town, MONDAY + 2 * DAY, OLD, pool)
    few = asked(town, MONDAY + 3 * DAY, "lend", "10001", pool, "--until", "2026-11-30", "--suspend")
    back = asked(town, MONDAY + 3 * DAY + HOUR, "return", pool)
    thursday = outcomes(town, MONDAY + 3 * DAY + 2 * HOUR, OLD, pool)

    assert [each.exit_code for each in (lent, few, back)] == [0] * 3
    assert "Die Person hat schon einen Aushilfsausweis" in again.output
    assert tuesday == [("badge_not_held", None), ("accepted", aydin)]
    assert wednesday == [("accepted", aydin), ("badge_not_held", None)]
    assert thursday == [("accepted", aydin), ("badge_not_held", None)]
    history = asked(town, MONDAY + 4 * DAY, "history", "10001").output.splitlines()
    proves = "muss sich ausweisen"
    assert [line[10:] for line in history] == [
        f"23.11.2026, 07:30 – 24.11.2026, 07:30  gültig, ausgegeben, {proves} seit 23.11.2026, 07:30",
        "24.11.2026, 07:30 – 25.11.2026, 00:00  gültig, vorübergehend, "
        f"{proves} von 24.11.2026, 07:30 bis 25.11.2026, 00:00",
        "25.11.2026, 00:00 – 26.11.2026, 07:30  gültig, wieder nach einem Aushilfsausweis, "
        f"{proves} seit 23.11.2026, 07:30",
        "26.11.2026, 07:30 – 26.11.2026, 08:30  gültig, vorübergehend, "
        f"{proves} von 26.11.2026, 07:30 bis 26.11.2026, 08:30",
        f"26.11.2026, 08:30 – …  gültig, wieder nach einem Aushilfsausweis, {proves} seit 23.11.2026, 07:30",
    ]


def test_a_lent_card_that_is_replaced_is_lent_all_the_same(town: City) -> None:
    """The borrowed card is lost too; its replacement comes back on Tuesday, and her own works again at once."""
    spare = "04111111111111"
    asked(town, MONDAY, "issue", "10001", OLD)
    asked(town, MONDAY + HOUR, "lend", "10001", NEW, "--until", "2026-11-30", "--suspend")
    replaced = asked(town, MONDAY + 2 * HOUR, "replace", NEW, spare)
    again = asked(town, MONDAY + 3 * HOUR, "lend", "10001", "04222222222222")
    back = asked(town, MONDAY + DAY, "return", spare)

    assert [each.exit_code for each in (replaced, back)] == [0, 0]
    assert "Die Person hat schon einen Aushilfsausweis" in again.output
    assert outcomes(town, MONDAY + DAY + HOUR, OLD, spare) == [
        ("accepted", town.aydin.person_id),
        ("badge_not_held", None),
    ]


def test_a_badge_is_taken_by_its_number_again_for_a_reason_that_is_kept(town: City) -> None:
    asked(town, MONDAY, "issue", "10001", OLD, "--proves")
    without = asked(town, MONDAY + HOUR, "accept", OLD, "--reason", " ", "--language", "en")
    done = asked(town, MONDAY + HOUR, "accept", OLD, "--reason", "Leser an der Pforte defekt")
    twice = asked(town, MONDAY + 2 * HOUR, "accept", OLD, "--reason", "noch einmal")
    again = asked(town, MONDAY + 3 * HOUR, "prove", OLD)

    assert "Why the badge need not prove itself has to be said" in without.output
    assert (done.exit_code, again.exit_code) == (0, 0)
    assert "Der Ausweis muss sich nicht ausweisen" in twice.output
    [line] = asked(town, MONDAY + 4 * HOUR, "history", "10001").output.splitlines()
    assert line.endswith(
        "muss sich ausweisen von 23.11.2026, 07:30 bis 23.11.2026, 08:30 (Leser an der Pforte defekt), "
        "muss sich ausweisen seit 23.11.2026, 10:30"
    )
    with town.database.reading() as session:
        acts = session.execute(select(audit.c.action, audit.c.detail).where(audit.c.action == "badge.accept")).all()
    assert [act.detail for act in acts] == [{"reason": "Leser an der Pforte defekt"}]
