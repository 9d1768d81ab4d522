"""One terminal made of its settings: the only place where the parts are wired."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

from terminals import __version__, configuration, wire
from terminals.agent import Agent
from terminals.announcer import Announcer
from terminals.badge_list import BadgeList, key_of
from terminals.clock import Clock, zone_rules
from terminals.deliver import Deliverer, Identity
from terminals.desfire.badge import ProvenBadges
from terminals.desfire.cipher import AesKey
from terminals.desfire.diversify import Way
from terminals.desfire.keyring import MasterKeys
from terminals.desfire.maker import Maker
from terminals.desfire.profile import Earlier, Profile
from terminals.desfire.sam import Module, ModuleKeys
from terminals.enrolment import fingerprint, public_half
from terminals.former import Former, spools
from terminals.inquire import WAIT_SECONDS, Inquirer
from terminals.keys import device_key, public_key, read_secret
from terminals.kiosk import Demo, DemoBadge, Kiosk, demo_badges
from terminals.link import Certificate, Link
from terminals.mirror import Mirror
from terminals.osdp import bus
from terminals.osdp.profile import Line, key_name
from terminals.osdp.reader import OsdpReader
from terminals.pcsc.medium import ProvenFirst, ReadMedium, by_number
from terminals.pcsc.monitor import Choice, PcscReader
from terminals.pcsc.scard import Scard
from terminals.pcsc.signal import by_name, silent
from terminals.pcsc.slot import SamSlot
from terminals.reader import Reader, Readers
from terminals.replay import Plug, ReplayReader
from terminals.replay_card import ReplayCards
from terminals.resend import SentAgain, send_all
from terminals.screen import Screen
from terminals.sealed import FOLDER, MOUNTS, sealed_bytes, sealed_key
from terminals.settings import Settings, SettingsError
from terminals.spool import Spool, SpoolRefused
from terminals.station import HEADINGS, Station
from terminals.view import Status, Viewer
from terminals.watchdog import Patience
from terminals.wedge.watch import WedgeReader
from terminals.wire import Device

log = logging.getLogger(__name__)

A_MOMENT = 0.1


@dataclass(frozen=True, slots=True)
class Telling:
    """Where lines go: those of the list of badges, and what is said beside it."""

    listed: Callable[[str], None]
    told: Callable[[str], None]


BADGES = "badges.sealed"  # beside the spool


class Terminal:
    """All parts of one terminal, started and stopped together."""

    def __init__(self, settings: Settings) -> None:
        me = _identity(settings)
        self._fingerprint = fingerprint(me.source, public_half(me.key), settings.receipt_public_key)
        site_key = read_secret(settings.site_key_file)
        clock = Clock(trust_host=settings.trust_host_clock)
        readers = _readers(settings, clock)
        self._reader = Readers(readers)
        self._patience = Patience(self._reader.states, clock.mono_ms, settings.stuck_seconds * 1000)
        badges = _demo_badges(settings)
        self._spool = Spool(settings.spool_file, cap=settings.spool_cap)
        screen = Screen(clock.mono_ms)
        link = link_of(settings)
        self._former = [_former(spool, settings, clock, link, me) for spool in spools(settings.spool_file)]
        device = Device(settings.source, settings.zone, zone_rules(), __version__)
        replay = next((each for each in readers if isinstance(each, ReplayReader)), None)
        known = BadgeList(settings.spool_file.with_name(BADGES), _list_key(settings), settings.source)
        plug = Plug(link) if replay is not None and badges else None
        self._agent = Agent(
            device,
            me.key,
            site_key,
            spool=self._spool,
            screen=screen,
            clock=clock,
            ask=Inquirer(plug or replace(link, timeout_seconds=WAIT_SECONDS), clock, me).ask,
            judge=known.judge,
        )
        self._mirror = Mirror(known, clock, plug or link, me)
        self._announcer = Announcer(_configuration(settings), clock, plug or link, me)
        self._deliverer = Deliverer(
            self._spool,
            clock,
            plug or link,
            me,
            report_seconds=settings.report_seconds,
            reader_states=self._reader.states,
            heard=self._agent.answered,
        )
        self._plug = plug
        self._kiosk = Kiosk(
            settings.port,
            Viewer(screen, clock, ZoneInfo(settings.zone), self._status, settings.sound),
            languages=settings.languages,
            demo=Demo(replay, badges, plug, self._deliverer.wake) if replay is not None and plug is not None else None,
        )

    @property
    def port(self) -> int:
        return self._kiosk.server_port

    def start(self) -> None:
        self._kiosk.start()
        self._agent.run(self._reader, self._deliverer)
        self._mirror.start()
        self._announcer.start()
        for each in self._former:
            each.start()

    def stop(self) -> None:
        """Stop what makes stamps first, what keeps them last."""
        self._reader.stop()
        self._deliverer.stop()
        self._mirror.stop()
        self._announcer.stop()
        for each in self._former:
            each.stop()
        self._kiosk.stop()
        self._spool.close()

    def lost_reader(self) -> str | None:
        """Return the name of a reader that has been stuck for so long that only a new start helps."""
        return self._patience.lost()

    def is_well(self) -> bool:
        """Ask what may hang, and the disk is the likeliest; what hangs in here is not well."""
        try:
            self._status()
        except sqlite3.Error:
            log.exception("spool does not answer")
            return False
        return True

    def _status(self) -> Status:
        counts = self._spool.counts()
        return Status(
            self._deliverer.online,
            self._deliverer.refused,
            counts.unsent + sum(each.unsent for each in self._former),
            self._reader.states(),
            self._fingerprint,
            pulled=self._plug is not None and self._plug.pulled,
            fill=counts.fill,
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
            link_of(settings),
            _identity(settings),
            report_seconds=settings.report_seconds,
            reader_states=tuple,
            heard=again.heard,
        )
        send_all(again, deliverer.push)
    finally:
        spool.close()
    return again


def make_badges(settings: Settings, tell: Telling, stop: Event, *, rotates: bool, many: int) -> None:
    """Make one badge after the other ready on the readers of this device, until `many` are or somebody stops."""
    profile = settings.desfire
    if profile is None:
        raise SettingsError("there is no table [desfire], which says how badges are made ready")
    if profile.sam:
        raise SettingsError("badges are made ready with sealed keys; a module in a slot only reads them")
    maker = Maker(profile, _master_keys(profile, _sealed(), makes=True), rotates=rotates)
    station = Station(maker, profile.number, many=many, listed=tell.listed, told=tell.told, done=stop)
    reader = _card_readers(settings, Clock(trust_host=settings.trust_host_clock), station)
    tell.listed(HEADINGS)
    reader.start(station.happened)
    try:
        while not any(state == "ready" for _, state in reader.states()) and not stop.wait(A_MOMENT):
            pass
        tell.told("hold a card; Ctrl+C ends")
        stop.wait()
    finally:
        reader.stop()


def link_of(settings: Settings) -> Link:
    """Return the way to the server."""
    certificate = None
    if settings.client_certificate_file is not None and settings.client_key_file is not None:
        certificate = Certificate(settings.client_certificate_file, settings.client_key_file)
    return Link(settings.server_url, settings.ca_file, certificate=certificate)


def _configuration(settings: Settings) -> bytes:
    """Return what the server is told of these settings."""
    told = [(each.name, each.value, each.origin) for each in configuration.told(settings)]
    return wire.configuration_body(configuration.versions(), told)


def _former(spool: Spool, settings: Settings, clock: Clock, link: Link, me: Identity) -> Former:
    """Return how a former spool is delivered: it was signed by a former key, and is sent by the one in use."""
    deliverer = Deliverer(
        spool, clock, link, me, report_seconds=settings.report_seconds, reader_states=tuple, heard=lambda *_: None
    )
    return Former(spool, deliverer.push, clock)


def _list_key(settings: Settings) -> bytes:
    """Return the key the list of badges is enciphered by: of a sealed credential where one is named."""
    if not settings.badge_list_key:
        return key_of(read_secret(settings.key_file))
    return key_of(sealed_key(settings.badge_list_key, os.environ.get(FOLDER), MOUNTS.read_text()).raw)


def _identity(settings: Settings) -> Identity:
    receipt_key = public_key(settings.receipt_public_key) if settings.receipt_public_key else None
    return Identity(settings.source, __version__, device_key(settings.key_file), receipt_key)


def _readers(settings: Settings, clock: Clock) -> list[Reader]:
    """Return the readers of the kind that is set, and the devices that type, which may stand beside."""
    typing: list[Reader] = [WedgeReader(settings.wedge, clock.mono_ms)] if settings.wedge else []
    return typing if settings.reader == "wedge" else [_reader(settings, clock), *typing]


def _reader(settings: Settings, clock: Clock) -> Reader:
    if settings.reader == "replay":
        cards = ReplayCards() if settings.test_mode else None
        return ReplayReader(clock.mono_ms, _numbers(settings.replay_file), cards)
    if settings.reader == "osdp" and settings.osdp is not None:
        return _osdp_reader(settings.osdp, clock)
    return _card_readers(settings, clock, _read_medium(settings, clock))


def _card_readers(settings: Settings, clock: Clock, read_medium: ReadMedium) -> PcscReader:
    choice = Choice(settings.reader_names, settings.allow_virtual_readers)
    signal = by_name if settings.reader_signals else silent
    return PcscReader(_scard(), choice, clock.mono_ms, read_medium, signal)


def _osdp_reader(line: Line, clock: Clock) -> Reader:
    try:
        bus.demand()
    except ImportError as fault:
        raise SettingsError(f"reader is osdp, but {fault}; pip install 'timeclock-terminal[osdp]'") from None
    folder, mounts = os.environ.get(FOLDER), MOUNTS.read_text()
    keys = {address: sealed_bytes(key_name(address), folder, mounts) for address in line.addresses}
    return OsdpReader(line, keys, clock.mono_ms)


def _scard() -> Scard:
    try:
        return Scard()
    except ImportError as fault:
        raise SettingsError(f"reader is pcsc, but {fault}; pip install 'timeclock-terminal[pcsc]'") from None


def _read_medium(settings: Settings, clock: Clock) -> ReadMedium:
    """Return how cards are read; raise NotSealed where the badge keys are not where they belong."""
    profile, zone = settings.desfire, ZoneInfo(settings.zone)
    if profile is None:
        return by_number
    keys = (
        _module_keys(profile, allow_virtual=settings.allow_virtual_readers)
        if profile.sam
        else _master_keys(profile, _sealed())
    )
    badges = ProvenBadges(profile, keys)
    return ProvenFirst(badges, lambda: clock.server_at(clock.read()).astimezone(zone).date())


def _module_keys(profile: Profile, *, allow_virtual: bool) -> ModuleKeys:
    """Return the keys of all versions as entries of the security module, which is looked for at the first badge."""
    module = Module(SamSlot(_scard(), profile.sam, allow_virtual))

    def keys(named: Profile | Earlier, version: int, earlier: Mapping[int, ModuleKeys]) -> ModuleKeys:
        number = int(named.number_key) if named.number_key else None
        derives = profile.diversification is not Way.NONE
        return ModuleKeys(module, version, int(named.read_key), number, derives, earlier)

    earlier = {each.version: keys(each, each.version, {}) for each in profile.earlier}
    return keys(profile, profile.key_version, earlier)


def _sealed() -> Callable[[str], AesKey]:
    """Return what opens a credential by its name."""
    folder, mounts = os.environ.get(FOLDER), MOUNTS.read_text()
    return lambda name: sealed_key(name, folder, mounts)


def _master_keys(profile: Profile, sealed: Callable[[str], AesKey], *, makes: bool = False) -> MasterKeys:
    """Return the keys of all versions; those that make badges ready only where that is what they are for."""

    def keys(named: Profile | Earlier, earlier: Mapping[int, MasterKeys]) -> MasterKeys:
        number = sealed(named.number_key) if named.number_key else None
        write = sealed(named.write_key) if makes and named.write_key else None
        return MasterKeys(profile.diversification, sealed(named.read_key), number, write, earlier)

    return keys(profile, {each.version: keys(each, {}) for each in profile.earlier})


def _demo_badges(settings: Settings) -> tuple[DemoBadge, ...]:
    """Return the badges that the page offers; raise SettingsError where one would prove what nobody holds."""
    badges = demo_badges(settings.demo_badges_file)
    if not settings.test_mode and any(badge.proves for badge in badges):
        raise SettingsError(
            f"{settings.demo_badges_file}: 'proves' only with test_mode = true; a card in memory would be stamped as a "
            "badge that proved itself"
        )
    return badges


def _numbers(path: Path | None) -> list[str]:
    return path.read_text("ascii").split() if path is not None else []
