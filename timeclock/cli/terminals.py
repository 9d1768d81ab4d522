"""The terminals on the walls."""

from __future__ import annotations

from uuid import UUID

import click

from timeclock import clock
from timeclock.cli import group
from timeclock.i18n import LOCALES, formats, translator, wording
from timeclock.ledger import keys
from timeclock.ledger.keys import KEY_BYTES, KeyFileError, b64url, from_b64url
from timeclock.service import conservation, devices, enrolment
from timeclock.service.conservation import EpochChecked
from timeclock.service.device_proofs import Code
from timeclock.service.enrolment import CODE_LIVES, MOST_TRIES, Confirmed, NameRefused
from timeclock.store import device_alarms, people

NO_SUCH_TERMINAL = "{uid}: no such terminal; the page of the terminals lists all"


@click.group(cls=group.Group)
def terminals() -> None:
    """The terminals on the walls."""


@terminals.command("add")
@click.argument("name")
@click.option("--unit", type=click.UUID, help="the unit it belongs to, by its uid")
@click.pass_context
def add(context: click.Context, name: str, unit: UUID | None) -> None:
    """Add a terminal; print its uid and the one-time code to enrol it with on the device."""
    with group.database(context).transaction() as session:
        unit_id = None if unit is None else people.unit_id(session, unit)
        if unit is not None and unit_id is None:
            raise click.ClickException(f"{unit}: no such unit")
        try:
            uid, code = enrolment.add(session, name, unit_id, clock.now())
        except NameRefused as refused:
            raise click.ClickException(str(refused)) from None
    _tell(context, uid, code)


@terminals.command("code")
@click.argument("uid", type=click.UUID)
@click.pass_context
def code(context: click.Context, uid: UUID) -> None:
    """Print a new one-time code for a terminal: the first ran out, or it is to get a new key."""
    with group.database(context).transaction() as session:
        made = enrolment.code_for(session, uid, clock.now())
    if made is None:
        raise click.ClickException(NO_SUCH_TERMINAL.format(uid=uid))
    _tell(context, uid, made)


@terminals.command("waiting")
@click.pass_context
def waiting(context: click.Context) -> None:
    """Print the terminals to agree on: uid, fingerprint, who has agreed, name."""
    with group.database(context).reading() as session:
        found = enrolment.waiting(session, _receipt_key(context))
    for each in found:
        said = [who for who, done in (("terminal", each.agreed), ("IT", each.confirmed)) if done]
        click.echo(f"{each.uid}  {each.fingerprint}  {'+'.join(said) or 'nobody'} agreed  {each.name}")
    if not found:
        click.echo("no terminal waits")


@terminals.command("confirm")
@click.argument("uid", type=click.UUID)
@click.argument("fingerprint")
@click.pass_context
def confirm(context: click.Context, uid: UUID, fingerprint: str) -> None:
    """Say that the terminal UID shows this FINGERPRINT: type it from the terminal, not from `waiting`."""
    with group.database(context).transaction() as session:
        became = enrolment.confirm(session, uid, fingerprint, _receipt_key(context), clock.now())
    match became:
        case Confirmed.IN_SERVICE:
            click.echo(f"{uid} is in service")
        case Confirmed.WAITS_FOR_TERMINAL:
            click.echo(f"{uid} is in service as soon as somebody says yes at the terminal")
        case Confirmed.DIFFERS:
            raise click.ClickException(
                "the fingerprint differs: look at the terminal once more; if it does differ, somebody is in between, "
                f"so call it off with `timeclock terminals revoke {uid}` and find out who"
            )
        case Confirmed.NOTHING_WAITS:
            raise click.ClickException(f"{uid}: nothing to confirm; `timeclock terminals waiting` lists what waits")


