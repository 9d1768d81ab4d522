"""The server answers the published examples of the wire contract as terminals/WIRE.md says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from tests.city import City
from tests.premises import application
from timeclock.ledger.keys import b64url, from_b64url, signing_key, verifies
from timeclock.store import badges
from timeclock.store.schema.evidence import ledger_record
from timeclock.store.schema.stamps import device_key, source
from timeclock.store.schema.stamps import stamp as stamps

EXAMPLES = Path(__file__).parent / "wire_v1"
KEYS = json.loads((EXAMPLES / "keys.json").read_text())
INDEX = json.loads((EXAMPLES / "stamps" / "index.json").read_text())
ODDITIES = json.loads((EXAMPLES / "stamps" / "oddities.json").read_text())
NAMES = sorted(path.stem for path in (EXAMPLES / "requests").glob("*.json"))
ENROLLED_AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Server:
    """The server of the examples: it knows their terminal and their first badge, and it is their moment."""

    city: City
    client: FlaskClient

    def send(self, name: str) -> TestResponse:
        """Send an example request byte for byte."""
        sent = json.loads((EXAMPLES / "requests" / f"{name}.json").read_text())
        body = (EXAMPLES / "requests" / sent["body_file"]).read_bytes()
        return self.client.open(sent["path"], method=sent["method"], headers=sent["headers"], data=body)

    def deliver(self, *entries: dict[str, str]) -> list[dict[str, Any]]:
        """Send entries in a request of our own, signed by the examples' key."""
        sent = json.loads((EXAMPLES / "requests" / "state_only.json").read_text())
        body = json.loads((EXAMPLES / "requests" / "state_only.body.bin").read_bytes())
        raw = json.dumps(body | {"stamps": [{name: each[name] for name in ("payload", "sig")} for each in entries]})
        nonce = b64url(hashlib.sha256(raw.encode()).digest()[:16])
        headers = sent["headers"] | {"Timeclock-Nonce": nonce}
        lines = ["timeclock-request/v1", sent["method"], sent["path"], hashlib.sha256(raw.encode()).hexdigest()]
        lines += [headers["Timeclock-Time"], nonce]
        device = signing_key(self.city.settings.var / "device.key")
        headers["Timeclock-Signature"] = b64url(device.sign("".join(f"{line}\n" for line in lines).encode()))
        answer = self.client.open(sent["path"], method=sent["method"], headers=headers, data=raw)
        assert answer.status_code == 200, answer.text
        return list(answer.json["results"])


@pytest.fixture
def server(city: City) -> Iterator[Server]:
    city.settings.receipt_key_file.write_text(KEYS["receipt_seed"])
    (city.settings.var / "device.key").write_text(KEYS["device_seed"])
    with city.database.transaction() as session:
        row = {"uid": UUID(KEYS["device"]), "kind": "terminal", "name": "Beispiel", "unit_id": None, "state": "active"}
        source_id = session.execute(insert(source).returning(source.c.id), row).scalar_one()
        key = {"source_id": source_id, "public_key": from_b64url(KEYS["device_public"]), "enrolled_at": ENROLLED_AT}
        session.execute(insert(device_key), key)
        badges.issue(session, KEYS["badges"]["known"]["hash"], city.aydin.person_id, ENROLLED_AT)
    with time_machine.travel(datetime(2026, 11, 20, 6, 58, 3, 500_000, UTC), tick=False):
        yield Server(city, application(city).test_client())


def without_receipts(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "receipt": None, "display": None} for each in results]


@pytest.mark.parametrize("name", NAMES)
def test_a_published_request_is_accepted_byte_for_byte(server: Server, name: str) -> None:
    answer = server.send(name)

    assert answer.status_code == 200, answer.text
    assert {each["status"] for each in answer.json["results"]} <= {"accepted"}


@pytest.mark.parametrize(("name", "published"), [("chain", "200_chain"), ("state_only", "200_state_only")])
def test_the_answer_is_the_published_one(server: Server, name: str, published: str) -> None:
    expected = json.loads((EXAMPLES / "answers" / f"{published}.json").read_text())["body"]

    answer = server.send(name).json

    assert answer.keys() == expected.keys()
    assert answer["server_time"] == expected["server_time"]
    assert without_receipts(answer["results"]) == without_receipts(expected["results"])


def test_an_answer_to_one_stamp_has_the_published_form(server: Server) -> None:
    expected = json.loads((EXAMPLES / "answers" / "200_accepted.json").read_text())["body"]["results"][0]

    [result] = server.send("one_stamp").json["results"]

    assert result.keys() == expected.keys()
    assert result["receipt"].keys() == expected["receipt"].keys()
    assert result["display"].keys() == expected["display"].keys()
    assert result["display"]["tone"] == "good"


def test_every_receipt_is_signed_by_the_published_key_and_names_a_leaf_we_hold(server: Server) -> None:
    results = server.send("chain").json["results"]

    with server.city.database.reading() as session:
        leaves = {row.id: row.leaf_hash.hex() for row in session.execute(select(ledger_record))}
    for each in (result["receipt"] for result in results):
        lines = ["timeclock-receipt/v1", each["record"], each["leaf"], each["received_at"], each["include_by"]]
        message = "".join(f"{line}\n" for line in lines).encode()
        assert verifies(from_b64url(KEYS["receipt_public"]), from_b64url(each["sig"]), message)
        assert leaves[UUID(each["record"])] == each["leaf"]


def test_the_ledger_keeps_the_signed_bytes_of_every_stamp_as_they_came(server: Server) -> None:
    server.send("chain")

    with server.city.database.reading() as session:
        kept = session.execute(
            select(ledger_record.c.bytes).join(stamps, stamps.c.ledger_id == ledger_record.c.id).order_by(stamps.c.seq)
        )
        origins = [json.loads(row.bytes)["origin"]["payload"] for row in kept]
    plain = [from_b64url(each["payload"]) for each in INDEX]
    assert [from_b64url(each.rstrip("=").replace("+", "-").replace("/", "_")) for each in origins] == plain


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda oddity: oddity["name"])
def test_a_published_oddity_is_answered_as_published(server: Server, oddity: dict[str, str]) -> None:
    server.send("chain")

    [result] = server.deliver(oddity)

    assert (result["status"], result["code"]) == (oddity["status"], oddity["code"])
    assert (result["receipt"] is None) == (oddity["status"] == "unreadable")


def test_the_same_request_a_second_time_is_a_replay(server: Server) -> None:
    server.send("one_stamp")

    answer = server.send("one_stamp")

    assert (answer.status_code, answer.json["code"]) == (409, "replayed_request")
    assert answer.json.keys() == {"code", "message", "server_time"}


def test_a_stamp_sent_again_gets_the_same_receipt(server: Server) -> None:
    [first] = server.send("one_stamp").json["results"]

    [again] = server.deliver(INDEX[0])

    assert again["status"] == "duplicate"
    assert again["receipt"] == first["receipt"]
