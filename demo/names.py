"""Who works in Musterhausen. Everybody is invented; the names are those one meets in a German city hall.

Each line: given name, family name, model, habits. The first of a unit leads it.

Habits: `keys` presses the keys of the terminal, all others only hold the badge; `lunchless` often forgets to stamp the
break; `early`, `late`; `home` works from home on a day of the week and stamps in the browser; `errands` is often out.
"""

from __future__ import annotations

DEPARTMENTS = {
    "Dezernat I – Zentrale Dienste": ("Personalamt", "IT-Betrieb", "Stadtkasse"),
    "Dezernat II – Bürger und Kultur": ("Bürgerdienste", "Stadtarchiv", "Stadtbibliothek"),
    "Dezernat III – Bauen und Jugend": ("Bauordnung", "Jugendamt"),
}

UNITS = {
    "Bürgerdienste": """
        Jens       | Brandt       | vollzeit        | keys
        Elif       | Aydın        | vollzeit        | keys home
        Agnieszka  | Wiśniewska   | vormittags      | early
        Karim      | El-Sayed     | vollzeit        |
        Thi Lan    | Nguyen       | langer-tag      |
        Petra      | Hoffmeister  | langer-tag      | lunchless
        Berfin     | Karaca       | teilzeit-30     | keys
        Giulia     | Ferrante     | vollzeit        | late
        Uwe        | Lindemann    | langer-tag      | early keys
        Sabine     | Krampe       | vormittags      |
        Yusuf      | Özkan        | wechsel-30      | keys
        Nadine     | Overbeck     | drei-tage       |
    """,
    "Stadtarchiv": """
        Hannelore  | Westphal     | ohne-kernzeit   | keys
        Can        | Çelik        | ohne-kernzeit   | late
        Tomasz     | Zieliński    | vier-tage       |
        Ruth       | Abendroth    | drei-tage       | early
    """,
    "Bauordnung": """
        Markus     | Tiedemann    | beamte          | keys errands
        Aylin      | Yıldız       | vollzeit        | keys errands
        Paweł      | Nowicki      | vollzeit        | keys errands early
        Frank      | Schulte-Beck | beamte          | keys errands
        Rania      | Haddad       | vollzeit        | home keys
        Duc Minh   | Tran         | vier-tage       | errands keys
        Silke      | Rademacher   | teilzeit-30     |
        Azad       | Şimşek       | vollzeit        |
    """,
    "Jugendamt": """
        Claudia    | Weinreich    | beamte          | keys
        Mehmet     | Arslan       | vollzeit        | keys errands
        Katarzyna  | Zawadzka     | vollzeit        | keys errands
        Layla      | Mansour      | teilzeit-30     | keys
        Francesca  | Morandi      | wechsel-30      | keys errands
        Dilan      | Güneş        | vollzeit        | late
        Stefan     | Hülsmann     | vollzeit        |
        Mai Linh   | Pham         | vier-tage       | keys
        Birgit     | Nolte        | vormittags      | early
        Omar       | Khalil       | vollzeit        | keys errands
    """,
    "Stadtkasse": """
        Dieter     | Ostermann    | beamte          | early keys
        Emine      | Kaplan       | vollzeit        |
        Jolanta    | Wójcik       | vollzeit        | early
        Salvatore  | Bianco       | ohne-kernzeit   | lunchless
        Heike      | Brinkmann    | vormittags      | keys
        Hoang      | Vu           | vollzeit        | home keys
        Rebecca    | Stein        | teilzeit-30     | late
    """,
    "Stadtbibliothek": """
        Friederike | Amsel        | samstag-gerade  | keys
        Sinan      | Doğan        | samstag-gerade  |
        Małgorzata | Król         | samstag-ungerade| keys
        Noura      | Saleh        | samstag-ungerade|
        Luca       | Marchetti    | samstag-gerade  | late
        Zilan      | Aksoy        | drei-tage       |
        Gudrun     | Pieper       | samstag-ungerade| early
        Thanh Ha   | Le           | wechsel-30      |
    """,
    "IT-Betrieb": """
        Holger     | Mertens      | ohne-kernzeit   | keys home
        Deniz      | Polat        | ohne-kernzeit   | keys home late
        Piotr      | Jankowski    | ohne-kernzeit   | keys
        Sami       | Farouk       | ohne-kernzeit   | late keys
        Anh Tuan   | Do           | vier-tage       | home keys
        Rojda      | Kılıç        | ohne-kernzeit   | keys
        Lennart    | Voss         | vollzeit        | early
    """,
    "Personalamt": """
        Annegret   | Sommerkamp   | beamte          | keys
        Zeynep     | Korkmaz      | vollzeit        | keys
        Ewa        | Pawlak       | teilzeit-30     |
        Thomas     | Riemer       | vollzeit        | lunchless
        Hatice     | Bulut        | vormittags      | keys
    """,
}
