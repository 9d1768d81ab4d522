"""What a terminal and its server prove to each other at enrolment, byte for byte (WIRE.md). Pure: chance comes in."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from terminals.keys import raw
from terminals.wire import VERSION, b64url, from_b64url, in_lines

CLAIM_PATH = "/terminal/v1/enrolment"
AGREEMENT_PATH = "/terminal/v1/enrolment/agreement"
# Crockford's: no I, L, O and U, so that what is read out is typed right.
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOL_BITS = 5
GROUP = 4
CODE_SYMBOLS = 16
FINGERPRINT_SYMBOLS = 12
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**14, 8, 1
KEY_BYTES = 32
PORTS = {"https": 443, "http": 80}


class NotACode(ValueError):
    """What was typed cannot be a code."""


class NotOurServer(ValueError):
    """The answer was not given by a server that has the code, or is none by the contract."""


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code: the first group names the enrolment, the others are the secret and never leave the terminal."""

    number: str
    secret: str

    @classmethod
    def typed(cls, text: str) -> Code:
        """Return the code somebody meant: small letters, spaces and look-alikes are forgiven."""
        symbols = text.strip().upper().translate(READ_AS)
        if len(symbols) != CODE_SYMBOLS or not set(symbols) <= set(SYMBOLS):
            raise NotACode(f"a code has {CODE_SYMBOLS} letters and digits: 7K2M-ABCD-EFGH-JKMN")
        return cls(symbols[:GROUP], symbols[GROUP:])

    def verifier(self) -> bytes:
        """Return what proofs are made with."""
        salt = f"timeclock-enrolment/v1|{self.number}".encode()
        secret = self.secret.encode()
        return hashlib.scrypt(secret, salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, dklen=KEY_BYTES)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who the terminal is from now on, whose receipts it believes, and what both sides show."""

    source: str
    receipt_public_key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a code: to which server, with which key; it is proven by the code, which is not in it."""

    code: Code
    server_url: str
    key: Ed25519PrivateKey
    nonce: bytes

    def body(self) -> bytes:
        """Return what is sent."""
        said = self._said()
        return json.dumps(
            {
                "v": VERSION,
                "number": self.code.number,
                "server": self._server(),
                "public_key": self._public(),
                "nonce": b64url(self.nonce),
                "proof": b64url(hmac.digest(self.code.verifier(), said, "sha256")),
                "sig": b64url(self.key.sign(said)),
            }
        ).encode()

    def read(self, body: bytes) -> Enrolled:
        """Return what the server says of us; raise `NotOurServer` unless it proves that it has the code."""
        try:
            answer = json.loads(body)
            source, receipt = str(UUID(answer["source"])), str(answer["receipt_public_key"])
            proof, is_a_key = from_b64url(answer["proof"]), len(from_b64url(receipt)) == KEY_BYTES
        except (ValueError, KeyError, TypeError):
            raise NotOurServer("the answer is none by the contract") from None
        said = in_lines(("timeclock-enrolment-answer/v1", source, receipt, self._public(), b64url(self.nonce)))
        if not is_a_key or not hmac.compare_digest(hmac.digest(self.code.verifier(), said, "sha256"), proof):
            raise NotOurServer("whoever answered does not have the code: not our server, or somebody is in between")
        return Enrolled(source, receipt, fingerprint(source, self._public(), receipt))

    def _said(self) -> bytes:
        said = (self.code.number, self._server(), self._public(), b64url(self.nonce))
        return in_lines(("timeclock-enrolment/v1", *said))

    def _server(self) -> str:
        return server_named(self.server_url)

    def _public(self) -> str:
        return public_half(self.key)


def agreement(key: Ed25519PrivateKey, enrolled: Enrolled) -> bytes:
    """Return what is sent when the terminal's person saw the same fingerprint on the other side."""
    said = in_lines(("timeclock-enrolment-agreed/v1", enrolled.source, enrolled.fingerprint))
    return json.dumps({"v": VERSION, "source": enrolled.source, "sig": b64url(key.sign(said))}).encode()


def fingerprint(source: str, public_key: str, receipt_public_key: str) -> str:
    """Return what both sides show: 60 bits of the terminal's uid, its key and the server's receipt key."""
    digest = hashlib.sha256(in_lines(("timeclock-fingerprint/v1", source, public_key, receipt_public_key))).digest()
    number = int.from_bytes(digest, "big") >> (256 - SYMBOL_BITS * FINGERPRINT_SYMBOLS)
    bits = range(SYMBOL_BITS * (FINGERPRINT_SYMBOLS - 1), -1, -SYMBOL_BITS)
    symbols = "".join(SYMBOLS[number >> shift & 31] for shift in bits)
    return "-".join(symbols[at : at + GROUP] for at in range(0, FINGERPRINT_SYMBOLS, GROUP))


def server_named(server_url: str) -> str:
    """Return the address of a server as both sides write it: no port where it is the usual one."""
    url = urlsplit(server_url.lower())
    port = "" if url.port in {None, PORTS.get(url.scheme)} else f":{url.port}"
    host = f"[{url.hostname}]" if url.hostname and ":" in url.hostname else url.hostname
    return f"{url.scheme}://{host}{port}"


def public_half(key: Ed25519PrivateKey) -> str:
    return b64url(raw(key.public_key()))
