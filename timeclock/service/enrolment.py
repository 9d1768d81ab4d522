"""A new terminal: IT gives a code, the terminal proves that it has it, and two people agree on a fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from timeclock.i18n.marking import N_
from timeclock.ledger.keys import verifies
from timeclock.service import device_proofs, forks
from timeclock.service.device_proofs import Claim, Code
from timeclock.store import audit, enrolments, sources
from timeclock.store.db import Session
from timeclock.store.enrolments import Enrolment

CODE_LIVES = timedelta(minutes=15)
MOST_TRIES = 5
LONGEST_NAME = 100
NO_NAME = N_("Please enter what the terminal is called, in at most 100 letters.")
NAME_TAKEN = N_("There is a terminal of this name. Please choose another: messages and alarms name the terminal.")
# After the code has run out, so long may the two people take to agree.
AGREED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing came of it; `code` is the wire's. A value and no exception, because the try has to stay counted."""

    code: str
    message: str


WRONG_CODE = Refusal("wrong_code", "this code is wrong or used up; ask IT for a new one after five tries")
CODE_OVER = Refusal("code_over", "this code was used, replaced or has run out; ask IT for a new one")
WRONG_SERVER = Refusal("wrong_server", "the terminal was told another address than this server's")
WRONG_SIGNATURE = Refusal("wrong_signature", "not signed by the key that is to be enrolled")
KNOWN_KEY = Refusal("known_key", "a terminal spoke with this key before; each enrolment makes a key of its own")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the server answers: who the terminal is from now on, and the proof that the server has the code too."""

    uid: UUID
    proof: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A terminal that people have to agree on, with the fingerprint both sides show."""

    uid: UUID
    name: str
    fingerprint: str
    agreed: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How far an enrolment got: until when it may go on, whether the code was used, and who agreed."""

    until: datetime
    claimed: bool
    agreed: bool
    confirmed: bool


class NameRefused(ValueError):
    """A terminal cannot be called so; the sentence says why."""


class Confirmed(Enum):
    """What became of IT's word."""

    NOTHING_WAITS = auto()
    DIFFERS = auto()
    WAITS_FOR_TERMINAL = auto()
    IN_SERVICE = auto()


def add(session: Session, name: str, unit_id: int | None, now: datetime, *, by: int | None = None) -> tuple[UUID, Code]:
    """Add a terminal; return its uid and the one-time code to enrol it with, which nobody can show again.

    `by` is the login, or None for a command. Raise `NameRefused` where people could not tell it from another.
    """
    called = _name(session, name)
    source_id, uid = sources.add_terminal(session, called, unit_id, "waiting", now)
    audit.add(session, "terminal.add", str(uid), now, by=by, detail={"name": called})
    return uid, _give_code(session, source_id, now)


def rename(session: Session, uid: UUID, name: str, unit_id: int | None, now: datetime, *, by: int | None) -> bool:
    """Call a terminal otherwise, or say that it hangs elsewhere; return False where no such terminal is."""
    found = sources.terminal(session, uid)
    if found is None:
        return False
    called = _name(session, name, but=found.source_id)
    sources.rename_terminal(session, found.source_id, called, unit_id)
    audit.add(session, "terminal.rename", str(uid), now, by=by, detail={"name": called, "before": found.name})
    return True


def _name(session: Session, name: str, but: int | None = None) -> str:
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise NameRefused(NO_NAME)
    taken = (each for source_id, each in sources.terminal_names(session) if source_id != but)
    if called.casefold() in map(str.casefold, taken):
        raise NameRefused(NAME_TAKEN)
    return called


def code_for(session: Session, uid: UUID, now: datetime, *, by: int | None = None) -> Code | None:
    """Return a code to enrol a known terminal anew; until that is done its key in use stays. None: no such terminal."""
    source_id = sources.terminal_id(session, uid)
    if source_id is None:
        return None
    audit.add(session, "terminal.code", str(uid), now, by=by)
    return _give_code(session, source_id, now)


def _give_code(session: Session, source_id: int, now: datetime) -> Code:
    code = device_proofs.new_code()
    while enrolments.is_taken(session, code.number):
        code = device_proofs.new_code()
    enrolments.add(session, source_id, code.number, code.verifier(), now + CODE_LIVES, now)
    return code


