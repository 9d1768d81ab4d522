"""The evidence."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TextIO

import click

from timeclock import clock
from timeclock.cli import group, reporting
from timeclock.jobs import work
from timeclock.ledger import keys
from timeclock.ledger.checkpoint import BadNote
from timeclock.service import log_watch, reports, verification
from timeclock.service.trust import Trusted

LISTED = 50


@click.group(cls=group.Group)
def audit() -> None:
    """The evidence."""


@audit.command("verify")
@click.option("--checkpoint", "witnessed", type=click.File(), multiple=True, help="a checkpoint a witness kept")
@click.option("--record", "is_recorded", is_flag=True, help="write down what was found, for the page of IT")
@click.pass_context
def verify(context: click.Context, witnessed: tuple[TextIO, ...], is_recorded: bool) -> None:
    """Rebuild every column from the committed bytes, the tree from its leaves, and compare all."""
    city = group.settings(context)
    key = keys.public_key(city.log_key_file)
    trusted = Trusted(city.log_origin, key, city.documents, tuple(file.read() for file in witnessed))
    database = group.database(context)
    with database.snapshot() as session:
        found = verification.verify(session, trusted, clock.now())
    if is_recorded:
        with database.transaction() as session:
            log_watch.note_check(session, found, len(witnessed), clock.now())
    for discrepancy in found.discrepancies[:LISTED]:
        click.echo(str(discrepancy))
    if len(found.discrepancies) > LISTED:
        click.echo(f"… and {len(found.discrepancies) - LISTED} more")
    click.echo(
        f"{found.records} records, {found.rows} rows, {found.heads} checkpoints: "
        f"{'all as committed' if found.sound else f'{len(found.discrepancies)} discrepancies'}"
    )
    sys.exit(0 if found.sound else 1)


@audit.command("paper")
@click.argument("staff_no")
@click.argument("month", type=click.DateTime(["%Y-%m"]))
@click.option("--records", "size", required=True, type=click.IntRange(min=1), help="records in the log, as printed")
@click.option("--root", required=True, help="root of the log, as printed")
@click.option("--digest", required=True, help="digest of the stamps, as printed")
@click.pass_context
def check_paper(context: click.Context, staff_no: str, month: datetime, size: int, root: str, digest: str) -> None:
    """Hold a printed proof of STAFF_NO's MONTH (2026-10) against the log; `verify` has to have proved the log before.

    Lists the stamps that the printed head covers as they were committed, to be laid beside the paper.
    """
    city, database = group.settings(context), group.database(context)
    seen = reporting.month_of(database, city, staff_no, month.date())
    with database.reading() as session:
        found = reports.recheck(session, seen, size)
    for stamp in found.stamps:
        click.echo(f"{stamp.at.astimezone(city.zone).isoformat()} {stamp.kind} {stamp.leaf.no} {stamp.leaf.hash.hex()}")
    have = "none, the log is shorter" if found.root is None else found.root.hex()
    fits = True
    for name, printed, there in (("root", root, have), ("digest", digest, found.digest)):
        same = printed.strip().lower() == there
        click.echo(f"{name}: {'as printed' if same else f'not as printed; the log gives {there}'}")
        fits = fits and same
    sys.exit(0 if fits else 1)


@audit.command("resume")
@click.option("--checkpoint", "witnessed", type=click.File(), multiple=True, help="a checkpoint a witness kept")
@click.option("--reason", required=True, help="why the log does not go on from its last head, for the record")
@click.pass_context
def resume(context: click.Context, witnessed: tuple[TextIO, ...], reason: str) -> None:
    """Go on signing after a restore: put on record which signed heads the log no longer continues."""
    city = group.settings(context)
    key = keys.signing_key(city.log_key_file)
    try:
        lost = work.resume_log(group.database(context), city, key, [file.read() for file in witnessed], reason)
    except BadNote as fault:
        raise click.ClickException(str(fault)) from None
    for head in lost:
        click.echo(f"lost: the head over {head.size} leaves, signed {head.at:%Y-%m-%d %H:%M:%S} UTC")
    click.echo(f"recorded and signed; {len(lost)} heads are not continued")
