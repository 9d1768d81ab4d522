"""How terminals are set: the name of each setting, and the values that are words."""

from __future__ import annotations

import re

from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator

# Of several tables of a kind each has its number in the name.
NUMBER = re.compile(r"\.(\d+)(?=\.)")

TERMINAL_SETTING = {
    "server_url": N_("Address of the server"),
    "key_file": N_("Key of the terminal"),
    "site_key_file": N_("Key of the badge numbers"),
    "spool_file": N_("File of the spool"),
    "receipt_public_key": N_("Receipt key of the server"),
    "ca_file": N_("Certificate authority of the server"),
    "client_certificate_file": N_("Client certificate"),
    "client_key_file": N_("Key of the client certificate"),
    "zone": N_("Time zone"),
    "sound": N_("Sound"),
    "languages": N_("Languages"),
    "reader": N_("Kind of readers"),
    "reader_names": N_("Readers used"),
    "reader_signals": N_("Readers show light and sound of their own"),
    "allow_virtual_readers": N_("Virtual readers allowed"),
    "replay_file": N_("File of badges held at the start"),
    "demo_badges_file": N_("File of badges to try out"),
    "trust_host_clock": N_("Clock is set by the host"),
    "port": N_("Port of the page"),
    "spool_cap": N_("Most stamps in the spool"),
    "report_seconds": N_("Reports every (seconds)"),
    "stuck_seconds": N_("Starts anew when a reader is blocked for (seconds)"),
    "badge_list_key": N_("Key of the list of badges"),
    "test_mode": N_("Test mode"),
    "desfire.application": N_("DESFire: application"),
    "desfire.read_key": N_("DESFire: key that reads"),
    "desfire.number_key": N_("DESFire: key that tells the number"),
    "desfire.read_key_no": N_("DESFire: number of the key that reads"),
    "desfire.number_key_no": N_("DESFire: number of the key that tells the number"),
    "desfire.proof": N_("DESFire: proof"),
    "desfire.diversification": N_("DESFire: how keys are derived"),
    "desfire.application_order": N_("DESFire: order of the application in the derivation"),
    "desfire.system": N_("DESFire: system id"),
    "desfire.number": N_("DESFire: what a badge is known by"),
    "desfire.file": N_("DESFire: file with the number"),
    "desfire.file_bytes": N_("DESFire: length of the number (bytes)"),
    "desfire.file_mode": N_("DESFire: protection of the file"),
    "desfire.read_command": N_("DESFire: command that reads"),
    "desfire.key_version": N_("DESFire: version of the keys"),
    "desfire.write_key": N_("DESFire: key that makes badges ready"),
    "desfire.sam": N_("DESFire: slot of the security module"),
    "desfire.earlier.version": N_("DESFire, earlier keys: version"),
    "desfire.earlier.read_key": N_("DESFire, earlier keys: key that reads"),
    "desfire.earlier.until": N_("DESFire, earlier keys: prove until"),
    "desfire.earlier.number_key": N_("DESFire, earlier keys: key that tells the number"),
    "desfire.earlier.write_key": N_("DESFire, earlier keys: key that makes badges ready"),
    "osdp.device": N_("OSDP: serial line"),
    "osdp.addresses": N_("OSDP: addresses of the readers"),
    "osdp.speed": N_("OSDP: bits per second"),
    "osdp.byte_order": N_("OSDP: order of the bytes"),
    "wedge.device": N_("Reader that types: device"),
    "wedge.name": N_("Reader that types: name"),
    "wedge.number": N_("Reader that types: how it writes a number"),
    "wedge.number_bytes": N_("Reader that types: length of a number (bytes)"),
    "wedge.layout": N_("Reader that types: keyboard layout"),
    "wedge.prefix": N_("Reader that types: before the number"),
    "wedge.suffix": N_("Reader that types: behind the number"),
    "wedge.enter": N_("Reader that types: ends with Enter"),
    "wedge.within_ms": N_("Reader that types: longest time between keys (ms)"),
    "version.agent": N_("Version of the terminal program"),
    "version.python": N_("Version of Python"),
    "version.system": N_("Operating system"),
    "version.pyscard": N_("Version of pyscard (card readers)"),
    "version.cryptography": N_("Version of cryptography"),
}

TERMINAL_VALUE = {
    "true": N_("yes"),
    "false": N_("no"),
    "key file": N_("key file"),
    "sealed file": N_("sealed file"),
    "SAM": N_("security module (SAM)"),
}


def setting_name(name: str, say: Translator) -> str:
    """Return what a setting is called; one that only a newer terminal knows goes by its code."""
    numbers, kind = NUMBER.findall(name), NUMBER.sub("", name)
    called = TERMINAL_SETTING.get(kind)
    return name if called is None else " ".join([say.text(called), *(f"({number})" for number in numbers)])


def setting_value(value: str | None, say: Translator) -> str:
    """Return the value of a setting in words where it is no name."""
    if value is None:
        return say.text("nothing set")
    return say.text(TERMINAL_VALUE[value]) if value in TERMINAL_VALUE else value