@dataclass(frozen=True, slots=True)
class Server:
    """Who the server is to a terminal: its address as the terminal was told it, and the key of its receipts."""

    address: str
    receipt_key: bytes


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claim as it came: proven by the code, signed by the key, and the client certificate a proxy saw, if any."""

    claim: Claim
    proof: bytes
    signature: bytes
    certificate: str = ""


def claim(session: Session, attempt: Attempt, server: Server, now: datetime) -> Claimed | Refusal:
    """Keep the key of a terminal that has the code; it may be said again where the answer got lost."""
    said = attempt.claim
    found = enrolments.take_try(session, said.number, MOST_TRIES)
    if found is None:
        return WRONG_CODE
    if not device_proofs.proves(found.verifier, said, attempt.proof):
        audit.add(session, "terminal.wrong_code", str(found.uid), now, by=None, detail={"tries": found.tries})
        return WRONG_CODE
    if found.closed_at is not None or now > found.expires_at or found.public_key not in {None, said.public_key}:
        return CODE_OVER
    if said.server != server.address:
        return WRONG_SERVER
    if not verifies(said.public_key, attempt.signature, said.message()):
        return WRONG_SIGNATURE
    if sources.has_key(session, said.public_key):
        return KNOWN_KEY
    if found.public_key is None:
        if not enrolments.claim(session, found, said.public_key, attempt.certificate or None, now):
            return CODE_OVER
        shown = device_proofs.fingerprint(found.uid, said.public_key, server.receipt_key)
        audit.add(session, "terminal.claim", str(found.uid), now, by=None, detail={"fingerprint": shown})
    return Claimed(found.uid, device_proofs.answer(found.verifier, said, found.uid, server.receipt_key))


def agree(session: Session, uid: UUID, signature: bytes, server: Server, now: datetime) -> bool | Refusal:
    """Note that the terminal's person saw the same fingerprint; return whether the terminal is in service now.

    The terminal asks again and again until it is.
    """
    found = enrolments.last_of(session, uid)
    if found is None or found.public_key is None:
        return WRONG_SIGNATURE
    shown = device_proofs.fingerprint(uid, found.public_key, server.receipt_key)
    if not verifies(found.public_key, signature, device_proofs.agreed(uid, shown)):
        return WRONG_SIGNATURE
    if found.closed_at is not None:
        return True if _is_in_service(session, found) else CODE_OVER
    if now > found.expires_at + AGREED_WITHIN:
        return CODE_OVER
    if found.agreed_at is None:
        enrolments.note(session, found, agreed_at=now)
        audit.add(session, "terminal.agree", str(uid), now, by=None, detail={"fingerprint": shown})
    if found.confirmed_at is None:
        return False
    return True if _into_service(session, found, shown, now) else CODE_OVER


def confirm(
    session: Session, uid: UUID, shown: str, receipt_key: bytes, now: datetime, *, by: int | None = None
) -> Confirmed:
    """Take IT's word that the terminal shows this fingerprint; with its own person's word it is in service."""
    found = enrolments.open_of(session, uid)
    if found is None or found.public_key is None or now > found.expires_at + AGREED_WITHIN:
        return Confirmed.NOTHING_WAITS
    expected = device_proofs.fingerprint(uid, found.public_key, receipt_key)
    if device_proofs.typed(shown) != device_proofs.typed(expected):
        detail = {"typed": shown[:40], "fingerprint": expected}
        audit.add(session, "terminal.fingerprint_differs", str(uid), now, by=by, detail=detail)
        return Confirmed.DIFFERS
    if found.confirmed_at is None:
        enrolments.note(session, found, confirmed_at=now)
        audit.add(session, "terminal.confirm", str(uid), now, by=by, detail={"fingerprint": expected})
    if found.agreed_at is None:
        return Confirmed.WAITS_FOR_TERMINAL
    return Confirmed.IN_SERVICE if _into_service(session, found, expected, now) else Confirmed.NOTHING_WAITS


def under_way(session: Session, uid: UUID) -> UnderWay | None:
    """Return how far the enrolment of one terminal got; None where none is under way."""
    found = enrolments.open_of(session, uid)
    if found is None:
        return None
    until = found.expires_at if found.public_key is None else found.expires_at + AGREED_WITHIN
    return UnderWay(until, found.public_key is not None, found.agreed_at is not None, found.confirmed_at is not None)


def waiting(session: Session, receipt_key: bytes) -> Sequence[Waiting]:
    """Return the terminals that people have to agree on."""
    return tuple(
        Waiting(
            each.uid,
            each.name,
            device_proofs.fingerprint(each.uid, each.public_key or b"", receipt_key),
            each.agreed_at is not None,
            each.confirmed_at is not None,
        )
        for each in enrolments.claimed(session)
    )


def forget(session: Session, before: datetime) -> None:
    """Drop codes that were over before; one on which people may still agree is not."""
    enrolments.forget(session, before - AGREED_WITHIN)


def _is_in_service(session: Session, found: Enrolment) -> bool:
    device = sources.device(session, found.uid)
    return device is not None and device.public_key == found.public_key


def _into_service(session: Session, found: Enrolment, shown: str, now: datetime) -> bool:
    """Let the terminal speak with its new key; return whether it may, for IT may call it off at the same time."""
    if not enrolments.finish(session, found, now):
        return _is_in_service(session, found)
    sources.give_key(session, found.source_id, found.public_key or b"", now, certificate=found.certificate)
    # Whoever else had the key before has none any more.
    forks.begin_anew(session, found.source_id, now)
    audit.add(session, "terminal.in_service", str(found.uid), now, by=None, detail={"fingerprint": shown})
    return True
