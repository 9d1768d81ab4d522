"""The page of the terminal on 127.0.0.1: shows the view, takes keys, and in the demo lets badges be held."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from terminals import texts
from terminals.replay import Plug, ReplayReader
from terminals.view import View, Viewer, other

log = logging.getLogger(__name__)

PAGE = Path(__file__).parent / "page"
FILES = {
    "/terminal.css": "text/css; charset=utf-8",
    "/terminal.js": "text/javascript; charset=utf-8",
    "/icon.svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
MOST_FORM_BYTES = 1024
FOLLOW_SECONDS = 20
LOOK_SECONDS = 0.25
HIGH = "high"
PULLED, PLUGGED = NETWORK = ("pulled", "plugged")
STOP_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class DemoBadge:
    """A badge the demo page offers to hold; one that `proves` itself is a DESFire."""

    name: str
    number: str
    proves: bool = False


def demo_badges(path: Path | None) -> tuple[DemoBadge, ...]:
    """Return the badges of the file; raise ValueError that says what is wrong with it."""
    if path is None:
        return ()
    try:
        return tuple(
            DemoBadge(
                str(badge["name"]), bytes.fromhex(badge["number"]).hex().upper(), proves=bool(badge.get("proves"))
            )
            for badge in json.loads(path.read_text("utf-8"))
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f'{path}: expected [{{"name": "…", "number": "04A1B2C3"}}], got {fault!r}') from None


@dataclass(frozen=True, slots=True)
class Demo:
    """What the page offers to try out: badges to hold, and the network to pull."""

    reader: ReplayReader
    badges: tuple[DemoBadge, ...]
    plug: Plug
    changed: Callable[[], None]

    def hold(self, no: int) -> bool:
        badge = self.badges[no]
        return self.reader.hold(badge.number, proves=badge.proves)

    def pull(self, *, out: bool) -> None:
        """Pull the network, or plug it in, and let the terminal find out at once."""
        self.plug.pulled = out
        self.changed()


class Kiosk(ThreadingHTTPServer):
    """Serves the page from start to stop."""

    daemon_threads = True

    def __init__(
        self,
        port: int,
        viewer: Viewer,
        *,
        languages: Sequence[str],
        demo: Demo | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), Page)
        self.viewer, self.languages, self.demo = viewer, tuple(languages), demo
        self.ended = Event()
        self._thread = Thread(target=self.serve_forever, args=(STOP_SECONDS,), name="kiosk", daemon=True)
        self.hosts = {f"{host}:{self.server_port}" for host in ("127.0.0.1", "localhost")}

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.ended.set()
        self.viewer.screen.changed()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        fault = sys.exc_info()[1]
        if not isinstance(fault, ConnectionError):  # the browser went elsewhere while it was answered
            log.warning("page failed fault=%r", fault)


class Page(BaseHTTPRequestHandler):
    """One request of the browser."""

    server: Kiosk
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "terminal", ""
    timeout = 60

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if not self._is_ours():
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"")
        elif url.path == "/":
            language = self._language(asked)
            look = PageLook(language, asked.get("contrast") == HIGH)
            html = page(self.server, self.server.viewer.view(language), look)
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", html.encode())
        elif url.path == "/view":
            self._follow(self._language(asked), asked.get("seen", ""))
        elif url.path in FILES:
            self._answer(HTTPStatus.OK, FILES[url.path], (PAGE / url.path[1:]).read_bytes())
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not self._is_ours() or not length.isdigit() or int(length) > MOST_FORM_BYTES:
            self.close_connection = True
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"")
            return
        asked = {name: values[0] for name, values in parse_qs(self.rfile.read(int(length)).decode()).items()}
        status = self._do(urlsplit(self.path).path, asked)
        if status is not HTTPStatus.SEE_OTHER:
            self._answer(status, "text/plain", b"")
            return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", PageLook(self._language(asked), asked.get("contrast") == HIGH).address())
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _do(self, path: str, asked: dict[str, str]) -> HTTPStatus:
        """Do what a button asks for; a badge held before the reader is ready, or after, is not taken for a tap."""
        badge, demo = asked.get("badge", ""), self.server.demo
        key = next((each for each in texts.KEYS if each.value == asked.get("kind")), None)
        if path == "/key" and key is not None:
            self.server.viewer.screen.press(key)
        elif path == "/badge" and demo and badge.isdigit() and int(badge) < len(demo.badges):
            if not demo.hold(int(badge)):
                return HTTPStatus.SERVICE_UNAVAILABLE
        elif path == "/network" and demo and asked.get("network") in NETWORK:
            demo.pull(out=asked["network"] == PULLED)
        else:
            return HTTPStatus.BAD_REQUEST
        return HTTPStatus.SEE_OTHER

    def _follow(self, language: str, seen: str) -> None:
        """Answer when there is something new to see, at the latest after a while."""
        for _ in range(round(FOLLOW_SECONDS / LOOK_SECONDS)):
            view = self.server.viewer.view(language)
            if view.fingerprint() != seen or self.server.ended.is_set():
                break
            self.server.viewer.screen.wait(LOOK_SECONDS)
        body = json.dumps(asdict(view) | {"seen": view.fingerprint()}, ensure_ascii=False).encode()
        self._answer(HTTPStatus.OK, "application/json", body)

    def _is_ours(self) -> bool:
        """Refuse other pages of the browser: by a foreign name for this address, or by a form of theirs."""
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in self.server.hosts and (
            origin is None or urlsplit(origin).netloc in self.server.hosts
        )

    def _language(self, asked: dict[str, str]) -> str:
        language = asked.get("lang", "")
        return language if language in self.server.languages else self.server.languages[0]

    def _answer(self, status: HTTPStatus, media: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any, **__: Any) -> None:
        """Say nothing: the page asks all the time, and badges held on it are nobody's business."""


