"""`timeclock audit verify` finds what anybody changed behind the database's back, and names it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import Table, delete, insert, or_, select, text, update
from sqlalchemy.orm import Session

from tests import tampering
from tests.city import NOW, City, stamped
from tests.databases import KINDS, Lived, copied_lived
from tests.lived_in import AUDIT_AT, delivered, trusted
from tests.terminal import Terminal, enrolled
from timeclock import cli
from timeclock.ledger import checkpoint, keys, leaf
from timeclock.ledger.checkpoint import Head
from timeclock.ledger.leaf import Envelope
from timeclock.service import verification
from timeclock.service.trust import Discrepancy
from timeclock.store import evidence, facts, log, sources, stamps
from timeclock.store.facts import subject_of
from timeclock.store.ids import new_uid
from timeclock.store.schema.evidence import audit, ledger_node, ledger_record
from timeclock.store.schema.evidence import checkpoint as checkpoints
from timeclock.store.schema.requests import request as request_table
from timeclock.store.schema.stamps import stamp, stamp_conflict
from timeclock.store.stamps import Original

FACTS = (*evidence.fact_tables(), ledger_record)
LOG = (ledger_node, checkpoints)
# Each row of these speaks for others, so one is tampered with at a time; a fact has a record of its own, so many are.
BOUND = (ledger_record, *LOG)
SINGLE = [table for table in FACTS if table not in BOUND]
BOUND_COLUMNS = [(table, column.name) for table in BOUND for column in table.c]


@pytest.fixture(scope="module", params=KINDS)
def audited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One lived-in city for all tests here: each undoes what it did."""
    for each in copied_lived(request, tmp_path_factory.mktemp("audited")):
        yield each.city


@pytest.fixture
def tampered(audited: City) -> Iterator[Session]:
    with tampering.unguarded(audited.database) as session:
        yield session


def found(session: Session, city: City, *witnessed: str) -> tuple[Discrepancy, ...]:
    return verification.verify(session, trusted(city, *witnessed), AUDIT_AT).discrepancies


def names(discrepancies: tuple[Discrepancy, ...], table: Table, row: tampering.Row) -> bool:
    """Say whether one of them names this row: its table and its primary key."""
    subject = subject_of(table, row)
    if table is ledger_record:
        return any(each.kind == table.name and subject in str(each) for each in discrepancies) or any(
            f"{table.name} {subject} (" in each.what for each in discrepancies
        )
    return any(
        (each.kind, each.subject) == (table.name, subject) or f"{table.name} {subject} of" in each.what
        for each in discrepancies
    )


def named(table: Table) -> str:
    return table.name


def ids_of(tables: list[Table]) -> str:
    return "facts" if tables is SINGLE else tables[0].name


def test_an_untouched_city_is_as_committed(audited: City) -> None:
    with audited.database.snapshot() as session:
        result = verification.verify(session, trusted(audited), AUDIT_AT)

    assert result.discrepancies == ()
    assert result.heads == 2


@pytest.mark.parametrize("table", FACTS, ids=named)
def test_something_of_everything_has_happened(audited: City, table: Table) -> None:
    with audited.database.reading() as session:
        assert len(tampering.rows(session, table)) >= 2


Change = tuple[Table, tampering.Row, str, object]


def changes_of(session: Session, table: Table, name: str) -> list[list[Change]]:
    """Return what to change in a column, each list at once: a value to another, to none, and none to a value."""
    held = tampering.rows(session, table)
    with_value = [row for row in held if row[name] is not None]
    without = [row for row in held if row[name] is None]
    changes: list[Change] = []
    if without:  # first, because of what holds there may be one row only, and the next change makes another hold
        changes.append((table, without[0], name, tampering.another(table.c[name], None)))
    if with_value:
        changes.append((table, with_value[-1], name, tampering.another(table.c[name], with_value[-1][name])))
    if with_value and table.c[name].nullable:
        changes.append((table, with_value[0], name, None))
    assert changes
    apart = table in BOUND or with_value[:1] == with_value[-1:]
    return [[change] for change in changes] if apart else [changes]


def unnamed(session: Session, city: City, together: list[Change]) -> list[str]:
    """Make changes at once, look, and take them back; return those the look does not name."""
    with session.begin_nested() as point:
        for table, row, name, value in together:
            tampering.set_column(session, table, row, name, value)
        discrepancies = found(session, city)
        point.rollback()
    return [
        f"{table.name}.{name}: {row[name]!r} → {value!r}"
        for table, row, name, value in together
        if not names(discrepancies, table, row)
    ]


