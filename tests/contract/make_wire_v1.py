"""Made tests/contract/wire_v1 once. The files are the contract now; this script only shows how they came about.

It shares no code with the terminal or the server, so it is a third reading of WIRE.md.
It refuses to run where files exist: an example that was published is never edited, only added to.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = Path(__file__).parent / "wire_v1"
DEVICE_SEED, RECEIPT_SEED, SITE_KEY = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
DEVICE = Ed25519PrivateKey.from_private_bytes(DEVICE_SEED)
RECEIPT = Ed25519PrivateKey.from_private_bytes(RECEIPT_SEED)
SOURCE = "019a9f00-0000-7000-8000-000000000001"
EPOCH = "00112233445566778899aabbccddeeff"
BOOT = "5f0c1a52-7d1e-4b0a-9c55-2f3f0a6f1e10"
NUMBERS = {"known": "04A1B2C3D4E5F6", "unknown": "04FFFFFFFFFFFF"}
READER = "ACS ACR1252 Dual Reader 00 00"
KINDS = [
    "auto",
    "in",
    "break_start",
    "break_end",
    "errand_out",
    "errand_in",
    "home_in",
    "home_out",
    "call_start",
    "call_end",
    "out",
]
QUARANTINED = [
    "unknown_badge",
    "blocked_badge",
    "badge_not_held",
    "no_employment",
    "several_employments",
    "wrong_zone",
    "future_time",
    "past_time",
    "no_time",
    "wrong_signature",
    "wrong_source",
]
UNREADABLE = ["not_base64", "not_json", "missing_field", "wrong_field"]
REFUSED = [
    (400, "unreadable_body"),
    (401, "unknown_device"),
    (401, "revoked_device"),
    (401, "wrong_signature"),
    (401, "wrong_time"),
    (409, "replayed_request"),
    (413, "body_too_large"),
    (415, "wrong_media_type"),
    (429, "too_many_requests"),
    (500, "fault"),
    (503, "unavailable"),
]


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def compact(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def write(path: str, content: bytes | Any) -> None:
    target = HERE / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, bytes):
        content = json.dumps(content, indent=1, ensure_ascii=False).encode("utf-8") + b"\n"
    with target.open("xb") as file:
        file.write(content)


def fields(seq: int, kind: str, prev: str, badge: str = "known", **other: Any) -> dict[str, Any]:
    number = NUMBERS[badge]
    value = {
        "v": 1,
        "source": SOURCE,
        "epoch": EPOCH,
        "seq": seq,
        "uid": f"01a1f7bf-3dff-7000-8000-{seq:012x}",
        "kind": kind,
        "device_at": f"2026-11-20T06:57:{47 + seq:02d}.031Z",
        "zone": "Europe/Berlin",
        "zone_rules": "2026.6",
        "boot_id": BOOT,
        "mono_ms": 98_120_031 + 1000 * seq,
        "clock": {"quality": "good", "max_error_ms": 12, "offset_ms": -3},
        "badge": {
            "hash": hmac.new(SITE_KEY, b"uid|" + number.encode(), hashlib.sha256).hexdigest(),
            "level": "identified",
            "scheme": "uid",
        },
        "reader": READER,
        "agent": "0.1.0",
        "prev": prev,
    }
    return value | other


def entry(payload: bytes) -> dict[str, str]:
    return {"payload": b64(payload), "sig": b64(DEVICE.sign(b"timeclock-stamp/v1\n" + payload))}


def receipt(n: int) -> dict[str, str]:
    values = {
        "record": f"01a1f7bf-ffff-7000-8000-{n:012x}",
        "leaf": hashlib.sha256(b"leaf %d" % n).hexdigest(),
        "received_at": "2026-11-20T06:58:03.500Z",
        "include_by": "2026-11-20T06:59:03.500Z",
    }
    lines = ["timeclock-receipt/v1", values["record"], values["leaf"], values["received_at"], values["include_by"]]
    return values | {"sig": b64(RECEIPT.sign("".join(line + "\n" for line in lines).encode()))}


def request(name: str, stamps: list[dict[str, str]], captured: int, unsent: int, oldest: str | None) -> None:
    body = compact(
        {
            "v": 1,
            "sent": {"at": "2026-11-20T06:58:03.412Z", "boot_id": BOOT, "mono_ms": 98_136_412},
            "state": {
                "epoch": EPOCH,
                "captured": captured,
                "unsent": unsent,
                "unreadable": 0,
                "oldest_unsent_at": oldest,
                "readers": [{"name": READER, "state": "ready"}],
                "agent": "0.1.0",
            },
            "stamps": stamps,
        }
    )
    at, nonce = "2026-11-20T06:58:03.409Z", b64(bytes(range(16)))
    lines = ["timeclock-request/v1", "POST", "/terminal/v1/stamps", hashlib.sha256(body).hexdigest(), at, nonce]
    write(f"requests/{name}.body.bin", body)
    write(
        f"requests/{name}.json",
        {
            "method": "POST",
            "path": "/terminal/v1/stamps",
            "headers": {
                "Content-Type": "application/json",
                "Timeclock-Device": SOURCE,
                "Timeclock-Time": at,
                "Timeclock-Nonce": nonce,
                "Timeclock-Signature": b64(DEVICE.sign("".join(line + "\n" for line in lines).encode())),
            },
            "body_file": f"{name}.body.bin",
            "server_time": "2026-11-20T06:58:03.500Z",
        },
    )


def chain() -> list[tuple[str, bytes]]:
    made, prev = [], "0" * 64
    for seq, kind in enumerate(KINDS, start=1):
        other: dict[str, Any] = {}
        if kind == "errand_in":  # after a restart without time server: the server counts the elapsed time
            other = {"clock": {"quality": "unsure", "max_error_ms": None, "offset_ms": None}}
        if kind == "home_in":
            other = {"reader": "Leser Erdgeschoß Süd"}
        payload = compact(fields(seq, kind, prev, **other))
        made.append((f"{seq:02d}_{kind}", payload))
        prev = hashlib.sha256(payload).hexdigest()
    return made


def oddities(made: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """Entries that are not simply accepted, with what the server has to say of each."""
    first, last = made[0][1], made[-1][1]
    after = hashlib.sha256(last).hexdigest()
    twelfth = fields(12, "auto", after)
    forged = entry(compact(twelfth))
    forged["sig"] = entry(first)["sig"]
    other_source = "019a9f00-0000-7000-8000-000000000002"
    missing = {name: value for name, value in twelfth.items() if name != "badge"}
    return [
        {"name": "repeated", "status": "duplicate", "code": None, **entry(first)},
        {"name": "other_bytes", "status": "conflict", "code": None, **entry(compact(fields(1, "out", "0" * 64)))},
        {
            "name": "unknown_badge",
            "status": "quarantined",
            "code": "unknown_badge",
            **entry(compact(fields(12, "auto", after, badge="unknown"))),
        },
        {"name": "forged", "status": "quarantined", "code": "wrong_signature", **forged},
        {
            "name": "of_another_terminal",
            "status": "quarantined",
            "code": "wrong_source",
            **entry(compact(twelfth | {"source": other_source})),
        },
        {
            "name": "other_zone",
            "status": "quarantined",
            "code": "wrong_zone",
            **entry(compact(twelfth | {"zone": "Europe/Lisbon"})),
        },
        {
            "name": "a_year_ahead",
            "status": "quarantined",
            "code": "future_time",
            **entry(compact(twelfth | {"device_at": "2027-11-20T06:58:00.031Z"})),
        },
        {
            "name": "years_ago",
            "status": "quarantined",
            "code": "past_time",
            **entry(compact(twelfth | {"device_at": "2016-11-20T06:58:00.031Z"})),
        },
        {
            "name": "clock_of_another_boot",
            "status": "quarantined",
            "code": "no_time",
            **entry(
                compact(
                    twelfth
                    | {
                        "boot_id": "00000000-7d1e-4b0a-9c55-2f3f0a6f1e10",
                        "clock": {"quality": "bad", "max_error_ms": None, "offset_ms": None},
                    }
                )
            ),
        },
        {
            "name": "no_base64",
            "status": "unreadable",
            "code": "not_base64",
            "payload": "***",
            "sig": entry(first)["sig"],
        },
        {"name": "no_json", "status": "unreadable", "code": "not_json", **entry(b"kein JSON")},
        {"name": "without_badge", "status": "unreadable", "code": "missing_field", **entry(compact(missing))},
        {
            "name": "seq_in_words",
            "status": "unreadable",
            "code": "wrong_field",
            **entry(compact(twelfth | {"seq": "zwölf"})),
        },
    ]


def answer(status: str, code: str | None, display: dict[str, Any] | None) -> dict[str, Any]:
    unread = status == "unreadable"
    return {
        "status": 200,
        "stamp": "01_auto",
        "body": {
            "v": 1,
            "server_time": "2026-11-20T06:58:03.500Z",
            "results": [
                {
                    "n": 0,
                    "uid": None if unread else "01a1f7bf-3dff-7000-8000-000000000001",
                    "status": status,
                    "code": code,
                    "receipt": None if unread else receipt(1),
                    "display": display,
                }
            ],
        },
    }


def answers(made: list[tuple[str, bytes]]) -> None:
    good = {
        "tone": "good",
        "de": ["Guten Morgen, Frau Aydin", "Kommen 06:58", "Saldo +12:25"],
        "en": ["Good morning, Ms Aydin", "In 06:58", "Balance +12:25"],
    }
    unsure = {"tone": "unsure", "de": ["Gespeichert, wird geprüft"], "en": ["Saved, will be checked"]}
    bad = {"tone": "bad", "de": ["Bitte wenden Sie sich an die Zeitbeauftragte"], "en": ["Please see the time officer"]}
    write("answers/200_accepted.json", answer("accepted", None, good))
    write("answers/200_accepted_late.json", answer("accepted", None, None))
    write("answers/200_duplicate.json", answer("duplicate", None, good))
    write("answers/200_conflict.json", answer("conflict", None, bad))
    for code in QUARANTINED:
        write(f"answers/200_quarantined_{code}.json", answer("quarantined", code, unsure))
    for code in UNREADABLE:
        write(f"answers/200_unreadable_{code}.json", answer("unreadable", code, bad))
    write(
        "answers/200_state_only.json",
        {"status": 200, "stamp": None, "body": {"v": 1, "server_time": "2026-11-20T06:58:03.500Z", "results": []}},
    )
    write(
        "answers/200_chain.json",
        {
            "status": 200,
            "stamp": None,
            "body": {
                "v": 1,
                "server_time": "2026-11-20T06:58:03.500Z",
                "results": [
                    {
                        "n": n,
                        "uid": json.loads(payload)["uid"],
                        "status": "accepted",
                        "code": None,
                        "receipt": receipt(n + 1),
                        "display": None,
                    }
                    for n, (_, payload) in enumerate(made)
                ],
            },
        },
    )
    for status, code in REFUSED:
        write(
            f"answers/{status}_{code}.json",
            {
                "status": status,
                "stamp": None,
                "body": {"code": code, "message": "for people", "server_time": "2026-11-20T06:58:03.500Z"},
            },
        )


def main() -> None:
    if (HERE / "keys.json").exists():
        sys.exit("wire_v1 exists: published examples are never edited, only added to")
    write(
        "keys.json",
        {
            "device": SOURCE,
            "device_seed": b64(DEVICE_SEED),
            "device_public": b64(DEVICE.public_key().public_bytes_raw()),
            "receipt_seed": b64(RECEIPT_SEED),
            "receipt_public": b64(RECEIPT.public_key().public_bytes_raw()),
            "site_key": b64(SITE_KEY),
            "epoch": EPOCH,
            "boot_id": BOOT,
            "badges": {
                name: {"number": number, "hash": fields(1, "auto", "", name)["badge"]["hash"]}
                for name, number in NUMBERS.items()
            },
        },
    )
    made = chain()
    for name, payload in made:
        write(f"stamps/{name}.payload.bin", payload)
    write(
        "stamps/index.json",
        [
            {
                "name": name,
                "file": f"{name}.payload.bin",
                "sha256": hashlib.sha256(payload).hexdigest(),
                **entry(payload),
            }
            for name, payload in made
        ],
    )
    write("stamps/oddities.json", oddities(made))
    request("chain", [entry(payload) for _, payload in made], 11, 11, "2026-11-20T06:57:48.031Z")
    request("one_stamp", [entry(made[0][1])], 1, 1, "2026-11-20T06:57:48.031Z")
    request("state_only", [], 11, 0, None)
    answers(made)


if __name__ == "__main__":
    main()
