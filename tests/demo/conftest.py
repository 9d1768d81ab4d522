"""The made-up city with everybody in it, made once for all that look at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
import time_machine

from demo import city as demo_city
from demo.city import Musterhausen, Place, Wanted
from timeclock import clock

FRIDAY = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, counts: Mapping[str, int]) -> Musterhausen:
    clock.use_pinned_zones()
    place = Place(tmp_path_factory.mktemp("musterhausen"))
    with time_machine.travel(FRIDAY, tick=False):
        return demo_city.ready(demo_city.opened(place, Wanted(days=counts["demo_days"])), print)
