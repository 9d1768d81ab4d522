"""Every badge held is booked once or reported, whatever comes between two calls to the card service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from terminals.pcsc import steps, watch
from terminals.pcsc.backend import PRESENT, UNAVAILABLE, Busy, Card, Look, NoCard, ServiceDown, Torn
from terminals.pcsc.medium import Medium, by_number
from terminals.pcsc.monitor import Choice, PcscReader, is_virtual
from terminals.pcsc.steps import Step, step
from terminals.pcsc.uid import DESFIRE_ATR, NoNumber, RandomNumber
from terminals.pcsc.watch import AGAIN_MS, WAIT_MS, ReaderWatch
from terminals.reader import Fault, Tap, Trouble
from tests.terminals.sim.pcscd import until

OK = b"\x90\x00"
READER = "Some Reader 00 00"
HALF_LOOKS = {  # is it the last coming or going that is not counted, or that does not show, and for how many looks
    "not counted yet": (True, 1),
    "not counted for long": (True, 5),
    "not seen yet": (False, 1),
    "not seen for long": (False, 5),
}


def seen(counter: int, present: bool) -> Look:
    return Look((counter & 0xFFFF) << 16 | (PRESENT if present else 0))


def look(text: str) -> Look:
    """Write a look as `empty 4` or `present 5`."""
    what, counter = text.split()
    return seen(int(counter), what == "present")


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("empty 4", "empty 4", Step(tap=False, missed=0)),
        ("empty 4", "present 5", Step(tap=True, missed=0)),
        ("present 5", "empty 6", Step(tap=False, missed=0)),
        ("present 5", "present 7", Step(tap=True, missed=0)),
        ("empty 4", "empty 6", Step(tap=False, missed=1)),
        ("empty 4", "present 7", Step(tap=True, missed=1)),
        ("present 5", "empty 8", Step(tap=False, missed=1)),
        ("present 5", "present 11", Step(tap=True, missed=2)),
        ("empty 65535", "present 0", Step(tap=True, missed=0)),
        ("present 65535", "present 1", Step(tap=True, missed=0)),
        # Seen before it was counted, or counted before it was seen, and it stays so.
        ("empty 4", "present 4", Step(tap=True, missed=0)),
        ("present 5", "empty 5", Step(tap=False, missed=0)),
        ("empty 4", "present 6", Step(tap=True, missed=1)),
        ("present 5", "present 6", Step(tap=True, missed=0)),
    ],
)
def test_cards_are_counted_between_two_looks(was: str, now: str, expected: Step) -> None:
    assert step(look(was), look(now)) == expected


@dataclass
class World:
    """A reader whose cards come and go, and a service that crashes, between any two calls. Plans run from the end.

    As with pcscd the next looks may be half of what was there before, and half of what is.
    """

    plan: list[str]
    speed: list[int]  # how many things happen before each call
    card: int | None = None
    counter: int = 0
    life: int = 0  # goes up with each restart of the service
    held: list[int] = field(default_factory=list)
    disturbed: set[int] = field(default_factory=set)  # not yet judged at a crash, or came before the watch was back
    watched: int = 0  # the life in which the watch looked last
    unjudged: int = 0  # the first card that the watch may not have dealt with
    torn: int = 0  # so many messages of a card that stays are cut short
    now_ms: int = 0
    done: bool = False
    halves: list[Look] = field(default_factory=list)

    def context(self) -> WorldContext:
        self.tick()
        return WorldContext(self, self.life)

    def tick(self) -> None:
        for _ in range(self.speed.pop() if self.speed else 0):
            self.happen()

    def happen(self) -> None:
        what, _, half = (self.plan.pop() if self.plan else "nothing").partition(": ")
        before = self.whole()
        self.happen_as(what)
        now = self.whole()
        uncounted, looks = HALF_LOOKS.get(half, (False, 0))
        mixed = seen(now.counter - 1, now.present) if uncounted else seen(now.counter, not now.present)
        self.halves = [mixed] * looks if now != before else []

    def happen_as(self, what: str) -> None:
        match what:
            case "hold" | "swap":
                if self.card is not None:
                    self.counter += 1
                self.card = len(self.held)
                self.held.append(self.card)
                if self.watched != self.life:
                    self.disturbed.add(self.card)
                self.counter = (self.counter + 1) % 0x10000
            case "take" if self.card is not None:
                self.card = None
                self.counter += 1
            case "shake":
                self.torn = 1
            case "shake long":
                self.torn = 21
            case "shake for ever":
                self.torn = 100
            case "crash":
                self.life += 1
                self.counter = 0
                self.disturbed.update(self.held[self.unjudged :])

    def show(self, look: Look) -> Look:
        """Be looked at for what comes next: all cards before the present one were dealt with."""
        self.watched = self.life
        self.unjudged = len(self.held) if self.card is None else self.card
        return look

    def look(self) -> Look:
        return self.halves.pop() if self.halves else self.whole()

    def whole(self) -> Look:
        return seen(self.counter, self.card is not None)


@dataclass
class WorldContext:
    world: World
    life: int

    def alive(self) -> None:
        self.world.tick()
        if self.life != self.world.life:
            raise ServiceDown("fake", 0)

    def readers(self) -> list[str]:
        return [READER]

    def look(self, reader: str) -> Look:
        self.alive()
        look = self.world.look()
        return look if self.world.watched == self.life else self.world.show(look)

    def wait(self, reader: str, was: int, timeout_ms: int) -> Look:
        self.alive()
        while (look := self.world.look()).raw == was:
            if timeout_ms < WAIT_MS:
                self.world.now_ms += timeout_ms
                return Look(was)
            if not self.world.plan and self.world.whole().raw != was:
                continue
            if not self.world.plan:
                self.world.done = True
                raise ServiceDown("end of the world", 0)
            self.world.happen()
            if self.life != self.world.life:
                raise ServiceDown("fake", 0)
        return self.world.show(look)

    def wait_for_readers(self, timeout_ms: int) -> None:
        return

    def connect(self, reader: str) -> WorldCard:
        self.alive()
        if self.world.card is None:
            raise NoCard("fake", 0)
        return WorldCard(self, self.world.card)

    def cancel(self) -> None:
        return

    def release(self) -> None:
        return


@dataclass
class WorldCard:
    context: WorldContext
    card: int

    def transmit(self, command: bytes) -> bytes:
        self.context.alive()
        world = self.context.world
        if world.card != self.card:
            raise Torn("fake", 0)
        if world.torn:
            world.torn -= 1
            return b""
        return self.card.to_bytes(7, "big") + OK

    def leave(self, *, reset: bool) -> None:
        return


def live(world: World) -> tuple[list[int], list[Fault]]:
    """Let the watch serve to the end of the plan; return the cards booked and the troubles told."""
    booked: list[int] = []
    told: list[Fault] = []

    def events(event: Tap | Trouble) -> None:
        if isinstance(event, Tap):
            booked.append(int(event.number, 16))
        elif not world.done:
            told.append(event.fault)

    world.speed += [0, 0, 0]  # nothing happens before the watch is sure of what it found
    watch = ReaderWatch(world, READER, events, lambda: world.now_ms)
    while not world.done:
        watch.serve()
    return booked, told


CARDS = ("hold", "take", "swap")
SHAKES = ("shake", "shake long", "shake for ever")
HAPPENINGS = (*CARDS, *(f"{each}: {half}" for each in CARDS for half in ("not counted yet", "not seen yet")), *SHAKES)
SPEED = st.lists(st.integers(0, 4), max_size=60)


@given(plan=st.lists(st.sampled_from(HAPPENINGS), max_size=40), speed=SPEED)
def test_every_badge_is_booked_once_or_reported(plan: list[str], speed: list[int]) -> None:
    world = World(plan, speed)
    halves = sum(": " in each for each in plan)

    booked, told = live(world)

    assert booked == sorted(set(booked)), "in the order held, none twice"
    assert set(booked) <= set(world.held)
    dealt_with = len(booked) + told.count(Fault.AGAIN)
    # Where each look is half of something nobody can say how many came: then she is asked once too often at most.
    assert dealt_with == len(world.held) or (dealt_with > len(world.held) and halves > 3)
    assert Fault.DOWN not in told


@given(plan=st.lists(st.sampled_from((*HAPPENINGS, "crash")), max_size=40), speed=SPEED)
@example(plan=["crash", "hold"], speed=[])  # booked, and still there when the service is back
def test_also_when_the_service_crashes_no_badge_is_booked_twice_or_lost_silently(
    plan: list[str], speed: list[int]
) -> None:
    world = World(plan, speed)

    booked, told = live(world)

    assert booked == sorted(set(booked))
    assert set(booked) <= set(world.held)
    unbooked = set(world.held) - set(booked)
    # What was held while the service was away is covered by the reader shown as out of order.
    assert len(unbooked - world.disturbed) <= told.count(Fault.AGAIN)
    if unbooked & world.disturbed:
        assert Fault.DOWN in told


def test_a_loop_that_does_not_count_loses_a_badge_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect: two cards held one after the other while nobody looked are one event for it."""
    told_by_counting = live(World(["swap", "swap", "take"], [2, 2, 2, 2, 2, 2]))
    monkeypatch.setattr(watch, "step", lambda was, now: Step(now.present and not was.present, 0))

    booked, told = live(World(["swap", "swap", "take"], [2, 2, 2, 2, 2, 2]))

    assert len(told_by_counting[0]) + told_by_counting[1].count(Fault.AGAIN) == 2
    assert len(booked) + told.count(Fault.AGAIN) < 2


