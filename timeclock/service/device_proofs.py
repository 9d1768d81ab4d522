"""What a terminal and the server prove to each other at its enrolment, byte for byte (terminals/WIRE.md)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from timeclock.ledger.keys import b64url

# Crockford's: no I, L, O and U, so that what is read out is typed right.
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOL_BITS = 5
GROUP = 4
SECRET_SYMBOLS = 12
FINGERPRINT_SYMBOLS = 12
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
# Work for whoever recorded an enrolment and tries codes afterwards: 60 bits, each try some hundredths of a second.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**14, 8, 1
VERIFIER_BYTES = 32


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code: the first group names the enrolment, the others are the secret."""

    number: str
    secret: str

    def __str__(self) -> str:
        return grouped(self.number + self.secret)

    def verifier(self) -> bytes:
        """Return what proofs are made with; it is kept in place of the code and does not tell it."""
        salt = f"timeclock-enrolment/v1|{self.number}".encode()
        secret = self.secret.encode()
        return hashlib.scrypt(secret, salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, dklen=VERIFIER_BYTES)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a terminal says when it is enrolled: to which server, with which key, and a nonce."""

    number: str
    server: str
    public_key: bytes
    nonce: bytes

    def message(self) -> bytes:
        """Return what the claim's proof and its signature are over."""
        said = (self.number, self.server, b64url(self.public_key), b64url(self.nonce))
        return _lines("timeclock-enrolment/v1", *said)


def new_code() -> Code:
    return Code(_symbols(GROUP), _symbols(SECRET_SYMBOLS))


def grouped(symbols: str) -> str:
    """Return symbols as people read them out: four at a time."""
    return "-".join(symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP))


def typed(text: str) -> str:
    """Return the symbols that somebody meant: small letters, spaces and look-alikes are forgiven."""
    return text.upper().translate(READ_AS)


def proves(verifier: bytes, claim: Claim, proof: bytes) -> bool:
    """Say whether the claim was made by somebody who has the code."""
    return hmac.compare_digest(_mac(verifier, claim.message()), proof)


def answer(verifier: bytes, claim: Claim, uid: UUID, receipt_key: bytes) -> bytes:
    """Return the proof that the server has the code too, which it was never told."""
    said = (str(uid), b64url(receipt_key), b64url(claim.public_key), b64url(claim.nonce))
    return _mac(verifier, _lines("timeclock-enrolment-answer/v1", *said))


def fingerprint(uid: UUID, public_key: bytes, receipt_key: bytes) -> str:
    """Return what both sides show: 60 bits of the terminal's uid, its key and the server's receipt key."""
    said = _lines("timeclock-fingerprint/v1", str(uid), b64url(public_key), b64url(receipt_key))
    number = int.from_bytes(hashlib.sha256(said).digest()) >> (256 - SYMBOL_BITS * FINGERPRINT_SYMBOLS)
    bits = range(SYMBOL_BITS * (FINGERPRINT_SYMBOLS - 1), -1, -SYMBOL_BITS)
    return grouped("".join(SYMBOLS[number >> shift & 31] for shift in bits))


def agreed(uid: UUID, shown: str) -> bytes:
    """Return what the terminal signs when its person saw the same fingerprint."""
    return _lines("timeclock-enrolment-agreed/v1", str(uid), shown)


def _mac(verifier: bytes, message: bytes) -> bytes:
    return hmac.digest(verifier, message, "sha256")


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _symbols(count: int) -> str:
    return "".join(secrets.choice(SYMBOLS) for _ in range(count))
