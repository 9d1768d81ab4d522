"""A device that makes passkeys and signs with them, as a browser would hand it on: WebAuthn without a browser."""

import hashlib
import json
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from timeclock.ledger.keys import b64url, from_b64url

ORIGIN = "http://localhost"
PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40
# CBOR by hand: an EC2 key on P-256 for ES256 is a map of five; an attestation that attests nothing a map of three.
COSE = bytes.fromhex("a5 01 02 03 26 20 01 21 58 20")
NOTHING_ATTESTED = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"


@dataclass
class Authenticator:
    """One passkey: on which page it believes to be, whether it asks for a finger, and whether it counts."""

    origin: str = ORIGIN
    verifies: bool = True
    counts: bool = True
    count: int = 0
    handle: bytes = field(default_factory=lambda: os.urandom(16))
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    owner: str = ""
    cose: bytes = COSE

    def made(self, wish: str) -> str:
        """Return the answer to a wish for a new passkey."""
        asked = json.loads(wish)
        self.owner = asked["user"]["id"]
        public = self.secret.public_key().public_numbers()
        key = self.cose + public.x.to_bytes(32) + b"\x22\x58\x20" + public.y.to_bytes(32)
        data = self._data(asked["rp"]["id"], NEW_KEY) + bytes(16) + len(self.handle).to_bytes(2) + self.handle + key
        attested = NOTHING_ATTESTED + bytes([len(data)]) + data
        return self._answer({"attestationObject": b64url(attested)}, self._client("webauthn.create", asked))

    def signed(self, wish: str) -> str:
        """Return the answer to a wish for a signature."""
        asked = json.loads(wish)
        self.count += self.counts
        client, data = self._client("webauthn.get", asked), self._data(asked["rpId"], 0)
        signature = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"authenticatorData": b64url(data), "signature": b64url(signature), "userHandle": self.owner}
        return self._answer(said, client)

    def _data(self, host: str, also: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | also
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, asked: dict[str, str]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _answer(self, said: dict[str, str], client: bytes) -> str:
        name = b64url(self.handle)
        response = said | {"clientDataJSON": b64url(client)}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def changed(answer: str, **response: str) -> str:
    """Return an answer with something else in it."""
    said = json.loads(answer)
    return json.dumps(said | {"response": said["response"] | response})


def spoiled(text: str) -> str:
    """Return a value in base64url with one bit turned."""
    raw = bytearray(from_b64url(text))
    raw[-1] ^= 1
    return b64url(bytes(raw))
