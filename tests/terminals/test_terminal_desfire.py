"""A badge that proves itself is authenticated; whatever else a card does, it is at most identified, or held again."""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from terminals.agent import Agent
from terminals.desfire import ev1
from terminals.desfire.apdu import Line
from terminals.desfire.badge import ProvenBadges
from terminals.desfire.cipher import AesKey
from terminals.desfire.diversify import Way
from terminals.desfire.faults import (
    Denied,
    DesfireError,
    Forged,
    Malformed,
    NoApplication,
    NoFile,
    NoKey,
    NoNumberWritten,
    Refused,
    Unsupported,
)
from terminals.desfire.keyring import MasterKeys
from terminals.desfire.messages import Mode
from terminals.desfire.profile import Order, Profile, ProfileError, Proof, Read, Source
from terminals.pcsc.backend import PRESENT, Look, ServiceDown
from terminals.pcsc.medium import Medium, ProvenFirst
from terminals.pcsc.uid import RandomNumber
from terminals.pcsc.watch import ReaderWatch
from terminals.reader import Fault, Tap, Trouble
from terminals.screen import Screen
from terminals.sealed import NotSealed, file_system, sealed_key
from terminals.wire import Level, badge_hash
from tests.terminals.parts import DEVICE, KEY, NOON, Hands, a_spool
from tests.terminals.sim.desfire_card import ATR, DesfireCard, File, own_key

MASTER, NUMBER_KEY = bytes.fromhex("00112233445566778899AABBCCDDEEFF"), bytes.fromhex("0F" * 16)
UID = bytes.fromhex("04782E21801D80")
RECORD = b"450481".ljust(32, b"\x00")
PROFILE = Profile("3042F5", "badge-read")
WITH_FILE = replace(PROFILE, number=Source.FILE)


def a_card(uid: bytes = UID, *, about: bytes = bytes.fromhex("3042F5"), filled_to: int = 32) -> DesfireCard:
    """Make a badge ready as the city does: a key of its own to read by, and one that all have to tell the number."""
    own = own_key(MASTER, uid + about, filled_to=filled_to)
    return DesfireCard(uid, {1: own, 2: NUMBER_KEY}, files={1: File(RECORD)})


def reading(profile: Profile = PROFILE, *, number_key: bytes | None = None) -> ProvenFirst:
    number = AesKey(number_key) if number_key else None
    keys = MasterKeys(profile.diversification, AesKey(MASTER), number)
    return ProvenFirst(ProvenBadges(profile, keys), NOON.date)


def proven(card: DesfireCard, profile: Profile = PROFILE) -> bytes:
    badges = ProvenBadges(profile, MasterKeys(profile.diversification, AesKey(MASTER), AesKey(NUMBER_KEY)))
    return badges.read(card.transmit, card.transmit(bytes.fromhex("FFCA000000"))[:-2]).number


BY_UID = Medium("04782E21801D80", "uid", Level.AUTHENTICATED)
BY_FILE = Medium(RECORD.hex().upper(), "desfire", Level.AUTHENTICATED)


@pytest.mark.parametrize("proof", Proof)
@pytest.mark.parametrize(
    ("profile", "medium"),
    [
        (PROFILE, BY_UID),
        (WITH_FILE, BY_FILE),
        (replace(WITH_FILE, file_mode=Mode.MACED, read_command=Read.AD), BY_FILE),
    ],
)
def test_a_badge_of_ours_is_authenticated(proof: Proof, profile: Profile, medium: Medium) -> None:
    card = a_card()
    card.files = {1: File(RECORD, mode=profile.file_mode)}

    assert reading(replace(profile, proof=proof))(card, ATR) == medium
    assert card.served == 1, "the card took our proof too"


def test_an_ev1_card_is_asked_as_one_where_both_are_allowed() -> None:
    card = a_card()
    card.commands -= {0x71}

    assert reading(replace(WITH_FILE, proof=Proof.BOTH))(card, ATR) == BY_FILE
    assert reading(WITH_FILE)(card, ATR).level is Level.IDENTIFIED


