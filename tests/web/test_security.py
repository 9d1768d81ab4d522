"""My password and where I am signed in: changed with the old one, and ended from elsewhere."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.city import NOW, PASSWORD, QUICK
from timeclock.store import passwords as rows
from timeclock.store.schema.access import credential, web_session
from timeclock.store.schema.evidence import audit
from timeclock.web.app import create_app

NEW = "vier müde Enten am Teich"
UID = re.compile(r'name="session" value="([0-9a-f-]{36})"')
PHONE = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def changed(visitor, old=PASSWORD, new=NEW, **also):
    return visitor.post("/me/security/password", {"old": old, "new": new, **also})


def is_in(visitor):
    return visitor.get("/me/security").status_code == 200


def acts(town, action):
    with town.database.reading() as session:
        return session.execute(select(audit.c.by, audit.c.detail).where(audit.c.action == action)).all()


def test_who_knows_the_old_password_has_a_new_one_and_is_signed_in_here_alone(signed_in, visitor, small_town):
    here, elsewhere = signed_in("aydin"), signed_in("aydin")
    brandt = signed_in("brandt")

    answer = changed(here)
    assert (answer.status_code, answer.location) == (303, "/me/security")
    assert "Ihr Kennwort ist geändert" in here.get("/me/security").text

    assert [is_in(each) for each in (here, elsewhere, brandt)] == [True, False, True]
    assert visitor.sign_in("aydin").status_code == 422
    # The same word from a keyboard that sends the dots by themselves.
    assert visitor.sign_in("aydin", NEW.replace("ü", "u\u0308")).status_code == 303
    assert acts(small_town, "login.password") == [(small_town.logins["aydin"], {"ended": 1})]
    with small_town.database.reading() as session:
        kept = select(credential.c.secret_or_subject, credential.c.revoked_at).where(
            credential.c.login_id == small_town.logins["aydin"]
        )
        (old, ended), (new, lasts) = session.execute(kept.order_by(credential.c.id)).all()
    assert (old, ended, lasts) == ("", NOW, None)
    assert new.startswith("$argon2id$v=19$m=65536")


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"old": "falsch"}, "Das ist nicht Ihr Kennwort"),
        ({"old": ""}, "Bitte geben Sie Ihr bisheriges Kennwort ein"),
        ({"new": ""}, "Bitte geben Sie ein neues Kennwort ein"),
        ({"new": "x" * 1001}, "Das ist zu lang"),
        ({"new": "vierzehn Zeich"}, "mindestens 15 Zeichen"),
        ({"new": "passwort1234567"}, "die überall zuerst probiert werden"),
        ({"new": "Aydin-Beispiel-1"}, "besteht aus Ihrem Namen oder dem der Stadt"),
        ({"new": PASSWORD}, "Dieses Kennwort haben Sie schon"),
        ({"login": "2"}, "Dieses Feld wird nicht erwartet"),
    ],
)
def test_what_is_wrong_is_said_nothing_is_changed_and_no_password_is_sent_back(aydin, visitor, sent, problem):
    answer = changed(aydin, **sent)

    assert answer.status_code == 422
    assert problem in answer.text
    assert PASSWORD not in answer.text
    assert visitor.sign_in("aydin").status_code == 303


def test_wrong_old_passwords_are_counted_like_failed_sign_ins(aydin, small_town):
    for _ in range(small_town.settings.sign_in_attempts):
        changed(aydin, old="falsch")

    assert changed(aydin).status_code == 429


def test_a_password_somebody_else_gave_opens_one_page_until_it_is_changed_and_not_for_long(pages, visitor, small_town):
    with small_town.database.transaction() as session:
        end = NOW + timedelta(hours=72)
        rows.replace(session, small_town.logins["aydin"], QUICK.hash(PASSWORD), NOW, first_until=end)

    assert visitor.sign_in("aydin").status_code == 303
    for path in ("/", "/me/today", "/me/tokens", "/me/security"):
        assert visitor.get(path).location.startswith("/me/security/password")
    assert visitor.post("/me/stamps", {"kind": "in"}).location == "/me/security/password"
    page = visitor.get("/me/security/password").text
    assert "Wählen Sie ein eigenes Kennwort" in page
    assert "Hauptnavigation" not in page

    assert changed(visitor).status_code == 303
    assert visitor.get("/me/today").status_code == 200
    assert "Hauptnavigation" in visitor.get("/me/security/password").text

    with small_town.database.transaction() as session:
        rows.replace(session, small_town.logins["aydin"], QUICK.hash(PASSWORD), NOW, first_until=end)
    with time_machine.travel(end, tick=False):
        late = type(visitor)(pages.test_client())
        assert late.sign_in("aydin").status_code == 422


def test_each_session_is_listed_with_its_device_and_ended_from_another_one(pages, aydin, signed_in, small_town):
    phone = type(aydin)(pages.test_client())
    phone.client.environ_base["HTTP_USER_AGENT"] = PHONE
    assert phone.sign_in("aydin").status_code == 303
    brandt = signed_in("brandt")

    page = aydin.get("/me/security").text
    assert "Chrome auf Android" in page
    assert "diese hier" in page
    assert "20.11.2026, 16:00" in page
    (lost,) = UID.findall(page)

    # Somebody else's is not there.
    assert brandt.post("/me/security/sessions/end", {"session": lost}).status_code == 404
    assert is_in(phone)
    assert aydin.post("/me/security/sessions/end", {"session": lost}).location == "/me/security"
    assert [is_in(each) for each in (aydin, phone, brandt)] == [True, False, True]
    assert "Chrome auf Android" not in aydin.get("/me/security").text
    assert aydin.post("/me/security/sessions/end", {"session": lost}).status_code == 404
    assert len(acts(small_town, "session.end")) == 1


def test_all_other_sessions_end_at_once(aydin, signed_in, small_town):
    others = [signed_in("aydin"), signed_in("aydin")]
    brandt = signed_in("brandt")

    aydin.post("/me/security/sessions/end-others")
    assert "Sie sind jetzt nur noch hier angemeldet." in aydin.get("/me/security").text
    assert [is_in(each) for each in (aydin, *others, brandt)] == [True, False, False, True]
    assert acts(small_town, "session.end_others") == [(small_town.logins["aydin"], {"ended": 2})]


def test_a_session_that_is_over_is_not_listed(pages, small_town, signed_in):
    signed_in("aydin")
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        later = type(signed_in("brandt"))(create_app(small_town.settings, small_town.database).test_client())
        later.sign_in("aydin")
        assert not UID.search(later.get("/me/security").text)
    with small_town.database.reading() as session:
        assert len(session.execute(select(web_session.c.uid)).all()) == 3