@pytest.mark.parametrize("number", range(max(len(table.c) for table in SINGLE)))
def test_a_changed_column_is_found(tampered: Session, audited: City, number: int) -> None:
    """The first column of every fact at once, the second of every fact, and so on: each row has a record of its own."""
    columns = [(table, table.c[number].name) for table in SINGLE if number < len(table.c)]
    rounds = zip_longest(*(changes_of(tampered, table, name) for table, name in columns), fillvalue=())

    assert [*chain(*(unnamed(tampered, audited, [*chain(*together)]) for together in rounds))] == []


@pytest.mark.parametrize(("table", "name"), BOUND_COLUMNS, ids=lambda part: getattr(part, "name", part))
def test_a_changed_column_of_the_log_is_found(tampered: Session, audited: City, table: Table, name: str) -> None:
    assert [*chain(*(unnamed(tampered, audited, together) for together in changes_of(tampered, table, name)))] == []


@pytest.mark.parametrize("every_other", [0, 1])
def test_every_row_that_is_gone_is_missed(tampered: Session, audited: City, every_other: int) -> None:
    gone = {table: tampering.rows(tampered, table)[every_other::2] for table in SINGLE}
    for table, rows in gone.items():
        tampered.execute(delete(table).where(or_(*(tampering.here(table, row) for row in rows))))

    discrepancies = found(tampered, audited)
    assert all(rows and all(names(discrepancies, table, row) for row in rows) for table, rows in gone.items())


@pytest.mark.parametrize("table", [ledger_record, ledger_node], ids=named)
def test_every_row_of_the_log_that_is_gone_is_missed(tampered: Session, audited: City, table: Table) -> None:
    rows = tampering.rows(tampered, table)
    # The log has a row for every other one: those at both ends and some between.
    for row in [*rows[:-1:31], rows[-1]]:
        with tampered.begin_nested() as point:
            tampered.execute(delete(table).where(tampering.here(table, row)))
            discrepancies = found(tampered, audited)
            point.rollback()
        if table is ledger_record:
            # The record itself cannot be named any more; the row it committed can.
            assert any(f"{row['kind']} {row['subject']}:" in str(each) for each in discrepancies)
        else:
            assert names(discrepancies, table, row)


@pytest.mark.parametrize("tables", [SINGLE, *([table] for table in BOUND)], ids=ids_of)
def test_a_row_that_was_planted_is_found(tampered: Session, audited: City, tables: list[Table]) -> None:
    planted = [(table, tampering.plant(tampered, table, tampering.rows(tampered, table)[0])) for table in tables]

    discrepancies = found(tampered, audited)
    assert [table.name for table, row in planted if not names(discrepancies, table, row)] == []


@pytest.mark.parametrize("tables", [SINGLE, *([table] for table in BOUND)], ids=ids_of)
def test_two_rows_that_were_exchanged_are_both_named(tampered: Session, audited: City, tables: list[Table]) -> None:
    exchanged = []
    for table in tables:
        one, *_, other = tampering.rows(tampered, table)
        tampering.exchange(tampered, table, one, other)
        exchanged += [(table, one), (table, other)]

    discrepancies = found(tampered, audited)
    assert [table.name for table, row in exchanged if not names(discrepancies, table, row)] == []


def test_records_whose_places_in_the_log_were_exchanged_are_named(tampered: Session, audited: City) -> None:
    ordered = sorted(tampering.rows(tampered, ledger_record), key=lambda row: row["leaf_no"])
    one, other = ordered[1], ordered[8]
    for row, place in ((one, 10**6), (other, one["leaf_no"]), (one, other["leaf_no"])):
        tampering.set_column(tampered, ledger_record, row, "leaf_no", place)

    discrepancies = found(tampered, audited)
    assert names(discrepancies, ledger_record, one)
    assert names(discrepancies, ledger_record, other)


