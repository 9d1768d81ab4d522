"""Months closed, opened again, handed over to payroll, and shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core.closing import Missing
from timeclock.core.spans import MINUTE, DaySpan
from timeclock.i18n import LOCALES, formats, translator, wording
from timeclock.i18n.translation import Translator
from timeclock.service import evaluation, month_records, months
from timeclock.service.month_records import MonthRecord
from timeclock.service.months import CannotReopen
from timeclock.service.rulebook import Rulebook
from timeclock.store import people, placements
from timeclock.store.db import Session
from timeclock.store.placements import Placed
from timeclock.store.scope import Scope

MONTH = click.DateTime(["%Y-%m"])
STAFF_NO = "of this staff number alone; else everybody's"


@click.group("month", cls=group.Group)
def month() -> None:
    """Months closed, opened again, handed over to payroll, and shown."""


@month.command("close")
@click.argument("month", type=MONTH)
@click.option("--staff-no", help=STAFF_NO)
@click.option("--reason", default="", help="why it is closed although something is missing")
@click.pass_context
def close(context: click.Context, month: datetime, staff_no: str | None, reason: str) -> None:
    """Close every MONTH (2026-11) in which nothing is missing; name the others with what is, and end with 1."""
    city, first = group.settings(context), month.date()
    rulebook, database = Rulebook.of(city), group.database(context)
    left = 0
    for person_id in _persons(context, first, staff_no):
        with database.transaction() as session:
            evaluation.refresh_now(session, person_id, rulebook, clock.now())
            for each, name in _months(session, first, person_id, staff_no):
                missing = months.close_by_house(session, each, first, rulebook, clock.now(), reason)
                left += bool(missing)
                click.echo(f"{name}: {_said(missing)}")
    context.exit(1 if left else 0)


@month.command("reopen")
@click.argument("staff_no")
@click.argument("month", type=MONTH)
@click.option("--reason", required=True, help="why")
@click.pass_context
def reopen(context: click.Context, staff_no: str, month: datetime, reason: str) -> None:
    """Open STAFF_NO's closed MONTH again; what it gave is taken back until its next version is closed."""
    first = month.date()
    for person_id in _persons(context, first, staff_no):
        with group.database(context).transaction() as session:
            for each, name in _months(session, first, person_id, staff_no):
                try:
                    months.reopen_by_house(session, each, first, reason, clock.now())
                except CannotReopen as fault:
                    raise click.ClickException(translator("en").text(wording.STAYS_CLOSED[fault.hindrance])) from None
                click.echo(f"{name}: open again")


@month.command("hand-over")
@click.argument("month", type=MONTH)
@click.option("--to", required=True, help="under which name payroll has it")
@click.option("--staff-no", help=STAFF_NO)
@click.pass_context
def hand_over(context: click.Context, month: datetime, to: str, staff_no: str | None) -> None:
    """Say that payroll has every closed MONTH: it is not opened again, and what is found is posted."""
    first, done = month.date(), 0
    for person_id in _persons(context, first, staff_no):
        with group.database(context).transaction() as session:
            for each, _ in _months(session, first, person_id, staff_no):
                done += months.hand_over(session, each, first, to, clock.now())
    click.echo(f"{done} months are with payroll as {to}")


@month.command("show")
@click.argument("staff_no")
@click.argument("month", type=MONTH)
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def show(context: click.Context, staff_no: str, month: datetime, language: str) -> None:
    """Print the versions of STAFF_NO's MONTH, and what was found of it since it was closed."""
    with group.database(context).transaction() as session:
        found = month_records.of(session, staff_no, month.date(), clock.now())
    if found is None:
        raise click.ClickException(f"{staff_no}: nobody with this staff number is employed in {month:%Y-%m}")
    click.echo("\n".join(_lines(found, translator(language), context)))


def _persons(context: click.Context, first: date, staff_no: str | None) -> Sequence[int]:
    """Return whose months are meant; end where a staff number is nobody's."""
    with group.database(context).reading() as session:
        if staff_no is None:
            return people.everybody_employed(session, DaySpan.month(first.year, first.month))
        found = people.by_staff_no_of_any_day(session, staff_no)
    if not found:
        raise click.ClickException(f"{staff_no}: nobody has this staff number")
    return found


def _months(session: Session, first: date, person_id: int, staff_no: str | None) -> Iterator[tuple[Placed, str]]:
    """Yield a person's employments of a month, each with its staff number."""
    days, everybody = DaySpan.month(first.year, first.month), Scope.system("month")
    numbers = people.staff_numbers(session, days.from_day, everybody)
    for each in placements.at_the_end_of(session, days, everybody, person_id=person_id):
        name = numbers[each.employment_id].staff_no
        if staff_no in {None, name}:
            yield each, name


def _said(missing: Sequence[Missing]) -> str:
    say = translator("en")
    return ", ".join(say.text(wording.MISSING[each]) for each in missing) or "closed"


def _lines(found: MonthRecord, say: Translator, context: click.Context) -> Iterator[str]:
    zone, holder = group.settings(context).zone, found.holder
    month = formats.month_name(found.month, say.locale)
    yield f"{holder.given_name} {holder.family_name} · {holder.staff_no} · {month}"
    if not found.versions:
        yield say.text("This month is not closed.")
    for each in found.versions:
        at, by = formats.moment(each.facts_until, zone, say.locale), each.by or say.text("the house itself")
        closed = say.text("Closed on {moment} by {by}, version {version}.", moment=at, by=by, version=each.version)
        yield f"{closed} {say.text('Difference')} {formats.signed(each.sums.difference)} · {each.hash}"
        if each.reopened is not None:
            again = formats.moment(each.reopened.at, zone, say.locale)
            yield "  " + say.text("Opened again on {moment}: {reason}", moment=again, reason=each.reopened.reason)
        if each.handed_over is not None:
            yield f"  {say.text('with payroll')}: {each.handed_over.to}"
    for truth in () if found.story is None else found.story.found:
        for came in truth.came:
            yield f"  {wording.came_sentence(came, say, zone)}"
        yield "  " + say.text(
            "Found on {moment}: the difference of {day} is {now}, not {before}. It was posted to the account.",
            moment=formats.moment(truth.at, zone, say.locale),
            day=formats.short_day(truth.day.day, say.locale),
            now=formats.signed(truth.day.now * MINUTE),
            before=formats.signed(truth.day.before * MINUTE),
        )
