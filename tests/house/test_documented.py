"""What people meet is described: every setting where it is declared, every code in every language."""

import tomllib

import pytest

from tests.house.tree import ROOT
from timeclock.cli.jobs import jobs
from timeclock.i18n import translation, wording
from timeclock.jobs import catalogue
from timeclock.settings import load, names

DEFAULTS = (ROOT / "config" / "default.toml").read_text()
TABLES = {name: table for name, table in vars(wording).items() if name.isupper() and isinstance(table, dict)}

# Not among them: REASON_WITH_SPAN and ACT hold only the codes that have a span, or that a person can choose.
COMPLETE = {"REASON", "PREMIUM", "AMOUNT", "PERIOD", "FINDING", "ADVICE", "SEVERITY", "DAY_STATE", "STAMP", "SESSION"}


def undocumented(settings: str) -> list[str]:
    """Return the settings without a comment on the line above."""
    lines = settings.splitlines()
    before = zip(["", *lines], lines, strict=False)
    return [line.split("=")[0].strip() for above, line in before if _declares(line) and not above.startswith("# ")]


def _declares(line: str) -> bool:
    return "=" in line and not line.startswith(("#", " ", "["))


def undescribed(names: set[str], page: str) -> set[str]:
    """Return the names that head no row of a table on a page of the reference."""
    return {name for name in names if f"\n| `{name}` |" not in page}


def untranslated(sentences: list[str], locale: str) -> list[str]:
    """Return the sentences that a catalogue does not know."""
    if locale == translation.SOURCE_LOCALE:
        return [sentence for sentence in sentences if not sentence]
    known = {message.id for message in translation.catalogue(locale) if message.string}
    return [sentence for sentence in sentences if sentence not in known]


def test_every_setting_has_its_comment():
    assert undocumented(DEFAULTS) == []


def test_the_reference_lists_every_setting_and_no_other():
    assert tomllib.loads(DEFAULTS).keys() == set(names())


def test_the_page_of_settings_explains_every_setting_and_no_other():
    assert wording.SETTING.keys() == set(names())


def test_a_setting_without_comment_is_found():
    assert undocumented("# Port.\nport = 1\nhost = 'a'\n") == ["host"]


@pytest.mark.parametrize("locale", translation.LOCALES)
def test_every_code_is_said_in_every_language(locale):
    sentences = [sentence for table in TABLES.values() for sentence in table.values()]

    assert untranslated(sentences, locale) == []


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_every_code_has_a_sentence(name):
    (kind,) = {type(code) for code in TABLES[name]}

    assert set(kind) - TABLES[name].keys() == set()


def test_a_sentence_without_translation_is_found():
    assert untranslated(["Nobody has translated this"], "de") == ["Nobody has translated this"]


def test_every_job_is_described_and_is_a_command():
    names = {job.name for job in catalogue.CONTINUOUS} | catalogue.periodic(load(environment={})).keys()

    assert undescribed(names, (ROOT / "docs" / "reference" / "jobs.md").read_text()) == set()
    assert names - jobs.commands.keys() == set()
    assert wording.JOB.keys() == wording.JOB_DOES.keys() == names


def test_a_job_without_a_row_is_found():
    assert undescribed({"sweep", "sign"}, "# Jobs\n| `sign` | signs |\nsweep\n") == {"sweep"}