def forge(session: Session, table: Table, row: tampering.Row, version: int, **other: Any) -> None:
    """Write a record for a row as the house would, salt, leaf hash and all."""
    record, salt = new_uid(NOW), os.urandom(leaf.SALT_BYTES)
    subject = subject_of(table, row)
    raw = Envelope(record, table.name, subject, version, NOW, {**row, **other}, None).to_bytes()
    values = {"id": record, "kind": table.name, "subject": subject, "bytes": raw, "salt": salt, "include_by": NOW}
    session.execute(insert(ledger_record), {**values, "leaf_hash": leaf.leaf_hash(salt, raw), "leaf_no": None})


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_stamp_changed_together_with_a_forged_record_is_found(tampered: Session, audited: City, version: int) -> None:
    row = next(row for row in tampering.rows(tampered, stamp) if row["at"] is not None)
    later = row["at"] + timedelta(hours=1)
    tampering.set_column(tampered, stamp, row, "at", later)
    forge(tampered, stamp, row, version, at=later)

    discrepancies = verification.verify(tampered, trusted(audited), NOW).discrepancies
    assert any(f"stamp {row['id']}" in str(each) for each in discrepancies)


def test_a_declaration_turned_into_another_days_by_a_forged_version_is_found(tampered: Session, audited: City) -> None:
    row = tampering.rows(tampered, request_table)[0]
    tampering.set_column(tampered, request_table, row, "payload", {"day": "2026-11-17"})
    forge(tampered, request_table, row, row["version"] + 1, payload={"day": "2026-11-17"})

    discrepancies = verification.verify(tampered, trusted(audited), NOW).discrepancies
    assert [(each.kind, each.subject) for each in discrepancies] == [("request", str(row["id"]))]


def test_a_stamp_and_its_record_that_are_both_gone_leave_a_gap_in_the_log(tampered: Session, audited: City) -> None:
    row = tampering.rows(tampered, stamp)[0]
    tampered.execute(delete(stamp).where(tampering.here(stamp, row)))
    tampered.execute(delete(ledger_record).where(ledger_record.c.id == row["ledger_id"]))

    assert any("leaf number" in each.what for each in found(tampered, audited))


def test_a_log_rewritten_to_its_end_does_not_fit_the_signed_heads(tampered: Session, audited: City) -> None:
    """Take an act off the record and number and hash all anew: only what was signed before stands against it."""
    gone = tampering.rows(tampered, audit)[0]
    tampered.execute(delete(audit).where(tampering.here(audit, gone)))
    tampered.execute(delete(ledger_record).where(ledger_record.c.id == gone["ledger_id"]))
    kept = sorted(tampering.rows(tampered, ledger_record), key=lambda row: row["leaf_no"])
    tampered.execute(update(ledger_record).values(leaf_no=None))
    tampered.execute(delete(ledger_node))
    number_anew(tampered, kept)

    assert {each.kind for each in found(tampered, audited)} == {"checkpoint"}


def test_a_log_rewritten_with_its_own_key_does_not_fit_what_a_witness_kept(tampered: Session, audited: City) -> None:
    """Whoever holds the database and the log's key can sign anew, but not what lies elsewhere."""
    note = tampered.execute(select(checkpoints.c.note).order_by(checkpoints.c.size.desc())).scalars().first() or ""
    kept = sorted(tampering.rows(tampered, ledger_record), key=lambda row: row["leaf_no"])
    last = kept.pop()
    tampered.execute(delete(ledger_record).where(ledger_record.c.id == last["id"]))
    tampered.execute(delete(checkpoints))
    tampered.execute(update(ledger_record).values(leaf_no=None))
    tampered.execute(delete(ledger_node))
    number_anew(tampered, kept)

    assert any(each.kind == "checkpoint" for each in found(tampered, audited, note))


def number_anew(session: Session, records: list[tampering.Row]) -> None:
    log.include(session, [(row["id"], row["leaf_hash"]) for row in records])


def test_a_checkpoint_signed_by_another_key_is_found(tampered: Session, audited: City) -> None:
    row = tampering.rows(tampered, checkpoints)[0]
    head = Head(audited.settings.log_origin, row["size"], row["root"], row["at"])
    other = keys.signing_key(audited.settings.receipt_key_file)
    tampering.set_column(tampered, checkpoints, row, "note", checkpoint.sign(head, other))

    assert names(found(tampered, audited), checkpoints, row)


