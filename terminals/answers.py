"""What the server answers, checked before anything is believed (WIRE.md v1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from terminals.wire import VERSION, read_instant

OK = 200
RECEIPT_FIELDS = ("record", "leaf", "received_at", "include_by", "sig")


class Status(StrEnum):
    """What became of one stamp."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    QUARANTINED = "quarantined"
    UNREADABLE = "unreadable"


class Tone(StrEnum):
    """How an answer sounds and looks."""

    GOOD = "good"
    UNSURE = "unsure"
    BAD = "bad"


class NotAnAnswer(ValueError):
    """What came back is not an answer by the contract; nothing in it is believed."""


@dataclass(frozen=True, slots=True)
class Display:
    """The lines to show to the person, German and English."""

    tone: Tone
    de: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one stamp."""

    n: int
    uid: str | None
    status: Status
    code: str | None
    receipt: dict[str, str] | None
    display: Display | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One result for each stamp of the request, in its order."""

    server_time: datetime
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The request as a whole was not taken: its stamps stay unsent."""

    status: int
    code: str
    server_time: datetime | None


def read_answer(status: int, body: bytes, sent: int) -> Answer | Refusal:
    """Return what the server says to a request with `sent` stamps; raise NotAnAnswer on a 200 that is none."""
    if status != OK:
        return _refusal(status, body)
    try:
        answer = json.loads(body)
        version = answer["v"]
        results = tuple(_result(entry) for entry in answer["results"])
        server_time = read_instant(answer["server_time"])
    except (ValueError, KeyError, TypeError) as fault:
        raise NotAnAnswer(f"answer 200 is not by the contract: {type(fault).__name__}") from None
    if version != VERSION:
        raise NotAnAnswer(f"answer of version {version!r}; this agent speaks {VERSION}")
    if [result.n for result in results] != list(range(sent)):
        raise NotAnAnswer(f"answer has {len(results)} results in order {[r.n for r in results][:5]} for {sent} stamps")
    return Answer(server_time, results)


def _refusal(status: int, body: bytes) -> Refusal:
    """Read the error body where there is one: a proxy in between answers with pages of its own."""
    try:
        error = json.loads(body)
        at = error.get("server_time")
        return Refusal(status, str(error.get("code", "")), None if at is None else read_instant(at))
    except (ValueError, AttributeError, TypeError):
        return Refusal(status, "", None)


def _result(entry: Mapping[str, Any]) -> Result:
    status = Status(entry["status"])
    unread = status is Status.UNREADABLE
    return Result(
        n=int(entry["n"]),
        uid=None if unread else str(entry["uid"]),
        status=status,
        code=None if entry["code"] is None else str(entry["code"]),
        receipt=None if unread else {name: str(entry["receipt"][name]) for name in RECEIPT_FIELDS},
        display=None if entry["display"] is None else display_of(entry["display"]),
    )


def display_of(entry: Mapping[str, Any]) -> Display:
    """Return the lines to show; raise ValueError, KeyError or TypeError on what is none."""
    return Display(Tone(entry["tone"]), tuple(map(str, entry["de"])), tuple(map(str, entry["en"])))
