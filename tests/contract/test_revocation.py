"""A revoked key ends with the next request, whichever of several server processes answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from terminals import enrolment as device
from terminals.keys import raw
from terminals.link import Link
from tests.city import City
from tests.crash.stack import free_port, listens
from tests.terminal import Terminal, enrolled
from tests.terminals.sim.pcscd import end, until
from timeclock import clock
from timeclock.ledger import keys
from timeclock.ledger.keys import from_b64url
from timeclock.service import device_proofs, devices, enrolment
from timeclock.service.enrolment import Attempt, Refusal, Server
from timeclock.store import sources
from timeclock.store.db import Database

pytestmark = pytest.mark.postgres


def report(url: str, terminal: Terminal) -> tuple[int, str]:
    """Let the terminal report its state to one server; return status and code of the answer."""
    now = clock.now()
    body = terminal.body([], now)
    status, answer = Link(url).post(body, terminal.headers(body, now))
    return status, json.loads(answer).get("code", "")


@pytest.fixture
def server(postgres_city: City) -> Iterator[str]:
    """A server of four processes on PostgreSQL; whoever is free answers."""
    environment = {
        **os.environ,
        "TIMECLOCK_VAR": str(postgres_city.settings.var),
        "TIMECLOCK_HTTPS": "false",
        "TIMECLOCK_DATABASE_URL": postgres_city.settings.database_url,
    }
    port = free_port()
    timeclock = str(Path(sys.executable).with_name("timeclock"))
    command = [timeclock, "serve", "--processes", "4", "--port", str(port)]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port), "the server did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        end(running)


def test_the_next_request_of_a_revoked_key_is_refused_by_every_process(server: str, postgres_city: City) -> None:
    stolen = enrolled(postgres_city, clock.now())
    other = enrolled(postgres_city, clock.now(), "Archiv", seed=2)
    before = [report(server, terminal) for terminal in (stolen, other) for _ in range(16)]

    with postgres_city.database.transaction() as session:
        devices.revoke(session, stolen.uid, clock.now())
    after = [report(server, stolen) for _ in range(16)]

    assert before == [(200, "")] * 32
    assert after == [(401, "revoked_device")] * 16
    assert report(server, other) == (200, "")


def test_a_terminal_that_is_called_off_while_its_person_agrees_is_not_in_service(postgres_city: City) -> None:
    """IT has confirmed; her word and the revocation come at once, each unseen by the other until it ends."""
    database, now = postgres_city.database, clock.now()
    receipt_key, key = keys.public_key(postgres_city.settings.receipt_key_file), Ed25519PrivateKey.generate()
    server = Server("http://localhost", receipt_key)
    with database.transaction() as session:
        uid, code = enrolment.add(session, "Rathaus", None, now)
        claim = device.Claim(device.Code.typed(str(code)), server.address, key, bytes(16))
        said = device_proofs.Claim(code.number, server.address, raw(key.public_key()), bytes(16))
        proof = from_b64url(json.loads(claim.body())["proof"])
        enrolment.claim(session, Attempt(said, proof, key.sign(said.message())), server, now)
        shown = device_proofs.fingerprint(uid, said.public_key, receipt_key)
        enrolment.confirm(session, uid, shown, receipt_key, now)

    def agree() -> bool | Refusal:
        with database.transaction() as session:
            return enrolment.agree(session, uid, key.sign(device_proofs.agreed(uid, shown)), server, now)

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            devices.revoke(session, uid, now)
            agreed = other.submit(agree)
            until(lambda: agreed.done() or waits_for_another(database), "nobody waited")
        became = agreed.result(30)

    assert became == enrolment.CODE_OVER
    with database.reading() as session:
        assert sources.device(session, uid) is None


def waits_for_another(database: Database) -> bool:
    with database.reading() as session:
        found = session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))
        return bool(found.scalar_one())