def test_a_witnessed_head_of_this_log_is_accepted(audited: City) -> None:
    with audited.database.snapshot() as session:
        note = session.execute(select(checkpoints.c.note)).scalars().first() or ""
        result = verification.verify(session, trusted(audited, note), AUDIT_AT)

    assert result.sound
    assert result.heads == 3


def test_a_record_that_waits_for_its_place_longer_than_promised_is_named(tampered: Session, audited: City) -> None:
    with tampered.begin_nested():
        row = facts.add(tampered, stamp_conflict, a_conflict(tampered), NOW)
    assert isinstance(row, int)

    early = verification.verify(tampered, trusted(audited), NOW + timedelta(seconds=60))
    late = verification.verify(tampered, trusted(audited), NOW + timedelta(seconds=61))

    assert early.sound
    assert [each.kind for each in late.discrepancies] == ["ledger_record"]
    assert f"(stamp_conflict {row})" in late.discrepancies[0].subject


def a_conflict(session: Session) -> dict[str, Any]:
    row = tampering.rows(session, stamp)[0]
    return {"stamp_id": row["id"], "digest": "d", "bytes": b"{}", "received_at": NOW}


@pytest.mark.parametrize(
    "planted",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"record":1}',
        json.dumps({"record": "", "kind": [], "subject": {}, "version": "x", "include_by": "", "row": 3}).encode(),
    ],
    ids=repr,
)
def test_bytes_that_are_no_record_are_named(tampered: Session, audited: City, planted: bytes) -> None:
    row = tampering.rows(tampered, ledger_record)[0]
    salt = os.urandom(16)
    changed = {"bytes": planted, "salt": salt, "leaf_hash": leaf.leaf_hash(salt, planted)}
    tampered.execute(update(ledger_record).where(ledger_record.c.id == row["id"]).values(changed))

    assert names(found(tampered, audited), ledger_record, row)


@pytest.mark.parametrize("planted", [{"purpose": True}, {"purpose": 1.5}, []], ids=repr)
def test_json_of_another_kind_is_found_though_python_calls_it_equal(
    tampered: Session, audited: City, planted: object
) -> None:
    row = facts.add(tampered, audit, {"at": NOW, "action": "a", "subject": "s", "detail": {"purpose": 1}}, NOW)
    tampered.execute(update(audit).where(audit.c.id == row).values(detail=planted))

    assert any(str(each).startswith(f"audit {row}: column detail") for each in found(tampered, audited))


@pytest.mark.parametrize("garbage", ["'morgens'", "4711", "x'ff'"])
def test_on_sqlite_a_cell_nobody_can_read_is_named(audited: City, garbage: str) -> None:
    if audited.database.kind == "postgresql":
        assert audited.database.kind != "sqlite", "PostgreSQL refuses what does not fit the column"
        return
    with tampering.unguarded(audited.database) as session:
        row = tampering.rows(session, stamp)[2]
        session.execute(text(f"UPDATE stamp SET at = {garbage} WHERE id = {row['id']}"))  # noqa: S608 - a test's own words

        assert names(found(session, audited), stamp, row)


def test_a_stamp_that_comes_in_while_the_audit_reads_is_no_discrepancy(city: City) -> None:
    with city.database.snapshot() as session:
        list(evidence.records(session))
        if city.database.kind == "postgresql":
            with city.database.transaction() as other:
                stamped(other, city.aydin, NOW.date(), "08:00 in", city.settings)

        assert verification.verify(session, trusted(city), NOW).sound


class TestTerminals:
    """What terminals sign is checked against what they signed, and what they send wrong is no tampering."""

    def test_a_copied_stamp_of_another_terminal_is_no_discrepancy(self, city: City) -> None:
        one, other = enrolled(city, NOW, seed=1), enrolled(city, NOW, "Archiv", seed=2)
        with city.database.transaction() as session:
            [outcome] = delivered(session, city, other, [one.stamp(NOW)])

            assert outcome.code == "wrong_source"
            assert found_in(session, city) == ()

    def test_the_chain_goes_on_after_a_forged_stamp(self, city: City) -> None:
        terminal = enrolled(city, NOW)
        with city.database.transaction() as session:
            first = terminal.stamp(NOW)
            forged = {**terminal.stamp(NOW), "sig": first["sig"]}
            delivered(session, city, terminal, [first, forged, terminal.stamp(NOW)])

            assert found_in(session, city) == ()

    def test_a_stamp_that_does_not_follow_the_one_before_it_is_named(self, city: City) -> None:
        terminal = enrolled(city, NOW)
        with city.database.transaction() as session:
            first, second = terminal.stamp(NOW), terminal.stamp(NOW, prev="ab" * 32)
            _, outcome = delivered(session, city, terminal, [first, second])

            assert outcome.stored is not None
            assert found_in(session, city) == (
                Discrepancy("stamp", str(outcome.stored.id), "does not follow the stamp before it"),
            )

    def test_a_stamp_nobody_signed_is_found_though_all_records_fit(self, city: City) -> None:
        """The house itself writes a stamp in a terminal's name: every hash is right, but the terminal never signed."""
        terminal = enrolled(city, NOW)
        with city.database.transaction() as session:
            plant_unsigned(session, terminal, city)

            assert "signature and judgement of it do not fit" in [each.what for each in found_in(session, city)]


