"""Four processes, a clock that runs fast and kills at random: nothing is doubled, nothing is missed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from tests.city import City
from tests.house.tree import ROOT
from tests.jobs import torture
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.jobs import job_run

pytestmark = pytest.mark.postgres
SEED = 20261128
# As many as a defect needs to show itself; it is looked for in the shortest run that has the night of the change.
TICKS_PLANTED = 24


def tortured(city: City, season: str, ticks: int, planted: str = "nothing") -> Mapping[str, Any]:
    """Let a city's list be tortured; return how often it killed and how many nights went by."""
    about = (str(city.settings.var), city.settings.database_url, season, str(ticks), str(SEED), planted)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.jobs.torture", *about], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told: Mapping[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def verdict(city: City, season: str, nights: int) -> tuple[set[str], set[str]]:
    """Return what was doubled and what was missed."""
    wanted = torture.once_each(torture.SEASONS[season], nights)
    done = torture.effects(city.database)
    assert done.keys() <= wanted.keys()
    return {what for what in wanted if done[what] > 1}, {what for what in wanted if not done[what]}


@pytest.mark.parametrize("season", torture.SEASONS)
def test_nothing_is_doubled_and_nothing_missed_whoever_is_killed_when(
    postgres_city: City, counts: Mapping[str, int], season: str
) -> None:
    told = tortured(postgres_city, season, counts["job_ticks"] // 2)

    assert told["killed"] > counts["job_ticks"] // 8
    assert verdict(postgres_city, season, told["nights"]) == (set(), set())
    with postgres_city.database.reading() as session:
        due = {row.period: row.due_at for row in session.execute(select(job_run).where(job_run.c.job == "torture"))}
        begun = {row.subject: row for row in session.execute(select(audit).where(audit.c.action == torture.BEGUN))}
    turns = torture.SEASONS[season].half_past_two
    assert due[turns.date().isoformat()] == turns
    assert all(begun[period].at >= due_at for period, due_at in due.items())
    assert all(begun[f"{period}, second"].id > begun[period].id for period in due)


@pytest.mark.parametrize(("planted", "doubles"), [("no lock", True), ("marked before", False), ("latest alone", False)])
def test_a_defect_is_seen(postgres_city: City, planted: str, doubles: bool) -> None:
    told = tortured(postgres_city, "autumn", TICKS_PLANTED, planted)
    doubled, missed = verdict(postgres_city, "autumn", told["nights"])

    assert doubled if doubles else missed and not doubled
