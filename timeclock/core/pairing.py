"""Ascending stamps of one employment become work sessions; what does not pair becomes an oddity, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from timeclock.core.day import WorkSession
from timeclock.core.findings import Code, Severity
from timeclock.core.open_session import OpenSession
from timeclock.core.plans import ModelRules
from timeclock.core.session_kinds import SessionKind
from timeclock.core.sessions import Oddity, Paired
from timeclock.core.stamps import Stamp, StampKind
from timeclock.core.walltime import floor_minute, turned_day

# Within a day an in and an out may be one very long shift, so the gap is told; further apart nobody means that.
ONE_LONG_SHIFT = timedelta(days=1)

OUTS = frozenset({StampKind.OUT, StampKind.HOME_OUT, StampKind.CALL_END})
BEGINNINGS = {
    StampKind.IN: SessionKind.WORK,
    StampKind.HOME_IN: SessionKind.MOBILE_WORK,
    StampKind.ERRAND_OUT: SessionKind.ERRAND,
    StampKind.ERRAND_IN: SessionKind.WORK,
    StampKind.CALL_START: SessionKind.CALL_OUT,
}
# A key says the opposite of these; who pressed one of them by mistake presses the other at once.
OPPOSITE = {StampKind.IN: StampKind.OUT, StampKind.OUT: StampKind.IN}
# Where a person presses a key and sees what it did; what is entered or read in later is not pressed by mistake.
PRESSED = frozenset({"terminal", "web", "phone"})
ERRANDS = frozenset({StampKind.ERRAND_OUT, StampKind.ERRAND_IN})
# How one usually goes; a call may end with either of the two that go, for it is known where it was.
ENDINGS = {
    SessionKind.MOBILE_WORK: StampKind.HOME_OUT,
    SessionKind.CALL_OUT: StampKind.CALL_END,
}


def pair(
    employment_id: int,
    stamps: Iterable[Stamp],
    rules_at: Callable[[datetime], ModelRules],
    zone: ZoneInfo,
    as_of: datetime,
) -> Paired:
    """Return the sessions of ascending stamps: in 8:00, break 12:00–12:30, out 16:30 is one session with one break.

    Their instants are the stamps' own, to the second; who counts in minutes cuts them (`sessions.in_minutes`).
    """
    pairing = _Pairing(rules_at, zone)
    ascending = tuple(stamps)
    for no, stamp in enumerate(ascending):
        pairing.take(stamp, (ascending[later] for later in range(no + 1, len(ascending))))
    pairing.close(as_of)
    return Paired(employment_id, tuple(pairing.sessions), tuple(pairing.oddities))


@dataclass(slots=True)
class _Pairing:
    """The state between two stamps: outside, inside, or on a break."""

    rules_at: Callable[[datetime], ModelRules]
    zone: ZoneInfo
    sessions: list[WorkSession] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    open: OpenSession | None = None
    kept: Stamp | None = None
    act: StampKind | None = None
    # The last stamp that was kept or repeated the kept one: who taps four times in a row means one.
    last: datetime | None = None
    # Whether the kept stamp was a going pressed by mistake: the coming that takes it back begins nothing anew.
    not_gone: bool = False

    def take(self, stamp: Stamp, following: Iterable[Stamp]) -> None:
        """Take the next stamp in; `following` are those after it."""
        if self._is_doubled(stamp):
            self._note(Code.DOUBLED_STAMP, Severity.NOTE, stamp, self._current_no(or_last=True))
            self.last = stamp.at
        elif self._is_taken_back(stamp, following):
            self._note(Code.WRONG_KEY, Severity.NOTE, stamp, self._current_no())
            self.last = stamp.at
            self.kept, self.act = stamp, self._act_of(stamp)
            self.not_gone = self.act is StampKind.OUT
        else:
            self._let_lapse(stamp)
            self.last = stamp.at
            self.kept, self.act = stamp, self._act_of(stamp)
            self._carry_out(self.act, stamp)
            self.not_gone = False
        if stamp.weaker:
            code = Code.WEAKER_CODE if stamp.by_code else Code.WEAKER_BADGE
            self._note(code, Severity.WARNING, stamp, self._current_no(or_last=True))
        if stamp.clock_off:
            self._note(Code.CLOCK_OFF, Severity.WARNING, stamp, self._current_no(or_last=True))

    def close(self, as_of: datetime) -> None:
        """Judge what is still open at the end: in since 8:00 is fine at 15:00 and a missing out the next day."""
        if self.open is None:
            return
        began = self.open.stamp
        running = as_of - began.at <= self._rules(began).longest_session
        if began.kind is StampKind.AUTO and self._is_another_day(began, as_of):
            running = False
        code, severity = (Code.STILL_IN, Severity.NOTE) if running else (Code.MISSING_OUT, Severity.WARNING)
        self._leave_open(self.open, code, severity)

    def _carry_out(self, act: StampKind, stamp: Stamp) -> None:
        if act in OUTS:
            self._go(act, stamp)
        elif act is StampKind.BREAK_START:
            self._start_break(stamp)
        elif act is StampKind.BREAK_END:
            self._end_break(stamp)
        else:
            self._come(act, stamp)

    def _come(self, act: StampKind, stamp: Stamp) -> None:
        """Begin a session, or end a break: who says "in" during a break is back from it, which is worth a note."""
        if self.open is not None and self.open.paused is not None:
            self._note(Code.IMPOSSIBLE_STAMP, Severity.NOTE, stamp, self._current_no())
            self.open.end_break(stamp.at)
        elif self.open is not None and act in ERRANDS:
            self._errand(self.open, act, stamp)
        elif self.open is None or not self.not_gone:
            if self.open is not None:
                self._leave_open(self.open, Code.MISSING_OUT, Severity.WARNING)
            self.open = OpenSession(BEGINNINGS[act], stamp)

    def _errand(self, session: OpenSession, act: StampKind, stamp: Stamp) -> None:
        """Go on: an errand is work. Only back from one that began the day does a session at the office begin."""
        session.went_out = session.went_out or act is StampKind.ERRAND_OUT
        if session.kind is SessionKind.ERRAND and act is StampKind.ERRAND_IN:
            self._end(session, stamp)
            self.open = OpenSession(SessionKind.WORK, stamp)

    def _go(self, act: StampKind, stamp: Stamp) -> None:
        if self.open is None:
            gap = self._gap_to_lapsed(stamp)
            longest = None if gap is None else self._rules(stamp).longest_session
            self._note(Code.MISSING_IN, Severity.WARNING, stamp, leaves_open=True, gap=gap, longest=longest)
            return
        if self.open.paused is not None:
            # Taken at its word the person worked until the break and then went; if she came back, an end is missing.
            self._note(Code.BREAK_NOT_ENDED, Severity.WARNING, stamp, self._current_no())
        if not self._ends(act, self.open):
            self._note(Code.IMPOSSIBLE_STAMP, Severity.NOTE, stamp, self._current_no())
        self._end(self.open, stamp)

    def _ends(self, act: StampKind, session: OpenSession) -> bool:
        """Say whether one goes like that; who ends a call with going home says that she was there all the time."""
        usual = ENDINGS.get(session.kind, StampKind.OUT)
        return act is usual or (act is StampKind.HOME_OUT and session.kind is SessionKind.CALL_OUT)

    def _start_break(self, stamp: Stamp) -> None:
        if self.open is None:
            self._note(Code.IMPOSSIBLE_STAMP, Severity.WARNING, stamp)
            return
        if self.open.paused is not None:
            # A second start proves work in between, but not since when: the first break's end is missing.
            self._note(Code.BREAK_NOT_ENDED, Severity.WARNING, self.open.paused, self._current_no(), leaves_open=True)
            self.open.end_break(None)
        self.open.paused = stamp

    def _end_break(self, stamp: Stamp) -> None:
        if self.open is None or self.open.paused is None:
            self._note(Code.IMPOSSIBLE_STAMP, Severity.WARNING, stamp, self._current_no())
        else:
            self.open.end_break(stamp.at)

    def _act_of(self, stamp: Stamp) -> StampKind:
        """Return what a badge held without a key means here: in, out, or back from the break."""
        if stamp.kind is not StampKind.AUTO:
            return stamp.kind
        if self.open is None or self._lapses(self.open.stamp, stamp):
            return StampKind.IN
        if self.open.paused is not None:
            return StampKind.BREAK_END
        return ENDINGS.get(self.open.kind, StampKind.OUT)

    def _is_doubled(self, stamp: Stamp) -> bool:
        """Say whether the stamp repeats the one before: the same kind, or a badge held again, within two minutes."""
        if self.kept is None or self.last is None or stamp.at - self.last > self._rules(stamp).doubled_within:
            return False
        return stamp.kind in {self.kept.kind, self.act, StampKind.AUTO}

    def _is_taken_back(self, stamp: Stamp, following: Iterable[Stamp]) -> bool:
        """Say whether a key pressed right after takes this stamp back: in at 16:00:00, out at 16:00:20 is an out.

        Who was out and comes, and goes again at once, has come and gone: both keys fit, so neither was wrong. Two at
        one instant nobody pressed: they were entered.
        """
        act = self._act_of(stamp)
        if stamp.origin not in PRESSED or act not in OPPOSITE:
            return False
        key = self._next_key(stamp, act, following)
        if key is None or key.kind is not OPPOSITE[act] or key.origin != stamp.origin or key.at == stamp.at:
            return False
        if self.open is None or self._lapses(self.open.stamp, stamp):
            return act is StampKind.OUT or stamp.kind is StampKind.AUTO
        return self.open.kind is SessionKind.WORK and (act is StampKind.OUT or self.open.paused is None)

    def _next_key(self, stamp: Stamp, act: StampKind, following: Iterable[Stamp]) -> Stamp | None:
        """Return the stamp soon after this one that says something else; what repeats it says nothing."""
        within = self._rules(stamp).wrong_key_within
        soon = takewhile(lambda later: later.at - stamp.at <= within, following)
        return next((later for later in soon if later.kind not in {stamp.kind, act, StampKind.AUTO}), None)

    def _let_lapse(self, stamp: Stamp) -> None:
        """Give up a session that began so long ago that this stamp cannot belong to it: its out is missing."""
        if self.open is None:
            return
        began = self.open.stamp
        if self._lapses(began, stamp):
            gap, longest = floor_minute(stamp.at) - floor_minute(began.at), self._rules(began).longest_session
            told = gap if stamp.kind in OUTS and gap <= ONE_LONG_SHIFT else None
            self._leave_open(self.open, Code.MISSING_OUT, Severity.WARNING, told, longest if told else None)

    def _lapses(self, began: Stamp, stamp: Stamp) -> bool:
        gap = floor_minute(stamp.at) - floor_minute(began.at)
        if gap > self._rules(began).longest_session:
            return True
        return stamp.kind is StampKind.AUTO and self._is_another_day(began, stamp.at)

    def _is_another_day(self, began: Stamp, at: datetime) -> bool:
        """Say whether the day has turned in between: then a badge held without a key is a coming.

        Without this one forgotten tap would turn coming and going round for the rest of the week, because from one
        evening to the next morning is no longer than a long session.
        """
        turn = self._rules(began).day_starts
        if turn is None:
            return False
        return turned_day(at, turn, self.zone) > turned_day(began.at, turn, self.zone)

    def _gap_to_lapsed(self, stamp: Stamp) -> timedelta | None:
        """Return how far the out lies from the last in, where that in was given up because of it."""
        if not self.sessions or self.sessions[-1].out_stamp is not None:
            return None
        gap = floor_minute(stamp.at) - floor_minute(self.sessions[-1].from_at)
        return gap if gap <= ONE_LONG_SHIFT else None

    def _leave_open(
        self,
        session: OpenSession,
        code: Code,
        severity: Severity,
        gap: timedelta | None = None,
        longest: timedelta | None = None,
    ) -> None:
        self._note(code, severity, session.stamp, self._current_no(), leaves_open=True, gap=gap, longest=longest)
        self._end(session, None)

    def _end(self, session: OpenSession, out: Stamp | None) -> None:
        """Put the open session away, with its out or without."""
        self.sessions.append(session.ended_by(out))
        self.open = None

    def _current_no(self, *, or_last: bool = False) -> int | None:
        """Return the number of the session that is open, or, if asked, of the one the kept stamp has just ended."""
        if self.open is not None:
            return len(self.sessions)
        ended = or_last and self.kept is not None and self.sessions and self.sessions[-1].out_stamp == self.kept.uid
        return len(self.sessions) - 1 if ended else None

    def _note(
        self,
        code: Code,
        severity: Severity,
        stamp: Stamp,
        session_no: int | None = None,
        *,
        leaves_open: bool = False,
        gap: timedelta | None = None,
        longest: timedelta | None = None,
    ) -> None:
        self.oddities.append(Oddity(code, severity, stamp, session_no, leaves_open, gap, longest))

    def _rules(self, stamp: Stamp) -> ModelRules:
        return self.rules_at(stamp.at)
