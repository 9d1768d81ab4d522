"""Acts for many at once for whoever runs the city: shown, proposed for somebody in the office, and listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core.amounts import Unit
from timeclock.core.mass_postings import Away, Order, Selection, Written
from timeclock.i18n import LOCALES, formats, translator, wording
from timeclock.i18n.translation import Translator
from timeclock.service import account_desk, mass_postings, mass_previews
from timeclock.service.account_desk import NoAmount
from timeclock.service.mass_previews import Look, NotPosted, Preview, Wrong
from timeclock.service.rulebook import Rulebook
from timeclock.store.ids import new_uid
from timeclock.store.scope import Scope

DAY = click.DateTime(["%Y-%m-%d"])
LANGUAGE = click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)


@click.group("mass", cls=group.Group)
def mass_group() -> None:
    """One act for many people: show and propose it, and list what there is; somebody in the office confirms."""


@mass_group.command("propose")
@click.argument("first_day", type=DAY)
@click.argument("last_day", type=DAY, required=False)
@click.option("--reason", help="the reason of an absence everybody gets: bridge_day, works_outing, closure, strike …")
@click.option("--account", help="or the account on which something is written")
@click.option("--amount", default="", help="and how much: 1:30 or -0:45")
@click.option(
    "--unit", "units", multiple=True, type=click.UUID, help="a unit by its uid, with those below; all if none"
)
@click.option("--model", "models", multiple=True, help="a working-time model by its code; all if none")
@click.option("--also", multiple=True, metavar="STAFF_NO", help="somebody besides")
@click.option("--but", multiple=True, metavar="STAFF_NO", help="somebody not")
@click.option("--unplanned", is_flag=True, help="also who has no work planned on these days")
@click.option("--why", required=True, help="why; the people read it")
@click.option("--dry-run", is_flag=True, help="say whom it would hit, and propose nothing")
@LANGUAGE
@click.pass_context
def propose(
    context: click.Context,
    first_day: datetime,
    last_day: datetime | None,
    reason: str | None,
    account: str | None,
    amount: str,
    units: tuple[UUID, ...],
    models: tuple[str, ...],
    also: tuple[str, ...],
    but: tuple[str, ...],
    unplanned: bool,
    why: str,
    dry_run: bool,
    language: str,
) -> None:
    """Propose an absence or a posting for many from FIRST_DAY to LAST_DAY, both included."""
    say, city, now = translator(language), group.settings(context), clock.now()
    selection = Selection(
        frozenset(units), True, frozenset(models), frozenset(also), frozenset(but), only_planned=not unplanned
    )
    first, last = first_day.date(), (last_day or first_day).date()
    act = _written(account, first, amount, say) if account is not None else Away(reason or "", first, last)
    look = Look(Scope.system("mass_postings"), now, Rulebook.of(city))
    uid = new_uid(now)
    try:
        with group.database(context).transaction() as session:
            found = mass_previews.preview(session, Order(act, selection, why.strip()), look)
            if not dry_run:
                mass_postings.proposed(session, uid, found, None, now)
    except NotPosted as refused:
        raise click.ClickException(say.text(wording.NOT_POSTED[refused.wrong], **refused.figures)) from None
    for line in _told(found, say):
        click.echo(line)
    if not dry_run:
        click.echo(say.text("Proposed as {uid}; somebody in the office confirms it", uid=uid))


def _written(account: str, day: date, amount: str, say: Translator) -> Written:
    try:
        return Written(account, day, account_desk.amount_of(amount, Unit.MINUTES))
    except NoAmount:
        raise click.ClickException(say.text(wording.NOT_POSTED[Wrong.NO_MINUTES])) from None


def _told(found: Preview, say: Translator) -> Iterator[str]:
    """Yield whom it hits as numbers, what it does to them, and each who is left out with the reason."""
    sums = found.sums
    yield say.plural("{count} person is hit", "{count} people are hit", len(found.hit))
    yield say.text(
        "Planned {planned}, credited {credited}, balances move by {moved} in all.",
        planned=formats.duration(sums.planned),
        credited=formats.duration(sums.credited),
        moved=formats.signed(sums.moved or formats.ZERO),
    )
    for each in found.lines:
        if each.left_out is not None:
            yield f"{each.employed.staff_no}  {say.text(wording.LEFT_OUT[each.left_out])}"


@mass_group.command("list")
@LANGUAGE
@click.pass_context
def list_(context: click.Context, language: str) -> None:
    """Print the newest mass postings: uid, first day, state, how many are hit, and why."""
    say = translator(language)
    with group.database(context).reading() as session:
        found = mass_postings.newest(session)
    for each in found:
        state = say.text(wording.MASS_STATE[each.state])
        click.echo(f"{each.uid}  {each.days.from_day}  {state}, {each.hit}: {each.order.why}")
