"""Reading a report back from what people hold: the PDF's text layer, the page in a browser, CSV, JSON, `explain`."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pypdf
from playwright.sync_api import Page
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

MINUS = "−"
CLOCK = r"\d\d:\d\d(?: [AB])?"
DAY_NAME = r"(?:\w\w\. )?"
AMOUNT = r"[−+=]*\d+:\d\d"
WORK = re.compile(rf"^ +{AMOUNT}  (?:Arbeit|Mobile Arbeit|Dienstgang) von {DAY_NAME}({CLOCK}) bis {DAY_NAME}({CLOCK})")
STAMP = re.compile(rf"^  ({CLOCK})  (.+?) · ")
DEDUCTED = re.compile(rf"^ +({AMOUNT})  Pause abgezogen: ")
ALONE = re.compile(rf"^ +!  Das Gehen fehlt: .* um ({CLOCK}) steht allein")
CONTESTED = re.compile(rf"^ +({AMOUNT})  Pause laut Erklärung ")
TOTAL = re.compile(rf"^ +({AMOUNT}|–)  (Istzeit|Sollzeit|Differenz)(?:$|: )")
COMING = ("Kommen", "Kommen (mobile Arbeit)")
GOING = ("Gehen", "Gehen (mobile Arbeit)")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared of a day, as text and minutes; None where nothing is known."""

    begin: str | None
    end: str | None
    breaks: tuple[str, ...]
    deducted: int
    worked: int | None
    target: int | None
    difference: int | None


@dataclass(frozen=True, slots=True)
class Sums:
    """The row of sums, in minutes."""

    worked: int
    target: int
    difference: int


Table = Sequence[Sequence[str]]


def minutes(text: str) -> int | None:
    """Return −0:30 as −30; a dash, nothing or a word is None."""
    found = re.fullmatch(r"([−+]?)(\d+):(\d\d)", text.strip())
    if not found:
        return None
    sign, hours, rest = found.groups()
    return (-1 if sign == MINUS else 1) * (int(hours) * 60 + int(rest))


# --- explain -------------------------------------------------------------------------------------------------------


TOTALS = ("Istzeit", "Sollzeit", "Differenz")


def explained(text: str) -> Figures:
    """Return what `timeclock explain` prints of a day."""
    lines = text.splitlines()
    work = [found.groups() for line in lines if (found := WORK.match(line))]
    stamps = [found.groups() for line in lines if (found := STAMP.match(line)) and "zählt nicht" not in line]
    total = {found[2]: minutes(found[1].removeprefix("=")) for line in lines if (found := TOTAL.match(line))}
    taken = [minutes(found[1]) or 0 for line in lines for rule in (DEDUCTED, CONTESTED) if (found := rule.match(line))]
    open_day = total["Istzeit"] is None
    alone = next((found[1] for line in lines if (found := ALONE.match(line))), None)
    begin = work[0][0] if work else alone
    end = None if open_day or not work else _end(work, stamps)
    breaks = _of_open_day(work, stamps, alone) if open_day else _between(work, end)
    return Figures(begin, end, breaks, -sum(taken), total["Istzeit"], total["Sollzeit"], total["Differenz"])


def _end(work: Sequence[tuple[str, str]], stamps: Sequence[tuple[str, str]]) -> str:
    """Return the last going; who leaves from a break ended her work before."""
    going = [at for at, kind in stamps if kind in GOING]
    return going[-1] if going and going[-1] > work[-1][1] > work[-1][0] else work[-1][1]


def _between(work: Sequence[tuple[str, str]], end: str | None) -> tuple[str, ...]:
    gaps = [f"{before[1]}–{after[0]}" for before, after in itertools.pairwise(work) if before[1] != after[0]]
    return (*gaps, *([f"{work[-1][1]}–{end}"] if work and end not in (None, work[-1][1]) else []))


def _of_open_day(
    work: Sequence[tuple[str, str]], stamps: Sequence[tuple[str, str]], alone: str | None
) -> tuple[str, ...]:
    """Return the breaks of a day whose end is missing: between known work, as stamped, and before the last coming."""
    found = {*_between(work, None), *_stamped(stamps)}
    if work and alone is not None and alone > work[-1][1]:
        found.add(f"{work[-1][1]}–{alone}")
    return tuple(sorted(found))


