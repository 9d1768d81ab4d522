"""Part of `timeclock audit verify`: every document's file is there and is what its committed row says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from timeclock.service.trust import Discrepancy
from timeclock.store import contents, documents
from timeclock.store.contents import ContentLost
from timeclock.store.db import Session


def check(session: Session, folder: Path) -> Iterator[Discrepancy]:
    """Read every content by its hash; name each document whose file is missing or has changed."""
    for subject, sha256 in documents.contents(session):
        try:
            contents.read(folder, sha256)
        except ContentLost as fault:
            yield Discrepancy("document", subject, str(fault))