@dataclass(frozen=True, slots=True)
class PageLook:
    """How somebody wants to see the page: in which language, and with more contrast."""

    language: str
    high: bool = False

    def address(self) -> str:
        return f"/?lang={self.language}" + (f"&contrast={HIGH}" if self.high else "")

    def hidden(self) -> str:
        """Return the fields that keep it when a form is sent without script."""
        contrast = f'<input type="hidden" name="contrast" value="{HIGH}">' if self.high else ""
        return f'<input type="hidden" name="lang" value="{self.language}">{contrast}'


def page(kiosk: Kiosk, view: View, look: PageLook) -> str:
    """Return the whole page as it is at this moment; the script only keeps it fresh."""
    language, to = look.language, other(look.language)
    keys = "".join(
        f'<button name="kind" value="{key.value}" class="key" data-kind="{key.value}"'
        f' aria-pressed="{str(view.key == key.value).lower()}">{escape(text.of(language))}</button>'
        for key, text in texts.KEYS.items()
    )
    return Template((PAGE / "page.html").read_text("utf-8")).substitute(
        lang=language,
        other=to,
        seen=view.fingerprint(),
        serial=view.serial,
        contrast=HIGH if look.high else "normal",
        sound=kiosk.viewer.sound.value,
        clock=view.clock,
        date=escape(view.date),
        mood=view.mood,
        symbol=view.symbol,
        lines="".join(f"<p>{escape(line)}</p>" for line in view.lines),
        second=escape(view.second),
        status=escape(view.status),
        online=str(view.online).lower(),
        hidden=look.hidden(),
        keys=keys,
        key_group=texts.KEY_GROUP.of(language),
        demo="" if kiosk.demo is None else demo_part(kiosk.demo, view, look),
        toggles=_toggles(kiosk, look),
        refresh=escape(look.address()),
    )


def _toggles(kiosk: Kiosk, look: PageLook) -> str:
    """Return the links to more contrast, and to the other language where there is one."""
    text = texts.CONTRAST_OFF if look.high else texts.CONTRAST_ON
    contrast = escape(PageLook(look.language, not look.high).address())
    found = f'<a class="toggle" href="{contrast}">{text.of(look.language)}</a>'
    to = other(look.language)
    if to in kiosk.languages:
        address = escape(PageLook(to, look.high).address())
        name = texts.OTHER_LANGUAGE.of(look.language)
        found += f'<a class="toggle" href="{address}" lang="{to}" hreflang="{to}">{name}</a>'
    return found


def demo_part(demo: Demo, view: View, look: PageLook) -> str:
    """Return what is there to try out: the network to pull, how many stamps wait, and badges to hold."""
    language = look.language
    badges = "".join(
        f'<button name="badge" value="{n}" class="badge">{escape(badge.name)}'
        f"<small>{(texts.PROVES if badge.proves else texts.TELLS).of(language)}</small></button>"
        for n, badge in enumerate(demo.badges)
    )
    buttons = "".join(
        f'<button name="network" value="{value}" class="network"{" disabled" if view.pulled is out else ""}>'
        f"{text.of(language)}</button>"
        for value, text, out in ((PULLED, texts.PULL, True), (PLUGGED, texts.PLUG_IN, False))
    )
    return (
        f'<section class="demo" aria-labelledby="demo"><h2 id="demo">{texts.DEMO.of(language)}</h2>'
        f'<form method="post" action="/network" class="badges" id="network">{look.hidden()}{buttons}'
        f'<p id="unsent">{escape(view.unsent)}</p></form>'
        f'<form method="post" action="/badge" class="badges">{look.hidden()}{badges}</form></section>'
    )
