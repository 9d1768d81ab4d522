"""Badges one at a time: handed out, lent, blocked, given back, replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.core import walltime
from timeclock.i18n import LOCALES, Translator, formats, translator, wording
from timeclock.ledger import keys
from timeclock.ledger.keys import KeyFileError
from timeclock.service import badges as service
from timeclock.service.badges import BadgeRefused, Numbered, Shown
from timeclock.store.badge_proofs import Proving
from timeclock.store.badges import number_hash
from timeclock.store.db import Session
from timeclock.store.holdings import Held

SCHEMES = ("uid", "desfire")
DAY = click.DateTime(["%Y-%m-%d"])
LANGUAGE = click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
SCHEME = click.option(
    "--scheme",
    type=click.Choice(SCHEMES),
    default=SCHEMES[0],
    show_default=True,
    help="what the number is of: its uid as terminals read it, or the number in a DESFire's file",
)
PROVES = click.option("--proves", is_flag=True, help="it has to prove itself; a stamp by its number alone is told")


@click.group("badges", cls=group.Group)
def badges_group() -> None:
    """Badges one at a time. NUMBER is in hexadecimal digits; only its keyed hash is kept."""


@badges_group.command("issue")
@click.argument("staff_no")
@click.argument("number")
@click.option("--until", type=DAY, help="a temporary badge: the last day it works")
@PROVES
@SCHEME
@LANGUAGE
@click.pass_context
def issue(
    context: click.Context,
    staff_no: str,
    number: str,
    until: datetime | None,
    scheme: str,
    language: str,
    *,
    proves: bool,
) -> None:
    """Give the badge NUMBER to STAFF_NO from now on."""
    zone = group.settings(context).zone
    ends = None if until is None else _end_of(until.date(), zone)
    badge = _numbered(context, number, scheme)
    with _session(context, translator(language)) as session:
        service.issue(session, badge, staff_no, clock.now(), zone, until=ends, proves=proves)


@badges_group.command("lend")
@click.argument("staff_no")
@click.argument("number")
@click.option("--until", type=DAY, help="the last day the card works; today where none is told")
@click.option("--suspend", is_flag=True, help="her own badge does not work for as long")
@SCHEME
@LANGUAGE
@click.pass_context
def lend(
    context: click.Context,
    staff_no: str,
    number: str,
    until: datetime | None,
    scheme: str,
    language: str,
    *,
    suspend: bool,
) -> None:
    """Give the card NUMBER to STAFF_NO, who forgot hers, for a day or a few; it comes back by itself."""
    zone, now = group.settings(context).zone, clock.now()
    ends = _end_of(walltime.local_day(now, zone) if until is None else until.date(), zone)
    badge = _numbered(context, number, scheme)
    with _session(context, translator(language)) as session:
        service.lend(session, badge, staff_no, now, zone, until=ends, suspends=suspend)


@badges_group.command("replace")
@click.argument("old")
@click.argument("new")
@SCHEME
@LANGUAGE
@click.pass_context
def replace(context: click.Context, old: str, new: str, scheme: str, language: str) -> None:
    """Block the badge OLD and give its holder NEW."""
    lost, given = _numbered(context, old, scheme), _numbered(context, new, scheme)
    with _session(context, translator(language)) as session:
        service.replace(session, lost, given, clock.now())


@badges_group.command("history")
@click.argument("staff_no")
@LANGUAGE
@click.pass_context
def history(context: click.Context, staff_no: str, language: str) -> None:
    """Print which badges STAFF_NO holds and held; that it was read is recorded."""
    say, zone = translator(language), group.settings(context).zone
    with _session(context, say) as session:
        found = service.of_staff_no(session, staff_no, clock.now(), zone)
    for held in found:
        click.echo(_told(held, say, lambda at: formats.moment(at, zone, language)))
    if not found:
        click.echo(say.text("No badge was ever given to this person"))


@badges_group.command("block")
@click.argument("number")
@SCHEME
@LANGUAGE
@click.pass_context
def block(context: click.Context, number: str, scheme: str, language: str) -> None:
    """Block the lost badge NUMBER: its stamps are stored and wait for a decision."""
    _do(context, service.block, _numbered(context, number, scheme), language)


@badges_group.command("return")
@click.argument("number")
@SCHEME
@LANGUAGE
@click.pass_context
def return_(context: click.Context, number: str, scheme: str, language: str) -> None:
    """Take the badge NUMBER back; it may be issued again, also where it was blocked."""
    _do(context, service.give_back, _numbered(context, number, scheme), language)


@badges_group.command("prove")
@click.argument("number")
@SCHEME
@LANGUAGE
@click.pass_context
def prove(context: click.Context, number: str, scheme: str, language: str) -> None:
    """Let the badge NUMBER have to prove itself from now on."""
    _do(context, service.prove, _numbered(context, number, scheme), language)


@badges_group.command("accept")
@click.argument("number")
@click.option("--reason", required=True, help="why; it is kept with the badge")
@SCHEME
@LANGUAGE
@click.pass_context
def accept(context: click.Context, number: str, reason: str, scheme: str, language: str) -> None:
    """Let the badge NUMBER be known by its number again from now on: it need not prove itself any more."""
    badge = _numbered(context, number, scheme)
    with _session(context, translator(language)) as session:
        service.accept(session, badge, reason, clock.now())


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return walltime.day_span(day + timedelta(days=1), zone).from_at


Act = Callable[[Session, Numbered, datetime], None]


def _do(context: click.Context, act: Act, badge: Numbered, language: str) -> None:
    with _session(context, translator(language)) as session:
        act(session, badge, clock.now())


def _numbered(context: click.Context, number: str, scheme: str) -> Numbered:
    """Return the only form in which a badge number is kept."""
    try:
        key = keys.read_secret(group.settings(context).badge_key_file)
        raw = bytes.fromhex(number.replace(":", ""))
    except KeyFileError as fault:
        raise click.ClickException(str(fault)) from None
    except ValueError:
        raw = b""
    if not raw:
        raise click.UsageError("NUMBER is in hexadecimal digits, as 04A1B2C3D4E5F6")
    return Numbered(number_hash(key, scheme, raw), scheme)


@contextmanager
def _session(context: click.Context, say: Translator) -> Iterator[Session]:
    """Open a transaction; what is refused is told in one line."""
    try:
        with group.database(context).transaction() as session:
            yield session
    except BadgeRefused as fault:
        raise click.ClickException(say.text(fault.sentence, **fault.figures)) from None


def _told(found: Shown, say: Translator, shown: Callable[[datetime], str]) -> str:
    """Return one line: which badge, known by the beginning of its hash, since when and until when, and what it is."""
    held = found.held
    said = [say.text(wording.BADGE_STATE[held.badge.state]), say.text(wording.BADGE_REASON[held.reason])]
    said += [_proving(each, say, shown) for each in found.proving if _meets(each, held)]
    until = "…" if held.to_at is None else shown(held.to_at)
    return f"{held.badge.number_hash[:8]}  {shown(held.from_at)} – {until}  {', '.join(said)}"


def _meets(proving: Proving, held: Held) -> bool:
    """Say whether a badge had to prove itself while somebody held it."""
    return (held.to_at is None or proving.from_at < held.to_at) and (
        proving.to_at is None or held.from_at < proving.to_at
    )


def _proving(proving: Proving, say: Translator, shown: Callable[[datetime], str]) -> str:
    since = shown(proving.from_at)
    if proving.to_at is None:
        return say.text("has to prove itself since {moment}", moment=since)
    span = say.text("has to prove itself from {begin} to {end}", begin=since, end=shown(proving.to_at))
    return span if proving.ended_for is None else f"{span} ({proving.ended_for})"
