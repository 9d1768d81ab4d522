"""A backup each night: brought back whole it is one, and what is broken is told as broken."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text
from structlog.testing import capture_logs

from tests.city import NOW, City
from timeclock.jobs import backing_up, catalogue, runs
from timeclock.jobs.job import Step, Tools
from timeclock.service import archive, kept_backups, log
from timeclock.service.kept_backups import Standing
from timeclock.store import backups, job_runs
from timeclock.store.backups import Fault, Tried
from timeclock.store.db import Session
from timeclock.store.job_runs import State

NIGHT = "2026-11-20"


@contextmanager
def keeping(city: City, folder: Path) -> Iterator[City]:
    """Let a city keep two backups in a folder, at the instant at which the first is due."""
    with city.database.transaction() as session:
        while log.sequence(session):
            pass
    with time_machine.travel(NOW, tick=False), capture_logs():
        yield replace(city, settings=replace(city.settings, backup_directory=str(folder), backups_kept=2))


def night(city: City, period: str = NIGHT) -> job_runs.Run:
    job = catalogue.periodic(city.settings)["backup"]
    return runs.run_now(city.database, job, Tools.of(city.settings), period)


def known(city: City) -> list[Tried]:
    with city.database.reading() as session:
        return list(backups.newest(session, 9))


def standing(city: City, later: timedelta = timedelta()) -> Standing:
    with city.database.reading() as session:
        return kept_backups.seen(session, city.settings, NOW + later).standing


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.name != ".lock")


def test_a_backup_that_came_back_whole_is_on_record_once_and_grows_too_old(city: City, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    # Two of former nights, and what a killed process left.
    for name in ("2026-11-18-020000.zip", "2026-11-19-020000.zip", "2026-11-20-020000.zip.untried"):
        (folder / f"timeclock-{name}").touch()
    with keeping(city, folder) as here:
        before = standing(here)
        first, again = night(here), night(here)
        [made] = known(here)
        now, later = standing(here), standing(here, timedelta(hours=27))
        with here.database.reading() as session:
            step = Step(catalogue.periodic(here.settings)["backup"].rhythm.days(NIGHT), Tools.of(here.settings), NOW)
            foreseen = backing_up.foresee(session, step)

    assert (first.state, again.state, made.fault) == (State.DONE, State.DONE, None)
    assert files(folder) == ["timeclock-2026-11-19-020000.zip", made.file]
    with archive.reading(folder / made.file) as source:
        assert (made.sha256, made.leaves) == (source.sha256, source.about["log"]["leaves"])
    assert made.size == (folder / made.file).stat().st_size
    assert (before, now, later) == (Standing.NONE, Standing.GOOD, Standing.OLD)
    assert foreseen.counts["backup_size"] == 1
    assert [line.figures for line in foreseen.lines] == [{"place": str(folder), "kept": 2}, {"file": made.file}]


def damaged(file: Path) -> None:
    """Change a table inside the file and leave its manifest as it is."""
    with zipfile.ZipFile(file) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["tables/person"] = parts["tables/person"].replace(b"Aydin", b"Aydim")
    with zipfile.ZipFile(file, "w") as broken:
        for name, content in parts.items():
            broken.writestr(name, content)


def tampered(session: Session) -> None:
    """Change a committed fact as somebody with the database's password can."""
    for name in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
        session.execute(text(f"DROP TRIGGER {name}"))
    session.execute(text("UPDATE backup SET size = 7"))


def test_a_file_that_the_disk_damaged_and_a_row_that_somebody_changed_are_no_backups(
    sqlite_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = archive._settle

    def settled(folder: Path) -> None:
        settle(folder)
        for file in folder.glob("*.untried"):
            damaged(file)

    with keeping(sqlite_city, tmp_path / "kept") as here:
        with monkeypatch.context() as planted:
            planted.setattr(archive, "_settle", settled)
            broken = night(here)
        with here.database.transaction() as session:
            tampered(session)
        changed = night(here)

        assert (broken.state, changed.state) == (State.FAILED, State.FAILED)
        assert str(broken.error).startswith("NotGood (jobs/backing_up.py")
        assert [each.fault for each in known(here)] == [Fault.NOT_AS_COMMITTED, Fault.NOT_WHOLE]
        assert [Path(name).suffix for name in files(tmp_path / "kept")] == [".broken"]
        assert standing(here) is Standing.NONE


def test_where_nobody_said_where_they_go_none_is_made_and_that_is_told(sqlite_city: City) -> None:
    with time_machine.travel(NOW, tick=False):
        assert (night(sqlite_city).state, standing(sqlite_city)) == (State.DONE, Standing.NOWHERE)