@pytest.mark.parametrize(
    ("half", "believed", "counted"),
    [("not counted yet", ([0], [Fault.AGAIN]), ([], [])), ("not seen yet", ([0], [Fault.AGAIN]), ([], [Fault.AGAIN]))],
)
def test_a_loop_that_believes_each_look_asks_for_a_badge_it_has_or_says_nothing(
    monkeypatch: pytest.MonkeyPatch, half: str, believed: object, counted: object
) -> None:
    """The planted defects: half a look is taken for whole, and for all that is counted."""
    plan = [f"hold: {half}"]
    assert live(World([*plan], [])) == ([0], [])

    monkeypatch.setattr(ReaderWatch, "_certain", lambda self, context, was, now: now)
    assert live(World([*plan], [])) == believed
    monkeypatch.setattr(steps, "agree", lambda was, now: True)
    assert live(World([*plan], [])) == counted


@pytest.mark.parametrize("half", HALF_LOOKS)
def test_a_badge_seen_half_is_booked_once_however_long_that_lasts(half: str) -> None:
    plan = [f"take: {half}", f"swap: {half}", f"take: {half}", f"hold: {half}"]
    assert live(World(plan, [])) == ([0, 1], [])


def test_a_badge_that_lay_there_when_the_terminal_started_is_asked_for_again() -> None:
    world = World(["swap", "take"], [])
    world.card, world.counter = 0, 1
    world.held.append(0)

    booked, told = live(world)

    assert (booked, told) == ([1], [Fault.AGAIN])


