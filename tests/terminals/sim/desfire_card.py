"""A DESFire of our own: the card's side of proof and secure messaging, written without a line of the reader's.

It takes wrapped commands and answers them as EV1, EV2 or EV3 do. Nothing of the agent is imported: what both sides
would misunderstand alike, only the published vectors can tell, so the card is held against them too.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

ATR = bytes.fromhex("3B8180018080")
FRAME_BYTES = 59
OK, MORE = 0x00, 0xAF
NO_COMMAND, INTEGRITY, NO_KEY, LENGTH, DENIED, NO_APPLICATION, WRONG_KEY, BOUNDARY, NO_FILE = (
    0x1C,
    0x1E,
    0x40,
    0x7E,
    0x9D,
    0xA0,
    0xAE,
    0xBE,
    0xF0,
)


DUPLICATE = 0xDE
ORDERS = frozenset({0x64, 0x45, 0x54, 0xC4, 0x6F, 0xF5, 0x5F, 0xCD, 0x3D, 0x8D})


class CardSaysNo(Exception):
    """The status with which a command ends, and with it whatever was proven."""

    def __init__(self, status: int) -> None:
        super().__init__(f"91{status:02X}")
        self.status = status


def encrypt_block(key: bytes, block: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor().update(block)


def decrypt_block(key: bytes, block: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.CBC(bytes(16))).decryptor().update(block)


def mixed(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(len(one), "big")


def blocks(data: bytes) -> list[bytes]:
    return [data[n : n + 16] for n in range(0, len(data), 16)]


def enciphered(key: bytes, chain: bytes, plain: bytes) -> bytes:
    out = b""
    for block in blocks(plain):
        chain = encrypt_block(key, mixed(block, chain))
        out += chain
    return out


def deciphered(key: bytes, chain: bytes, secret: bytes) -> bytes:
    out = b""
    for block in blocks(secret):
        out, chain = out + mixed(decrypt_block(key, block), chain), block
    return out


def check_value(key: bytes, message: bytes) -> bytes:
    mac = CMAC(algorithms.AES(key))
    mac.update(message)
    return mac.finalize()


def running_check_value(key: bytes, chain: bytes, message: bytes) -> bytes:
    """The CMAC going on from `chain`: the same as one over a message whose first block is mixed with it."""
    if len(message) >= 16:
        return check_value(key, mixed(message[:16], chain) + message[16:])
    # Shorter than a block: filled up by hand and taken as a whole one under the other subkey.
    zero = encrypt_block(key, bytes(16))
    k1 = shifted(zero)
    k2 = shifted(k1)
    return encrypt_block(key, mixed(mixed(message + b"\x80" + bytes(15 - len(message)), k2), chain))


def shifted(block: bytes) -> bytes:
    bits = "".join(f"{byte:08b}" for byte in block)
    moved = int(bits[1:] + "0", 2).to_bytes(16, "big")
    return mixed(moved, bytes(15) + b"\x87") if bits[0] == "1" else moved


def summed(data: bytes) -> bytes:
    """The sum a card counts: every bit of the register as it is, its lowest byte first."""
    return (~zlib.crc32(data) & 0xFFFFFFFF).to_bytes(4, "little")


def own_key(master: bytes, about: bytes, *, filled_to: int = 32) -> bytes:
    """The key a card gets when it is made ready: of AN10922, or of those that fill up to 16 bytes."""
    message = b"\x01" + about
    if filled_to == 16:
        return check_value(master, message)
    k1 = shifted(encrypt_block(master, bytes(16)))
    subkey = k1 if len(message) == 32 else shifted(k1)
    filled = message if len(message) == 32 else message + b"\x80" + bytes(31 - len(message))
    return encrypt_block(master, mixed(mixed(filled[16:], subkey), encrypt_block(master, filled[:16])))


@dataclass(frozen=True)
class File:
    """A file of the card: what is in it, which key reads it, how it travels, and which keys change it (15: none)."""

    content: bytes
    key_no: int = 1
    mode: str = "enciphered"
    write_no: int = 15
    change_no: int = 15

    def settings(self) -> bytes:
        rights = (self.key_no * 16 + self.write_no) * 256 + 0xF0 + self.change_no
        mode = {"maced": 1, "enciphered": 3}[self.mode]
        return bytes([0, mode, rights % 256, rights // 256, *len(self.content).to_bytes(3, "little")])


@dataclass
class Proven:
    """What the card remembers of a proof: the key number, and what its session runs on."""

    key_no: int
    cipher: bytes
    check: bytes = b""
    session: bytes = b""  # only EV2 has an id of the session
    chain: bytes = bytes(16)
    count: int = 0


@dataclass
class DesfireCard:
    """One badge: its number, the keys and files of one application, and how it differs from an honest one."""

    uid: bytes
    keys: dict[int, bytes]
    application: bytes = bytes.fromhex("F54230")
    files: dict[int, File] = field(default_factory=dict)
    commands: frozenset[int] = frozenset(
        {0x5A, 0xAA, 0x71, 0xBD, 0xAD, 0x51, 0xAF, 0xCA, 0x64, 0x45, 0x54, 0xC4, 0x6F, 0xF5, 0x5F, 0xCD, 0x3D, 0x8D}
    )
    versions: dict[int, int] = field(default_factory=dict)
    key_settings: int = 0x01
    anybody_creates: bool = True
    made: bool = True
    keys_of_aes: bool = True
    random_number: bool = False
    chance: Callable[[int], bytes] = secrets.token_bytes
    selected: bool = False
    proven: Proven | None = None
    asked: tuple[str, int, bytes, bytes] | None = None
    waiting: bytes = b""
    gathering: tuple[int, bytes] | None = None  # a command of which more frames are to come
    whole_card: bool = False
    half_writes: bool = False  # the field fails in the middle of a write, which no card undoes
    served: int = 0  # proofs that the card took for good

    def transmit(self, command: bytes) -> bytes:
        if command == bytes.fromhex("FFCA000000"):
            return (b"\x08" + self.chance(3) if self.random_number else self.uid) + b"\x90\x00"
        if command[:1] != b"\x90" or command[2:4] != b"\x00\x00":
            return b"\x6e\x00"
        data = command[5 : 5 + command[4]] if len(command) > 5 else b""
        if len(data) > FRAME_BYTES and command[1] not in (0x8D, 0xAD):
            return bytes([0x91, LENGTH])
        try:
            status, answer = self.obey(command[1], data)
        except CardSaysNo as no:
            self.proven, self.asked, self.waiting, self.gathering = None, None, b"", None
            return bytes([0x91, no.status])
        return answer + bytes([0x91, status])

    def leave(self, *, reset: bool = True) -> None:
        if not reset:
            return
        self.selected, self.proven, self.asked, self.waiting = False, None, None, b""
        self.gathering, self.whole_card = None, False

    def obey(self, code: int, data: bytes) -> tuple[int, bytes]:
        if code not in self.commands:
            raise CardSaysNo(NO_COMMAND)
        if code == 0xAF:
            return self.go_on(data)
        if code == 0x5A:
            self.leave()
            self.whole_card = data == bytes(3)
            if not self.whole_card and (not self.made or data != self.application):
                raise CardSaysNo(NO_APPLICATION)
            self.selected = not self.whole_card
            return OK, b""
        if code == 0xCA:
            return self.create(data)
        if not self.selected:
            raise CardSaysNo(NO_APPLICATION)
        if code in ORDERS:
            return self.framed(self.ordered(code, data))
        if code in (0xAA, 0x71):
            return self.ask("ev1" if code == 0xAA else "ev2", data)
        return self.framed(self.read(code, data) if code in (0xBD, 0xAD) else self.tell_uid(data))

    def ask(self, kind: str, data: bytes) -> tuple[int, bytes]:
        if kind == "ev2" and data[1:] != bytes(data[1]) + bytes([data[1]]):
            raise CardSaysNo(LENGTH)
        if data[0] not in self.keys:
            raise CardSaysNo(NO_KEY)
        key, challenge = self.keys[data[0]], self.chance(16)
        secret = encrypt_block(key, challenge)
        self.asked = kind, data[0], challenge, secret
        return MORE, secret

    def create(self, data: bytes) -> tuple[int, bytes]:
        """A new application has keys of zeros, and version 0 of each."""
        if not self.whole_card or not self.anybody_creates:
            raise CardSaysNo(WRONG_KEY)
        if len(data) != 5:
            raise CardSaysNo(LENGTH)
        if self.made:
            raise CardSaysNo(DUPLICATE)
        self.application, self.key_settings, self.made = data[:3], data[3], True
        self.keys_of_aes = data[4] & 0xC0 == 0x80
        self.keys = {no: bytes(16) for no in range(data[4] & 0x0F)}
        self.versions, self.files = dict.fromkeys(self.keys, 0), {}
        return OK, b""

    def ordered(self, code: int, data: bytes) -> bytes:
        """What the holder of the master key orders, and what a card tells of itself."""
        match code:
            case 0x64:
                return self.tell_version(data)
            case 0x45:
                proven, _ = self.as_master(self.take(code, data, 0))
                keys = (0x80 if self.keys_of_aes else 0) | len(self.keys)
                return self.protected(proven, bytes([self.key_settings, keys]), secret=False)
            case 0x6F:
                proven, _ = self.as_master(self.take(code, data, 0))
                return self.protected(proven, bytes(self.files), secret=False)
            case 0xF5:
                proven, header = self.as_master(self.take(code, data, 1))
                return self.protected(proven, self.file(header[0]).settings(), secret=False)
            case 0xCD:
                return self.create_file(data)
            case 0xC4:
                return self.change_key(data)
            case 0x54:
                proven, _, plain = self.unsealed(code, data, 0, 1)
                self.as_master((proven, b""))
                if not self.key_settings & 8:
                    raise CardSaysNo(DENIED)
                self.key_settings = plain[0]
            case 0x5F:
                proven, header, plain = self.unsealed(code, data, 1, 3)
                self.change_file(proven, header[0], plain)
            case _:
                written = self.write(code, data)
                if written is None:
                    return b""
                proven = written
        return self.protected(proven, b"", secret=False)

    def as_master(self, taken: tuple[Proven, bytes]) -> tuple[Proven, bytes]:
        if taken[0].key_no != 0:
            raise CardSaysNo(DENIED)
        return taken

    def tell_version(self, data: bytes) -> bytes:
        if data[0] not in self.keys:
            raise CardSaysNo(NO_KEY)
        version = bytes([self.versions.get(data[0], 0)])
        return version if self.proven is None else self.protected(self.take(0x64, data, 1)[0], version, secret=False)

    def file(self, no: int) -> File:
        if no not in self.files:
            raise CardSaysNo(NO_FILE)
        return self.files[no]

    def create_file(self, data: bytes) -> bytes:
        proven, header = self.as_master(self.take(0xCD, data, 7))
        if header[0] in self.files:
            raise CardSaysNo(DUPLICATE)
        size, rights = int.from_bytes(header[4:7], "little"), header[2] + 256 * header[3]
        mode = {1: "maced", 3: "enciphered"}[header[1]]
        self.files[header[0]] = File(bytes(size), rights >> 12, mode, rights >> 8 & 15, rights & 15)
        return self.protected(proven, b"", secret=False)

    def change_file(self, proven: Proven, no: int, plain: bytes) -> None:
        file, rights = self.file(no), plain[1] + 256 * plain[2]
        if file.change_no != proven.key_no:
            raise CardSaysNo(DENIED)
        mode = {1: "maced", 3: "enciphered"}[plain[0]]
        self.files[no] = File(file.content, rights >> 12, mode, rights >> 8 & 15, rights & 15)

    def write(self, code: int, data: bytes) -> Proven | None:
        """Write, or wait for the rest of what is to be written."""
        length = int.from_bytes(data[4:7], "little")
        proven = self.proven
        if proven is None:
            raise CardSaysNo(WRONG_KEY)
        secret = (length // 16 + 1) * 16 + 8 if proven.session else -(-(length + 4) // 16) * 16
        if code == 0x3D and len(data) < 7 + secret:
            self.gathering = code, data
            return None
        proven, header, plain = self.unsealed(code, data, 7, length)
        file, start = self.file(header[0]), int.from_bytes(header[1:4], "little")
        if file.write_no != proven.key_no:
            raise CardSaysNo(DENIED)
        if start + length > len(file.content):
            raise CardSaysNo(BOUNDARY)
        if self.half_writes:
            plain = plain[: length // 2] + file.content[start + length // 2 : start + length]
        content = file.content[:start] + plain + file.content[start + length :]
        self.files[header[0]] = File(content, file.key_no, file.mode, file.write_no, file.change_no)
        return proven

    def change_key(self, data: bytes) -> bytes:
        """Another key is told by what differs from the old one, and by a sum over the new one; its own as it is."""
        no, own = data[0], self.proven is not None and self.proven.key_no == data[0]
        proven, _, plain = self.unsealed(0xC4, data, 1, 17, 0 if own else 4)
        if proven.key_no != 0 or (own and not self.key_settings & 1):
            raise CardSaysNo(DENIED)
        if no not in self.keys:
            raise CardSaysNo(NO_KEY)
        new = plain[:16] if own else mixed(plain[:16], self.keys[no])
        if not own and plain[17:21] != summed(new):
            raise CardSaysNo(INTEGRITY)
        self.keys[no], self.versions[no] = new, plain[16]
        if own:
            self.proven = None
            return b""
        return self.protected(proven, b"", secret=False)

    def unsealed(
        self, code: int, data: bytes, header: int, length: int, behind: int = 0
    ) -> tuple[Proven, bytes, bytes]:
        """Take a command with an enciphered part: return its header, and what was enciphered with what is behind it."""
        if self.proven is None:
            raise CardSaysNo(WRONG_KEY)
        proven = self.proven
        if proven.session:
            secret = data[header:-8]
            first = encrypt_block(
                proven.cipher, b"\xa5\x5a" + proven.session + proven.count.to_bytes(2, "little") + bytes(8)
            )
            self.take(code, data, len(data) - 8)
            plain = deciphered(proven.cipher, first, secret)
            if plain[length + behind :] != b"\x80" + bytes(len(plain) - length - behind - 1):
                raise CardSaysNo(INTEGRITY)
            return proven, data[:header], plain[: length + behind]
        secret = data[header:]
        plain = deciphered(proven.cipher, proven.chain, secret)
        proven.chain = secret[-16:]
        said, total = plain[:length], plain[length : length + 4]
        rest = plain[length + 4 :]
        if total != summed(bytes([code]) + data[:header] + said) or any(rest[behind:]):
            raise CardSaysNo(INTEGRITY)
        return proven, data[:header], said + rest[:behind]

    def go_on(self, data: bytes) -> tuple[int, bytes]:
        if self.gathering is not None:
            (code, before), self.gathering = self.gathering, None
            return self.obey(code, before + data)
        if self.asked is not None:
            return self.answer_proof(data)
        if self.waiting:
            return self.framed(self.waiting)
        raise CardSaysNo(NO_COMMAND)

    def answer_proof(self, token: bytes) -> tuple[int, bytes]:
        assert self.asked is not None
        kind, no, challenge, secret = self.asked
        self.asked, key = None, self.keys[no]
        if len(token) != 32:
            raise CardSaysNo(LENGTH)
        plain = deciphered(key, secret if kind == "ev1" else bytes(16), token)
        theirs, back = plain[:16], plain[16:]
        if back != challenge[1:] + challenge[:1]:
            raise CardSaysNo(WRONG_KEY)
        self.served += 1
        turned = theirs[1:] + theirs[:1]
        if kind == "ev1":
            session = theirs[0:4] + challenge[0:4] + theirs[12:16] + challenge[12:16]
            self.proven = Proven(no, session)
            return OK, enciphered(key, token[16:], turned)
        # Byte 15 of the paper is the first that is sent.
        inner = mixed(theirs[2:8], challenge[0:6])
        about = bytes.fromhex("00010080") + theirs[0:2] + inner + challenge[6:16] + theirs[8:16]
        self.proven = Proven(
            no,
            check_value(key, b"\xa5\x5a" + about),
            check_value(key, b"\x5a\xa5" + about),
            self.chance(4),
        )
        return OK, enciphered(key, bytes(16), self.proven.session + turned + bytes(12))

    def read(self, code: int, data: bytes) -> bytes:
        proven, header = self.take(code, data, 7)
        file = self.files.get(header[0])
        if file is None:
            raise CardSaysNo(NO_FILE)
        if file.key_no != proven.key_no:
            raise CardSaysNo(DENIED)
        start, length = int.from_bytes(header[1:4], "little"), int.from_bytes(header[4:7], "little")
        if start + length > len(file.content):
            raise CardSaysNo(BOUNDARY)
        said = file.content[start : start + length]
        return self.protected(proven, said, secret=file.mode == "enciphered")

    def tell_uid(self, data: bytes) -> bytes:
        proven, _ = self.take(0x51, data, 0)
        return self.protected(proven, self.uid, secret=True)

    def take(self, code: int, data: bytes, length: int) -> tuple[Proven, bytes]:
        """Take a command within the session, after its check value where there is one."""
        if self.proven is None:
            raise CardSaysNo(WRONG_KEY)
        proven, header = self.proven, data[:length]
        if proven.session:
            message = bytes([code]) + proven.count.to_bytes(2, "little") + proven.session + header
            if data[length:] != check_value(proven.check, message)[1::2]:
                raise CardSaysNo(INTEGRITY)
            proven.count += 1
        else:
            if len(data) != length:
                raise CardSaysNo(LENGTH)
            proven.chain = running_check_value(proven.cipher, proven.chain, bytes([code]) + header)
        return proven, header

    def protected(self, proven: Proven, said: bytes, *, secret: bool) -> bytes:
        if proven.session:
            counted = proven.count.to_bytes(2, "little")
            if secret:
                first = encrypt_block(proven.cipher, b"\x5a\xa5" + proven.session + counted + bytes(8))
                said = enciphered(proven.cipher, first, said + b"\x80" + bytes(-(len(said) + 1) % 16))
            return said + check_value(proven.check, b"\x00" + counted + proven.session + said)[1::2]
        if secret:
            total = summed(said + b"\x00")
            out = enciphered(proven.cipher, proven.chain, said + total + bytes(-(len(said) + 4) % 16))
            proven.chain = out[-16:]
            return out
        proven.chain = running_check_value(proven.cipher, proven.chain, said + b"\x00")
        return said + proven.chain[:8]

    def framed(self, answer: bytes) -> tuple[int, bytes]:
        if self.gathering is not None:
            return MORE, b""
        self.waiting = answer[FRAME_BYTES:]
        return (MORE if self.waiting else OK), answer[:FRAME_BYTES]


def new_card(uid: bytes) -> DesfireCard:
    """A card as it comes from the factory: no application, and anybody may create one."""
    return DesfireCard(uid, {}, made=False)
