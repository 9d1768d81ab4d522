"""The people of the example files, brought in by the command, in a database of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.imports.staff import imported
from tests.imports.truth import Truth
from timeclock.settings import Settings
from timeclock.store import db, migrate
from timeclock.store.db import Database


@dataclass(frozen=True, slots=True)
class OldTown:
    """A city and the files of its old systems."""

    settings: Settings
    database: Database
    known: Truth

    def settle(self) -> str:
        """Move everybody in; return what the command said."""
        done = imported(self.settings, self.known.directory / "personal_cp1252.csv", "--language", "en")
        assert done.exit_code == 0, done.output
        return done.output


def old_town(settings: Settings, known: Truth, *, settled: bool = True) -> Iterator[OldTown]:
    database = db.connect(settings.database_url)
    migrate.upgrade(database)
    town = OldTown(settings, database, known)
    if settled:
        town.settle()
    yield town
    database.dispose()
