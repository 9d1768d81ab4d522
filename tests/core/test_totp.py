"""Codes that change with the time, held against the examples of the standard."""

from datetime import UTC, datetime, timedelta

import pytest

from timeclock.core.recovery_codes import CODE_BYTES, typed, written
from timeclock.core.totp import address, code_of, matching_step, step_at
from timeclock.core.totp import written as written_secret

# RFC 6238, appendix B, SHA-1.
SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 20, 15, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_examples_of_the_standard_hold(seconds, code):
    step = step_at(datetime.fromtimestamp(seconds, UTC))

    assert code_of(SECRET, step, digits=8) == code
    assert code_of(SECRET, step) == code[-6:]


@pytest.mark.parametrize(("steps", "found"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step_and_no_more(steps, found):
    given = code_of(SECRET, step_at(NOW) + steps)

    assert matching_step(SECRET, given, NOW) == (step_at(NOW) + steps if found else None)


@pytest.mark.parametrize("given", ["", "0", "000000", "abcdef"])
def test_what_is_no_code_fits_nothing(given):
    assert matching_step(SECRET, given, NOW + timedelta(days=1)) is None


def test_a_secret_is_written_as_apps_take_it():
    assert written_secret(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert address(SECRET, "Stadt Köln", "aydin") == (
        "otpauth://totp/Stadt%20K%C3%B6ln:aydin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Stadt%20K%C3%B6ln"
    )


def test_a_code_on_paper_is_read_however_it_is_typed():
    code = written(bytes(range(CODE_BYTES)))

    assert code == "AAAQ-EAYE-AUDA-OCAJ"
    assert typed(f" {code.lower().replace('-', ' ')} ") == "AAAQEAYEAUDAOCAJ"
