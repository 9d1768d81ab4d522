"""Whoever pretends to be a terminal, or the server: each has its answer, and nothing of it counts for anybody.

Either nothing is counted at all, or the stamp is stored and waits for a person: it may be the only trace.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from terminals import enrolment as device
from terminals.deliver import Deliverer, Identity
from terminals.enrolment import NotOurServer
from tests import city as builders
from tests.city import NOW, City, badge
from tests.terminal import PATH, Terminal, a_key, enrolled
from tests.terminals import parts
from timeclock.ledger import keys, receipt
from timeclock.ledger.keys import SigningKey, b64url, from_b64url
from timeclock.ledger.receipt import wire_time
from timeclock.service import clocking, device_proofs, devices, enrolment
from timeclock.service.enrolment import Confirmed
from timeclock.store import sources
from timeclock.store.ids import new_uid
from timeclock.store.schema.stamps import device_key, device_state, intake_count, stamp, stamp_conflict
from timeclock.web.app import create_app

HERE = "http://localhost"
SINCE = NOW - timedelta(days=10)
NUMBERS = count(1)
CAST = count(1)


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sends, and when."""

    body: bytes
    headers: Any
    at: datetime = NOW


@dataclass
class Stage:
    """A city with two honest terminals, Frau Aydin's badge, and somebody who wants to be one of them."""

    city: City
    client: FlaskClient
    terminal: Terminal
    other: Terminal
    badge: str
    thief: SigningKey

    def request(self, terminal: Terminal | None = None, *entries: dict[str, str]) -> Sent:
        """Return a good request of a terminal, with a stamp of the known badge where none is given."""
        speaks = terminal or self.terminal
        body = speaks.body(entries or [speaks.stamp(NOW, self.badge)], NOW)
        return Sent(body, speaks.headers(body, NOW))

    def send(self, sent: Sent) -> TestResponse:
        with time_machine.travel(sent.at, tick=False):
            return self.client.post(PATH, data=sent.body, headers=sent.headers)

    @property
    def receipt_key(self) -> bytes:
        return keys.public_key(self.city.settings.receipt_key_file)

    def heard(self) -> Sent:
        """Return a request of the terminal that somebody heard on its way."""
        sent = self.request()
        assert self.send(sent).status_code == 200
        return sent

    def signed_for(self, body: bytes, *, method: str = "POST", path: str = PATH, **other: Any) -> Sent:
        """Return a body with headers that the terminal's key signed for another request."""
        at, nonce = wire_time(other.get("at", NOW)), b64url(other.get("nonce", next(NUMBERS).to_bytes(16)))
        lines = ["timeclock-request/v1", method, path, sha256(body).hexdigest(), at, nonce]
        signature = self.terminal.key.sign("".join(f"{line}\n" for line in lines).encode())
        headers = {
            "Content-Type": "application/json",
            "Timeclock-Device": str(self.terminal.uid),
            "Timeclock-Time": at,
            "Timeclock-Nonce": nonce,
            "Timeclock-Signature": b64url(signature),
        }
        return Sent(body, headers)

    def kept(self) -> tuple[int, ...]:
        """Return how much of everything there is that a request may leave behind."""
        counted = [func.count()] * 4 + [func.coalesce(func.sum(intake_count.c.received), 0)]
        tables = (stamp, stamp_conflict, device_state, device_key, intake_count)
        with self.city.database.reading() as session:
            return tuple(
                session.execute(select(what).select_from(table)).scalar_one()
                for what, table in zip(counted, tables, strict=True)
            )


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return builders.small_city(builders.settings_in(tmp_path_factory.mktemp("impersonations")))


@pytest.fixture(scope="module")
def app(city: City) -> Flask:
    return create_app(city.settings, city.database)


@pytest.fixture
def stage(city: City, app: Flask) -> Iterator[Stage]:
    with time_machine.travel(NOW, tick=False):
        number = next(CAST)
        pair = [enrolled(city, SINCE, f"Terminal {seed}", seed) for seed in (2 * number, 2 * number + 1)]
        with city.database.transaction() as session:
            known = badge(session, city.aydin, f"{number:08x}", city.settings, SINCE)
        yield Stage(city, app.test_client(), pair[0], pair[1], known, a_key(255))


