"""Operators help somebody in, or keep her out."""

from click.testing import CliRunner
from sqlalchemy import select, update

from tests.city import NOW, PASSWORD
from timeclock.cli import main
from timeclock.service import logins
from timeclock.service.logins import SignInRules, Standing
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
