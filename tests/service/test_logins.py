"""Signing in: who fails too often pauses, who is idle or disabled is out, and our tables open no session."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from argon2 import extract_parameters
from sqlalchemy import func, select, update

from tests.city import NOW, PASSWORD, City
from timeclock.service import logins
from timeclock.service.access import Actor, Role
from timeclock.service.logins import SignInRules, TooManyAttempts
from timeclock.store import logins as rows
from timeclock.store.db import Session
from timeclock.store.schema.access import credential, login, login_attempt, role_grant, web_session
from timeclock.store.schema.evidence import audit

MINUTE = timedelta(minutes=1)
RULES = SignInRules(attempts=3, window=10 * MINUTE, idle=30 * MINUTE, longest=timedelta(hours=10))


def sign_in(
    session: Session, name: str = "aydin", password: str = PASSWORD, minutes: float = 0, source: str = "10.0.0.1"
) -> str | None:
    return logins.sign_in(session, name, password, source, NOW + minutes * MINUTE, RULES)


def who(session: Session, city: City, token: str | None, minutes: float = 0) -> Actor | None:
    return logins.actor_of(session, token or "", NOW + minutes * MINUTE, RULES, city.settings)


def test_who_knows_name_and_password_is_in(city: City) -> None:
    with city.database.transaction() as session:
        actor = who(session, city, sign_in(session, "brandt"))

        assert actor is not None
        assert (actor.login_name, actor.person_id) == ("brandt", city.brandt.person_id)
        assert actor.roles == {Role.EMPLOYEE, Role.SUPERVISOR}


@pytest.mark.parametrize(
    ("name", "password"),
    [("aydin", "falsch"), ("niemand", PASSWORD), ("aydin", ""), ("AYDIN", PASSWORD), ("aydin ", PASSWORD), ("", "")],
)
def test_who_does_not_is_not(city: City, name: str, password: str) -> None:
    with city.database.transaction() as session:
        assert sign_in(session, name, password) is None
        assert session.execute(select(web_session)).all() == []


def test_only_the_hash_of_a_token_is_stored(city: City) -> None:
    with city.database.transaction() as session:
        token = sign_in(session) or ""
        row = session.execute(select(web_session)).one()

        assert bytes(row.id_hash) == hashlib.sha256(token.encode()).digest()
        assert token.encode() not in bytes(row.id_hash)
        assert token not in {str(value) for value in row}


def test_passwords_are_kept_by_argon2id_alone(city: City) -> None:
    with city.database.reading() as session:
        secrets = session.execute(select(credential.c.secret_or_subject)).scalars().all()

    assert all(secret.startswith("$argon2id$") and PASSWORD not in secret for secret in secrets)


def test_guessing_a_password_is_as_much_work_as_the_profile_says_also_where_there_is_no_such_login() -> None:
    kept = logins.password_hash(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert extract_parameters(logins.DECOY) == extract_parameters(kept)


def test_two_sessions_have_two_tokens(city: City) -> None:
    with city.database.transaction() as session:
        assert sign_in(session) != sign_in(session)


def test_signing_in_is_on_record(city: City) -> None:
    with city.database.transaction() as session:
        sign_in(session)
        acts = session.execute(select(audit.c.by).where(audit.c.action == "login.sign_in")).scalars().all()

        assert acts == [city.logins["aydin"]]


def test_after_too_many_failures_even_the_right_password_has_to_wait(city: City) -> None:
    with city.database.transaction() as session:
        for minutes in (0, 1, 2):
            sign_in(session, password="falsch", minutes=minutes)

        with pytest.raises(TooManyAttempts) as refused:
            sign_in(session, minutes=4)
        assert refused.value.wait == 6 * 60


def test_the_pause_ends_when_the_first_failure_leaves_the_window(city: City) -> None:
    with city.database.transaction() as session:
        for minutes in (0, 1, 2):
            sign_in(session, password="falsch", minutes=minutes)

        with pytest.raises(TooManyAttempts):
            sign_in(session, minutes=10)
        assert sign_in(session, minutes=10.1) is not None


def test_nobody_can_lock_a_colleague_out_from_elsewhere(city: City) -> None:
    with city.database.transaction() as session:
        for _ in range(3):
            sign_in(session, password="falsch", source="10.0.0.66")

        assert sign_in(session, source="10.0.0.1") is not None


def test_one_address_from_which_very_many_fail_has_to_wait_whatever_the_name(city: City) -> None:
    with city.database.transaction() as session:
        for n in range(RULES.attempts * logins.PEOPLE_BEHIND_ONE_SOURCE):
            rows.note_attempt(session, f"name {n}", "10.0.0.1", ok=False, now=NOW)

        with pytest.raises(TooManyAttempts):
            sign_in(session, "officer")
        assert sign_in(session, "officer", source="10.0.0.2") is not None


def test_a_program_with_a_wrong_token_locks_nobody_out_behind_its_address(city: City) -> None:
    with city.database.transaction() as session:
        for _ in range(RULES.attempts * logins.PEOPLE_BEHIND_ONE_SOURCE):
            rows.note_attempt(session, rows.NOBODY, "10.0.0.1", ok=False, now=NOW)

        assert sign_in(session, "officer") is not None


def test_fewer_failures_than_allowed_harm_nobody(city: City) -> None:
    with city.database.transaction() as session:
        for _ in range(2):
            sign_in(session, password="falsch")

        assert sign_in(session) is not None


def test_who_does_nothing_for_too_long_is_out(city: City) -> None:
    with city.database.transaction() as session:
        token = sign_in(session)

        assert who(session, city, token, 29.9) is not None
        assert who(session, city, token, 29.9 + 30) is None


def test_every_click_counts_anew_but_is_not_always_written_down(city: City) -> None:
    with city.database.transaction() as session:
        token = sign_in(session)
        seen = select(web_session.c.seen_at)

        who(session, city, token, 0.5)
        assert session.execute(seen).scalar_one() == NOW
        who(session, city, token, 1)
        assert session.execute(seen).scalar_one() == NOW + MINUTE


def test_the_day_ends_for_the_busiest_too(city: City) -> None:
    with city.database.transaction() as session:
        token = sign_in(session)
        clicks = [who(session, city, token, minutes) for minutes in range(0, 600, 20)]

        assert None not in clicks
        assert who(session, city, token, 600 - 1 / 60) is not None
        assert who(session, city, token, 600) is None


def test_a_disabled_login_is_out_at_once(city: City) -> None:
    with city.database.transaction() as session:
        token = sign_in(session)
        session.execute(update(login).where(login.c.name == "aydin").values(disabled_at=NOW))

        assert who(session, city, token) is None
        assert sign_in(session) is None


def test_a_revoked_password_lets_nobody_in(city: City) -> None:
    with city.database.transaction() as session:
        session.execute(update(credential).values(revoked_at=NOW))

        assert sign_in(session) is None


def test_who_signs_out_is_out(city: City) -> None:
    with city.database.transaction() as session:
        token, other = sign_in(session), sign_in(session)
        logins.sign_out(session, token or "", NOW)

        assert who(session, city, token) is None
        assert who(session, city, other) is not None


def test_a_token_nobody_gave_out_opens_nothing(city: City) -> None:
    with city.database.transaction() as session:
        sign_in(session)

        assert who(session, city, "geraten") is None


def test_a_role_that_has_ended_or_not_begun_is_not_held(city: City) -> None:
    with city.database.transaction() as session:
        token = sign_in(session, "brandt")
        here = role_grant.c.login_id == city.logins["brandt"]
        session.execute(update(role_grant).where(here).values(valid_to=NOW.date()))

        actor = who(session, city, token)
        assert actor is not None
        assert actor.roles == {Role.EMPLOYEE}


def test_what_is_over_is_forgotten(city: City) -> None:
    with city.database.transaction() as session:
        sign_in(session)
        rows.forget_sessions(session, NOW + timedelta(hours=10))
        assert session.execute(select(func.count()).select_from(web_session)).scalar_one() == 1

        rows.forget_sessions(session, NOW + timedelta(hours=10, microseconds=1))
        left = [
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (web_session, login_attempt)
        ]
        assert left == [0, 0]
