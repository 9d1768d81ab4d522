"""IT reads its settings without their secrets, sees how the log stands, and has a job run without running it twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update

from tests.city import NOW, City
from tests.lived_in import sight, signed
from tests.web.conftest import Visitor
from timeclock import clock
from timeclock.cli import main
from timeclock.jobs import catalogue, runs
from timeclock.jobs.job import PeriodJob, Tools
from timeclock.ledger import keys
from timeclock.service import city_settings, log_watch
from timeclock.service.log_watch import Fit, LogSeen
from timeclock.settings import Origin, Source
from timeclock.store import job_runs, log
from timeclock.store.job_runs import State
from timeclock.store.schema.evidence import audit, checkpoint, ledger_node
from timeclock.store.schema.jobs import job_run
from timeclock.store.schema.notices import notice
from timeclock.store.schema.results import day_result, recalculation

Arrive = Callable[[str], Visitor]
NIGHT = "nightly-evaluation"
PERIOD = "2026-11-20"
WRITTEN_BY_JOBS = (job_run, audit, recalculation, day_result, notice)


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_settings_say_where_they_come_from_and_no_secret(small_town: City, signed_in: Arrive) -> None:
    page = signed_in("it").get("/admin/settings").text
    said = plain(page)

    assert f"Pfade beginnen hier. {small_town.settings.var} Umgebung TIMECLOCK_VAR" in said
    assert "session_hours Stunden, nach denen jemand in jedem Fall abgemeldet wird. 10 Vorgabe" in said
    assert f"{small_town.settings.factor_key_file} vorhanden, nur für den Eigentümer" in said
    for name in ("secret", "receipt", "log", "badge", "factor"):
        assert getattr(small_town.settings, f"{name}_key_file").read_text().strip() not in page


def test_a_password_in_an_address_is_hidden_and_an_open_secret_is_told(small_town: City) -> None:
    small_town.settings.badge_key_file.chmod(0o644)
    small_town.settings.log_key_file.unlink()
    secret = "gehe:im/1"
    city = replace(
        small_town.settings,
        database_url=f"postgresql+psycopg://zeit:{secret}@db.example/zeit?sslmode=require&password={secret}",
        origins={"database_url": Origin(Source.OPTION, "--database")},
    )
    with small_town.database.transaction() as session:
        seen = city_settings.in_force(sight(session, small_town, "it"), city)

    [told] = seen.said
    assert told.value == "postgresql+psycopg://zeit:•••@db.example/zeit?sslmode=require&password=•••"
    states = {each.name: each.state.value for each in seen.secrets}
    assert (states["badge_key_file"], states["log_key_file"]) == ("open", "missing")
    assert "database_url" not in {each.name for each in seen.left}


def watched(city: City) -> LogSeen:
    with city.database.transaction() as session:
        key = keys.public_key(city.settings.log_key_file)
        return log_watch.shown(session, sight(session, city, "it"), city.settings, key)


def test_the_log_stands_as_it_was_signed_or_it_is_said(small_town: City, signed_in: Arrive) -> None:
    city = small_town
    assert (watched(city).fit, watched(city).kept.fit) == (Fit.NONE, Fit.NONE)
    signed(city, NOW)
    [head] = watched(city).heads
    keys.head_file(city.settings.log_key_file).write_text(head.note, "utf-8")
    seen = watched(city)
    assert (seen.fit, seen.kept.fit) == (Fit.FITS, Fit.FITS)
    days = {day.isoformat(): number for day, number in seen.days}
    assert (sum(days.values()), seen.days[0][0]) == (seen.records, NOW.date())
    assert 0 < days["2026-11-19"] < seen.records
    assert "passt zum Protokoll" in signed_in("it").get("/admin/log").text

    with city.database.transaction() as session:
        # Whoever holds the database exchanges what lies below the root.
        session.execute(update(ledger_node).values(hash=bytes(32)))
    assert (watched(city).fit, watched(city).kept.fit) == (Fit.BROKEN, Fit.BROKEN)
    assert "passt nicht zum Protokoll" in signed_in("it").get("/admin/log").text
    keys.head_file(city.settings.log_key_file).write_text("no head at all", "utf-8")
    assert watched(city).kept.head is None


def test_a_full_check_stands_on_the_page_once_it_was_written_down(small_town: City, signed_in: Arrive) -> None:
    it, city = signed_in("it"), small_town
    signed(city, NOW)
    assert "Eine vollständige Prüfung ist fällig" in it.get("/admin/log").text
    command = ["--database", city.settings.database_url, "audit", "verify"]
    environment = {"TIMECLOCK_VAR": str(city.settings.var)}
    assert CliRunner().invoke(main, command, env=environment).exit_code == 0
    assert watched(city).checks == ()
    assert CliRunner().invoke(main, [*command, "--record"], env=environment).exit_code == 0

    page = it.get("/admin/log").text
    assert "alles wie festgeschrieben" in page
    assert "Eine vollständige Prüfung ist fällig" not in page
    with city.database.transaction() as session:
        session.execute(update(checkpoint).values(root=bytes(32)))
        before = log.counts(session, NOW)[0]
    assert CliRunner().invoke(main, [*command, "--record"], env=environment).exit_code == 1
    assert "1 Zeile passt nicht" in it.get("/admin/log").text
    # A check is a fact itself.
    assert watched(city).records == before + 1


def test_a_run_by_hand_waits_on_the_list_and_says_who_asked(small_town: City, signed_in: Arrive, pages: Flask) -> None:
    it, at, sent = signed_in("it"), f"/admin/jobs/{NIGHT}", {"period": PERIOD}
    job = catalogue.periodic(small_town.settings)[NIGHT]
    tools = Tools.of(small_town.settings)
    runs.work_off(small_town.database, job, tools)
    assert it.post(at, sent).status_code == 303
    waiting = it.get(at).text
    assert "angefordert von It, 20.11.2026, 16:00" in waiting
    with small_town.database.reading() as session:
        [run] = job_runs.history(session, NIGHT, 5)
        assert (run.state, run.done, run.asked_by) == (State.DUE, 3, small_town.logins["it"])
        [act] = session.execute(select(audit.c.by, audit.c.detail).where(audit.c.action == "job.asked"))
    assert tuple(act) == (small_town.logins["it"], {"period": PERIOD})
    runs.work_off(small_town.database, job, tools)
    assert "3 von 3" in it.get("/admin/jobs").text

    # A process is at it: nothing is begun a second time, and nothing is offered.
    with small_town.database.transaction() as session:
        session.execute(update(job_run).where(job_run.c.job == NIGHT).values(state=State.RUNNING))
    refused = it.post(at, sent)
    assert refused.status_code == 409
    assert "kein zweites Mal" in refused.text
    assert f'action="{at}"' not in refused.text
    assert it.post(at, {"period": "2026-11-21"}).status_code == 404
    assert it.post("/admin/jobs/nothing", sent).status_code == 404
    assert signed_in("hr").post(at, sent).status_code == 403


def test_what_a_job_would_do_is_counted_and_nothing_of_it_is_done(small_town: City, signed_in: Arrive) -> None:
    it, jobs = signed_in("it"), catalogue.periodic(small_town.settings)
    with small_town.database.reading() as session:
        before = {table.name: session.execute(select(table)).all() for table in WRITTEN_BY_JOBS}
    pages_of = {name: it.get(f"/admin/jobs/{name}") for name in jobs}
    with small_town.database.reading() as session:
        assert before == {table.name: session.execute(select(table)).all() for table in WRITTEN_BY_JOBS}

    assert {page.status_code for page in pages_of.values()} == {200}
    night = re.findall(r'<dt>(.*?)</dt>\s*<dd>\s*<span class="tc-figure__amount">(\d+)</span>', pages_of[NIGHT].text)
    tools = Tools.of(small_town.settings)
    runs.note_due(small_town.database, jobs[NIGHT], tools, clock.now())
    run = runs.take_step(small_town.database, jobs[NIGHT], tools)
    with small_town.database.reading() as session:
        marked = len(session.execute(select(recalculation)).all())
    assert run is not None
    assert night == [("Personen, die er durchgeht", str(run.total)), ("Tage zu berechnen", str(marked))]
    assert marked > run.total
    assert not any(name in page.text for page in pages_of.values() for name in ("Aydin", "Brandt", "Celik"))
    assert it.get("/admin/jobs/nothing").status_code == 404
    assert signed_in("hr").get(f"/admin/jobs/{NIGHT}").status_code == 403

    command = ["jobs", "foresee", NIGHT, "--period", PERIOD]
    told = CliRunner().invoke(main, command, env={"TIMECLOCK_VAR": str(small_town.settings.var)})
    assert told.output.splitlines()[0].split() == [PERIOD, str(run.total), *night[0][0].split()]


def test_each_job_with_periods_says_what_it_would_do(small_town: City) -> None:
    jobs = catalogue.periodic(small_town.settings).values()
    assert not [job.name for job in jobs if job.foresee is PeriodJob.__dataclass_fields__["foresee"].default]
