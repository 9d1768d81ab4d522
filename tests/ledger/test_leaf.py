"""The bytes a record commits to: one form for one value, and no leaf that gives them away."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeclock.ledger.leaf import Envelope, canonical, leaf_hash

RECORD = UUID("01a1f7bf-ffff-7000-8000-000000000001")
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def an_envelope(**other: Any) -> Envelope:
    given_: dict[str, Any] = {
        "record": RECORD,
        "kind": "stamp",
        "subject": "7",
        "version": 1,
        "include_by": datetime(2026, 11, 20, 7, tzinfo=UTC),
        "row": {"id": 7, "at": datetime(2026, 11, 20, 6, 58, tzinfo=UTC)},
    }
    return Envelope(**given_ | other)


@given(PLAIN)
def test_what_is_written_reads_back_as_it_was(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(), PLAIN, max_size=6), st.randoms())
def test_the_order_of_keys_makes_no_difference(value: dict[str, Any], chance: Any) -> None:
    pairs = list(value.items())
    chance.shuffle(pairs)

    assert canonical(dict(pairs)) == canonical(value)


@pytest.mark.parametrize("value", [1.0, 0.1, float("nan"), {"hours": 7.8}, [1, [2.5]]], ids=str)
def test_a_float_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical(value)


@pytest.mark.parametrize("value", [datetime(2026, 11, 20, 7), {"at": datetime(2026, 11, 20, 7)}], ids=str)  # noqa: DTZ001 - naive on purpose
def test_a_naive_instant_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="needs a zone"):
        canonical(value)


@pytest.mark.parametrize("value", [{1, 2}, object(), timedelta(1), 1j], ids=["set", "object", "timedelta", "complex"])
def test_what_json_does_not_know_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="the ledger knows no"):
        canonical(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 11, 20, 7, tzinfo=UTC), b'"2026-11-20T07:00:00.000000Z"'),
        (datetime(2026, 11, 20, 8, tzinfo=timezone(timedelta(hours=1))), b'"2026-11-20T07:00:00.000000Z"'),
        (date(2026, 11, 20), b'"2026-11-20"'),
        (b"\x00\xff", b'"AP8="'),
        (memoryview(b"\x00\xff"), b'"AP8="'),
        (RECORD, b'"01a1f7bf-ffff-7000-8000-000000000001"'),
        ("Bürgerdienste", '"Bürgerdienste"'.encode()),
        ({"b": (1, None), "a": True}, b'{"a":true,"b":[1,null]}'),
    ],
    ids=lambda part: type(part).__name__,
)
def test_each_kind_of_value_has_one_form(value: object, written: bytes) -> None:
    assert canonical(value) == written


def test_an_envelope_is_one_line_of_sorted_json() -> None:
    assert an_envelope().to_bytes() == (
        b'{"include_by":"2026-11-20T07:00:00.000000Z","kind":"stamp","record":"01a1f7bf-ffff-7000-8000-000000000001",'
        b'"row":{"at":"2026-11-20T06:58:00.000000Z","id":7},"subject":"7","version":1}'
    )


def test_the_origin_is_committed_where_there_is_one() -> None:
    raw = an_envelope(origin={"payload": "e30=", "signature": ""}).to_bytes()

    assert json.loads(raw)["origin"] == {"payload": "e30=", "signature": ""}


@pytest.mark.parametrize(
    "other",
    [
        {"record": UUID(int=1)},
        {"kind": "audit"},
        {"subject": "8"},
        {"version": 2},
        {"include_by": datetime(2026, 11, 20, 8, tzinfo=UTC)},
        {"row": {"id": 8}},
        {"origin": {}},
    ],
    ids=lambda other: next(iter(other)),
)
def test_every_part_of_an_envelope_is_in_its_bytes(other: dict[str, Any]) -> None:
    assert an_envelope(**other).to_bytes() != an_envelope().to_bytes()


def test_a_leaf_is_the_hash_of_the_salted_record() -> None:
    salted = hmac.new(b"salt", b"record", "sha256").digest()

    assert leaf_hash(b"salt", b"record") == hashlib.sha256(b"\x00" + salted).digest()


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.binary())
def test_the_same_record_under_another_salt_is_another_leaf(one: bytes, other: bytes, record: bytes) -> None:
    assert (leaf_hash(one, record) == leaf_hash(other, record)) == (one == other)
