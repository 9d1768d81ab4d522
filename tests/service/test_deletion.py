"""What is over goes after its days, with a record of how much; what is held stays, and the log still fits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from tests import tampering
from tests.city import NOW, City
from tests.lived_in import signed, trusted
from timeclock.cli import main
from timeclock.core.due import AboutDue, Due
from timeclock.jobs import catalogue, history, runs
from timeclock.jobs.job import Tools
from timeclock.service import deletion, documents, verification
from timeclock.service.access import Action
from timeclock.store import audit, holds, job_runs, told_due
from timeclock.store.db import Session
from timeclock.store.documents import Subject
from timeclock.store.erasures import What
from timeclock.store.ids import new_uid
from timeclock.store.job_runs import State
from timeclock.store.schema.access import api_token, credential
from timeclock.store.schema.documents import document
from timeclock.store.schema.evidence import access_read, ledger_record
from timeclock.store.schema.jobs import job_run
from timeclock.store.schema.notices import notice
from timeclock.store.schema.retention import erasure, legal_hold

DAY = timedelta(days=1)
OLD, YOUNG = NOW - 366 * DAY, NOW - 364 * DAY
ROUTES = {"old": OLD, "held": OLD, "young": YOUNG}


@pytest.fixture
def looked_at(city: City) -> City:
    """A city in which people were looked at a year ago and lately; about Celik nothing is to be deleted."""
    with city.database.transaction() as session:
        for route, at in ROUTES.items():
            whom = {city.celik.person_id} if route == "held" else {city.aydin.person_id, city.brandt.person_id}
            audit.read_of_others(session, city.logins["hr"], route, Action.READ_TIMES, whom, at)
        holds.add(session, city.celik.person_id, "7 Ca 1/26", NOW)
    signed(city, NOW)
    return city


def routes(session: Session) -> list[str]:
    return sorted(session.execute(select(access_read.c.route)).scalars())


def faults(session: Session, city: City) -> set[str]:
    found = verification.verify(session, trusted(city), NOW + timedelta(hours=1)).discrepancies
    return {each.kind for each in found}


def through(city: City) -> None:
    with time_machine.travel(NOW, tick=False):
        runs.work_off(city.database, catalogue.periodic(city.settings)["deletion"], Tools.of(city.settings))


def test_old_looks_go_and_nothing_of_them_can_be_read_while_the_log_still_fits(looked_at: City) -> None:
    city, job = looked_at, catalogue.periodic(looked_at.settings)["deletion"]
    with city.database.reading() as session:
        foreseen = history.foreseen(session, job, Tools.of(city.settings), "2026-11-20", NOW)
        leaves = set(session.execute(select(ledger_record.c.leaf_hash)).scalars())
    none = dict.fromkeys(("credentials", "runs", "notices", "proofs", "timesheets"), 0)
    [line] = foreseen.lines
    assert foreseen.counts == {"reads": 1, **none, "held": 1}
    assert (line.code, line.figures["rows"], str(line.figures["day"])) == ("erase_reads", 1, "2025-11-20")
    through(city)
    signed(city, NOW)

    with city.database.reading() as session:
        assert routes(session) == ["held", "young"]
        [gone] = session.execute(select(ledger_record).where(ledger_record.c.erasure_id.is_not(None))).all()
        assert (gone.kind, gone.bytes, gone.salt) == ("access_read", None, None)
        [told] = deletion.last(session)
        assert (told.what, told.rows, told.before) == (What.READS, 1, NOW - 365 * DAY)
        assert leaves <= set(session.execute(select(ledger_record.c.leaf_hash)).scalars())
        assert faults(session, city) == set()
        [run] = job_runs.history(session, "deletion", 5)
        assert (run.state, run.done) == (State.DONE, 1)


def test_what_is_held_goes_once_the_hold_is_over(looked_at: City) -> None:
    city = looked_at
    environment = {"TIMECLOCK_VAR": str(city.settings.var), "TIMECLOCK_DATABASE_URL": city.settings.database_url}

    def say(*words: str) -> str:
        return CliRunner().invoke(main, ["holds", *words], env=environment).output

    with city.database.reading() as session:
        [uid] = session.execute(select(legal_hold.c.uid)).scalars()
    assert "Celik: 7 Ca 1/26" in say("list")
    say("end", str(uid))
    assert "no hold" in say("end", str(uid))
    assert say("list") == ""
    through(city)
    with city.database.reading() as session:
        assert routes(session) == ["young"]

    assert "nobody" in say("keep", "99999", "--reason", "7 Ca 2/26")
    say("keep", "10001", "--reason", "7 Ca 2/26")
    assert "7 Ca 2/26" in say("list")


def test_nobody_deletes_a_look_before_its_record_nor_another_one_with_it(looked_at: City) -> None:
    city = looked_at
    with city.database.reading() as session, pytest.raises(IntegrityError, match="a row is never deleted"):
        session.execute(delete(access_read).where(access_read.c.route == "old"))
    through(city)
    signed(city, NOW)
    with tampering.unguarded(city.database) as session:
        [number] = session.execute(select(erasure.c.id)).scalars()
        young = ledger_record.c.subject == str(
            session.execute(select(access_read.c.id).where(access_read.c.route == "young")).scalar_one()
        )
        here = update(ledger_record).where(ledger_record.c.kind == "access_read", young)
        session.execute(here.values(erasure_id=number))
        assert faults(session, city) == {"ledger_record"}
        session.execute(here.values(bytes=None, salt=None))
        session.execute(delete(access_read).where(access_read.c.route == "young"))
        assert faults(session, city) == {"erasure"}
    with tampering.unguarded(city.database) as session:
        session.execute(update(ledger_record).where(ledger_record.c.erasure_id.is_not(None)).values(erasure_id=4711))
        assert faults(session, city) == {"erasure"}


def test_credentials_that_open_nothing_and_periods_that_are_done_go_with_what_hangs_on_them(city: City) -> None:
    with city.database.transaction() as session:
        kept = len(session.execute(select(credential.c.id)).all())
        for number, (revoked, expires) in enumerate([(OLD, NOW), (None, OLD), (YOUNG, NOW), (None, NOW)]):
            values = {"login_id": city.logins["hr"], "kind": "api", "secret_or_subject": f"s{number}"}
            row = session.execute(
                credential.insert().values(**values, created_at=OLD, revoked_at=revoked).returning(credential.c.id)
            ).scalar_one()
            token = {"name": "Skript", "scopes": [], "expires_at": expires}
            session.execute(api_token.insert().values(credential_id=row, uid=new_uid(NOW), **token))
        for period, ended in {"2025-01-01": OLD, "2025-01-02": YOUNG, "2025-01-03": OLD}.items():
            job_runs.note(session, "nightly-leave", [(period, OLD)])
            here = (job_run.c.job == "nightly-leave", job_run.c.period == period)
            session.execute(update(job_run).where(*here).values(state=State.DONE, ended_at=ended))
        job_runs.tell(session, "forget", OLD, OLD, None)
    through(city)

    with city.database.reading() as session:
        assert len(session.execute(select(credential.c.id)).all()) == kept + 2
        assert session.execute(text("SELECT count(*) FROM api_token")).scalar_one() == 2
        # Its last period says what is due next, so it stays however old it is.
        assert [run.period for run in job_runs.history(session, "nightly-leave", 5)] == ["2025-01-03", "2025-01-02"]
        assert len(job_runs.history(session, "forget", 5)) == 1
        assert {(each.what, each.rows) for each in deletion.last(session)} == {(What.CREDENTIALS, 2), (What.RUNS, 1)}


def test_papers_and_notices_go_with_their_files_once_their_years_are_over(city: City) -> None:
    """In November 2026: proofs and notices of 2022 go, timesheets of 2019; those of Celik are held."""
    folder, months = city.settings.documents, {"proof": (2022, 2023), "timesheet": (2019, 2020)}
    with city.database.transaction() as session:
        kept = {}
        for who in (city.aydin, city.celik):
            for kind, (gone, stays) in months.items():
                for month in (date(gone, 12, 1), date(stays, 1, 1)):
                    subject = Subject(kind, who.person_id, who.employment_id, month)
                    content = f"%PDF {kind} {who.person_id} {month}".encode()
                    row = documents.put(session, folder, subject, documents.Media.PDF, content, NOW - 2000 * DAY)
                    kept[kind, who.person_id, month.year] = row.sha256
            for at in (datetime(2022, 12, 31, 20, tzinfo=UTC), datetime(2023, 1, 1, 8, tzinfo=UTC)):
                told_due.tell(session, who.person_id, f"{at}", AboutDue(Due.CONTRACT_ENDS, at.date()), at)
        # The same bytes among Aydin's younger papers: that file has to stay.
        again = Subject("proof", city.aydin.person_id, city.aydin.employment_id, date(2026, 1, 1))
        first = f"%PDF timesheet {city.aydin.person_id} 2019-12-01".encode()
        documents.put(session, folder, again, documents.Media.PDF, first, NOW)
        holds.add(session, city.celik.person_id, "7 Ca 1/26", NOW)
    signed(city, NOW)
    for later in (0, 1):
        with time_machine.travel(NOW + later * DAY, tick=False):
            runs.work_off(city.database, catalogue.periodic(city.settings)["deletion"], Tools.of(city.settings))
        signed(city, NOW + later * DAY)

    gone = {("proof", city.aydin.person_id, 2022), ("timesheet", city.aydin.person_id, 2019)}
    shared = kept["timesheet", city.aydin.person_id, 2019]
    with city.database.reading() as session:
        named = select(document.c.kind, document.c.person_id, document.c.month)
        left = {(kind, person_id, month.year) for kind, person_id, month in session.execute(named)}
        assert left == (kept.keys() - gone) | {("proof", city.aydin.person_id, 2026)}
        told = session.execute(select(notice.c.person_id, notice.c.at)).all()
        assert sorted((who == city.celik.person_id, at.year) for who, at in told) == [
            (False, 2023),
            (True, 2022),
            (True, 2023),
        ]
        assert {(each.what, each.rows) for each in deletion.last(session)} == {
            (What.NOTICES, 1),
            (What.PROOFS, 1),
            (What.TIMESHEETS, 1),
        }
        found = verification.verify(session, trusted(city), NOW + 2 * DAY).discrepancies
        assert found == ()
    files = {each.name for each in folder.glob("??/*")}
    assert files == set(kept.values()) - {kept["proof", city.aydin.person_id, 2022]}
    assert shared in files
