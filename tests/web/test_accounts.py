"""The pages of accounts: one's own statement, and postings that two people of the office write."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.city import FIRST_DAY, NOW, City
from tests.web.conftest import Visitor
from timeclock.core.accounts import FLEXTIME, Posting, PostingKind
from timeclock.core.amounts import Unit
from timeclock.service import account_kinds
from timeclock.store import accounts

Arrive = Callable[[str], Visitor]
ASKED = {"kind": "manual", "account": "flextime", "day": "2026-11-19", "amount": "−0:45", "reason": "doppelt gezählt"}


@pytest.fixture
def town(small_town: City) -> City:
    with small_town.database.transaction() as session:
        account_kinds.bring(session, NOW)
    return small_town


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def address(town: City) -> str:
    return f"/accounts/{town.aydin.employment_uid}/2026-11"


def waiting(page: str) -> str:
    """Return the address at which the one proposal is decided."""
    [found] = re.findall(r'action="(/accounts/[^"]+/proposals/[^"]+)"', page)
    return found


def test_what_two_people_write_stands_on_the_statement_of_her_whose_account_it_is(
    town: City, signed_in: Arrive
) -> None:
    proposed = signed_in("officer").post(address(town), ASKED, follow_redirects=True)
    hr = signed_in("hr")
    decided = hr.post(waiting(hr.get(address(town)).text), {"decision": "confirm"}, follow_redirects=True)
    mine = words(signed_in("aydin").get("/me/accounts", follow_redirects=True).text)

    assert "Vorgeschlagen. Gebucht wird" in words(proposed.text)
    assert "Bestätigt und gebucht" in words(decided.text)
    assert "Buchung von Hand Do., 19. Nov. −0:45" in mine
    assert "doppelt gezählt Officer, bestätigt von Hr" in mine
    assert "Noch nicht abgeschlossene Tage" in mine


def test_who_proposed_cannot_confirm_and_can_take_it_back(town: City, signed_in: Arrive) -> None:
    officer = signed_in("officer")
    page = officer.post(address(town), ASKED, follow_redirects=True).text
    at = waiting(page)
    refused = officer.post(at, {"decision": "confirm"})
    taken_back = officer.post(at, {"decision": "refuse"}, follow_redirects=True)

    assert 'value="confirm"' not in page
    assert refused.status_code == 422
    assert "muss jemand anderes bestätigen" in words(refused.text)
    assert "Nicht gebucht." in words(taken_back.text)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount": "45"}, "Bitte geben Sie einen Betrag ein wie 1:30"),
        ({"reason": ""}, "Bitte sagen Sie in wenigen Worten, warum"),
        ({"kind": "payout", "amount": "0:45"}, "Aus diesem Konto wird nichts ausgezahlt"),
        ({"kind": "transfer", "amount": "0:45", "to": "long_term"}, "auf das von diesem umgebucht werden darf"),
        ({"account": "extra_duty"}, "hat an diesem Tag kein solches Konto"),
        ({"day": ""}, "Bitte geben Sie den Tag ein"),
    ],
)
def test_what_cannot_be_written_is_said_at_its_field(
    town: City, signed_in: Arrive, changed: dict[str, str], said: str
) -> None:
    answer = signed_in("officer").post(address(town), ASKED | changed)

    assert answer.status_code == 422
    assert said in words(answer.text)
    assert "doppelt gezählt" in answer.text or "reason" in changed


def test_the_list_shows_where_everybody_stands_and_what_waits(town: City, signed_in: Arrive) -> None:
    officer = signed_in("officer")
    officer.post(address(town), ASKED)
    told = words(officer.get("/accounts").text)

    assert "Zu bestätigen 1" in told
    assert "Aydin, Elif 10001 Bürgerdienste" in told
    assert "Celik" not in told
    assert "im grünen Bereich" in told


TRANSFER = {
    "request_uid": "01930000-0000-7000-8000-000000000001",
    "account": "flextime",
    "to": "agreed",
    "amount": "0:30",
    "reason": "Brückentag",
}


def credited(town: City) -> None:
    with town.database.transaction() as session:
        own = accounts.opened(session, town.aydin.employment_id, FLEXTIME, Unit.MINUTES, FIRST_DAY, NOW)
        accounts.post(session, own.id, Posting(FIRST_DAY, 1200, PostingKind.OPENING, "before"), NOW)


def test_a_transfer_asked_for_is_on_the_superiors_list_in_words_and_posted_once_approved(
    town: City, signed_in: Arrive
) -> None:
    credited(town)
    aydin = signed_in("aydin")
    page = aydin.get("/me/accounts/2026-11").text
    asked = aydin.post("/me/accounts/2026-11/transfer", TRANSFER, follow_redirects=True)
    brandt = signed_in("brandt")
    listed = words(brandt.get("/team/requests").text)
    case = brandt.get(f"/team/requests/{TRANSFER['request_uid']}")
    [seen] = set(re.findall(r'name="seen" value="([^"]+)"', case.text))
    decided = brandt.post(
        f"/team/requests/{TRANSFER['request_uid']}", {"decision": "approve", "version": "1", "seen": seen}
    )
    mine = words(aydin.get("/me/accounts/2026-11").text)

    assert "Eine Umbuchung beantragen" in words(page)
    assert "Beantragt. Gebucht wird" in words(asked.text)
    assert "Von Konto: Gleitzeitkonto · Auf Konto: Arbeitszeitkonto · Betrag: 0:30" in listed
    assert case.status_code == 200
    assert decided.status_code == 303
    assert "Umbuchung Fr., 20. Nov. −0:30" in mine
    assert "Brückentag Aydin, bestätigt von Brandt" in mine


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount": "viel"}, "Bitte geben Sie Stunden und Minuten ein"),
        ({"amount": "99:00"}, "So viel steht nicht auf dem Konto"),
        ({"reason": " "}, "Bitte sagen Sie in wenigen Worten, warum"),
    ],
)
def test_a_transfer_that_cannot_be_is_not_asked(
    town: City, signed_in: Arrive, changed: dict[str, str], said: str
) -> None:
    credited(town)
    answer = signed_in("aydin").post("/me/accounts/2026-11/transfer", TRANSFER | changed)

    assert answer.status_code == 422
    assert said in words(answer.text)
