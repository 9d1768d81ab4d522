"""One terminal made of its settings: the only place where the parts are wired."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from terminals import __version__
from terminals.agent import Agent
from terminals.clock import Clock, zone_rules
from terminals.deliver import Deliverer, Identity
from terminals.desfire.badge import ProvenBadges
from terminals.desfire.keyring import MasterKeys
from terminals.desfire.profile import Profile
from terminals.keys import device_key, public_key, read_secret
from terminals.kiosk import Kiosk, demo_badges
from terminals.link import Link
from terminals.osdp import bus
from terminals.osdp.profile import Line, key_name
from terminals.osdp.reader import OsdpReader
from terminals.pcsc.medium import ProvenFirst, ReadMedium, by_number
from terminals.pcsc.monitor import Choice, PcscReader
from terminals.pcsc.scard import Scard
from terminals.reader import Reader, Readers
from terminals.replay import ReplayReader
from terminals.resend import SentAgain, send_all
from terminals.screen import Screen
from terminals.sealed import FOLDER, MOUNTS, sealed_bytes, sealed_key
from terminals.settings import Settings, SettingsError
from terminals.spool import Spool, SpoolRefused
from terminals.view import Status, Viewer
from terminals.wedge.watch import WedgeReader
from terminals.wire import Device


class Terminal:
    """All parts of one terminal, started and stopped together."""

    def __init__(self, settings: Settings) -> None:
        me = _identity(settings)
        site_key = read_secret(settings.site_key_file)
        clock = Clock(trust_host=settings.trust_host_clock)
        readers = _readers(settings, clock)
        self._reader = Readers(readers)
        badges = demo_badges(settings.demo_badges_file)
        self._spool = Spool(settings.spool_file, cap=settings.spool_cap)
        screen = Screen(clock.mono_ms)
        device = Device(settings.source, settings.zone, zone_rules(), __version__)
        self._agent = Agent(device, me.key, site_key, spool=self._spool, screen=screen, clock=clock)
        self._deliverer = Deliverer(
            self._spool,
            clock,
            Link(settings.server_url, settings.ca_file),
            me,
            report_seconds=settings.report_seconds,
            reader_states=self._reader.states,
            heard=self._agent.answered,
        )
        replay = next((each for each in readers if isinstance(each, ReplayReader)), None)
        self._kiosk = Kiosk(
            settings.port,
            Viewer(screen, clock, ZoneInfo(settings.zone), self._status),
            languages=settings.languages,
            reader=replay,
            badges=badges if replay else (),
        )

    @property
    def port(self) -> int:
        return self._kiosk.server_port

    def start(self) -> None:
        self._kiosk.start()
        self._agent.run(self._reader, self._deliverer)

    def stop(self) -> None:
        """Stop what makes stamps first, what keeps them last."""
        self._reader.stop()
        self._deliverer.stop()
        self._kiosk.stop()
        self._spool.close()

    def _status(self) -> Status:
        return Status(
            self._deliverer.online,
            self._deliverer.refused is not None,
            self._spool.counts().unsent,
            self._reader.states(),
        )


def resend(settings: Settings, since: datetime | None) -> SentAgain:
    """Send once more what was acknowledged since an instant, and return what became of it; the terminal must not run.

    Raises `SpoolRefused` where it runs, or where there is no spool.
    """
    if not settings.spool_file.is_file():
        raise SpoolRefused(f"{settings.spool_file}: there is no spool")
    spool = Spool(settings.spool_file, cap=settings.spool_cap)
    try:
        again = SentAgain(spool, since)
        deliverer = Deliverer(
            again,
            Clock(trust_host=settings.trust_host_clock),
            Link(settings.server_url, settings.ca_file),
            _identity(settings),
            report_seconds=settings.report_seconds,
            reader_states=tuple,
            heard=again.heard,
        )
        send_all(again, deliverer.push)
    finally:
        spool.close()
    return again


def _identity(settings: Settings) -> Identity:
    receipt_key = public_key(settings.receipt_public_key) if settings.receipt_public_key else None
    return Identity(settings.source, __version__, device_key(settings.key_file), receipt_key)


def _readers(settings: Settings, clock: Clock) -> list[Reader]:
    """Return the readers of the kind that is set, and the devices that type, which may stand beside."""
    typing: list[Reader] = [WedgeReader(settings.wedge, clock.mono_ms)] if settings.wedge else []
    return typing if settings.reader == "wedge" else [_reader(settings, clock), *typing]


def _reader(settings: Settings, clock: Clock) -> Reader:
    if settings.reader == "replay":
        return ReplayReader(clock.mono_ms, _numbers(settings.replay_file))
    if settings.reader == "osdp" and settings.osdp is not None:
        return _osdp_reader(settings.osdp, clock)
    read_medium = _read_medium(settings.desfire)
    try:
        backend = Scard()
    except ImportError as fault:
        raise SettingsError(f"reader is pcsc, but {fault}; pip install 'timeclock-terminal[pcsc]'") from None
    choice = Choice(settings.reader_names, settings.allow_virtual_readers)
    return PcscReader(backend, choice, clock.mono_ms, read_medium)


def _osdp_reader(line: Line, clock: Clock) -> Reader:
    try:
        bus.demand()
    except ImportError as fault:
        raise SettingsError(f"reader is osdp, but {fault}; pip install 'timeclock-terminal[osdp]'") from None
    folder, mounts = os.environ.get(FOLDER), MOUNTS.read_text()
    keys = {address: sealed_bytes(key_name(address), folder, mounts) for address in line.addresses}
    return OsdpReader(line, keys, clock.mono_ms)


def _read_medium(profile: Profile | None) -> ReadMedium:
    """Return how cards are read; raise NotSealed where the badge keys are not where they belong."""
    return by_number if profile is None else ProvenFirst(ProvenBadges(profile, _master_keys(profile)))


def _master_keys(profile: Profile) -> MasterKeys:
    folder, mounts = os.environ.get(FOLDER), MOUNTS.read_text()
    number = sealed_key(profile.number_key, folder, mounts) if profile.number_key else None
    return MasterKeys(profile.diversification, sealed_key(profile.read_key, folder, mounts), number)


def _numbers(path: Path | None) -> list[str]:
    return path.read_text("ascii").split() if path is not None else []
