"""What a terminal shows after a tap: name, what was understood, where she stands; two languages, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from timeclock.core import walltime
from timeclock.core.day import DayResult
from timeclock.core.findings import Code
from timeclock.core.phone_codes import CodeFault
from timeclock.core.stamps import StampKind
from timeclock.i18n import formats, translator
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording import STAMP
from timeclock.service import standing
from timeclock.service.clocking import Outcome, Status
from timeclock.service.rulebook import Rulebook
from timeclock.service.standing import Standing
from timeclock.store.db import Session
from timeclock.store.results import SavedDay

FRESH = timedelta(minutes=2)
ONE_MINUTE = timedelta(minutes=1)
LANGUAGES = ("de", "en")
# What these say is what was pressed; all else is a coming or a going by what it did to the day.
# The keys of which one takes the other back.
OTHER_KEY = {StampKind.IN: StampKind.OUT, StampKind.OUT: StampKind.IN}
AS_PRESSED = frozenset(
    {
        StampKind.ERRAND_OUT,
        StampKind.ERRAND_IN,
        StampKind.HOME_IN,
        StampKind.HOME_OUT,
        StampKind.CALL_START,
        StampKind.CALL_END,
    }
)
# With a new code whoever stands there can put it right herself.
ANOTHER_CODE = frozenset({CodeFault.ENDED, CodeFault.USED})


@dataclass(frozen=True, slots=True)
class Display:
    """The tone and, per language, the lines; and which messages of whom they show."""

    tone: str
    lines: dict[str, list[str]]
    person_id: int | None = None
    messages: tuple[UUID, ...] = ()

    def to_wire(self) -> dict[str, object]:
        return {"tone": self.tone, **self.lines}


@dataclass(frozen=True, slots=True)
class _Tap:
    """What the lines are made of; `result` is that of the day the tap belongs to."""

    stands: Standing
    kind: StampKind
    at: datetime
    result: DayResult
    balance: timedelta
    zone: ZoneInfo

    @property
    def inside(self) -> bool:
        return bool(self.result.sessions) and self.result.sessions[-1].to_at is None

    @property
    def on_break(self) -> bool:
        breaks = self.result.sessions[-1].breaks if self.inside else ()
        return bool(breaks) and breaks[-1].to_at is None


def of_outcome(
    session: Session, outcome: Outcome, kind: StampKind, rulebook: Rulebook, now: datetime
) -> Display | None:
    """Return what to show for one entry, or None where it is too old to concern whoever stands there."""
    stored, at, zone = outcome.stored, outcome.tapped_at, rulebook.around.zone
    if stored is None or at is None or now - at > FRESH:
        return None
    if stored.quarantine in ANOTHER_CODE:
        return said(
            "unsure", lambda say, _: [say.text("This code counts no more."), say.text("Please show a new one.")]
        )
    if outcome.status is Status.CONFLICT or stored.quarantine is not None:
        return said("unsure", lambda say, _: [say.text("Recorded."), say.text("The time office will look at it.")])
    if stored.person_id is None:
        return None
    day = walltime.local_day(at, zone)
    stands = standing.of_person(session, stored.person_id, day, rulebook, stored.received_at)
    if stands is None:
        return None
    saved, balance = stands.today, stands.balance.before
    if stands.yesterday is not None and not (saved and saved.result.sessions) and _reaches(stands.yesterday, at):
        # A tap at 1:00 in a session that began at 22:00 belongs to the day before, with all that is to be said of it.
        saved, balance = stands.yesterday, standing.before_night(stands)
    if saved is None or saved.facts_until < stored.received_at:
        # Stored, but not worked out yet: what an `auto` meant is not known, so nothing is said about it.
        return said("good", lambda say, _: [f"{say.text('Recorded')} {formats.clock(at, zone)}"])
    tap = _Tap(stands, kind, at, saved.result, balance, zone)
    shown = said("good", lambda say, locale: _lines(tap, say, locale))
    return Display(shown.tone, shown.lines, stored.person_id, tuple(each.uid for each in stands.messages))


def said(tone: str, lines: Callable[[Translator, str], list[str]]) -> Display:
    """Return a display that says the same in every language."""
    return Display(tone, {language: lines(translator(language), language) for language in LANGUAGES})


def _reaches(night: SavedDay, at: datetime) -> bool:
    """Say whether the day's last session still runs or ends with this tap."""
    if not night.result.sessions:
        return False
    last = night.result.sessions[-1]
    return last.to_at == walltime.floor_minute(at) or (
        last.to_at is None and any(each.code is Code.STILL_IN for each in night.result.findings)
    )


def _lines(tap: _Tap, say: Translator, locale: str) -> list[str]:
    name = tap.stands.name
    return [
        say.text("Hello {name}", name=name) if tap.inside else say.text("Goodbye {name}", name=name),
        _booked(tap, say),
        *standing.figures(tap.stands, tap.result, tap.balance, say, locale),
        *standing.told(tap.stands, say),
    ]


def _booked(tap: _Tap, say: Translator) -> str:
    """Return what the stamp was taken for, and what it put right."""
    clock = formats.clock(tap.at, tap.zone)
    if _found(tap, Code.DOUBLED_STAMP, clock) is tap.kind:
        return say.text("Already recorded, {clock}", clock=clock)
    act = f"{_act(tap, say)} {clock}"
    earlier = _found(tap, Code.WRONG_KEY, clock, formats.clock(tap.at - ONE_MINUTE, tap.zone))
    other = OTHER_KEY.get(tap.kind)
    if earlier is None or other is None or earlier is tap.kind:
        return act
    # A badge held without a key is told as what it was taken for.
    return say.text("{act}, in place of {earlier}", act=act, earlier=say.text(STAMP[other]))


def _found(tap: _Tap, code: Code, *clocks: str) -> StampKind | None:
    """Return the kind of the last stamp at one of these clocks that was found to be doubled, or a wrong key."""
    found = [each for each in tap.result.findings if each.code is code and each.figures["at"] in clocks]
    return StampKind(str(found[-1].figures["kind"])) if found else None


def _act(tap: _Tap, say: Translator) -> str:
    """Return what the stamp was taken for: an `auto` is a coming or a going by what it did to the day."""
    if tap.on_break:
        return say.text("Break since")
    if tap.kind is StampKind.BREAK_END:
        return say.text("Back from break")
    if tap.kind in AS_PRESSED:
        return say.text(STAMP[tap.kind])
    return say.text("Coming") if tap.inside else say.text("Going")
