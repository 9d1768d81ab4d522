"""The list for an evacuation on paper: large, by building, with a box to tick for each who was found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from functools import cache
from pathlib import Path

from reports.pdf import Press
from timeclock.core.evacuation import Site
from timeclock.i18n import Translator, formats, translator
from timeclock.i18n.wording import N_
from timeclock.service.evacuation import Listed

LAYOUT = Path(__file__).parent / "evacuation.typ"
# The page and the paper say the same.
TITLE = N_("Who is in the building")
NOWHERE = N_("{unit}: stamped at no terminal, may be in any building")
MAYBE = N_("{building}: the going is missing, may still be inside")
ADVICE = N_(
    "As of this minute; who works elsewhere, is on an errand or absent is not on it. Ask for those who do not answer."
)
HEADINGS = (N_("Name"), N_("Staff number"), N_("Last stamp"), N_("Found"))


def write(listed: Listed, city: str, language: str) -> bytes:
    """Return the list as a PDF in one language."""
    return _press().printed(json.dumps(_sheet(listed, city, translator(language)), ensure_ascii=False))


@cache
def _press() -> Press:
    return Press(LAYOUT)


def _sheet(listed: Listed, city: str, say: Translator) -> dict[str, object]:
    moment = formats.moment(listed.at, listed.zone, say.locale)
    return {
        "language": say.locale,
        "city": city,
        "title": say.text(TITLE),
        "moment": moment,
        "people": say.plural("{count} person", "{count} people", listed.people),
        "advice": say.text(ADVICE),
        "headings": [say.text(heading) for heading in HEADINGS],
        "sites": [
            {
                "name": site_name(site, say),
                "people": say.plural("{count} person", "{count} people", len(site.people)),
                "rows": list(_rows(site, listed)),
            }
            for site in listed.sites
        ],
        "page_of": say.text("Page {page} of {pages}"),
        "made": listed.at.astimezone(UTC).timetuple()[:6],
    }


def site_name(site: Site, say: Translator) -> str:
    """Return what a building is called; of others, what is not sure of them."""
    if not site.is_sure:
        return say.text(MAYBE, building=site.name)
    return site.name if site.by_terminal else say.text(NOWHERE, unit=site.name)


def _rows(site: Site, listed: Listed) -> Iterator[tuple[str, str, str]]:
    for each in site.people:
        yield f"{each.family_name}, {each.given_name}", each.staff_no, formats.clock(each.last_at, listed.zone)