@pytest.mark.parametrize("proof", [Proof.EV1, Proof.EV2])
@pytest.mark.parametrize("length", [11, 12, 15, 16, 48, 200])
def test_a_long_number_comes_in_several_frames(length: int, proof: Proof) -> None:
    # 11 and 12: what is enciphered with it ends just within and just at the end of a block.
    for mode in Mode:
        card = a_card()
        content = bytes(range(1, length + 1))
        card.files = {3: File(content + b"beyond", mode=mode)}
        profile = replace(WITH_FILE, proof=proof, file=3, file_bytes=length, file_mode=mode)

        assert proven(card, profile) == content


@pytest.mark.parametrize(
    ("profile", "about", "filled_to"),
    [
        (replace(PROFILE, application_order=Order.REVERSED), "F54230", 32),
        (replace(PROFILE, system="4E585020416275"), "3042F54E585020416275", 32),
        (replace(PROFILE, system="00" * 21), "3042F5" + "00" * 21, 32),
        (replace(PROFILE, diversification=Way.CMAC16), "3042F5", 16),
    ],
)
def test_badges_made_ready_in_another_way_need_their_own_setting(profile: Profile, about: str, filled_to: int) -> None:
    card = a_card(about=bytes.fromhex(about), filled_to=filled_to)

    assert reading(profile)(card, ATR) == BY_UID
    assert reading()(card, ATR) == replace(BY_UID, level=Level.IDENTIFIED)


def test_a_badge_with_a_random_number_tells_the_real_one_to_us_alone() -> None:
    card = a_card()
    card.random_number = True

    assert reading(number_key=NUMBER_KEY)(card, ATR) == BY_UID
    assert card.served == 2, "once by the common key and once by its own"
    with pytest.raises(RandomNumber):
        reading()(card, ATR)
    with pytest.raises(RandomNumber):
        reading(number_key=MASTER)(card, ATR)


def test_where_all_badges_have_one_key_the_card_has_to_say_its_number_after_the_proof() -> None:
    """Else a stranger's device could tell the number of another and let a real badge do the proof."""
    card = a_card()
    card.keys[1] = MASTER
    profile = replace(PROFILE, diversification=Way.NONE)

    def relayed(command: bytes) -> bytes:
        return bytes.fromhex("04FFFFFFFFFFFF9000") if command[0] == 0xFF else card.transmit(command)

    for proof in (Proof.EV1, Proof.EV2):
        assert reading(replace(profile, proof=proof))(FakeCard(relayed), ATR) == BY_UID


@dataclass
class FakeCard:
    answer: Callable[[bytes], bytes]

    def transmit(self, command: bytes) -> bytes:
        return self.answer(command)

    def leave(self, *, reset: bool) -> None:
        return


@pytest.mark.parametrize("proof", [Proof.EV1, Proof.EV2])
def test_a_copy_is_only_identified_and_says_why_in_the_log(proof: Proof, caplog: pytest.LogCaptureFixture) -> None:
    """Who copies the number, and even who has the key of another badge, has no badge."""
    copy, thief = a_card(), a_card(bytes.fromhex("04111111111111"))
    copy.keys[1] = bytes(16)
    thief.uid = UID

    for card in (copy, thief):
        assert reading(replace(PROFILE, proof=proof))(card, ATR) == replace(BY_UID, level=Level.IDENTIFIED)
        assert card.served == 0
    assert "badge not proven fault=WrongKey: status 91AE: the card has another key" in caplog.text
    assert MASTER.hex() not in caplog.text.lower()
    assert UID.hex() not in caplog.text.lower()


def test_a_card_of_another_kind_is_never_asked() -> None:
    assert reading()(a_card(), b"\x3b\x8f") == replace(BY_UID, level=Level.IDENTIFIED)