# --- a foreign request: nothing of it is counted ---


def unknown_device(stage: Stage) -> Sent:
    return stage.request(Terminal(new_uid(NOW), stage.thief))


def the_uid_of_another_with_an_own_key(stage: Stage) -> Sent:
    return stage.request(Terminal(stage.terminal.uid, stage.thief))


def another_terminals_signature(stage: Stage) -> Sent:
    return stage.request(Terminal(stage.terminal.uid, stage.other.key))


def no_signature(stage: Stage) -> Sent:
    sent = stage.request()
    return replace(sent, headers={name: said for name, said in sent.headers.items() if "Signature" not in name})


def replayed(stage: Stage) -> Sent:
    return stage.heard()


def replayed_with_a_new_nonce(stage: Stage) -> Sent:
    heard = stage.heard()
    return replace(heard, headers=heard.headers | {"Timeclock-Nonce": b64url(bytes(16))})


def replayed_with_a_new_time(stage: Stage) -> Sent:
    heard = stage.heard()
    return replace(heard, headers=heard.headers | {"Timeclock-Time": wire_time(NOW + timedelta(minutes=1))})


def replayed_tomorrow(stage: Stage) -> Sent:
    return replace(stage.heard(), at=NOW + timedelta(days=1))


def nonce_used_before_the_server_started_anew(stage: Stage) -> Sent:
    nonce = next(NUMBERS).to_bytes(16)
    first, second = (stage.terminal.body([], NOW + timedelta(seconds=n)) for n in range(2))
    assert stage.send(stage.signed_for(first, nonce=nonce)).status_code == 200
    stage.client = create_app(stage.city.settings, stage.city.database).test_client()
    return stage.signed_for(second, nonce=nonce)


def body_changed_on_the_way(stage: Stage) -> Sent:
    sent = stage.request()
    return replace(sent, body=sent.body.replace(b'"unsent": 0', b'"unsent": 7'))


def one_byte_more(stage: Stage) -> Sent:
    sent = stage.request()
    return replace(sent, body=sent.body + b" ")


def signed_for_another_path(stage: Stage) -> Sent:
    return stage.signed_for(stage.request().body, path="/terminal/v2/stamps")


def signed_for_another_method(stage: Stage) -> Sent:
    return stage.signed_for(stage.request().body, method="PUT")


def signed_six_minutes_ago(stage: Stage) -> Sent:
    return stage.signed_for(stage.request().body, at=NOW - timedelta(minutes=6))


def signed_for_later(stage: Stage) -> Sent:
    return stage.signed_for(stage.request().body, at=NOW + timedelta(minutes=6))


def nonce_too_short_to_be_new_by_chance(stage: Stage) -> Sent:
    return stage.signed_for(stage.request().body, nonce=bytes(15))


def two_devices_named(stage: Stage) -> Sent:
    sent = stage.request()
    return replace(sent, headers=[*sent.headers.items(), ("Timeclock-Device", str(stage.other.uid))])


def a_second_line_in_a_header(stage: Stage) -> Sent:
    sent = stage.request()
    folded = f"{sent.headers['Timeclock-Nonce']}%0aTimeclock-Device: {stage.other.uid}"
    return replace(sent, headers=sent.headers | {"Timeclock-Nonce": folded})


def revoked_key(stage: Stage) -> Sent:
    with stage.city.database.transaction() as session:
        devices.revoke(session, stage.terminal.uid, NOW)
    return stage.request()


def the_key_before_the_present_one(stage: Stage) -> Sent:
    with stage.city.database.transaction() as session:
        source_id = sources.terminal_id(session, stage.terminal.uid) or 0
        sources.give_key(session, source_id, stage.thief.public, NOW)
    return stage.request()


def a_key_nobody_has_confirmed(stage: Stage) -> Sent:
    new = Newcomer.at(stage)
    new.claim()
    return stage.request(Terminal(new.uid, SigningKey(new.key)))


