"""Every set of rules is recorded once, by whomever it is seen first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.city import NOW, City
from timeclock.store import rules
from timeclock.store.schema.evidence import ledger_record

BODIES = {rules.digest({"model": no}): {"model": no} for no in range(5)}


def recorded(city: City) -> tuple[int, int]:
    """Return how many sets of rules there are, and how many leaves speak of them."""
    leaves = select(func.count()).where(ledger_record.c.kind == "rules")
    with city.database.reading() as session:
        return len(rules.listed(session, 100)), session.execute(leaves).scalar_one()


def test_rules_seen_again_are_not_recorded_again(city: City) -> None:
    for _ in range(2):
        with city.database.transaction() as session:
            rules.note(session, "result", BODIES, NOW)

    assert recorded(city) == (5, 5)


@pytest.mark.postgres
def test_rules_that_several_workers_see_first_at_once_are_recorded_once(postgres_city: City) -> None:
    def note(_: int) -> None:
        with postgres_city.database.transaction() as session:
            rules.note(session, "result", BODIES, NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(16)))

    assert recorded(postgres_city) == (5, 5)


def test_the_hash_of_rules_does_not_depend_on_the_order_they_are_written_in() -> None:
    assert rules.digest({"a": 1, "b": {"c": 2, "d": 3}}) == rules.digest({"b": {"d": 3, "c": 2}, "a": 1})
