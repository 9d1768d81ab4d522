"""Falsifies what a run left behind, one thing of each kind: the verdict has to name them all."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.crash.run import Run
from tests.crash.verdict import Fault

# The planted defects show that a stamp stored twice is seen; the looks between the kills, that a leaf is late.
SEEN_AS = set(Fault) - {Fault.TWICE, Fault.OVERDUE, Fault.TAME}
IN_DATABASE = (
    # Whoever runs the database can pass the guards like this.
    "SET session_replication_role = replica",
    "UPDATE stamp SET badge_hash = 'another' WHERE id = (SELECT min(id) FROM stamp)",
    "UPDATE ledger_record SET leaf_hash = sha256(leaf_hash)"
    " WHERE id = (SELECT ledger_id FROM stamp ORDER BY id DESC LIMIT 1)",
    "UPDATE intake_count SET received = received + 1",
    "UPDATE job_run SET done = done + 1 WHERE job = 'nightly-evaluation'",
    "UPDATE day_result SET present_min = present_min + 1",
)
IN_SPOOL = """
    DROP TRIGGER only_old_acknowledged_stamps_go;
    DROP TRIGGER an_answer_is_final;
    DELETE FROM stamp WHERE seq = (SELECT max(seq) FROM stamp);
    UPDATE stamp SET state = 'unsent', answered_at = NULL WHERE seq = 1;
"""


def forge(run: Run) -> None:
    """Change what lies in database and spool, and say that something ended by itself."""
    firm = run.proxy.witness.firm()
    with run.connection() as connection:
        for statement in IN_DATABASE:
            connection.execute(statement)
        connection.execute("DELETE FROM stamp WHERE uid = %s", (firm[len(firm) // 2],))
    with closing(sqlite3.connect(run.stack.terminals[0].with_name("spool.sqlite"))) as spool:
        spool.executescript(IN_SPOOL)
    run.stack.deaths.append("jobs")