def change(**values: object) -> Callable[[DesfireCard], DesfireCard]:
    return lambda card: replace(card, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        (change(application=b"abc"), NoApplication),
        (change(keys={0: MASTER}), NoKey),
        (change(files={}), NoFile),
        (change(files={1: File(RECORD, key_no=2)}), Denied),
        (change(files={1: File(RECORD[:31])}), Refused),
        (change(files={1: File(bytes(32))}), NoNumberWritten),
        (change(files={1: File(b"\xff" * 32)}), NoNumberWritten),
        # What was never enciphered ends like a padding once in 256 times when it is deciphered: too short, then.
        (change(files={1: File(RECORD, mode="maced")}), (Forged, Malformed)),
        (change(commands=frozenset({0x5A})), Unsupported),
    ],
)
def test_what_a_card_lacks_has_a_name(
    card: Callable[[DesfireCard], DesfireCard], fault: type[DesfireError] | tuple[type[DesfireError], ...]
) -> None:
    with pytest.raises(fault):
        proven(card(a_card()), WITH_FILE)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("", Malformed),
        ("91", Malformed),
        ("6E00", Unsupported),
        ("6F00", Refused),
        ("9000", Refused),
        ("91EE", Refused),
    ],
)
def test_what_is_no_answer_of_a_desfire_has_a_name(answer: str, fault: type[DesfireError]) -> None:
    badges = ProvenBadges(PROFILE, MasterKeys(Way.AN10922, AesKey(MASTER)))
    with pytest.raises(fault):
        badges.read(lambda command: bytes.fromhex(answer), UID)


def test_a_card_that_never_ends_is_ended() -> None:
    card, asked = a_card(), list[bytes]()

    def endless(command: bytes) -> bytes:
        asked.append(command)
        answer = card.transmit(command)
        return b"\x01\x91\xaf" if command[1] in (0xBD, 0xAF) and card.served and len(answer) != 34 else answer

    with pytest.raises(Malformed, match="more than 16 frames"):
        ProvenBadges(WITH_FILE, MasterKeys(Way.AN10922, AesKey(MASTER))).read(endless, UID)
    assert len(asked) == 1 + 2 + 1 + 16


def test_ev1_one_chain_runs_through_all_answers_of_a_session() -> None:
    card = a_card()
    card.files = {1: File(RECORD), 2: File(RECORD[::-1], mode="maced")}
    line = Line(card.transmit)
    line.select(PROFILE.application_bytes())
    session = ev1.prove(line, 1, AesKey(card.keys[1]), random.Random(1).randbytes)
    for number, mode, content in ((1, Mode.ENCIPHERED, RECORD), (2, Mode.MACED, RECORD[::-1])) * 2:
        header = bytes([number]) + bytes(3) + b"\x20\x00\x00"
        assert session.opened(line.whole(0xBD, session.closed(0xBD, header)), mode, 32) == content


@pytest.mark.parametrize("behind", ["01" + "00" * 4, "0080000000", "8000000001", "80" * 5, "00" * 21])
def test_ev1_nothing_may_stand_behind_the_sum(behind: str) -> None:
    key, said = AesKey(MASTER), b"seven b"
    total = zlib.crc32(said + b"\x00").to_bytes(4, "little")
    whole = said + bytes(255 - byte for byte in total)
    for rest in ("00" * 5, "8000000000"):
        assert ev1.Ev1Session(key).opened(key.encrypt(bytes(16), whole + bytes.fromhex(rest)), Mode.ENCIPHERED, 7)
    with pytest.raises(Forged):
        ev1.Ev1Session(key).opened(key.encrypt(bytes(16), whole + bytes.fromhex(behind)), Mode.ENCIPHERED, 7)


# What a card, a copy or a device in between may send in place of any answer.
def other_answer(chance: random.Random, answer: bytes, earlier: list[bytes]) -> bytes:
    body, status = answer[:-2], answer[-2:]
    match chance.randrange(9):
        case 0:
            return chance.randbytes(chance.choice((0, 1, 2, 3, 10, 18, 34, 58, 258)))
        case 1:
            return chance.randbytes(len(body)) + status
        case 2:
            at = chance.randrange(8 * len(answer))
            return (int.from_bytes(answer, "big") ^ 1 << at).to_bytes(len(answer), "big")
        case 3:
            return answer[: chance.randrange(len(answer))]
        case 4:
            return body + chance.randbytes(chance.randrange(1, 40)) + status
        case 5:
            return body + b"\x91" + chance.randbytes(1)
        case 6:
            return body + chance.randbytes(2)
        case 7:
            return chance.choice(earlier) if earlier else b""
        case _:
            return bytes(len(body)) + status


KEPT, RANDOM_NUMBERS = 0.05, 0.3
PROFILES = (
    PROFILE,
    WITH_FILE,
    replace(WITH_FILE, proof=Proof.EV1),
    replace(WITH_FILE, proof=Proof.BOTH, file_mode=Mode.MACED),
    replace(WITH_FILE, proof=Proof.EV1, file_mode=Mode.MACED, file_bytes=9),
)


