"""Which terminal speaks: a request is believed by its signature, its time and a nonce used once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from timeclock.ledger.keys import from_b64url, verifies
from timeclock.service import forks, intake
from timeclock.store import audit, enrolments, sources
from timeclock.store.db import Session
from timeclock.store.sources import Device

VALID_FOR = timedelta(minutes=5)
NONCE_BYTES = 16


class DeviceRefused(Exception):
    """The request is not believed; nothing of it was counted. `status` and `code` are the wire's."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a request is believed by."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    certificate: str = ""
    """Fingerprint of the client certificate, where a proxy saw one."""


def identify(session: Session, request: SignedRequest, now: datetime) -> Device:
    """Return the terminal that signed this request, which counts once; raise `DeviceRefused`."""
    device = believed(session, request, now)
    if not sources.nonce_is_new(
        session, device.source_id, request.headers["Timeclock-Nonce"], now, now - 2 * VALID_FOR
    ):
        raise DeviceRefused(409, "replayed_request", "this request was received before; send it with a new nonce")
    return device


def believed(session: Session, request: SignedRequest, now: datetime) -> Device:
    """Return the terminal that signed this request, received before or not; raise `DeviceRefused`."""
    uid = _uid(request.headers.get("Timeclock-Device", ""))
    device = None if uid is None else sources.device(session, uid)
    if device is None or device.public_key is None or not _is_signed(request, device.public_key):
        raise _not_believed(session, request, uid, device)
    if device.certificate is not None and not _shows(request, device.certificate):
        raise DeviceRefused(401, "wrong_certificate", "this terminal was enrolled with another client certificate")
    if abs(_time(request) - now) > VALID_FOR:
        raise DeviceRefused(
            401, "wrong_time", "the request is older or newer than five minutes; take server_time and sign again"
        )
    return device


def _not_believed(session: Session, request: SignedRequest, uid: UUID | None, device: Device | None) -> DeviceRefused:
    """Return why a request is not believed; only whoever has the key is told that it waits for people."""
    waiting = None if uid is None else enrolments.open_of(session, uid)
    if waiting is not None and waiting.public_key is not None and _is_signed(request, waiting.public_key):
        return DeviceRefused(
            401, "unconfirmed_device", "IT and this terminal's person have to agree on its fingerprint first"
        )
    if device is None:
        return DeviceRefused(
            401, "unknown_device", "this terminal is not enrolled; IT adds it with `timeclock terminals add`"
        )
    if device.public_key is None:
        return DeviceRefused(
            401, "revoked_device", "this terminal's key was revoked; IT gives a code with `timeclock terminals code`"
        )
    return DeviceRefused(401, "wrong_signature", "the request is not signed by this terminal's key")


def _shows(request: SignedRequest, certificate: str) -> bool:
    return hmac.compare_digest(request.certificate.encode(), certificate.encode())


def _uid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _is_signed(request: SignedRequest, public_key: bytes) -> bool:
    headers = request.headers
    try:
        signature = from_b64url(headers["Timeclock-Signature"])
        enough = len(from_b64url(headers["Timeclock-Nonce"])) >= NONCE_BYTES
        intake.instant(headers["Timeclock-Time"])
    except (KeyError, ValueError):
        return False
    lines = (
        "timeclock-request/v1",
        request.method,
        request.path,
        hashlib.sha256(request.body).hexdigest(),
        headers["Timeclock-Time"],
        headers["Timeclock-Nonce"],
    )
    return enough and verifies(public_key, signature, "".join(f"{line}\n" for line in lines).encode())


def _time(request: SignedRequest) -> datetime:
    return intake.instant(request.headers["Timeclock-Time"])


def enrol(session: Session, name: str, unit_id: int | None, public_key: bytes, now: datetime) -> UUID:
    """Enrol a terminal with the public half of the key it made; return the uid it has to use."""
    source_id, uid = sources.add_terminal(session, name, unit_id, "active", now)
    sources.give_key(session, source_id, public_key, now)
    audit.add(session, "terminal.enrol", str(uid), now, by=None, detail={"name": name})
    return uid


def revoke(session: Session, uid: UUID, now: datetime, *, by: int | None = None) -> bool:
    """End a terminal's keys, and whatever enrolment is under way; return False where no such terminal is."""
    source_id = sources.terminal_id(session, uid)
    if source_id is None:
        return False
    # First, so that an enrolment about to be done is done before, and its key ends too, or not at all.
    enrolments.close(session, source_id, now)
    sources.revoke(session, source_id, now)
    # Nobody speaks by its keys any more, neither it nor whoever else had them.
    forks.begin_anew(session, source_id, now)
    audit.add(session, "terminal.revoke", str(uid), now, by=by)
    return True
