"""Makes badges ready: an application, keys of this city, a number in a file that nobody can change.

Each step looks at the card first and does only what is missing. So a card that was torn away at any moment is held
again and ends as if it had not been.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from terminals.desfire.apdu import Line, Transmit
from terminals.desfire.badge import ProvenBadges, card_uid, prove
from terminals.desfire.cipher import ZERO, AesKey
from terminals.desfire.diversify import Way, diversified
from terminals.desfire.faults import Denied, DesfireError, NoApplication, NoKey, NotProven, Refused, WrongKey
from terminals.desfire.keyring import MasterKeys
from terminals.desfire.messages import Mode
from terminals.desfire.orders import (
    AES_KEYS,
    MASTER,
    NOBODY,
    WRITE,
    WRITE_WHOLE,
    FileSettings,
    KeySettings,
    Orders,
    create_application,
    key_version,
)
from terminals.desfire.profile import UID_BYTES, Profile, ProfileError, Read, Source

NEW = 0
"""The version of the keys of an application that was just created: sixteen zeros."""
FACTORY = AesKey(ZERO)
LONGEST_WHOLE = 239
"""What fits into one command with its header, its check value and what fills up the last block."""


class NotMade(DesfireError):
    """The card was left as it is; the words say why and what to do."""


@dataclass(frozen=True, slots=True)
class Made:
    """A badge that is ready: the number it tells, the one in its file, and whether anything had to be done."""

    uid: bytes
    record: bytes
    changed: bool


class Maker:
    """Makes badges of one profile ready, and moves them to new keys."""

    def __init__(
        self,
        profile: Profile,
        keys: MasterKeys,
        *,
        rotates: bool = False,
        chance: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        _must_make_sense(profile, keys)
        self._profile, self._keys, self._rotates, self._chance = profile, keys, rotates, chance
        self._numbers = range(_number_of_keys(profile))
        self._open = FileSettings(profile.read_key_no, MASTER, MASTER, profile.file_bytes)
        self._locked = replace(self._open, write=NOBODY, change=NOBODY)

    def make(self, transmit: Transmit, said: bytes) -> Made:
        """Bring a card to what a badge of ours is, and read it as a terminal does; `said` is the number it tells.

        Raises NotMade where it is somebody else's, or has keys of an earlier version and nobody said to change them.
        """
        line = Line(transmit)
        self._select(line)
        versions = self._versions(line)
        uid = said if len(said) == UID_BYTES else self._asked(line, versions)
        changed = self._put_right(line, self._profile.about(uid), versions)
        badge = ProvenBadges(replace(self._profile, number=Source.FILE, earlier=()), self._keys, self._chance)
        return Made(uid, badge.read(transmit, said).number, changed)

    def _select(self, line: Line) -> None:
        """Select our application; create it where the card has none."""
        application = self._profile.application_bytes()
        try:
            line.select(application)
        except NoApplication:
            try:
                create_application(line, application, len(self._numbers))
            except (Denied, WrongKey):
                raise NotMade("only whoever has the key of the whole card may create an application on it") from None
            line.select(application)

    def _versions(self, line: Line) -> list[int]:
        """Return the version of each key; raise where one is not ours, or is to be changed and nobody said so."""
        try:
            versions = [key_version(line, no) for no in self._numbers]
        except NoKey:
            raise NotMade(f"somebody else has made application {self._profile.application} on this card") from None
        earlier = sorted(set(versions) & self._keys.earlier.keys())
        if earlier and not self._rotates:
            raise NotMade(f"the badge has keys of version {earlier[0]}; --rotate gives it those of now")
        unknown = set(versions) - self._keys.earlier.keys() - {NEW, self._profile.key_version}
        if unknown:
            raise NotMade(f"the card has keys of version {min(unknown)}, which are in no setting")
        return versions

    def _asked(self, line: Line, versions: list[int]) -> bytes:
        """Return the number of a card that shows another each time."""
        no = self._profile.number_key_no
        if self._keys.number is None:
            raise NotMade("the card shows another number each time, and number_key is not set")
        return card_uid(line, prove(self._profile.proof, line, no, self._key(no, b"", versions[no]), self._chance))

    def _put_right(self, line: Line, about: bytes, versions: list[int]) -> bool:
        """Do what is missing.

        First the number, locked, then the keys: what a terminal takes for a badge never gets another number. The
        master key comes last: until then the next try begins with the same one.
        """
        orders, now = self._master(line, about, versions[MASTER]), self._profile.key_version
        written = self._file(orders)
        locked = self._lock(orders)
        old = [no for no in self._numbers if versions[no] != now]
        for no in old:
            if no != MASTER:
                orders.change_key(no, self._key(no, about, now), self._key(no, about, versions[no]), now)
        if MASTER in old:
            orders.change_own_key(self._key(MASTER, about, now), now)
        return bool(old) or written or locked

    def _master(self, line: Line, about: bytes, version: int) -> Orders:
        try:
            session = prove(self._profile.proof, line, MASTER, self._key(MASTER, about, version), self._chance)
        except (WrongKey, NotProven, NoKey, Refused):
            raise NotMade("somebody else has made this card ready: it has a master key that is not ours") from None
        orders = Orders(line, session)
        settings, keys = orders.key_settings()
        if keys != AES_KEYS | len(self._numbers) or settings not in set(KeySettings):
            raise NotMade(f"application {self._profile.application} of this card is laid out in another way")
        return orders

    def _file(self, orders: Orders) -> bool:
        """Write a number that nobody can guess, and let nobody write it again; say whether that was to be done."""
        file = self._profile.file
        if file not in orders.files():
            orders.create_file(file, self._open)
        told = orders.file_settings(file)
        if told == self._locked.told():
            return False
        if told != self._open.told():
            raise NotMade(f"file {file} of this card is laid out in another way")
        code = WRITE if self._profile.read_command is Read.BD else WRITE_WHOLE
        orders.write(file, self._chance(self._profile.file_bytes), code)
        orders.change_file(file, self._locked)
        return True

    def _lock(self, orders: Orders) -> bool:
        settings, _ = orders.key_settings()
        if settings == KeySettings.LOCKED:
            return False
        orders.lock_keys()
        return True

    def _key(self, no: int, about: bytes, version: int) -> AesKey:
        """Return a key of this card as it is in one version; what no key is for is made as the master key."""
        if version == NEW:
            return FACTORY
        keys, profile = self._keys.of_version(version), self._profile
        if no == profile.read_key_no:
            return keys.of_card(about)
        if no == profile.number_key_no and keys.number is not None:
            return keys.number
        if keys.write is None:
            raise NotMade(f"write_key of version {version} is not set")
        return diversified(keys.write, keys.way, about)


def _number_of_keys(profile: Profile) -> int:
    return max(profile.read_key_no, profile.number_key_no if profile.number_key else 0) + 1


def _must_make_sense(profile: Profile, keys: MasterKeys) -> None:
    """Refuse what would make badges that are none."""
    if keys.write is None:
        raise ProfileError("write_key is the name of the sealed credential that makes badges ready, and is missing")
    if keys.write.raw in (keys.read.raw, *([keys.number.raw] if keys.number else [])):
        raise ProfileError("the key that makes badges ready is another than those that read them")
    if MASTER in (profile.read_key_no, profile.number_key_no) or profile.read_key_no == profile.number_key_no:
        raise ProfileError("key 0 makes badges ready; read_key_no and number_key_no are two others")
    if profile.file_mode is not Mode.ENCIPHERED:
        raise ProfileError("badges are made ready with an enciphered file; file_mode is enciphered")
    if profile.read_command is Read.AD and profile.file_bytes > LONGEST_WHOLE:
        raise ProfileError(f"with read_command AD a file is written whole, at most {LONGEST_WHOLE} bytes")
    if profile.diversification is Way.NONE:
        raise ProfileError("badges are made ready each with a key of its own; diversification is an10922 or cmac16")
    if NEW in keys.earlier:
        raise ProfileError("keys of version 0 are those of a new card and cannot be moved from")
