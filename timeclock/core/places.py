"""Where somebody stamped, as far as a works agreement lets it be asked: coarse, and for others in one word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import asin, ceil, cos, hypot, radians, sin, sqrt

from timeclock.core import units

# A place is counted in hundred-thousandths of a degree, about a metre.
PER_DEGREE = 100_000
METRES_PER_DEGREE = 111_320
METRES_OF_THE_EARTH = 6_371_000
# Beside the poles a degree of longitude has no length any more.
LEAST_COSINE = 0.01
FINEST = 100
COARSEST = 10_000
MOST_DAYS = 90
# A device that knows no better than this says nothing.
NOT_KNOWN_FROM = 5_000


class Whereabouts(StrEnum):
    """What others may be told of a stamp's place."""

    THERE = "there"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class Fault(StrEnum):
    """What is wrong with an agreement about places."""

    TOO_FINE = "too_fine"
    TOO_COARSE = "too_coarse"
    TOO_LONG = "too_long"
    ENDS_FIRST = "ends_first"
    NO_PLACE = "no_place"
    NOT_NAMED = "not_named"


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on the earth, in hundred-thousandths of a degree."""

    latitude: int
    longitude: int


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a device said that it is, and by how many metres that may be off."""

    spot: Spot
    accuracy: int


@dataclass(frozen=True, slots=True)
class Site:
    """Where work is done: a point, and how many metres around it belong to it."""

    spot: Spot
    reach: int


@dataclass(frozen=True, slots=True)
class PlaceTerms:
    """What was agreed about the places of stamps: where that is written, for which days, how coarse and for how long.

    `told`: others read whether it was at the `site`; without one they read nothing.
    """

    agreement: str
    from_day: date
    to_day: date | None
    metres: int
    kept_days: int
    site: Site | None = None
    told: bool = False

    @property
    def fault(self) -> Fault | None:
        """Return what is wrong with it, None where nothing is."""
        wrong = {
            Fault.NOT_NAMED: not self.agreement.strip(),
            Fault.TOO_FINE: self.metres < FINEST,
            Fault.TOO_COARSE: self.metres > COARSEST,
            Fault.TOO_LONG: not 1 <= self.kept_days <= MOST_DAYS,
            Fault.ENDS_FIRST: self.to_day is not None and self.to_day <= self.from_day,
            Fault.NO_PLACE: self.told and self.site is None,
        }
        return next((fault for fault, is_so in wrong.items() if is_so), None)

    def holds_on(self, day: date) -> bool:
        return self.from_day <= day and (self.to_day is None or day < self.to_day)


def of_units(
    unit_ids: Collection[int], agreed: Mapping[int, PlaceTerms], parents: Mapping[int, int | None], day: date
) -> PlaceTerms | None:
    """Return what holds on a day for somebody who works in these units: each its own, or that of the nearest above.

    Who works in units for which not the same was agreed is not asked.
    """
    found = {units.nearest(each, agreed, parents) for each in unit_ids}
    if len(found) != 1:
        return None
    [terms] = found
    return terms if terms is not None and terms.holds_on(day) else None


def coarse(spot: Spot, metres: int) -> Spot:
    """Return the middle of the field of a grid that a spot lies in; a field is `metres` wide and high."""
    step = metres * PER_DEGREE / METRES_PER_DEGREE
    latitude = round(round(spot.latitude / step) * step)
    along = step / max(cos(radians(latitude / PER_DEGREE)), LEAST_COSINE)
    return Spot(latitude, round(round(spot.longitude / along) * along))


def distance(one: Spot, other: Spot) -> int:
    """Return how many metres lie between two spots."""
    (north, east), (north_too, east_too) = _angles(one), _angles(other)
    across = sin((north_too - north) / 2) ** 2
    along = cos(north) * cos(north_too) * sin((east_too - east) / 2) ** 2
    return round(2 * METRES_OF_THE_EARTH * asin(sqrt(across + along)))


def whereabouts(fix: Fix, terms: PlaceTerms) -> Whereabouts:
    """Say whether somebody may have been at the site; she was elsewhere only where that cannot be."""
    if terms.site is None or fix.accuracy >= NOT_KNOWN_FROM:
        return Whereabouts.UNKNOWN
    corner = ceil(hypot(terms.metres, terms.metres) / 2)
    near = distance(fix.spot, terms.site.spot) <= terms.site.reach + corner + fix.accuracy
    return Whereabouts.THERE if near else Whereabouts.ELSEWHERE


def _angles(spot: Spot) -> tuple[float, float]:
    return radians(spot.latitude / PER_DEGREE), radians(spot.longitude / PER_DEGREE)
