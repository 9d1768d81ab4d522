"""A city whose people wrote what would break a page, a spreadsheet or a line, wherever anybody can write words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sqlalchemy import String, literal, literal_column, text, update

from tests.city import City
from timeclock.store.schema.base import metadata

# A formula, a script, what ends an attribute, a picture that is none, a template, a mark that turns the line around,
# nothing wide at all, a sign of several characters, and no place to break.
BREAKING = (
    "=cmd|'/C calc'!A0<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}\u202e\u200b👩\u200d🚀"
    + "ä" * 200
)
# Whatever people, other systems and devices write in words of their own; all else are codes, hashes and keys.
WORDS = {
    "absence_reason": ("name_de", "name_en", "visible_as_de", "visible_as_en"),
    "account_kind": ("name_de", "name_en"),
    "api_token": ("name",),
    "device_state": ("version",),
    "employer": ("name",),
    "entitlement": ("reason",),
    "evaluation_consent": ("reference",),
    "finding_step": ("reason",),
    "holiday": ("name_de", "name_en"),
    "leave_ground": ("reason",),
    "legal_hold": ("reason",),
    "login": ("display_name",),
    "mass_posting": ("why", "answer", "undone_why"),
    "model": ("title",),
    "model_draft": ("title", "why", "answer"),
    "model_retirement": ("why",),
    "month": ("reason", "reopen_reason"),
    "month_step": ("reason",),
    "opening_file": ("undone_why",),
    "overtime_budget": ("reason",),
    "overtime_order": ("reason",),
    "passkey": ("name",),
    "person": ("given_name", "family_name"),
    "place_draft": ("agreement", "answer"),
    "placement": ("cost_centre",),
    "posting": ("reason",),
    "posting_proposal": ("reason", "answer"),
    "request_step": ("reason",),
    "role_draft": ("why", "answer"),
    "rotation": ("name",),
    "saved_statistic": ("name",),
    "shift": ("override_reason",),
    "shift_kind": ("name",),
    "special_plan": ("reason",),
    "staff_change": ("why",),
    "stamp_ruling": ("reason",),
    "unit_version": ("name", "cost_centre", "sunday_exemption"),
    "upload": ("name",),
    "web_session": ("browser", "system"),
}
# Called like words, and none.
CODES = {
    ("absence", "reason"),
    ("badge_holding", "reason"),
    ("badge_proof", "reason"),
    ("batch_row", "reason"),
    ("login", "name"),
    ("login_attempt", "login_name"),
    ("rotation", "days"),
    ("source", "name"),
}
NAMED_AS_WORDS = re.compile(r"(?:.*_)?(?:reason|why|answer|name|title|name_de|name_en)")
# Where a spreadsheet would begin to reckon; a number may have a sign.
FORMULA = re.compile(r"[=+\-@\t\r](?![\d:.,]+$)")


def columns() -> set[tuple[str, str]]:
    """Return the columns that are called as if they held words."""
    return {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and NAMED_AS_WORDS.fullmatch(column.name)
    }


def spoil(city: City) -> None:
    """Write what breaks things over all words there are, each a little different, behind the back of the guards."""
    broken = literal(BREAKING).concat(literal_column("rowid"))
    with city.database.engine.begin() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for name, words in WORDS.items():
            table = metadata.tables[name]
            for column in (table.c[word] for word in words):
                changed = update(table).where(column.is_not(None), column != "")
                connection.execute(changed.values({column: broken}))
        # Terminals are called by people; the other sources are ours.
        source = metadata.tables["source"]
        connection.execute(update(source).where(source.c.kind == "terminal").values(name=broken))


class Markup(HTMLParser):
    """What of a page could run, or is empty; text is never markup."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        for name, value in said.items():
            if name.startswith("on") or name == "style":
                self.faults.append(f"<{tag} {name}={value!r}>")
            if name in {"href", "src", "action", "formaction"} and re.match(r"\s*(javascript|data):", value or ""):
                self.faults.append(f"<{tag} {name}={value!r}>")
        if (tag == "script" and "src" not in said) or (tag == "img" and said.get("src") == "x") or tag == "style":
            self.faults.append(f"<{tag}> at {self.getpos()}")


def faults(page: str) -> list[str]:
    """Return what of a page could run."""
    found = Markup()
    found.feed(page)
    return found.faults


def unguarded_cells(rows: list[list[str]]) -> list[str]:
    """Return the cells of a table that a spreadsheet would take for a formula."""
    return [cell for row in rows for cell in row if FORMULA.match(cell)]
