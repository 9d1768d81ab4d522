"""How terminals are set: the last word of each is kept once, and held against the others in use."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.city import NOW, City
from tests.lived_in import sight
from tests.terminal import Terminal, enrolled, lookout
from timeclock.core.configurations import Setting
from timeclock.service import configurations, devices, fleet
from timeclock.service.configurations import Configuration
from timeclock.store import sources

AN_HOUR = timedelta(hours=1)
VERSIONS = {"agent": "0.1.0", "pyscard": "2.0.5"}


def says(city: City, terminal: Terminal, reader: str, now: datetime = NOW) -> None:
    settings = [Setting("reader", reader, by_default=False), Setting("ca_file", None, by_default=True)]
    with city.database.transaction() as session:
        device = sources.device(session, terminal.uid)
        assert device is not None
        configurations.keep(session, device, VERSIONS, settings, now)


def configuration(city: City, terminal: Terminal) -> Configuration | None:
    with city.database.transaction() as session:
        return fleet.file_of(session, sight(session, city, "it", NOW), lookout(city), terminal.uid).configuration


def unusual(city: City) -> list[int]:
    with city.database.transaction() as session:
        seen = fleet.listed(session, sight(session, city, "it", NOW), lookout(city))
    return [each.unusual for each in sorted(seen.terminals, key=lambda each: each.name)]


def test_the_last_word_is_kept_with_since_when_it_is_so(city: City) -> None:
    wall = enrolled(city, NOW)
    assert configuration(city, wall) is None

    says(city, wall, "pcsc")
    says(city, wall, "pcsc", NOW + AN_HOUR)
    same = configuration(city, wall)
    assert same is not None
    assert (same.told_at, same.changed_at) == (NOW + AN_HOUR, NOW)
    assert {(each.name, each.value, each.by_default) for each in same.settings} == {
        ("version.agent", "0.1.0", False),
        ("version.pyscard", "2.0.5", False),
        ("reader", "pcsc", False),
        ("ca_file", None, True),
    }

    says(city, wall, "osdp", NOW + 2 * AN_HOUR)
    changed = configuration(city, wall)
    assert changed is not None
    assert (changed.told_at, changed.changed_at) == (NOW + 2 * AN_HOUR,) * 2


def test_the_odd_one_out_is_told_and_one_no_longer_in_use_does_not_count(city: City) -> None:
    walls = [enrolled(city, NOW, f"Wand {no}", seed=no) for no in range(1, 5)]
    for wall, reader in zip(walls, ("osdp", "pcsc", "pcsc", "pcsc"), strict=True):
        says(city, wall, reader)
    assert unusual(city) == [1, 0, 0, 0]

    with city.database.transaction() as session:
        devices.revoke(session, walls[3].uid, NOW)
        devices.revoke(session, walls[2].uid, NOW)
    assert unusual(city) == [0, 0, 0, 0]
