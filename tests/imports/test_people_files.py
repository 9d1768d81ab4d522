"""Personnel lists of other shapes: bytes decide the encoding, a profile the rest, and a workbook has cells of kinds."""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from timeclock.service import people_files, people_layout, people_records
from timeclock.service.people_layout import ProfileError
from timeclock.service.people_reasons import NotTaken, Reason
from timeclock.service.people_records import Refused, StaffRecord

HEAD = "Personalnummer;Nachname;Vorname;Eintritt;Dienststelle;Wochenstunden;Arbeitszeitmodell"
OTTO = "00050001;Öttö;Ägidius;01.04.2015;Straßenbauamt;39,00;GLZ39"
IDA = "00050002;Plain;Ida;01.04.2015;Amt 66;39,00;GLZ39"

SAP_LIST = """\
27.10.2026                        Dynamische Listenausgabe                                 1
----------------------------------------------------------------------------------------
|PersNr. |Nachname            |Vorname    |Eintritt  |Austritt  |Kostenst. |WoStd |ZeitAusw |
----------------------------------------------------------------------------------------
|00050001|Öttö                |Ägidius    |01.04.2009|31.12.9999|0450010   |39,00 |00450023 |
|00050002|Plain               |Ida        |01.02.1998|30.06.2026|0450020   | 1,50-|00450190 |
----------------------------------------------------------------------------------------
*        |                    |           |          |          |          |60,00 |         |
"""
GENERAL = '[defaults]\nunit = "Stadt"\nmodel = "GLZ39"\n'


def judged(content: bytes, profile: Path | None = None) -> list[StaffRecord | Reason]:
    """Return what each record says, or why it is refused."""
    layout = people_layout.load(profile)
    sheet = people_files.read(content, layout)
    found: list[StaffRecord | Reason] = []
    for row in sheet.rows:
        try:
            found.append(people_records.judge(row, sheet, layout))
        except Refused as fault:
            found.append(fault.reason)
    return found


def the_one(content: bytes, profile: Path | None = None) -> StaffRecord:
    (found,) = judged(content, profile)
    assert isinstance(found, StaffRecord)
    return found


def profiled(directory: Path, text: str) -> Path:
    file = directory / "profile.toml"
    file.write_text(text, "utf-8")
    return file