def too_large(stage: Stage) -> Sent:
    return stage.signed_for(stage.terminal.body([{"payload": "A" * 1024 * 1024, "sig": ""}], NOW))


def too_many(stage: Stage) -> Sent:
    return stage.signed_for(stage.terminal.body([{}] * 201, NOW))


def a_form(stage: Stage) -> Sent:
    sent = stage.request()
    return replace(sent, headers=sent.headers | {"Content-Type": "application/x-www-form-urlencoded"})


REFUSED: dict[Callable[[Stage], Sent], tuple[int, str]] = {
    unknown_device: (401, "unknown_device"),
    the_uid_of_another_with_an_own_key: (401, "wrong_signature"),
    another_terminals_signature: (401, "wrong_signature"),
    no_signature: (401, "wrong_signature"),
    replayed: (409, "replayed_request"),
    replayed_with_a_new_nonce: (401, "wrong_signature"),
    replayed_with_a_new_time: (401, "wrong_signature"),
    replayed_tomorrow: (401, "wrong_time"),
    nonce_used_before_the_server_started_anew: (409, "replayed_request"),
    body_changed_on_the_way: (401, "wrong_signature"),
    one_byte_more: (401, "wrong_signature"),
    signed_for_another_path: (401, "wrong_signature"),
    signed_for_another_method: (401, "wrong_signature"),
    signed_six_minutes_ago: (401, "wrong_time"),
    signed_for_later: (401, "wrong_time"),
    nonce_too_short_to_be_new_by_chance: (401, "wrong_signature"),
    two_devices_named: (401, "unknown_device"),
    a_second_line_in_a_header: (401, "wrong_signature"),
    revoked_key: (401, "revoked_device"),
    the_key_before_the_present_one: (401, "wrong_signature"),
    a_key_nobody_has_confirmed: (401, "unconfirmed_device"),
    too_large: (413, "body_too_large"),
    too_many: (413, "body_too_large"),
    a_form: (415, "wrong_media_type"),
}


@pytest.mark.parametrize("story", REFUSED, ids=lambda story: story.__name__)
def test_a_foreign_request_is_refused_and_nothing_is_counted(stage: Stage, story: Callable[[Stage], Sent]) -> None:
    sent = story(stage)
    before = stage.kept()

    answer = stage.send(sent)

    assert (answer.status_code, answer.json["code"]) == REFUSED[story]
    assert answer.json["server_time"] == wire_time(sent.at)
    assert stage.kept() == before


# --- a foreign stamp in a good request: it is stored, waits for a person, and counts for nobody ---


def signed_by_another_terminal(stage: Stage) -> dict[str, str]:
    return Terminal(stage.terminal.uid, stage.other.key, next_seq=9).stamp(NOW, stage.badge)


def naming_another_source(stage: Stage) -> dict[str, str]:
    return stage.terminal.stamp(NOW, stage.badge, source=str(stage.other.uid))


def out_of_a_stolen_spool(stage: Stage) -> dict[str, str]:
    return stage.other.stamp(NOW, stage.badge)


def by_a_revoked_key_kept_on_the_device(stage: Stage) -> dict[str, str]:
    kept = stage.terminal.stamp(NOW, stage.badge)
    with stage.city.database.transaction() as session:
        devices.revoke(session, stage.terminal.uid, NOW)
        stage.terminal.key = SigningKey(fresh_key())
        sources.give_key(session, sources.terminal_id(session, stage.terminal.uid) or 0, stage.terminal.key.public, NOW)
    return kept


def by_a_replaced_key_after_it_was_replaced(stage: Stage) -> dict[str, str]:
    late = Terminal(stage.terminal.uid, stage.terminal.key, next_seq=9).stamp(NOW, stage.badge)
    stage.terminal.key = SigningKey(fresh_key())
    with stage.city.database.transaction() as session:
        source_id = sources.terminal_id(session, stage.terminal.uid) or 0
        sources.give_key(session, source_id, stage.terminal.key.public, NOW - timedelta(hours=1))
    return late


