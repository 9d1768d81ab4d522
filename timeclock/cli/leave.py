"""Leave of people: what they have, days chosen in place of pay, corrections, grounds, and notices on paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import BinaryIO

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core.leave_notices import NoticeKind
from timeclock.core.leave_situation import Ground
from timeclock.core.leave_year import LeaveKind
from timeclock.core.walltime import local_day
from timeclock.i18n import formats, translator, wording
from timeclock.service import leave_entries, leave_notices, leave_view
from timeclock.service.documents import DocumentKind
from timeclock.service.leave_entries import Correction, Declaration, NotEntered
from timeclock.service.rulebook import Rulebook

DAY = click.DateTime(["%Y-%m-%d"])
KINDS = [each.value for each in LeaveKind]
CHOSEN = [LeaveKind.EXCHANGE.value, LeaveKind.CONVERSION.value]
NOTICES = [each.value for each in NoticeKind]
PAPERS = {
    "yearly": DocumentKind.LEAVE_NOTICE,
    "reminder": DocumentKind.LEAVE_REMINDER,
    "certificate": DocumentKind.LEAVE_CERTIFICATE,
}
STAFF_NO = click.option("--staff-no", required=True, help="whose leave it is")


class HalfDays(click.ParamType[Fraction]):
    """Days of leave as a decimal: 30, 12.5, -1."""

    name = "days"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        try:
            return Fraction(Decimal(str(value).replace(",", ".")))
        except (InvalidOperation, ValueError, OverflowError):
            self.fail(f"{value!r} are no days; write 12.5 or -1", param, ctx)


@click.group("leave", cls=group.Group)
def leave_group() -> None:
    """Leave of people: what they have, and what is entered about it."""


@leave_group.command("show")
@STAFF_NO
@click.option("--language", type=click.Choice(["de", "en"]), default="de", help="of what is printed")
@click.pass_context
def show(context: click.Context, staff_no: str, language: str) -> None:
    """Print what somebody has of which kind and year, what is left, and until when."""
    city = group.settings(context)
    now, say = clock.now(), translator(language)
    with group.database(context).transaction() as session, _said(language):
        view = leave_view.of_staff_no(session, staff_no, Rulebook.of(city), now)
    for source in view.open:
        held = source.held
        figures = (held.days, held.taken, held.planned, held.left)
        days, taken, planned, left = (formats.leave_days(each, language) for each in figures)
        click.echo(
            f"{say.text(wording.LEAVE_KIND[held.kind])} {held.year}: {days} − {taken} − {planned} = {left}, ", nl=False
        )
        click.echo(f"{wording.expiry_sentence(held.expiry, say)} ({held.expiry.citation})")


@leave_group.command("declare")
@STAFF_NO
@click.option(
    "--kind", type=click.Choice(CHOSEN), required=True, help="exchange days (TVöD §29a) or conversion days (SuE)"
)
@click.option("--days", type=click.IntRange(min=1), required=True, help="how many she wants")
@click.option("--on", "day", type=DAY, help="the day she declared it in text form; today if left out")
@click.pass_context
def declare(context: click.Context, staff_no: str, kind: str, days: int, day: datetime | None) -> None:
    """Enter days chosen in place of pay for the year to come; print how many she gets."""
    on, rulebook = _day(context, day), Rulebook.of(group.settings(context))
    with group.database(context).transaction() as session, _said("en"):
        got = leave_entries.declare(session, Declaration(staff_no, LeaveKind(kind), days, on), rulebook, clock.now())
    click.echo(formats.leave_days(got, "en"))


@leave_group.command("correct")
@STAFF_NO
@click.option("--kind", type=click.Choice(KINDS), default=LeaveKind.ANNUAL.value, help="which kind of leave")
@click.option("--year", type=click.IntRange(2000, 2100), required=True, help="the leave year")
@click.option("--days", type=HalfDays(), required=True, help="days more, or fewer with a minus: 12.5, -1")
@click.option("--reason", required=True, help="why; the person reads it")
@click.option("--opening", is_flag=True, help="what was left in the system before Timeclock")
@click.pass_context
def correct(
    context: click.Context, staff_no: str, kind: str, year: int, days: Fraction, reason: str, opening: bool
) -> None:
    """Enter days more or fewer than law and tariff give."""
    wanted = Correction(staff_no, LeaveKind(kind), year, days, reason, opening=opening)
    with group.database(context).transaction() as session, _said("en"):
        leave_entries.correct(session, wanted, _day(context, None), clock.now())


@leave_group.command("carry-over")
@STAFF_NO
@click.option("--year", type=click.IntRange(2000, 2100), required=True, help="the leave year it is left from")
@click.option("--prevented", is_flag=True, help="nor could it be begun until 31 March")
@click.option("--reason", required=True, help="why it could not be taken; the person reads it")
@click.pass_context
def carry_over(context: click.Context, staff_no: str, year: int, prevented: bool, reason: str) -> None:
    """Enter why leave of a year could not be taken in it, so that it can be begun until 31 March, or 31 May."""
    today = _day(context, None)
    with group.database(context).transaction() as session, _said("en"):
        leave_entries.carry_over(session, staff_no, Ground(year, prevented), reason, today, clock.now())


@leave_group.command("hand-over")
@STAFF_NO
@click.option("--kind", type=click.Choice(NOTICES), default=NoticeKind.YEARLY.value, help="which notice")
@click.option("--year", type=click.IntRange(2000, 2100), required=True, help="the leave year it speaks of")
@click.option("--on", "day", type=DAY, required=True, help="the day she was given the paper")
@click.pass_context
def hand_over(context: click.Context, staff_no: str, kind: str, year: int, day: datetime) -> None:
    """Record that somebody without a login was given the notice of her leave on paper."""
    with group.database(context).transaction() as session, _said("en"):
        leave_notices.hand_over(session, staff_no, NoticeKind(kind), year, day.date(), clock.now())


@leave_group.command("untold")
@click.option("--year", type=click.IntRange(2000, 2100), required=True, help="the leave year")
@click.pass_context
def untold(context: click.Context, year: int) -> None:
    """Print the staff numbers of those who have not got their notice of a year yet, for they have no login."""
    with group.database(context).transaction() as session:
        found = leave_notices.untold(session, year, clock.now())
    for staff_no in found:
        click.echo(staff_no)


@leave_group.command("paper")
@STAFF_NO
@click.option("--kind", type=click.Choice(list(PAPERS)), required=True, help="which letter")
@click.option("--year", type=click.IntRange(2000, 2100), required=True, help="the leave year it speaks of")
@click.argument("file", type=click.File("wb"))
@click.pass_context
def paper(context: click.Context, staff_no: str, kind: str, year: int, file: BinaryIO) -> None:
    """Write a letter that was made about somebody's leave to FILE as a PDF, to print it; the look is recorded."""
    folder = group.settings(context).documents
    with group.database(context).transaction() as session, _said("en"):
        content = leave_notices.paper(session, folder, staff_no, PAPERS[kind], year, clock.now())
    file.write(content)


def _day(context: click.Context, day: datetime | None) -> date:
    return local_day(clock.now(), group.settings(context).zone) if day is None else day.date()


@contextmanager
def _said(language: str) -> Iterator[None]:
    """Say what is not entered in words."""
    try:
        yield
    except NotEntered as fault:
        raise click.ClickException(translator(language).text(fault.sentence, **fault.figures)) from None