def plant_unsigned(session: Session, terminal: Terminal, city: City) -> None:
    fields = terminal.fields(NOW)
    device = sources.device(session, UUID(fields["source"]))
    assert device is not None
    row = {
        "uid": UUID(fields["uid"]),
        "source_id": device.source_id,
        "epoch": fields["epoch"],
        "seq": 1,
        "kind": "auto",
        "at": NOW,
        "at_rule": "device",
        "received_at": NOW,
        "clock_quality": "good",
        "zone_rules": "2026.6",
        "level": "identified",
        "person_id": city.aydin.person_id,
        "employment_id": city.aydin.employment_id,
    }
    payload = json.dumps(fields).encode()
    forger = keys.signing_key(city.settings.receipt_key_file)
    stamps.append(session, [(row, Original(payload, forger.sign(b"timeclock-stamp/v1\n" + payload)))], NOW)


def found_in(session: Session, city: City) -> tuple[Discrepancy, ...]:
    """Verify before any promise is due: nothing here is about the sequencer."""
    return verification.verify(session, trusted(city), NOW).discrepancies


class TestCommand:
    """The same through `timeclock audit verify`."""

    @pytest.fixture
    def operated(self, lived: Lived, monkeypatch: pytest.MonkeyPatch) -> City:
        monkeypatch.setenv("TIMECLOCK_VAR", str(lived.city.settings.var))
        monkeypatch.setenv("TIMECLOCK_DATABASE_URL", lived.city.settings.database_url)
        return lived.city

    def test_it_says_that_all_is_as_committed(self, operated: City) -> None:
        ran = CliRunner().invoke(cli.main, ["audit", "verify"])

        assert ran.exit_code == 0, ran.output
        assert ran.output.strip().endswith("2 checkpoints: all as committed")

    def test_it_names_what_was_changed_and_fails(self, operated: City) -> None:
        with tampering.unguarded(operated.database) as session:
            row = tampering.rows(session, stamp)[0]
            tampering.set_column(session, stamp, row, "kind", "out")
            session.commit()

        ran = CliRunner().invoke(cli.main, ["audit", "verify"])

        assert ran.exit_code == 1
        assert f"stamp {row['id']}: column kind is" in ran.output
        assert ran.output.strip().endswith("1 discrepancies")

    def test_it_shows_the_first_of_very_many_and_counts_the_rest(self, operated: City) -> None:
        with tampering.unguarded(operated.database) as session:
            session.execute(update(ledger_record).values(salt=b"other"))
            session.execute(update(ledger_record).values(kind="other"))
            session.commit()

        ran = CliRunner().invoke(cli.main, ["audit", "verify"])

        assert ran.exit_code == 1
        assert "… and " in ran.output

    def test_it_checks_what_a_witness_kept(self, operated: City, tmp_path: Path) -> None:
        with operated.database.reading() as session:
            note = session.execute(select(checkpoints.c.note)).scalars().first() or ""
        (tmp_path / "kept").write_text(note)
        (tmp_path / "forged").write_text(note.replace("\n\n", "0\n\n"))

        kept = CliRunner().invoke(cli.main, ["audit", "verify", "--checkpoint", str(tmp_path / "kept")])
        forged = CliRunner().invoke(cli.main, ["audit", "verify", "--checkpoint", str(tmp_path / "forged")])

        assert (kept.exit_code, forged.exit_code) == (0, 1)
        assert "checkpoint witnessed: not a checkpoint" in forged.output
