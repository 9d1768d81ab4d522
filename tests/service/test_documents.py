"""Documents are kept under their hash, in versions, for their owner alone; what happens to a file comes to light."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.city import NOW, City
from tests.lived_in import AUDIT_AT, kept, sight, signed, trusted
from timeclock.service import documents, verification
from timeclock.service.access import NotAllowed
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.sight import NotFound
from timeclock.store import contents
from timeclock.store.contents import ContentLost
from timeclock.store.documents import Subject


def files(city: City) -> list[Path]:
    return sorted(path for path in city.settings.documents.rglob("*") if path.is_file())


def test_a_document_comes_back_as_it_was_kept(city: City) -> None:
    with city.database.transaction() as session:
        row = kept(session, city, b"%PDF october")
    with city.database.reading() as session:
        found = documents.fetch(session, city.settings.documents, sight(session, city, "aydin"), row.uid)

    assert found.content == b"%PDF october"
    assert found.file_name == "proof-2026-10.pdf"
    assert found.document.size == len(b"%PDF october")


def test_a_content_lies_under_its_hash_for_the_owner_alone(city: City) -> None:
    with city.database.transaction() as session:
        row = kept(session, city, b"%PDF october")

    [file] = files(city)
    assert file == city.settings.documents / row.sha256[:2] / hashlib.sha256(b"%PDF october").hexdigest()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_same_document_twice_is_one_row_and_one_file(city: City) -> None:
    with city.database.transaction() as session:
        first, second = kept(session, city, b"as it was"), kept(session, city, b"as it was")
        own = documents.listed(session, sight(session, city, "aydin"))

    assert first == second
    assert list(own) == [first]
    assert len(files(city)) == 1


def test_a_new_version_stands_above_the_old_one_and_the_first_may_come_back(city: City) -> None:
    with city.database.transaction() as session:
        versions = [kept(session, city, content) for content in (b"one", b"two", b"one")]
        own = documents.listed(session, sight(session, city, "aydin"))

    assert list(own) == versions[::-1]
    assert len(files(city)) == 2


def test_two_people_with_the_same_content_share_a_file_but_no_document(city: City) -> None:
    with city.database.transaction() as session:
        for who in (city.aydin, city.celik):
            subject = Subject(DocumentKind.PROOF, who.person_id, who.employment_id)
            documents.put(session, city.settings.documents, subject, Media.CSV, b"nothing", NOW)
        seen = {name: documents.listed(session, sight(session, city, name)) for name in ("aydin", "celik", "brandt")}

    assert [len(seen[name]) for name in ("aydin", "celik", "brandt")] == [1, 1, 0]
    assert len(files(city)) == 1


@pytest.mark.parametrize("name", ["brandt", "celik"])
def test_nobody_else_is_handed_a_document_not_even_the_superior(city: City, name: str) -> None:
    with city.database.transaction() as session:
        row = kept(session, city, b"mine")
        with pytest.raises(NotFound):
            documents.fetch(session, city.settings.documents, sight(session, city, name), row.uid)


@pytest.mark.parametrize("name", ["officer", "hr", "council", "it"])
def test_who_is_nobody_has_no_documents(city: City, name: str) -> None:
    with city.database.transaction() as session, pytest.raises(NotAllowed):
        documents.listed(session, sight(session, city, name))


def test_a_document_that_never_was_is_not_found(city: City) -> None:
    with city.database.transaction() as session, pytest.raises(NotFound):
        documents.fetch(session, city.settings.documents, sight(session, city, "aydin"), UUID(int=7))


def damage(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b" ")


def remove(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(("happens", "said"), [(damage, "not what was kept"), (remove, "missing")])
def test_a_lost_content_is_said_on_reading_and_found_by_the_audit(city: City, happens, said) -> None:
    with city.database.transaction() as session:
        row = kept(session, city, b"october")
    signed(city, NOW + timedelta(seconds=1))
    happens(files(city)[0])

    with city.database.transaction() as session:
        with pytest.raises(ContentLost, match=said):
            documents.fetch(session, city.settings.documents, sight(session, city, "aydin"), row.uid)
        [found] = verification.verify(session, trusted(city), NOW).discrepancies
    assert found.kind == "document"
    assert row.sha256 in found.what


def test_an_untouched_document_passes_the_audit(city: City) -> None:
    with city.database.transaction() as session:
        kept(session, city, b"october")
    signed(city, NOW + timedelta(seconds=1))

    with city.database.reading() as session:
        assert verification.verify(session, trusted(city), AUDIT_AT).discrepancies == ()


def test_keeping_a_content_again_mends_its_file(city: City) -> None:
    with city.database.transaction() as session:
        row = kept(session, city, b"october")
        damage(files(city)[0])
        kept(session, city, b"october")

    assert contents.read(city.settings.documents, row.sha256) == b"october"


def test_a_crash_while_writing_leaves_nothing_under_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(_file: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(contents.os, "fsync", power_cut)
    with pytest.raises(OSError, match="no space"):
        contents.keep(tmp_path, b"half")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_a_name_that_is_no_hash_leads_nowhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContentLost):
        contents.read(tmp_path, name)
