"""What protects a person alone: she and HR read why; whoever has to keep the limit reads the limit and no more."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import city as builders
from tests.city import NOW, City, evaluated, stamped
from tests.uploads import sent_roster
from timeclock.cli import main
from timeclock.core.corrections import After, Wish
from timeclock.core.protections import Figures, Protection, ProtectionKind
from timeclock.core.register import Code
from timeclock.core.spans import DaySpan
from timeclock.core.stamps import StampKind
from timeclock.service import protections, roster_import
from timeclock.service.access import Role
from timeclock.store import corrections, logins
from timeclock.store.schema.imports import upload

NOVEMBER = date(2026, 11, 1)
TUESDAY = date(2026, 11, 17)
DAYS = DaySpan(date(2026, 11, 1), date(2026, 11, 20))
# Each breaks another rule: too long and too late, the rest after it, a Sunday; and on the last day all of it is banned.
TAPS = {
    TUESDAY: "10:00 in 14:00 out 14:30 in 20:31 out",
    TUESDAY + timedelta(days=1): "07:00 in 12:00 out",
    date(2026, 11, 15): "09:00 in 12:00 out",
}
# Published before she told anybody.
LATE = date(2026, 12, 1)
ROSTER = b"staff_no;day;kind;from;to;plan\n10001;2026-12-01;work;13:30;22:00;\n"
EXPECTING = Protection(ProtectionKind.MATERNITY, NOVEMBER, figures=Figures(due_on=date(2026, 12, 29)))
CHOICE = re.compile(r"<option(?![^>]*selected)[^>]*>[^<]*</option>")
SECRET = re.compile(
    r"muschg|mutterschutz|schwanger|pregnan|maternity|entbindung|birth|fehlgeburt|miscarriage", re.IGNORECASE
)
REQUEST = UUID(int=815)
FORMS = ("pdf", "csv", "json", "xlsx")


@pytest.fixture
def expecting(small_town: City) -> City:
    """The town in which Frau Aydin is pregnant, has worked too long, and has asked for a correction of that day."""
    with small_town.database.transaction() as session:
        asked = roster_import.Asked("Bürgerdienste", LATE.replace(day=1), small_town.rulebook().around)
        roster_import.enter(session, ROSTER, asked, NOW)
        protections.add(session, "10001", EXPECTING, NOW)
        for day, taps in TAPS.items():
            stamped(session, small_town.aydin, day, taps, small_town.settings)
        evaluated(session, small_town.aydin, DAYS, small_town)
        wish = Wish(
            TUESDAY,
            None,
            After(StampKind.OUT, builders.instant(TUESDAY, builders.time(20, 40), small_town.settings.zone)),
        )
        asked = (small_town.aydin.employment_id, wish, small_town.logins["aydin"], "vergessen", NOW)
        corrections.ask(session, REQUEST, *asked)
        sent_roster(session, small_town, NOW, LATE.replace(day=1), ROSTER)
    return small_town


def everything(pages: Flask, town: City) -> Iterator[str]:
    """Yield every address that can be looked at, with Frau Aydin, the days and the month in it."""
    names = ("document_uid", "request_uid", "own_request_uid", "notice_uid", "trial_uid", "upload_uid", "terminal_uid")
    others = {
        "filename": "icon.svg",
        **dict.fromkeys((*names, "draft_uid", "role_draft_uid", "place_draft_uid"), REQUEST),
        "first_day": NOVEMBER,
    }
    others |= {"code": "gleitzeit-39", "what": "terms", "evaluation": Code.VIOLATIONS, "job_name": "nightly-evaluation"}
    with town.database.reading() as session:
        others["upload_uid"] = session.execute(select(upload.c.uid)).scalar_one()
    for rule in pages.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint in {"start.logout", "static"}:
            continue
        for day in TAPS if "day" in rule.arguments else [TUESDAY]:
            for kind in ("proof", "timesheet") if "kind" in rule.arguments else ["proof"]:
                for form in FORMS if "form" in rule.arguments else ["csv"]:
                    values = {"uid": town.aydin.employment_uid, "day": day, "kind": kind, "form": form, **others}
                    asked = {name: values[name] for name in rule.arguments}
                    # Not every paper comes in every form.
                    with pages.test_request_context(), suppress(ValueError):
                        yield pages.url_map.bind("localhost").build(rule.endpoint, asked)


def read(answer: TestResponse) -> str:
    """Return what a person reads in an answer, whatever it is written in."""
    content = answer.get_data()
    if answer.mimetype == "application/pdf":
        paper = PdfReader(io.BytesIO(content))
        attached = b" ".join(one for each in paper.attachments.values() for one in each).decode("utf-8", "replace")
        return attached + " ".join(page.extract_text() for page in paper.pages)
    # What may be chosen of any absence is said of nobody, unless it is chosen.
    return CHOICE.sub("", content.decode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("name", "language"),
    [("brandt", "de"), ("brandt", "en"), ("officer", "de"), ("council", "de"), ("it", "de"), ("celik", "de")],
)
def test_nobody_who_need_not_know_reads_of_it_anywhere(
    pages: Flask, expecting: City, signed_in: object, name: str, language: str
) -> None:
    somebody = signed_in(name)
    somebody.client.set_cookie("timeclock-language", language)
    told = {at: SECRET.findall(read(somebody.get(at))) for at in everything(pages, expecting)}

    assert {at: words for at, words in told.items() if words} == {}
    assert len(told) > 40


@pytest.mark.parametrize(
    "at",
    [
        "/team/{uid}/day/2026-11-17",
        "/team/{uid}/day/2026-11-18",
        "/team/{uid}/month/2026-11",
        "/team/requests/{request}",
        "/team/{uid}/proof/2026-11/pdf",
    ],
)
def test_the_superior_reads_that_a_personal_limit_was_not_kept(expecting: City, signed_in: object, at: str) -> None:
    uid = expecting.aydin.employment_uid

    assert "Persönliche Schutzgrenze" in read(signed_in("brandt").get(at.format(uid=uid, request=REQUEST)))


def test_the_superior_reads_the_limit(expecting: City, signed_in: object) -> None:
    text = signed_in("brandt").get(f"/team/{expecting.aydin.employment_uid}/day/2026-11-17").text

    assert "10:01 gearbeitet, 8:30 erlaubt" in text
    assert "0:31 außerhalb von 06:00–20:00 Uhr" in text


def test_the_superior_is_asked_to_plan_a_published_duty_anew(expecting: City, signed_in: object) -> None:
    superior = signed_in("brandt")
    asked, roster = superior.get("/team/requests").text, superior.get("/team/roster/2026-12").text

    [line] = re.findall(r'href="/team/roster/2026-12[^"]*#findings">Aydin, .*?</li>', asked)
    assert "Di., 1. Dez." in line
    assert re.search(r"Persönliche Schutzgrenze.*neu zu planen.*2:00 außerhalb von 06:00–20:00 Uhr", roster)
    assert ('name="ground.' in roster, SECRET.findall(roster + asked)) == (False, [])


def test_the_time_office_has_it_on_its_list(expecting: City, signed_in: object) -> None:
    text = signed_in("officer").get("/office/deviations").text

    assert "Persönliche Schutzgrenze: zu lange gearbeitet" in text
    assert "Persönliche Schutzgrenze: an einem freien Tag gearbeitet" in text


def test_in_files_the_superior_finds_the_neutral_code(expecting: City, signed_in: object) -> None:
    at = f"/team/{expecting.aydin.employment_uid}/proof/2026-11/json"

    found = {each["code"] for day in signed_in("brandt").get(at).json["days"] for each in day["findings"]}

    assert {"PERSONAL-DAY", "PERSONAL-HOURS", "PERSONAL-REST", "PERSONAL-FREE"} <= found


@pytest.mark.parametrize(
    ("name", "at"),
    [("aydin", "/me/day/2026-11-17"), ("hr", "/team/{uid}/day/2026-11-17"), ("hr", "/team/{uid}/proof/2026-11/csv")],
)
def test_she_and_hr_read_why(expecting: City, signed_in: object, name: str, at: str) -> None:
    text = read(signed_in(name).get(at.format(uid=expecting.aydin.employment_uid)))

    assert "MuSchG §4 Abs. 1" in text or "Mutterschutz" in text


def test_whoever_is_hr_for_one_unit_and_leads_another_reads_why_in_the_one_alone(
    expecting: City, signed_in: object
) -> None:
    with expecting.database.transaction() as session:
        logins.grant(session, expecting.logins["brandt"], Role.HR, expecting.archive, builders.FIRST_DAY, NOW, by=None)

    text = signed_in("brandt").get(f"/team/{expecting.aydin.employment_uid}/day/2026-11-17").text

    assert "Persönliche Schutzgrenze" in text
    assert SECRET.findall(text) == []


@pytest.mark.parametrize("words", [("explain", "10001", "2026-11-17"), ("report", "proof", "10001", "2026-11")])
def test_the_operators_command_does_not_tell_it_either(
    expecting: City, tmp_path: object, words: tuple[str, ...]
) -> None:
    out = ("--out", str(tmp_path / "papers"), "--format", "json") if words[0] == "report" else ()
    done = CliRunner().invoke(main, [*words, *out, "--database", expecting.settings.database_url])

    told = done.output + " ".join(path.read_text() for path in (tmp_path / "papers").glob("*"))
    assert done.exit_code == 0, done.output
    assert "PERSONAL-DAY" in told or "Persönliche Schutzgrenze" in told
    assert SECRET.findall(told) == []
