"""A session that has begun: breaks come and go, and it ends with its out or without one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from timeclock.core.day import Break, SessionKind, WorkSession
from timeclock.core.stamps import Stamp


@dataclass(slots=True)
class OpenSession:
    """What is known so far; `paused` is the stamp of the break that lasts."""

    kind: SessionKind
    stamp: Stamp
    breaks: list[Break] = field(default_factory=list)
    paused: Stamp | None = None

    def end_break(self, at: datetime | None) -> None:
        """Note the break that lasts with its end, or with none where that is missing."""
        if self.paused is not None:
            self.breaks.append(Break(self.paused.at, at))
            self.paused = None

    def ended_by(self, out: Stamp | None) -> WorkSession:
        """Return the session with its out, or without where none came; a break that still lasts ends with it."""
        self.end_break(None if out is None else out.at)
        return WorkSession(
            kind=self.kind,
            from_at=self.stamp.at,
            to_at=None if out is None else out.at,
            in_stamp=self.stamp.uid,
            out_stamp=None if out is None else out.uid,
            breaks=tuple(self.breaks),
        )