def by_a_clock_set_back_before_there_were_terminals(stage: Stage) -> dict[str, str]:
    return stage.terminal.stamp(datetime(2000, 1, 1, tzinfo=UTC), stage.badge)


def one_letter_changed_in_the_spool(stage: Stage) -> dict[str, str]:
    good = stage.terminal.stamp(NOW, stage.badge)
    changed = from_b64url(good["payload"]).replace(b'"kind":"auto"', b'"kind":"in"')
    return good | {"payload": b64url(changed)}


QUARANTINED: dict[Callable[[Stage], dict[str, str]], str] = {
    signed_by_another_terminal: "wrong_signature",
    naming_another_source: "wrong_source",
    out_of_a_stolen_spool: "wrong_source",
    by_a_revoked_key_kept_on_the_device: "revoked_key",
    by_a_replaced_key_after_it_was_replaced: "revoked_key",
    by_a_clock_set_back_before_there_were_terminals: "past_time",
    one_letter_changed_in_the_spool: "wrong_signature",
}


@pytest.mark.parametrize("story", QUARANTINED, ids=lambda story: story.__name__)
def test_a_foreign_stamp_is_stored_and_counts_for_nobody(
    stage: Stage, story: Callable[[Stage], dict[str, str]]
) -> None:
    """A good stamp in the same delivery counts all the same."""
    foreign = story(stage)
    good = replace(stage.terminal, epoch="ab" * 16, next_seq=1, entries=[]).stamp(NOW, stage.badge)

    answer = stage.send(stage.request(stage.terminal, foreign, good))

    assert [(each["status"], each["code"]) for each in answer.json["results"]] == [
        ("quarantined", QUARANTINED[story]),
        ("accepted", None),
    ]
    query = select(stamp.c.at, stamp.c.person_id).where(stamp.c.quarantine == QUARANTINED[story])
    with stage.city.database.reading() as session:
        assert session.execute(query.order_by(stamp.c.id.desc())).first() == (None, None)


def test_the_epoch_of_another_terminal_is_another_epoch(stage: Stage) -> None:
    """Numbers belong to a terminal and its epoch: whoever uses another's takes nothing from it."""
    own, others = (each.stamp(NOW, stage.badge) for each in (stage.terminal, stage.other))

    answers = [stage.send(stage.request(stage.terminal, own)), stage.send(stage.request(stage.other, others))]

    assert [answer.json["results"][0]["status"] for answer in answers] == ["accepted", "accepted"]


def test_of_a_key_that_comes_without_its_certificate_it_hears(stage: Stage) -> None:
    with stage.city.database.transaction() as session:
        source_id = sources.terminal_id(session, stage.terminal.uid)
        assert source_id is not None
        sources.give_key(session, source_id, stage.terminal.key.public, NOW, certificate="ab" * 32)

    with structlog.testing.capture_logs() as lines:
        refused = [stage.send(stage.request(each)) for each in (stage.terminal, Terminal(new_uid(NOW), stage.thief))]

    assert [answer.json["code"] for answer in refused] == ["wrong_certificate", "unknown_device"]
    assert [(each["event"], each["terminal"], each["code"]) for each in lines if each["log_level"] == "warning"] == [
        ("terminal refused", str(stage.terminal.uid), "wrong_certificate")
    ]


# --- somebody who wants to be enrolled ---