def _stamped(stamps: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the breaks of an open day as stamped, for its bill stops where the stamps do; before a coming is none."""
    found, since, inside = [], None, False
    for at, kind in stamps:
        inside = kind in COMING or (inside and kind not in GOING)
        if kind == "Pause beginnt" and inside:
            since = at
        elif since is not None:
            found.append(f"{since}–{at}")
            since = None
    return tuple(found)


# --- paper and page ------------------------------------------------------------------------------------------------


def figures_of(cells: Mapping[str, str]) -> Figures:
    """Return a row of the timesheet by its headings."""
    begins = cells["Kommen"].split("\n")
    ends = cells["Gehen"].split("\n")
    breaks = tuple(plain(line) for line in cells["Pausen"].split("\n") if line)
    quiet = not cells["Sollzeit"]
    return Figures(
        begins[0] or None,
        None if not ends[-1] or ends[-1] in {"fehlt", "läuft"} else plain(ends[-1]),
        breaks,
        minutes(cells["abgezogen"]) or 0,
        0 if quiet and not cells["Istzeit"] else minutes(cells["Istzeit"]),
        0 if quiet else minutes(cells["Sollzeit"]),
        0 if quiet else minutes(cells["Differenz"]),
    )


def plain(clocks: str) -> str:
    """Return clocks without the mark of the next day."""
    return clocks.replace(" +1", "")


def rows_of(table: Table) -> list[dict[str, str]]:
    """Return the rows of a table by its headings."""
    head, *rows = table
    return [dict(zip(head, row, strict=True)) for row in rows]


def pdf_tables(content: bytes) -> list[list[list[str]]]:
    """Return the tables of a tagged PDF: the words of the text layer, cell by cell as a screen reader finds them."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    words = {page.indirect_reference.idnum: _marked(page) for page in reader.pages}
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    return [
        [[_text(cell, words) for cell in _below(row, "/TH", "/TD")] for row in _below(table, "/TR")]
        for table in _below(root, "/Table")
    ]


def pdf_text(content: bytes) -> str:
    """Return the text layer page by page."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def _marked(page: pypdf.PageObject) -> dict[int, str]:
    """Return the words of a page by the number of their marked content."""
    found: dict[int, list[str]] = {}
    current: list[int | None] = [None]

    def before(operator: bytes, operands: Sequence[Any], *_: object) -> None:
        if operator == b"BDC":
            current[0] = operands[1].get("/MCID") if isinstance(operands[1], dict) else None

    def text(words: str, *_: object) -> None:
        if current[0] is not None and words.strip("\n"):
            found.setdefault(current[0], []).append(words.strip("\n"))

    page.extract_text(visitor_operand_before=before, visitor_text=text)
    return {number: "".join(words).strip() for number, words in found.items()}


def _below(node: DictionaryObject, *tags: str) -> Iterator[DictionaryObject]:
    """Yield the nearest elements below with one of these tags, in order."""
    for kid in _kids(node):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            if kid["/S"] in tags:
                yield kid
            else:
                yield from _below(kid, *tags)


def _kids(node: DictionaryObject) -> list[PdfObject]:
    kids = node.get("/K")
    kids = kids.get_object() if kids is not None else []
    return [kid.get_object() for kid in kids] if isinstance(kids, ArrayObject) else [kids]


def _text(node: DictionaryObject, words: Mapping[int, Mapping[int, str]]) -> str:
    found = []
    for kid in _kids(node):
        if isinstance(kid, int):
            found.append(words[node.raw_get("/Pg").idnum].get(int(kid), ""))
        elif isinstance(kid, DictionaryObject) and "/MCID" in kid:
            page = kid if "/Pg" in kid else node
            found.append(words[page.raw_get("/Pg").idnum].get(int(kid["/MCID"]), ""))
        elif isinstance(kid, DictionaryObject):
            found.append(_text(kid, words))
    return "\n".join(filter(None, found))


# A cell of the page as its lines: what a person sees, without the labels of the phone.
CELLS = """table => [...table.querySelectorAll("tr")].map(row => [...row.children].map(cell =>
    cell.innerHTML.split("<br>").map(line => { const p = document.createElement("p"); p.innerHTML = line;
    return p.textContent.trim() }).join("\\n")))"""


def page_table(page: Page, name: str) -> list[list[str]]:
    """Return a table of the page as rendered."""
    found: list[list[str]] = page.locator(f"table[data-table={name}]").evaluate(CELLS)
    return found


# --- files ---------------------------------------------------------------------------------------------------------


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def of_csv(row: Mapping[str, str]) -> Figures:
    numbers = {name: None if row[name] == "" else int(row[name]) for name in row if name.endswith("(Minuten)")}
    return Figures(
        row["Beginn"] or None,
        plain(row["Ende"]) or None,
        tuple(plain(each) for each in row["Pausen"].split(", ") if each),
        numbers["abgezogen (Minuten)"] or 0,
        numbers["Istzeit (Minuten)"],
        numbers["Sollzeit (Minuten)"],
        numbers["Differenz (Minuten)"],
    )


def of_json(day: Mapping[str, Any]) -> Figures:
    spans = day["spans"]
    return Figures(
        _clock(spans[0]["begin"]) if spans else None,
        _clock(spans[-1]["end"]) if spans and spans[-1]["end"] else None,
        tuple(
            f"{_clock(pause['begin'])}–{'?' if pause['end'] is None else _clock(pause['end'])}"
            for pause in day["breaks"]
        ),
        day["deducted_minutes"],
        day["worked_minutes"],
        day["target_minutes"],
        day["difference_minutes"],
    )


def _clock(instant: str) -> str:
    """Return the wall clock of an instant with its offset; in the hour that comes twice, which of the two."""
    at = datetime.fromisoformat(instant)
    twice = at.date() == date(2026, 10, 25) and at.hour == 2
    passage = "" if not twice else " A" if at.utcoffset().total_seconds() == 7200 else " B"
    return f"{at:%H:%M}{passage}"


def loaded(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    return found
