"""From when on a unit clocks here: planned, beside the card, live; without a plan it follows the one above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from timeclock.core import units


class Stage(StrEnum):
    """How far a unit has come on a day."""

    NONE = "none"
    PLANNED = "planned"
    PARALLEL = "parallel"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class GoLive:
    """From when on a unit clocks beside the card, where it does, and from when on without it."""

    live_from: date
    parallel_from: date | None = None

    @property
    def is_in_order(self) -> bool:
        return self.parallel_from is None or self.parallel_from < self.live_from


def stage(plan: GoLive | None, day: date) -> Stage:
    """Return how far a unit with this plan has come on a day."""
    if plan is None:
        return Stage.NONE
    if day >= plan.live_from:
        return Stage.LIVE
    begun = plan.parallel_from is not None and day >= plan.parallel_from
    return Stage.PARALLEL if begun else Stage.PLANNED


def plan_of(unit_id: int, plans: Mapping[int, GoLive], parents: Mapping[int, int | None]) -> GoLive | None:
    """Return a unit's plan: its own, or that of the nearest unit above it that has one."""
    return units.nearest(unit_id, plans, parents)
