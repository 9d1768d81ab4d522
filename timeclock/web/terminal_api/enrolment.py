"""A terminal on its way into service: it claims its code, and says that its person agrees (terminals/WIRE.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from marshmallow import Schema, ValidationError, fields, validate

from timeclock import clock
from timeclock.ledger.keys import KEY_BYTES, b64url, from_b64url
from timeclock.ledger.receipt import wire_time
from timeclock.service import enrolment
from timeclock.service.access import Action
from timeclock.service.device_proofs import Claim
from timeclock.service.devices import NONCE_BYTES
from timeclock.service.enrolment import Attempt, Refusal, Server
from timeclock.web import edge
from timeclock.web.policies import policy

bp = Blueprint("terminal_enrolment", __name__, url_prefix="/terminal/v1/enrolment")

SIGNATURE_BYTES, PROOF_BYTES = 64, 32
VERSION = fields.Integer(required=True, strict=True, validate=validate.Equal(1))


class Binary(fields.Field[bytes]):
    """So many bytes in base64url."""

    def __init__(self, size: int) -> None:
        super().__init__(required=True)
        self.size = size

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        try:
            raw = from_b64url(value)
        except (ValueError, TypeError):
            raw = b""
        if len(raw) != self.size:
            raise ValidationError(f"{self.size} bytes in base64url")
        return raw


class ClaimSchema(Schema):
    v = VERSION
    number = fields.String(required=True, validate=validate.Regexp(r"^[0-9A-HJKMNP-TV-Z]{4}\Z"))
    server = fields.String(required=True, validate=validate.Regexp(r"^[\x21-\x7e]{1,200}\Z"))
    public_key = Binary(KEY_BYTES)
    nonce = Binary(NONCE_BYTES)
    proof = Binary(PROOF_BYTES)
    sig = Binary(SIGNATURE_BYTES)


class AgreementSchema(Schema):
    v = VERSION
    source = fields.UUID(required=True)
    sig = Binary(SIGNATURE_BYTES)


class UnreadableEnrolment(ValueError):
    """The body is none by the contract."""


@dataclass(frozen=True, slots=True)
class _Agreement:
    source: UUID
    signature: bytes


@bp.post("")
@policy(Action.ENROL_TERMINAL)
def post_claim() -> tuple[Response, int]:
    """Take the key a terminal made, where it has the code, and prove to it that we have the code too."""
    asked, server = _claim(), _server()
    with edge.transaction() as session:
        became = enrolment.claim(session, asked, server, clock.now())
    if isinstance(became, Refusal):
        return _refused(became)
    receipt_key = b64url(server.receipt_key)
    answer = jsonify(v=1, source=str(became.uid), receipt_public_key=receipt_key, proof=b64url(became.proof))
    return answer, 200


@bp.post("/agreement")
@policy(Action.ENROL_TERMINAL)
def post_agreement() -> tuple[Response, int]:
    """Note that the terminal's person agrees, and say whether it is in service."""
    said, server = _agreement(), _server()
    with edge.transaction() as session:
        became = enrolment.agree(session, said.source, said.signature, server, clock.now())
    if isinstance(became, Refusal):
        return _refused(became)
    return jsonify(v=1, in_service=became), 200


def _server() -> Server:
    return Server(request.host_url.rstrip("/").lower(), edge.house().keys.receipt.public)


def _claim() -> Attempt:
    sent = _read(ClaimSchema())
    said = Claim(sent["number"], sent["server"], sent["public_key"], sent["nonce"])
    return Attempt(said, sent["proof"], sent["sig"], edge.client_certificate())


def _agreement() -> _Agreement:
    sent = _read(AgreementSchema())
    return _Agreement(sent["source"], sent["sig"])


def _read(schema: Schema) -> dict[str, Any]:
    try:
        sent: dict[str, Any] = schema.load(request.get_json(silent=True) or {})
    except ValidationError as fault:
        raise UnreadableEnrolment(f"not by the contract: {fault.messages}") from None
    except RecursionError:
        raise UnreadableEnrolment("not by the contract: nested without end") from None
    return sent


@bp.errorhandler(UnreadableEnrolment)
def unreadable(fault: UnreadableEnrolment) -> tuple[Response, int]:
    return _error("unreadable_body", str(fault)), 400


def _refused(refusal: Refusal) -> tuple[Response, int]:
    return _error(refusal.code, refusal.message), 401


def _error(code: str, message: str) -> Response:
    return jsonify(code=code, message=message, server_time=wire_time(clock.now()))
