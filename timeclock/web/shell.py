"""What a phone needs to keep us as an app: the manifest, the service worker, and one page for the time offline."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from timeclock.service.access import Action
from timeclock.web import edge, language
from timeclock.web.policies import policy

bp = Blueprint("shell", __name__)

QUEUE = "waiting.js"
# What every page looks like, and nothing that is anybody's.
FILES = (
    "fonts/fira-sans.css",
    "fonts/FiraSans-Regular-Latin.woff2",
    "fonts/FiraSans-SemiBold-Latin.woff2",
    "vendor/kern/kern.min.css",
    "timeclock.css",
    "timeclock.js",
    QUEUE,
    "stamping.js",
    "icon.svg",
)
# Where one comes to stamp.
STARTS = ("start.home", "me.today")
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-full.png", "512x512", "maskable"),
)


@bp.get("/manifest.webmanifest")
@policy(Action.PUBLIC)
def manifest() -> ResponseReturnValue:
    """Say what a phone needs to keep the pages as an app."""
    say = language.say()
    answer = jsonify(
        name=say.text("Time recording – {city}", city=edge.house().settings.city_name),
        short_name=say.text("Time recording"),
        description=say.text("Record your working time, see your balance, and why it is what it is."),
        lang=language.locale(),
        dir="ltr",
        id="/",
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#f3f4f7",
        theme_color="#2044aa",
        categories=["business", "productivity"],
        icons=[
            {"src": url_for("static", filename="icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *(
                {"src": url_for("static", filename=name), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in ICONS
            ),
        ],
        shortcuts=[
            {"name": say.text("Today"), "url": url_for("me.today")},
            {"name": say.text("My month"), "url": url_for("me.this_month")},
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/offline")
@policy(Action.PUBLIC)
def offline() -> ResponseReturnValue:
    """Show the page that stands in for all others without a connection; it is the same for everybody."""
    return _offline_page()


@bp.get("/service-worker.js")
@policy(Action.PUBLIC)
def service_worker() -> ResponseReturnValue:
    """Give the worker that keeps the shell; other contents make it another worker, which takes over at once."""
    script = render_template(
        "service-worker.js",
        version=_version(),
        addresses=[url_for("static", filename=name) for name in FILES],
        offline=url_for(".offline"),
        starts=[url_for(each) for each in STARTS],
        queue=url_for("static", filename=QUEUE),
    )
    return Response(script, mimetype="text/javascript")


def _offline_page() -> str:
    return render_template("offline.html", bare=True, allowed=edge.house().settings.phone_offline)


def _version() -> str:
    """Name the contents of the shell: its files, and the offline page in the reader's language."""
    of_files = _digest_of_files(Path(str(current_app.static_folder)))
    return f"shell-{sha256((of_files + _offline_page()).encode()).hexdigest()[:16]}"


@cache
def _digest_of_files(folder: Path) -> str:
    """Return the digest of the shell's files, read once: a new version of them comes with a new process."""
    digest = sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
