"""Operators' commands: one thing each, in words of the trade; a module for each group of them."""

from __future__ import annotations

from pathlib import Path

import click

from timeclock import clock, logs, settings
from timeclock.cli import (
    absences,
    accounts,
    audit,
    backups,
    badges,
    cases,
    changeover,
    evacuating,
    evaluating,
    explaining,
    exporting,
    group,
    importing,
    jobs,
    leave,
    logins,
    mass,
    months,
    overtime,
    protections,
    questions,
    rebuilding,
    reporting,
    schema,
    serving,
    simulating,
    staffing,
    terminals,
)
from timeclock.settings import SettingsError


@click.group()
@click.option("--config", type=click.Path(path_type=Path), envvar="TIMECLOCK_CONFIG", help="the city's settings file")
@click.option("--database", metavar="URL", help="the database, in place of the setting database_url")
@click.pass_context
def main(context: click.Context, config: Path | None, database: str | None) -> None:
    """Timeclock: electronic time recording."""
    logs.configure()
    clock.use_pinned_zones()
    try:
        city = settings.load(config)
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None
    context.obj = city if database is None else group.at(database, city)


for _command in (
    schema.init,
    schema.database_group,
    serving.serve,
    serving.describe_api,
    jobs.jobs,
    terminals.terminals,
    badges.badges_group,
    overtime.ordered,
    staffing.staffing,
    months.month,
    importing.importing,
    exporting.exporting,
    audit.audit,
    backups.backup,
    backups.restore,
    explaining.explain_day,
    evaluating.evaluate,
    evacuating.evacuation,
    rebuilding.rebuild,
    simulating.simulate,
    cases.cases,
    questions.questions,
    reporting.report,
    protections.protections,
    absences.absences_group,
    leave.leave_group,
    accounts.account_group,
    changeover.changeover_group,
    mass.mass_group,
    logins.login_group,
):
    main.add_command(_command)