@dataclass
class Newcomer:
    """A device with IT's code; what it sends may be changed on the way."""

    stage: Stage
    uid: UUID
    code: str
    key: Ed25519PrivateKey

    @classmethod
    def at(cls, stage: Stage) -> Newcomer:
        with stage.city.database.transaction() as session:
            uid, code = enrolment.add(session, f"Neu {next(NUMBERS)}", None, NOW)
        return cls(stage, uid, str(code), fresh_key())

    def said(self, server: str = HERE, code: str | None = None) -> dict[str, Any]:
        """Return the claim as the device makes it."""
        claim = device.Claim(device.Code.typed(code or self.code), server, self.key, next(NUMBERS).to_bytes(16))
        said: dict[str, Any] = json.loads(claim.body())
        return said

    def claim(self, said: dict[str, Any] | None = None, at: datetime = NOW) -> str:
        """Send a claim; return what it was answered: the code of a refusal, or `claimed`."""
        with time_machine.travel(at, tick=False):
            answer = self.stage.client.post(device.CLAIM_PATH, json=said or self.said())
        return str(answer.json.get("code", "claimed"))

    def agree(self, key: Ed25519PrivateKey | None = None, shown: str | None = None) -> str:
        receipt = b64url(self.stage.receipt_key)
        shown = shown or device.fingerprint(str(self.uid), device.public_half(self.key), receipt)
        body = device.agreement(key or self.key, device.Enrolled(str(self.uid), receipt, shown))
        answer = self.stage.client.post(device.AGREEMENT_PATH, data=body, content_type="application/json")
        return str(answer.json.get("code", "in service" if answer.json.get("in_service") else "agreed"))

    def confirm(self, shown: str) -> Confirmed:
        with self.stage.city.database.transaction() as session:
            return enrolment.confirm(session, self.uid, shown, self.stage.receipt_key, NOW)

    def shown(self) -> str:
        """Return the fingerprint that the device shows."""
        return device.fingerprint(str(self.uid), device.public_half(self.key), b64url(self.stage.receipt_key))

    def may_speak(self) -> bool:
        """Say whether the server listens to the device's key, or to any other for this terminal."""
        with self.stage.city.database.reading() as session:
            return sources.device(session, self.uid) is not None


def fresh_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def the_code_again_with_another_key(new: Newcomer) -> str:
    assert new.claim() == "claimed"
    new.key = fresh_key()
    return new.claim()


def the_code_a_quarter_of_an_hour_later(new: Newcomer) -> str:
    return new.claim(at=NOW + timedelta(minutes=15, seconds=1))


def a_code_that_another_took_the_place_of(new: Newcomer) -> str:
    with new.stage.city.database.transaction() as session:
        enrolment.code_for(session, new.uid, NOW)
    return new.claim()


def the_right_code_at_the_sixth_try(new: Newcomer) -> str:
    wrong = new.code[:-1] + ("0" if new.code[-1] != "0" else "1")
    assert {new.claim(new.said(code=wrong)) for _ in range(5)} == {"wrong_code"}
    return new.claim()


def the_code_of_another_terminal(new: Newcomer) -> str:
    return new.claim(new.said(code=new.code[:4] + Newcomer.at(new.stage).code[4:]))


def a_number_nobody_gave(new: Newcomer) -> str:
    return new.claim(new.said(code="ZZZZ" + new.code[4:]))


def the_key_swapped_on_the_way(new: Newcomer) -> str:
    return new.claim(new.said() | {"public_key": device.public_half(fresh_key())})


def the_key_of_another_device(new: Newcomer) -> str:
    """Somebody who has the code claims it for a key he has only seen."""
    seen, new.key = device.public_half(fresh_key()), fresh_key()
    claim = Seen(device.Code.typed(new.code), HERE, new.key, next(NUMBERS).to_bytes(16), seen)
    return new.claim(json.loads(claim.body()))


def a_key_that_speaks_for_another_terminal(new: Newcomer) -> str:
    new.key = new.stage.other.key.private
    return new.claim()


def led_on_from_another_address(new: Newcomer) -> str:
    return new.claim(new.said(server="https://zeit.example.net"))


def agreed_by_another_key(new: Newcomer) -> str:
    assert new.claim() == "claimed"
    return new.agree(key=fresh_key())


def agreed_to_another_fingerprint(new: Newcomer) -> str:
    assert new.claim() == "claimed"
    return new.agree(shown="0000-0000-0000")


def agreed_before_anything_was_claimed(new: Newcomer) -> str:
    return new.agree()


def called_off_by_it(new: Newcomer) -> str:
    assert new.claim() == "claimed"
    with new.stage.city.database.transaction() as session:
        devices.revoke(session, new.uid, NOW)
    return new.agree()


def no_claim_at_all(new: Newcomer) -> str:
    return new.claim({"number": new.code[:4], "v": 1})


