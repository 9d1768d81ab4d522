"""Asked again who one is: before what weighs much, after a while, with the form kept and nothing done meanwhile."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests.city import NOW, PASSWORD
from tests.web.test_second_factor import code, with_app
from timeclock.store import holdings
from timeclock.store.schema.access import web_session

LATER = timedelta(minutes=10)
FORM = {"act": "issue", "number": "04AABBCC"}
# What weighs much; whoever adds to it, or takes from it, decides that here as well.
WEIGHTY = {
    "admin.run_job",
    "agreed_places.sign",
    "badges.act",
    "changeover.sign",
    "closing.close",
    "closing.reopen",
    "hiring.enter",
    "hiring.enter_further",
    "holds.end",
    "imports.take_over",
    "mass.decide",
    "mass.undo",
    "models.decide",
    "passkeys.register",
    "passkeys.remove",
    "register.say",
    "staff_changing.enter",
    "terminals.confirm",
    "users.decide",
}


@pytest.fixture
def officer(signed_in):
    return signed_in("officer")


@pytest.fixture
def at(small_town):
    return f"/staff/{small_town.aydin.employment_uid}/2026-11-20/badges"


def badges(town):
    with town.database.reading() as session:
        return len(holdings.of_person(session, town.aydin.person_id))


def test_what_weighs_much_asks_and_all_else_does_not(pages):
    assert pages.extensions["timeclock"].asking_again == WEIGHTY


def test_after_a_while_the_form_waits_until_it_is_her_and_then_goes_on(officer, at, small_town):
    with time_machine.travel(NOW + LATER - timedelta(seconds=1), tick=False):
        assert officer.post(at, FORM).status_code == 303
    with time_machine.travel(NOW + LATER, tick=False):
        again = FORM | {"number": '04"<DD>', "act": "replace"}
        page = officer.post(at, again)
        assert (page.status_code, "Sind Sie es?" in page.text) == (200, True)
        assert 'name="number" value="04&#34;&lt;DD&gt;"' in page.text
        assert 'name="act" value="replace"' in page.text
        assert page.text.count('name="csrf_token"') == 3
        assert f'action="{at}"' in page.text
        assert "code_again" not in page.text

        for given, said in (("falsch", "Das ist nicht Ihr Kennwort"), ("", "Bitte geben Sie Ihr Kennwort ein")):
            wrong = officer.post(at, again | {"password_again": given})
            assert (wrong.status_code, said in wrong.text) == (422, True)
            assert 'name="number" value="04&#34;&lt;DD&gt;"' in wrong.text
            assert "falsch" not in wrong.text
        # The view says what is wrong with the form itself, as it does for whoever was not asked.
        assert 'href="#number-replace"' in officer.post(at, again | {"password_again": PASSWORD}).text
        assert badges(small_town) == 1
        assert officer.post(at, FORM | {"number": "04AABBDD"}).status_code == 303
    assert badges(small_town) == 2


def test_no_other_session_and_nothing_but_these_views_is_moved_by_a_proof(officer, signed_in, at, small_town):
    elsewhere = signed_in("officer")
    with time_machine.travel(NOW + LATER, tick=False):
        officer.post(at, FORM | {"password_again": PASSWORD})
        assert "Sind Sie es?" in elsewhere.post(at, FORM).text
        assert elsewhere.post("/me/stamps", {"kind": "in"}).status_code != 200
        # Without the token of a page of ours a right password opens nothing.
        assert elsewhere.client.post(at, data=FORM | {"password_again": PASSWORD}).status_code == 400
    with small_town.database.reading() as session:
        proven = session.execute(select(web_session.c.confirmed_at)).scalars().all()
    assert sorted(proven) == [NOW, NOW + LATER]


def test_a_code_of_her_app_will_do_once(officer, at, small_town):
    secret, papers = with_app(officer)
    with time_machine.travel(NOW + LATER, tick=False):
        steps = int(LATER.total_seconds()) // 30
        assert "Oder ein Code aus Ihrer App" in officer.post(at, FORM).text
        empty = officer.post(at, FORM | {"password_again": "", "code_again": ""})
        assert "Bitte geben Sie Ihr Kennwort oder einen Code ein" in empty.text
        assert officer.post(at, FORM | {"password_again": "", "code_again": "000000"}).status_code == 422
        assert officer.post(at, FORM | {"password_again": "", "code_again": code(secret, steps)}).status_code == 303
    with time_machine.travel(NOW + 2 * LATER, tick=False):
        assert officer.post(at, FORM | {"code_again": code(secret, steps)}).status_code == 422
        assert officer.post(at, {"act": "lend", "number": "04AABBDD", "until": "2026-11-21", "code_again": papers[0]})
    assert badges(small_town) == 2


def test_wrong_proofs_make_a_pause(officer, at, small_town):
    with time_machine.travel(NOW + LATER, tick=False):
        for _ in range(small_town.settings.sign_in_attempts):
            officer.post(at, FORM | {"password_again": "falsch"})
        assert officer.post(at, FORM | {"password_again": PASSWORD}).status_code == 429
