"""All that somebody was told stands in one list: of every kind, read or not, and nobody else finds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.city import NOW, City
from tests.lived_in import sight
from tests.web.conftest import Visitor
from timeclock.core.amounts import Unit
from timeclock.core.closing import MonthNews
from timeclock.core.due import AboutDue, Due
from timeclock.core.findings import Code
from timeclock.service import changes, documents, notices
from timeclock.service.changes import Change
from timeclock.service.documents import Media
from timeclock.store import account_notices, facts, roster_notices, terminal_messages, told_due, told_months
from timeclock.store.account_notices import AboutAccount
from timeclock.store.documents import Subject
from timeclock.store.ids import new_uid
from timeclock.store.roster_notices import AboutRoster, ChangedDay
from timeclock.store.schema.documents import document
from timeclock.store.schema.leave import leave_notice
from timeclock.store.schema.notices import notice
from timeclock.store.told import PARSED
from timeclock.store.told_months import AboutMonth

Arrive = Callable[[str], Visitor]
DAY = date(2026, 11, 19)
NAMES = {"name_de": "Gleitzeit", "name_en": "Flextime"}
SAID = (
    "Hinweis zu Ihrem Urlaub 2026",
    "Bitte im Personalamt melden",
    "Sie haben am 15.11.2026 gearbeitet",
    "Do., 19. Nov. F → S",
    "Gleitzeit +41:00",
    "Oktober 2026",
    "Donnerstag, 19.11.: ",
    "Gehen",
)


@pytest.fixture
def town(small_town: City) -> City:
    """Ms Aydin was told something of each kind, an hour apart, the forgotten stamp first."""
    who = small_town.aydin
    with small_town.database.transaction() as session:
        hours = iter(NOW - timedelta(hours=ago) for ago in range(10, 0, -1))
        said = {"day": DAY.isoformat(), "code": Code.MISSING_OUT, "employment": str(who.employment_uid)}
        kinds = {"uid": new_uid(NOW), "person_id": who.person_id, "kind": "forgotten_stamp", "about": "a"}
        facts.add(session, notice, {**kinds, "parameters": said, "at": next(hours), "read_at": None}, NOW)
        next(hours)
        officer = sight(session, small_town, "officer")
        changes.tell(session, officer, who.person_id, "b", Change(who.employment_uid, DAY, "entered"))
        month = AboutMonth(date(2026, 10, 1), MonthNews.REOPENED, 60, "2026-10/1", by="Hr")
        told_months.tell(session, who.employment_id, month, next(hours))
        account = AboutAccount(who.employment_uid, "flextime", NAMES, Unit.MINUTES, "yellow", 2460, DAY)
        account_notices.tell(session, who.person_id, "c", account, next(hours))
        roster = AboutRoster(who.employment_uid, (ChangedDay(DAY, "F", "S"),), (), True, "", "Brandt")
        roster_notices.tell(session, UUID(int=7), [(who.person_id, roster)], next(hours))
        due = AboutDue(Due.FREE_DAY, date(2026, 11, 28), worked=date(2026, 11, 15))
        told_due.tell(session, who.person_id, "d", due, next(hours))
        terminal_messages.leave(session, who.person_id, "Bitte im Personalamt melden", "Officer", next(hours))
        kept = documents.put(
            session, small_town.settings.documents, Subject("leave", who.person_id), Media.PDF, b"", NOW
        ).uid
        paper = session.execute(select(document.c.id).where(document.c.uid == kept)).scalar_one()
        given = {"employment_id": who.employment_id, "leave_year": 2026, "kind": "yearly", "document_id": paper}
        way = {"delivered_on": DAY, "way": "documents", "recorded_at": next(hours), "recorded_by": None}
        facts.add(session, leave_notice, {**given, **way}, NOW)
    return small_town


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_every_kind_is_there_and_stays_there_once_it_is_read(town: City, signed_in: Arrive) -> None:
    with town.database.reading() as session:
        assert set(session.execute(select(notice.c.kind)).scalars()) == PARSED.keys()
    aydin = signed_in("aydin")
    before = aydin.get("/me/notices").text
    [one] = re.findall(r'name="notice" value="([^"]+)"', before[before.index("Bitte im Personalamt") :])[:1]
    after_one = aydin.post("/me/notices", {"notice": one}, follow_redirects=True).text
    after_all = aydin.post("/me/notices", follow_redirects=True).text

    for page in (before, after_one, after_all):
        assert [said for said in SAID if said not in words(page)] == []
    assert [words(page).count(" Neu ") for page in (before, after_one, after_all)] == [7, 6, 0]
    # The forgotten stamp is counted where it is shown, on today's page.
    counts = [re.findall(r'class="tc-unread"[^>]*>(\d+)', page) for page in (before, after_one, after_all)]
    assert counts == [["6"], ["5"], []]
    assert words(after_all).count("gelesen 20.11.2026") == 7


def test_nobody_reads_or_marks_what_somebody_else_was_told(town: City, signed_in: Arrive) -> None:
    aydin, celik = signed_in("aydin"), signed_in("celik")
    [first, *_] = re.findall(r'name="notice" value="([^"]+)"', aydin.get("/me/notices").text)
    page = celik.get("/me/notices").text
    celik.post("/me/notices", {"notice": first})
    celik.post("/me/notices")

    assert "Ihnen wurde noch nichts mitgeteilt." in page
    assert words(signed_in("aydin").get("/me/notices").text).count(" Neu ") == 7
    assert signed_in("officer").get("/me/notices").status_code == 403


def test_the_list_has_pages(town: City, signed_in: Arrive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "ON_A_PAGE", 3)
    aydin = signed_in("aydin")
    pages = [aydin.get(f"/me/notices?page={page}").text for page in (1, 2, 3)]

    assert [len(re.findall(r"<li[^>]*>\s*<(?:a|span)", page.split('<ul class="tc-tasks">')[1])) for page in pages] == [
        3,
        3,
        2,
    ]
    assert ["Ältere" in page for page in pages] == [True, True, False]
    assert ["Neuere" in page for page in pages] == [False, True, True]
    assert aydin.get("/me/notices?page=0").status_code == 422
