"""Proof, session and derived keys as published: real cards and application notes, not our own card's word.

V1 to V10 are numbered as in the collection they were checked for: AN10922, AN10957, AN12343, AN12196 and traces of real
cards, all published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC

from terminals.desfire import ev1, ev2
from terminals.desfire.apdu import Line
from terminals.desfire.cipher import ZERO, AesKey, chained_mac, subkeys
from terminals.desfire.diversify import Way, diversified
from terminals.desfire.faults import DesfireError, Forged, Malformed, NotProven
from terminals.desfire.messages import Mode
from terminals.desfire.orders import Orders
from tests.terminals.sim.desfire_card import DesfireCard, Proven, own_key

K0 = AesKey(bytes(16))


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


def key(text: str) -> AesKey:
    return AesKey(raw(text))


@dataclass
class Trace:
    """A card that was recorded: it answers only what was sent to it then."""

    exchanges: list[tuple[str, str]]
    sent: list[str] = field(default_factory=list)

    def __call__(self, command: bytes) -> bytes:
        self.sent.append(command.hex().upper())
        asked, answer = self.exchanges[len(self.sent) - 1]
        return raw(answer) if command == raw(asked) else raw("911E")


def by_chance(text: str) -> Callable[[int], bytes]:
    return lambda size: raw(text)[:size]


V1 = ("00112233445566778899AABBCCDDEEFF", "04782E21801D80" + "3042F5" + "4E585020416275")
V10 = ("83A66CF43605111802A2616FA0C5E2FF", "044D0702195E80" + "DADADA" + "715517")


@pytest.mark.parametrize(
    ("way", "master", "about", "own"),
    [
        (Way.AN10922, *V1, "A8DD63A3B89D54B37CA802473FDA9175"),
        (Way.AN10922, "F3F9377698707B688EAF84ABE39E3791", "04DEADBEEFFEED", "0BB408BAFF98B6EE9F2E1585777F6A51"),  # V2
        (Way.AN10922, *V10, "555F624020C5789340350914E92A64F9"),
        (Way.CMAC16, *V10, "DAE9B8D3136B2DAE35D58678F378B0B1"),
        (Way.NONE, *V10, V10[0]),
    ],
)
def test_each_card_gets_its_own_key(way: Way, master: str, about: str, own: str) -> None:
    assert diversified(key(master), way, raw(about)).raw == raw(own)


def test_the_card_for_our_tests_gets_its_key_by_the_same_papers() -> None:
    assert own_key(raw(V1[0]), raw(V1[1])) == raw("A8DD63A3B89D54B37CA802473FDA9175")
    assert own_key(raw(V10[0]), raw(V10[1]), filled_to=16) == raw("DAE9B8D3136B2DAE35D58678F378B0B1")
    assert own_key(raw(V10[0]), bytes(31)) == diversified(key(V10[0]), Way.AN10922, bytes(31)).raw


def test_the_check_value_is_the_cmac_of_the_library_and_its_subkeys_those_of_the_paper() -> None:
    assert subkeys(key(V1[0])) == (raw("FBC9F75C9413C041DFEE452D3F0706D1"), raw("F793EEB928278083BFDC8A5A7E0E0D25"))
    for length in (0, 1, 15, 16, 17, 32, 47):
        cmac = CMAC(algorithms.AES(raw(V1[0])))
        cmac.update(bytes(range(length)))
        assert key(V1[0]).mac(bytes(range(length))) == cmac.finalize()


EV1 = [  # V3: key no, key, what the card asks, our chance, our token, the card's answer, the session key
    (
        0,
        "00" * 16,
        "B969FDFE56FD91FC9DE6F6F213B8FD1E",
        "F44B26F5686F3A391CD38EBD10772281",
        "36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E4774",
        "800DB680BC146BD121D6578F2D2E2059",
        "F44B26F5C05DDD7110772281C4D066E8",
    ),
    (
        0,
        "00102030405060708090A0B0B0A09080",
        "CCC8316C2B2613FE9A189BAC9CC89D03",
        "C2A1E47B96A5589FAAE90C03FE6D00A7",
        "C02E061E72E17726489CAEEC997C523758BF863EFE7671C55B4665D06ACCD97B",
        "72ACCC0BDEA482B53185BB5AD0086246",
        "C2A1E47B27104712FE6D00A71177A19B",
    ),
    (
        1,
        "10182028303840485058606870788088",
        "B351CB2465D4F33AC627FD6E87A168F2",
        "40E7D27174CBA675E8EFBAB99C530E3D",
        "044B6CAC343A0865895149649CA8DDE1F5AC4EC67BD208900AF02F049E05F0B0",
        "A2EE144B1012FBEB7B2F11132D95A454",
        "40E7D271626FFBD49C530E3D304F5B17",
    ),
]


def ev1_trace(row: tuple[int, str, str, str, str, str, str]) -> Trace:
    no, _, asked, _, token, answer, _ = row
    return Trace([(f"90AA000001{no:02X}00", asked + "91AF"), (f"90AF000020{token}00", answer + "9100")])


@pytest.mark.parametrize("row", EV1, ids=["zero key", "another key", "key 1"])
def test_ev1_real_cards_prove_themselves(row: tuple[int, str, str, str, str, str, str]) -> None:
    session = ev1.prove(Line(ev1_trace(row)), row[0], key(row[1]), by_chance(row[3]))

    assert session.key == key(row[6])


def test_ev1_one_session_of_a_real_card_checks_every_answer() -> None:
    session = ev1.prove(Line(ev1_trace(EV1[2])), 1, key(EV1[2][1]), by_chance(EV1[2][3]))
    first, rest = bytes(range(0x34)), bytes(range(0x34, 0x50))
    for command, said, mac in (  # V4
        (raw("CD05001100500000"), b"", "A75316AD1596B953"),
        (raw("6F"), b"\x05", "2D5FF67FFEC9D2D3"),
        (raw("F505"), raw("00001100500000"), "2AAC7517024E09DC"),
        (raw("3D05000000340000") + first, b"", "765C9DAA50ECB62F"),
        (raw("3D053400001C0000") + rest, b"", "3E0AED986B8B0F37"),
        (raw("BD05000000300000"), bytes(range(0x30)), "4C65F1F842262BAC"),
        (raw("BD05300000200000"), bytes(range(0x30, 0x50)), "F02205CF913C03C9"),
        (raw("DF05"), b"", "1BEF0D32B6D1D7F9"),
    ):
        session.sent(command)
        assert session.listed(said + raw(mac)) == said
    with pytest.raises(Forged):
        session.listed(raw("1BEF0D32B6D1D7F9"))  # the same answer once more


def test_ev1_another_session_as_published() -> None:
    session = key("90F7A20191036845EC63DECD544B9931")
    sent = chained_mac(session, raw("6400"), ZERO)  # V4, the last line

    assert sent == raw("257FC538618A944A3A20967B6F314348")
    assert chained_mac(session, raw("1000"), sent) == raw("8A8FA36F55CD210DD8054658AC70D99A")


def test_ev1_a_real_ev3_goes_on_after_its_proof() -> None:
    asked = "E3798763DC7B87424240B62315154E0A"  # V9
    token = "424FED3E1903D591B5BD376B3AE6672195F829B4D145BC6A3C3322B6DF1DAAE4"
    ours = K0.decrypt(raw(asked), raw(token))[:16]
    trace = Trace(
        [
            ("90AA0000010000", asked + "91AF"),
            (f"90AF000020{token}00", "94C0AC20045311B60C3821615B339F96" + "9100"),
        ]
    )
    session = ev1.prove(Line(trace), 0, K0, lambda size: ours)
    session.sent(raw("CD01000000480100"))

    assert session.key == key("C6B78142A2137952119F0DA47E109DD2")
    assert session.listed(raw("D31FF3BCE4B702E2")) == b""


EV2 = [  # V7: what the card asks, our chance, our token, its answer, session id, cipher key, check key
    (
        "A04C124213C186F22399D33AC2A30215",
        "13C5DB8A5930439FC3DEF9A4C675360F",
        "35C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D",
        "3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F08120663",
        "9D00C4DF",
        "1309C877509E5A215007FF0ED19CA564",
        "4C6626F5E72EA694202139295C7A7FC7",
    ),
    (
        "B875CEB0E66A6C5CD00898DC371F92D1",
        "B98F4C50CF1C2E084FD150E33992B048",
        "FF0306E47DFBC50087C4D8A78E88E62DE1E8BE457AA477C707E2F0874916A8B1",
        "0CC9A8094A8EEA683ECAAC5C7BF20584206D0608D477110FC6B3D5D3F65C3A6A",
        "7614281A",
        "7A93D6571E4B180FCA6AC90C9A7488D4",
        "FC4AF159B62E549B5812394CAB1918CC",
    ),
]


def ev2_trace(row: tuple[str, ...]) -> Trace:
    asked, _, token, answer, *_ = row
    return Trace([("9071000002000000", asked + "91AF"), (f"90AF000020{token}00", answer + "9100")])


@pytest.mark.parametrize("row", EV2, ids=["first", "second"])
def test_ev2_cards_prove_themselves(row: tuple[str, ...]) -> None:
    session = ev2.prove(Line(ev2_trace(row)), 0, K0, by_chance(row[1]))

    assert (session.id, session.cipher, session.check) == (raw(row[4]), key(row[5]), key(row[6]))


def test_ev2_session_keys_of_the_paper_and_what_both_sides_check() -> None:
    ours, theirs = raw("B04D0787C93EE0CC8CACC8E86F16C6FE"), raw("FA659AD0DCA738DD65DC7DC38612AD81")
    cipher, check = (AesKey(K0.mac(ev2.about(label, ours, theirs))) for label in (ev2.ENCIPHER, ev2.CHECK))
    assert (cipher.raw, check.raw) == (  # V5
        raw("63DC07286289A7A6C0334CA31C314A04"),
        raw("774F26743ECE6AF5033B6AE8522946F6"),
    )

    session = ev2.Ev2Session(K0, key("9366FA195EB566F5BD2BAD4020B83002"), raw("E2D3AF69"))
    assert session.closed(0x8D, raw("00000000190000") + b"\x22" * 25)[-8:] == raw("68F2C28C575A1628")  # V6
    assert session.opened(raw("0820F68898C2A7F1"), Mode.MACED, 0) == b""
    assert session.closed(0xAD, raw("00000000300000"))[-8:] == raw("0D9BE191D5960834")
    said = b"\x22" * 25 + bytes(23)
    assert session.opened(said + raw("A49A44222D926666"), Mode.MACED, 48) == said


@pytest.mark.parametrize(
    ("cipher", "session", "count", "iv"),
    [
        ("66A8CB93269DC9BC2885B7A91B9C697B", "ED56F6E6", 0, "DA0F644A4986275957CF1EC3AF4CCE53"),
        ("445A8626B3338459321232FADF6ADE2B", "11223344", 5, "177494FCC4F1DAB2AFBE8FAE2057A9D2"),
    ],
)
def test_ev2_ciphering_begins_as_published(cipher: str, session: str, count: int, iv: str) -> None:
    assert ev2.Ev2Session(key(cipher), K0, raw(session), count).iv(ev2.TO_THE_CARD) == raw(iv)


def test_ev2_a_card_tells_its_number_enciphered() -> None:
    session = ev2.Ev2Session(
        key("2B4D963C014DC36F24F69A50A394F875"), key("379D32130CE61705DD5FD8C36B95D764"), raw("DF055522")
    )
    trace = Trace([("90510000088E2C155ADDA99BE300", "70756055688505B52A5E26E59E329CD6595F672298EA41B79100")])  # V8
    data = Line(trace).whole(0x51, session.closed(0x51, b""))

    assert session.opened(data, Mode.ENCIPHERED, 7) == raw("04958CAA5C5E80")


# What makes a card ready, as real cards took it (EV1: the same traces as V3) and as AN12196 prints it.
NEW_KEY = "00102030405060708090A0B0B0A09080"
OTHER_KEY = "10182028303840485058606870788088"


def ev1_session(text: str) -> ev1.Ev1Session:
    return ev1.Ev1Session(key(text))


def an12196(count: int) -> ev2.Ev2Session:
    cipher, check = key("4CF3CB41A22583A61E89B158D252FC53"), key("5529860B2FC5FB6154B7F28361D30BF9")
    return ev2.Ev2Session(cipher, check, raw("7614281A"), count)


EV1_OWN = ("E9F85E219496C2B58C1090DC3935FAE9E840CF61B383D9531946256B1F110C10", "")
EV1_FIRST = ("E7ECCB6BD1CA64BC161A12B1C024F71430337408C8A87EACAB7A1FF18951FCA3", "2128D3CD9C9ACFFF")
EV1_SECOND = ("2841938C40A4BC2C33064482FEADA5F43EC535D34255B0286C2352CD173863C7", "CAF3BF0B2836E9DE")
EV2_OTHER = ("2CF362B7BF4311FF3BE1DAA295E8C68DE09050560D19B9E16C2393AE9CD1FAC75D0CE20BCD1D06E6", "203BB55D1089D587")
EV2_OWN = ("C0EB4DEEFEDDF0B513A03A95A75491818580503190D4D05053FF75668A01D6FDA6610234BDED6432", "")


def change(key_no: int, sent: tuple[str, str]) -> tuple[str, str]:
    size = 1 + len(sent[0]) // 2
    return f"90C40000{size:02X}{key_no:02X}{sent[0]}00", sent[1] + "9100"


def test_real_cards_took_these_new_keys() -> None:
    """A key is told by what differs from the old one, with two sums; the proven one as it is, with one."""
    own, others = Trace([change(0, EV1_OWN)]), Trace([change(1, EV1_FIRST), change(1, EV1_SECOND)])
    Orders(Line(own), ev1_session(EV1[0][6])).change_own_key(key(NEW_KEY), 0x10)
    orders = Orders(Line(others), ev1_session("C2A1E47BD8100044FE6D00A74D7AB17C"))
    orders.change_key(1, key(NEW_KEY), K0, 0x10)
    orders.change_key(1, key(OTHER_KEY), key(NEW_KEY), 0x10)

    assert (len(own.sent), len(others.sent)) == (1, 2)


def test_ev2_new_keys_and_enciphered_orders_are_those_of_the_paper() -> None:
    orders = Orders(Line(Trace([change(2, EV2_OTHER), change(0, EV2_OWN)])), an12196(2))
    orders.change_key(2, key("F3847D627727ED3BC9C4CC050489B966"), K0, 1)
    orders.change_own_key(key("5004BF991F408672B1EF00F08F9E8647"), 1)

    session = ev2.Ev2Session(
        key("7A93D6571E4B180FCA6AC90C9A7488D4"), key("FC4AF159B62E549B5812394CAB1918CC"), raw("7614281A")
    )
    written = session.sealed(0x8D, raw("030000000A0000"), raw("0102030405060708090A"))
    assert written == raw("030000000A00006B5E6804909962FC4E3FF5522CF0F8436C0C53315B9C73AA")
    assert session.opened(raw("C26D236E4A7C046D"), Mode.MACED, 0) == b""
    session = ev2.Ev2Session(key(EV2[0][5]), key(EV2[0][6]), raw(EV2[0][4]), 1)
    changed = session.sealed(0x5F, raw("02"), raw("4000E0C1F121200000430000430000"))
    assert changed == raw("0261B6D97903566E84C3AE5274467E89EAD799B7C1A0EF7A04")
    assert session.opened(raw("57BFF87B1241E93D"), Mode.MACED, 0) == b""


def test_our_own_card_takes_the_published_orders_as_the_real_ones_did() -> None:
    first, second = change(1, EV1_FIRST), change(1, EV1_SECOND)
    card = DesfireCard(bytes(7), {0: bytes(16), 1: bytes(16), 2: bytes(16)}, selected=True)
    card.proven = Proven(0, raw("C2A1E47BD8100044FE6D00A74D7AB17C"))
    assert [card.transmit(raw(sent)) for sent, _ in (first, second)] == [raw(first[1]), raw(second[1])]
    assert (card.keys[1], card.versions[1]) == (raw(OTHER_KEY), 0x10)
    card.proven = Proven(0, raw(EV1[0][6]))
    assert card.transmit(raw(change(0, EV1_OWN)[0])) == raw("9100")
    assert card.keys[0] == raw(NEW_KEY)

    session = an12196(2)
    card.proven = Proven(0, session.cipher.raw, session.check.raw, session.id, count=2)
    assert card.transmit(raw(change(2, EV2_OTHER)[0])) == raw(change(2, EV2_OTHER)[1])
    assert card.transmit(raw(change(0, EV2_OWN)[0])) == raw("9100")
    assert (card.keys[2], card.versions) == (raw("F3847D627727ED3BC9C4CC050489B966"), {0: 1, 1: 0x10, 2: 1})


def test_no_answer_but_the_whole_right_one_proves_anything() -> None:
    """A card that knows all of the answer but one bit does not have our key."""
    for bit in range(128):
        trace = ev1_trace(EV1[0])
        trace.exchanges[1] = without_bit(trace.exchanges[1], bit)
        with pytest.raises(NotProven):
            ev1.prove(Line(trace), 0, K0, by_chance(EV1[0][3]))
    for bit in range(256):
        trace = ev2_trace(EV2[0])
        trace.exchanges[1] = without_bit(trace.exchanges[1], bit)
        with pytest.raises(NotProven):
            ev2.prove(Line(trace), 0, K0, by_chance(EV2[0][1]))


def without_bit(exchange: tuple[str, str], bit: int) -> tuple[str, str]:
    asked, answer = exchange
    turned = bytearray(raw(answer))
    turned[bit // 8] ^= 1 << bit % 8
    return asked, turned.hex()


def test_a_check_value_is_compared_whole() -> None:
    session = ev2.Ev2Session(K0, key("9366FA195EB566F5BD2BAD4020B83002"), raw("E2D3AF69"), 0)
    with pytest.raises(Forged):
        session.opened(raw("0820F68898C2A7F0"), Mode.MACED, 0)
    with pytest.raises(Malformed):
        session.opened(raw("0820F68898C2A7"), Mode.MACED, 0)


def test_our_own_card_answers_the_published_proofs_as_the_real_ones_did() -> None:
    for no, secret, asked, _, token, answer, _ in EV1:
        card = DesfireCard(bytes(7), {no: raw(secret)}, selected=True)
        challenge = AesKey(raw(secret)).decrypt(ZERO, raw(asked))
        card.chance = lambda size, challenge=challenge: challenge  # type: ignore[misc]
        assert card.transmit(raw(f"90AA000001{no:02X}00")) == raw(asked + "91AF")
        assert card.transmit(raw(f"90AF000020{token}00")) == raw(answer + "9100")
    for asked, _, token, _, _, cipher, check in EV2:
        card = DesfireCard(bytes(7), {0: bytes(16)}, selected=True)
        challenge = K0.decrypt(ZERO, raw(asked))
        card.chance = lambda size, challenge=challenge: challenge[:size]  # type: ignore[misc]
        assert card.transmit(raw("9071000002000000")) == raw(asked + "91AF")
        assert card.transmit(raw(f"90AF000020{token}00"))[-2:] == raw("9100")
        assert card.proven is not None
        assert (card.proven.cipher, card.proven.check) == (raw(cipher), raw(check))


def test_no_key_shows_itself() -> None:
    secret = "00112233445566778899AABBCCDDEEFF"
    shown = repr(key(secret)) + repr(ev1.Ev1Session(key(secret))) + repr(ev2.Ev2Session(key(secret), K0, bytes(4)))

    assert secret not in shown.upper()
    with pytest.raises(ValueError, match="16 bytes, got 15"):
        AesKey(raw(secret)[1:])
    assert issubclass(Forged, DesfireError)
