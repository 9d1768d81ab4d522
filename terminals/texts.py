"""What the terminal says by itself, German and English; answers about a person come from the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from terminals.spool import Fill
from terminals.wire import Kind, Look

WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages."""

    de: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language == "en" else self.de


Key = Kind | Look
# In two rows of five, as they stand on the page: what begins above, what ends below, and what is only looked at.
KEYS: dict[Key, Text] = {
    Kind.IN: Text("Kommen", "In"),
    Kind.BREAK_START: Text("Pause beginnt", "Break starts"),
    Kind.ERRAND_OUT: Text("Dienstgang beginnt", "Errand starts"),
    Kind.HOME_IN: Text("Mobil beginnt", "Mobile starts"),
    Look.ACCOUNT: Text("Konto", "Account"),
    Kind.OUT: Text("Gehen", "Out"),
    Kind.BREAK_END: Text("Pause endet", "Break ends"),
    Kind.ERRAND_IN: Text("Dienstgang endet", "Errand ends"),
    Kind.HOME_OUT: Text("Mobil endet", "Mobile ends"),
    Look.TODAY: Text("Heute", "Today"),
}

HOLD = Text("Bitte Dienstausweis vorhalten", "Please hold your badge")
HOLD_TO_LOOK = Text("Bitte Dienstausweis vorhalten – es wird nichts gebucht", "Hold your badge – nothing is recorded")
MOMENT = Text("Einen Moment bitte", "One moment please")
NO_LOOK = Text("Auskunft ist gerade nicht möglich", "Nothing can be shown right now")
NOTHING_BOOKED = Text("Es wurde nichts gebucht. Buchen geht wie immer", "Nothing was recorded. Stamping works as ever")
SAVED = Text("Gespeichert", "Saved")
ALREADY = Text("Bereits gebucht", "Already recorded")
AGAIN = Text("Bitte erneut vorhalten", "Please hold it again")
NOT_READ = Text("Ihre Buchung wurde noch nicht erfasst", "Nothing was recorded yet")
NOT_READABLE = Text("Dieser Ausweis ist hier nicht lesbar", "This badge cannot be read here")
ASK_OFFICE = Text("Bitte wenden Sie sich an die Zeitbeauftragten", "Please see your time officer")
NOT_TAKEN = Text("Buchung konnte nicht verarbeitet werden", "Your stamp could not be processed")
NOT_SAVED = Text("NICHT gespeichert", "NOT saved")
OTHER_TERMINAL = Text("Bitte ein anderes Terminal benutzen", "Please use another terminal")
OFFLINE = Text("Ohne Netz – Ihre Buchung ist gespeichert", "No network – your stamp is saved")
UNKNOWN_BADGE = Text("Ausweis unbekannt, wird geprüft", "Badge unknown, will be checked")
BLOCKED_BADGE = Text("Ausweis gesperrt – bitte zu den Zeitbeauftragten", "Badge blocked – please see your time officer")
UNPROVEN_BADGE = Text("Ausweis hat sich nicht ausgewiesen, wird geprüft", "Badge did not prove itself, will be checked")
UNANSWERED = Text("Noch keine Antwort – Ihre Buchung ist gespeichert", "No answer yet – your stamp is saved")
FULL = Text("Speicher voll – hier wird nichts gespeichert", "Storage full – nothing is saved here")
FILLING = {
    Fill.HALF: Text("Speicher halb voll", "Storage half full"),
    Fill.NEARLY: Text("Speicher fast voll – bitte IT verständigen", "Storage nearly full – please tell IT"),
}
READER_DOWN = Text("Leser gestört", "Reader out of order")
NOT_ENROLLED = Text(
    "Terminal nicht angemeldet – Buchungen werden gespeichert", "Terminal not enrolled – stamps are saved"
)
REFUSED = {
    "unconfirmed_device": Text(
        "Terminal noch nicht bestätigt, Fingerabdruck {fingerprint} – Buchungen werden gespeichert",
        "Terminal not confirmed yet, fingerprint {fingerprint} – stamps are saved",
    ),
    "revoked_device": Text("Terminal gesperrt – Buchungen werden gespeichert", "Terminal blocked – stamps are saved"),
}
ONLINE_SHORT = Text("Verbunden", "Connected")
OFFLINE_SHORT = Text("Ohne Netz", "No network")
STARTING = Text("Verbindung wird aufgebaut", "Connecting")
WAITING_ONE = Text("1 Buchung wartet", "1 stamp waiting")
WAITING = Text("{n} Buchungen warten", "{n} stamps waiting")
CONTRAST_ON = Text("Mehr Kontrast", "More contrast")
CONTRAST_OFF = Text("Weniger Kontrast", "Less contrast")
LOOK_AT_SCREEN = Text("Gespeichert. Bitte auf den Bildschirm sehen", "Saved. Please look at the screen")
SEEN_ON_SCREEN = Text("Bitte auf den Bildschirm sehen", "Please look at the screen")
PULL = Text("Netz ziehen", "Pull the network")
PLUG_IN = Text("Netz stecken", "Plug the network in")
UNSENT = Text("Noch nicht übertragen: {n}", "Not sent yet: {n}")
PROVES = Text("DESFire, weist sich aus", "DESFire, proves itself")
TELLS = Text("sagt nur seine Nummer", "only tells its number")
DEMO = Text("Zum Ausprobieren", "To try out")
OTHER_LANGUAGE = Text("English", "Deutsch")
KEY_GROUP = Text("Buchungsart wählen", "Choose what to record")


def at(text: Text, clock: str) -> Text:
    """Return the sentence with a time of day: Gespeichert 07:02."""
    return Text(f"{text.de} {clock}", f"{text.en} {clock}")


def unsent(count: int, language: str) -> str:
    return UNSENT.of(language).format(n=count)


def waiting(count: int, language: str) -> str:
    return WAITING_ONE.of(language) if count == 1 else WAITING.of(language).format(n=count)


def date_line(local: datetime, language: str) -> str:
    """Return the date as people read it on a wall: Freitag, 20.11.2026."""
    day = WEEKDAYS[language][local.weekday()]
    return f"{day}, {local:%d.%m.%Y}" if language == "de" else f"{day}, {local:%d/%m/%Y}"
