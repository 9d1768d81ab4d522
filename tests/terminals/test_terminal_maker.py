"""A card from the factory becomes a badge that proves itself, whatever happens on the way; another's stays as it is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest

from terminals.desfire import orders as desfire_orders
from terminals.desfire.apdu import Line
from terminals.desfire.badge import prove
from terminals.desfire.cipher import AesKey
from terminals.desfire.diversify import Way
from terminals.desfire.faults import Denied, DesfireError, Malformed
from terminals.desfire.keyring import MasterKeys
from terminals.desfire.maker import Made, Maker, NotMade
from terminals.desfire.messages import Mode
from terminals.desfire.orders import FileSettings, Orders
from terminals.desfire.profile import Profile, ProfileError, Proof, Read, Source
from terminals.pcsc.medium import Medium, ProvenFirst
from terminals.wire import Level
from tests.terminals.making import (
    ABOUT,
    LAST_DAY,
    NUMBER,
    NUMBER_2,
    PROFILE,
    READ,
    READ_2,
    ROTATED,
    UID,
    WITH_NUMBER,
    WRITE,
    WRITE_2,
    held,
    keys,
    make,
    rotated_keys,
    said,
)
from tests.terminals.sim.desfire_card import DesfireCard, File, new_card, own_key

BY_FILE = replace(WITH_NUMBER, number=Source.FILE)


@pytest.mark.parametrize("proof", Proof)
@pytest.mark.parametrize("size", [1, 11, 12, 32, 200])
def test_a_new_card_becomes_a_badge_of_the_layout_our_papers_say(proof: Proof, size: int) -> None:
    card = new_card(UID)
    made = make(card, replace(WITH_NUMBER, proof=proof, file_bytes=size))

    assert (made.uid, made.changed, len(made.record)) == (UID, True, size)
    assert card.application == bytes.fromhex("F54230")
    assert card.keys == {0: own_key(WRITE, ABOUT), 1: own_key(READ, ABOUT), 2: NUMBER}
    assert card.versions == {0: 1, 1: 1, 2: 1}
    assert card.files == {1: File(made.record, key_no=1, write_no=15, change_no=15)}
    assert card.key_settings == 0x01
    by_file = replace(PROFILE, proof=proof, file_bytes=size, number=Source.FILE)
    assert held(card, by_file, keys()) == Medium(made.record.hex().upper(), "desfire", Level.AUTHENTICATED)
    assert held(card, replace(PROFILE, proof=proof), keys()) == Medium(UID.hex().upper(), "uid", Level.AUTHENTICATED)


def test_a_card_that_takes_frames_of_the_reader_is_written_whole() -> None:
    card, whole = new_card(UID), replace(BY_FILE, read_command=Read.AD, file_bytes=200)
    card.commands -= {0x3D, 0xBD}
    made = make(card, whole)

    assert card.files == {1: File(made.record)}
    assert held(card, whole, keys()).number == made.record.hex().upper()


def test_a_badge_that_is_ready_is_only_looked_at_and_each_has_a_number_of_its_own() -> None:
    card, other = new_card(UID), new_card(UID)
    first, second = make(card), make(card)

    assert second == replace(first, changed=False)
    assert make(other).record != first.record


def test_a_card_with_random_numbers_is_made_ready_where_it_tells_us_the_real_one() -> None:
    card = new_card(UID)
    card.random_number = True

    assert make(card, WITH_NUMBER).uid == UID
    assert make(card, WITH_NUMBER).changed is False
    with pytest.raises(NotMade, match="number_key is not set"):
        make(replace(new_card(UID), random_number=True))


@pytest.mark.parametrize("proof", [Proof.EV1, Proof.EV2])
def test_nobody_writes_reads_or_changes_a_badge_afterwards(proof: Proof) -> None:
    """Not even whoever holds the key that made it; the file would have to be taken for another."""
    card = new_card(UID)
    made = make(card, replace(PROFILE, proof=proof))
    ready = Maker(replace(PROFILE, proof=proof), keys(None))

    def ordered(what: int) -> None:
        line = Line(card.transmit)
        line.select(PROFILE.application_bytes())
        orders = Orders(line, prove(proof, line, 0, AesKey(card.keys[0]), random.Random(1).randbytes))
        [
            lambda: orders.write(1, bytes(32)),
            lambda: orders.change_file(1, FileSettings(1, 0, 0, 32)),
            orders.lock_keys,
        ][what]()

    for what in range(3):
        with pytest.raises(Denied):
            ordered(what)
    assert card.transmit(bytes.fromhex("905A000003F5423000")) == b"\x91\x00"
    assert card.transmit(bytes.fromhex("90BD0000070100000020000000")) == b"\x91\xae", "nobody reads it without a key"
    assert ready.make(card.transmit, UID) == replace(made, changed=False)


class TornAway(Exception):
    """What a reader says of a card that left in the middle."""


@dataclass
class Tearing:
    """The way to a card that is torn away at one command: before it came, after it was obeyed, or in the middle."""

    card: DesfireCard
    at: int = 0
    how: str = "before"
    sent: int = 0

    def __call__(self, command: bytes) -> bytes:
        self.sent += 1
        if self.sent != self.at:
            return self.card.transmit(command)
        self.card.half_writes = self.how == "half"
        if self.how != "before":
            self.card.transmit(command)
        self.card.half_writes = False
        self.card.leave()
        raise TornAway


HOWS = ("before", "after", "half")


def commands(card: DesfireCard, maker: Maker) -> int:
    way = Tearing(card)
    maker.make(way, UID)
    return way.sent


def tears(many: int) -> Iterator[tuple[int, str]]:
    return ((at, how) for at in range(1, many + 1) for how in HOWS)


@pytest.mark.parametrize("proof", [Proof.EV1, Proof.EV2])
def test_a_card_torn_away_at_any_command_is_held_again_and_ends_well(proof: Proof) -> None:
    """In between no terminal takes it for a badge with another number than it has in the end."""
    profile = replace(BY_FILE, proof=proof)
    maker = Maker(profile, keys())
    many = commands(new_card(UID), maker)
    assert many > 20
    for at, how in tears(many):
        card = new_card(UID)
        with pytest.raises(TornAway):
            maker.make(Tearing(card, at, how), UID)
        between = held(card, profile, keys())
        made = maker.make(card.transmit, UID)

        ready = Medium(made.record.hex().upper(), "desfire", Level.AUTHENTICATED)
        assert between in (ready, Medium(UID.hex().upper())), (at, how)
        assert held(card, profile, keys()) == ready, (at, how)
        assert (card.versions, card.key_settings) == ({0: 1, 1: 1, 2: 1}, 0x01), (at, how)
        assert card.files == {1: File(made.record)}, (at, how)


def test_a_card_torn_away_again_and_again_ends_well(counts: Mapping[str, int]) -> None:
    chance = random.Random(20261127)
    maker = Maker(BY_FILE, keys())
    for _ in range(counts["torn_cards"]):
        card = new_card(UID)
        for _ in range(chance.randrange(2, 6)):
            way = Tearing(card, chance.randrange(1, 30), chance.choice(HOWS))
            try:
                maker.make(way, UID)
            except TornAway:
                continue
        made = maker.make(card.transmit, UID)
        assert held(card, BY_FILE, keys()).number == made.record.hex().upper()


def test_a_badge_moves_to_new_keys_even_when_torn_away() -> None:
    """Until it did, its own version says which keys it has; its number stays."""
    mover = Maker(replace(ROTATED, number=Source.FILE), rotated_keys(), rotates=True)

    def badge() -> tuple[DesfireCard, Made]:
        card = new_card(UID)
        return card, make(card, WITH_NUMBER)

    many = commands(badge()[0], mover)
    for at, how in tears(many):
        card, made = badge()
        with pytest.raises(TornAway):
            mover.make(Tearing(card, at, how), UID)
        file = replace(ROTATED, number=Source.FILE)
        assert held(card, file, rotated_keys()).level is Level.AUTHENTICATED, "a terminal takes it at any moment"
        assert mover.make(card.transmit, UID).record == made.record

        assert card.versions == {0: 2, 1: 2, 2: 2}
        assert card.keys == {0: own_key(WRITE_2, ABOUT), 1: own_key(READ_2, ABOUT), 2: NUMBER_2}


@pytest.mark.parametrize("source", Source)
def test_keys_of_before_prove_a_badge_until_their_last_day_and_count_for_less_then(source: Source) -> None:
    card, profile = new_card(UID), replace(ROTATED, number=source)
    made = make(card, WITH_NUMBER)
    number = made.record if source is Source.FILE else UID

    for day, level in ((LAST_DAY, Level.AUTHENTICATED), (date(2027, 4, 1), Level.IDENTIFIED)):
        assert held(card, profile, rotated_keys(), day) == Medium(
            number.hex().upper(), "desfire" if source is Source.FILE else "uid", level
        )
    Maker(ROTATED, rotated_keys(), rotates=True).make(card.transmit, UID)
    assert held(card, profile, rotated_keys(), date(2027, 4, 1)).level is Level.AUTHENTICATED
    card.versions[1] = 1  # whoever says an older version has to have the older key
    assert held(card, profile, rotated_keys()) == Medium(UID.hex().upper())


def test_a_badge_with_random_numbers_is_known_by_the_keys_it_has() -> None:
    card = new_card(UID)
    made = make(card, WITH_NUMBER)
    card.random_number = True
    profile = replace(ROTATED, number=Source.FILE)

    assert held(card, profile, rotated_keys()).number == made.record.hex().upper()
    assert Maker(profile, rotated_keys(), rotates=True).make(card.transmit, said(card)).record == made.record
    assert held(card, profile, rotated_keys()).number == made.record.hex().upper()


def somebody_elses(change: Callable[[DesfireCard], object]) -> DesfireCard:
    card = new_card(UID)
    make(card)
    change(card)
    return card


OTHERS: list[tuple[str, Callable[[DesfireCard], object], str]] = [
    ("another master key", lambda card: card.keys.update({0: b"X" * 16}), "a master key that is not ours"),
    ("keys of zeros", lambda card: card.versions.update({0: 0}), "a master key that is not ours"),
    ("fewer keys", lambda card: (card.keys.pop(1), card.versions.pop(1)), "somebody else has made application 3042F5"),
    ("more keys", lambda card: card.keys.update({2: bytes(16)}), "application 3042F5 of this card is laid out"),
    ("no AES", lambda card: setattr(card, "keys_of_aes", False), "application 3042F5 of this card is laid out"),
    ("free settings", lambda card: setattr(card, "key_settings", 0x0F), "application 3042F5 of this card is laid out"),
    ("versions", lambda card: card.versions.update({1: 7}), "keys of version 7, which are in no setting"),
    ("a file anybody reads", lambda card: card.files.update({1: File(bytes(32), key_no=14)}), "file 1 of this card"),
    ("a shorter file", lambda card: card.files.update({1: File(bytes(31))}), "file 1 of this card"),
]


@pytest.mark.parametrize(("change", "words"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_what_somebody_else_made_ready_is_left_as_it_is(change: Callable[[DesfireCard], object], words: str) -> None:
    card = somebody_elses(change)
    before = (dict(card.keys), dict(card.versions), dict(card.files), card.key_settings)

    with pytest.raises(NotMade, match=words):
        make(card)
    assert (card.keys, card.versions, card.files, card.key_settings) == before


def test_what_cannot_be_made_ready_is_told() -> None:
    locked = replace(new_card(UID), anybody_creates=False)
    with pytest.raises(NotMade, match="only whoever has the key of the whole card"):
        make(locked)
    old = new_card(UID)
    make(old, WITH_NUMBER)
    with pytest.raises(NotMade, match="keys of version 1; --rotate gives it those of now"):
        Maker(ROTATED, rotated_keys()).make(old.transmit, UID)
    no_writer = replace(rotated_keys(), earlier={1: replace(keys(), write=None)})
    with pytest.raises(NotMade, match="write_key of version 1 is not set"):
        Maker(ROTATED, no_writer, rotates=True).make(old.transmit, UID)
    with pytest.raises(Malformed, match="does not wait for the rest"):
        make(new_card(UID), replace(PROFILE, file_bytes=200), impatient(new_card(UID)))
    assert issubclass(NotMade, DesfireError)


def impatient(card: DesfireCard) -> Callable[[bytes], bytes]:
    def answer(command: bytes) -> bytes:
        said = card.transmit(command)
        return b"\x91\x00" if said == b"\x91\xaf" else said

    return answer


@pytest.mark.parametrize(
    ("profile", "with_keys", "words"),
    [
        (PROFILE, replace(keys(), write=None), "write_key is the name"),
        (PROFILE, replace(keys(), write=AesKey(READ)), "is another than those that read"),
        (PROFILE, replace(keys(), write=AesKey(NUMBER)), "is another than those that read"),
        (replace(PROFILE, read_key_no=0), keys(), "key 0 makes badges ready"),
        (replace(PROFILE, number_key_no=0), keys(), "key 0 makes badges ready"),
        (replace(PROFILE, number_key_no=1), keys(), "key 0 makes badges ready"),
        (replace(PROFILE, file_mode=Mode.MACED), keys(), "file_mode is enciphered"),
        (replace(PROFILE, diversification=Way.NONE), keys(), "each with a key of its own"),
        (replace(PROFILE, read_command=Read.AD, file_bytes=240), keys(), "a file is written whole, at most 239"),
        (PROFILE, replace(keys(), earlier={0: keys()}), "keys of version 0"),
    ],
)
def test_a_profile_by_which_no_good_badge_can_be_made_is_refused(
    profile: Profile, with_keys: MasterKeys, words: str
) -> None:
    with pytest.raises(ProfileError, match=words):
        Maker(profile, with_keys)


def test_keys_between_those_that_are_used_are_no_open_door() -> None:
    card = new_card(UID)
    make(card, replace(WITH_NUMBER, read_key_no=3, number_key_no=1))

    assert card.keys == {0: own_key(WRITE, ABOUT), 1: NUMBER, 2: own_key(WRITE, ABOUT), 3: own_key(READ, ABOUT)}


class Hasty(Maker):
    """Gives a card its keys before its number is there and locked."""

    def _file(self, orders: Orders) -> bool:
        about = self._profile.about(UID)
        orders.change_key(1, self._key(1, about, 1), self._key(1, about, 0), 1)
        return super()._file(orders)


def planted(name: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """Plant one defect and return the proof that has to see it."""
    change_key = Orders.change_key
    match name:
        case "no sum over the new key":
            monkeypatch.setattr(desfire_orders, "sum_of", lambda raw: b"")
        case "the new key as it is":
            monkeypatch.setattr(desfire_orders, "xor", lambda new, old: new)
        case "no version":
            monkeypatch.setattr(
                Orders, "change_key", lambda self, no, new, old, version: change_key(self, no, new, old, 0)
            )
        case "writing is not locked":
            monkeypatch.setattr(Orders, "change_file", lambda *order: None)
        case "settings are not locked":
            monkeypatch.setattr(Orders, "lock_keys", lambda self: None)
        case "an old key counts for ever":
            monkeypatch.setattr(ProvenFirst, "_level", lambda self, badge: Level.AUTHENTICATED)
            return lambda: test_keys_of_before_prove_a_badge_until_their_last_day_and_count_for_less_then(Source.UID)
        case _:
            monkeypatch.setattr("tests.terminals.test_terminal_maker.Maker", Hasty)
            return lambda: test_a_card_torn_away_at_any_command_is_held_again_and_ends_well(Proof.EV2)
    return whole


def whole() -> None:
    """Two proofs in short: what is on a badge that is ready, and that it moves to new keys."""
    card = new_card(UID)
    made = make(card)
    assert card.files == {1: File(made.record)}
    assert card.key_settings == 0x01
    assert card.versions == {0: 1, 1: 1}
    test_a_badge_moves_to_new_keys_even_when_torn_away()


@pytest.mark.parametrize(
    "name",
    [
        "no sum over the new key",
        "the new key as it is",
        "no version",
        "writing is not locked",
        "settings are not locked",
        "keys before the number",
        "an old key counts for ever",
    ],
)
def test_a_defect_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = planted(name, monkeypatch)
    with pytest.raises((AssertionError, DesfireError)):
        proof()
