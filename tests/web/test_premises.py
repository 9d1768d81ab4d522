"""The application the tests share: whoever moves in finds nothing of who lived there before."""

from __future__ import annotations

from dataclasses import replace

from tests.city import City
from tests.premises import application
from timeclock.web import edge


def test_a_city_that_moves_in_finds_nothing_of_the_one_before(small_town: City) -> None:
    before = application(small_town)
    before.config.update(WTF_CSRF_ENABLED=False, LEFT_BEHIND=True)

    other = replace(small_town, settings=replace(small_town.settings, https=True))
    after = application(other)

    assert after is before
    assert (after.config["WTF_CSRF_ENABLED"], "LEFT_BEHIND" in after.config) == (True, False)
    assert after.config["SESSION_COOKIE_NAME"] == "__Host-timeclock"
    assert after.extensions[edge.EXTENSION].settings is other.settings
