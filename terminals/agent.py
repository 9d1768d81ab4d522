"""Puts the terminal together: a tap goes to disk, then comes the tone, then the server and its answer."""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Callable
from datetime import datetime
from threading import Lock, Thread
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from terminals import texts
from terminals.answers import Display, NotAnAnswer, Result, Status, Tone
from terminals.badge_list import Verdict
from terminals.clock import Clock
from terminals.deliver import Deliverer
from terminals.link import NoAnswer
from terminals.reader import Fault, Reader, Tap, Trouble
from terminals.screen import Screen
from terminals.spool import Spool, SpoolFull
from terminals.texts import Text
from terminals.wire import Badge, Device, Kind, Look, Moment, Quality, badge_hash, sign_stamp, stamp_payload, uuid7

log = logging.getLogger(__name__)

AGAIN_MS = 2_000
REMEMBERED = 16
LOOK_PATIENCE_SECONDS = 3
NOT_TAKEN = Display(Tone.BAD, (texts.NOT_TAKEN.de, texts.ASK_OFFICE.de), (texts.NOT_TAKEN.en, texts.ASK_OFFICE.en))
TO_BE_CHECKED = Display(Tone.UNSURE, (texts.SAVED.de, texts.ASK_OFFICE.de), (texts.SAVED.en, texts.ASK_OFFICE.en))

ODD = {
    Verdict.UNKNOWN: texts.UNKNOWN_BADGE,
    Verdict.BLOCKED: texts.BLOCKED_BADGE,
    Verdict.UNPROVEN: texts.UNPROVEN_BADGE,
}
NO_LOOK = Display(
    Tone.UNSURE,
    (texts.NO_LOOK.de, texts.NOTHING_BOOKED.de),
    (texts.NO_LOOK.en, texts.NOTHING_BOOKED.en),
)