def nested_without_end(new: Newcomer) -> str:
    body = b'{"v":' + b"[" * 50_000
    answer = new.stage.client.post(device.CLAIM_PATH, data=body, content_type="application/json")
    return str(answer.json["code"])


@dataclass(frozen=True)
class Seen(device.Claim):
    """A claim for a public key whose private half somebody else has."""

    seen: str

    def _public(self) -> str:
        return self.seen


NOT_ENROLLED: dict[Callable[[Newcomer], str], str] = {
    the_code_again_with_another_key: "code_over",
    the_code_a_quarter_of_an_hour_later: "code_over",
    a_code_that_another_took_the_place_of: "code_over",
    the_right_code_at_the_sixth_try: "wrong_code",
    the_code_of_another_terminal: "wrong_code",
    a_number_nobody_gave: "wrong_code",
    the_key_swapped_on_the_way: "wrong_code",
    the_key_of_another_device: "wrong_signature",
    a_key_that_speaks_for_another_terminal: "known_key",
    led_on_from_another_address: "wrong_server",
    agreed_by_another_key: "wrong_signature",
    agreed_to_another_fingerprint: "wrong_signature",
    agreed_before_anything_was_claimed: "wrong_signature",
    called_off_by_it: "code_over",
    no_claim_at_all: "unreadable_body",
    nested_without_end: "unreadable_body",
}


@pytest.mark.parametrize("story", NOT_ENROLLED, ids=lambda story: story.__name__)
def test_who_has_no_code_or_no_key_of_an_own_is_not_enrolled(stage: Stage, story: Callable[[Newcomer], str]) -> None:
    new = Newcomer.at(stage)

    assert story(new) == NOT_ENROLLED[story]

    assert not new.may_speak()


def test_whoever_learnt_the_code_shows_it_another_fingerprint(stage: Stage) -> None:
    """He claims it first and agrees; IT types what her device shows, and nobody is in service."""
    honest = Newcomer.at(stage)
    thief = replace(honest, key=fresh_key())
    assert (thief.claim(), thief.agree(), honest.claim()) == ("claimed", "agreed", "code_over")

    assert honest.confirm(honest.shown()) is Confirmed.DIFFERS

    assert not honest.may_speak()


def test_the_fingerprint_of_another_terminal_confirms_nothing(stage: Stage) -> None:
    new, neighbour = Newcomer.at(stage), Newcomer.at(stage)
    assert [each.claim() for each in (new, neighbour)] == ["claimed"] * 2

    assert new.confirm(neighbour.shown()) is Confirmed.DIFFERS
    assert new.confirm(new.shown()) is Confirmed.WAITS_FOR_TERMINAL
    assert new.agree() == "in service"
    assert [each.may_speak() for each in (new, neighbour)] == [True, False]


def test_a_claim_whose_answer_got_lost_is_answered_again(stage: Stage) -> None:
    new = Newcomer.at(stage)

    assert [new.claim(), new.claim(), new.agree(), new.confirm(new.shown())] == [
        "claimed",
        "claimed",
        "agreed",
        Confirmed.IN_SERVICE,
    ]
    assert new.agree() == "in service"


# --- the stories bite: each of these defects lets somebody in ---


def expect_refused(stage: Stage, story: Callable[[Stage], Sent]) -> None:
    answer = stage.send(story(stage))
    assert (answer.status_code, answer.json.get("code")) == REFUSED[story]


def expect_quarantined(stage: Stage, story: Callable[[Stage], dict[str, str]]) -> None:
    answer = stage.send(stage.request(stage.terminal, story(stage)))
    assert answer.json["results"][0]["code"] == QUARANTINED[story]


def expect_not_enrolled(stage: Stage, story: Callable[[Newcomer], str]) -> None:
    assert story(Newcomer.at(stage)) == NOT_ENROLLED[story]


