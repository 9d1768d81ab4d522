"""What was agreed about the places of stamps, unit by unit; without it nobody is asked where she is."""

from __future__ import annotations

from datetime import datetime

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core import walltime
from timeclock.core.places import PER_DEGREE, PlaceTerms, Site, Spot
from timeclock.i18n import LOCALES, formats, translator, wording
from timeclock.service import places
from timeclock.service.sight import NotFound

DAY = click.DateTime(["%Y-%m-%d"])
LANGUAGE = click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
NO_SUCH_UNIT = "no unit, or more than one, is called {unit!r} today"


@click.group("places", cls=group.Group)
def places_group() -> None:
    """Where people stamp: asked for only where a works agreement says so."""


@places_group.command("agree")
@click.argument("unit")
@click.option("--agreement", required=True, help="which works agreement, as people know it")
@click.option("--from", "from_", type=DAY, required=True, help="the first day it holds")
@click.option("--until", type=DAY, help="the first day it holds no more")
@click.option("--metres", type=int, required=True, help="to how many metres a place is rounded, 100 at least")
@click.option("--days", type=int, required=True, help="for how many days a place is kept, 90 at most")
@click.option("--site", type=(float, float, int), metavar="LATITUDE LONGITUDE METRES", help="where the work is done")
@click.option("--told", is_flag=True, help="superiors and the time office read whether a stamp was made there")
@LANGUAGE
@click.pass_context
def agree(
    context: click.Context,
    unit: str,
    agreement: str,
    from_: datetime,
    until: datetime | None,
    metres: int,
    days: int,
    site: tuple[float, float, int] | None,
    told: bool,
    language: str,
) -> None:
    """Let the people of UNIT, and of the units below it, be asked where they are when they stamp."""
    terms = PlaceTerms(
        agreement, from_.date(), None if until is None else until.date(), metres, days, _site(site), told
    )
    if terms.fault is not None:
        raise click.ClickException(translator(language).text(wording.PLACE_FAULT[terms.fault]))
    now = clock.now()
    with group.database(context).transaction() as session:
        try:
            places.agree(session, unit, terms, walltime.local_day(now, group.settings(context).zone), now)
        except NotFound:
            raise click.ClickException(NO_SUCH_UNIT.format(unit=unit)) from None
    if not group.settings(context).place_at_stamp:
        click.echo(translator(language).text("It is recorded. Nobody is asked before place_at_stamp is true."))


@places_group.command("end")
@click.argument("unit")
@click.pass_context
def end(context: click.Context, unit: str) -> None:
    """Ask nobody of UNIT any more by terms of its own; what is kept goes when its days are over."""
    now = clock.now()
    with group.database(context).transaction() as session:
        try:
            ended = places.end(session, unit, walltime.local_day(now, group.settings(context).zone), now)
        except NotFound:
            raise click.ClickException(NO_SUCH_UNIT.format(unit=unit)) from None
    if not ended:
        raise click.ClickException(f"nothing of its own is agreed for {unit!r}")


@places_group.command("list")
@LANGUAGE
@click.pass_context
def list_(context: click.Context, language: str) -> None:
    """Print what is agreed for which units."""
    now, say = clock.now(), translator(language)
    with group.database(context).reading() as session:
        found = places.listed(session, walltime.local_day(now, group.settings(context).zone))
    for unit, terms in found:
        click.echo(f"{unit}: {terms.agreement}")
        days = say.plural("deleted after {count} day", "deleted after {count} days", terms.kept_days)
        rounded = say.text("rounded to {metres} metres", metres=terms.metres)
        click.echo(f"    {formats.plain_day(terms.from_day, language)}, {rounded}, {days}")


def _site(given: tuple[float, float, int] | None) -> Site | None:
    if given is None:
        return None
    latitude, longitude, reach = given
    if abs(latitude) > 90 or abs(longitude) > 180 or reach < 1:
        raise click.ClickException("latitude, longitude and metres do not name a place")
    return Site(Spot(round(latitude * PER_DEGREE), round(longitude * PER_DEGREE)), reach)
