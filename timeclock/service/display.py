"""What a terminal shows after a tap: name, what was understood, balance; two languages, nothing else personal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.day import DayResult, DayState
from timeclock.core.findings import Code
from timeclock.core.spans import ZERO, DaySpan
from timeclock.core.stamps import StampKind
from timeclock.i18n import formats, translator
from timeclock.i18n.translation import Translator
from timeclock.service.clocking import Outcome, Status
from timeclock.store import accounts, people, results
from timeclock.store.db import Session
from timeclock.store.people import Employed
from timeclock.store.questions import ask
from timeclock.store.results import SavedDay

FRESH = timedelta(minutes=2)
ONE_DAY = timedelta(days=1)
LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True)
class Display:
    """The tone and, per language, the lines."""

    tone: str
    lines: dict[str, list[str]]

    def to_wire(self) -> dict[str, object]:
        return {"tone": self.tone, **self.lines}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the lines are made of."""

    name: str
    at: datetime
    inside: bool
    on_break: bool
    result: DayResult | None
    balance: timedelta
    zone: ZoneInfo


def of_outcome(session: Session, outcome: Outcome, kind: StampKind, zone: ZoneInfo, now: datetime) -> Display | None:
    """Return what to show for one entry, or None where it is too old to concern whoever stands there."""
    stored, at = outcome.stored, outcome.tapped_at
    if stored is None or at is None or now - at > FRESH:
        return None
    if outcome.status is Status.CONFLICT or stored.quarantine is not None:
        return _told("unsure", lambda say: [say.text("Recorded."), say.text("The time office will look at it.")])
    if stored.person_id is None:
        return None
    day = walltime.local_day(at, zone)
    greeted = people.of_person(stored.person_id, day)
    employed = ask(session, greeted).to(greeted)
    if employed is None:
        return None
    both = results.own_days(employed.employment_id, DaySpan(day - ONE_DAY, day + ONE_DAY))
    standing = accounts.balance(employed.employment_id, day)
    answers = ask(session, both, standing)
    by_day = {each.result.day: each for each in answers.to(both)}
    saved, night, balance = by_day.get(day), by_day.get(day - ONE_DAY), answers.to(standing).before
    if night is not None and not (saved is not None and saved.result.sessions) and _reaches(night.result, at):
        # A tap at 1:00 in a session that began at 22:00 belongs to the day before, with all that is to be said of it.
        saved, balance = night, balance - (night.result.difference or ZERO)
    if saved is None or saved.facts_until < stored.received_at:
        # Stored, but not worked out yet: what an `auto` meant is not known, so nothing is said about it.
        return _told("good", lambda say: [f"{say.text('Recorded')} {formats.clock(at, zone)}"])
    known = _facts(employed, at, saved, balance, zone)
    return _told("good", lambda say: _lines(known, kind, say))


def _reaches(result: DayResult, at: datetime) -> bool:
    """Say whether the day's last session still runs or ends with this tap."""
    if not result.sessions:
        return False
    last = result.sessions[-1]
    return last.to_at == walltime.floor_minute(at) or (
        last.to_at is None and any(each.code is Code.STILL_IN for each in result.findings)
    )


def _told(tone: str, lines: Callable[[Translator], list[str]]) -> Display:
    return Display(tone, {language: lines(translator(language)) for language in LANGUAGES})


def _facts(employed: Employed, at: datetime, saved: SavedDay | None, balance: timedelta, zone: ZoneInfo) -> _Facts:
    result = None if saved is None else saved.result
    last = result.sessions[-1] if result is not None and result.sessions else None
    inside = last is not None and last.to_at is None
    on_break = inside and last is not None and bool(last.breaks) and last.breaks[-1].to_at is None
    name = f"{employed.given_name} {employed.family_name}"
    return _Facts(name, at, inside, on_break, result, balance, zone)


def _lines(known: _Facts, kind: StampKind, say: Translator) -> list[str]:
    clock = formats.clock(known.at, known.zone)
    lines = [_greeting(known, say), f"{_act(known, kind, say)} {clock}"]
    result = known.result
    if result is not None and result.state is DayState.COMPLETE and result.worked is not None:
        lines.append(say.text("Today {worked}", worked=formats.duration(result.worked)))
        if result.difference is not None:
            lines.append(say.text("Balance {balance}", balance=formats.signed(known.balance + result.difference)))
    else:
        lines.append(say.text("Balance {balance}", balance=formats.signed(known.balance)))
    return lines


def _greeting(known: _Facts, say: Translator) -> str:
    if known.inside:
        return say.text("Hello {name}", name=known.name)
    return say.text("Goodbye {name}", name=known.name)


def _act(known: _Facts, kind: StampKind, say: Translator) -> str:
    """Return what the stamp was taken for: an `auto` is a coming or a going by what it did to the day."""
    if known.on_break:
        return say.text("Break since")
    if kind is StampKind.BREAK_END:
        return say.text("Back from break")
    if kind in {StampKind.ERRAND_OUT, StampKind.ERRAND_IN}:
        return say.text("Errand")
    return say.text("Coming") if known.inside else say.text("Going")
