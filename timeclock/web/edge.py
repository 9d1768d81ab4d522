"""What a view needs of the application around it: the house, a transaction, and who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import cast
from urllib.parse import urlsplit

import structlog
from flask import current_app, request
from flask_login import current_user

from timeclock import clock
from timeclock.core import walltime
from timeclock.core.user_agents import device_of
from timeclock.service.access import Actor
from timeclock.service.kinds.kind import Terms
from timeclock.service.logins import Arrival
from timeclock.service.passkey_answers import Site
from timeclock.service.second_factors import Step
from timeclock.service.sight import Sight
from timeclock.store.db import Session
from timeclock.web.house import House

logger = structlog.get_logger()
EXTENSION = "timeclock"
# What lies below is for programs with a token; all else is for browsers with a session.
PROGRAMS = "/api/"


def house() -> House:
    return cast(House, current_app.extensions[EXTENSION])


def asked_by_program() -> bool:
    """Say whether the address is one of the API's, known or not."""
    return request.path.startswith(PROGRAMS)


def asked_by_script() -> bool:
    """Say whether a script of our own pages asks, which reads no page."""
    return request.accept_mimetypes.best == "application/json"


def transaction() -> AbstractContextManager[Session]:
    """Open a transaction that commits when the block ends well; looking at others' data needs one, it is recorded."""
    return house().database.transaction()


@contextmanager
def second_transaction() -> Iterator[Session]:
    """Open the transaction after a fact was stored: where it fails, the fact stays and the jobs do the work."""
    try:
        with house().database.transaction() as session:
            yield session
    except Exception:
        logger.exception("evaluation failed, the jobs will try again")


def reading() -> AbstractContextManager[Session]:
    """Open a session that never writes."""
    return house().database.reading()


def actor() -> Actor:
    """Return who is signed in; only views behind a login ask."""
    return cast(Actor, current_user.actor)


def arrival() -> Arrival:
    """Return how whoever is signed in stands in her session; only pages of people ask."""
    return cast(Arrival, current_user.arrival)


def myself() -> int:
    """Return the person who is signed in; only views about one's own times ask."""
    return actor().person_id or 0


def sight() -> Sight:
    """Return who looks, now, in the city's zone."""
    return Sight(actor(), clock.now(), house().settings.zone)


def step() -> Step:
    """Return where a second step is taken: here, on this device, under the address that its browser shows."""
    at = urlsplit(request.host_url)
    site = Site(at.hostname or "", f"{at.scheme}://{at.netloc}", house().settings.city_name)
    return Step(house().keys.factors, house().sign_in_rules, device_of(request.user_agent.string), site)


def terms() -> Terms:
    """Return the city's settings for requests."""
    return Terms.of(house().settings, house().rulebook)


def client_certificate() -> str:
    """Return the fingerprint of the certificate that the client showed the proxy, or nothing."""
    header = house().settings.terminal_certificate_header
    return request.headers.get(header, "").replace(":", "").lower() if header else ""


def today() -> date:
    """Return the civil day in the city."""
    return walltime.local_day(clock.now(), house().settings.zone)
