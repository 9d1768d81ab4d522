"""Badges made ready for tests: the keys of a city, of now and of before, and what a terminal takes a card for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from terminals.desfire.badge import ProvenBadges
from terminals.desfire.cipher import AesKey
from terminals.desfire.diversify import Way
from terminals.desfire.keyring import MasterKeys
from terminals.desfire.maker import Made, Maker
from terminals.desfire.profile import Earlier, Profile
from terminals.pcsc.medium import Medium, ProvenFirst
from tests.terminals.sim.desfire_card import ATR, DesfireCard

UID, ABOUT = bytes.fromhex("04782E21801D80"), bytes.fromhex("04782E21801D803042F5")
READ, WRITE, NUMBER = bytes.fromhex("00112233445566778899AABBCCDDEEFF"), b"W" * 16, b"N" * 16
READ_2, WRITE_2, NUMBER_2 = b"r" * 16, b"w" * 16, b"n" * 16
LAST_DAY = date(2027, 3, 31)
PROFILE = Profile("3042F5", "badge-read", write_key="badge-write")
WITH_NUMBER = replace(PROFILE, number_key="badge-number")
ROTATED = replace(
    WITH_NUMBER, key_version=2, earlier=(Earlier(1, "badge-read-1", LAST_DAY, "badge-number-1", "badge-write-1"),)
)


def keys(number: bytes | None = NUMBER) -> MasterKeys:
    return MasterKeys(Way.AN10922, AesKey(READ), AesKey(number) if number else None, AesKey(WRITE))


def rotated_keys() -> MasterKeys:
    return MasterKeys(Way.AN10922, AesKey(READ_2), AesKey(NUMBER_2), AesKey(WRITE_2), earlier={1: keys()})


def make(card: DesfireCard, profile: Profile = PROFILE, transmit: Callable[[bytes], bytes] | None = None) -> Made:
    number = NUMBER if profile.number_key else None
    return Maker(profile, keys(number)).make(transmit or card.transmit, said(card))


def said(card: DesfireCard) -> bytes:
    return card.transmit(bytes.fromhex("FFCA000000"))[:-2]


def held(card: DesfireCard, profile: Profile, with_keys: MasterKeys, day: date = LAST_DAY) -> Medium:
    return ProvenFirst(ProvenBadges(profile, with_keys), lambda: day)(card, ATR)
