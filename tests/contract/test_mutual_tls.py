"""TLS in earnest on loopback: the terminal trusts one authority, and the door asks for a certificate of another."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from terminals import enrolment as device
from terminals.link import Certificate, Link, NoAnswer
from tests.city import City
from tests.terminal import Terminal
from timeclock import clock
from timeclock.ledger import keys
from timeclock.ledger.keys import SigningKey, b64url
from timeclock.service import enrolment
from timeclock.settings import SettingsError, load
from timeclock.web.app import create_app

HEADER = "X-Terminal-Certificate"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Authority:
    """Makes certificates; whoever trusts it trusts those."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey
    root: x509.Certificate

    @classmethod
    def made(cls, folder: Path, name: str) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        root = _builder(name, name, key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        authority = cls(folder, name, key, root.sign(key, hashes.SHA256()))
        authority.file.write_bytes(authority.root.public_bytes(serialization.Encoding.PEM))
        return authority

    @property
    def file(self) -> Path:
        return self.folder / f"{self.name}.pem"

    def certificate(self, name: str) -> Certificate:
        """Return files with a certificate for 127.0.0.1 and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        made = _builder(name, self.name, key.public_key()).add_extension(here, critical=False)
        files = Certificate(self.folder / f"{name}.crt", self.folder / f"{name}.key")
        files.file.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        files.key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files


def _builder(subject: str, issuer: str, public: Any) -> x509.CertificateBuilder:
    subject_name, issuer_name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (subject, issuer)
    )
    now = datetime.now(UTC)  # noqa: TID251  TLS knows no other time
    return (
        x509.CertificateBuilder()
        .subject_name(subject_name)
        .issuer_name(issuer_name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
    )


class Proxy(WSGIRequestHandler):
    """Says in the header what certificate the client showed, as a proxy does, and takes away what the client says."""

    def make_environ(self) -> Any:
        environ = super().make_environ()
        shown = self.connection.getpeercert(binary_form=True)
        environ["HTTP_X_TERMINAL_CERTIFICATE"] = hashlib.sha256(shown).hexdigest().upper()
        return environ

    def log(self, *_: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The city behind TLS: its own authority, that of the terminals, and a stranger's."""

    city: City
    url: str
    ours: Authority
    terminals: Authority
    strangers: Authority

    def link(self, certificate: Certificate | None, ca: Authority | None = None) -> Link:
        return Link(self.url, (ca or self.ours).file, certificate=certificate)

    def enrolled(self, certificate: Certificate) -> Terminal:
        """Enrol a terminal that shows this certificate."""
        receipt_key = keys.public_key(self.city.settings.receipt_key_file)
        with self.city.database.transaction() as session:
            uid, code = enrolment.add(session, "Rathaus, Eingang", None, clock.now())
        key = SigningKey(Ed25519PrivateKey.generate())
        claim = device.Claim(device.Code.typed(str(code)), self.url, key.private, bytes(16))
        link = self.link(certificate)
        made = claim.read(link.post(claim.body(), JSON, device.CLAIM_PATH)[1])
        link.post(device.agreement(key.private, made), JSON, device.AGREEMENT_PATH)
        with self.city.database.transaction() as session:
            enrolment.confirm(session, uid, made.fingerprint, receipt_key, clock.now())
        assert made.receipt_public_key == b64url(receipt_key)
        return Terminal(uid, key)


@pytest.fixture
def gate(sqlite_city: City, tmp_path: Path) -> Iterator[Gate]:
    ours, terminals, strangers = (Authority.made(tmp_path, name) for name in ("city", "terminals", "strangers"))
    settings = replace(sqlite_city.settings, trusted_proxies=1, terminal_certificate_header=HEADER)
    server = listening(create_app(settings, sqlite_city.database), ours.certificate("server"), terminals)
    yield Gate(sqlite_city, f"https://127.0.0.1:{server.server_port}", ours, terminals, strangers)
    closed(server)


def listening(app: Any, certificate: Certificate, clients: Authority) -> BaseWSGIServer:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate.file, certificate.key_file)
    trust.load_verify_locations(clients.file)
    trust.verify_mode = ssl.CERT_REQUIRED
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Proxy, ssl_context=trust)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


def closed(server: BaseWSGIServer) -> None:
    server.shutdown()
    server.server_close()


def report(link: Link, terminal: Terminal, **headers: str) -> tuple[int, bytes]:
    now = clock.now()
    body = terminal.body([], now)
    return link.post(body, terminal.headers(body, now) | headers)


def test_a_terminal_speaks_with_the_certificate_it_was_enrolled_with_and_no_other(gate: Gate) -> None:
    """The other one is as good for the handshake; the header it sends along is the proxy's to set."""
    own, others = gate.terminals.certificate("own"), gate.terminals.certificate("others")
    terminal = gate.enrolled(own)
    told = hashlib.sha256(ssl.PEM_cert_to_DER_cert(own.file.read_text())).hexdigest()

    assert report(gate.link(own), terminal)[0] == 200
    status, answer = report(gate.link(others), terminal, **{HEADER: told})

    assert (status, b"wrong_certificate" in answer) == (401, True)


def test_the_door_opens_to_no_one_without_a_certificate_of_the_terminals(gate: Gate) -> None:
    terminal = gate.enrolled(gate.terminals.certificate("own"))
    for certificate in (None, gate.strangers.certificate("strange"), gate.ours.certificate("of-the-servers")):
        with pytest.raises(NoAnswer):
            report(gate.link(certificate), terminal)


def test_a_fake_server_is_told_nothing_by_a_terminal_that_trusts_one_authority(gate: Gate) -> None:
    """It stands at the right address, and has a certificate that another authority made."""
    terminal, own = gate.enrolled(gate.terminals.certificate("own")), gate.terminals.certificate("again")
    heard: list[str] = []

    def fake(environ: dict[str, Any], _start: Any) -> list[bytes]:
        heard.append(environ["PATH_INFO"])
        return [b""]

    server = listening(fake, gate.strangers.certificate("fake"), gate.terminals)
    url = f"https://127.0.0.1:{server.server_port}"
    try:
        with pytest.raises(NoAnswer, match="CERTIFICATE_VERIFY_FAILED"):
            report(Link(url, gate.ours.file, certificate=own), terminal)
        with pytest.raises(NoAnswer, match="CERTIFICATE_VERIFY_FAILED"):
            report(Link(url, certificate=own), terminal)
    finally:
        closed(server)
    assert heard == []


def test_without_a_proxy_to_trust_no_header_says_who_a_terminal_is() -> None:
    with pytest.raises(SettingsError, match="trusted_proxies"):
        load(environment={"TIMECLOCK_TERMINAL_CERTIFICATE_HEADER": HEADER})
    assert load(environment={}).terminal_certificate_header == ""
