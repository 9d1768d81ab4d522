"""The table of kinds: a kind is here, or nobody can ask for it."""

from __future__ import annotations

from collections.abc import Mapping

from timeclock.service.kinds import (
    absence_returns,
    absences,
    breaks,
    calls,
    corrections,
    mobile_work,
    objections,
    overtime,
    swap,
    transfers,
)
from timeclock.service.kinds.kind import Kind

ALL: tuple[Kind, ...] = (
    corrections,
    breaks,
    absences,
    absence_returns,
    transfers,
    overtime,
    calls,
    mobile_work,
    objections,
    swap,
)
BY_NAME: Mapping[str, Kind] = {kind.NAME: kind for kind in ALL}
