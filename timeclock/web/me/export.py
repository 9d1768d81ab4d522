"""All that is stored about me, as one file to keep and to read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from timeclock.i18n import wording
from timeclock.service import own_export
from timeclock.service.access import Action
from timeclock.service.evidence import PublicKeys
from timeclock.service.own_export import Given, OwnExport
from timeclock.store import own_data
from timeclock.web import edge, language
from timeclock.web.downloads import download
from timeclock.web.inputs import NothingForm, parse
from timeclock.web.policies import policy

bp = Blueprint("my_export", __name__, url_prefix="/me/export")

ZIP = "application/zip"


@bp.get("")
@policy(Action.READ_OWN_TIMES)
def explained() -> ResponseReturnValue:
    return render_template("me/export.html")


@bp.post("")
@policy(Action.READ_OWN_TIMES)
def fetch() -> ResponseReturnValue:
    parse(NothingForm, request.form)
    house, sight = edge.house(), edge.sight()
    keys = PublicKeys(house.keys.receipt.public, house.keys.log_public)
    with edge.transaction() as session:
        found = own_export.gather(session, sight, Given(house.settings.documents, house.keys.receipt, keys))
    about = {"city": house.settings.city_name, "left_out": _left_out(), "lost": list(found.lost)}
    return download(own_export.archive(_files(found), about, sight.now), ZIP, f"my-data-{sight.today}.zip")


def _files(found: OwnExport) -> dict[str, bytes]:
    """Return the files of the archive: the page to read comes first."""
    page = render_template("me/export_read.html", found=found, **_words())
    rows = {f"data/{name}.json": own_export.written(list(rows)) for name, rows in found.tables.items()}
    ledger = {"ledger.json": own_export.written(found.proofs)}
    return {"read-me.html": page.encode()} | rows | ledger | dict(found.documents)


def _words() -> dict[str, Any]:
    return {"titles": wording.OWN_TABLE, "columns": wording.OWN_COLUMN, "left_out": _left_out()}


def _left_out() -> dict[str, Any]:
    say = language.say()
    return {name: say.text(wording.OWN_LEFT_OUT[why]) for name, why in own_data.LEFT_OUT.items()}
