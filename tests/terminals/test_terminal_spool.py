"""What is in the spool stays there: over crashes, wrong settings, full disks and whoever opens the file."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from terminals.clock import wall_now
from terminals.spool import FinalAnswer, Outcome, Spool, SpoolFull, SpoolRefused
from terminals.wire import FIRST_PREV, digest
from tests.terminals.parts import NOON, a_spool, put

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from tests.terminals.parts import a_spool, put
spool = a_spool(Path(sys.argv[1]), cap=10**6)
while True:
    kept = put(spool)
    sys.stdout.write(f"{kept.seq}\\n")
    sys.stdout.flush()
"""


def settle(
    spool: Spool, seq: int, outcome: Outcome = Outcome.ACKNOWLEDGED, at: datetime = NOON, record: str | None = None
) -> frozenset[int]:
    return spool.settle([FinalAnswer(seq, outcome, None, "{}", record or f"record {seq}", at)])


def test_stamps_are_numbered_without_gaps_and_each_names_the_one_before(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    kept = [put(spool) for _ in range(3)]
    spool.close()
    spool = a_spool(tmp_path)
    kept.append(put(spool))

    said = [json.loads(entry.stamp.payload) for entry in kept]
    assert [stamp["seq"] for stamp in said] == [1, 2, 3, 4]
    assert {stamp["epoch"] for stamp in said} == {spool.epoch}
    assert [s["prev"] for s in said] == [FIRST_PREV, *(digest(entry.stamp.payload) for entry in kept[:-1])]
    assert spool.unsent(10) == kept
    spool.close()


def test_a_new_file_is_a_new_epoch(tmp_path: Path) -> None:
    first, second = Spool(tmp_path / "a.db", cap=9), Spool(tmp_path / "b.db", cap=9)

    assert first.epoch != second.epoch
    assert len(bytes.fromhex(first.epoch)) == 16
    first.close()
    second.close()


def test_no_stamp_that_was_confirmed_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    for round_no in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(40 + 17 * round_no):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
            confirmed = [int(line) for line in writer.stdout.read().split() if line.isdigit()]
        spool = a_spool(tmp_path, cap=10**6)
        on_disk = [entry.seq for entry in spool.unsent(10**6)]
        spool.close()

        assert on_disk == list(range(1, len(on_disk) + 1))
        assert len(on_disk) >= max(confirmed, default=1)


def test_a_second_process_is_kept_out(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)

    with pytest.raises(SpoolRefused, match="another terminal"):
        a_spool(tmp_path)
    spool.close()
    a_spool(tmp_path).close()


def test_a_journal_that_cannot_be_made_durable_is_refused(tmp_path: Path) -> None:
    a_spool(tmp_path).close()
    foreign = sqlite3.connect(tmp_path / "spool.db")
    foreign.execute("PRAGMA journal_mode = WAL")
    foreign.execute("SELECT count(*) FROM stamp").fetchone()

    with pytest.raises(SpoolRefused):
        a_spool(tmp_path)
    foreign.close()


def test_pragmas_that_are_accepted_but_not_kept_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # SQLite keeps a file in memory in journal mode `memory`, whatever it is told.
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **options: connect(":memory:", **options))

    with pytest.raises(SpoolRefused, match="journal_mode=memory"):
        a_spool(tmp_path)


def test_a_full_spool_refuses_and_overwrites_nothing(tmp_path: Path) -> None:
    spool = a_spool(tmp_path, cap=3)
    kept = [put(spool) for _ in range(3)]
    settle(spool, 1)

    with pytest.raises(SpoolFull):
        put(spool)

    assert spool.unsent(10) == kept[1:]
    assert spool.counts().captured == 3
    spool.close()


