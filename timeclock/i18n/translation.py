"""Catalogues in memory: English sentences are the keys, `de.po` says them in German."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = ("de", "en")
SOURCE_LOCALE = "en"


@dataclass(frozen=True, slots=True)
class Translator:
    """Says a sentence in one language; parameters fill the braces: `text("since {clock}", clock="07:30")`."""

    locale: str
    catalogue: gettext.NullTranslations

    def text(self, msgid: str, /, **parameters: object) -> str:
        """Return the sentence; an English key without German entry stays English and fails the catalogue test."""
        # gettext answers the empty key with the catalogue's own header.
        sentence = self.catalogue.gettext(msgid) if msgid else ""
        return sentence.format(**parameters) if parameters else sentence

    def plural(self, one: str, many: str, count: int, /, **parameters: object) -> str:
        """Return the form for `count`, which is also a parameter: `plural("{count} day", "{count} days", 2)`."""
        return self.catalogue.ngettext(one, many, count).format(count=count, **parameters)


@cache
def translator(locale: str) -> Translator:
    """Return the translator of a language in `LOCALES`; raise ValueError for any other."""
    if locale not in LOCALES:
        raise ValueError(f"'{locale}' is not a language of the catalogues; known are {', '.join(LOCALES)}")
    if locale == SOURCE_LOCALE:
        return Translator(locale, gettext.NullTranslations())
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(locale))
    compiled.seek(0)
    return Translator(locale, gettext.GNUTranslations(compiled))


def catalogue(locale: str) -> Catalog:
    """Return the entries of a language as written in its file."""
    with (Path(__file__).parent / f"{locale}.po").open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)