@terminals.command("alarms")
@click.option("--language", type=click.Choice(LOCALES), default="de", show_default=True)
@click.pass_context
def alarms(context: click.Context, language: str) -> None:
    """Print the alarms that last, and what to do where two may speak as one terminal; exit with 1 if any."""
    say, zone = translator(language), group.settings(context).zone
    with group.database(context).reading() as session:
        found = device_alarms.lasting(session)
    for each in found:
        cause = say.text(wording.TERMINAL_TROUBLE.get(each.cause, each.cause))
        since = say.text("since {moment}", moment=formats.moment(each.since, zone, language))
        click.echo(f"{each.uid}  {each.name}: {cause}, {since}")
        if each.cause in wording.TERMINAL_ADVICE:
            click.echo("  " + say.text(wording.TERMINAL_ADVICE[each.cause]))
    if found:
        context.exit(1)


@terminals.command("enrol")
@click.argument("name")
@click.argument("public_key")
@click.pass_context
def enrol(context: click.Context, name: str, public_key: str) -> None:
    """Enrol a terminal by its PUBLIC_KEY alone, where a program makes terminals and nobody stands at one.

    `python -m terminals keygen FILE` prints the key. People use `add` and compare fingerprints.
    """
    try:
        raw = from_b64url(public_key)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise click.ClickException("PUBLIC_KEY is the line that `python -m terminals keygen FILE` prints")
    with group.database(context).transaction() as session:
        click.echo(devices.enrol(session, name, None, raw, clock.now()))


@terminals.command("revoke")
@click.argument("uid", type=click.UUID)
@click.pass_context
def revoke(context: click.Context, uid: UUID) -> None:
    """End a terminal's keys at once; its stamps stay, and what still arrives by an old key waits for a decision."""
    with group.database(context).transaction() as session:
        if not devices.revoke(session, uid, clock.now()):
            raise click.ClickException(NO_SUCH_TERMINAL.format(uid=uid))
    click.echo(f"{uid} is revoked: its next request is refused, and it keeps its stamps")


@terminals.command("check")
@click.argument("uid", type=click.UUID, required=False)
@click.pass_context
def check(context: click.Context, uid: UUID | None) -> None:
    """Check that each stamp that all terminals, or the one UID, ever captured is stored, unreadable or still on it.

    Ends with 1 where it is not, and names the numbers that are missing.
    """
    with group.database(context).snapshot() as session:
        found = conservation.check(session, clock.now(), uid)
    for each in found:
        sums = each.sums
        click.echo(
            f"{each.name}  epoch {each.epoch}  captured {sums.captured} = accepted {sums.accepted}"
            f" + quarantined {sums.quarantined} + unreadable {sums.unreadable} + unsent {sums.unsent}"
            f"{'' if each.holds else _wrong(each)}"
        )
    wrong = sum(not each.holds for each in found)
    click.echo(f"{len(found)} epochs of terminals, {wrong or 'none'} whose sums do not hold")
    if wrong:
        raise click.exceptions.Exit(1)


def _wrong(each: EpochChecked) -> str:
    said = [f"{each.sums.lost} lost"] if each.sums.lost else []
    said += [f"{each.sums.beyond} stored that were never captured"] if each.sums.beyond else []
    said += [f"{each.sums.unsent} in a spool that was put away"] if each.left_behind else []
    ranges = ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in each.missing)
    return f"\n  DOES NOT HOLD: {', '.join(said)}; missing: {ranges or 'none'}"


def _tell(context: click.Context, uid: UUID, made: Code) -> None:
    minutes = int(CODE_LIVES.total_seconds() / 60)
    click.echo(f"uid          {uid}")
    click.echo(f"code         {made}   (once, within {minutes} minutes, {MOST_TRIES} tries)")
    click.echo(f"receipt key  {b64url(_receipt_key(context))}")
    click.echo("on the device: python -m terminals --settings FILE enrol --server https://…")


def _receipt_key(context: click.Context) -> bytes:
    """Return the public half of the server's receipt key, which the fingerprint is of as well."""
    try:
        return keys.public_key(group.settings(context).receipt_key_file)
    except KeyFileError as fault:
        raise click.ClickException(str(fault)) from None
