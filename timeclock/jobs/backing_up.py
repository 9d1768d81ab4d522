"""A backup each night, brought back at once somewhere else: only what came back whole is one.

It is brought back into SQLite, whatever the city runs on, for the file is the same for both; so nobody needs a second
server, and nothing of the city is touched.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from timeclock import clock
from timeclock.jobs.job import Foreseen, Foresight, Step
from timeclock.ledger import keys
from timeclock.ledger.keys import KeyFileError
from timeclock.service import archive, backups, verification
from timeclock.service.archive import BrokenBackup
from timeclock.service.backups import KEYS, Contents, RestoreRefused
from timeclock.service.trust import Trusted
from timeclock.settings import Settings, moved
from timeclock.store import backups as rows
from timeclock.store import db, tables
from timeclock.store.backups import Fault, Tried
from timeclock.store.db import Database, DBAPIError, Session

logger = structlog.get_logger()

ENDING = ".zip"
UNTRIED, BROKEN = ".untried", ".broken"
LOCK = ".lock"
MEBIBYTE = 1 << 20
FAULTS = (BrokenBackup, RestoreRefused, KeyFileError, OSError, LookupError, ValueError, DBAPIError)


class NotGood(RuntimeError):
    """The backup of this night is none to rely on; the message says why."""


def begin(_session: Session, _step: Step) -> int:
    """Return of how many people it is: of nobody."""
    return 0


def make(database: Database, step: Step) -> bool:
    """Make the backup of a night, bring it back, and write down what came of it.

    Return False where another process is at it. Raises `NotGood`, so that it is tried again.
    """
    folder = folder_of(step.tools.settings)
    if folder is None:
        return True
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder) as alone:
        if not alone:
            return False
        with database.reading() as session:
            last = rows.last_good(session)
        if last is None or last.period != period_of(step) or not (folder / last.file).is_file():
            _made(database, step, folder)
    return True


def _made(database: Database, step: Step, folder: Path) -> None:
    settings = step.tools.settings
    # What a killed process left.
    _clear(folder, UNTRIED)
    file = folder / f"timeclock-{period_of(step)}-{step.now:%H%M%S}{ENDING}"
    untried = file.with_name(file.name + UNTRIED)
    tried = _written(database, step, untried, file.name)
    if tried.good:
        tried = _brought_back(untried, settings, tried)
    _clear(folder, BROKEN)
    if tried.good:
        untried.rename(file)
    elif untried.is_file():
        # For whoever looks for the reason.
        untried.rename(file.with_name(file.name + BROKEN))
    with database.transaction() as session:
        rows.add(session, tried)
    if tried.fault is not None:
        raise NotGood(tried.fault)
    for old in sorted(folder.glob(f"timeclock-*{ENDING}"))[: -settings.backups_kept]:
        old.unlink()


def _written(database: Database, step: Step, file: Path, name: str) -> Tried:
    settings = step.tools.settings
    tried = Tried(clock.now(), period_of(step), name, 0, None, None, None, Fault.NOT_WRITTEN)
    try:
        with archive.writing(file) as writer, tables.standing_still(database, file.parent) as session:
            done = backups.back_up(session, writer, settings, step.now, with_keys=settings.backup_with_keys)
    except FAULTS as said:
        logger.warning("backup not written", fault=_said(said))
        return tried
    log = done.contents.log
    head = None if log.head is None else " ".join(log.head.split("\n")[1:3])
    fault = Fault.DOCUMENTS if done.damaged else None
    return replace(tried, size=file.stat().st_size, leaves=log.leaves, head=head, fault=fault)


def _brought_back(file: Path, settings: Settings, tried: Tried) -> Tried:
    """Bring a backup back into a database of its own, hold it against the log, and throw it away again."""
    fault: Fault | None = Fault.NOT_WHOLE
    try:
        with archive.reading(file) as source:
            tried = replace(tried, sha256=source.sha256)
            source.demand_whole()
            fault = Fault.NOT_RESTORED
            with tempfile.TemporaryDirectory(dir=file.parent, prefix=".rehearsal-") as there:
                fault = (
                    None if rehearse(source, _elsewhere(settings, Path(there)), settings) else Fault.NOT_AS_COMMITTED
                )
    except FAULTS as said:
        logger.warning("backup not brought back", fault=_said(said))
    return replace(tried, at=clock.now(), fault=fault)


def rehearse(source: archive.Archive, there: Settings, settings: Settings) -> bool:
    """Bring a backup back there; say whether all of it is as the city's log has committed it."""
    contents = Contents.of(source)
    backups.demand_fit(contents, there, source.parts)
    database = db.connect(there.database_url)
    try:
        with backups.placing() as placed, database.transaction() as session:
            backups.restore(session, source, contents, clock.now())
            backups.restore_files(source, contents, there, placed)
        trusted = Trusted(settings.log_origin, keys.public_key(settings.log_key_file), there.documents)
        with database.snapshot() as session:
            found = verification.verify(session, trusted, contents.made_at)
    finally:
        database.dispose()
    for each in found.discrepancies:
        logger.error("backup not as committed", discrepancy=str(each))
    return found.sound


def foresee(session: Session, step: Step) -> Foreseen:
    """Say where the backup goes, how large it will be about, and what room there is for it, in mebibytes."""
    folder, last = folder_of(step.tools.settings), rows.last_good(session)
    if folder is None:
        return Foreseen(lines=[Foresight("backup_nowhere", {})])
    size = 0 if last is None else -(-last.size // MEBIBYTE)
    counts = {"backup_size": size, "backup_room": shutil.disk_usage(_there_is(folder)).free // MEBIBYTE}
    where = Foresight("backup_where", {"place": str(folder), "kept": step.tools.settings.backups_kept})
    return Foreseen(counts, [where] if last is None else [where, Foresight("backup_last", {"file": last.file})])


def period_of(step: Step) -> str:
    return step.days.from_day.isoformat()


def folder_of(settings: Settings) -> Path | None:
    """Return where backups go, None where nobody said so."""
    return settings.var / settings.backup_directory if settings.backup_directory else None


def _there_is(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def _elsewhere(settings: Settings, there: Path) -> Settings:
    """Return the settings of another machine, wherever the files of this one lie."""
    files: dict[str, Any] = {f"{name}_key_file": there / "keys" / name for name in KEYS}
    url = f"sqlite:///{there}/city.sqlite"
    return replace(moved(settings, there), **files, database_url=url)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Say whether nobody else makes backups into this directory now; a process that is killed makes none."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _said(fault: Exception) -> str:
    """Return what may be logged: what a database says may hold what people are called."""
    return type(fault).__name__ if isinstance(fault, DBAPIError) else str(fault)


def _clear(folder: Path, ending: str) -> None:
    for each in folder.glob(f"timeclock-*{ending}"):
        each.unlink()
