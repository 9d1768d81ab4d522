"""Under which name a device keeps what it still has to send for somebody."""

from __future__ import annotations

from uuid import UUID, uuid5

from timeclock.service.access import Actor

# Names a login to the devices it is used on, for as long as the login lives.
OWNERS = UUID("0199f6a2-6f5e-7c61-9d0b-6a1d5f1c2b3e")


def owner(actor: Actor) -> UUID:
    return uuid5(OWNERS, str(actor.login_id))
