"""What is to be seen now: the key pressed, the last tap and its answer. Forgets people after five seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition

from terminals import texts
from terminals.answers import Display, Tone
from terminals.texts import Key, Text
from terminals.wire import Kind

KEY_MS = 10_000
MESSAGE_MS = 5_000
ANSWER_MS = 1_500


@dataclass(frozen=True, slots=True)
class Message:
    """One message with its tone; `serial` goes up with each sound to be made."""

    tone: Tone
    lines: tuple[Text, ...]
    until_ms: int
    serial: int
    stamp: str | None = None
    stored_ms: int = 0
    display: Display | None = None
    is_look: bool = False
    odd: Text | None = None  # what the terminal itself knows of the badge, shown where the server does not answer

    @property
    def waits(self) -> bool:
        """Whether the server has still to say what it is about."""
        return self.stamp is not None and self.display is None

    def in_language(self, language: str) -> tuple[str, ...]:
        if self.display is not None:
            return self.display.en if language == "en" else self.display.de
        return tuple(text.of(language) for text in self.lines)


class Screen:
    """Written by reader and delivery threads, read by the page."""

    def __init__(self, mono_ms: Callable[[], int]) -> None:
        self._mono_ms = mono_ms
        self._condition = Condition()
        self._key: tuple[Key, int] | None = None
        self._message: Message | None = None
        self._serial = 0

    def press(self, kind: Key) -> None:
        """Remember the key for the next badge; pressed again it is taken back."""
        with self._condition:
            self._key = None if self._pressed() is kind else (kind, self._mono_ms() + KEY_MS)
            self._message = None
            self._condition.notify_all()

    def take_key(self) -> Key:
        """Return the key pressed for this badge and forget it."""
        with self._condition:
            kind, self._key = self._pressed(), None
            return kind or Kind.AUTO

    def key(self) -> Key | None:
        with self._condition:
            return self._pressed()

    def say(self, tone: Tone, *lines: Text) -> None:
        """Show a message of the terminal itself."""
        with self._condition:
            self._show(tone, lines)

    def stored(
        self, stamp: str, clock: str, *, again: bool, odd: Text | None = None, online: bool | None = None
    ) -> None:
        """Say that the stamp is on disk, and the time on the wall; what it means comes from the server."""
        tone = Tone.UNSURE if odd is not None and online is False else Tone.GOOD
        with self._condition:
            self._show(tone, (texts.at(texts.ALREADY if again else texts.SAVED, clock),))
            if self._message is not None:
                self._message = replace(self._message, stamp=stamp, stored_ms=self._mono_ms(), odd=odd)
            self._condition.notify_all()

    def looking(self, look: str) -> None:
        """Say that a badge asks to see something; it was heard, and nothing is stored."""
        with self._condition:
            self._show(Tone.GOOD, (texts.MOMENT,))
            if self._message is not None:
                self._message = replace(self._message, stamp=look, stored_ms=self._mono_ms(), is_look=True)
            self._condition.notify_all()

    def answer(self, stamp: str, display: Display) -> None:
        """Show the server's answer, but only to the person whose badge was held last."""
        with self._condition:
            shown = self._current()
            if shown is None or shown.stamp != stamp:
                return
            # Storing has had its tone; another one only if the answer is not simply good.
            self._serial += display.tone is not Tone.GOOD
            self._message = replace(
                shown,
                tone=display.tone,
                display=display,
                serial=self._serial,
                until_ms=self._mono_ms() + MESSAGE_MS,
            )
            self._condition.notify_all()

    def message(self, *, online: bool | None) -> Message | None:
        """Return what to show now; a stamp that has no answer soon is told to be safe."""
        with self._condition:
            shown = self._current()
        if shown is None or not shown.waits or shown.is_look:
            return shown
        late = self._mono_ms() - shown.stored_ms > ANSWER_MS
        if not late and online is not False:
            return shown
        safe = texts.UNANSWERED if online else texts.OFFLINE
        if shown.odd is not None:
            return replace(shown, tone=Tone.UNSURE, lines=(*shown.lines, shown.odd, safe))
        return replace(shown, lines=(*shown.lines, safe))

    def changed(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait for a change or the time to pass."""
        with self._condition:
            self._condition.wait(seconds)

    def _show(self, tone: Tone, lines: tuple[Text, ...]) -> None:
        self._serial += 1
        self._message = Message(tone, lines, self._mono_ms() + MESSAGE_MS, self._serial)
        self._condition.notify_all()

    def _current(self) -> Message | None:
        if self._message is not None and self._mono_ms() >= self._message.until_ms:
            self._message = None
        return self._message

    def _pressed(self) -> Key | None:
        if self._key is not None and self._mono_ms() >= self._key[1]:
            self._key = None
        return self._key[0] if self._key else None
