"""Badges proven with keys in a security module: the same stamps, and no key ever leaves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from terminals.desfire import sam
from terminals.desfire.badge import ProvenBadges
from terminals.desfire.cipher import AesKey
from terminals.desfire.diversify import Way, diversified
from terminals.desfire.maker import Maker
from terminals.desfire.profile import Earlier, Profile, ProfileError, Proof, Source
from terminals.desfire.sam import Entry, Module, ModuleKeys, NoModule, SamKey
from terminals.pcsc.backend import Look, ReaderGone, Torn
from terminals.pcsc.medium import Medium, ProvenFirst
from terminals.pcsc.slot import SamSlot
from terminals.wire import Level
from tests.terminals.making import (
    LAST_DAY,
    NUMBER,
    NUMBER_2,
    READ,
    READ_2,
    ROTATED,
    UID,
    WITH_NUMBER,
    make,
    rotated_keys,
)
from tests.terminals.sim.desfire_card import ATR, DesfireCard, new_card
from tests.terminals.sim.sam_card import SamCard

READ_ENTRY, NUMBER_ENTRY = 12, 13
PROFILE = Profile("3042F5", "12", number_key="13", sam="SAM")
BY_UID = Medium(UID.hex().upper(), "uid", Level.AUTHENTICATED)


def a_module() -> SamCard:
    return SamCard(
        {
            (READ_ENTRY, 1): READ,
            (NUMBER_ENTRY, 1): NUMBER,
            (READ_ENTRY, 2): READ_2,
            (NUMBER_ENTRY, 2): NUMBER_2,
        }
    )


def reading(transmit: Callable[[bytes], bytes], profile: Profile = PROFILE) -> ProvenFirst:
    module = Module(transmit)
    before = ModuleKeys(module, 1, READ_ENTRY, NUMBER_ENTRY)
    keys = replace(before, version=profile.key_version, earlier={1: before} if profile.earlier else {})
    return ProvenFirst(ProvenBadges(profile, keys), lambda: LAST_DAY)


def a_badge() -> DesfireCard:
    card = new_card(UID)
    make(card, WITH_NUMBER)
    return card


@pytest.mark.parametrize("proof", Proof)
@pytest.mark.parametrize("source", Source)
def test_a_badge_proves_itself_and_no_key_leaves_the_module(proof: Proof, source: Source) -> None:
    module, card = a_module(), a_badge()
    card.random_number = True
    medium = reading(module.transmit, replace(PROFILE, proof=proof, number=source))(card, ATR)

    assert medium.level is Level.AUTHENTICATED
    assert medium == BY_UID or source is Source.FILE
    spoken = b"".join(module.asked)
    assert not [key for key in (READ, NUMBER, *card.keys.values()) if key in spoken]


def test_a_copy_is_no_badge_to_a_module_either() -> None:
    copy = a_badge()
    copy.keys[1] = bytes(16)

    assert reading(a_module().transmit)(copy, ATR) == replace(BY_UID, level=Level.IDENTIFIED)


def test_the_module_has_the_keys_of_both_versions() -> None:
    profile = replace(PROFILE, key_version=2, earlier=(Earlier(1, "12", LAST_DAY, "13"),))
    module, card = a_module(), a_badge()
    read = reading(module.transmit, profile)

    assert read(card, ATR) == BY_UID
    Maker(ROTATED, rotated_keys(), rotates=True).make(card.transmit, UID)
    assert read(card, ATR) == BY_UID


def test_keys_take_turns_and_each_goes_on_from_the_iv_it_is_told() -> None:
    """Its only active key is changed for each card; a module that lost it is told again."""
    inside = a_module()
    module = Module(inside.transmit)
    one, other = (SamKey(module, Entry(READ_ENTRY, 1, about)) for about in (b"one", b"other"))
    plain = [diversified(AesKey(READ), Way.AN10922, about) for about in (b"one", b"other")]
    for key, same in ((one, plain[0]), (other, plain[1]), (one, plain[0])):
        for iv in (bytes(16), b"i" * 16):
            assert key.encrypt(iv, b"b" * 32) == same.encrypt(iv, b"b" * 32)
            assert key.decrypt(iv, b"b" * 32) == same.decrypt(iv, b"b" * 32)
        assert key.mac(b"m" * 33) == same.mac(b"m" * 33)
    assert sum(command[1] == 0x01 for command in inside.asked) == 3
    inside.active = b""
    with pytest.raises(NoModule, match="status 6985"):
        one.encrypt(bytes(16), bytes(16))
    assert one.encrypt(bytes(16), bytes(16)) == plain[0].encrypt(bytes(16), bytes(16))


@pytest.mark.parametrize(
    ("answer", "words"), [("6985", "command 01: status 6985"), ("9000", "0 bytes where the module enciphers 16")]
)
def test_a_module_that_does_not_do_it_has_a_name(answer: str, words: str) -> None:
    key = SamKey(Module(lambda command: bytes.fromhex(answer)), Entry(1, 1))
    with pytest.raises(NoModule, match=words):
        key.encrypt(bytes(16), bytes(16))


@dataclass
class Slots:
    """Readers as PC/SC names them, with a module in the last; each context and connection is counted."""

    module: SamCard
    names: tuple[str, ...] = ("Some Reader PICC 00 00", "Virtual PCD SAM", "Some Reader SAM 00 01")
    connected: int = 0
    released: int = 0
    broken: bool = False

    def context(self) -> Slots:
        return self

    def readers(self) -> list[str]:
        return [*self.names]

    def connect(self, reader: str) -> Slots:
        assert reader == self.names[-1]
        self.connected += 1
        return self

    def transmit(self, command: bytes) -> bytes:
        if self.broken:
            raise Torn("SCardTransmit", 0x80100069)
        return self.module.transmit(command)

    def release(self) -> None:
        self.released += 1

    def look(self, reader: str) -> Look:
        raise ReaderGone("SCardGetStatusChange", 0)

    def wait(self, reader: str, was: int, timeout_ms: int) -> Look:
        return self.look(reader)

    def control(self, reader: str, command: bytes) -> bytes:
        raise ReaderGone("SCardControl", 0)

    def wait_for_readers(self, timeout_ms: int) -> None:
        return

    def leave(self, *, reset: bool) -> None:
        return

    def cancel(self) -> None:
        return


def test_a_module_that_was_pulled_out_is_missed_and_found_again(caplog: pytest.LogCaptureFixture) -> None:
    """Meanwhile every badge is stamped by its number: nobody is turned away."""
    slots = Slots(a_module())
    read, card = reading(SamSlot(slots, "SAM")), a_badge()
    levels = [read(card, ATR).level]
    for broken, present in ((True, True), (False, True), (False, False), (False, True)):
        slots.broken, slots.module.present = broken, present
        levels.append(read(card, ATR).level)
    slots.names = slots.names[:1]
    slots.broken = True
    levels += [read(card, ATR).level, read(card, ATR).level]

    a, i = Level.AUTHENTICATED, Level.IDENTIFIED
    assert levels == [a, i, a, i, a, i, i]
    assert (slots.connected, slots.released) == (3, 4)
    for words in ("SCardTransmit: 0x80100069", "the module left in the middle", "there is no slot 'SAM'"):
        assert f"badge not proven fault=NoModule: slot 'SAM': {words}" in caplog.text or words in caplog.text
    assert UID.hex() not in caplog.text.lower()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"read_key": "badge-read"}, "keys are entries of the module, 0 to 127"),
        ({"number_key": "128"}, "keys are entries of the module"),
        ({"earlier": (Earlier(2, "x", LAST_DAY),)}, "keys are entries of the module"),
        ({"diversification": Way.CMAC16}, "a module derives keys by an10922"),
    ],
)
def test_what_a_module_cannot_do_is_refused(values: dict[str, object], words: str) -> None:
    with pytest.raises(ProfileError, match=words):
        replace(PROFILE, **values)  # type: ignore[arg-type]


def planted(name: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Plant one defect and return the proof that has to see it."""
    match name:
        case "no IV is told":
            monkeypatch.setattr(sam, "LOAD_IV", sam.ENCIPHER)
        case "the active key is kept":
            monkeypatch.setattr(Entry, "__eq__", lambda self, other: other is not None)
        case "the number tells no derived key":
            monkeypatch.setattr(sam, "DERIVED", sam.AS_IT_IS)
        case _:
            monkeypatch.setattr(ModuleKeys, "of_version", lambda self, version: self)
            return test_the_module_has_the_keys_of_both_versions
    return test_keys_take_turns_and_each_goes_on_from_the_iv_it_is_told


@pytest.mark.parametrize(
    "name", ["no IV is told", "the active key is kept", "the number tells no derived key", "one version is asked for"]
)
def test_a_defect_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = planted(name, monkeypatch)
    with pytest.raises((AssertionError, NoModule)):
        proof()
