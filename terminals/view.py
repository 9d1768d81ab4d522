"""The page at this moment as plain values in one language: the page with script and the one without show the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from terminals import texts
from terminals.answers import Tone
from terminals.clock import Clock
from terminals.screen import Message, Screen
from terminals.spool import Fill
from terminals.texts import Key, Text
from terminals.wire import Look

SYMBOLS = {Tone.GOOD: "✓", Tone.UNSURE: "!", Tone.BAD: "✕"}
LOOK, LOOK_SYMBOL = "look", "i"
READY = "ready"


class Sound(StrEnum):
    """What is heard beside the tones: nothing, words without anything personal, or all that is shown."""

    TONES = "tones"
    SPOKEN = "spoken"
    PERSONAL = "spoken_with_names"


@dataclass(frozen=True, slots=True)
class Status:
    """What the page shows of the terminal itself; `pulled`: somebody pulled the network on the page to try out."""

    online: bool | None
    refused: str | None
    unsent: int
    readers: tuple[tuple[str, str], ...]
    fingerprint: str = ""
    pulled: bool = False
    fill: Fill = Fill.ROOM


@dataclass(frozen=True, slots=True)
class View:
    """All that is to be seen. `serial` goes up with each tone to be made.

    `said` is what a screen reader says, whole and once: empty while the answer is awaited. `spoken` is said aloud.
    """

    clock: str
    date: str
    mood: str
    symbol: str
    lines: tuple[str, ...]
    second: str
    said: str
    spoken: str
    status: str
    unsent: str
    online: bool
    pulled: bool
    key: str
    serial: int

    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands large in the middle."""

    mood: str
    symbol: str
    lines: tuple[str, ...]
    second: str
    said: str = ""
    spoken: str = ""
    serial: int = 0


class Viewer:
    """Looks at screen, clock and state and says what the page shows."""

    def __init__(
        self,
        screen: Screen,
        clock: Clock,
        zone: ZoneInfo,
        status: Callable[[], Status],
        sound: Sound = Sound.TONES,
    ) -> None:
        self.screen = screen
        self.sound = sound
        self._clock, self._zone, self._status = clock, zone, status

    def view(self, language: str) -> View:
        status, key = self._status(), self.screen.key()
        stage = self._stage(status, key, language)
        local = self._clock.read().at.astimezone(self._zone)
        return View(
            clock=f"{local:%H:%M}",
            date=texts.date_line(local, language),
            mood=stage.mood,
            symbol=stage.symbol,
            lines=stage.lines,
            second=stage.second,
            said=stage.said,
            spoken="" if self.sound is Sound.TONES else stage.spoken,
            status=_status_line(status, language),
            unsent=texts.unsent(status.unsent, language),
            online=bool(status.online),
            pulled=status.pulled,
            key=key.value if key else "",
            serial=stage.serial,
        )

    def _stage(self, status: Status, key: Key | None, language: str) -> Stage:
        message = self.screen.message(online=status.online)
        if message is not None:
            return self._of_message(message, language)
        if status.fill is Fill.FULL:
            return _told("bad", SYMBOLS[Tone.BAD], (texts.FULL, texts.OTHER_TERMINAL), language)
        if not any(state == READY for _, state in status.readers):
            return _told("bad", SYMBOLS[Tone.BAD], (texts.READER_DOWN, texts.OTHER_TERMINAL), language)
        if key is not None:
            hold = texts.HOLD_TO_LOOK if isinstance(key, Look) else texts.HOLD
            return _told("key", "→", (texts.KEYS[key], hold), language)
        return Stage("idle", "", (texts.HOLD.of(language),), texts.HOLD.of(other(language)))

    def _of_message(self, message: Message, language: str) -> Stage:
        lines = message.in_language(language)
        is_look = message.is_look and message.tone is Tone.GOOD
        waits = message.waits and len(lines) == 1
        said = "" if waits else ". ".join(lines)
        return Stage(
            LOOK if is_look else message.tone.value,
            LOOK_SYMBOL if is_look else SYMBOLS[message.tone],
            lines,
            message.in_language(other(language))[0],
            said,
            said if self.sound is Sound.PERSONAL else _unpersonal(message, language),
            message.serial,
        )


def other(language: str) -> str:
    return "de" if language == "en" else "en"


def _told(mood: str, symbol: str, lines: tuple[Text, ...], language: str) -> Stage:
    shown = tuple(line.of(language) for line in lines)
    said = ". ".join(shown)
    return Stage(mood, symbol, shown, lines[0].of(other(language)), said, said)


def _unpersonal(message: Message, language: str) -> str:
    """Return what may be said aloud where others hear it: never a word of the server's answer."""
    if message.is_look:
        return texts.SEEN_ON_SCREEN.of(language)
    if message.display is None:
        return ". ".join(text.of(language) for text in message.lines[:1])
    return "" if message.display.tone is Tone.GOOD else texts.LOOK_AT_SCREEN.of(language)


def _status_line(status: Status, language: str) -> str:
    """Say calmly how the terminal is; nothing here is about a person."""
    if status.refused:
        refused = texts.REFUSED.get(status.refused, texts.NOT_ENROLLED).of(language)
        parts = [refused.format(fingerprint=status.fingerprint)]
    elif status.online is None:
        parts = [texts.STARTING.of(language)]
    else:
        parts = [(texts.ONLINE_SHORT if status.online else texts.OFFLINE_SHORT).of(language)]
    if status.unsent and not status.online:
        parts.append(texts.waiting(status.unsent, language))
    if status.fill in texts.FILLING:
        parts.append(texts.FILLING[status.fill].of(language))
    broken = [name for name, state in status.readers if state != READY]
    if broken and len(broken) < len(status.readers):
        parts.append(texts.READER_DOWN.of(language))
    return " · ".join(parts)
