"""The register of evaluations: nothing is run without consent to its version, and every run is on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.city import NOW, City
from tests.web.conftest import Visitor
from timeclock.core.register import Code
from timeclock.i18n import wording
from timeclock.service.register import REGISTER
from timeclock.store.schema.evidence import audit, ledger_record

Arrive = Callable[[str], Visitor]
FIGURES = "/hr/figures/2026-11"
TODAY = NOW.date().isoformat()


def say(council: Visitor, decision: str, since: str = TODAY, reference: str = "DV Auswertungen §4") -> tuple[int, str]:
    sent = {"decision": decision, "since": since, "reference": reference}
    answer = council.post("/evaluations/figures", sent)
    return answer.status_code, answer.text


def test_every_evaluation_is_told_with_purpose_law_data_and_readers(signed_in: Arrive) -> None:
    assert set(REGISTER) == set(Code)
    told = (wording.EVALUATION, wording.EVALUATION_PURPOSE, wording.EVALUATION_BASIS, wording.EVALUATION_DATA)
    assert all(each.keys() == set(Code) for each in told)
    page = signed_in("hr").get("/evaluations").text
    assert page.count("<tr role=") == len(Code) + 1
    one = signed_in("council").get("/evaluations/statistics").text
    assert "12 Personen, wo es um Abwesenheiten geht" in one
    assert "LPVG NRW §72" in one
    assert signed_in("council").get("/evaluations/of_nothing").status_code == 404
    assert signed_in("officer").get("/evaluations").status_code == 200
    assert signed_in("aydin").get("/evaluations").status_code == 403


def test_nothing_runs_before_the_council_agreed_nor_after_it_withdrew(small_town: City, signed_in: Arrive) -> None:
    hr, council = signed_in("hr"), signed_in("council")
    refused = hr.get(FIGURES)
    assert refused.status_code == 409
    assert "Der Personalrat hat dieser Auswertung nicht zugestimmt" in refused.text
    assert 'href="/evaluations"' in refused.text.split("<main")[1]
    assert hr.get("/statistics").status_code == 409
    assert hr.get("/statistics/csv").status_code == 409

    assert say(council, "given", "2026-11-21")[0] == 303
    assert hr.get(FIGURES).status_code == 409
    assert "zugestimmt ab einem späteren Tag" in hr.get("/evaluations/figures").text
    assert say(council, "withdrawn", "2026-11-21")[0] == 303
    status, said = say(council, "given", "2026-11-20")
    assert (status, "liegt vor dem Tag" in said) == (422, True)
    assert 'value="2026-11-20"' in said
    assert "DV Auswertungen §4</textarea>" in said
    assert say(council, "given", "2026-11-21")[0] == 303
    with small_town.database.reading() as session:
        kinds = session.execute(select(ledger_record.c.kind).where(ledger_record.c.kind == "evaluation_consent"))
        assert len(kinds.all()) == 3


def test_a_run_is_on_record_and_the_council_reads_it(signed_in: Arrive) -> None:
    hr, council = signed_in("hr"), signed_in("council")
    assert "Noch niemand" in council.get("/evaluations/runs").text
    assert say(council, "given", "2026-01-01")[0] == 303
    assert hr.get(FIGURES).status_code == 200

    log = council.get("/evaluations/runs").text
    for each in ("Hr", "Kennzahlen nach Dienststelle und Monat", "01.11.2026 – 30.11.2026", 'data-label="Personen">3<'):
        assert each in log
    assert hr.get("/evaluations/runs").status_code == 403
    assert "Wer welche Auswertung" not in hr.get("/evaluations").text
    assert say(council, "withdrawn", TODAY)[0] == 303
    assert hr.get(FIGURES).status_code == 409


def test_another_version_waits_again(signed_in: Arrive, monkeypatch: pytest.MonkeyPatch, small_town: City) -> None:
    hr, council = signed_in("hr"), signed_in("council")
    assert say(council, "given")[0] == 303
    assert hr.get(FIGURES).status_code == 200

    monkeypatch.setitem(REGISTER, Code.FIGURES, replace(REGISTER[Code.FIGURES], version=2))
    assert hr.get(FIGURES).status_code == 409
    page = council.get("/evaluations/figures").text
    assert "wartet auf Zustimmung" in page
    assert "Version 1: Zustimmung erteilt" in page
    assert say(council, "given")[0] == 303
    assert hr.get(FIGURES).status_code == 200
    with small_town.database.reading() as session:
        ran = session.execute(select(audit.c.detail).where(audit.c.action == "evaluation.run").order_by(audit.c.id))
        assert [detail["version"] for (detail,) in ran] == [1, 2]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"decision": "withdrawn"}, "keine Zustimmung, die zurückgenommen werden könnte"),
        ({"decision": "given", "reference": " "}, "wo es steht"),
        ({"decision": "given", "since": ""}, "ersten Tag"),
        ({"decision": "maybe"}, "nicht verstanden"),
    ],
)
def test_what_makes_no_sense_is_explained(signed_in: Arrive, sent: dict[str, str], said: str) -> None:
    full = {"since": TODAY, "reference": "Beschluss", **sent}
    answer = signed_in("council").post("/evaluations/figures", full)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_consent_is_not_taken_back_for_what_was(signed_in: Arrive) -> None:
    council = signed_in("council")
    assert say(council, "given", "2026-01-01")[0] == 303
    status, said = say(council, "withdrawn", "2026-11-19")
    assert (status, "ab heute" in said) == (422, True)
    assert "Zustimmung ist schon erteilt" in say(council, "given")[1]
    assert (
        "braucht keine Zustimmung"
        in council.post("/evaluations/proof", {"decision": "given", "since": TODAY, "reference": "x"}).text
    )


def test_only_the_council_says_something(signed_in: Arrive) -> None:
    assert say(signed_in("hr"), "given")[0] == 403
    assert "Zustimmung erteilen" not in signed_in("hr").get("/evaluations/figures").text
