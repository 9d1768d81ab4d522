"""A city comes back from its backup alone: the same rows, an open door, a heard terminal, a log that goes on."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from pypdf import PdfReader
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from tests import tampering
from tests.city import NOW, PASSWORD, City, stamped
from tests.databases import KINDS, Lived, Postgres, copied_city
from tests.door import Door
from tests.lived_in import AUDIT_AT, signed, trusted
from tests.terminal import Terminal
from tests.web.conftest import Visitor
from timeclock import cli
from timeclock.jobs import work
from timeclock.ledger import keys
from timeclock.service import archive, backups, log, verification
from timeclock.service.archive import Writer
from timeclock.service.log import HeadMissing, LogRewritten
from timeclock.settings import Settings, moved
from timeclock.store import badges, db, migrate, tables
from timeclock.store import log as log_rows
from timeclock.store.db import Database
from timeclock.store.log import SignedHead
from timeclock.store.schema import metadata
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.stamps import stamp
from timeclock.web.app import create_app

BADGE = bytes.fromhex("04A1B2C3D4E5F6")
LATER = AUDIT_AT
DATABASE = "timeclock.sqlite"
KEY_FILES = ("secret_key_file", "receipt_key_file", "log_key_file", "badge_key_file", "factor_key_file")
PIECE = b"%PDF-1.7 a proof of October"


def run(settings: Settings, *words: str) -> Result:
    """Run a command as the operator of that installation."""
    environment = {
        "TIMECLOCK_VAR": str(settings.var),
        "TIMECLOCK_DATABASE_URL": settings.database_url,
        "TIMECLOCK_HTTPS": "false",
    }
    with time_machine.travel(AUDIT_AT, tick=False):
        return CliRunner().invoke(cli.main, list(words), env=environment, catch_exceptions=False)


@dataclass
class Elsewhere:
    """Another machine: an empty directory, and an empty database of its own."""

    settings: Settings
    file: Path

    def restore(self, *words: str) -> str:
        done = run(self.settings, "restore", str(self.file), *words)
        assert done.exit_code == 0, done.output
        return done.output

    def refused(self, *words: str) -> str:
        done = run(self.settings, "restore", str(self.file), *words)
        assert done.exit_code == 1, done.output
        return done.output


@pytest.fixture
def city(lived: Lived) -> City:
    """A city in which a good year has passed."""
    return lived.city


@pytest.fixture
def terminal(lived: Lived) -> Terminal:
    return lived.terminal


@pytest.fixture
def sqlite_city(sqlite_lived_city: City) -> City:
    return sqlite_lived_city


@pytest.fixture(params=KINDS)
def into(request: pytest.FixtureRequest) -> str:
    """The database to restore into."""
    return str(request.param)


def elsewhere(request: pytest.FixtureRequest, city: City, folder: Path, into: str) -> Iterator[Elsewhere]:
    there = moved(city.settings, folder / "elsewhere")
    file = folder / "city.zip"
    if into == "sqlite":
        yield Elsewhere(replace(there, database_url=f"sqlite:///{there.var}/{DATABASE}"), file)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.new_database()
    yield Elsewhere(replace(there, database_url=server.url(name)), file)
    server.drop(name)


@pytest.fixture
def other_machine(
    request: pytest.FixtureRequest, city: City, into: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Elsewhere]:
    yield from elsewhere(request, city, tmp_path_factory.mktemp("other"), into)


@pytest.fixture
def small_machine(city: City, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """Another machine with SQLite, whatever the city itself runs on: enough to rehearse."""
    folder = tmp_path_factory.mktemp("small")
    there = moved(city.settings, folder / "elsewhere")
    return Elsewhere(replace(there, database_url=f"sqlite:///{there.var}/{DATABASE}"), folder / "city.zip")


@pytest.fixture
def new_machine(sqlite_city: City, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    folder = tmp_path_factory.mktemp("new")
    return Elsewhere(moved(sqlite_city.settings, folder / "elsewhere"), folder / "city.zip")


def back_up(city: City, file: Path, *words: str) -> str:
    done = run(city.settings, "backup", str(file), *words)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def restored(request: pytest.FixtureRequest) -> Iterator[Callable[[City, Elsewhere], City]]:
    """Return the city as it is elsewhere, its database open."""
    opened: list[Database] = []

    def there(city: City, other: Elsewhere) -> City:
        opened.append(db.connect(other.settings.database_url))
        return replace(city, settings=other.settings, database=opened[-1])

    yield there
    for database in opened:
        database.dispose()


def all_rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.snapshot() as session:
        return {table.name: [dict(row) for row in tampering.rows(session, table)] for table in metadata.sorted_tables}


def test_every_row_of_every_table_comes_back(
    city: City, other_machine: Elsewhere, restored: Callable[[City, Elsewhere], City]
) -> None:
    before = all_rows(city.database)
    back_up(city, other_machine.file)

    other_machine.restore()

    after = all_rows(restored(city, other_machine).database)
    [note] = [row for row in after["audit"] if row not in before["audit"]]
    assert note["action"] == "backup.restored"
    after["audit"].remove(note)
    after["ledger_record"] = [row for row in after["ledger_record"] if row["id"] != note["ledger_id"]]
    after["ledger_node"] = [row for row in after["ledger_node"] if row in before["ledger_node"]]
    assert after == before
    assert sum(map(len, before.values())) > 200


def test_after_the_old_machine_is_gone_people_sign_in_and_terminals_are_heard(
    city: City, terminal: Terminal, other_machine: Elsewhere, restored: Callable[[City, Elsewhere], City]
) -> None:
    with city.database.reading() as session:
        last = session.execute(select(func.max(stamp.c.id))).scalar_one()
    back_up(city, other_machine.file)
    city.database.dispose()
    shutil.rmtree(city.settings.var)

    other_machine.restore()

    there = restored(city, other_machine)
    with time_machine.travel(LATER, tick=False):
        expect_open_door(there)
        expect_heard(there, terminal, last)
        audited = run(there.settings, "audit", "resume", "--reason", "the old machine is gone")
        assert audited.exit_code == 0, audited.output
        audited = run(there.settings, "audit", "verify")
        assert audited.exit_code == 0, audited.output
    expect_paper(there)


def expect_open_door(there: City) -> None:
    visitor = Visitor(create_app(there.settings, there.database).test_client())
    assert visitor.sign_in("aydin", PASSWORD).status_code == 303
    assert "Aydin" in visitor.get("/me/today").text
    papers = re.findall(r"/me/documents/[0-9a-f-]{36}", visitor.get("/me/documents").text)
    kept = [visitor.get(path).data for path in papers]
    assert [content for content in kept if content.endswith(b" version")] == [b"second version", b"first version"]


def expect_heard(there: City, terminal: Terminal, last: int) -> None:
    """A badge that was issued before still opens, its stamp gets a fresh number, and the receipt is by the old key."""
    hash_ = badges.number_hash(keys.read_secret(there.settings.badge_key_file), "uid", BADGE)
    client = create_app(there.settings, there.database).test_client()
    door = Door(there, client, terminal, hash_, now=LATER)
    [answer] = door.deliver(door.good())
    receipt = answer["receipt"]
    promise = ["timeclock-receipt/v1", *(receipt[name] for name in ("record", "leaf", "received_at", "include_by"))]
    public = keys.public_key(there.settings.receipt_key_file)
    assert answer["status"] == "accepted"
    assert keys.verifies(public, keys.from_b64url(receipt["sig"]), "".join(f"{line}\n" for line in promise).encode())
    with there.database.reading() as session:
        assert session.execute(select(func.max(stamp.c.id))).scalar_one() > last


def expect_paper(there: City) -> None:
    """The proof of a month that was worked before comes out as PDF."""
    printed = run(there.settings, "report", "proof", "10001", "2026-11", "--out", str(there.settings.var))
    assert printed.exit_code == 0, printed.output
    pages = PdfReader(printed.output.strip()).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Elif Aydin" in text
    assert "Do., 19. Nov. 08:00 16:00" in text


def test_the_restored_schema_is_the_old_one_guards_included(
    city: City, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for other in elsewhere(request, city, tmp_path_factory.mktemp("other"), city.database.kind):
        back_up(city, other.file)
        other.restore()
        database = db.connect(other.settings.database_url)

        assert migrate.differences(database) is None
        assert rules_of(database) == rules_of(city.database)
        for change in ("DELETE FROM stamp", "UPDATE stamp SET kind = 'out'", "DELETE FROM ledger_record"):
            with pytest.raises(DatabaseError, match="holds facts"), database.transaction() as session:
                session.execute(text(change))
        database.dispose()


def rules_of(database: Database) -> set[Any]:
    """Return every trigger, index and constraint as the database itself words it."""
    questions = {
        "sqlite": ["SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"],
        "postgresql": [
            "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0",
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'append_only%'",
        ],
    }
    with database.reading() as session:
        rows = [row for question in questions[database.kind] for row in session.execute(text(question))]
    return {(*row[:-1], in_any_order(row[-1])) for row in rows}


def in_any_order(definition: str | None) -> str | None:
    """A migration that writes a table of SQLite anew names its constraints in any order."""
    if definition is None or not definition.startswith("CREATE TABLE"):
        return definition
    return "\n".join(sorted(line.rstrip(", ") for line in definition.splitlines()))


class Busy(Writer):
    """A backup during which somebody stamps after every part."""

    meanwhile: Callable[[], None]

    def add(self, name: str, content: Any) -> archive.Part:
        part = super().add(name, content)
        self.meanwhile()
        return part


def test_a_backup_holds_one_moment_although_people_go_on_stamping(
    city: City, small_machine: Elsewhere, restored: Callable[[City, Elsewhere], City]
) -> None:
    moments = iter(range(1_000))

    def somebody_stamps() -> None:
        with city.database.transaction() as session:
            stamped(session, city.brandt, (NOW + timedelta(days=next(moments) + 40)).date(), "08:00 in", city.settings)
            log.sequence(session)

    before = len(all_rows(city.database)["stamp"])
    with archive.writing(small_machine.file) as writer:
        busy = Busy(writer.archive, writer.parts)
        busy.meanwhile = somebody_stamps
        with tables.standing_still(city.database, small_machine.file.parent) as session:
            backups.back_up(session, busy, city.settings, NOW, with_keys=True)

    small_machine.restore()
    there = restored(city, small_machine)
    assert len(all_rows(city.database)["stamp"]) > before + 20
    assert len(all_rows(there.database)["stamp"]) == before


def test_writers_are_not_held_up_and_what_they_had_acknowledged_is_in_the_backup(
    city: City, small_machine: Elsewhere, restored: Callable[[City, Elsewhere], City]
) -> None:
    before = len(all_rows(city.database)["stamp"])
    acknowledged: list[int] = []
    stop = threading.Event()

    def stamp_without_end() -> None:
        while not stop.is_set():
            with city.database.transaction() as session:
                day = (AUDIT_AT + timedelta(days=1 + len(acknowledged))).date()
                stamped(session, city.aydin, day, "08:00 in 16:00 out", city.settings)
            acknowledged.append(1)

    writer = threading.Thread(target=stamp_without_end)
    writer.start()
    try:
        while not acknowledged:
            stop.wait(0.01)
        early = len(acknowledged)
        back_up(city, small_machine.file)
        late = len(acknowledged)
    finally:
        stop.set()
        writer.join()

    small_machine.restore()
    held = (len(all_rows(restored(city, small_machine).database)["stamp"]) - before) // 2
    assert early <= held <= late + 1
    assert late > early


def test_documents_and_keys_come_back_for_their_owner_alone(sqlite_city: City, new_machine: Elsewhere) -> None:
    kept = document(sqlite_city, PIECE)
    said = back_up(sqlite_city, new_machine.file)

    new_machine.restore()

    found = new_machine.settings.documents / kept.relative_to(sqlite_city.settings.documents)
    assert found.read_bytes() == PIECE
    for path in (new_machine.file, found, new_machine.settings.log_key_file, new_machine.settings.var / DATABASE):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for name in KEY_FILES:
        assert getattr(new_machine.settings, name).read_text() == getattr(sqlite_city.settings, name).read_text()
    assert "with the private keys secret, receipt, log, badge" in said


def document(city: City, content: bytes) -> Path:
    """Keep a document; return its file."""
    name = hashlib.sha256(content).hexdigest()
    path = city.settings.documents / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_document_that_is_not_what_was_kept_is_backed_up_and_reported(
    sqlite_city: City, new_machine: Elsewhere
) -> None:
    kept = document(sqlite_city, PIECE)
    kept.write_bytes(b"something else")

    done = run(sqlite_city.settings, "backup", str(new_machine.file))

    assert done.exit_code == 1
    assert f"documents/{kept.name[:2]}/{kept.name}: the file is not what was kept" in done.output
    new_machine.restore()


def test_without_private_keys_the_file_holds_none_and_the_log_can_still_be_checked(
    sqlite_city: City, new_machine: Elsewhere
) -> None:
    back_up(sqlite_city, new_machine.file, "--without-keys")

    said = new_machine.restore()

    with zipfile.ZipFile(new_machine.file) as file:
        held = b"".join(file.read(name) for name in file.namelist())
    for name in KEY_FILES:
        assert getattr(sqlite_city.settings, name).read_bytes().strip() not in held
        assert f"missing: {getattr(new_machine.settings, name)}" in said
    assert run(new_machine.settings, "audit", "verify").exit_code == 0


def test_keys_brought_along_by_hand_are_checked(sqlite_city: City, new_machine: Elsewhere) -> None:
    back_up(sqlite_city, new_machine.file, "--without-keys")
    shutil.copytree(sqlite_city.settings.var / "keys", new_machine.settings.var / "keys")
    new_machine.settings.badge_key_file.unlink()
    keys.write_secret(new_machine.settings.badge_key_file)

    assert "badge.key: is not the key this backup belongs to" in new_machine.refused()
    shutil.copy(sqlite_city.settings.badge_key_file, new_machine.settings.badge_key_file)
    assert "missing" not in new_machine.restore()


def test_nothing_that_exists_is_written_over(city: City, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    for other in elsewhere(request, city, tmp_path / "other", city.database.kind):
        other.file.parent.mkdir()
        back_up(city, other.file, "--without-keys")
        other.restore()

        said = other.refused()

        assert "restored over nothing" in said
        assert run(other.settings, "audit", "verify").exit_code == 0


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a disk does that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_room_for_it_a_backup_says_so_and_leaves_nothing(
    city: City, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("full")

    with room_for(20_000):
        done = run(city.settings, "backup", str(folder / "city.zip"))

    assert done.exit_code == 1
    assert re.fullmatch(r"Error: .*(File too large|disk).*\n", done.output)
    assert list(folder.iterdir()) == []


def test_a_restore_that_finds_no_room_takes_back_what_it_placed_and_can_be_done_again(
    city: City, other_machine: Elsewhere
) -> None:
    document(city, PIECE)
    document(city, os.urandom(30_000_000))
    back_up(city, other_machine.file)

    with room_for(20_000_000):
        said = other_machine.refused()

    assert "File too large" in said
    assert [each for each in other_machine.settings.var.rglob("*") if each.is_file()] == []
    assert "all as committed" in other_machine.restore()


@pytest.mark.parametrize("there", ["keys/log.key", "documents/ab/" + "ab" * 32, "timeclock.sqlite"])
def test_what_lies_in_the_way_is_named_and_stays(sqlite_city: City, new_machine: Elsewhere, there: str) -> None:
    back_up(sqlite_city, new_machine.file)
    path = new_machine.settings.var / there
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")

    said = new_machine.refused()

    assert str(path) in said or str(new_machine.settings.documents) in said
    assert [each for each in new_machine.settings.var.rglob("*") if each.is_file()] == [path]
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("zone", "Europe/Lisbon", "zone is 'Europe/Berlin' here and 'Europe/Lisbon' in the backup"),
        ("log_origin", "elsewhere/log", "log_origin is 'timeclock/log' here"),
    ],
)
def test_with_other_settings_the_figures_or_the_log_would_be_others(
    sqlite_city: City, new_machine: Elsewhere, name: str, value: str, said: str
) -> None:
    back_up(sqlite_city, new_machine.file)
    tell_otherwise(new_machine.file, lambda about: about["settings"].update({name: value}))

    assert said in new_machine.refused()


def test_settings_that_only_differ_are_told(sqlite_city: City, new_machine: Elsewhere) -> None:
    back_up(sqlite_city, new_machine.file)
    tell_otherwise(new_machine.file, lambda about: about["settings"].update({"least_group": 9}))

    assert "setting least_group was 9" in new_machine.restore()


def test_a_newer_schema_is_refused_with_the_version_to_install(sqlite_city: City, new_machine: Elsewhere) -> None:
    back_up(sqlite_city, new_machine.file)
    tell_otherwise(new_machine.file, lambda about: about.update({"revision": "f00", "product": "9.9"}))

    assert "install 9.9 or newer" in new_machine.refused()
    assert not (new_machine.settings.var / DATABASE).exists()


@pytest.fixture(params=KINDS)
def young(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city in which next to nothing has happened, so that its newest columns hold nothing yet."""
    yield from copied_city(request, tmp_path_factory.mktemp("young"))


