"""How a city's badges were made ready: the table [desfire] of the settings, checked before the first card comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from terminals.desfire.diversify import LONGEST, Way
from terminals.desfire.messages import Mode

UID_BYTES = 7
APPLICATION_BYTES = 3
MOST_KEYS = 14
MOST_FILES = 32
MOST_VERSIONS = 255
MOST_ENTRIES = 128
# One record has to fit into the frames of one answer.
MOST_FILE_BYTES = 255


class ProfileError(ValueError):
    """A value of the table cannot be meant; the message says which and what it may be."""


class Proof(StrEnum):
    """By which command card and terminal prove themselves; `both` is EV2, and EV1 where the card has no other."""

    EV2 = "ev2"
    EV1 = "ev1"
    BOTH = "both"


class Order(StrEnum):
    """In which order the application's id goes into a derived key."""

    AS_WRITTEN = "as_written"
    REVERSED = "reversed"


class Source(StrEnum):
    """What a badge is known by."""

    UID = "uid"
    FILE = "file"


class Read(StrEnum):
    """The command a file is read by: cards differ in how they go on after the first frame."""

    AD = "AD"
    BD = "BD"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Keys that badges may still have: a full proof until a day, and from then on less than one."""

    version: int
    """The version of these keys."""
    read_key: str
    """Name of the sealed credential with the master key that read badges then."""
    until: date
    """The last day on which they prove a badge."""
    number_key: str = ""
    """Name of the sealed credential with the key that told the number then."""
    write_key: str = ""
    """Name of the sealed credential that made badges ready then; only where badges are made ready."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything about the badges that is no secret; keys are named, never written here."""

    application: str
    """Id of our application as hexadecimal digits, 3042F5."""
    read_key: str
    """Name of the sealed credential with the master key that reads badges."""
    number_key: str = ""
    """Name of the sealed credential with the key that tells the number; only for badges with random numbers."""
    read_key_no: int = 1
    """Which key of the application reads."""
    number_key_no: int = 2
    """Which key of the application tells the number."""
    proof: Proof = Proof.EV2
    """Which proof is asked for: ev2, ev1 or both."""
    diversification: Way = Way.AN10922
    """How each badge got its own key: an10922, cmac16 or none."""
    application_order: Order = Order.AS_WRITTEN
    """How the application's id goes into that key: as_written or reversed."""
    system: str = ""
    """System id that goes into that key, hexadecimal digits."""
    number: Source = Source.UID
    """What a badge is known by: its uid, or the number in a file."""
    file: int = 1
    """Which file holds the number."""
    file_bytes: int = 32
    """How many bytes of it are the number."""
    file_mode: Mode = Mode.ENCIPHERED
    """How the card protects the file: enciphered or maced."""
    read_command: Read = Read.BD
    """The command the file is read by: AD or BD."""
    key_version: int = 1
    """The version of the keys that badges get now."""
    write_key: str = ""
    """Name of the sealed credential with the master key that makes badges ready; never on a terminal at a door."""
    earlier: tuple[Earlier, ...] = ()
    """Keys of earlier versions, while badges still have them."""
    sam: str = ""
    """Part of the name of the slot with a security module; read_key and number_key are then entries in it."""

    def __post_init__(self) -> None:
        if len(_hex("application", self.application)) != APPLICATION_BYTES:
            raise ProfileError(f"application is {APPLICATION_BYTES} bytes as hexadecimal digits, as 3042F5")
        if not self.read_key:
            raise ProfileError("read_key is the name of the sealed credential with the master key, and is missing")
        if self.number_key and self.number_key == self.read_key:
            raise ProfileError("number_key is another key than read_key: every badge has it")
        longest = LONGEST - UID_BYTES - APPLICATION_BYTES
        if len(_hex("system", self.system)) > longest:
            raise ProfileError(f"system is at most {longest} bytes")
        for name, least, most in (
            ("read_key_no", 0, MOST_KEYS - 1),
            ("number_key_no", 0, MOST_KEYS - 1),
            ("file", 0, MOST_FILES - 1),
            ("file_bytes", 1, MOST_FILE_BYTES),
            ("key_version", 1, MOST_VERSIONS),
        ):
            if not least <= getattr(self, name) <= most:
                raise ProfileError(f"{name} is between {least} and {most}, got {getattr(self, name)}")
        if self.sam:
            self._must_be_entries()
        versions = [each.version for each in self.earlier]
        if not all(0 <= version <= MOST_VERSIONS for version in versions):
            raise ProfileError(f"a version of earlier keys is between 0 and {MOST_VERSIONS}")
        if len({self.key_version, *versions}) <= len(versions):
            raise ProfileError("key_version and the versions of earlier keys are all different")

    def _must_be_entries(self) -> None:
        """Refuse what a security module does not do."""
        entries = [self.read_key, *(each.read_key for each in self.earlier)]
        entries += filter(None, [self.number_key, *(each.number_key for each in self.earlier)])
        if not all(each.isdecimal() and int(each) < MOST_ENTRIES for each in entries):
            raise ProfileError(f"with sam, keys are entries of the module, 0 to {MOST_ENTRIES - 1}")
        if self.diversification is Way.CMAC16:
            raise ProfileError("a module derives keys by an10922; with sam, diversification is that or none")

    def application_bytes(self) -> bytes:
        return bytes.fromhex(self.application)

    def about(self, uid: bytes) -> bytes:
        """Return what the key of this card is derived from."""
        application = self.application_bytes()
        ordered = application if self.application_order is Order.AS_WRITTEN else application[::-1]
        return uid + ordered + bytes.fromhex(self.system)


def _hex(name: str, text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ProfileError(f"{name} is hexadecimal digits, got {text!r}") from None
