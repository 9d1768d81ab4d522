"""From keystrokes to what one badge typed, or that a badge was held and not understood. Pure: the time is the kernel's.

A text that began and was spoilt stays so until its end: the rest of one number must never pass for another's.
"""

from __future__ import annotations

from dataclasses import dataclass

from terminals.wedge.device import KEY, PRESSED, RELEASED, SYNCHRONISE, SYNCHRONISE_DROPPED, SYNCHRONISE_REPORT, Event
from terminals.wedge.layout import ENTERS, LOCKS, MODIFIERS, typed
from terminals.wedge.profile import WedgeProfile

LONGEST = 256


@dataclass(frozen=True, slots=True)
class Typed:
    """A whole text, from its first key to its end."""

    text: str


@dataclass(frozen=True, slots=True)
class Torn:
    """Something was typed, by a person or in pieces: it stands for no badge, and somebody may wait for an answer."""


class Typing:
    """What one device has typed since the end of the last number."""

    def __init__(self, profile: WedgeProfile) -> None:
        self._profile = profile
        self._within_us = profile.within_ms * 1000
        self._held: frozenset[int] = frozenset()
        self._dropping = False
        self._text = ""
        self._begun = self._spoilt = self._told = False
        self._last_us = 0

    @property
    def unfinished(self) -> bool:
        """Whether something was begun that was not told of yet."""
        return self._begun and not self._told

    def give_up(self) -> Torn:
        """Say that the end does not come. Should it come after all, then of nothing that can be taken."""
        self._spoilt = self._told = True
        return Torn()

    def take(self, event: Event) -> Typed | Torn | None:
        """Take the next event; return what it brought to an end."""
        if event.type == SYNCHRONISE:
            return self._synchronise(event)
        if self._dropping or event.type != KEY:
            return None
        if event.code in MODIFIERS:
            self._held = self._held - {event.code} if event.value == RELEASED else self._held | {event.code}
            return None
        if event.value != PRESSED or event.code in LOCKS:
            return None
        return self._press(event)

    def _synchronise(self, event: Event) -> Torn | None:
        """The kernel lost events where nobody read in time: those up to its next report are not whole."""
        if event.code == SYNCHRONISE_REPORT:
            self._dropping = False
        if event.code != SYNCHRONISE_DROPPED:
            return None
        self._dropping = self._begun = True
        self._held = frozenset()
        return self.give_up()

    def _press(self, event: Event) -> Typed | Torn | None:
        if self._begun and not 0 <= event.at_us - self._last_us <= self._within_us:
            self._spoilt = True
        self._last_us = event.at_us
        if self._profile.enter and event.code in ENTERS:
            return self._end()
        self._begun, self._told = True, False
        self._add(typed(self._profile.layout, event.code, self._held))
        ended = not self._profile.enter and self._text.endswith(self._profile.suffix.upper())
        return self._end() if ended else None

    def _add(self, character: str | None) -> None:
        self._text = (self._text + (character or ""))[-LONGEST:]
        if character is None or len(self._text) == LONGEST:
            self._spoilt = True

    def _end(self) -> Typed | Torn | None:
        """Begin anew. An Enter alone is nothing: some devices end with two."""
        begun, spoilt, text = self._begun, self._spoilt, self._text
        self._text, self._begun, self._spoilt, self._told = "", False, False, False
        if not begun:
            return None
        return Torn() if spoilt else Typed(text)