@dataclass
class Spoilt:
    """The way to a card on which one answer becomes another; some of the others are kept to be said again."""

    card: DesfireCard
    chance: random.Random
    earlier: list[bytes]
    which: int
    asked: int = 0
    changed: bool = False

    def __call__(self, command: bytes) -> bytes:
        answer = self.card.transmit(command)
        self.asked += 1
        if self.asked == self.which:
            other = other_answer(self.chance, answer, self.earlier)
            self.changed = other != answer
            return other
        if self.chance.random() < KEPT:
            self.earlier[:] = [*self.earlier[-20:], answer]
        return answer


def test_no_answer_whatever_it_is_makes_a_false_proof_or_another_fault(counts: Mapping[str, int]) -> None:
    """Each run is one badge of which one answer was another: it is read as what it is, or the fault has a name."""
    chance, earlier, outcomes = random.Random(counts["card_answers"]), list[bytes](), Counter[str]()
    for run in range(counts["card_answers"]):
        profile = chance.choice(PROFILES)
        card = a_card()
        card.random_number = chance.random() < RANDOM_NUMBERS
        card.files = {1: File(RECORD, mode=profile.file_mode)}
        spoilt = Spoilt(card, chance, earlier, chance.randrange(1, 9))
        badges = ProvenBadges(profile, MasterKeys(Way.AN10922, AesKey(MASTER), AesKey(NUMBER_KEY)))
        try:
            number = badges.read(spoilt, b"\x08\x01\x02\x03" if card.random_number else UID).number
        except DesfireError as fault:
            outcomes[type(fault).__name__] += 1
        else:
            outcomes["proven"] += 1
            told = UID if profile.number is Source.UID else RECORD[: profile.file_bytes]
            assert (number, card.proven is not None) == (told, True), f"run {run}"
            # Said not to know EV2, a card may be asked for EV1 where that is allowed, and has to prove itself there.
            assert not spoilt.changed or profile.proof is Proof.BOTH, f"run {run}"

    assert {"proven", "WrongKey", "Forged", "NotProven", "Malformed", "Refused"} <= outcomes.keys()


class TornContext:
    """A reader on which one badge is held and torn away at a command, and then held again."""

    def __init__(self, card: DesfireCard, torn_at: int, *, stays: bool) -> None:
        self.card, self.torn_at, self.stays = card, torn_at, stays
        self.commands, self.counter, self.ways = 0, 0, 0

    def context(self) -> TornContext:
        return self

    def look(self, reader: str) -> Look:
        return Look(self.counter << 16 | (PRESENT if self.counter % 2 else 0), ATR)

    def wait(self, reader: str, was: int, timeout_ms: int) -> Look:
        self.ways += 1
        if self.ways > (1 if self.stays else 3):
            raise ServiceDown("end", 0)
        # Held, and where it was torn away: counted as gone already, so the next change is that it is held again.
        self.counter += 1 if self.ways == 1 or self.counter % 2 == 0 else 2
        return self.look(reader)

    def readers(self) -> list[str]:
        return []

    def wait_for_readers(self, timeout_ms: int) -> None:
        return

    def connect(self, reader: str) -> TornContext:
        return self

    def transmit(self, command: bytes) -> bytes:
        self.commands += 1
        if self.commands == self.torn_at:
            self.card.leave()
            if not self.stays:
                self.counter += 1
            return b""
        return self.card.transmit(command)

    def leave(self, *, reset: bool) -> None:
        self.card.leave(reset=reset)

    def cancel(self) -> None:
        return

    release = cancel


@pytest.mark.parametrize("stays", [True, False])
@pytest.mark.parametrize("torn_at", [1, 2, 3, 4, 5])
def test_a_badge_torn_at_any_command_is_held_again_and_never_stamped_as_less(torn_at: int, *, stays: bool) -> None:
    world = TornContext(a_card(), torn_at, stays=stays)
    events: list[Tap | Trouble] = []
    ReaderWatch(world, "R", events.append, lambda: 0, reading(WITH_FILE)).serve()

    taps = [event for event in events if isinstance(event, Tap)]
    again = [event for event in events if event == Trouble("R", Fault.AGAIN)]
    assert {(tap.number, tap.scheme, tap.level) for tap in taps} == {(BY_FILE.number, "desfire", Level.AUTHENTICATED)}
    # Where it stays it is read again silently; where it left the person is asked, and her next try counts.
    assert len(again) == (0 if stays else 1)


