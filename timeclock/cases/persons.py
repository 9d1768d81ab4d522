"""Cases of what protects single people: maternity, disability, civil servants of an age."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from timeclock.cases.comparing import Answers
from timeclock.cases.course import LONG_BEFORE, LONGEST_SESSION, Course, evaluating
from timeclock.cases.world import Question, Said
from timeclock.core import maternity, officials
from timeclock.core.day import PersonResult
from timeclock.core.findings import Code
from timeclock.core.maternity import Ban
from timeclock.core.plans import ModelRules
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.spans import MINUTE
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


def extra_work(said: Said) -> Question:
    """Ask whether a working day of this length is extra work for somebody exempt from it."""
    start = datetime(2026, 11, 3, 6, tzinfo=UTC)
    work = ((start, start + timedelta(minutes=said["arbzg_min"])),)
    exempt = Protection(ProtectionKind.EXTRA_WORK_EXEMPT, LONG_BEFORE)
    held = (exempt,) if said["person"].get("mehrarbeit_exempt") else ()
    return evaluating(Course(work, ModelRules(longest_session=LONGEST_SESSION), protections=held), _extra_work)


def official_week(said: Said) -> Question:
    """Ask how long a civil servant's week may be."""
    born_on, on, degree = date.fromisoformat(said["birth"]), date.fromisoformat(said["on"]), int(said.get("gdb", 0))
    return lambda world: {
        "weekly_min": officials.longest_week(born_on, degree, on, world.law.official_week.on(on)) / MINUTE
    }


def _extra_work(result: PersonResult) -> Answers:
    return {"violation": any(finding.code is Code.SGBIX_207 for finding in result.findings)}


def _ban(found: Ban | None) -> dict[str, str | None]:
    if found is None or found.after is None:
        return {"from": None, "until": None}
    return {"from": found.before.from_day.isoformat(), "until": (found.after.to_day - ONE_DAY).isoformat()}
