"""The log's rows: leaf numbers without gaps, whoever sequences, and nodes that grow with them."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.city import NOW, City
from timeclock.ledger import checkpoint, keys, tree
from timeclock.service import log as service
from timeclock.store import audit, log
from timeclock.store.schema.evidence import ledger_record

WORKER = """
import sys
import time
from timeclock.jobs import work
from timeclock.store import db

database = db.connect(sys.argv[1])
print("ready", flush=True)
included, until = 0, time.monotonic() + 3
while time.monotonic() < until:
    included += work.sequence(database)
print(included)
"""


def add_records(session: Session, count: int) -> None:
    for no in range(count):
        audit.add(session, "test", str(no), NOW, by=None)


def leaves(session: Session) -> list[bytes]:
    ordered = select(ledger_record).where(ledger_record.c.leaf_no.is_not(None)).order_by(ledger_record.c.leaf_no)
    rows = session.execute(ordered).all()
    assert [row.leaf_no for row in rows] == list(range(len(rows)))
    return [bytes(row.leaf_hash) for row in rows]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.integers(0, 5), max_size=5))
def test_the_stored_nodes_give_the_root_of_the_leaves_however_they_came(city: City, batches: list[int]) -> None:
    with city.database.transaction() as session:
        for batch in batches:
            add_records(session, batch)
            service.sequence(session)
        service.sequence(session)
        found = leaves(session)
        nodes = dict(tree.grown(0, found, lambda level, no: nodes[level, no]))

        assert log.size(session) == len(found)
        assert log.root_of(session, len(found)) == tree.root(len(found), lambda level, no: nodes[level, no])


def test_records_are_included_in_the_order_they_came(city: City) -> None:
    with city.database.transaction() as session:
        service.sequence(session)
        for minutes in (2, 1, 3):
            audit.add(session, "test", str(minutes), NOW + timedelta(minutes=minutes), by=None)
        service.sequence(session)
        ordered = select(ledger_record.c.include_by).order_by(ledger_record.c.leaf_no.desc()).limit(3)

        assert [at - NOW for at in session.execute(ordered).scalars()] == [timedelta(minutes=m) for m in (4, 3, 2)]


def test_a_sequencer_that_finds_nothing_says_so(city: City) -> None:
    with city.database.transaction() as session:
        service.sequence(session)

        assert service.sequence(session) == 0


def test_a_turn_takes_no_more_than_its_batch(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BATCH", 2)
    with city.database.transaction() as session:
        add_records(session, 5)

        assert [service.sequence(session) for _ in range(3)] == [2, 2, 2]


def test_what_waits_and_what_is_overdue_are_counted(city: City) -> None:
    with city.database.transaction() as session:
        service.sequence(session)
        included = log.size(session)
        add_records(session, 3)

        assert log.counts(session, NOW + timedelta(seconds=60)) == (included + 3, 3, 0)
        assert log.counts(session, NOW + timedelta(seconds=61)) == (included + 3, 3, 3)


def test_a_head_is_signed_once_for_each_size_and_reads_back(city: City) -> None:
    key, origin = keys.signing_key(city.settings.log_key_file), city.settings.log_origin
    with city.database.transaction() as session:
        assert not service.sign_head(session, origin, key, NOW)
        service.sequence(session)
        signed = [service.sign_head(session, origin, key, NOW) for _ in range(2)]
        [head] = log.heads(session)

        assert signed == [True, False]
        assert checkpoint.read(head.note, origin, key.public).root == log.root_of(session, head.size) == head.root


@pytest.mark.postgres
def test_two_sequencer_processes_number_every_record_once_and_without_gaps(postgres_city: City) -> None:
    """Both run while records keep coming in from several transactions at once."""
    command = [sys.executable, "-c", WORKER, postgres_city.settings.database_url]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()

    def write(_: int) -> None:
        with postgres_city.database.transaction() as session:
            add_records(session, 5)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(60)))
    included = [int(worker.communicate(timeout=60)[0]) for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0]
    with postgres_city.database.transaction() as session:
        last = service.sequence(session)
        found = leaves(session)
        nodes = dict(tree.grown(0, found, lambda level, no: nodes[level, no]))
        assert len(found) == sum(included) + last == log.counts(session, NOW)[0]
        assert log.root_of(session, len(found)) == tree.root(len(found), lambda level, no: nodes[level, no])
