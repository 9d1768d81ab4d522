"""Which act protects a person on a working day, and what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from timeclock.core import disability, limits, maternity, minors, officials
from timeclock.core.attribution import WorkingDay
from timeclock.core.day import PersonFile, ProtectDay
from timeclock.core.figures import MinorFigures
from timeclock.core.findings import Finding
from timeclock.core.limits import Openings
from timeclock.core.plans import Gateway
from timeclock.core.protections import Protection, ProtectionKind, in_force


@dataclass(frozen=True, slots=True)
class _Acts:
    """A person's working days by the act that is asked; one day may be under two."""

    adult: list[tuple[WorkingDay, ProtectDay]] = field(default_factory=list)
    official: list[tuple[WorkingDay, ProtectDay]] = field(default_factory=list)
    minor: list[tuple[WorkingDay, ProtectDay, MinorFigures]] = field(default_factory=list)
    expecting: list[tuple[WorkingDay, ProtectDay, Protection]] = field(default_factory=list)
    breaks_alone: list[WorkingDay] = field(default_factory=list)
    official_breaks_alone: list[WorkingDay] = field(default_factory=list)


def violations(file: PersonFile, days: Sequence[WorkingDay], protected: Sequence[ProtectDay]) -> Iterator[Finding]:
    """Yield what breaks the protective law on each working day.

    The JArbSchG takes the place of the ArbZG. The MuSchG takes that of ArbZG §§3, 5 and 9, and comes on top of the
    JArbSchG. Civil servants are asked the figures of the ArbZG as a warning, by their own ordinance. Of a head of
    office who is pregnant the MuSchG alone is asked.
    """
    pairs = list(zip(days, protected, strict=True))
    acts, openings = _acts(file, pairs), Openings(_exemptions(file), _gateways(file), _shortened_rests(file))
    yield from limits.findings(acts.adult, file.law, file.calendar, openings, file.zone)
    official = limits.findings(acts.official, file.law, file.calendar, openings, file.zone)
    yield from officials.as_warnings(official, file.law.official_limits)
    yield from minors.findings(file, acts.minor)
    if file.protections:
        yield from limits.missing_breaks(acts.breaks_alone, file.law, openings.gateway)
        breaks = limits.missing_breaks(acts.official_breaks_alone, file.law, openings.gateway)
        yield from officials.as_warnings(breaks, file.law.official_limits)
        yield from maternity.findings(file, acts.expecting, openings.exempt)
        yield from maternity.after_miscarriage(file, pairs)
        yield from disability.findings(file, protected)


def _acts(file: PersonFile, pairs: Sequence[tuple[WorkingDay, ProtectDay]]) -> _Acts:
    acts = _Acts()
    for day, figures in pairs:
        minor = minors.protection(file, day.day)
        expecting = maternity.protection(file, day.day) if file.protections else None
        if expecting is not None:
            acts.expecting.append((day, figures, expecting))
        if minor is not None:
            acts.minor.append((day, figures, minor))
        elif not _is_outside(file, day.day):
            _under_working_hours_act(acts, day, figures, officials.is_official(file, day), expecting)
    return acts


def _under_working_hours_act(
    acts: _Acts, day: WorkingDay, figures: ProtectDay, is_official: bool, expecting: Protection | None
) -> None:
    """Sort in a day on which no act but the ArbZG speaks of breaks, or the ordinance that stands for it."""
    if expecting is None:
        (acts.official if is_official else acts.adult).append((day, figures))
    else:
        (acts.official_breaks_alone if is_official else acts.breaks_alone).append(day)


def _is_outside(file: PersonFile, day: date) -> bool:
    """Say whether the ArbZG's limits are not asked of a person (§18 Abs. 1); what she works is recorded (OPEN-01)."""
    if in_force(file.protections, ProtectionKind.S18, day) is None:
        return False
    return not file.law.outside.on(day).limits_asked


def _exemptions(file: PersonFile) -> limits.Exempt:
    """Return whether an employment may work on a Sunday or holiday."""

    def exempt(employment_id: int, day: date) -> bool:
        plan = file.plans.get((employment_id, day))
        return plan is not None and bool(plan.sunday_exemption)

    return exempt


def _gateways(file: PersonFile) -> limits.GatewayOn:
    """Return what an employment's model opens of ArbZG §§3 and 4 by tariff or agreement."""

    def gateway(employment_id: int, day: date) -> Gateway | None:
        plan = file.plans.get((employment_id, day))
        return None if plan is None else plan.rules.gateway

    return gateway


def _shortened_rests(file: PersonFile) -> Callable[[date], bool]:
    """Return whether rests may be cut on a day: all employments of the person have to be of that kind."""

    def shortened(day: date) -> bool:
        held = [plan for (_, on), plan in file.plans.items() if on == day]
        return bool(held) and all(plan.rules.shortened_rest for plan in held)

    return shortened
