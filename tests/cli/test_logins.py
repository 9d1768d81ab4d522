"""Operators help somebody in, or keep her out."""

import time_machine
from click.testing import CliRunner
from sqlalchemy import select, update

from tests.city import NOW, PASSWORD
from timeclock.cli import main
from timeclock.service import logins
from timeclock.service.logins import SignInRules, Standing
from timeclock.store import logins as login_rows
from timeclock.store import second_factors
from timeclock.store.schema.access import login
from timeclock.store.schema.evidence import audit


def run(city, *words):
    env = {"TIMECLOCK_VAR": str(city.settings.var)}
    return CliRunner().invoke(main, ["--database", city.settings.database_url, "login", *words], env=env)


def arrived(session, city, password):
    rules = SignInRules.of(city.settings)
    token = logins.sign_in(session, "aydin", password, "10.0.0.1", NOW, rules)
    return token and logins.arrive(session, token, NOW, rules, city.settings)


def test_who_forgot_everything_is_helped_in_and_who_left_is_kept_out(sqlite_city):
    city = sqlite_city
    with city.database.transaction() as session:
        second_factors.add_app(session, city.logins["aydin"], "sealed", 1, NOW)
        before = arrived(session, city, PASSWORD)
        assert before.standing is Standing.HALFWAY

    first = run(city, "give-password", "aydin").output.strip()
    with city.database.transaction() as session:
        assert arrived(session, city, PASSWORD) is None
        # A new password opens no way around the app.
        assert arrived(session, city, first).standing is Standing.HALFWAY

    assert run(city, "forget-second-factor", "aydin").output == "taken away\n"
    assert run(city, "forget-second-factor", "aydin").output == "there was none\n"
    with city.database.transaction() as session:
        assert arrived(session, city, first).standing is Standing.NEW_HERE

    assert run(city, "disable", "aydin").exit_code == 0
    with city.database.transaction() as session:
        assert arrived(session, city, first) is None
        # Whoever is let in again later finds no session of before.
        session.execute(update(login).where(login.c.name == "aydin").values(disabled_at=None))
        acts = [row.action for row in session.execute(select(audit.c.action).order_by(audit.c.id))]
    assert [each for each in acts if each != "login.sign_in"] == [
        "login.password_given",
        "login.second_forgotten",
        "login.second_forgotten",
        "login.disabled",
    ]

    for command in ("give-password", "forget-second-factor", "disable"):
        answer = run(city, command, "nobody")
        assert answer.exit_code == 1
        assert "nobody signs in as 'nobody'" in answer.output


def held(city, name, day):
    with city.database.reading() as session:
        return logins.grants(session, login_rows.id_of(session, name), day)


def test_a_login_is_added_entrusted_and_entrusted_no_more(sqlite_city):
    city, today = sqlite_city, NOW.date()
    with time_machine.travel(NOW, tick=False):
        first = run(city, "add", "neu", "--shown", "Nur Neu").output.strip()
        assert run(city, "give-role", "neu", "hr", "--unit", "Stadtarchiv").exit_code == 0
        assert run(city, "give-role", "neu", "it_admin").exit_code == 0
        assert {(grant.role, len(grant.reach)) for grant in held(city, "neu", today)} == {("hr", 1), ("it_admin", 3)}
        with city.database.transaction() as session:
            rules = SignInRules.of(city.settings)
            token = logins.sign_in(session, "neu", first, "10.0.0.1", NOW, rules)
            assert logins.arrive(session, token, NOW, rules, city.settings).standing is Standing.NEW_HERE
        assert run(city, "end-role", "neu", "hr", "--unit", "Stadtarchiv").exit_code == 0
        with city.database.transaction() as session:
            assert logins.arrive(session, token, NOW, rules, city.settings) is None
        assert {grant.role for grant in held(city, "neu", today)} == {"it_admin"}

        for words, said in (
            (("add", "neu", "--shown", "Nur Neu"), "somebody signs in as 'neu' already"),
            (("add", "zwei", "--shown", "Zwei", "--staff-no", "10001"), "'10001' has a login already"),
            (("add", "zwei", "--shown", "Zwei", "--staff-no", "99"), "nobody is employed under '99'"),
            (("give-role", "neu", "it_admin"), "holds this role already"),
            (("give-role", "neu", "it_admin", "--unit", "Stadtarchiv"), "held for the whole city"),
            (("give-role", "neu", "hr", "--unit", "Mond"), "0 units are called 'Mond'"),
            (("end-role", "neu", "hr"), "does not hold this role"),
            (("end-role", "nobody", "hr"), "nobody signs in as 'nobody'"),
        ):
            answer = run(city, *words)
            assert (answer.exit_code != 0, said in answer.output) == (True, True), answer.output