def workbook(*sheets: list[list[object]], hidden: int | None = None) -> bytes:
    """Return a workbook; a day is written as one, a number as a number with the format of an id."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        day, number = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "00000000"})
        for no, rows in enumerate(sheets):
            sheet = book.add_worksheet()
            if no == hidden:
                sheet.hide()
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, day)
                    elif isinstance(cell, int):
                        sheet.write_number(at, column, cell, number)
                    elif isinstance(cell, float):
                        sheet.write_number(at, column, cell)
                    else:
                        sheet.write_string(at, column, str(cell))
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encoding_and_line_ends_are_seen_from_the_bytes(encoding: str, end: str) -> None:
    found = the_one(f"{HEAD}{end}{OTTO}{end}".encode(encoding))

    assert (found.line, found.family_name, found.given_name, found.unit) == (2, "Öttö", "Ägidius", "Straßenbauamt")


def test_letters_taken_apart_are_put_together() -> None:
    apart = unicodedata.normalize("NFD", OTTO)

    assert the_one(f"{HEAD}\n{apart}".encode()).family_name == "Öttö"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_record_in_the_other_encoding_is_refused_and_never_read_wrong(encoding: str) -> None:
    other = {"utf-8": "cp1252", "cp1252": "utf-8"}[encoding]
    rest = f"{HEAD}\n{OTTO}\n{OTTO.replace('50001', '50003')}\n"
    found = judged(rest.encode(encoding) + OTTO.replace("50001", "50004").encode(other))

    assert [getattr(each, "family_name", each) for each in found] == ["Öttö", "Öttö", Reason.MIXED_ENCODING]


def test_a_letter_cut_in_two_at_the_end_of_a_file_is_refused() -> None:
    content = f"{HEAD}\n{OTTO}\n{OTTO.replace('50001', '50003')}\n{IDA};Ö".encode()[:-1]

    assert isinstance(judged(content)[-1], Reason)


@pytest.mark.parametrize("odd", [b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d", b"\x00", b"\x07"])
def test_a_byte_that_is_no_letter_spoils_its_record_alone(odd: bytes) -> None:
    content = f"{HEAD}\n{OTTO}\n".encode("cp1252") + IDA.encode().replace(b"Plain", b"Pl" + odd + b"in")

    first, second = judged(content)
    assert isinstance(first, StaffRecord)
    assert second is Reason.UNDECODABLE_BYTE


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_the_separator_is_seen_from_the_headings(separator: str) -> None:
    assert the_one(f"{HEAD}\n{IDA}".replace(";", separator).encode()).family_name == "Plain"


def test_empty_lines_and_lines_of_separators_are_no_records() -> None:
    content = f"\n{HEAD}\n\n{IDA}\n;;;;;;\n\n".encode()

    assert [each.line for each in judged(content) if isinstance(each, StaffRecord)] == [4]


@pytest.mark.parametrize(
    "broken",
    [
        'x;"Offen;Otto;01.04.2015;Amt 66;39,00;GLZ39',
        'x;"Haus" Meier;Otto;01.04.2015;Amt 66;39,00;GLZ39',
    ],
)
@pytest.mark.parametrize("after", [IDA, IDA.replace("Amt 66", '"Amt 66; Tiefbau"')])
def test_a_quotation_mark_without_its_fellow_costs_one_line_wherever_it_stands(broken: str, after: str) -> None:
    found = judged(f"{HEAD}\n{broken}\n{after}\n{IDA.replace('50002', '50003')}".encode())

    assert [getattr(each, "staff_no", each) for each in found] == [Reason.UNTERMINATED_QUOTE, "00050002", "00050003"]


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        ("39", 2340),
        ("39,0", 2340),
        ("29,25", 1755),
        ("39,83", 2390),
        ("8,01", 481),
        ("39:50", 2390),
        ("60,00", 3600),
        ("60,01", Reason.HOURS_OUT_OF_RANGE),
        ("7.512,25", Reason.HOURS_OUT_OF_RANGE),
        ("1,50-", Reason.HOURS_OUT_OF_RANGE),
        ("0,00", Reason.HOURS_OUT_OF_RANGE),
        ("9" * 40, Reason.HOURS_OUT_OF_RANGE),
        ("39.5", Reason.HOURS_NOT_NUMERIC),
        ("39,5,0", Reason.HOURS_NOT_NUMERIC),
        ("3 9", Reason.HOURS_NOT_NUMERIC),
        ("1,01E+01", Reason.HOURS_NOT_NUMERIC),
    ],
)
def test_weekly_hours(hours: str, minutes: int | Reason) -> None:
    (found,) = judged(f"{HEAD}\n{IDA.replace('39,00', hours)}".encode())

    assert getattr(found, "weekly_min", found) == minutes


def test_ids_of_any_length_are_judged_and_none_breaks_the_import() -> None:
    found = judged(
        f"{HEAD}\n{IDA.replace('00050002', '9' * 5000)}\n{IDA.replace('00050002', '0' * 5000 + '7')}".encode()
    )

    assert [getattr(each, "staff_no", each) for each in found] == [Reason.PERSONNEL_NO_TOO_LONG, "00000007"]


def test_a_sheet_nobody_sees_is_only_the_list_where_a_profile_names_it(tmp_path: Path) -> None:
    old, new = ([HEAD.split(";"), line.split(";")] for line in (OTTO, IDA))
    book = workbook([["Hinweise"]], list(old), list(new), hidden=1)
    profile = tmp_path / "profile.toml"
    profile.write_text('[layout]\nsheet = "Sheet2"\n', "utf-8")

    assert [getattr(each, "staff_no", each) for each in judged(book)] == ["00050002"]
    assert [getattr(each, "staff_no", each) for each in judged(book, profile)] == ["00050001"]


def test_a_workbook_has_ids_as_numbers_days_as_days_and_hours_of_both_kinds() -> None:
    rows: list[list[object]] = [
        ["Personalstamm Stadt Beispiel"],
        HEAD.split(";"),
        [50001, "Öttö", "Ägidius", date(2015, 4, 1), "Straßenbauamt", 29.25, "TZ"],
        [],
        ["00050002", "Plain", "Ida", "1.4.2015", "Amt 66", "29,25", "TZ"],
        [50003.5, "Halb", "Ida", "1.4.2015", "Amt 66", 39, "TZ"],
        [50004, "Fe\ufffdler", "Ida", "1.4.2015", "Amt 66", 39, "TZ"],
        [50005, "Leer", "Ida", "1.4.2015", "Amt 66"],
    ]
    found = judged(workbook([["Stand: 27.10.2026"]], rows))

    assert [getattr(each, "weekly_min", each) for each in found] == [
        1755,
        1755,
        Reason.PERSONNEL_NO_NOT_NUMERIC,
        Reason.UNDECODABLE_BYTE,
        Reason.MISSING_MANDATORY_FIELDS,
    ]
    first, second = found[:2]
    assert isinstance(first, StaffRecord)
    assert isinstance(second, StaffRecord)
    assert (first.line, first.staff_no, first.entry) == (3, "00050001", date(2015, 4, 1))
    assert (second.line, second.entry) == (5, date(2015, 4, 1))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (HEAD.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04 no workbook", "workbook cannot be read"),
        (b"", "No line has headings"),
        (b"Name;Alter\nIda;7\n", "begins with Name"),
        (HEAD.replace("Vorname", "Vorname;Rufname").encode(), "Vorname, Rufname could both be given_name"),
        (HEAD.replace(";Dienststelle", "").encode(), "No column for unit"),
        (workbook([["Name"]]), "No line has headings"),
    ],
)
def test_a_file_that_is_no_personnel_list_is_refused_with_what_to_do(content: bytes, complaint: str) -> None:
    with pytest.raises(NotTaken, match=complaint):
        judged(content)


def test_a_list_out_of_sap_is_read_with_its_title_its_lines_and_its_total(tmp_path: Path) -> None:
    found = judged(SAP_LIST.encode("cp1252"), profiled(tmp_path, GENERAL))

    assert [getattr(each, "family_name", each) for each in found] == [
        "Öttö",
        Reason.HOURS_OUT_OF_RANGE,
        Reason.FOOTER_TOTAL,
    ]
    first = found[0]
    assert isinstance(first, StaffRecord)
    assert (first.line, first.exit, first.badge, first.cost_centre) == (5, None, 450023, "0450010")


def test_a_profile_names_code_page_headings_days_decimals_and_models(tmp_path: Path) -> None:
    profile = profiled(
        tmp_path,
        GENERAL
        + """