def test_an_older_schema_is_migrated_once_its_rows_are_back(
    young: City, into: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with young.database.transaction() as session:
        stamped(session, young.aydin, NOW.date(), "08:00 in 16:00 out", young.settings)
    signed(young, NOW)
    migrate.downgrade(young.database, "-1")
    for other in elsewhere(request, young, tmp_path, into):
        back_up(young, other.file)

        other.restore()

        database = db.connect(other.settings.database_url)
        assert migrate.differences(database) is None
        with database.reading() as session:
            assert session.execute(select(func.count()).select_from(stamp)).scalar_one() == 2
        database.dispose()


def test_a_database_that_is_not_there_is_named(sqlite_city: City, new_machine: Elsewhere, postgres: Postgres) -> None:
    back_up(sqlite_city, new_machine.file)

    said = new_machine.refused("--database", postgres.url("nowhere"))

    assert 'database "nowhere" does not exist' in said


def tell_otherwise(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a backup says of itself."""
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    about = json.loads(parts.pop("manifest.json"))
    change(about)
    with zipfile.ZipFile(file, "w") as new:
        for name, content in {**parts, "manifest.json": json.dumps(about).encode()}.items():
            new.writestr(name, content)


def test_rows_that_did_not_arrive_as_written_are_found(sqlite_city: City, new_machine: Elsewhere) -> None:
    """Somebody changed a row and the hashes with it: JSON with a space more is the same value, and other bytes."""
    back_up(sqlite_city, new_machine.file)
    with zipfile.ZipFile(new_machine.file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["tables/audit"] = parts["tables/audit"].replace(b": ", b":  ")
    about = json.loads(parts["manifest.json"])
    about["parts"]["tables/audit"] = {
        "size": len(parts["tables/audit"]),
        "sha256": hashlib.sha256(parts["tables/audit"]).hexdigest(),
    }
    parts["manifest.json"] = json.dumps(about).encode()
    with zipfile.ZipFile(new_machine.file, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)

    assert "audit: what the database holds after loading is not what the backup says" in new_machine.refused()


def test_a_backup_in_which_somebody_changed_a_stamp_is_found_by_the_log(
    sqlite_city: City, new_machine: Elsewhere
) -> None:
    with tampering.unguarded(sqlite_city.database) as session:
        session.execute(text("UPDATE stamp SET kind = 'out' WHERE id = 1"))
        with archive.writing(new_machine.file) as writer:
            backups.back_up(session, writer, sqlite_city.settings, AUDIT_AT, with_keys=True)

    said = new_machine.refused()

    assert 'stamp 1: column kind is "out", committed was "in"' in said


def test_an_empty_database_is_nothing_to_back_up(empty_settings: Settings) -> None:
    done = run(empty_settings, "backup", str(empty_settings.var / "city.zip"))

    assert done.exit_code == 1
    assert "run `timeclock init`" in done.output
    assert list(empty_settings.var.glob("city*")) == []


# --- the log of a restored city -----------------------------------------------------------------------------------


def test_a_restored_log_is_not_signed_before_somebody_says_so(
    sqlite_city: City, new_machine: Elsewhere, restored: Callable[[City, Elsewhere], City]
) -> None:
    """Between backup and fire a head went out to the witnesses. It must not be forked in silence."""
    back_up(sqlite_city, new_machine.file)
    last = newest_head(sqlite_city)
    witnessed = lost_head(sqlite_city)

    assert f"last signed head in the backup is over {last.size}" in new_machine.restore()

    there = restored(sqlite_city, new_machine)
    key = keys.signing_key(there.settings.log_key_file)
    with time_machine.travel(LATER, tick=False), pytest.raises(HeadMissing, match=f"over {last.size} leaves"):
        work.sign_head(there.database, there.settings, key)
    (new_machine.settings.var / "witness.txt").write_text(witnessed.note)
    words = ["--checkpoint", str(new_machine.settings.var / "witness.txt")]
    with time_machine.travel(LATER, tick=False):
        resumed = run(there.settings, "audit", "resume", "--reason", "the town hall burned", *words)
        assert f"lost: the head over {witnessed.size} leaves" in resumed.output
        assert not work.sign_head(there.database, there.settings, key)
    expect_explained(there, witnessed)


def newest_head(city: City) -> SignedHead:
    with city.database.reading() as session:
        return log_rows.heads(session, 1)[0]


def lost_head(city: City) -> SignedHead:
    """Let somebody stamp, sign, and hand the head out; return it."""
    with city.database.transaction() as session:
        stamped(session, city.celik, NOW.date(), "08:00 in 16:00 out", city.settings)
    signed(city, LATER)
    return newest_head(city)


def expect_explained(there: City, witnessed: SignedHead) -> None:
    """The log is sound; held against the lost head it is a fork, and the record says so."""
    with there.database.snapshot() as session:
        assert verification.verify(session, trusted(there), LATER).sound
        [fork] = verification.verify(session, trusted(there, witnessed.note), LATER).discrepancies
        [reason] = session.execute(select(audit.c.detail).where(audit.c.action == "log.resumed")).scalars()
    assert "on record as lost by a restore" in str(fork)
    assert (reason["reason"], [head["size"] for head in reason["lost"]]) == (
        "the town hall burned",
        [witnessed.size],
    )


def test_a_head_kept_beside_the_key_is_missed_by_a_shorter_log(
    sqlite_city: City, new_machine: Elsewhere, restored: Callable[[City, Elsewhere], City]
) -> None:
    """The sequencer's host is still there, the database is the restored one."""
    back_up(sqlite_city, new_machine.file)
    newest = lost_head(sqlite_city)
    kept = keys.head_file(new_machine.settings.log_key_file)
    new_machine.settings.var.mkdir()
    kept.parent.mkdir()
    kept.write_text(newest.note, "utf-8")

    assert f"{kept} is over {newest.size}" in new_machine.restore()

    there = restored(sqlite_city, new_machine)
    key = keys.signing_key(there.settings.log_key_file)
    with time_machine.travel(LATER, tick=False):
        with pytest.raises(LogRewritten):
            work.sign_head(there.database, there.settings, key)
        [lost] = work.resume_log(there.database, there.settings, key, [], "moved")
        assert lost.size == newest.size
        assert not work.sign_head(there.database, there.settings, key)


def test_a_city_moved_with_its_last_head_just_goes_on(
    sqlite_city: City, new_machine: Elsewhere, restored: Callable[[City, Elsewhere], City]
) -> None:
    back_up(sqlite_city, new_machine.file)
    new_machine.restore()
    keys.head_file(new_machine.settings.log_key_file).write_text(newest_head(sqlite_city).note, "utf-8")

    there = restored(sqlite_city, new_machine)

    with time_machine.travel(LATER, tick=False):
        assert work.sign_head(there.database, there.settings, keys.signing_key(there.settings.log_key_file))


def test_a_forged_checkpoint_resumes_nothing(sqlite_city: City, tmp_path: Path) -> None:
    (tmp_path / "forged.txt").write_text("timeclock/log\n9\n")

    done = run(sqlite_city.settings, "audit", "resume", "--reason", "x", "--checkpoint", str(tmp_path / "forged.txt"))

    assert done.exit_code == 1
    assert not keys.head_file(sqlite_city.settings.log_key_file).exists()
