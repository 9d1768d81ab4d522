"""What the holder of an application's master key may order a card: keys, a file, and who may do what with them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from terminals.desfire.apdu import Line
from terminals.desfire.cipher import AesKey, sum_of, xor
from terminals.desfire.messages import Mode, Session

CREATE_APPLICATION, CREATE_FILE = 0xCA, 0xCD
KEY_VERSION, KEY_SETTINGS, CHANGE_KEY_SETTINGS, CHANGE_KEY = 0x64, 0x45, 0x54, 0xC4
FILE_IDS, FILE_SETTINGS, CHANGE_FILE_SETTINGS = 0x6F, 0xF5, 0x5F
# In frames of the card, and in those that the reader makes.
WRITE, WRITE_WHOLE = 0x3D, 0x8D

WHOLE_CARD = bytes(3)
AES_KEYS = 0x80
MASTER = 0
NOBODY = 0xF
STANDARD_FILE = 0
FILE_SETTINGS_BYTES = 7
WITHOUT_MAC = 0


class KeySettings(IntEnum):
    """Who may change an application; only its master key changes keys and makes files, in both."""

    OPEN = 0x0B  # its settings may be changed, and anybody may list them
    LOCKED = 0x01  # for good; the master key still changes keys, itself too


@dataclass(frozen=True, slots=True)
class FileSettings:
    """How a file travels, which key may do what with it, and how long it is."""

    read: int
    write: int
    change: int
    size: int
    mode: Mode = Mode.ENCIPHERED

    def rights(self) -> bytes:
        """Return mode and rights as the card takes them; nobody may both read and write by one right."""
        said = self.read << 12 | self.write << 8 | NOBODY << 4 | self.change
        return bytes([MODES[self.mode]]) + said.to_bytes(2, "little")

    def told(self) -> bytes:
        """Return the settings as the card tells them of a file that has these."""
        return bytes([STANDARD_FILE]) + self.rights() + self.size.to_bytes(3, "little")


MODES = {Mode.MACED: 0x01, Mode.ENCIPHERED: 0x03}


def create_application(line: Line, application: bytes, keys: int) -> None:
    """Make an application with so many AES keys of zeros; a new card lets anybody do so."""
    line.select(WHOLE_CARD)
    line.last(CREATE_APPLICATION, application[::-1] + bytes([KeySettings.OPEN, AES_KEYS | keys]), 0)


def key_version(line: Line, key_no: int) -> int:
    """Return the version of a key, which a card tells to anybody."""
    return line.last(KEY_VERSION, bytes([key_no]), 1)[0]


@dataclass(frozen=True, slots=True)
class Orders:
    """The session of whoever proved to have the master key of the selected application."""

    line: Line
    session: Session

    def key_settings(self) -> tuple[int, int]:
        """Return the settings, and kind and number of the keys."""
        settings, keys = self._asked(KEY_SETTINGS, b"", 2)
        return settings, keys

    def lock_keys(self) -> None:
        """Let nobody change the settings of the application again."""
        self._told(CHANGE_KEY_SETTINGS, self.session.sealed(CHANGE_KEY_SETTINGS, b"", bytes([KeySettings.LOCKED])))

    def change_key(self, key_no: int, new: AesKey, old: AesKey, version: int) -> None:
        """Change another key than the one that was proven: the card takes only what differs, and a sum to check it."""
        secret = xor(new.raw, old.raw) + bytes([version])
        sent = self.session.sealed(CHANGE_KEY, bytes([key_no]), secret, sum_of(new.raw))
        self._told(CHANGE_KEY, sent)

    def change_own_key(self, new: AesKey, version: int) -> None:
        """Change the key that was proven, which ends the session."""
        sent = self.session.sealed(CHANGE_KEY, bytes([MASTER]), new.raw + bytes([version]))
        self.line.last(CHANGE_KEY, sent, WITHOUT_MAC)

    def files(self) -> bytes:
        """Return the number of each file."""
        return self.session.listed(self._sent(FILE_IDS, b""))

    def file_settings(self, file: int) -> bytes:
        return self._asked(FILE_SETTINGS, bytes([file]), FILE_SETTINGS_BYTES)

    def create_file(self, file: int, settings: FileSettings) -> None:
        self._asked(CREATE_FILE, bytes([file]) + settings.rights() + settings.size.to_bytes(3, "little"), 0)

    def change_file(self, file: int, settings: FileSettings) -> None:
        sent = self.session.sealed(CHANGE_FILE_SETTINGS, bytes([file]), settings.rights())
        self._told(CHANGE_FILE_SETTINGS, sent)

    def write(self, file: int, content: bytes, code: int = WRITE) -> None:
        """Write an enciphered file from its beginning."""
        header = bytes([file]) + bytes(3) + len(content).to_bytes(3, "little")
        self._told(code, self.session.sealed(code, header, content))

    def _sent(self, code: int, header: bytes) -> bytes:
        return self.line.whole(code, self.session.closed(code, header))

    def _asked(self, code: int, header: bytes, length: int) -> bytes:
        return self.session.opened(self._sent(code, header), Mode.MACED, length)

    def _told(self, code: int, sent: bytes) -> None:
        self.session.opened(self.line.whole(code, sent), Mode.MACED, 0)
