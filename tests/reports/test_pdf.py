"""The PDF: an archive file a screen reader can read, the same month inside it; the same month gives the same bytes."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pypdf
import pytest

from reports import catalogue, pdf
from tests.reports import papers
from tests.reports.story import FIRST, reported, told
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.reports import MonthReport

KINDS = tuple(catalogue.REPORTS)
# Latin letters a German register office may have to write (DIN 91379), combined ones included; Greek; Cyrillic.
NAMES = ("Żółć-Ĺǩū", "Ðorđe Çağlar", "Ŵyḧ ĦǮ ß ẞ ŒĲ", "Παπαδόπουλος", "Щербакова", "’ʿʾ‡")
COMBINED = ("H̱aṯ", "C̆ẹ̈n", "Łu̱")


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> MonthReport:
    city = told(tmp_path_factory.mktemp("story"))
    found = reported(city)
    city.database.dispose()
    return found


def written(month: MonthReport, kind: DocumentKind = DocumentKind.PROOF, language: str = "de") -> bytes:
    return catalogue.write(catalogue.REPORTS[kind], month, Media.PDF, language)


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_it_says_that_it_is_pdf_a_3a_and_pdf_ua_1(month: MonthReport, kind: DocumentKind, language: str) -> None:
    metadata = opened(written(month, kind, language)).trailer["/Root"]["/Metadata"].get_data()
    said = {
        element.tag.rpartition("}")[::2]: (element.text or "").strip()
        for element in ElementTree.fromstring(metadata).iter()  # noqa: S314  made by us a moment ago
    }
    parts = {f"{where.rpartition('/')[0].rpartition('/')[2]}:{name}" for (where, name), _ in said.items()}
    values = {name: text for (_, name), text in said.items()}
    ids = [text for (where, name), text in said.items() if name == "part"]

    assert sorted(ids) == ["1", "3"], parts
    assert values["conformance"] == "A"


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_is_tagged_and_says_its_title_and_language(month: MonthReport, language: str) -> None:
    root = opened(written(month, language=language)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(root["/Lang"]).split("-")[0] == language
    assert "Elif Aydin" in opened(written(month, language=language)).metadata.title
    tables = papers.pdf_tables(written(month, language=language))
    assert len(tables[0]) == 1 + 31 + 1


def test_every_font_is_inside_and_colours_mean_the_same_everywhere(month: MonthReport) -> None:
    reader = opened(written(month))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]

    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor.get_object()) for descriptor in descriptors)
    assert all("/ToUnicode" in font for font in fonts)
    [intent] = reader.trailer["/Root"]["/OutputIntents"]
    assert intent.get_object()["/DestOutputProfile"]


def test_the_month_lies_inside_as_the_csv_and_json_that_one_gets_alone(month: MonthReport) -> None:
    report = catalogue.REPORTS[DocumentKind.PROOF]
    reader = opened(written(month))
    files = [file.get_object() for file in reader.trailer["/Root"]["/AF"]]

    assert {str(file["/AFRelationship"]) for file in files} == {"/Data"}
    for media in (Media.CSV, Media.JSON):
        name = catalogue.file_name(report, month, media)
        assert reader.attachments[name] == [catalogue.write(report, month, media, "de")]
    assert {str(file["/EF"]["/F"].get_object()["/Subtype"]) for file in files} == {"/text/csv", "/application/json"}


def test_every_page_says_whose_it_is_and_which_of_how_many(month: MonthReport) -> None:
    reader = opened(written(month))
    pages = len(reader.pages)

    assert pages >= 2
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert f"Seite {number} von {pages}" in text
        assert "Arbeitszeitnachweis · Elif Aydin · 10001 · Oktober 2026" in text


def test_the_same_month_gives_the_same_bytes_whoever_prints_it(month: MonthReport) -> None:
    report = catalogue.REPORTS[DocumentKind.PROOF]
    sheet = report.sheet(month, catalogue.translator("de"))
    fresh = pdf.Press().render(sheet, (), month.made_at)

    assert hashlib.sha256(written(month)).digest() == hashlib.sha256(written(month)).digest()
    assert fresh == pdf.press().render(sheet, (), month.made_at)
    assert written(month) != written(replace(month, made_at=month.made_at + timedelta(minutes=1)))


def test_many_threads_can_print_at_once(month: MonthReport) -> None:
    months = [replace(month, made_at=month.made_at + timedelta(minutes=n % 4)) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(written, months))

    assert together == [written(each) for each in months]


def test_a_run_of_many_months_gives_what_each_gives_alone(month: MonthReport) -> None:
    report = catalogue.REPORTS[DocumentKind.TIMESHEET]
    months = [month, replace(month, provisional=True)]
    run = catalogue.write_all(report, months, Media.PDF, "en")

    assert list(run) == [written(each, DocumentKind.TIMESHEET, "en") for each in months]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_printed_as_it_is_written(month: MonthReport, name: str) -> None:
    content = written(replace(month, holder=replace(month.holder, family_name=name)))

    assert name in papers.pdf_text(content).replace("\n", "")


@pytest.mark.parametrize("name", COMBINED)
def test_letters_with_marks_of_their_own_are_drawn(month: MonthReport, name: str) -> None:
    content = written(replace(month, holder=replace(month.holder, family_name=name)))

    assert "\ufffd" not in papers.pdf_text(content)
    assert name in opened(content).metadata.title


def test_a_letter_no_font_has_costs_no_paper(month: MonthReport) -> None:
    content = written(replace(month, holder=replace(month.holder, family_name="李 🙂 Müller")))

    assert "\ufffd \ufffd Müller" in papers.pdf_text(content)


@pytest.mark.parametrize(
    "name", ["#let x = 1", "*fett* _schräg_", "$x^2$", '"); #panic("', "@label <label> \\ // /*", "}{[]"]
)
def test_nobodys_name_is_read_as_markup(month: MonthReport, name: str) -> None:
    content = written(replace(month, holder=replace(month.holder, unit_name=name)))

    assert name in papers.pdf_text(content)


def test_the_layout_reaches_nothing_outside() -> None:
    layout = pdf.LAYOUT.read_text()

    assert [word for word in ("read(", "image(", "import", "include", "http", "@preview") if word in layout] == []
    assert FIRST.day == 1
