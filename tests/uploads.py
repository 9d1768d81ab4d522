"""A personnel list that HR has sent through the page: one new person, one change, one line that is not right."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tests.city import City
from tests.lived_in import sight
from timeclock.ledger import keys
from timeclock.service import uploads
from timeclock.service.upload_looks import Rules, UploadKind
from timeclock.service.uploads import Sent
from timeclock.store.db import Session

LIST = (
    "Personalnummer;Name;Vorname;Eintritt;Dienststelle;Wochenstunden;Arbeitszeitmodell\r\n"
    "00010001;Aydin;Elif;01.01.2026;Bürgerdienste;30,0;gleitzeit-39\r\n"
    "00010002;Brandt;Jens;01.01.2026;Bürgerdienste;39,0;gleitzeit-39\r\n"
    "00010003;Celik;Can;01.01.2026;Stadtarchiv;39,0;gleitzeit-39\r\n"
    "00010099;Özil;Nur;01.12.2026;Stadtarchiv;39,0;gleitzeit-39\r\n"
    "00010098;Weg;Ohne;01.12.2026;Stadtarchiv;viele;gleitzeit-39\r\n"
).encode()


def sent_list(session: Session, city: City, now: datetime, content: bytes = LIST) -> UUID:
    hr = sight(session, city, "hr", now)
    rules = Rules.of(city.settings, keys.read_secret(city.settings.badge_key_file))
    return uploads.send(session, hr, Sent(UploadKind.PEOPLE, "personal.csv", content, hr.today), rules)
