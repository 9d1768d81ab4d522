"""What must always hold, said to the database itself: facts are append-only, dated rows do not overlap.

Both dialects get the same rule in their own words. A migration names the tables and columns as they were then,
so nothing here reads today's metadata.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alembic import op


def _dialect() -> str:
    return op.get_context().dialect.name


def append_only(table: str, columns: Sequence[str], may_change: Sequence[str] = ()) -> None:
    """Forbid DELETE, TRUNCATE and every UPDATE that touches a column outside `may_change`."""
    fixed = [name for name in columns if name not in may_change]
    if _dialect() == "postgresql":
        _append_only_postgresql(table, fixed)
    else:
        _append_only_sqlite(table, fixed)


def _append_only_postgresql(table: str, fixed: Sequence[str]) -> None:
    touched = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in fixed)
    op.execute(
        f"""CREATE FUNCTION append_only_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '{table} holds facts: a row is never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF {touched} THEN
    RAISE EXCEPTION '{table} holds facts: a row is never changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$"""
    )
    op.execute(
        f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION append_only_{table}()"
    )
    op.execute(
        f'CREATE TRIGGER append_only_all BEFORE TRUNCATE ON "{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION append_only_{table}()"
    )


def _append_only_sqlite(table: str, fixed: Sequence[str]) -> None:
    touched = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in fixed)
    op.execute(
        f'CREATE TRIGGER append_only_{table}_update BEFORE UPDATE ON "{table}" WHEN {touched} '
        f"BEGIN SELECT RAISE(ABORT, '{table} holds facts: a row is never changed'); END"
    )
    op.execute(
        f'CREATE TRIGGER append_only_{table}_delete BEFORE DELETE ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} holds facts: a row is never deleted'); END"
    )


def erasable(table: str, columns: Sequence[str]) -> None:
    """Let a fact that never changes be deleted once its records in the log are erased, and not before."""
    if _dialect() == "postgresql":
        _erasable_postgresql(table, columns)
        return
    op.execute(f"DROP TRIGGER append_only_{table}_delete")
    op.execute(
        f'CREATE TRIGGER append_only_{table}_delete BEFORE DELETE ON "{table}" '
        f"WHEN NOT ({_erased(table, 'CAST(OLD.id AS TEXT)')}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} holds facts: a row is never deleted'); END"
    )


def _erasable_postgresql(table: str, columns: Sequence[str]) -> None:
    touched = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns)
    op.execute(
        f"""CREATE OR REPLACE FUNCTION append_only_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF {_erased(table, "OLD.id::text")} THEN
      RETURN OLD;
    END IF;
  END IF;
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '{table} holds facts: a row is never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF {touched} THEN
    RAISE EXCEPTION '{table} holds facts: a row is never changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$"""
    )


def _erased(table: str, subject: str) -> str:
    """Return the condition that a row has records in the log and none of them says anything any more."""
    of_row = f"SELECT 1 FROM ledger_record WHERE kind = '{table}' AND subject = {subject}"  # noqa: S608  names come from migrations alone
    return f"EXISTS ({of_row} AND erasure_id IS NOT NULL) AND NOT EXISTS ({of_row} AND bytes IS NOT NULL)"


def no_longer_append_only(table: str) -> None:
    """Take `append_only` back, for a downgrade."""
    if _dialect() == "postgresql":
        op.execute(f'DROP TRIGGER append_only ON "{table}"')
        op.execute(f'DROP TRIGGER append_only_all ON "{table}"')
        op.execute(f"DROP FUNCTION append_only_{table}()")
    else:
        op.execute(f"DROP TRIGGER append_only_{table}_update")
        op.execute(f"DROP TRIGGER append_only_{table}_delete")


def no_overlap_of_days(table: str, owner: str, of_kind: str | None = None) -> None:
    """Forbid two rows of one owner, neither superseded, that hold on the same day; of one kind, where it is named."""
    _no_overlap(table, owner, "valid_from", "valid_to", "daterange", live="superseded_at IS NULL", of_kind=of_kind)


