"""A town for the run: many people with badges, and terminals enrolled; made once, copied for each run."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from terminals.keys import make_device_key
from tests import city as builders
from tests.city import City
from tests.crash.cluster import Cluster
from timeclock import clock
from timeclock.core import walltime
from timeclock.core.plans import ModelRules
from timeclock.ledger import keys
from timeclock.ledger.keys import b64url, from_b64url
from timeclock.service import devices, log
from timeclock.settings import Settings
from timeclock.store import models, staffing
from timeclock.store.models import NewModel
from timeclock.store.staffing import NewPerson

BASE = "town"
KEY_FILES = ("secret_key_file", "receipt_key_file", "log_key_file", "badge_key_file", "factor_key_file")


@dataclass(frozen=True, slots=True)
class Town:
    """The pattern all runs are copied from, and the badges and terminals in it."""

    city: City
    folder: Path
    badges: tuple[str, ...]
    terminals: tuple[UUID, ...]

    def settings_in(self, folder: Path, url: str) -> Settings:
        """Copy keys into a folder of a run's own and return the settings for it."""
        ours = self.city.settings
        shutil.copytree(ours.var, folder)
        moved = {name: folder / getattr(ours, name).relative_to(ours.var) for name in KEY_FILES}
        return replace(ours, var=folder, database_url=url, **moved)

    def terminal_in(self, folder: Path, no: int, server_port: int, port: int) -> Path:
        """Write a terminal's settings into a folder of its own; return the file."""
        folder.mkdir()
        shutil.copy(self.folder / f"device-{no}.key", folder / "device.key")
        offer = [{"name": f"{n}", "number": number} for n, number in enumerate(self.badges)]
        (folder / "badges.json").write_text(json.dumps(offer))
        values: dict[str, object] = {
            "server_url": f"http://127.0.0.1:{server_port}",
            "source": str(self.terminals[no]),
            "key_file": "device.key",
            "site_key_file": str(self.city.settings.badge_key_file),
            "spool_file": "spool.sqlite",
            "receipt_public_key": b64url(keys.signing_key(self.city.settings.receipt_key_file).public),
            "reader": "replay",
            "demo_badges_file": "badges.json",
            "trust_host_clock": True,
            "report_seconds": 1,
            "port": port,
        }
        file = folder / "terminal.toml"
        file.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
        return file


def build(cluster: Cluster, folder: Path, people: int, terminals: int) -> Town:
    """Migrate, move people in who start work now, and enrol the terminals; the log is up to date."""
    with cluster.connect() as connection:
        connection.execute(f"CREATE DATABASE {BASE}")
    city = builders.small_city(builders.settings_in(folder / "var", cluster.url(BASE)))
    now = clock.now()
    since = walltime.local_day(now, city.settings.zone) - timedelta(days=1)
    numbers = tuple(f"04{n:012X}" for n in range(people))
    public = [make_device_key(folder / f"device-{no}.key") for no in range(terminals)]
    with city.database.transaction() as session:
        employer = staffing.add_employer(session, "Stadtwerke Beispiel")
        unit = staffing.add_unit(session, employer, "Netze", since, now)
        model = models.add_model(
            session,
            NewModel("stadtwerke", "Gleitzeit", builders.WEEK, ModelRules(agreement="DV Gleitzeit")),
            since,
            now,
        )
        for n, number in enumerate(numbers):
            new = NewPerson("Person", f"Nummer {n}", f"2{n:04}", unit, since, 2340)
            hired = staffing.hire(session, employer, new, now)
            models.assign(session, hired.employment_id, model, builders.MONDAY, since, now)
            builders.badge(session, hired, number, city.settings, now - timedelta(days=1))
        uids = tuple(
            devices.enrol(session, f"Eingang {no}", unit, from_b64url(key), now) for no, key in enumerate(public)
        )
        while log.sequence(session):
            pass
    city.database.dispose()
    return Town(city, folder, numbers, uids)
