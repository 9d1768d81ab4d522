"""Leave each night: everybody is told once, in autumn once more, who leaves gets a certificate, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select, update

from tests.city import NOW, City
from timeclock.core.leave_expiry import ExpiryReason
from timeclock.core.leave_notices import NoticeKind
from timeclock.core.leave_year import LeaveKind
from timeclock.jobs import catalogue, leave, runs
from timeclock.jobs.job import Tools
from timeclock.service import leave_notices, leave_view
from timeclock.service.documents import DocumentKind
from timeclock.service.leave_entries import NotEntered
from timeclock.service.leave_view import LeaveView
from timeclock.store import leave as rows
from timeclock.store import leave_waiting, people
from timeclock.store.leave import Entered
from timeclock.store.schema.access import login
from timeclock.store.schema.documents import document
from timeclock.store.schema.people import employment_version

JANUARY, OCTOBER = datetime(2027, 1, 4, 3, tzinfo=UTC), datetime(2027, 10, 2, 3, tzinfo=UTC)


@pytest.fixture
def travel() -> Iterator[Callable[[datetime], object]]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


def night(city: City, day: date) -> None:
    """Run the job for the night into a day."""
    job = catalogue.periodic(city.settings)["nightly-leave"]
    runs.run_now(city.database, job, Tools.of(city.settings), day.isoformat())


def papers(city: City) -> list[tuple[int, str, int]]:
    """Return whose documents about leave there are, of which kind and year."""
    c = document.c
    with city.database.reading() as session:
        found = session.execute(select(c.person_id, c.kind, c.month).where(c.kind.like("leave_%")).order_by(c.id))
        return [(row.person_id, row.kind, row.month.year) for row in found]


def view(city: City, day: date) -> LeaveView:
    with city.database.reading() as session:
        employed = people.of_employment(session, city.aydin.employment_id, day)
        assert employed is not None
        seen = leave_view.of_employment(session, employed, city.rulebook(), day)
    assert seen is not None
    return seen


def test_everybody_is_told_once_a_year_and_reminded_in_autumn(city: City, travel: Callable[[datetime], object]) -> None:
    travel(JANUARY)
    night(city, JANUARY.date())
    night(city, JANUARY.date())

    everybody = [city.aydin.person_id, city.brandt.person_id, city.celik.person_id]
    assert papers(city) == [(person_id, "leave_notice", 2027) for person_id in everybody]

    travel(OCTOBER)
    night(city, OCTOBER.date())
    night(city, OCTOBER.date())

    assert papers(city)[3:] == [(person_id, "leave_reminder", 2027) for person_id in everybody]


def test_leave_lapses_with_the_year_only_for_who_was_told(city: City, travel: Callable[[datetime], object]) -> None:
    travel(JANUARY)
    with city.database.transaction() as session:
        session.execute(update(login).where(login.c.person_id == city.aydin.person_id).values(disabled_at=NOW))
    night(city, JANUARY.date())

    untold = view(city, JANUARY.date())
    assert [each.held.expiry.reason for each in untold.sources][:1] == [ExpiryReason.UNINFORMED]
    assert untold.delivered == ()
    with city.database.transaction() as session:
        assert leave_notices.untold(session, 2027, JANUARY) == ["10001"]

    with city.database.transaction() as session:
        leave_notices.hand_over(session, "10001", NoticeKind.YEARLY, 2027, date(2027, 1, 7), JANUARY)

    told = view(city, date(2027, 1, 8))
    assert [(each.held.year, each.held.expiry.on) for each in told.sources][:1] == [(2027, date(2027, 12, 31))]
    with city.database.transaction() as session:
        assert leave_notices.untold(session, 2027, JANUARY) == []
    assert [(each.year, each.on, each.way) for each in told.delivered] == [(2027, date(2027, 1, 7), "paper")]


def test_a_paper_that_was_never_made_cannot_be_handed_over(city: City) -> None:
    with city.database.transaction() as session:
        for staff_no in ("10001", "4711"):
            with pytest.raises(NotEntered):
                leave_notices.hand_over(session, staff_no, NoticeKind.YEARLY, 2026, NOW.date(), NOW)


def test_who_comes_during_the_year_is_told_the_night_after(city: City, travel: Callable[[datetime], object]) -> None:
    day = date(2026, 11, 23)
    travel(datetime(2026, 11, 23, 3, tzinfo=UTC))
    night(city, day)

    with city.database.reading() as session:
        kept = rows.kept(session, city.aydin.person_id)
    [told] = kept.delivered[city.aydin.employment_id]
    assert (told.year, told.kind, told.on, told.way) == (2026, NoticeKind.YEARLY, day, "documents")
    assert kept.had(city.aydin.employment_id)[LeaveKind.ANNUAL, 2027] == 31


def test_a_notice_says_how_much_it_is_to_take_it_and_that_it_lapses(
    sqlite_city: City, travel: Callable[[datetime], object]
) -> None:
    travel(JANUARY)
    night(sqlite_city, JANUARY.date())

    [newest, *_] = sorted(sqlite_city.settings.documents.rglob("*"), key=lambda path: path.is_file(), reverse=True)
    said = " ".join("".join(page.extract_text() for page in PdfReader(newest).pages).split())
    assert "Von Ihrem Urlaub sind 31 Tage weder genommen noch geplant" in said
    assert "Bitte beantragen Sie Ihren Urlaub so früh" in said
    assert "verfällt mit dem Ablauf des jeweils genannten Tages" in said
    assert "bis 31.12.2027, mit dem Urlaubsjahr" in said


def test_who_has_left_gets_a_certificate_once(city: City, travel: Callable[[datetime], object]) -> None:
    travel(datetime(2026, 11, 23, 3, tzinfo=UTC))
    c = employment_version.c
    with city.database.transaction() as session:
        left = update(employment_version).where(c.employment_id == city.celik.employment_id)
        session.execute(left.values(valid_to=date(2026, 11, 21)))
    night(city, date(2026, 11, 23))
    night(city, date(2026, 11, 23))

    with city.database.transaction() as session:
        of = session, city.settings.documents, "10003", DocumentKind.LEAVE_CERTIFICATE
        assert leave_notices.paper(*of, 2026, NOW).startswith(b"%PDF")
        with pytest.raises(NotEntered):
            leave_notices.paper(*of, 2027, NOW)
    assert [kind for person_id, kind, _ in papers(city) if person_id == city.celik.person_id] == ["leave_certificate"]


def test_whose_leave_waits_is_worked_out_within_seconds(city: City, travel: Callable[[datetime], object]) -> None:
    travel(NOW)
    with city.database.transaction() as session:
        leave_waiting.mark(session, [city.aydin.person_id, city.celik.person_id], NOW)

    assert leave.work_off(city.database, city.rulebook()) == 2
    assert leave.work_off(city.database, city.rulebook()) == 0


def test_who_cannot_be_worked_out_holds_up_nobody(sqlite_city: City, travel: Callable[[datetime], object]) -> None:
    travel(NOW)
    with sqlite_city.database.transaction() as session:
        strange = Entered(sqlite_city.aydin.employment_id, LeaveKind.ANNUAL, 0, Fraction(1), "corrected", "", "")
        rows.enter(session, [strange], NOW)
        leave_waiting.mark(session, [sqlite_city.aydin.person_id, sqlite_city.celik.person_id], NOW)

    assert leave.work_off(sqlite_city.database, sqlite_city.rulebook()) == 1