def test_a_full_disk_refuses_and_the_next_stamp_has_the_same_place(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    put(spool)
    spool._db.execute("PRAGMA max_page_count = 6")  # what a full disk looks like to SQLite

    def fill() -> None:
        for _ in range(100):
            put(spool)

    with pytest.raises(SpoolFull, match="full"):
        fill()
    captured = spool.counts().captured
    spool._db.execute("PRAGMA max_page_count = 1000")

    assert put(spool).seq == captured + 1
    spool.close()
    a_spool(tmp_path).close()


def test_only_what_was_acknowledged_35_days_ago_goes(tmp_path: Path) -> None:
    now = wall_now()
    spool = a_spool(tmp_path)
    for _ in range(6):
        put(spool)
    settle(spool, 1, at=now - timedelta(days=36))
    settle(spool, 2, at=now - timedelta(days=34))
    settle(spool, 3, Outcome.CONFLICT, at=now - timedelta(days=99))
    settle(spool, 4, Outcome.UNREADABLE, at=now - timedelta(days=99))
    settle(spool, 6, at=now - timedelta(days=99))

    gone = spool.prune(now)

    left = [row[0] for row in spool._db.execute("SELECT seq FROM stamp ORDER BY seq")]
    assert (gone, left) == (1, [2, 3, 4, 5, 6])
    spool.close()
    spool = a_spool(tmp_path)
    assert put(spool).seq == 7
    spool.close()


def test_counts_add_up_also_after_a_restart(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    for minute in range(4):
        put(spool, NOON + timedelta(minutes=minute))
    settle(spool, 1)
    settle(spool, 3, Outcome.UNREADABLE)
    settle(spool, 3, Outcome.UNREADABLE)
    before = spool.counts()
    spool.close()
    spool = a_spool(tmp_path)

    assert spool.counts() == before
    assert (before.captured, before.unsent, before.unreadable) == (4, 2, 1)
    assert before.oldest_unsent_at == "2026-11-20T12:01:00.000Z"
    spool.close()


def test_a_receipt_is_good_for_one_stamp_only(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    put(spool)
    put(spool)
    first, second = settle(spool, 1, record="one"), settle(spool, 2, record="one")

    assert [set(first), set(second)] == [set(), {2}]
    assert [entry.seq for entry in spool.unsent(9)] == [2]
    spool.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stamp SET payload = x'00' WHERE seq = 1",
        "UPDATE stamp SET signature = x'00' WHERE seq = 2",
        "UPDATE stamp SET state = 'unsent', answered_at = NULL WHERE seq = 1",
        "DELETE FROM stamp WHERE seq = 1",
        "DELETE FROM stamp WHERE seq = 2",
        "INSERT INTO stamp (seq, payload, signature, captured_at) VALUES (4, x'00', x'00', '')",
        "INSERT OR REPLACE INTO stamp (seq, payload, signature, captured_at) VALUES (2, x'00', x'00', '')",
        "UPDATE spool SET epoch = 'other'",
        "DELETE FROM spool",
    ],
)
def test_the_file_itself_keeps_its_promises(tmp_path: Path, change: str) -> None:
    spool = a_spool(tmp_path)
    put(spool)
    put(spool)
    settle(spool, 1, at=wall_now())
    spool.close()
    foreign = sqlite3.connect(tmp_path / "spool.db")

    with pytest.raises(sqlite3.IntegrityError):
        foreign.execute(change)
    foreign.close()


def test_a_changed_payload_is_noticed_at_the_start(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    for _ in range(3):
        put(spool)
    spool.close()
    foreign = sqlite3.connect(tmp_path / "spool.db")
    foreign.execute("DROP TRIGGER a_stamp_is_written_once")
    foreign.execute("UPDATE stamp SET payload = cast(replace(payload, 'auto', 'out') AS BLOB) WHERE seq = 2")
    foreign.commit()
    foreign.close()

    with pytest.raises(SpoolRefused, match="stamp 3 does not follow stamp 2"):
        a_spool(tmp_path)


def test_a_damaged_file_is_refused_and_kept(tmp_path: Path) -> None:
    a_spool(tmp_path).close()
    file = tmp_path / "spool.db"
    raw = bytearray(file.read_bytes())
    raw[:16] = b"not a database.."
    file.write_bytes(raw)

    with pytest.raises(SpoolRefused, match="keep it"):
        a_spool(tmp_path)
    assert file.read_bytes() == bytes(raw)


def test_only_the_owner_reads_the_spool(tmp_path: Path) -> None:
    spool = a_spool(tmp_path)
    put(spool)

    assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}
    spool.close()
