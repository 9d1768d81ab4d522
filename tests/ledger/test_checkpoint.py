"""Signed heads: what was signed reads back, and nothing else does."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from timeclock.ledger import checkpoint
from timeclock.ledger.checkpoint import BadNote, Head
from timeclock.ledger.keys import SigningKey

ORIGIN = "timeclock/log"
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
HEAD = Head(ORIGIN, 42, bytes(range(32)), datetime(2026, 11, 20, 7, tzinfo=UTC))
NOTE = checkpoint.sign(HEAD, KEY)


def read(note: str) -> Head:
    return checkpoint.read(note, ORIGIN, KEY.public)


def test_a_note_is_four_lines_an_empty_one_and_the_signature() -> None:
    origin, size, root, at, empty, signature, end = NOTE.split("\n")

    assert (origin, size, b64decode(root), at) == (ORIGIN, "42", HEAD.root, "at 2026-11-20T07:00:00.000000Z")
    assert (empty, end) == ("", "")
    assert signature.startswith(f"— {ORIGIN} ")


@given(
    st.integers(0, 2**63),
    st.binary(min_size=32, max_size=32),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants its bounds naive
)
def test_a_signed_head_reads_back(size: int, root: bytes, at: datetime) -> None:
    head = Head(ORIGIN, size, root, at)

    assert read(checkpoint.sign(head, KEY)) == head


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("42\n", "43\n"),
        ("42\n", " 42\n"),
        ("42\n", "042\n"),
        ("42\n", "-42\n"),
        ("42\n", "\n"),
        ("AAEC", "AAED"),
        ("at 2026", "at 2025"),
        ("T07:00:00.000000Z", "T08:00:00.000000+01:00"),
        ("T07:00:00.000000Z", "T07:00:00Z"),
        (f"{ORIGIN}\n", "timeclock/loh\n"),
        ("\n\n— ", "\n— "),
        ("\n\n— ", "\nmore\n\n— "),
        ("\n\n— ", "\n\n"),
        (f"— {ORIGIN}", "— witness"),
        (NOTE, ""),
        (NOTE, "\n\n"),
    ],
)
def test_a_note_with_another_word_is_refused(part: str, other: str) -> None:
    assert part in NOTE
    with pytest.raises(BadNote):
        read(NOTE.replace(part, other, 1))


@given(st.integers(0, (4 + 64) * 8 - 1))
def test_a_flipped_bit_in_the_signature_is_refused(bit: int) -> None:
    body, _, encoded = NOTE.rstrip("\n").rpartition(" ")
    raw = bytearray(b64decode(encoded))
    raw[bit // 8] ^= 1 << bit % 8

    with pytest.raises(BadNote):
        read(f"{body} {b64encode(raw).decode()}\n")


def test_a_note_by_another_key_is_refused() -> None:
    with pytest.raises(BadNote, match="another key"):
        read(checkpoint.sign(HEAD, OTHER_KEY))


def test_a_forged_signature_under_the_right_key_name_is_refused() -> None:
    forged = checkpoint.key_id(ORIGIN, KEY.public) + OTHER_KEY.sign(HEAD.body().encode())

    with pytest.raises(BadNote, match="does not fit"):
        read(f"{HEAD.body()}\n— {ORIGIN} {b64encode(forged).decode()}\n")


def test_a_signature_that_is_no_base64_is_refused() -> None:
    with pytest.raises(BadNote, match="cannot be read"):
        read(f"{HEAD.body()}\n— {ORIGIN} ***\n")


@pytest.mark.parametrize("more", ["x", "x\n", "\n", "\nmore\n"])
def test_nothing_but_signatures_follows_the_text(more: str) -> None:
    with pytest.raises(BadNote):
        read(NOTE + more)


def test_the_note_of_another_log_is_refused() -> None:
    with pytest.raises(BadNote, match="not a checkpoint of this log"):
        checkpoint.read(NOTE, "another/log", KEY.public)


def test_a_note_that_witnesses_signed_too_is_read() -> None:
    assert read(f"{NOTE}— witness.example/w1 {b64encode(bytes(68)).decode()}\n") == HEAD
