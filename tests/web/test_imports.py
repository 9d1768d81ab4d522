"""A list sent through the page: looked at, taken over as it was seen, accounted for, and never twice unnoticed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from tests.city import NOW, City
from tests.uploads import LIST
from tests.web.conftest import Visitor
from timeclock.service.uploads import LARGEST_WORKBOOK
from timeclock.store import logins
from timeclock.store.schema.access import role_grant
from timeclock.store.schema.evidence import audit
from timeclock.store.schema.imports import upload
from timeclock.store.schema.people import person
from timeclock.store.schema.results import recalculation

Arrive = Callable[[str], Visitor]
SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


def send(visitor: Visitor, content: bytes, kind: str = "people", name: str = "liste.csv") -> TestResponse:
    return visitor.post("/imports", {"kind": kind, "as_of": "2026-11-20", "file": (io.BytesIO(content), name)})


def people(city: City) -> int:
    with city.database.reading() as session:
        return session.execute(select(func.count()).select_from(person)).scalar_one()


def waiting_files(city: City) -> list[str]:
    return [each.name for each in city.settings.uploads.rglob("*") if each.is_file()]


def test_a_list_is_looked_at_and_taken_over_exactly_as_it_was_seen(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    at = send(hr, LIST, name="..\\..\\<b>.csv").location
    page = hr.get(at).text
    table = hr.get(f"{at}/lines.csv").data.decode("utf-8-sig")
    rejected = hr.get(f"{at}?only=rejected").text

    assert (people(small_town), len(waiting_files(small_town))) == (3, 1)
    assert "Wochenstunden 39:00 → 30:00" in page
    assert "&lt;b&gt;.csv" in page
    assert "Die Wochenstunden sind keine Zahl: viele" in rejected
    assert "00010099" not in rejected
    became = [line.split(";")[2] for line in table.splitlines()[1:]]
    assert became == ["geändert", "unverändert", "unverändert", "neu", "abgelehnt"]
    [seen] = set(SEEN.findall(page))

    done = hr.post(at, {"seen": seen}, follow_redirects=True).text
    twice = hr.post(at, {"seen": seen})
    again = hr.get(send(hr, LIST).location).text

    assert "5 Zeilen: 1 neu, 1 geändert, 2 unverändert, 1 abgelehnt" in re.sub(r"\s+", " ", done)
    assert "Jede Zeile ist gezählt." in done
    assert (twice.status_code, people(small_town)) == (422, 4)
    assert "Dieselbe Datei wurde schon übernommen: Hr" in again
    assert "übernehmen</span>" not in again
    with small_town.database.reading() as session:
        acts = session.execute(select(audit.c.action, audit.c.by).where(audit.c.action.like("import.%"))).all()
    hr_login = small_town.logins["hr"]
    assert [tuple(row) for row in acts] == [(f"import.{act}", hr_login) for act in ("sent", "taken", "sent")]


def test_what_changed_meanwhile_is_not_taken_over_unseen(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    at = send(hr, LIST).location
    [seen] = set(SEEN.findall(hr.get(at).text))
    with small_town.database.transaction() as session:
        session.execute(update(person).where(person.c.family_name == "Celik").values(given_name="Cem"))
        session.execute(delete(recalculation))
    refused = hr.post(at, {"seen": seen})

    assert (refused.status_code, "Inzwischen ist" in refused.text, people(small_town)) == (422, True, 3)
    given_up = hr.post(f"{at}/give-up", {"seen": seen}, follow_redirects=True)
    assert "verworfen" in given_up.text
    assert (waiting_files(small_town), hr.get(at).status_code) == ([], 404)


def test_badges_come_by_list_and_no_number_is_kept_or_shown(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    content = b"Personalnummer;Ausweis\r\n10001;04AABBCC\r\n=1+1;04AABBCD\r\n"
    at = send(hr, content, kind="badges").location
    page, table = hr.get(at).text, hr.get(f"{at}/lines.csv").data.decode("utf-8-sig")
    done = hr.post(at, {"seen": SEEN.search(page)[1]}, follow_redirects=True).text

    assert "\r\n3;'=1+1;abgelehnt;" in table
    assert ("04AABBCC" in page, "04AABBCD" in page) == (False, False)
    assert "2 Zeilen: 1 neu, 0 geändert, 0 unverändert, 1 abgelehnt" in re.sub(r"\s+", " ", done)
    assert waiting_files(small_town) == []


def test_what_is_no_list_is_refused_in_words(signed_in: Arrive, small_town: City) -> None:
    hr = signed_in("hr")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/sheet", "w") as sheet:
        for _ in range(LARGEST_WORKBOOK // 2**24 + 1):
            sheet.write(bytes(2**24))
    nothing, large, odd = send(hr, b""), send(hr, bomb.getvalue()), send(hr, b"a;b\r\n1;2\r\n")

    assert (nothing.status_code, 'href="#file"' in nothing.text) == (422, True)
    assert (large.status_code, "zu groß" in large.text) == (422, True)
    assert "Verwerfen" in hr.get(odd.location).text
    # Sixteen megabytes fit through this one address; more is too much, and elsewhere a form stays small.
    length = {"CONTENT_LENGTH": str(17 * 1024 * 1024)}
    assert (
        hr.post("/imports", content_type="multipart/form-data; boundary=x", environ_overrides=length).status_code == 413
    )
    assert hr.post("/imports/00000000-0000-0000-0000-000000000007", {"seen": "0" * 70_000}).status_code == 413


def test_lists_of_the_whole_city_are_for_hr_of_the_whole_city(signed_in: Arrive, small_town: City) -> None:
    with small_town.database.transaction() as session:
        rows = session.execute(select(role_grant.c.id).where(role_grant.c.role == "hr")).scalars().all()
        assert rows
        session.execute(update(role_grant).where(role_grant.c.id.in_(rows)).values(superseded_at=NOW))
        logins.grant(session, small_town.logins["hr"], "hr", small_town.registry, NOW.date(), NOW, by=None)

    assert signed_in("hr").get("/imports").status_code == 403
    assert signed_in("officer").get("/imports").status_code == 403
    with small_town.database.reading() as session:
        assert session.execute(select(upload)).all() == []
