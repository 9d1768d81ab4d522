"""The settings file completed by a program; what people wrote in it stays as they wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from terminals import folder

FIRST_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def complete(path: Path, values: Mapping[str, str]) -> None:
    """Write these settings into the file, in place of their lines or before the first table; all of them or none."""
    old = path.read_text("utf-8") if path.exists() else ""
    folder.replace(path, completed(old, values).encode(), path.stat().st_mode & 0o777 if old else 0o600)
    folder.sync(path.parent)  # the key made for these settings is in there too


def completed(text: str, values: Mapping[str, str]) -> str:
    """Return the text with these settings in it."""
    table = FIRST_TABLE.search(text)
    at = len(text) if table is None else table.start()
    head, tables = text[:at], text[at:]
    for name, value in values.items():
        # JSON's texts are TOML's too.
        line = f"{name} = {json.dumps(value)}"
        there = re.search(rf"^[ \t]*{name}[ \t]*=.*$", head, re.MULTILINE)
        if there is None:
            head += ("" if not head or head.endswith("\n") else "\n") + line + "\n"
        else:
            head = head[: there.start()] + line + head[there.end() :]
    return head + tables
