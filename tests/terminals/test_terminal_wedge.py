"""Every number a device types is booked once or reported, and a person who types is no badge."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from terminals.agent import Agent
from terminals.pcsc.uid import NoNumber, RandomNumber
from terminals.reader import Fault, Readers, Tap, Trouble
from terminals.replay import ReplayReader
from terminals.screen import Screen
from terminals.wedge.device import Event, Events, grabbed
from terminals.wedge.layout import Layout, can_type, typed
from terminals.wedge.number import Number, read
from terminals.wedge.profile import WedgeError, WedgeProfile, Writing
from terminals.wedge.typing import Torn, Typed, Typing
from terminals.wedge.watch import WedgeReader
from terminals.wire import badge_hash
from tests.terminals.parts import DEVICE, KEY, Hands, a_spool
from tests.terminals.sim import typist
from tests.terminals.sim.pcscd import until
from tests.terminals.sim.typist import ENTER, Typist, codes, event, kernels, opened, piped, stroke

SCANNER = WedgeProfile(Path("/dev/input/by-id/usb-scanner-event-kbd"))
NUMBER = "04A1B2C3D4E5F6"
CODE = "TC1" + "0123456789ABCDEF" * 2
TORN = Torn()


def ended(raw: bytes, profile: WedgeProfile = SCANNER) -> list[Typed | Torn]:
    """Return what a stream of the kernel brought to an end."""
    typing = Typing(profile)
    return [each for event in Events().of(raw) if (each := typing.take(event)) is not None]


def test_a_number_is_what_stands_before_enter() -> None:
    assert ended(typist.typed(NUMBER) + typist.typed("11223344", 2_000_000)) == [Typed(NUMBER), Typed("11223344")]


@pytest.mark.parametrize(
    ("layout", "keys", "text"),
    [
        (Layout.US, [21, 44, 12, 53], "YZ-/"),
        (Layout.DE, [21, 44, 53, 43], "ZY-#"),
        (Layout.US, [71, 80, 82, 74], "720-"),  # the keypad
        (Layout.DE, [2, 11, 30, 26], "10AÜ"),
    ],
)
def test_keys_are_read_by_the_layout_of_the_device(layout: Layout, keys: Sequence[int], text: str) -> None:
    assert ended(codes([*keys, ENTER]), replace(SCANNER, layout=layout)) == [Typed(text)]


def test_keys_that_are_held_change_what_others_type() -> None:
    assert [typed(Layout.US, 39, frozenset({42})), typed(Layout.DE, 52, frozenset({54}))] == [":", ":"]
    assert [typed(Layout.DE, 16, frozenset({100})), typed(Layout.US, 16, frozenset({100}))] == ["@", None]


@pytest.mark.parametrize(
    ("profile", "raw", "outcome"),
    [
        (SCANNER, typist.typed("AB") + stroke(ENTER, 1_050_000), [Typed("AB")]),  # CR and LF
        (SCANNER, stroke(ENTER, 1), []),
        (SCANNER, typist.typed("AB", step_us=51_000), [TORN]),  # a person
        (SCANNER, typist.typed("AB", step_us=50_000), [Typed("AB")]),
        (SCANNER, typist.typed("ABC", step_us=-4_000), [TORN]),  # no clock goes back
        (SCANNER, typist.typed("A", end=stroke(29, 1_004_000)) + codes([30, ENTER], 1_008_000), [TORN]),  # Ctrl
        (SCANNER, typist.typed("A" * 300), [TORN]),
        (replace(SCANNER, enter=False, suffix="X"), typist.typed("12X", end=b"") * 2, [Typed("12X")] * 2),
        (SCANNER, event(1, 1, 30, 1) + event(2, 1, 30, 2) + event(3, 1, 30, 0) + stroke(ENTER, 9), [Typed("A")]),
    ],
    ids=["two ends", "an end alone", "slow", "just in time", "back", "ctrl", "endless", "suffix", "held down"],
)
def test_a_frame_has_one_end_and_no_pause(profile: WedgeProfile, raw: bytes, outcome: list[Typed | Torn]) -> None:
    assert ended(raw, profile) == outcome


def test_the_rest_of_a_number_is_never_another_number() -> None:
    torn = typist.typed("04A1B2", end=b"") + typist.typed("C3D4E5F6", 1_080_000)

    assert ended(torn + typist.typed(NUMBER, 3_000_000)) == [TORN, Typed(NUMBER)]


def test_where_the_kernel_lost_keys_nothing_is_taken_up_to_the_next_end() -> None:
    lost = event(1_030_000, 0, 3, 0) + stroke(30, 1_031_000) + event(1_032_000, 0, 0, 0)

    raw = typist.typed("04A1", end=lost) + typist.typed("B2C3D4E5", 1_033_000) + typist.typed(NUMBER, 2_000_000)
    assert ended(raw) == [TORN, TORN, Typed(NUMBER)]


def test_what_was_given_up_is_told_once_and_its_late_end_takes_nothing() -> None:
    typing = Typing(SCANNER)
    for each in Events().of(typist.typed("04A1", end=b"")):
        typing.take(each)

    assert (typing.unfinished, typing.give_up()) == (True, TORN)
    told = typing.unfinished
    outcomes = [typing.take(each) for each in Events().of(typist.typed(NUMBER, 9_000_000))]
    assert ([each for each in outcomes if each], told) == ([TORN], False)


@pytest.mark.parametrize(
    ("writing", "text", "number"),
    [
        (Writing.HEX, "04A1B2C3D4E5F6", Number("04A1B2C3D4E5F6", "uid")),
        (Writing.HEX, "0X04:A1:B2:C3", Number("04A1B2C3", "uid")),
        (Writing.HEX_REVERSED, "F6E5D4C3B2A104", Number("04A1B2C3D4E5F6", "uid")),
        (Writing.DECIMAL, "0077705923", Number("04A1B2C3", "uid")),
        (Writing.DECIMAL, "1303689068602870", Number("04A1B2C3D4E5F6", "uid")),
        (Writing.DECIMAL_REVERSED, "3283263748", Number("04A1B2C3", "uid")),
        (Writing.PRINTED, "00450481", Number("343530343831", "number")),
        (Writing.QR, CODE, Number("0123456789ABCDEF" * 2, "qr")),
    ],
)
def test_a_number_is_read_as_the_device_writes_it(writing: Writing, text: str, number: Number) -> None:
    assert read(text, replace(SCANNER, number=writing)) == number


@pytest.mark.parametrize(
    ("profile", "text"),
    [
        (SCANNER, "04A1B2C3D4"),
        (SCANNER, "04A1B2C3D4E5F"),
        (SCANNER, "00000000"),
        (SCANNER, "8804A1B2"),
        (SCANNER, CODE),
        (replace(SCANNER, number_bytes=7), "04A1B2C3"),
        (replace(SCANNER, prefix="U"), "04A1B2C3"),
        (replace(SCANNER, prefix="U", suffix="U"), "U"),
        (replace(SCANNER, number=Writing.DECIMAL), "9" * 25),
        (replace(SCANNER, number=Writing.DECIMAL, number_bytes=4), "4294967296"),
        (replace(SCANNER, number=Writing.PRINTED), "000"),
        (replace(SCANNER, number=Writing.PRINTED), "9" * 21),
        (replace(SCANNER, number=Writing.QR), NUMBER),
        (replace(SCANNER, number=Writing.QR), CODE + "0"),
    ],
)
def test_what_is_no_number_of_a_badge_is_refused_and_told_to_nobody(profile: WedgeProfile, text: str) -> None:
    with pytest.raises(NoNumber) as fault:
        read(text, profile)
    assert text not in str(fault.value)


def test_a_number_that_changes_each_time_is_refused() -> None:
    with pytest.raises(RandomNumber):
        read("C3B2A108", replace(SCANNER, number=Writing.HEX_REVERSED))


def test_what_stands_around_a_number_is_taken_off() -> None:
    assert read("U04A1B2C3;", replace(SCANNER, prefix="u", suffix=";")).number == "04A1B2C3"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"device": Path("/dev/input/event3")}, "another one after the next start"),
        ({"enter": False}, "Enter or with a suffix"),
        ({"prefix": "ß"}, "cannot be typed"),
        ({"suffix": "@@", "layout": Layout.US, "prefix": "Ä"}, "layout us"),
        ({"number_bytes": 5}, "4, 7, 8, 10 or 0"),
        ({"within_ms": 51}, "between 1 and 50"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(WedgeError, match=words):
        replace(SCANNER, **values)
    assert can_type(Layout.DE, "Ä;")


@dataclass(frozen=True)
class Held:
    """One badge held to a device, and what became of its keystrokes on the way: whole, late in the middle, or cut."""

    number: str
    how: str

    def stream(self, at_us: int) -> bytes:
        half = len(self.number) // 2
        match self.how:
            case "whole":
                return typist.typed(self.number, at_us)
            case "late":
                first = typist.typed(self.number[:half], at_us, end=b"")
                return first + typist.typed(self.number[half:], at_us + half * 4_000 + 60_000)
            case _:
                return typist.typed(self.number[:half], at_us, end=b"")


Making = Callable[[WedgeProfile], Typing]


def played(
    devices: Sequence[Sequence[Held]], cuts: Sequence[int], making: Making = Typing
) -> list[list[tuple[Typed | Torn, ...]]]:
    """Play two devices side by side, their streams cut and mixed as `cuts` say; return what each hold came to."""
    typings = [making(SCANNER) for _ in devices]
    events = [Events() for _ in devices]
    found: list[list[tuple[Typed | Torn, ...]]] = [[] for _ in devices]
    sizes = iter([*cuts, *[10_000] * 100])
    for n in range(max(map(len, devices))):
        left = {no: holds[n].stream((n + 1) * 5_000_000) for no, holds in enumerate(devices) if n < len(holds)}
        came: dict[int, list[Typed | Torn]] = {no: [] for no in left}
        while any(left.values()):
            for no, raw in left.items():
                size = next(sizes)
                came[no] += [each for one in events[no].of(raw[:size]) if (each := typings[no].take(one)) is not None]
                left[no] = raw[size:]
        for no, outcomes in came.items():
            if typings[no].unfinished:
                outcomes.append(typings[no].give_up())
            found[no].append(tuple(outcomes))
    return found


def expected(holds: Sequence[Held]) -> Iterator[tuple[Typed | Torn, ...]]:
    """Say what has to come of each hold: its number, or a report; behind one that was cut nothing can be taken."""
    behind_cut = False
    for held in holds:
        yield (Typed(held.number),) if held.how == "whole" and not behind_cut else (TORN,)
        behind_cut = held.how == "cut"


HOLDS = st.lists(
    st.builds(
        Held,
        st.binary(min_size=4, max_size=7).map(lambda raw: raw.hex().upper()),
        st.sampled_from(["whole", "whole", "late", "cut"]),
    ),
    min_size=1,
    max_size=4,
)


@given(HOLDS, HOLDS, st.lists(st.integers(0, 700), max_size=60))
@example([Held("04A1B2C3", "late")], [Held(NUMBER, "whole")], [1, 25, 7])
@settings(max_examples=100, deadline=None)
def test_however_the_streams_are_cut_and_mixed_each_number_is_taken_once_or_reported(
    one: list[Held], other: list[Held], cuts: list[int]
) -> None:
    assert played([one, other], cuts) == [list(expected(one)), list(expected(other))]


class Forgetful(Typing):
    """A planted defect: after a pause it begins anew, as if the rest were a number."""

    def _press(self, event: Event) -> Typed | Torn | None:
        if self._begun and event.at_us - self._last_us > self._within_us:
            self._text, self._begun = "", False
        return super()._press(event)


def test_a_device_that_begins_anew_after_a_pause_would_be_found() -> None:
    holds = [Held("0011223304A1B2C3", "late")]

    assert played([holds], [], Forgetful) == [[(Typed("04A1B2C3"),)]]
    assert played([holds], []) == [list(expected(holds))]


def test_devices_that_share_what_they_typed_would_be_found() -> None:
    shared = Typing(SCANNER)
    holds = [[Held("04A1B2C3", "whole")], [Held("11223344", "whole")]]

    assert played(holds, [200] * 40, lambda profile: shared) != [list(expected(each)) for each in holds]


@dataclass
class Wall:
    """An agent with devices that type: what it stored, what it told, and the states it reports."""

    reader: Readers
    happened: list[Tap | Trouble]
    stored: Callable[[], int]

    def state(self) -> list[str]:
        return [state for _, state in self.reader.states()]


Plugged = Callable[[Path], AbstractContextManager[Typist]]
# The kernel's own way where it has one; a named pipe is there everywhere.
WAYS: list[tuple[Plugged, Callable[[Path], int]]] = [(piped, opened)]
if os.access(typist.UINPUT, os.W_OK) and Path("/dev/input").is_dir():
    WAYS.append((kernels, grabbed))


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Callable[..., Wall]]:
    with ExitStack() as ends:

        def build(*profiles: WedgeProfile, way: Callable[[Path], int] = opened) -> Wall:
            hands, spool = Hands(), a_spool(tmp_path)
            ends.callback(spool.close)
            agent = Agent(DEVICE, KEY, bytes(32), spool=spool, screen=Screen(lambda: hands.mono), clock=hands.clock())
            happened: list[Tap | Trouble] = []

            def hear(event: Tap | Trouble) -> None:
                happened.append(event)
                agent.happened(event)

            reader = Readers([WedgeReader(profiles, lambda: hands.mono, way)])
            reader.start(hear)
            ends.callback(reader.stop)
            return Wall(reader, happened, lambda: spool.counts().captured)

        yield build


@pytest.mark.parametrize(("plugged", "way"), WAYS)
def test_two_devices_book_at_once_and_one_that_is_pulled_out_is_told_and_taken_up_again(
    wall: Callable[..., Wall], tmp_path: Path, plugged: Plugged, way: Callable[[Path], int]
) -> None:
    left = WedgeProfile(tmp_path / "left", "Links")
    right = WedgeProfile(tmp_path / "right", "Rechts", Writing.QR)
    held = wall(left, right, way=way)
    until(lambda: len(held.happened) == 2, "missing devices are not told of")
    assert held.state() == ["gone", "gone"]
    assert {*held.happened} == {Trouble("Links", Fault.DOWN), Trouble("Rechts", Fault.DOWN)}

    with plugged(right.device) as scanner:
        with plugged(left.device) as typing:
            until(lambda: held.state() == ["ready", "ready"], "the devices are not taken up")
            typing.types(typist.typed(NUMBER))
            scanner.types(typist.typed(CODE))
            until(lambda: held.stored() == 2, "two badges are not stored")
            typing.types(typist.typed("04A1", 9_000_000, end=b""))
        until(lambda: held.state() == ["gone", "ready"], "a device that was pulled out counts as ready")
        with plugged(left.device) as typing:
            until(lambda: held.state() == ["ready", "ready"], "the device is not taken up again")
            typing.types(typist.typed(NUMBER, 20_000_000))
            until(lambda: held.stored() == 3, "the badge is not stored")

    told = [each for each in held.happened[2:] if each.reader == "Links"]
    tap = Tap("Links", NUMBER, 1_000_000)
    assert told == [tap, Trouble("Links", Fault.AGAIN), Trouble("Links", Fault.DOWN), tap, *told[4:]]
    assert Tap("Rechts", CODE[3:], 1_000_000, "qr") in held.happened


def test_what_is_begun_and_not_ended_is_told_while_somebody_waits(wall: Callable[..., Wall], tmp_path: Path) -> None:
    profile = WedgeProfile(tmp_path / "device", "Links")
    os.mkfifo(profile.device)
    held = wall(profile)

    with piped(profile.device) as typing:
        typing.types(typist.typed("04A1", end=b""))
        until(lambda: held.happened == [Trouble("Links", Fault.AGAIN)], "nobody was told")
        typing.types(typist.typed("Z" * 8, 9_000_000) + typist.typed("Z" * 8, 19_000_000))
        until(lambda: len(held.happened) == 3, "nobody was told")

        # Within the block: at its end the device is pulled out, which is told as well.
        assert held.happened == [Trouble("Links", each) for each in (Fault.AGAIN, Fault.AGAIN, Fault.NO_NUMBER)]
        assert held.stored() == 0


def test_what_cannot_be_had_alone_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(OSError, match="Inappropriate ioctl"):
        grabbed(tmp_path / "pipe")


def test_a_scanner_stands_beside_another_reader(tmp_path: Path) -> None:
    heard: list[Tap | Trouble] = []
    reader = Readers([ReplayReader(lambda: 7, ["04a1b2c3"]), WedgeReader([SCANNER], lambda: 7)])
    reader.start(heard.append)
    until(lambda: len(heard) == 2, "one of the readers says nothing")
    names = reader.states()
    reader.stop()

    assert names == (("Replay", "ready"), ("usb-scanner-event-kbd", "gone"))
    assert Tap("Replay", "04A1B2C3", 7) in heard
    assert badge_hash(bytes(32), CODE[3:], "qr") != badge_hash(bytes(32), CODE[3:])