def no_overlap_of_instants(table: str, owner: str) -> None:
    """Forbid two rows of one owner that hold at the same instant."""
    _no_overlap(table, owner, "from_at", "to_at", "tstzrange", live="TRUE")


def no_overlap_of_whole_days(table: str, owner: str) -> None:
    """Forbid two absences of one owner, neither withdrawn, that take the whole of the same day."""
    _no_overlap(table, owner, "from_day", "to_day", "daterange", live=WHOLE)


def no_overlap_of_whole_days_by_illness(table: str, owner: str, illnesses: Sequence[str]) -> None:
    """Forbid the same of two illnesses and of two other absences; leave may have days on which somebody is ill."""
    codes = ", ".join(f"'{code}'" for code in illnesses)
    for which, live in (("", f"{WHOLE} AND reason NOT IN ({codes})"), ("_ill", f"{WHOLE} AND reason IN ({codes})")):
        _no_overlap(table, owner, "from_day", "to_day", "daterange", live=live, which=which)


WHOLE = "superseded_at IS NULL AND part = 'whole'"


def _no_overlap(
    table: str, owner: str, start: str, end: str, kind: str, live: str, of_kind: str | None = None, which: str = ""
) -> None:
    name = f"no_overlap_{table}{which}"
    if _dialect() == "postgresql":
        # The owner as a range of one number needs no extension, which hosters often do not allow. Nor does the hash of
        # a word, which is another for each of the few words of a table.
        same_kind = "" if of_kind is None else f"int4range(hashtext({of_kind}), hashtext({of_kind}), '[]') WITH &&, "
        op.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT {name} EXCLUDE USING gist '
            f"(int8range({owner}, {owner}, '[]') WITH &&, {same_kind}{kind}({start}, {end}) WITH &&) WHERE ({live})"
        )
        op.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT {name}_order CHECK ({start} < {end})')
        return
    # A row that holds never would be a clash for the one database and none for the other, so neither takes it.
    same_kind = "" if of_kind is None else f"AND other.{of_kind} = NEW.{of_kind} "
    live_new, live_other = (_of_row(live, row) for row in ("NEW", "other"))
    other = (
        f'SELECT 1 FROM "{table}" AS other WHERE other.{owner} = NEW.{owner} AND other.rowid <> NEW.rowid {same_kind}'  # noqa: S608  names come from migrations alone
        f"AND {live_other} "
        f"AND (NEW.{end} IS NULL OR other.{start} < NEW.{end}) AND (other.{end} IS NULL OR NEW.{start} < other.{end})"
    )
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f'CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON "{table}" '
            f"WHEN {live_new} AND EXISTS ({other}) "
            f"BEGIN SELECT RAISE(ABORT, '{table}: two rows of one {owner} hold at the same time'); END"
        )
        op.execute(
            f'CREATE TRIGGER {name}_order_{event.lower()} AFTER {event} ON "{table}" WHEN NEW.{end} <= NEW.{start} '
            f"BEGIN SELECT RAISE(ABORT, '{table}: {start} has to lie before {end}'); END"
        )


def _of_row(live: str, row: str) -> str:
    """Return the condition on the columns of a named row: NEW.superseded_at IS NULL."""
    return re.sub(r"\b(superseded_at|part|reason)\b", rf"{row}.\1", live)


def overlap_again(table: str, which: str = "") -> None:
    """Take a no-overlap rule back, for a downgrade."""
    name = f"no_overlap_{table}{which}"
    if _dialect() == "postgresql":
        op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT {name}')
        op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT {name}_order')
    else:
        for event in ("insert", "update"):
            op.execute(f"DROP TRIGGER {name}_{event}")
            op.execute(f"DROP TRIGGER {name}_order_{event}")
