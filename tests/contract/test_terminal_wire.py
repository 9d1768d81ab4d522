"""The terminal's side of the frozen contract: it builds the very bytes of the examples and understands each answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from terminals import wire
from terminals.answers import Answer, NotAnAnswer, Refusal, Status, read_answer

EXAMPLES = Path(__file__).parent / "wire_v1"


def example(path: str) -> Any:
    return json.loads((EXAMPLES / path).read_text("utf-8"))


KEYS = example("keys.json")
STAMPS = example("stamps/index.json")
DEVICE_KEY = Ed25519PrivateKey.from_private_bytes(wire.from_b64url(KEYS["device_seed"]))
RECEIPT_KEY = Ed25519PublicKey.from_public_bytes(wire.from_b64url(KEYS["receipt_public"]))
ANSWERS = sorted(path.stem for path in (EXAMPLES / "answers").glob("*.json"))


def payload_of(stamp: dict[str, str]) -> bytes:
    return (EXAMPLES / "stamps" / stamp["file"]).read_bytes()


def signed(stamp: dict[str, str]) -> wire.SignedStamp:
    return wire.SignedStamp(payload_of(stamp), wire.from_b64url(stamp["sig"]))


def moment_of(said: dict[str, Any]) -> wire.Moment:
    clock = said["clock"]
    return wire.Moment(
        datetime.fromisoformat(said["device_at"]),
        said["boot_id"],
        said["mono_ms"],
        wire.Quality(clock["quality"]),
        clock["max_error_ms"],
        clock["offset_ms"],
    )


@pytest.mark.parametrize("stamp", STAMPS, ids=lambda stamp: stamp["name"])
def test_a_stamp_is_built_and_signed_to_the_byte(stamp: dict[str, str]) -> None:
    expected = payload_of(stamp)
    said = json.loads(expected)
    device = wire.Device(said["source"], said["zone"], said["zone_rules"], said["agent"])

    built = wire.stamp_payload(
        device,
        wire.Place(said["epoch"], said["seq"], said["prev"]),
        moment_of(said),
        uid=said["uid"],
        kind=wire.Kind(said["kind"]),
        badge=wire.Badge(said["badge"]["hash"]),
        reader=said["reader"],
    )

    assert built == expected == wire.from_b64url(stamp["payload"])
    assert wire.b64url(wire.sign_stamp(DEVICE_KEY, built).signature) == stamp["sig"]
    assert wire.digest(built) == stamp["sha256"]


def test_each_stamp_names_its_predecessor() -> None:
    prev = wire.FIRST_PREV
    for seq, stamp in enumerate(STAMPS, start=1):
        said = json.loads(payload_of(stamp))

        assert (said["seq"], said["prev"]) == (seq, prev)
        prev = stamp["sha256"]


def test_there_is_an_example_of_every_kind() -> None:
    assert {json.loads(payload_of(stamp))["kind"] for stamp in STAMPS} == {kind.value for kind in wire.Kind}


@pytest.mark.parametrize("name", ["known", "unknown"])
def test_a_badge_is_known_by_its_keyed_hash(name: str) -> None:
    badge = KEYS["badges"][name]

    assert wire.badge_hash(wire.from_b64url(KEYS["site_key"]), badge["number"].lower()) == badge["hash"]


@pytest.mark.parametrize(
    ("name", "stamps"), [("chain", STAMPS), ("one_stamp", STAMPS[:1]), ("state_only", [])], ids=lambda v: str(v)[:10]
)
def test_a_request_is_built_and_signed_to_the_byte(name: str, stamps: list[dict[str, str]]) -> None:
    expected = example(f"requests/{name}.json")
    body = (EXAMPLES / "requests" / expected["body_file"]).read_bytes()
    said = json.loads(body)
    sent, state = said["sent"], said["state"]
    moment = wire.Moment(
        datetime.fromisoformat(sent["at"]), sent["boot_id"], sent["mono_ms"], wire.Quality.GOOD, None, None
    )
    readers = tuple((reader["name"], reader["state"]) for reader in state.pop("readers"))

    built = wire.request_body(moment, wire.State(readers=readers, **state), [signed(stamp) for stamp in stamps])
    headers = wire.request_headers(
        DEVICE_KEY,
        KEYS["device"],
        built,
        datetime.fromisoformat(expected["headers"]["Timeclock-Time"]),
        wire.from_b64url(expected["headers"]["Timeclock-Nonce"]),
    )

    assert built == body
    assert headers == expected["headers"]
    assert (expected["method"], expected["path"]) == (wire.METHOD, wire.PATH)


@pytest.mark.parametrize("name", [name for name in ANSWERS if name.startswith("200")])
def test_an_answer_to_stamps_is_understood_and_its_receipts_hold(name: str) -> None:
    given = example(f"answers/{name}.json")
    said = given["body"]["results"]

    answer = read_answer(200, json.dumps(given["body"]).encode(), len(said))

    assert isinstance(answer, Answer)
    assert answer.server_time == datetime(2026, 11, 20, 6, 58, 3, 500_000, UTC)
    for result, entry in zip(answer.results, said, strict=True):
        assert (result.status.value, result.code, result.uid) == (entry["status"], entry["code"], entry["uid"])
        assert (result.display and list(result.display.de)) == (entry["display"] and entry["display"]["de"])
        if result.status is Status.UNREADABLE:
            assert result.receipt is None
        else:
            assert result.receipt is not None
            assert wire.receipt_holds(RECEIPT_KEY, result.receipt)
            assert not wire.receipt_holds(RECEIPT_KEY, result.receipt | {"leaf": "00" * 32})


@pytest.mark.parametrize("name", [name for name in ANSWERS if not name.startswith("200")])
def test_a_refusal_is_understood(name: str) -> None:
    given = example(f"answers/{name}.json")

    refusal = read_answer(given["status"], json.dumps(given["body"]).encode(), 1)

    assert isinstance(refusal, Refusal)
    assert f"{refusal.status}_{refusal.code}" == name
    assert refusal.server_time == datetime(2026, 11, 20, 6, 58, 3, 500_000, UTC)


@pytest.mark.parametrize(
    "spoil",
    [
        {"v": 2},
        {"results": []},
        {"server_time": "2026-11-20T06:58:03"},
        {"results": [{"n": 0, "status": "accepted"}]},
        {"results": "none"},
    ],
    ids=str,
)
def test_nothing_is_believed_of_an_answer_beside_the_contract(spoil: dict[str, Any]) -> None:
    body = example("answers/200_accepted.json")["body"] | spoil

    with pytest.raises(NotAnAnswer):
        read_answer(200, json.dumps(body).encode(), 1)


@pytest.mark.parametrize("page", [b"<html>Bitte anmelden</html>", b"", b"[]", b"\xff"])
def test_a_page_of_a_proxy_is_no_answer(page: bytes) -> None:
    with pytest.raises(NotAnAnswer):
        read_answer(200, page, 0)

    refusal = read_answer(502, page, 0)
    assert refusal == Refusal(502, "", None)
