"""Files sent through the page: HR's list with a new person, a change and a wrong line, and an officer's roster."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from tests.city import City
from tests.lived_in import sight
from timeclock.ledger import keys
from timeclock.service import uploads
from timeclock.service.upload_looks import Rules, UploadKind
from timeclock.service.uploads import Sent
from timeclock.store.db import Session
from timeclock.store.schema.people import unit

LIST = (
    "Personalnummer;Name;Vorname;Eintritt;Dienststelle;Wochenstunden;Arbeitszeitmodell\r\n"
    "00010001;Aydin;Elif;01.01.2026;Bürgerdienste;30,0;gleitzeit-39\r\n"
    "00010002;Brandt;Jens;01.01.2026;Bürgerdienste;39,0;gleitzeit-39\r\n"
    "00010003;Celik;Can;01.01.2026;Stadtarchiv;39,0;gleitzeit-39\r\n"
    "00010099;Özil;Nur;01.12.2026;Stadtarchiv;39,0;gleitzeit-39\r\n"
    "00010098;Weg;Ohne;01.12.2026;Stadtarchiv;viele;gleitzeit-39\r\n"
).encode()


def sent_list(session: Session, city: City, now: datetime, content: bytes = LIST) -> UUID:
    return _sent(session, city, "hr", now, Sent(UploadKind.PEOPLE, "personal.csv", content, now.date()))


def sent_roster(session: Session, city: City, now: datetime, month: date, content: bytes) -> UUID:
    registry = session.execute(select(unit.c.uid).where(unit.c.id == city.registry)).scalar_one()
    return _sent(session, city, "officer", now, Sent(UploadKind.ROSTER, "plan.csv", content, month, str(registry)))


def _sent(session: Session, city: City, by: str, now: datetime, sent: Sent) -> UUID:
    rules = Rules.of(city.settings, keys.read_secret(city.settings.badge_key_file), city.rulebook())
    return uploads.send(session, sight(session, city, by, now), sent, rules)
