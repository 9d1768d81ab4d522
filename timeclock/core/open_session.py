"""A session that has begun: breaks come and go, and it ends with its out or without one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from timeclock.core.day import Break, WorkSession
from timeclock.core.session_kinds import SessionKind
from timeclock.core.stamps import Stamp, StampKind

AT_THE_PLACE_OF_STAY = frozenset({"web", "phone"})


@dataclass(slots=True)
class OpenSession:
    """What is known so far; `paused`: the stamp of the break that lasts; `went_out`: an errand was stamped."""

    kind: SessionKind
    stamp: Stamp
    breaks: list[Break] = field(default_factory=list)
    paused: Stamp | None = None
    went_out: bool = False

    def end_break(self, at: datetime | None) -> None:
        """Note the break that lasts with its end, or with none where that is missing."""
        if self.paused is not None:
            self.breaks.append(Break(self.paused.at, at))
            self.paused = None

    def ended_by(self, out: Stamp | None) -> WorkSession:
        """Return the session with its out, or without where none came; a break that still lasts ends with it."""
        self.end_break(None if out is None else out.at)
        return WorkSession(
            kind=self._kind(out),
            from_at=self.stamp.at,
            to_at=None if out is None else out.at,
            in_stamp=self.stamp.uid,
            out_stamp=None if out is None else out.uid,
            breaks=tuple(self.breaks),
        )

    def _kind(self, out: Stamp | None) -> SessionKind:
        """Return where the work was done: a call is remote if it was stamped at the place of stay and nobody went out.

        Browser and phone are there, a terminal is not; who ends it with going home says so, whatever she stamped on.
        """
        if self.kind is not SessionKind.CALL_OUT or self.went_out:
            return self.kind
        ended_at_home = out is not None and out.kind is StampKind.HOME_OUT
        stamped_there = all(stamp is None or stamp.origin in AT_THE_PLACE_OF_STAY for stamp in (self.stamp, out))
        return SessionKind.REMOTE_CALL if ended_at_home or stamped_there else self.kind
