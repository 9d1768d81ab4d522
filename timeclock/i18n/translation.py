"""Catalogues in memory: English sentences are the keys; `de.po` says them in German, `de_simple.po` more simply."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LOCALES = ("de", "en")
SOURCE_LOCALE = "en"
# Leichte Sprache (DIN SPEC 33429), by the subtag IANA registered for it: German in all but its sentences.
SIMPLE = "de-simple"
TONGUES = {**{each: each for each in LOCALES}, SIMPLE: "de"}


class Sentences(gettext.NullTranslations):
    """The sentences of a catalogue as they were read: sorting them into a file first takes longer than all else."""

    def __init__(self, catalogue: Catalog) -> None:
        super().__init__()
        said = [(entry.id, entry.string) for entry in catalogue if entry.id and not entry.fuzzy]
        self._one = {key: sentence for key, sentence in said if isinstance(sentence, str) and sentence}
        self._many = {tuple(key): forms for key, forms in said if isinstance(forms, (tuple, list)) and all(forms)}
        self._form = gettext.c2py(catalogue.plural_expr)

    def gettext(self, message: str) -> str:
        return self._one.get(message) or super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._many.get((msgid1, msgid2))
        return forms[self._form(n)] if forms else super().ngettext(msgid1, msgid2, n)


@dataclass(frozen=True, slots=True)
class Translator:
    """Says a sentence in one language; parameters fill the braces: `text("since {clock}", clock="07:30")`.

    `locale` is how days and figures are written.
    """

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
def translator(tongue: str) -> Translator:
    """Return the translator of a language in `TONGUES`; raise ValueError for any other.

    What Leichte Sprache has no sentence for yet is said in German.
    """
    if tongue not in TONGUES:
        raise ValueError(f"'{tongue}' is not a language of the catalogues; known are {', '.join(TONGUES)}")
    if tongue == SOURCE_LOCALE:
        return Translator(tongue, gettext.NullTranslations())
    found, locale = Sentences(catalogue(tongue)), TONGUES[tongue]
    if locale != tongue:
        found.add_fallback(translator(locale).catalogue)
    return Translator(locale, found)


def catalogue(tongue: str) -> Catalog:
    """Return the entries of a language as written in its file."""
    with (Path(__file__).parent / f"{tongue.replace('-', '_')}.po").open("rb") as file:
        return read_po(file, locale=TONGUES[tongue], abort_invalid=True)
