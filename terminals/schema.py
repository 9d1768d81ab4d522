"""The tables of the spool. Its promises hold in the file itself, whoever opens it."""

# Ends inside its transaction: the epoch is written in the same one.
SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE spool (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, epoch TEXT NOT NULL) STRICT;
CREATE TABLE stamp (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    payload BLOB NOT NULL,
    signature BLOB NOT NULL,
    captured_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'unsent' CHECK (state IN ('unsent', 'acknowledged', 'conflict', 'unreadable')),
    code TEXT,
    receipt TEXT,
    record TEXT UNIQUE,
    answered_at TEXT,
    CHECK ((state = 'unsent') = (answered_at IS NULL))
) STRICT;
CREATE INDEX stamp_state ON stamp (state, seq);
CREATE TRIGGER seq_has_no_gaps BEFORE INSERT ON stamp
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM stamp)
    BEGIN SELECT RAISE(ABORT, 'seq goes up by one'); END;
CREATE TRIGGER a_stamp_is_written_once BEFORE UPDATE OF seq, payload, signature, captured_at ON stamp
    BEGIN SELECT RAISE(ABORT, 'a stamp is written once'); END;
CREATE TRIGGER an_answer_is_final BEFORE UPDATE OF state, code, receipt, record, answered_at ON stamp
    WHEN OLD.state <> 'unsent'
    BEGIN SELECT RAISE(ABORT, 'an answer is final'); END;
CREATE TRIGGER only_old_acknowledged_stamps_go BEFORE DELETE ON stamp
    WHEN OLD.state <> 'acknowledged' OR OLD.seq = (SELECT max(seq) FROM stamp)
        OR OLD.answered_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-35 days')
    BEGIN SELECT RAISE(ABORT, 'only stamps acknowledged 35 days ago go'); END;
CREATE TRIGGER an_epoch_stays BEFORE UPDATE ON spool BEGIN SELECT RAISE(ABORT, 'an epoch stays'); END;
CREATE TRIGGER a_spool_stays BEFORE DELETE ON spool BEGIN SELECT RAISE(ABORT, 'a spool stays'); END;
"""

# What may go is found without looking at all that has to stay.
ANSWERED = "CREATE INDEX IF NOT EXISTS stamp_answered ON stamp (answered_at) WHERE state = 'acknowledged'"