PLANTED: dict[str, tuple[object, str, object, Callable[[Stage, Any], None], Callable[[Any], Any]]] = {
    "nonces are forgotten": (sources, "nonce_is_new", lambda *_: True, expect_refused, replayed),
    "requests hold for a day": (devices, "VALID_FOR", timedelta(days=1), expect_refused, signed_six_minutes_ago),
    "any signature holds": (devices, "verifies", lambda *_: True, expect_refused, signed_for_another_path),
    "keys end when they like": (
        clocking,
        "_by_former",
        lambda *_: None,
        expect_quarantined,
        by_a_revoked_key_kept_on_the_device,
    ),
    "any proof holds": (device_proofs, "proves", lambda *_: True, expect_not_enrolled, the_code_of_another_terminal),
    "tries are not counted": (enrolment, "MOST_TRIES", 99, expect_not_enrolled, the_right_code_at_the_sixth_try),
}


@pytest.mark.parametrize("defect", PLANTED)
def test_a_planted_defect_lets_somebody_in_and_is_seen(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, defect: str
) -> None:
    where, name, planted, expect, story = PLANTED[defect]
    expect(stage, story)

    monkeypatch.setattr(where, name, planted)

    with pytest.raises(AssertionError):
        expect(replace(stage, terminal=enrolled(stage.city, SINCE, defect, next(CAST))), story)


# --- somebody who wants to be the server ---


@pytest.mark.parametrize("change", ["source", "receipt_public_key", "proof"])
def test_an_answer_that_was_changed_on_the_way_is_not_believed(stage: Stage, change: str) -> None:
    new = Newcomer.at(stage)
    claim = device.Claim(device.Code.typed(new.code), HERE, new.key, bytes(16))
    answer = stage.client.post(device.CLAIM_PATH, data=claim.body(), content_type="application/json").json
    others = {"source": str(stage.other.uid), "receipt_public_key": b64url(bytes(32)), "proof": b64url(bytes(32))}

    with pytest.raises(NotOurServer, match="does not have the code"):
        claim.read(json.dumps(answer | {change: others[change]}).encode())

    assert claim.read(json.dumps(answer).encode()).source == str(new.uid)


def test_a_server_that_was_never_told_the_code_proves_nothing(stage: Stage) -> None:
    """It hears the whole claim, and has a receipt key of its own to offer."""
    new = Newcomer.at(stage)
    claim = device.Claim(device.Code.typed(new.code), HERE, new.key, bytes(16))
    heard = json.loads(claim.body())
    guess = {"v": 1, "source": str(new.uid), "receipt_public_key": b64url(stage.thief.public), "proof": heard["proof"]}

    with pytest.raises(NotOurServer, match="does not have the code"):
        claim.read(json.dumps(guess).encode())
    assert new.code.replace("-", "")[4:] not in claim.body().decode()


def test_a_receipt_forged_by_a_fake_server_frees_no_stamp(stage: Stage, tmp_path: Path) -> None:
    """The stamp stays unsent, whatever the fake server promises, until one with the right key has it."""
    spool = parts.a_spool(tmp_path)
    parts.put(spool)
    hands = parts.Hands()
    trusted = Ed25519PublicKey.from_public_bytes(stage.receipt_key)
    forger = Forger(stage.thief)
    me = Identity(parts.SOURCE, "0.1.0", parts.KEY, trusted)
    deliverer = Deliverer(
        spool, hands.clock(), forger, me, report_seconds=60, reader_states=tuple, heard=lambda *_: None
    )

    deliverer.push()

    assert forger.promised == 1
    assert spool.counts().unsent == 1
    spool.close()


@dataclass
class Forger:
    """A server that says it has every stamp, and signs that with a key of its own."""

    key: SigningKey
    promised: int = 0

    def post(self, body: bytes, _headers: dict[str, str]) -> tuple[int, bytes]:
        [entry] = json.loads(body)["stamps"]
        self.promised += 1
        uid = json.loads(from_b64url(entry["payload"]))["uid"]
        at = wire_time(NOW)
        promise = receipt.issue(self.key, new_uid(NOW), bytes(32), NOW, NOW + timedelta(minutes=1)).to_wire()
        result = {"n": 0, "uid": uid, "status": "accepted", "code": None, "receipt": promise, "display": None}
        return 200, json.dumps({"v": 1, "server_time": at, "results": [result]}).encode()
