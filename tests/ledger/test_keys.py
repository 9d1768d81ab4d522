"""Key files: written once, for their owner alone, and never guessed at."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeclock.ledger import keys
from timeclock.ledger.keys import KeyFileError, b64url, from_b64url


@given(st.binary(max_size=100))
def test_base64url_reads_back(raw: bytes) -> None:
    assert from_b64url(b64url(raw)) == raw


@pytest.mark.parametrize("text", ["A", "AA==", "AA AA", "A+/A", "AA\n", "Ä", "AAAAA"])
def test_what_is_no_plain_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base64|number of data characters"):
        from_b64url(text)


def test_a_fresh_key_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "log.key"
    before = os.umask(0)
    try:
        written = keys.write_secret(path)
    finally:
        os.umask(before)

    assert written
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_existing_key_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    keys.write_secret(path)
    before = path.read_bytes()

    assert not keys.write_secret(path)
    assert path.read_bytes() == before


def test_a_link_in_the_place_of_a_key_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "log.key").symlink_to(elsewhere)

    assert not keys.write_secret(tmp_path / "log.key")
    assert not elsewhere.exists()


def test_two_fresh_keys_differ(tmp_path: Path) -> None:
    for name in ("one", "other"):
        keys.write_secret(tmp_path / name)

    assert keys.read_secret(tmp_path / "one") != keys.read_secret(tmp_path / "other")


def test_a_missing_key_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"log\.key: no such key file; make it with `timeclock init`"):
        keys.read_secret(tmp_path / "log.key")


@pytest.mark.parametrize("content", ["", "kein Schlüssel", "AAAA", "A" * 44, "A" * 43 + "=", "Ä" * 43])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "log.key").write_text(content)

    with pytest.raises(KeyFileError, match=r"log\.key"):
        keys.read_secret(tmp_path / "log.key")


def test_a_key_signs_what_its_public_half_verifies(tmp_path: Path) -> None:
    keys.write_secret(tmp_path / "log.key")
    key = keys.signing_key(tmp_path / "log.key")

    assert keys.verifies(key.public, key.sign(b"message"), b"message")
    assert not keys.verifies(key.public, key.sign(b"message"), b"another")


@pytest.mark.parametrize(("public", "signature"), [(b"", bytes(64)), (bytes(31), bytes(64)), (bytes(32), b"short")])
def test_what_is_no_key_or_no_signature_verifies_nothing(public: bytes, signature: bytes) -> None:
    assert not keys.verifies(public, signature, b"message")
