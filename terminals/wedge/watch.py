"""Devices that type: each is read in a thread of its own, may be pulled out and put back, and says so."""

from __future__ import annotations

import logging
import os
import select
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Thread

from terminals.pcsc.uid import NoNumber, RandomNumber
from terminals.reader import Events, Fault, Tap, Trouble
from terminals.wedge.device import EVENTS_AT_ONCE, FORM, grabbed
from terminals.wedge.device import Events as DeviceEvents
from terminals.wedge.number import read
from terminals.wedge.profile import WedgeProfile
from terminals.wedge.typing import Torn, Typed, Typing

log = logging.getLogger(__name__)

QUIET_MS = 1_000  # after which an unfinished number is told of: somebody stands there
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
PATIENCE = 2.0

Open = Callable[[Path], int]


class WedgeReader:
    """All devices of the terminal that type, as one Reader."""

    def __init__(self, profiles: Iterable[WedgeProfile], mono_ms: Callable[[], int], opened: Open = grabbed) -> None:
        self._watches = [DeviceWatch(profile, mono_ms, opened) for profile in profiles]

    def start(self, events: Events) -> None:
        for watch in self._watches:
            watch.start(events)

    def states(self) -> tuple[tuple[str, str], ...]:
        return tuple((watch.name, watch.state) for watch in self._watches)

    def stop(self) -> None:
        for watch in self._watches:
            watch.stop()


class DeviceWatch:
    """Every number a device types is booked once or reported; the device may come and go."""

    def __init__(self, profile: WedgeProfile, mono_ms: Callable[[], int], opened: Open) -> None:
        self.name = profile.called
        self.state = "down"
        self._profile, self._mono_ms, self._open = profile, mono_ms, opened
        self._stop = Event()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._told_down = False
        self._events: Events = _nobody
        self._thread = Thread(target=self._run, name=f"wedge {self.name}", daemon=True)

    def start(self, events: Events) -> None:
        self._events = events
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        os.eventfd_write(self._wake, 1)
        if self._thread.ident is not None:
            self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            os.close(self._wake)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                self._serve()
            except OSError as fault:
                pause = FIRST_PAUSE if self.state == "ready" else min(2 * pause, LONGEST_PAUSE)
                self._down("gone", fault)
            except Exception as fault:
                log.exception("device failed reader=%s", self.name)
                pause = LONGEST_PAUSE
                self._down("down", fault)
            self._stop.wait(pause)

    def _serve(self) -> None:
        """Read the device until it is pulled out; whatever it began by then is told of."""
        device = self._open(self._profile.device)
        typing = Typing(self._profile)
        try:
            log.info("reader ready reader=%s", self.name)
            self.state, self._told_down = "ready", False
            self._follow(device, typing)
        finally:
            os.close(device)
            if typing.unfinished:
                self._happened(typing.give_up())

    def _follow(self, device: int, typing: Typing) -> None:
        poll, cut = select.poll(), DeviceEvents()
        poll.register(device, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        while not self._stop.is_set():
            ready = dict(poll.poll(QUIET_MS if typing.unfinished else None))
            if device in ready:
                for event in cut.of(_some(device)):
                    self._happened(typing.take(event))
            elif typing.unfinished:
                self._happened(typing.give_up())

    def _happened(self, ended: Typed | Torn | None) -> None:
        if isinstance(ended, Torn):
            log.info("badge not read reader=%s fault=Torn", self.name)
            self._trouble(Fault.AGAIN)
        elif ended is not None:
            self._badge(ended.text)

    def _badge(self, text: str) -> None:
        noticed_ms = self._mono_ms()
        try:
            found = read(text, self._profile)
        except (NoNumber, RandomNumber) as fault:
            log.info("badge refused reader=%s fault=%s: %s", self.name, type(fault).__name__, fault)
            self._trouble(Fault.RANDOM if isinstance(fault, RandomNumber) else Fault.NO_NUMBER)
        else:
            self._events(Tap(self.name, found.number, noticed_ms, found.scheme))

    def _down(self, state: str, fault: Exception) -> None:
        """Say once that the device cannot be read."""
        self.state = state
        if not self._told_down:
            self._told_down = True
            log.warning("reader down reader=%s fault=%s", self.name, fault)
            self._trouble(Fault.DOWN)

    def _trouble(self, fault: Fault) -> None:
        self._events(Trouble(self.name, fault))


def _nobody(event: Tap | Trouble) -> None:
    """Hear of nothing before the start."""


def _some(device: int) -> bytes:
    """Return what waits there; raise OSError where the device is gone."""
    try:
        found = os.read(device, FORM.size * EVENTS_AT_ONCE)
    except BlockingIOError:
        return b""
    # A device says that it is gone by an error; what stands for one in a test, by its end.
    if not found:
        raise OSError("the device has ended")
    return found