def test_the_stamp_says_how_sure_the_badge_is(tmp_path: Path) -> None:
    hands, spool = Hands(), a_spool(tmp_path)
    clock = hands.clock()
    agent = Agent(DEVICE, KEY, bytes(32), spool=spool, screen=Screen(clock.mono_ms), clock=clock)
    for medium in (BY_UID, replace(BY_UID, level=Level.IDENTIFIED), BY_FILE):
        agent.happened(Tap("R", medium.number, 0, medium.scheme, medium.level))

    badges = [json.loads(kept.stamp.payload)["badge"] for kept in spool.unsent(9)]
    assert [(badge["scheme"], badge["level"]) for badge in badges] == [
        ("uid", "authenticated"),
        ("uid", "identified"),
        ("desfire", "authenticated"),
    ]
    assert badges[0]["hash"] == badges[1]["hash"] == badge_hash(bytes(32), BY_UID.number)
    assert badges[2]["hash"] == badge_hash(bytes(32), BY_FILE.number, "desfire")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"application": "3042"}, "application is 3 bytes"),
        ({"application": "3042G5"}, "application is hexadecimal digits"),
        ({"read_key": ""}, "read_key is the name"),
        ({"number_key": "badge-read"}, "number_key is another key"),
        ({"system": "00" * 22}, "system is at most 21 bytes"),
        ({"read_key_no": 14}, "read_key_no is between 0 and 13"),
        ({"file": -1}, "file is between 0 and 31"),
        ({"file_bytes": 0}, "file_bytes is between 1 and 255"),
    ],
)
def test_a_profile_that_cannot_be_meant_is_refused(values: dict[str, object], words: str) -> None:
    with pytest.raises(ProfileError, match=words):
        replace(PROFILE, **values)  # type: ignore[arg-type]


MOUNTS = """
22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw
23 22 0:5 / /run/credentials/a\\040terminal rw - ramfs none rw
24 22 0:6 / /srv rw - tmpfs tmpfs rw
25 24 8:2 / /srv rw - xfs /dev/sdb rw
""".strip()


def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount() -> None:
    assert file_system(Path("/var/lib"), MOUNTS) == "ext4"
    assert file_system(Path("/run/credentials/a terminal"), MOUNTS) == "ramfs"
    assert file_system(Path("/srv/keys"), MOUNTS) == "xfs", "the later of two hides the earlier"
    assert file_system(Path("/srv/keys"), "") == "unknown"


def in_memory(folder: Path) -> str:
    return f"1 0 0:1 / {folder.resolve()} rw - ramfs none rw"


def test_a_key_comes_from_memory_and_shows_itself_nowhere(tmp_path: Path) -> None:
    (tmp_path / "badge-read").write_text(MASTER.hex() + "\n")
    key = sealed_key("badge-read", str(tmp_path), in_memory(tmp_path))

    assert key == AesKey(MASTER)
    shown = f"{key!r} {MasterKeys(Way.AN10922, key, key)!r} {key}"
    assert MASTER.hex() not in shown.lower()
    assert repr(MASTER) not in shown


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("../badge", "", "no name of a credential"),
        ("", "", "no name of a credential"),
        ("other", "", "no such credential"),
        ("badge", "00" * 15, "not a key; expected 32 hexadecimal digits"),
        ("badge", "secret!", "not a key"),
    ],
)
def test_a_key_that_is_none_is_refused_without_showing_it(tmp_path: Path, name: str, written: str, words: str) -> None:
    (tmp_path / "badge").write_text(written)
    with pytest.raises(NotSealed, match=words) as refused:
        sealed_key(name, str(tmp_path), in_memory(tmp_path))

    assert not written or written not in str(refused.value)


def test_a_key_on_the_disk_is_refused(tmp_path: Path) -> None:
    (tmp_path / "badge").write_text(MASTER.hex())
    with pytest.raises(NotSealed, match="is on ext4, a key there could be read from the disk"):
        sealed_key("badge", str(tmp_path), MOUNTS)
    with pytest.raises(NotSealed, match="CREDENTIALS_DIRECTORY is not set"):
        sealed_key("badge", None, MOUNTS)
