"""How a version stands with the staff council: the last word that holds already."""

from __future__ import annotations

from datetime import date

import pytest

from timeclock.core.register import Decision, Said, State, state

MARCH, JUNE, SEPTEMBER = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
GIVEN, WITHDRAWN, AGAIN = (
    Said(Decision.GIVEN, MARCH),
    Said(Decision.WITHDRAWN, JUNE),
    Said(Decision.GIVEN, SEPTEMBER),
)


@pytest.mark.parametrize(
    ("said", "day", "found"),
    [
        ((), MARCH, State.WAITS),
        ((GIVEN,), date(2026, 2, 28), State.LATER),
        ((GIVEN,), MARCH, State.AGREED),
        ((GIVEN, WITHDRAWN), date(2026, 5, 31), State.AGREED),
        ((GIVEN, WITHDRAWN), JUNE, State.WITHDRAWN),
        ((GIVEN, WITHDRAWN), date(2026, 2, 28), State.WAITS),
        ((GIVEN, WITHDRAWN, AGAIN), JUNE, State.WITHDRAWN),
        ((GIVEN, WITHDRAWN, AGAIN), SEPTEMBER, State.AGREED),
        # Given and withdrawn on one day: the later word counts.
        ((GIVEN, Said(Decision.WITHDRAWN, MARCH)), MARCH, State.WITHDRAWN),
    ],
)
def test_the_last_word_that_holds_counts(said: tuple[Said, ...], day: date, found: State) -> None:
    assert state(said, day) is found
    assert state(said, day).may_run is (found is State.AGREED)


def test_what_needs_no_consent_may_run() -> None:
    assert State.NEEDS_NONE.may_run
