"""Which character a key types, by the layout the device was set to; always upper case, for a number has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum, StrEnum

# Codes of linux/input-event-codes.h.
ENTERS = frozenset({28, 96})
NUMBER_ROW, TOP_ROW, HOME_ROW, BOTTOM_ROW = 2, 16, 30, 44
BACKTICK, BACKSLASH, SPACE, BESIDE_SHIFT, TAB = 41, 43, 57, 86, 15
KEYPAD = {71: "789-456+1230.", 55: "*", 98: "/"}


class Modifier(IntEnum):
    """A key that changes what others type while it is down."""

    LEFT_SHIFT = 42
    RIGHT_SHIFT = 54
    ALT_GR = 100


MODIFIERS = frozenset(Modifier)
SHIFTS = frozenset({Modifier.LEFT_SHIFT, Modifier.RIGHT_SHIFT})
# Of no meaning here, whatever state they are in; other keys (Ctrl, Alt, Meta) type nothing that is a number.
LOCKS = frozenset({58, 69, 70})


class Layout(StrEnum):
    """The keyboard a device pretends to be; it is set on the device."""

    US = "us"
    DE = "de"


class Plane(StrEnum):
    """What is held down while a key is pressed."""

    PLAIN = "plain"
    SHIFT = "shift"
    ALT_GR = "alt_gr"


Keys = Mapping[tuple[int, Plane], str]


def _row(first: int, plane: Plane, characters: str) -> Iterator[tuple[tuple[int, Plane], str]]:
    """Give the keys from `first` on their characters; a blank is a key that types none."""
    return (((first + n, plane), each.upper()) for n, each in enumerate(characters) if each != " ")


def _keys(rows: Mapping[int, str], shifted: Mapping[int, str], alt_gr: Mapping[int, str]) -> Keys:
    keys = {(SPACE, Plane.PLAIN): " ", (TAB, Plane.PLAIN): "\t"}
    for plane, among in ((Plane.PLAIN, {**rows, **KEYPAD}), (Plane.SHIFT, shifted), (Plane.ALT_GR, alt_gr)):
        for first, characters in among.items():
            keys |= dict(_row(first, plane, characters))
    return keys


# The dead keys of the German layout type nothing until the next one, so they are left out.
LAYOUTS: Mapping[Layout, Keys] = {
    Layout.US: _keys(
        {
            NUMBER_ROW: "1234567890-=",
            TOP_ROW: "qwertyuiop[]",
            HOME_ROW: "asdfghjkl;'",
            BOTTOM_ROW: "zxcvbnm,./",
            BACKTICK: "`",
            BACKSLASH: "\\",
            BESIDE_SHIFT: "<",
        },
        {
            NUMBER_ROW: "!@#$%^&*()_+",
            TOP_ROW: "qwertyuiop{}",
            HOME_ROW: 'asdfghjkl:"',
            BOTTOM_ROW: "zxcvbnm<>?",
            BACKTICK: "~",
            BACKSLASH: "|",
            BESIDE_SHIFT: ">",
        },
        {},
    ),
    Layout.DE: _keys(
        {
            NUMBER_ROW: "1234567890",
            TOP_ROW: "qwertzuiopü+",
            HOME_ROW: "asdfghjklöä",
            BOTTOM_ROW: "yxcvbnm,.-",
            BACKSLASH: "#",
            BESIDE_SHIFT: "<",
        },
        {
            NUMBER_ROW: '!"§$%&/()=?',
            TOP_ROW: "qwertzuiopü*",
            HOME_ROW: "asdfghjklöä",
            BOTTOM_ROW: "yxcvbnm;:_",
            BACKTICK: "°",
            BACKSLASH: "'",
            BESIDE_SHIFT: ">",
        },
        {NUMBER_ROW: " ²³   {[]}\\", TOP_ROW: "@", BESIDE_SHIFT: "|"},
    ),
}


def typed(layout: Layout, code: int, held: frozenset[int]) -> str | None:
    """Return what a key types while others are held; None where that is no character."""
    plane = Plane.SHIFT if held & SHIFTS else Plane.PLAIN
    if Modifier.ALT_GR in held:
        plane = Plane.ALT_GR
    return LAYOUTS[layout].get((code, plane))


def can_type(layout: Layout, text: str) -> bool:
    """Say whether a device of this layout can type a text."""
    return {each.upper() for each in text} <= set(LAYOUTS[layout].values())
