"""A spool that was put aside at a new enrolment is kept no longer than any other stamp."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from terminals.clock import Sync
from terminals.deliver import Pause
from terminals.former import Former, set_aside, spools
from terminals.spool import FinalAnswer, Outcome
from tests.terminals.parts import NOON, Hands, a_spool, put

KEPT = timedelta(days=35)
LATER = KEPT + timedelta(seconds=1)


def put_aside(folder: Path, second: Outcome | None = Outcome.ACKNOWLEDGED) -> Path:
    """Put a spool of two stamps aside, of which the second was answered so, or not at all."""
    spool = a_spool(folder)
    put(spool), put(spool)
    answers = [(1, Outcome.ACKNOWLEDGED), *([] if second is None else [(2, second)])]
    spool.settle([FinalAnswer(seq, said, None, "{}", f"record {seq}", NOON) for seq, said in answers])
    spool.close()
    set_aside(folder / "spool.db")
    return folder / f"spool.db.{spool.epoch}"


@pytest.mark.parametrize(
    ("after", "second", "sure", "stays"),
    [
        (LATER, Outcome.ACKNOWLEDGED, True, False),
        (KEPT, Outcome.ACKNOWLEDGED, True, True),
        (LATER, Outcome.ACKNOWLEDGED, False, True),
        (LATER, Outcome.CONFLICT, True, True),
        (LATER, Outcome.UNREADABLE, True, True),
        (LATER, None, True, True),
    ],
)
def test_it_goes_35_days_after_all_of_it_was_acknowledged_by_a_clock_that_is_sure(
    tmp_path: Path, after: timedelta, second: Outcome | None, sure: bool, stays: bool
) -> None:
    aside = put_aside(tmp_path, second)
    [spool] = spools(tmp_path / "spool.db")
    former = Former(spool, lambda: Pause(0), Hands(NOON + after, sync=Sync(synced=sure, max_error_ms=5)).clock())

    former.let_go()

    assert aside.exists() is stays
    assert former.unsent == (second is None)
    if not stays:
        assert list(tmp_path.glob(f"{aside.name}*")) == []
    else:
        spool.close()
