"""Cards from the factory made ready on the real card stack, and torn away in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.terminals.sim.agent import AgentProcess
from tests.terminals.sim.desfire_card import ATR
from tests.terminals.sim.pcscd import VirtualReaders, require, until
from tests.terminals.sim.sam_card import ATR as SAM_ATR

# Any key of a receipt: there is no server.
RECEIPT_KEY = "Kay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdc"
pytestmark = pytest.mark.pcsc

FOLDER = "/run/pcscd/credentials"
READ, WRITE = "00112233445566778899AABBCCDDEEFF", "FFEEDDCCBBAA99887766554433221100"
SEAL = f"mkdir -p {FOLDER} && printf %s {READ} > {FOLDER}/badge-read && printf %s {WRITE} > {FOLDER}/badge-write"
# Power on and its answer are the first two messages; then come some thirty commands.
TORN_AT = (8, 17, 26)
FIRST, SECOND = bytes.fromhex("04A1B2C3D4E580"), bytes.fromhex("04A1B2C3D4E581")


def is_listed(card: bytes, listed: Path) -> bool:
    return card.hex().upper() in listed.read_text()


def read_by_a_module(folder: Path, readers: VirtualReaders) -> None:
    """Hold a badge that was made ready at a door whose key is in a security module in the other slot."""
    folder.mkdir()
    profile = {"application": "3042F5", "sam": "00 01", "read_key": "12", "number": "file"}
    door = AgentProcess(folder, "http://127.0.0.1:1", RECEIPT_KEY, desfire=profile, reader_names=["00 00"])
    readers.insert(b"", slot=1, atr=SAM_ATR, entry=12, key=bytes.fromhex(READ))
    door.start(readers.run_in_namespace)
    stored = door.stored_one_more()
    readers.insert(FIRST, atr=ATR, new=True)
    until(stored, "the badge was not stored")
    assert "level=authenticated" in door.log


def test_a_batch_is_made_ready_although_cards_are_torn_away(tmp_path: Path) -> None:
    require()
    profile = {"application": "3042F5", "read_key": "badge-read", "write_key": "badge-write", "number": "file"}
    settings = AgentProcess(tmp_path, "http://127.0.0.1:1", RECEIPT_KEY, desfire=profile, reader_names=["00 00"])
    listed, told = tmp_path / "list.csv", tmp_path / "told"
    with VirtualReaders() as readers, listed.open("w") as out, told.open("w") as beside:
        assert readers.run_in_namespace(["sh", "-c", SEAL]).wait(60) == 0
        command = [sys.executable, "-m", "terminals", "--settings", str(settings.folder / "terminal.toml")]
        maker = readers.run_in_namespace(
            [*command, "personalise", "--count", "2"],
            env={**os.environ, "CREDENTIALS_DIRECTORY": FOLDER},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=beside,
        )
        until(lambda: "hold a card" in told.read_text(), told.read_text)
        for message in TORN_AT:
            readers.insert(FIRST, atr=ATR, new=True, torn_at=message)
            until(lambda: bool(readers.card()["ended"]), "the card was not torn")
            readers.remove()
        for card in (FIRST, SECOND):
            readers.insert(card, atr=ATR, new=True)
            until(partial(is_listed, card, listed), told.read_text)
            readers.remove()
        assert maker.wait(60) == 0, told.read_text()
        read_by_a_module(tmp_path / "door", readers)

    _, *lines = (line.split(";") for line in listed.read_text().splitlines())
    assert [line[3] for line in lines] == [FIRST.hex().upper(), SECOND.hex().upper()]
    assert [(line[1] == line[4], line[2], line[5]) for line in lines] == [(True, "desfire", "authenticated")] * 2
    # Once more where the maker was slower than the hand that changes the cards.
    assert told.read_text().count("hold it again") >= len(TORN_AT)
    assert not {READ, WRITE} & {*told.read_text().upper().split(), *listed.read_text().split(";")}
