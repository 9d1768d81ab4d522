"""The one clock, and the one source of zone rules."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from datetime import UTC

import pytest

from timeclock import clock


@pytest.fixture(autouse=True)
def _system_zones_come_back() -> Iterator[None]:
    """Restore the zone path, which is one for the whole process."""
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()


def test_now_is_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_pinned_zones_leave_the_wheel_as_the_only_source() -> None:
    clock.use_pinned_zones()

    assert zoneinfo.TZPATH == ()
    assert clock.zone("Europe/Berlin").key == "Europe/Berlin"


def test_the_version_of_the_zone_rules_is_that_of_the_wheel() -> None:
    assert re.fullmatch(r"20\d\d\.\d+", clock.zone_rules())


@pytest.mark.parametrize("name", ["Europe/Dortmund", "../etc", ""])
def test_an_unknown_zone_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(ValueError, match="use a name like Europe/Berlin"):
        clock.zone(name)
