"""The terminal to try out: its settings file, and the badges its page offers to hold."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from demo.cast import Member
from demo.city import Musterhausen, Place
from demo.mistakes import SCENES, Mistake
from demo.walls import FOREIGN_NUMBER, lost_number
from terminals.pcsc.monitor import is_virtual
from terminals.wire import badge_hash
from timeclock.core.walltime import local_day
from timeclock.ledger import keys
from timeclock.ledger.keys import b64url
from timeclock.store import badges, db, people
from timeclock.store.questions import ask
from timeclock.store.scope import Scope

MOST_BADGES = 10
FIRST = ("Aydın", "Brandt", "Korkmaz")


def settings_file(city: Musterhausen, place: Place, port: int, readers: Iterable[str] | None) -> Path:
    """Write the terminal's settings and return the file; `readers` are the machine's, None for the replay reader."""
    offer = place.terminal / "badges.json"
    offer.write_text(json.dumps(offered(city.members), ensure_ascii=False, indent=2))
    values: dict[str, str | int | bool] = {
        "server_url": f"http://127.0.0.1:{port}",
        "port": port + 1,
        "source": city.tried_out,
        "key_file": "device.key",
        "site_key_file": str(city.settings.badge_key_file),
        "spool_file": "spool.sqlite",
        "receipt_public_key": b64url(keys.signing_key(city.settings.receipt_key_file).public),
        "zone": city.settings.zone.key,
        "reader": "replay" if readers is None else "pcsc",
        # A demo runs on somebody's computer or in a container, whose clock the host keeps.
        "trust_host_clock": True,
    }
    if readers is None:
        values["demo_badges_file"] = offer.name
        # Half of these badges prove themselves, by a card in memory that no terminal at a door believes.
        values["test_mode"] = True
    elif all(is_virtual(name) for name in readers) and list(readers):
        # Anyone on the network can hold a badge to it; there is nothing to win in Musterhausen.
        values["allow_virtual_readers"] = values["test_mode"] = True
    file = place.terminal / "terminal.toml"
    text = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    file.write_text(f"# Written at every start of the demo.\n{text}", encoding="utf-8")
    return file


def hand_out(city: Musterhausen, number: str, now: datetime) -> None:
    """Give Elif Aydın a card of the visitor's, unless somebody holds it."""
    aydin = next(who for who in city.members if who.family_name == "Aydın")
    hash_ = badge_hash(keys.read_secret(city.settings.badge_key_file), number)
    database = db.connect(city.settings.database_url)
    with database.transaction() as session:
        holder = people.by_staff_no(session, aydin.staff_no, local_day(now, city.settings.zone), Scope.system("demo"))
        known = badges.by_hash([hash_])
        if holder is not None and not ask(session, known).to(known):
            badges.issue(session, hash_, holder.person_id, now)
    database.dispose()


def offered(members: Iterable[Member]) -> list[dict[str, str | bool]]:
    """Return the badges one can hold: those with a login, one or two of each unit, a blocked and an unknown one.

    Every second one is a DESFire that proves itself; the others tell their number, as a copy would.
    """
    everybody = list(members)
    chosen = [who for who in everybody if who.leads or "home" in who.habits or who.family_name == "Korkmaz"]
    chosen.sort(key=lambda who: (FIRST.index(who.family_name) if who.family_name in FIRST else len(FIRST), who.unit))
    found: list[dict[str, str | bool]] = [
        {"name": who.full_name, "number": who.badge_number, "proves": no % 2 == 0}
        for no, who in enumerate(chosen[:MOST_BADGES])
    ]
    lost = [who for who in everybody if any(each is Mistake.LOST_BADGE for _, each in SCENES.get(who.family_name, ()))]
    found += [{"name": f"Verlorener Ausweis ({who.full_name})", "number": lost_number(who)} for who in lost]
    return [*found, {"name": "Fremde Karte", "number": FOREIGN_NUMBER}]
