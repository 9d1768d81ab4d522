"""The sums of one epoch of a terminal: whatever it captured is stored, unreadable or still on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sums:
    """What a terminal said of an epoch, and what of it is stored: up to its highest number, and beyond."""

    captured: int
    accepted: int
    quarantined: int
    unreadable: int
    said_unsent: int
    beyond: int

    @property
    def missing(self) -> int:
        """How many numbers are not stored."""
        return self.captured - self.accepted - self.quarantined

    @property
    def unsent(self) -> int:
        """How many still lie on the terminal: what is stored and has not been heard of there is none of them."""
        return max(0, min(self.said_unsent, self.missing - self.unreadable))

    @property
    def lost(self) -> int:
        """How many are nowhere; below zero where more are accounted for than were captured."""
        return self.missing - self.unreadable - self.unsent

    @property
    def hold(self) -> bool:
        return not self.lost and not self.beyond
