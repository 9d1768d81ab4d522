"""A model tried on somebody's past stamps, before anybody works by it."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from timeclock import clock
from timeclock.cli import group, unit_simulating
from timeclock.core.balances import PeriodSum
from timeclock.core.changed_figures import Changed
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import local_day
from timeclock.i18n import LOCALES, formats, translator, wording
from timeclock.i18n.translation import Translator
from timeclock.service import simulation
from timeclock.service.rulebook import Rulebook
from timeclock.service.simulation import ComparedDay, Comparison, Judged, Trial, UnknownModel

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("simulate", cls=group.Command)
@click.argument("staff_no", required=False)
@click.argument("model", required=False)
@click.option("--from", "first", type=DAY, help="first day, 2026-11-01; of a unit twelve whole months if not given")
@click.option("--to", "last", type=DAY, help="last day; that of the month, or today, if not given")
@click.option("--anchor", type=DAY, help="the day the model's pattern begins on; the first day's Monday if not given")
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@unit_simulating.unit_options
@click.pass_context
def simulate(
    context: click.Context,
    /,
    staff_no: str | None,
    model: str | None,
    first: datetime | None,
    last: datetime | None,
    anchor: datetime | None,
    **said: Any,
) -> None:
    """Judge STAFF_NO's past stamps by MODEL, beside what they are judged by now; nothing is saved.

    MODEL is the code of a model of the city or of the starter catalogue. With --unit there is no STAFF_NO, and MODEL
    may be left out where other figures are tried; what comes of it names nobody.
    """
    if said["unit"] is not None:
        if model is not None or anchor is not None:
            raise click.ClickException("with --unit say at most a MODEL; everybody's pattern begins on a Monday")
        unit_simulating.simulate(context, staff_no, _day(first), _day(last), said)
    elif staff_no is None or model is None or first is None:
        raise click.UsageError("say STAFF_NO, MODEL and --from, or --unit")
    elif any(said[name] for name in Changed.__dataclass_fields__):
        raise click.UsageError("other figures of an agreement are tried on a --unit")
    else:
        _one(context, Asked(staff_no, model, first, last, anchor), said["language"])


@dataclass(frozen=True, slots=True)
class Asked:
    """Which model is tried on whom, as it was typed."""

    staff_no: str
    model: str
    first: datetime
    last: datetime | None
    anchor: datetime | None


def _day(typed: datetime | None) -> date | None:
    return None if typed is None else typed.date()


def _one(context: click.Context, asked: Asked, language: str) -> None:
    """Show one person's days by both models."""
    staff_no, model, first, last, anchor = astuple(asked)
    city, now = group.settings(context), clock.now()
    begin, tomorrow = first.date(), local_day(now, city.zone) + timedelta(days=1)
    end = (
        min(DaySpan.month(begin.year, begin.month).to_day, tomorrow)
        if last is None
        else last.date() + timedelta(days=1)
    )
    if not begin < end <= tomorrow:
        raise click.ClickException("only days that have begun can be tried, and --to is not before --from")
    days = DaySpan(begin, end)
    start = begin - timedelta(days=begin.weekday()) if anchor is None else anchor.date()
    try:
        with group.database(context).transaction() as session:
            found = simulation.compare(session, Trial(staff_no, model, days, start), Rulebook.of(city), now)
    except UnknownModel:
        raise click.ClickException(f"{model}: neither the city nor the starter catalogue has this model") from None
    if found is None:
        raise click.ClickException(f"{staff_no}: nobody with this staff number is employed on {begin}")
    _show(Console(highlight=False), found, translator(language), language)


def _show(console: Console, found: Comparison, say: Translator, locale: str) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column(say.text("Day"))
    for heading in (say.text("Target"), say.text("Worked"), say.text("Difference")):
        table.add_column(heading, justify="right")
    for heading in (say.text("Target then"), say.text("Worked then"), say.text("Difference then")):
        table.add_column(heading, justify="right")
    table.add_column(say.text("Then"))
    for each in found.days:
        table.add_row(formats.short_day(each.day, locale), *_figures(each.now), *_figures(each.then), _told(each, say))
    table.add_row(f"[bold]{say.text('Sum')}[/]", *_sums(found.now.sums), *_sums(found.then.sums), "")
    console.print(table)


def _figures(day: Judged) -> tuple[str, str, str]:
    result = day.result
    worked = "–" if result.worked is None else formats.duration(result.worked)
    difference = "–" if result.difference is None else formats.signed(result.difference)
    return formats.duration(result.target), worked, difference


def _sums(total: PeriodSum) -> tuple[str, str, str]:
    return formats.duration(total.target), formats.duration(total.worked), formats.signed(total.difference)


def _told(day: ComparedDay, say: Translator) -> str:
    """Return the findings that would come and those that would go."""
    come = [f"+ {say.text(wording.FINDING[code])}" for code in day.come]
    go = [f"− {say.text(wording.FINDING[code])}" for code in day.go]
    return "; ".join([*come, *go])
