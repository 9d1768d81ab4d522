"""Who is severely disabled and asked for it is freed from extra work: every minute over eight hours (SGB IX §207)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from timeclock.core.day import PersonFile, ProtectDay
from timeclock.core.findings import Code, Finding, one_each, violation
from timeclock.core.protections import ProtectionKind, in_force


def degree(file: PersonFile, day: date) -> int:
    """Return the degree of disability of a day; 0 where none was entered."""
    held = in_force(file.protections, ProtectionKind.DISABLED, day)
    return 0 if held is None else held.figures.degree


def findings(file: PersonFile, days: Iterable[ProtectDay]) -> tuple[Finding, ...]:
    """Return the working days on which somebody exempt worked extra: 8:01 is, 6:00 on a contract of 4:00 is not."""
    found: list[Finding] = []
    for day in days:
        law = file.law.extra_work.if_on(day.day)
        exempt = in_force(file.protections, ProtectionKind.EXTRA_WORK_EXEMPT, day.day)
        if law is not None and exempt is not None and day.protective > law.longest_day:
            found.append(violation(Code.SGBIX_207, day.day, law.citation, day.protective, law.longest_day))
    return one_each(found)
