"""Cases of what protects single people: maternity, disability, civil servants of an age."""

from __future__ import annotations

from datetime import date

from timeclock.cases.world import Question, Said
from timeclock.core import maternity
from timeclock.core.maternity import Ban
from timeclock.core.protections import Figures
from timeclock.core.walltime import ONE_DAY

# A case of a miscarriage names no day; this one is of the time since the act protects after it.
TODAY = date(2026, 11, 20)


def maternity_protection(said: Said) -> Question:
    """Ask from which day to which she is not to work."""
    due, birth = date.fromisoformat(said["due"]), date.fromisoformat(said["birth"])
    figures = Figures(due_on=due, birth_on=birth, longer=bool(said.get("extended", False)))
    return lambda world: _ban(maternity.ban(figures, world.law.maternity.on(birth)))


def miscarriage(said: Said) -> Question:
    """Ask how many weeks are protected after a miscarriage in each of these weeks of the pregnancy."""
    asked = [int(week) for week in said["pregnancy_weeks"]]
    return lambda world: {
        "weeks": [maternity.weeks_after_miscarriage(week, world.law.miscarriage.if_on(TODAY)) for week in asked]
    }


def _ban(found: Ban | None) -> dict[str, str | None]:
    if found is None or found.after is None:
        return {"from": None, "until": None}
    return {"from": found.before.from_day.isoformat(), "until": (found.after.to_day - ONE_DAY).isoformat()}
