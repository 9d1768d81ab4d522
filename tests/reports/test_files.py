"""CSV and JSON: what a spreadsheet opens without harm, and what a machine reads without guessing."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from reports import catalogue, csv_file
from tests.house.tree import ROOT
from tests.reports import papers
from tests.reports.story import reported, told
from timeclock.i18n import LOCALES, translator
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.reports import MonthReport
from timeclock.store.contests import Contest

PROOF = catalogue.REPORTS[DocumentKind.PROOF]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> MonthReport:
    city = told(tmp_path_factory.mktemp("story"))
    found = reported(city)
    city.database.dispose()
    return found


def written(month: MonthReport, media: Media, language: str = "de") -> bytes:
    return catalogue.write(PROOF, month, media, language)


def test_a_german_excel_opens_the_csv_with_its_umlauts(month: MonthReport) -> None:
    content = written(month, Media.CSV)

    assert content.startswith(b"\xef\xbb\xbfPersonalnummer;Name;Tag;Zustand;Beginn;Ende;")
    assert content.count(b"\r\n") == 32
    assert "Das Gehen fehlt" in content.decode()


@pytest.mark.parametrize("evil", ["=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(month: MonthReport, evil: str) -> None:
    holder = replace(month.holder, family_name=evil, staff_no=evil)
    days = tuple(replace(day, contest=Contest(evil, month.made_at)) for day in month.days)
    rows = papers.csv_rows(written(replace(month, holder=holder, days=days), Media.CSV))

    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if csv_file.FORMULA.match(cell) and not csv_file.FIGURE.fullmatch(cell)] == []
    assert rows[0]["Personalnummer"].lstrip("'") == evil


def test_a_debt_stays_a_number(month: MonthReport) -> None:
    rows = papers.csv_rows(written(month, Media.CSV))

    assert [row["Differenz (Minuten)"] for row in rows[:2]] == ["-468", "-468"]


def test_instants_carry_the_offset_so_that_the_long_night_is_clear(month: MonthReport) -> None:
    [night] = [day for day in papers.loaded(written(month, Media.JSON))["days"] if day["day"] == "2026-10-24"]

    assert night["breaks"] == [{"begin": "2026-10-25T02:20:00+02:00", "end": "2026-10-25T02:10:00+01:00"}]


def test_the_json_is_the_same_in_every_language(month: MonthReport) -> None:
    assert len({written(month, Media.JSON, language) for language in LOCALES}) == 1


def test_no_duration_is_a_float_and_every_one_says_its_unit(month: MonthReport) -> None:
    def walk(value: object, name: str = "") -> list[str]:
        match value:
            case dict():
                return [found for key, inner in value.items() for found in walk(inner, str(key))]
            case list():
                return [found for inner in value for found in walk(inner, name)]
            case float():
                return [name]
            case _:
                return []

    assert walk(papers.loaded(written(month, Media.JSON))) == []


def keys_of(value: object, path: str = "") -> set[str]:
    match value:
        case dict():
            here = {f"{path}{key}" for key in value}
            return here.union(*(keys_of(inner, f"{path}{key}.") for key, inner in value.items()))
        case list():
            return set().union(*(keys_of(inner, path) for inner in value))
        case _:
            return set()


def test_every_key_and_every_heading_is_documented(month: MonthReport) -> None:
    reference = (ROOT / "docs" / "reference" / "reports.md").read_text()
    keys = {key for key in keys_of(papers.loaded(written(month, Media.JSON))) if ".figures." not in key}
    headings = {heading for language in LOCALES for heading in csv_file.headings(translator(language))}

    assert {key for key in keys if f"`{key}`" not in reference} == set()
    assert {heading for heading in headings if f"`{heading}`" not in reference} == set()
    assert {kind for kind in catalogue.REPORTS if f"`{kind}`" not in reference} == set()


def test_a_workbook_has_the_same_days_as_numbers_and_no_formula(month: MonthReport) -> None:
    evil = "=1+1"
    days = tuple(replace(day, contest=Contest(evil, month.made_at)) for day in month.days)
    hostile = replace(month, days=days, holder=replace(month.holder, family_name=evil))
    report = catalogue.REPORTS[DocumentKind.TIMESHEET]
    book = openpyxl.load_workbook(io.BytesIO(catalogue.write(report, hostile, Media.XLSX, "de")))
    sheet, about = book.worksheets
    heads, *rows, sums = sheet.iter_rows(values_only=True)
    plain = papers.csv_rows(written(month, Media.CSV))

    assert heads[:4] == ("Tag", "Zustand", "Beginn", "Ende")
    assert [row[0].date().isoformat() for row in rows] == [row["Tag"] for row in plain]
    for name, at in (("Istzeit (Minuten)", 8), ("Sollzeit (Minuten)", 9), ("Differenz (Minuten)", 10)):
        told = ["" if row[at] is None else str(round(row[at] * 60)) for row in rows]
        assert told == [row[name] for row in plain]
        assert sum(int(each) for each in told if each) == round(sums[at] * 60)
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n", "d"}
    assert any(evil in str(cell.value) for cell in about["B"])
