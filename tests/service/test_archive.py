"""A backup's file is whole, or it is refused and what is wrong with it has a name."""

from __future__ import annotations

import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from timeclock.service import archive
from timeclock.service.archive import BrokenBackup

PARTS = {"tables/stamp": b"1\t2026-11-20\n" * 40, "tables/audit": b"", "documents/ab/cd": b"%PDF" + bytes(range(256))}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "city.zip"
    with archive.writing(path) as writer:
        for name, content in PARTS.items():
            writer.add(name, [content[:7], content[7:]])
        writer.finish({"format": "test"})
    return path


def read(path: Path) -> dict[str, bytes]:
    with archive.reading(path) as found:
        found.demand_whole()
        return {name: b"".join(found.blocks(name)) for name in found.parts}


def rewritten(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Return a copy in which somebody changed the parts and packed them again."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return other


def test_what_was_written_is_read(whole: Path) -> None:
    assert read(whole) == PARTS


def test_only_the_owner_may_read_it(whole: Path) -> None:
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda parts: parts.pop("tables/stamp"), "tables/stamp is missing"),
        (
            lambda parts: parts.update({"tables/stamp": b"2" + parts["tables/stamp"][1:]}),
            "tables/stamp is not what was",
        ),
        (lambda parts: parts.update({"tables/stamp": b""}), "tables/stamp is not what was written"),
        (lambda parts: parts.update({"keys/log": b"forged"}), "keys/log is in it and not in its manifest"),
        (lambda parts: parts.pop("manifest.json"), "its manifest is missing"),
        (lambda parts: parts.update({"manifest.json": b"{"}), "its manifest cannot be read"),
        (lambda parts: parts.update({"manifest.json": b'{"parts": []}'}), "its manifest cannot be read"),
    ],
)
def test_what_is_missing_or_changed_is_named(
    whole: Path, change: Callable[[dict[str, bytes]], object], said: str
) -> None:
    with pytest.raises(BrokenBackup, match=said):
        read(rewritten(whole, change))


def test_all_that_is_wrong_is_named_at_once(whole: Path) -> None:
    other = rewritten(whole, lambda parts: (parts.pop("tables/audit"), parts.update({"documents/ab/cd": b""})))

    with pytest.raises(BrokenBackup) as refused:
        read(other)
    assert refused.value.faults == ("tables/audit is missing", "documents/ab/cd is not what was written")


def test_cut_off_anywhere_it_is_no_backup(whole: Path) -> None:
    content = whole.read_bytes()
    for length in range(len(content)):
        whole.write_bytes(content[:length])

        with pytest.raises(BrokenBackup):
            read(whole)


def test_a_bit_turned_anywhere_is_found_or_harmless(whole: Path) -> None:
    content = whole.read_bytes()
    found = 0
    for at in range(len(content)):
        whole.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        try:
            assert read(whole) == PARTS
        except BrokenBackup:
            found += 1
    # What is left says when a part was packed and by which kind of computer.
    assert found > len(content) / 2


def test_an_interrupted_one_leaves_nothing_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "city.zip"
    with pytest.raises(ValueError, match="disk"), archive.writing(path) as writer:
        writer.add("tables/stamp", failing())

    assert list(tmp_path.iterdir()) == []


def failing() -> Iterator[bytes]:
    yield b"1"
    raise ValueError("the disk is full")


def test_a_killed_one_is_told_by_its_name_and_refused_under_any(tmp_path: Path) -> None:
    path, left = tmp_path / "city.zip", tmp_path / "left.zip"
    with archive.writing(path) as writer:
        writer.add("tables/stamp", [b"1" * 100_000])
        assert not path.exists()
        shutil.copy(tmp_path / "city.zip.partial", left)
        writer.finish({})

    with pytest.raises(BrokenBackup, match="interrupted"):
        read(left)


def test_nothing_is_written_over(whole: Path) -> None:
    with pytest.raises(FileExistsError, match="written over nothing"), archive.writing(whole):
        pass
    assert read(whole) == PARTS


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no backup")

    with pytest.raises(BrokenBackup, match="something else"):
        read(tmp_path / "notes.txt")
    with pytest.raises(BrokenBackup, match="no such file"):
        read(tmp_path / "nothing.zip")
