"""The page at this moment as plain values in one language: the page with script and the one without show the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from terminals import texts
from terminals.answers import Tone
from terminals.clock import Clock
from terminals.screen import Screen

SYMBOLS = {Tone.GOOD: "✓", Tone.UNSURE: "!", Tone.BAD: "✕"}
READY = "ready"


@dataclass(frozen=True, slots=True)
class Status:
    """What the page shows of the terminal itself."""

    online: bool | None
    refused: bool
    unsent: int
    readers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """All that is to be seen. `serial` goes up with each tone to be made."""

    clock: str
    date: str
    mood: str
    symbol: str
    lines: tuple[str, ...]
    second: str
    status: str
    online: bool
    key: str
    serial: int

    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]


class Viewer:
    """Looks at screen, clock and state and says what the page shows."""

    def __init__(self, screen: Screen, clock: Clock, zone: ZoneInfo, status: Callable[[], Status]) -> None:
        self.screen = screen
        self._clock, self._zone, self._status = clock, zone, status

    def view(self, language: str) -> View:
        status, key = self._status(), self.screen.key()
        message = self.screen.message(online=status.online)
        mood, symbol, serial = "idle", "", 0
        lines: tuple[str, ...] = (texts.HOLD.of(language),)
        second = texts.HOLD.of(other(language))
        if message is not None:
            lines, second = message.in_language(language), message.in_language(other(language))[0]
            mood, symbol, serial = message.tone.value, SYMBOLS[message.tone], message.serial
        elif not any(state == READY for _, state in status.readers):
            lines = (texts.READER_DOWN.of(language), texts.OTHER_TERMINAL.of(language))
            mood, symbol, second = "bad", SYMBOLS[Tone.BAD], texts.READER_DOWN.of(other(language))
        elif key is not None:
            lines, second = (texts.KEYS[key].of(language), texts.HOLD.of(language)), texts.KEYS[key].of(other(language))
            mood, symbol = "key", "→"
        local = self._clock.read().at.astimezone(self._zone)
        return View(
            clock=f"{local:%H:%M}",
            date=texts.date_line(local, language),
            mood=mood,
            symbol=symbol,
            lines=lines,
            second=second,
            status=_status_line(status, language),
            online=bool(status.online),
            key=key.value if key else "",
            serial=serial,
        )


def other(language: str) -> str:
    return "de" if language == "en" else "en"


def _status_line(status: Status, language: str) -> str:
    """Say calmly how the terminal is; nothing here is about a person."""
    if status.refused:
        parts = [texts.NOT_ENROLLED.of(language)]
    elif status.online is None:
        parts = [texts.STARTING.of(language)]
    else:
        parts = [(texts.ONLINE_SHORT if status.online else texts.OFFLINE_SHORT).of(language)]
    if status.unsent and not status.online:
        parts.append(texts.waiting(status.unsent, language))
    broken = [name for name, state in status.readers if state != READY]
    if broken and len(broken) < len(status.readers):
        parts.append(texts.READER_DOWN.of(language))
    return " · ".join(parts)