class Agent:
    """What happens between reader, spool, delivery and screen."""

    def __init__(
        self,
        device: Device,
        key: Ed25519PrivateKey,
        site_key: bytes,
        *,
        spool: Spool,
        screen: Screen,
        clock: Clock,
        ask: Callable[[Badge, Look], Display] | None = None,
        judge: Callable[[Badge, datetime], Verdict | None] = lambda _badge, _at: None,
    ) -> None:
        self._device, self._key, self._site_key = device, key, site_key
        self._spool, self._screen, self._clock = spool, screen, clock
        self._deliverer: Deliverer | None = None
        self._recent: deque[tuple[str, Kind, int]] = deque(maxlen=REMEMBERED)
        self._lock = Lock()
        self._ask, self._asking = ask, Lock()
        self._judge = judge
        self._zone = ZoneInfo(device.zone)

    def run(self, reader: Reader, deliverer: Deliverer) -> None:
        """Start delivery first: what an earlier life left in the spool does not wait for a tap."""
        self._deliverer = deliverer
        deliverer.start()
        reader.start(self.happened)

    def happened(self, event: Tap | Trouble) -> Tone | None:
        """Take one event of a reader, in the reader's thread; nothing of it may fail silently.

        Returns good once a stamp is on disk, bad where it is not, None where nothing was to be stored.
        """
        try:
            if isinstance(event, Tap):
                return self._store(event)
            self._tell(event)
        except SpoolFull as fault:
            log.critical("stamp NOT stored reader=%s fault=%s", event.reader, fault)
            return self._not_saved()
        except Exception:
            log.exception("stamp NOT stored reader=%s", event.reader)
            return self._not_saved()
        return None

    def _not_saved(self) -> Tone:
        self._screen.say(Tone.BAD, texts.NOT_SAVED, texts.OTHER_TERMINAL)
        return Tone.BAD

    def answered(self, uid: str, result: Result) -> None:
        """Show what the server says to a stamp; called by the delivery thread."""
        if result.status is Status.UNREADABLE:
            self._screen.answer(uid, result.display or NOT_TAKEN)
        elif result.status is Status.CONFLICT:
            self._screen.answer(uid, result.display or TO_BE_CHECKED)
        elif result.display is not None:
            self._screen.answer(uid, result.display)
        self._screen.changed()

    def _store(self, tap: Tap) -> Tone | None:
        moment = self._clock.read()
        kind = self._screen.take_key()
        badge = Badge(badge_hash(self._site_key, tap.number, tap.scheme), tap.level, tap.scheme)
        if isinstance(kind, Look):
            self._look(badge, kind, tap.reader)
            return None
        uid = uuid7(moment.at, secrets.token_bytes(10))
        kept = self._spool.put(
            lambda place: sign_stamp(
                self._key,
                stamp_payload(self._device, place, moment, uid=uid, kind=kind, badge=badge, reader=tap.reader),
            ),
            moment.at,
        )
        took_ms = self._clock.mono_ms() - tap.noticed_ms
        clock = f"{moment.at.astimezone(self._zone):%H:%M}"
        self._screen.stored(
            uid,
            clock,
            again=self._is_again(badge.hash, kind, moment.mono_ms),
            odd=self._odd(badge, moment),
            online=None if self._deliverer is None else self._deliverer.online,
        )
        if self._deliverer is not None:
            self._deliverer.wake()
        log.info(
            "stamp stored seq=%d uid=%s kind=%s level=%s reader=%s ms=%d",
            kept.seq,
            uid,
            kind,
            tap.level,
            tap.reader,
            took_ms,
        )
        return Tone.GOOD

    def _odd(self, badge: Badge, moment: Moment) -> Text | None:
        """Return what to say of a badge where the server does not; the stamp is stored all the same."""
        if moment.quality is Quality.BAD:
            return None  # by a dead battery's time every badge would be unknown
        verdict = self._judge(badge, self._clock.server_at(moment))
        return None if verdict is None else ODD[verdict]

    def _look(self, badge: Badge, look: Look, reader: str) -> None:
        """Let the server be asked in a thread of its own: the next badge does not wait for an answer."""
        uid = uuid7(self._clock.read().at, secrets.token_bytes(10))
        self._screen.looking(uid)
        log.info("look show=%s reader=%s", look, reader)
        Thread(target=self._answer_look, args=(uid, badge, look), name="look", daemon=True).start()

    def _answer_look(self, uid: str, badge: Badge, look: Look) -> None:
        """Show what the server says, or calmly that it says nothing; one at a time, so that none piles up."""
        shown = NO_LOOK
        if self._ask is not None and self._asking.acquire(timeout=LOOK_PATIENCE_SECONDS):
            try:
                shown = self._ask(badge, look)
            except (NoAnswer, NotAnAnswer) as fault:
                log.info("look not answered fault=%s", type(fault).__name__)
            finally:
                self._asking.release()
        self._screen.answer(uid, shown)

    def _is_again(self, badge: str, kind: Kind, now_ms: int) -> bool:
        """Say whether this badge was just held: a bounce is stored like any tap, but the person is told."""
        with self._lock:
            again = any(
                (badge, kind) == (earlier, same) and now_ms - at_ms <= AGAIN_MS for earlier, same, at_ms in self._recent
            )
            self._recent.append((badge, kind, now_ms))
        return again

    def _tell(self, trouble: Trouble) -> None:
        log.info("trouble reader=%s fault=%s", trouble.reader, trouble.fault)
        match trouble.fault:
            case Fault.AGAIN:
                self._screen.say(Tone.UNSURE, texts.AGAIN, texts.NOT_READ)
            case Fault.BOOKED:
                self._screen.say(Tone.GOOD, texts.ALREADY)
            case Fault.RANDOM | Fault.NO_NUMBER:
                self._screen.say(Tone.BAD, texts.NOT_READABLE, texts.ASK_OFFICE)
            case Fault.DOWN | Fault.STUCK:
                # The page shows the state of the readers for as long as it lasts; the server hears of it at once.
                self._screen.changed()
                if self._deliverer is not None:
                    self._deliverer.wake()
