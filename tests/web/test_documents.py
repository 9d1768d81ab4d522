"""My documents: a list in versions, each to save under a name of its own; a damaged one is not given out."""

from __future__ import annotations

import re

from tests.lived_in import kept

LINK = re.compile(r'href="(/me/documents/[0-9a-f-]+)"')


def test_without_documents_the_page_says_so(aydin):
    assert "Es gibt noch keine Dokumente." in aydin.get("/me/documents").text


def test_a_document_is_listed_with_its_month_and_size_and_saved_under_its_name(aydin, small_town):
    with small_town.database.transaction() as session:
        kept(session, small_town, b"x" * 1_400_000)

    page = aydin.get("/me/documents").text
    assert "Arbeitszeitnachweis" in page
    assert "Oktober 2026" in page
    assert "(PDF, 1,4 MB)" in page

    answer = aydin.get(LINK.search(page)[1])
    assert answer.data == b"x" * 1_400_000
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="proof-2026-10.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_was_damaged_is_not_given_out(aydin, small_town):
    with small_town.database.transaction() as session:
        row = kept(session, small_town, b"october")
    (small_town.settings.documents / row.sha256[:2] / row.sha256).write_bytes(b"november")

    answer = aydin.get(f"/me/documents/{row.uid}")
    assert answer.status_code == 500
    assert "Das Dokument kann nicht ausgegeben werden" in answer.text
    assert b"november" not in answer.data


def test_the_superior_is_told_nothing_of_it(signed_in, small_town):
    with small_town.database.transaction() as session:
        row = kept(session, small_town, b"october")
    brandt = signed_in("brandt")

    assert brandt.get(f"/me/documents/{row.uid}").status_code == 404
    assert "Es gibt noch keine Dokumente." in brandt.get("/me/documents").text
