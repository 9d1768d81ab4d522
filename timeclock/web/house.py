"""Everything the pages stand on, read once at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from timeclock.ledger import keys
from timeclock.ledger.keys import SigningKey
from timeclock.service.access import Action
from timeclock.service.badge_list import KeptSums
from timeclock.service.logins import SignInRules
from timeclock.service.rulebook import Rulebook
from timeclock.settings import Settings
from timeclock.store.db import Database


@dataclass(frozen=True, slots=True)
class Keys:
    """What the web processes sign and hash with, and the public half of the log's key, which lies elsewhere."""

    cookie: bytes
    receipt: SigningKey
    log_public: bytes
    badges: bytes
    factors: bytes

    @classmethod
    def read(cls, settings: Settings) -> Keys:
        return cls(
            keys.read_secret(settings.secret_key_file),
            keys.signing_key(settings.receipt_key_file),
            keys.public_key(settings.log_key_file),
            keys.read_secret(settings.badge_key_file),
            keys.read_secret(settings.factor_key_file),
        )


@dataclass(frozen=True, slots=True)
class House:
    """What `create_app` was given, read and keeps, the policies it found, and how it describes its API (OpenAPI)."""

    settings: Settings
    database: Database
    keys: Keys
    rulebook: Rulebook
    sign_in_rules: SignInRules
    policies: dict[str, Action]
    asking_again: frozenset[str]
    describe_api: Callable[[], Mapping[str, Any]]
    badge_sums: KeptSums = field(default_factory=KeptSums)
