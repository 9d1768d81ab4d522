"""A month as PDF: PDF/A-3a and PDF/UA-1 in one file, with the same month inside it as CSV and JSON.

The layout is `month.typ`; it gets the sheet as JSON and treats all of it as text, so nobody's name or reason is ever
read as markup. The compiler reaches no file but its own and no network.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst

from reports.sheet import Sheet

STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
LAYOUT = Path(__file__).parent / "month.typ"
# One character that no font of ours has, in whatever name or reason somebody wrote, must not cost the whole paper.
STAND_IN = "\ufffd"
PROBE = '#set page(width: 9cm, height: 9cm)\n#set document(title: "a")\n#set text(font: "Libertinus Serif")\n'


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    media: str
    description: str
    content: bytes


class Press:
    """A compiler that keeps fonts and layout: what is printed one after another, or by many threads, shares it."""

    def __init__(self, layout: Path = LAYOUT) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
        self._compiler = typst.Compiler(layout, root=layout.parent, font_paths=fonts, ignore_system_fonts=True)
        # The compiler is one machine: whoever comes second waits.
        self._lock = threading.Lock()

    def render(self, sheet: Sheet, attachments: Iterable[Attachment], made_at: datetime) -> bytes:
        """Return the PDF; the same sheet and instant give the same bytes."""
        return self.printed(filling(sheet, attachments, made_at))

    def printed(self, said: str) -> bytes:
        """Return the PDF of what the layout is filled with, as JSON."""
        try:
            return self._compiled(said)
        except typst.TypstError:
            drawable = "".join(char if _is_drawable(char) else STAND_IN for char in said)
            if drawable == said:
                raise
            return self._compiled(drawable)

    def _compiled(self, said: str) -> bytes:
        with self._lock:
            made = self._compiler.compile(format="pdf", sys_inputs={"sheet": said}, pdf_standards=STANDARDS)
        if not isinstance(made, bytes):
            raise TypeError(f"the compiler gave {type(made).__name__} in place of a PDF")
        return made


@cache
def press() -> Press:
    """Return the press of this process; the first one to ask waits until the fonts are read."""
    return Press()


def filling(sheet: Sheet, attachments: Iterable[Attachment], made_at: datetime) -> str:
    """Return what the layout is filled with, as JSON."""
    made = {"made": made_at.astimezone(UTC).timetuple()[:6]}
    return json.dumps(asdict(sheet) | made | _listed(attachments), ensure_ascii=False)


def _listed(attachments: Iterable[Attachment]) -> dict[str, list[dict[str, str]]]:
    return {"attachments": list(_as_text(attachments))}


def _as_text(attachments: Iterable[Attachment]) -> Iterator[dict[str, str]]:
    for each in attachments:
        yield {
            "name": each.name,
            "media": each.media,
            "description": each.description,
            "content": each.content.decode(),
        }


@cache
def _is_drawable(char: str) -> bool:
    """Say whether a font of ours has this character; asked only after a sheet could not be printed."""
    if char.isascii():
        return True
    text = json.dumps(char, ensure_ascii=False)
    try:
        typst.compile(f"{PROBE}#{text}".encode(), font_paths=typst.Fonts(False, True), pdf_standards=STANDARDS)
    except typst.TypstError:
        return False
    return True
