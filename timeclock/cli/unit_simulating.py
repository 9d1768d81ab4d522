"""A model or other figures of an agreement tried on a unit's past days, told without names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from random import SystemRandom
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from timeclock import clock
from timeclock.cli import group
from timeclock.core.changed_figures import Changed
from timeclock.core.plans import BreakDeduction, ClockSpan
from timeclock.core.spans import DaySpan
from timeclock.core.walltime import local_day
from timeclock.i18n import formats, translator, wording
from timeclock.i18n.translation import Translator
from timeclock.i18n.wording import N_
from timeclock.law.entry import DURATION
from timeclock.service import trial_papers, unit_trials
from timeclock.service.rulebook import Rulebook
from timeclock.service.simulation import UnknownModel
from timeclock.service.trial_papers import Paper
from timeclock.service.unit_trials import NotTried, Refusal, Wanted
from timeclock.store.db import Session

Command = TypeVar("Command", bound=Callable[..., Any])
HEADINGS = (
    N_("Balance"),
    N_("Balance then"),
    N_("Violations"),
    N_("Violations then"),
    N_("Premiums"),
    N_("Premiums then"),
)
WHY = {
    Refusal.UNKNOWN: "there is no such unit today",
    Refusal.NOBODY: "nobody was in the unit in these days",
    Refusal.TOO_FEW: "so few people worked in the unit in these days that they could be recognised",
}


class ClockType(click.ParamType[time]):
    """A time of day like 20:00."""

    name = "hh:mm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        try:
            return time.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time of day; write it like 20:00", param, ctx)


class ClocksType(click.ParamType[ClockSpan]):
    """Two times of one day like 10:00-15:00."""

    name = "hh:mm-hh:mm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ClockSpan:
        try:
            first, end = (time.fromisoformat(each) for each in value.split("-"))
            return ClockSpan(first, end)
        except ValueError:
            self.fail(f"{value!r} are no two times of one day; write them like 10:00-15:00", param, ctx)


class HoursType(click.ParamType[int]):
    """Hours and minutes like 20:00, as minutes."""

    name = "h:mm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = DURATION.fullmatch(value)
        if found is None:
            self.fail(f"{value!r} are no hours and minutes; write them like 20:00", param, ctx)
        return int(found[1]) * 60 + int(found[2])


OPTIONS = (
    click.option("--unit", help="try it on everybody of this unit instead; its name as of today"),
    click.option("--without-below", is_flag=True, help="leave out the units below it"),
    click.option("--core-time", type=ClocksType(), help="another core time, 10:00-15:00 (with --unit)"),
    click.option("--no-core-time", is_flag=True, help="no core time (with --unit)"),
    click.option("--frame", type=ClocksType(), help="another frame, 06:00-21:00 (with --unit)"),
    click.option(
        "--breaks", type=click.Choice(BreakDeduction, case_sensitive=False), help="of a missing break (with --unit)"
    ),
    click.option("--night-from", type=ClockType(), help="when the tariff's night premium begins (with --unit)"),
    click.option("--keep", type=HoursType(), help="what is kept at cut-offs of the flextime account (with --unit)"),
    click.option("--most-credit", type=HoursType(), help="how far the account may go up (with --unit)"),
    click.option("--most-debit", type=HoursType(), help="how far the account may go down (with --unit)"),
)


def unit_options(command: Command) -> Command:
    """Add what is asked about a unit to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def simulate(
    context: click.Context, model: str | None, first: date | None, last: date | None, said: Mapping[str, Any]
) -> None:
    """Show a unit's trial: the last twelve whole months, or the days that were given."""
    city, now = group.settings(context), clock.now()
    today = local_day(now, city.zone)
    days = _days(first, last, today)
    changed = Changed(**{name: value for name, value in said.items() if name in Changed.__dataclass_fields__})
    rulebook = Rulebook.of(city)
    try:
        # Nothing is written while it is worked out; SQLite has one writer.
        with group.database(context).reading() as session:
            unit = _unit(session, said["unit"], today)
            wanted = Wanted(unit, days, not said["without_below"], model, changed)
            found = unit_trials.tried_by_operator(session, wanted, rulebook, now)
        paper = trial_papers.paper(found, city.least_group, SystemRandom())
    except UnknownModel:
        raise click.ClickException(f"{model}: neither the city nor the starter catalogue has this model") from None
    except NotTried as refused:
        raise click.ClickException(f"{said['unit']}: {WHY[refused.refusal]}") from None
    with group.database(context).transaction() as session:
        unit_trials.looked_by_operator(session, wanted, now)
    _show(Console(highlight=False), paper, translator(said["language"]))


def _days(first: date | None, last: date | None, today: date) -> DaySpan:
    if first is None and last is None:
        return unit_trials.last_year(today)
    if first is None:
        raise click.ClickException("say with --from where the days begin")
    end = today + timedelta(days=1) if last is None else last + timedelta(days=1)
    if not first < end <= today + timedelta(days=1):
        raise click.ClickException("only days that have begun can be tried, and --to is not before --from")
    return DaySpan(first, end)


def _unit(session: Session, name: str, today: date) -> Any:
    found = [each.uid for each in unit_trials.every_unit(session, today) if each.name == name]
    if len(found) != 1:
        raise NotTried(Refusal.UNKNOWN)
    return found[0]


def _show(console: Console, paper: Paper, say: Translator) -> None:
    found, days = paper.found, paper.days
    first, last = (formats.plain_day(day, say.locale) for day in (days.from_day, days.to_day - timedelta(days=1)))
    console.print(
        f"[bold]{paper.unit_name}[/], {first} – {last}: " + say.plural("{count} person", "{count} people", found.people)
    )
    tried = [paper.model_title] if paper.model_title else []
    console.print(say.text("Tried: {model}", model="; ".join([*tried, *wording.changed_sentences(paper.changed, say)])))
    console.print(_sums(paper, say))
    for cause, length in wording.cause_sentences(found.causes, say):
        console.print(f"{length:>10}  {cause}")
    console.print(_rows(paper, say))
    if found.left_out:
        console.print(say.text("What fewer than {least} people have is left out.", least=paper.least))


def _sums(paper: Paper, say: Translator) -> Table:
    table = _table(say.text("Sum"), *(say.text(each) for each in ("Now", "Tried", "Change")))
    for each in wording.trial_figures(paper.found.now, paper.found.then, say, paper.found.hidden):
        label = f"  {each.label}" if each.within else each.label
        table.add_row(label, each.now, each.then, each.change)
    return table


def _rows(paper: Paper, say: Translator) -> Table:
    table = _table(say.text("Number of this trial"), *map(say.text, HEADINGS))
    for number, (now, then) in enumerate(paper.found.rows, start=1):
        told = {
            "balance": wording.trial_balance("", now.balance, then.balance),
            "violated": wording.trial_count("", now.violated, then.violated),
            "premium": wording.trial_length("", now.premium, then.premium),
        }
        shown = (("–", "–") if name in paper.found.hidden else (each.now, each.then) for name, each in told.items())
        table.add_row(str(number), *(text for pair in shown for text in pair))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table
