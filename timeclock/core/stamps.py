"""A stamp as the evaluation sees it: a kind at an instant, belonging to one employment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

# A clock is kept to the second by others; a step of more is not its own error (terminals/clock.py says the same).
MOST_OFF = timedelta(seconds=2)


class StampKind(StrEnum):
    """What the person said she was doing; `auto` is a badge held without a key pressed."""

    IN = "in"
    OUT = "out"
    BREAK_START = "break_start"
    BREAK_END = "break_end"
    ERRAND_OUT = "errand_out"
    ERRAND_IN = "errand_in"
    HOME_IN = "home_in"
    HOME_OUT = "home_out"
    CALL_START = "call_start"
    CALL_END = "call_end"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Stamp:
    """One accepted stamp; `at` is UTC and carries the seconds, the evaluation cuts them (rulebook C-2).

    `recorded_at` is when it came to us. `weaker`: the badge has to prove itself, and only told a number; or a code from
    a phone was shown in its place (`by_code`). `clock_off`: the terminal's clock showed another time, and `at` was
    worked out from how long ago it was.
    """

    uid: UUID
    kind: StampKind
    at: datetime
    employment_id: int
    origin: str
    recorded_at: datetime | None = None
    weaker: bool = False
    clock_off: bool = False
    by_code: bool = False

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC:
            raise ValueError(f"a stamp's instant is UTC, got {self.at!r}")


def is_clock_off(at: datetime, device_at: datetime | None) -> bool:
    """Say whether a terminal's clock showed another time than the one a stamp is believed to be of."""
    return device_at is not None and abs(device_at - at) > MOST_OFF
