"""Reports for operators, and one of the made-up city to look at."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import click

from reports import catalogue
from reports.catalogue import Report
from timeclock import clock
from timeclock.cli import demo_city, group
from timeclock.i18n import LOCALES
from timeclock.service import reports
from timeclock.service.documents import ENDINGS
from timeclock.service.reports import City, MonthReport
from timeclock.service.sight import NotFound
from timeclock.settings import Settings
from timeclock.store import db
from timeclock.store.db import Database

FORMATS = {ending: media for media, ending in ENDINGS.items()}


class DemoCity(Protocol):
    """What a demo gives back: a city with evaluated data, and somebody in it with a month worth looking at."""

    @property
    def settings(self) -> Settings: ...
    @property
    def staff_no(self) -> str: ...
    @property
    def month(self) -> date: ...


class MakesCity(Protocol):
    """The entry point: fills an empty directory with a small city."""

    def __call__(self, directory: Path) -> DemoCity: ...


@click.group("report", cls=group.Group)
def report() -> None:
    """Proof of working time and timesheet, into files."""


def _command(kind: Report) -> click.Command:
    @click.command(kind.kind.value, cls=group.Command, help=f"Write the {kind.kind} of STAFF_NO's MONTH (2026-10).")
    @click.argument("staff_no", required=False)
    @click.argument("month", required=False, type=click.DateTime(["%Y-%m"]))
    @click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="where the files go")
    @click.option("--format", "forms", type=click.Choice(list(FORMATS)), multiple=True, help="default: pdf")
    @click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
    @click.option("--demo", is_flag=True, help="all formats of somebody in a made-up city, which is thrown away")
    @click.pass_context
    def command(
        context: click.Context,
        staff_no: str | None,
        month: datetime | None,
        out: Path,
        forms: Sequence[str],
        language: str,
        demo: bool,
    ) -> None:
        if demo:
            if staff_no is not None:
                raise click.UsageError("--demo chooses person and month itself")
            seen = _of_demo()
        elif staff_no is None or month is None:
            raise click.UsageError("STAFF_NO and MONTH are needed, or --demo")
        else:
            seen = month_of(group.database(context), group.settings(context), staff_no, month.date())
        out.mkdir(parents=True, exist_ok=True)
        for form in FORMATS if demo else forms or ("pdf",):
            file = out / catalogue.file_name(kind, seen, FORMATS[form])
            file.write_bytes(catalogue.write(kind, seen, FORMATS[form], language))
            click.echo(str(file))

    return command


for _kind in catalogue.REPORTS.values():
    report.add_command(_command(_kind))


def month_of(database: Database, city: Settings, staff_no: str, first: date) -> MonthReport:
    """Return anybody's month for an operator; that it was asked for is recorded."""
    with database.transaction() as session:
        try:
            return reports.month(
                session, reports.asked_by_operator(staff_no), first, City(city.city_name, city.zone), clock.now()
            )
        except NotFound:
            message = f"{staff_no}: nobody with this staff number is employed in {first:%Y-%m}"
            raise click.ClickException(message) from None


def _of_demo() -> MonthReport:
    """Return a month out of a freshly made city; nothing of the city is left afterwards."""
    make: MakesCity = demo_city.maker("city")
    with tempfile.TemporaryDirectory(prefix="timeclock-demo-") as directory:
        city = make(Path(directory))
        database = db.connect(city.settings.database_url)
        try:
            return month_of(database, city.settings, city.staff_no, city.month)
        finally:
            database.dispose()
