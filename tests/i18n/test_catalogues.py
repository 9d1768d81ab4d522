"""Every sentence of the source is in the catalogue, every entry is used, and its braces stay."""

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir

import reports
import timeclock
from timeclock.i18n import LOCALES, translator
from timeclock.i18n.translation import SOURCE_LOCALE, catalogue

SOURCES = [Path(package.__file__).parent for package in (timeclock, reports)]
# Where `text(…)` is something else: SQL, reading files of law, and what terminals send.
ELSEWHERE = (
    "law/**.py",
    "settings.py",
    "service/intake.py",
    "web/terminal_api/**",
    "store/**.py",
    "ledger/**.py",
    "web/static/**",
    "web/node_modules/**",
)
METHODS = [*((pattern, "ignore") for pattern in ELSEWHERE), ("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "text": None, "plural": (1, 2)}
TRANSLATED = [locale for locale in LOCALES if locale != SOURCE_LOCALE]


def sentences(message):
    return message if isinstance(message, tuple) else (message,)


def placeholders(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.fixture(scope="module")
def said():
    """All keys of the source, plural forms as pairs."""
    return {found[2] for source in SOURCES for found in extract_from_dir(source, METHODS, keywords=KEYWORDS)}


@pytest.fixture(params=TRANSLATED)
def entries(request):
    return {message.id: message.string for message in catalogue(request.param) if message.id}


def test_the_source_says_something(said):
    assert len(said) > 200


def test_every_sentence_is_translated(said, entries):
    missing = [key for key in said if not all(sentences(entries.get(key, "")))]

    assert missing == []


def test_no_translation_is_left_over(said, entries):
    assert entries.keys() - said == set()


def test_a_translation_keeps_the_braces(entries):
    wrong = [
        key
        for key, string in entries.items()
        for one, other in zip(sentences(key), sentences(string), strict=True)
        if placeholders(one) != placeholders(other)
    ]

    assert wrong == []


def test_no_sentence_is_said_twice():
    """The last of two would win, and nobody would know why the first is not said."""
    folder = Path(timeclock.__file__).parent / "i18n"
    for file in folder.glob("*.po"):
        keys = re.findall(r'^msgid "(.+)"$', file.read_text("utf-8"), flags=re.MULTILINE)
        assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_no_translation_is_doubtful():
    assert [message.id for locale in TRANSLATED for message in catalogue(locale) if message.id and message.fuzzy] == []


def test_english_is_the_key_itself(said):
    say = translator(SOURCE_LOCALE)

    assert all(say.text(key) == key for key in said if isinstance(key, str))


@pytest.mark.parametrize(
    ("locale", "count", "expected"),
    [("de", 1, "1 Verstoß"), ("de", 2, "2 Verstöße"), ("en", 1, "1 violation"), ("en", 0, "0 violations")],
)
def test_the_count_chooses_the_form(locale, count, expected):
    assert translator(locale).plural("{count} violation", "{count} violations", count) == expected


def test_parameters_fill_the_braces():
    assert translator("de").text("Present since {clock}", clock="07:30") == "Anwesend seit 07:30"


def test_the_header_of_the_catalogue_is_never_said():
    assert translator("de").text("") == ""


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="'fr' is not a language"):
        translator("fr")
