"""Bringing a terminal into service: its person types IT's code here and says that IT reads the same fingerprint."""

from __future__ import annotations

import json
import secrets
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from terminals import former, settings, settings_file
from terminals.answers import OK
from terminals.enrolment import AGREEMENT_PATH, CLAIM_PATH, Claim, Code, Enrolled, NotOurServer, agreement
from terminals.keys import device_key, make_device_key
from terminals.link import NoAnswer
from terminals.wire import MEDIA_TYPE, NONCE_BYTES

YES = frozenset({"yes", "y", "ja", "j"})
TRIES = 3
BETWEEN_SECONDS = 2.0
WAITS_SECONDS = 15 * 60
# For a file that is to be begun; load() says what each is.
BEGUN = {"site_key_file": "site.key", "spool_file": "spool.db"}
ANY_SOURCE = "00000000-0000-0000-0000-000000000000"


class NotEnrolled(RuntimeError):
    """The terminal is not enrolled; the message says why and what to do. What it was before, it still is."""


class Post(Protocol):
    """Sends one request; raises NoAnswer."""

    def post(self, body: bytes, headers: dict[str, str], path: str) -> tuple[int, bytes]: ...


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands at the terminal: asked, told, and waited for."""

    ask: Callable[[str], str]
    say: Callable[[str], None]
    rest: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Wish:
    """What the terminal is to become: whose, by which settings file, and what is known of the server beforehand."""

    settings_file: Path
    server_url: str
    receipt_key: str = ""
    others: dict[str, str] = field(default_factory=dict)

    def known(self) -> dict[str, Any]:
        """Return the settings there will be, as far as they are known before the server was asked."""
        file = self.settings_file
        old = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        begun = {name: value for name, value in BEGUN.items() if name not in old}
        return begun | old | self.others | {"server_url": self.server_url}

    def checked(self) -> settings.Settings:
        """Return the settings there will be, what is to come made up; raise `SettingsError` where they would not do."""
        made_up = {"source": ANY_SOURCE, "key_file": "device.key", "receipt_public_key": self.receipt_key or "later"}
        return settings.build(self.known() | made_up, self.settings_file)


def enrol(wish: Wish, server: Post, person: Person) -> Enrolled:
    """Enrol the terminal and wait until IT has confirmed; raise `NotEnrolled`, and then nothing has changed."""
    spool_file = wish.checked().spool_file
    former.demand_idle(spool_file)
    code = Code.typed(person.ask("Code from IT: "))
    key_file = wish.settings_file.parent / f"device-{secrets.token_hex(4)}.key"
    make_device_key(key_file)
    try:
        enrolled = _agreed(wish, code, device_key(key_file), server, person)
    except BaseException:
        key_file.unlink()
        raise
    said = {"source": enrolled.source, "receipt_public_key": enrolled.receipt_public_key, "key_file": key_file.name}
    begun = {name: value for name, value in wish.known().items() if name in BEGUN and isinstance(value, str)}
    settings_file.complete(wish.settings_file, begun | wish.others | {"server_url": wish.server_url} | said)
    former.set_aside(spool_file)
    person.say(f"settings written: {wish.settings_file}")
    _wait(device_key(key_file), enrolled, server, person)
    return enrolled


def _agreed(wish: Wish, code: Code, key: Ed25519PrivateKey, server: Post, person: Person) -> Enrolled:
    """Claim the code, let the person compare, and tell the server that she agrees."""
    claim = Claim(code, wish.server_url, key, secrets.token_bytes(NONCE_BYTES))
    try:
        enrolled = claim.read(_post(server, claim.body(), CLAIM_PATH, person))
    except NotOurServer as fault:
        raise NotEnrolled(str(fault)) from None
    if wish.receipt_key and wish.receipt_key != enrolled.receipt_public_key:
        raise NotEnrolled("the server's receipt key is another than the one given; ask IT which is right")
    person.say("The server has the code too.")
    person.say(f"Terminal     {enrolled.source}")
    person.say(f"Fingerprint  {enrolled.fingerprint}")
    if (
        person.ask("Does IT read the same fingerprint in `timeclock terminals waiting`? [yes/no] ").strip().lower()
        not in YES
    ):
        raise NotEnrolled("not agreed; tell IT to call it off with `timeclock terminals revoke`")
    _post(server, agreement(key, enrolled), AGREEMENT_PATH, person)
    person.say(f"Now IT confirms: timeclock terminals confirm {enrolled.source} {enrolled.fingerprint}")
    return enrolled


def _wait(key: Ed25519PrivateKey, enrolled: Enrolled, server: Post, person: Person) -> None:
    """Wait until IT has confirmed; who does not want to wait starts the terminal, which keeps its stamps until then."""
    said = agreement(key, enrolled)
    for _ in range(round(WAITS_SECONDS / BETWEEN_SECONDS)):
        try:
            confirmed = json.loads(_post(server, said, AGREEMENT_PATH, person))["in_service"]
        except NotEnrolled as fault:
            person.say(f"IT did not confirm: {fault}")
            return
        if confirmed:
            person.say("in service")
            return
        person.rest(BETWEEN_SECONDS)
    person.say("IT has not confirmed yet; start the terminal, it keeps its stamps until then")


def _post(server: Post, body: bytes, path: str, person: Person) -> bytes:
    """Return the answer; what was not answered is said again, the server knows it by the key."""
    for left in range(TRIES - 1, -1, -1):
        try:
            status, answer = server.post(body, {"Content-Type": MEDIA_TYPE}, path)
        except NoAnswer as fault:
            if not left:
                raise NotEnrolled(f"no answer from the server: {fault}") from None
            person.rest(BETWEEN_SECONDS)
            continue
        if status == OK:
            return answer
        break
    raise NotEnrolled(f"the server refused: {_told(answer) or status}")


def _told(answer: bytes) -> str:
    try:
        return str(json.loads(answer)["message"])
    except (ValueError, KeyError, TypeError):
        return ""