def test_a_badge_that_rested_through_a_crash_is_booked_once() -> None:
    assert live(World(["crash", "crash", "hold"], [])) == ([0], [Fault.DOWN, Fault.BOOKED, Fault.DOWN, Fault.BOOKED])


def test_a_reader_that_comes_back_without_memory_books_the_badge_on_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect: what lay there booked when the reader was lost is forgotten."""
    monkeypatch.setattr(ReaderWatch, "_remember_resting", lambda self: None)

    booked, _ = live(World(["crash", "crash", "hold"], []))

    assert booked == [0, 0, 0]


def test_a_badge_held_while_the_service_was_away_is_booked_when_it_is_back() -> None:
    world = World([], [])
    context, calls = world.context, iter(range(9))

    def away_at_first() -> WorldContext:
        # Up and empty, down, and up again with a badge on the reader.
        turn = next(calls)
        if turn == 0:
            world.plan = ["crash"]
        if turn == 1:
            world.card, world.counter = 7, 1
            raise ServiceDown("fake", 0)
        return context()

    world.context = away_at_first  # type: ignore[method-assign]

    assert live(world) == ([7], [Fault.DOWN])


@pytest.mark.parametrize("shake", ["shake", "shake long"])
def test_a_torn_badge_is_read_again_silently_while_it_lies_there(shake: str) -> None:
    assert live(World(["hold", shake], [])) == ([0], [])


def test_a_badge_that_cannot_be_read_at_all_is_asked_for_again_once() -> None:
    world = World(["hold", "shake for ever"], [])

    assert live(world) == ([], [Fault.AGAIN])
    assert world.now_ms == sum(AGAIN_MS)


def test_a_booked_badge_that_could_not_be_read_for_long_after_a_crash_is_not_booked_twice() -> None:
    assert live(World(["crash", "shake long", "hold"], [])) == ([0], [Fault.DOWN, Fault.BOOKED])


def test_a_badge_that_another_program_holds_is_read_once_it_is_free() -> None:
    world, busy = World(["hold"], []), iter(range(9))
    connect = WorldContext.connect

    def held_by_another(context: WorldContext, reader: str) -> WorldCard:
        if next(busy, None) is not None:
            raise Busy("fake", 0)
        return connect(context, reader)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorldContext, "connect", held_by_another)
        assert live(world) == ([0], [])


def test_a_reader_that_is_unavailable_is_gone_and_comes_back() -> None:
    world = World(["take", "hold"], [])
    events: list[Tap | Trouble] = []
    watch = ReaderWatch(world, READER, events.append, lambda: 0)
    whole = world.look
    world.look = lambda: Look(UNAVAILABLE)  # type: ignore[method-assign]
    watch.serve()
    assert watch.state == "gone"
    world.look = whole  # type: ignore[method-assign]
    watch.serve()

    assert [event.fault if isinstance(event, Trouble) else event.number for event in events][:2] == [
        Fault.DOWN,
        "00000000000000",
    ]


def test_a_fault_nobody_thought_of_is_told_and_not_only_logged() -> None:
    """Whoever took her badge away meanwhile would else believe that she has stamped."""

    def unthought(_card: Card, _atr: bytes) -> Medium:
        raise ValueError("nobody thought of it")

    events: list[Tap | Trouble] = []
    watch = ReaderWatch(World(["take", "hold"], []), READER, events.append, lambda: 0, unthought)

    watch.serve()

    assert events == [Trouble(READER, Fault.DOWN)]
    assert watch.state == "down"


@dataclass
class Says:
    answer: bytes

    def transmit(self, command: bytes) -> bytes:
        return self.answer

    def leave(self, *, reset: bool) -> None:
        return


@pytest.mark.parametrize(
    ("answer", "atr", "fault"),
    [
        ("", "", Torn),
        ("90", "", Torn),
        ("9000", "", NoNumber),
        ("6A81", "", NoNumber),
        ("04A1B2C3D4E5F66300", "", NoNumber),
        ("04A1B2C3D49000", "", NoNumber),
        ("08A1B2C39000", "", RandomNumber),
        ("04A1B2C39000", DESFIRE_ATR.hex(), RandomNumber),
        ("00" * 300 + "9000", "", NoNumber),
    ],
)
def test_what_is_no_steady_number_is_not_taken_for_one(answer: str, atr: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        by_number(Says(bytes.fromhex(answer)), bytes.fromhex(atr))


@pytest.mark.parametrize("number", ["04A1B2C3", "04A1B2C3D4E5F6", "0102030405060708", "08A1B2C3D4E5F6"])
def test_a_number_is_upper_case_hex(number: str) -> None:
    assert by_number(Says(bytes.fromhex(number) + OK), b"") == Medium(number)


@pytest.mark.parametrize(
    ("name", "virtual", "wanted"),
    [
        ("Virtual PCD 00 00", True, True),
        ("virtual pcd", True, True),
        ("Some vpcd thing", True, True),
        ("ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00", False, True),
        ("ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] 01 00", False, False),
    ],
)
def test_readers_are_chosen_by_name(name: str, *, virtual: bool, wanted: bool) -> None:
    assert is_virtual(name) is virtual
    assert Choice().wants(name) is wanted
    assert Choice().refuses(name) is virtual
    assert not Choice(allow_virtual=True).refuses(name)
    assert Choice(("PICC",)).wants(name) is ("PICC" in name)


@dataclass
class NoService:
    """A card service that is not there until it is."""

    context: Callable[[], WorldContext]


def test_a_service_that_is_not_there_at_the_start_is_told_and_waited_for() -> None:
    world = World(["take"], [])
    up: list[bool] = []

    def context() -> WorldContext:
        if not up:
            raise ServiceDown("SCardEstablishContext", 0x8010001D)
        return WorldContext(world, 0)

    events: list[Tap | Trouble] = []
    reader = PcscReader(NoService(context), Choice(), lambda: 0)
    reader.start(events.append)
    try:
        until(lambda: events == [Trouble("pcscd", Fault.DOWN)], "nothing was told")
        assert reader.states() == (("pcscd", "down"),)
        up.append(True)
        until(lambda: [name for name, _ in reader.states()] == [READER], "the reader was not found")
    finally:
        reader.stop()
