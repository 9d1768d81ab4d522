"""One month with everything that makes a proof difficult, read from the PDF and laid beside the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from reports import catalogue
from tests.city import NOW, City, stamped
from tests.lived_in import signed
from tests.reports import papers
from tests.reports.story import CORRECTED, FIRST, REASON, evaluated, reported, told
from timeclock import cli
from timeclock.service.documents import DocumentKind, Media
from timeclock.service.reports import DIGEST_OF, MonthReport


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    found = told(tmp_path_factory.mktemp("story"))
    yield found
    found.database.dispose()


@pytest.fixture(scope="module")
def month(town: City) -> MonthReport:
    return reported(town)


@pytest.fixture(scope="module")
def proof(month: MonthReport) -> bytes:
    return catalogue.write(catalogue.REPORTS[DocumentKind.PROOF], month, Media.PDF, "de")


@pytest.fixture(scope="module")
def days(proof: bytes) -> dict[str, dict[str, str]]:
    return {row["Tag"]: row for row in papers.rows_of(papers.pdf_tables(proof)[0])}


def cells(row: dict[str, str], *names: str) -> list[str]:
    return [row[name].replace("\n", " ") for name in names]


BOTH = "Browser Browser/Korrektur"
TIMES = ("Beginn", "Ende", "Pausen", "Pause gesamt", "Dauer", "angerechnet", "Herkunft")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("Mo., 5. Okt.", ["08:00", "16:30", "12:00–12:30", "0:30", "8:00", "8:00", "Browser"]),
        ("Di., 6. Okt.", ["08:00 12:45", "12:00 16:10", "12:00–12:45", "0:45", "7:25", "7:25", BOTH]),
        ("Mi., 7. Okt.", ["08:10", "fehlt", "", "", "offen", "offen", "Browser"]),
        ("Do., 8. Okt.", ["08:00", "17:00", "", "", "9:00", "9:00", "Browser"]),
        ("Mi., 14. Okt.", ["15:30", "00:31 +1", "19:00–19:45", "0:45", "8:16", "3:45", "Browser"]),
        ("Sa., 24. Okt.", ["23:00", "05:00 +1", "02:20 A +1–02:10 B +1", "0:50", "6:10", "0:00", "Browser"]),
        ("Sa., 31. Okt.", ["22:00", "01:00 +1", "", "", "3:00", "0:00", "Browser"]),
        ("Sa., 3. Okt.", ["", "", "", "", "", "", ""]),
        ("Summe", ["", "", "", "2:50", "41:51", "28:10", ""]),
    ],
)  # fmt: skip
def test_each_day_stands_as_it_was(days: dict[str, dict[str, str]], day: str, expected: list[str]) -> None:
    assert cells(days[day], *TIMES) == expected


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("Sa., 3. Okt.", "Tag der Deutschen Einheit"),
        ("Mi., 7. Okt.", "Das Gehen fehlt (Kommen um 08:10 steht allein)"),
        ("Do., 8. Okt.", "Erklärt: „Dienst am Schalter“"),
        ("Do., 8. Okt.", "6 Stunden Arbeit (0:00 Pause, 0:30 vorgeschrieben; ArbZG §4 Satz 1)"),
        ("Mi., 14. Okt.", "Arbeit außerhalb der Rahmenzeit"),
        ("Fr., 9. Okt.", "Keine Buchung an einem Arbeitstag"),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_day_is_said(days: dict[str, dict[str, str]], day: str, said: str) -> None:
    assert said in " ".join(days[day]["Hinweise"].split())


def test_a_correction_stands_beside_its_original(proof: bytes, month: MonthReport) -> None:
    _, _, corrections, stamps = papers.pdf_tables(proof)
    [old, new] = [[" ".join(cell.split()) for cell in row] for row in corrections[1:]]

    assert old == ["Di., 6. Okt.", "15:45", "Gehen", "Browser", "zählt nicht", REASON, "20.11.2026, 16:00 · Brandt"]
    assert new == ["Di., 6. Okt.", "16:10", "Gehen", "Korrektur", "angenommen", REASON, "20.11.2026, 16:00 · Brandt"]
    listed = [row[1] for row in stamps[1:] if row[0] == "Di., 6. Okt."]
    assert listed == ["08:00", "12:00", "12:45", "15:45", "16:10"]
    assert [stamp.counts for stamp in month.stamps if stamp.at.date() == CORRECTED] == [True, True, True, False, True]


def test_what_was_asked_and_decided_is_on_it_the_refused_too(proof: bytes) -> None:
    [granted, refused] = [[" ".join(cell.split()) for cell in row] for row in papers.pdf_tables(proof)[1][1:]]
    assert granted[:4] == ["Di., 6. Okt.", "Gehen 15:45", "Gehen 16:10", REASON]
    assert granted[5] == "genehmigt 20.11.2026, 16:00 · Brandt"
    assert refused[:4] == ["Mi., 7. Okt.", "–", "Gehen 22:00", "vergessen"]
    assert refused[5] == "abgelehnt Um 22 Uhr war das Haus zu 20.11.2026, 16:00 · Brandt"
    assert granted[4] == refused[4] == "20.11.2026, 16:00 Aydin"


CONFIRMATION = "Bestätigt von Brandt, 20.11.2026, 16:00. Bemerkung: „Der 7. bleibt offen“"


def test_who_confirmed_the_month_is_on_it(proof: bytes) -> None:
    text = " ".join(papers.pdf_text(proof).split())

    assert CONFIRMATION in text
    assert "hat sich seither geändert" not in text


def test_a_confirmation_that_no_longer_holds_says_so(tmp_path: Path) -> None:
    town = told(tmp_path)
    with town.database.transaction() as session:
        stamped(session, town.aydin, FIRST.replace(day=20), "08:00 in 12:00 out", town.settings)
        evaluated(session, town)
    paper = catalogue.write(catalogue.REPORTS[DocumentKind.TIMESHEET], reported(town), Media.PDF, "de")
    town.database.dispose()

    text = " ".join(papers.pdf_text(paper).split())
    assert f"{CONFIRMATION} Was bestätigt wurde, hat sich seither geändert." in text


def test_the_night_at_the_end_of_the_month_ends_on_its_paper_and_nothing_else_of_november(proof: bytes) -> None:
    stamps = papers.rows_of(papers.pdf_tables(proof)[3])

    assert [(row["Tag"], row["Uhrzeit"]) for row in stamps[-2:]] == [
        ("Sa., 31. Okt.", "22:00"),
        ("So., 1. Nov.", "01:00"),
    ]


def test_both_passages_of_the_long_night_can_be_told_apart(proof: bytes) -> None:
    stamps = papers.rows_of(papers.pdf_tables(proof)[3])

    assert [row["Uhrzeit"] for row in stamps if row["Tag"] == "So., 25. Okt."] == ["02:20 A", "02:10 B", "05:00"]
    assert "erster und zweiter Durchgang" in papers.pdf_text(proof)


def test_the_open_day_is_in_no_sum_and_the_paper_says_so(proof: bytes) -> None:
    assert "1 Tag ist offen, weil eine Buchung fehlt; er steht in keiner Summe." in papers.pdf_text(proof)


def test_in_english_it_says_the_same(month: MonthReport) -> None:
    content = catalogue.write(catalogue.REPORTS[DocumentKind.PROOF], month, Media.PDF, "en")
    rows = {row["Day"]: row for row in papers.rows_of(papers.pdf_tables(content)[0])}

    assert cells(rows["Wed, 14 Oct"], "Begin", "End", "Breaks", "Duration") == [
        "15:30",
        "00:31 +1",
        "19:00–19:45",
        "8:16",
    ]
    assert "Proof of working time October 2026" in papers.pdf_text(content)


# --- what it can be checked by -------------------------------------------------------------------------------------


def printed(proof: bytes) -> tuple[str, str, str]:
    """Return records, root and digest from the paper."""
    lines = [line.strip() for line in papers.pdf_text(proof).splitlines()]

    def after(label: str) -> str:
        line = next(n for n, text in enumerate(lines) if text.startswith(label))
        return lines[line].removeprefix(label).strip() or lines[line + 1]

    found = (
        after(label).split(" ")[0]
        for label in ("Einträge im Protokoll", "Wurzel des Protokolls", "Prüfsumme der Buchungen")
    )
    size, root, digest = found
    return size, root, digest


def check(town: City, size: str, root: str, digest: str) -> tuple[int, str]:
    city = town.settings
    environment = {"TIMECLOCK_VAR": str(city.var), "TIMECLOCK_HTTPS": "false"}
    words = ["audit", "paper", "10001", "2026-10", "--records", size, "--root", root, "--digest", digest]
    done = CliRunner().invoke(cli.main, words, env=environment)
    return done.exit_code, done.output


def test_the_paper_holds_against_the_log(town: City, proof: bytes) -> None:
    code, said = check(town, *printed(proof))

    assert (code, "root: as printed" in said, "digest: as printed" in said) == (0, True, True), said
    assert "2026-10-25T02:20:00+02:00 break_start" in said
    assert "2026-10-25T02:10:00+01:00 break_end" in said


def test_the_digest_can_be_worked_out_with_sha256sum_from_the_file_inside(month: MonthReport, proof: bytes) -> None:
    inside = papers.loaded(catalogue.write(catalogue.REPORTS[DocumentKind.PROOF], month, Media.JSON, "de"))
    leaves = sorted((stamp["leaf_no"], stamp["leaf"]) for stamp in inside["stamps"] if stamp["in_digest"])
    text = "".join(f"{line}\n" for line in (DIGEST_OF, *(leaf for _, leaf in leaves)))

    assert hashlib.sha256(text.encode()).hexdigest() == printed(proof)[2] == inside["evidence"]["digest"]


@pytest.mark.parametrize("which", [1, 2])
def test_a_paper_with_another_root_or_digest_does_not_hold(town: City, proof: bytes, which: int) -> None:
    values = list(printed(proof))
    values[which] = "0" * 64

    code, said = check(town, values[0], values[1], values[2])
    assert code == 1
    assert f"{('root', 'digest')[which - 1]}: not as printed" in said


def test_a_paper_over_more_records_than_there_are_does_not_hold(town: City, proof: bytes) -> None:
    _, root, digest = printed(proof)

    code, said = check(town, "100000", root, digest)
    assert code == 1
    assert "the log is shorter" in said


def test_an_old_paper_still_holds_after_more_was_stamped(tmp_path: Path) -> None:
    town = told(tmp_path)
    paper = catalogue.write(catalogue.REPORTS[DocumentKind.PROOF], reported(town), Media.PDF, "de")
    with town.database.transaction() as session:
        stamped(session, town.aydin, FIRST.replace(day=20), "08:00 in 12:00 out", town.settings)
    signed(town, NOW)

    assert check(town, *printed(paper))[0] == 0
    newer = reported(town)
    assert newer.evidence.digest != printed(paper)[2]
    assert newer.waiting
    town.database.dispose()


def test_stamps_younger_than_the_head_are_named_and_not_in_the_digest(tmp_path: Path) -> None:
    town = told(tmp_path)
    with town.database.transaction() as session:
        stamped(session, town.aydin, FIRST.replace(day=20), "08:00 in 12:00 out", town.settings)
    month = reported(town)

    assert (month.evidence.covered, month.evidence.uncovered) == (22, 2)
    paper = catalogue.write(catalogue.REPORTS[DocumentKind.PROOF], month, Media.PDF, "de")
    assert "2 Buchungen sind jünger als dieser Stand" in papers.pdf_text(paper)
    assert check(town, *printed(paper))[0] == 0
    town.database.dispose()