[layout]
code_page = "cp850"
separators = ["~"]
dates = ["%y.%m.%d"]
decimal = "."
staff_digits = 9
skip = ["#.*"]
totals = ["Ende"]
[columns]
staff_no = ["Schlüssel"]
weekly_hours = ["Soll"]
[kinds]
Angestellt = "tvoed"
[models]
GLZ39 = "gleitzeit-39"
""",
    )
    text = "# von Hand\nSchlüssel~Name~Vorname~Eintritt~Soll~Statusgruppe\n71~Öttö~Ägidius~15.04.01~38.5~Angestellt\n"
    found = the_one(text.encode("cp850"), profile)

    assert (found.staff_no, found.family_name, found.entry) == ("000000071", "Öttö", date(2015, 4, 1))
    assert (found.weekly_min, found.regime, found.model, found.unit) == (2310, "tvoed", "gleitzeit-39", "Stadt")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[layot]\nx = "y"', "not a table of profiles"),
        ('[layout]\nseperators = [";"]', "has no 'seperators'"),
        ('[layout]\nseparators = ";"', "has to be a list"),
        ('[layout]\nseparators = ["::"]', "one character"),
        ('[layout]\ncode_page = "cp9999"', "is not known"),
        ('[layout]\nskip = ["("]', "no regular expression"),
        ('[columns]\nvorname = ["Rufname"]', "has no 'vorname'"),
        ('[columns]\nunit = ["Nachname"]', "heading of both"),
        ('[defaults]\nentry = "01.01.2020"', "differs from person to person"),
        ("x = 1", "outside of a table"),
        ("[layout", "profile.toml"),
    ],
)
def test_a_profile_that_says_something_odd_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ProfileError, match=complaint):
        people_layout.load(profiled(tmp_path, text))


@pytest.mark.parametrize(
    ("name", "profile", "expected"),
    [
        ("hr_sap_liste_unkonvertiert.txt", GENERAL, ["00010023", "00010187", "hours_out_of_range", "footer_total"]),
        ("hr_sap_mit_semikolon.csv", GENERAL, ["00010023", "00010187"]),
        ("hr_loga_cp850.csv", '[layout]\ncode_page = "cp850"\n' + GENERAL, ["00010023", "00010187"]),
        ("guess_hr_kidicap.csv", '[defaults]\nmodel = "GLZ39"\n', ["00010023", "00010187"]),
    ],
)
def test_the_samples_of_old_systems_are_read_by_a_profile(
    example: Path, tmp_path: Path, name: str, profile: str, expected: list[str]
) -> None:
    content = (example.parent / "samples" / name).read_bytes()
    found = judged(content, profiled(tmp_path, profile))

    assert [getattr(each, "staff_no", each) for each in found] == expected
    first = found[0]
    assert isinstance(first, StaffRecord)
    assert (first.family_name, first.given_name) == ("Müller-Lüdenscheidt", "Jörg")
