"""What other systems bring: people, badges, rosters, stamps and the ledger of the cards, out of files."""

from __future__ import annotations

import click

from timeclock.cli import (
    group,
    importing_badges,
    importing_changeover,
    importing_people,
    importing_rosters,
    importing_stamps,
)


@click.group("import", cls=group.Group)
def importing() -> None:
    """Bring people, badges, a roster, stamps, or what the cards leave behind in from the files of another system."""


importing.add_command(importing_people.people)
importing.add_command(importing_badges.badges)
importing.add_command(importing_rosters.roster)
importing.add_command(importing_stamps.stamps)
importing.add_command(importing_changeover.balances)
importing.add_command(importing_changeover.card)
