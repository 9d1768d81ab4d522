"""Badges are made ready one after the other on a reader, and listed as the import takes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from terminals.answers import Tone
from terminals.desfire.maker import Maker
from terminals.desfire.profile import Source
from terminals.pcsc.backend import Torn
from terminals.pcsc.medium import Medium
from terminals.reader import Fault, Tap, Trouble
from terminals.station import HEADINGS, Station
from terminals.wire import Level
from tests.terminals.making import PROFILE, UID, keys
from tests.terminals.sim.desfire_card import ATR, DesfireCard, new_card
from timeclock.core.badge_numbers import Scheme, read
from timeclock.service import badge_import, listings


class Desk:
    """Who holds the cards: what was listed, and what was told beside it."""

    def __init__(self, source: Source = Source.FILE, many: int = 0) -> None:
        self.listed, self.told, self.done = list[str](), list[str](), Event()
        maker = Maker(replace(PROFILE, number=source), keys(None))
        self.station = Station(
            maker, source, many=many, listed=self.listed.append, told=self.told.append, done=self.done
        )


def uid(no: int) -> bytes:
    return b"\x04" + no.to_bytes(6, "big")


@pytest.mark.parametrize("source", Source)
def test_a_batch_of_cards_becomes_a_list_that_the_import_reads(source: Source) -> None:
    desk = Desk(source, many=3)
    media = [desk.station(new_card(uid(no)), ATR) for no in (1, 2, 3)]

    assert desk.done.is_set()
    content = "\n".join([HEADINGS, *("10001" + line for line in desk.listed)]).encode()
    records = listings.read(content, badge_import.COLUMNS, ("staff_no", "badge"))
    assert [each.cells["staff_no"] for each in records] == ["10001"] * 3
    for record, medium in zip(records, media, strict=True):
        number = read(record.cells["badge"], badge_import.WRITINGS[record.cells["written"].casefold()])
        assert (number.scheme, number.number.hex().upper()) == (medium.scheme, medium.number)
        assert medium.level is Level.AUTHENTICATED
    assert [line.split(";")[3:6:2] for line in desk.listed] == [
        [uid(no).hex().upper(), "authenticated"] for no in (1, 2, 3)
    ]
    assert {each.scheme for each in media} == {Scheme.DESFIRE if source is Source.FILE else Scheme.UID}


def test_each_card_is_listed_once_and_each_is_heard() -> None:
    desk, card = Desk(), new_card(UID)
    first, second = desk.station(card, ATR), desk.station(card, ATR)
    another = Desk()
    another.station(card, ATR)

    assert first == second
    assert len(desk.listed) == 1
    assert desk.told == ["\aready: 1 so far", "\awas ready already: 1 so far"]
    assert another.listed == desk.listed, "on another day it is listed as it was"
    assert not desk.done.is_set()


def test_what_is_left_as_it_is_is_told_with_two_tones_and_not_listed() -> None:
    desk, others = Desk(), new_card(UID)
    Maker(PROFILE, replace(keys(None), write=keys(None).read, read=keys().write or keys().read)).make(
        others.transmit, UID
    )

    assert desk.station(others, ATR) == Medium(UID.hex().upper())
    assert desk.station(new_card(UID), b"\x3b\x8f") == Medium(UID.hex().upper())
    assert desk.station.happened(Trouble("R", Fault.NO_NUMBER)) is None
    assert desk.station.happened(Trouble("R", Fault.AGAIN)) is None
    assert desk.station.happened(Tap("R", UID.hex().upper(), 0)) is Tone.BAD
    assert desk.station.happened(Tap("R", UID.hex().upper(), 0, level=Level.AUTHENTICATED)) is Tone.GOOD
    assert desk.told == [
        "\a\aleft as it is: somebody else has made this card ready: it has a master key that is not ours",
        "\a\aleft as it is: no DESFire: it cannot prove itself",
        "\a\aR: the card tells no number",
        "\a\aR: hold it again: it was away too soon, or lay there already",
    ]
    assert desk.listed == []


class Leaving(DesfireCard):
    """A card that answers nothing from one command on."""

    left = 12

    def transmit(self, command: bytes) -> bytes:
        self.left -= 1
        return super().transmit(command) if self.left > 0 else b""


def test_a_card_that_left_is_torn_and_not_told_as_ready() -> None:
    desk, card = Desk(), Leaving(UID, {}, made=False)
    with pytest.raises(Torn):
        desk.station(card, ATR)

    assert (desk.listed, desk.told) == ([], [])
    card.left = 1000
    card.leave()
    assert desk.station(card, ATR).level is Level.AUTHENTICATED


def test_every_column_of_the_list_is_described() -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/badges.md").read_text("utf-8")

    assert [name for name in HEADINGS.split(";") if f"`{name}`" not in page] == []
