"""Examples of what is sent and answered, for the description; a test holds them against the schemas."""

from __future__ import annotations

EMPLOYMENT = "019a9f00-0000-7000-8000-000000000010"
ME = {
    "login": "aydin",
    "name": "Elif Aydin",
    "language": "de",
    "employments": [
        {"uid": EMPLOYMENT, "staff_no": "00010001", "unit": "Bürgerdienste", "model": "Gleitzeit 39 Stunden"}
    ],
    "token": {
        "uid": "019a9f00-0000-7000-8000-000000000020",
        "name": "Mitarbeiterportal",
        "scopes": ["read", "stamp"],
        "expires_at": "2027-02-28T23:00:00.000Z",
    },
}
BALANCE = {
    "employment": EMPLOYMENT,
    "now": "2026-11-20T11:00:00.000Z",
    "day": "2026-11-20",
    "balance_minutes": 745,
    "balance_with_today_minutes": None,
    "month_difference_minutes": -20,
    "present_minutes": 242,
    "inside_since": "2026-11-20T06:58:00.000Z",
    "on_break_since": None,
    "next_kinds": ["out", "break_start"],
    "open_days": ["2026-11-12"],
    "waiting": False,
}
DAYS = {
    "employment": EMPLOYMENT,
    "from": "2026-11-19",
    "to": "2026-11-20",
    "balance_before_minutes": 778,
    "days": [
        {
            "day": "2026-11-19",
            "state": "complete",
            "holiday": None,
            "first_in": "2026-11-19T07:00:00.000Z",
            "last_out": "2026-11-19T13:25:00.000Z",
            "worked_minutes": 360,
            "target_minutes": 468,
            "difference_minutes": -108,
            "balance_minutes": 670,
            "findings": ["ARBZG-4-1-DUR30"],
        }
    ],
    "next": None,
}
STAMP = {
    "uid": "019a9f00-0000-7000-8000-000000000030",
    "kind": "in",
    "text": "Kommen",
    "at": "2026-11-19T07:00:00.000Z",
    "origin": "terminal",
    "source": "Rathaus Haupteingang",
    "quarantine": None,
}
DAY = {
    "employment": EMPLOYMENT,
    "day": "2026-11-19",
    "state": "complete",
    "holiday": None,
    "present_minutes": 385,
    "worked_minutes": 360,
    "target_minutes": 468,
    "difference_minutes": -108,
    "balance_before_minutes": 192,
    "sessions": [{"kind": "work", "from": "2026-11-19T07:00:00.000Z", "to": "2026-11-19T13:25:00.000Z", "breaks": []}],
    "lines": [
        {
            "part": "worked",
            "reason": "work",
            "minutes": 385,
            "rule": "ARBZG-2-1",
            "citation": "ArbZG §2 Abs. 1",
            "from": "2026-11-19T07:00:00.000Z",
            "to": "2026-11-19T13:25:00.000Z",
            "text": "Arbeit von 08:00 bis 14:25",
            "valid_from": None,
            "validity": "",
        },
        {
            "part": "worked",
            "reason": "break_deducted",
            "minutes": -25,
            "rule": "BRK-PLATEAU",
            "citation": "ArbZG §4; Regelwerk C-7 (BRK-PLATEAU)",
            "from": None,
            "to": None,
            "text": "Pause abgezogen: Bei 6:25 Arbeit sind 0:30 vorgeschrieben, genommen wurden 0:00; "
            "der Abzug endet bei 6:00",
            "valid_from": "1994-07-01",
            "validity": "gilt seit 01.07.1994",
        },
        {
            "part": "target",
            "reason": "pattern",
            "minutes": 468,
            "rule": "TVOED-6-1",
            "citation": "DV Gleitzeit",
            "from": None,
            "to": None,
            "text": "Sollzeit laut Wochenplan",
            "valid_from": "2026-01-01",
            "validity": "gilt seit 01.01.2026 (bis 31.12.2025 anders)",
        },
    ],
    "premiums": [],
    "amounts": [],
    "findings": [
        {
            "code": "ARBZG-4-1-DUR30",
            "severity": "violation",
            "text": "Pause zu kurz bei mehr als 6 Stunden Arbeit",
            "figures": "0:00 Pause, 0:30 vorgeschrieben",
            "advice": "Bitte machen Sie insgesamt 30 Minuten Pause, jede mindestens 15 Minuten lang.",
            "citation": "ArbZG § 4 Satz 1",
        }
    ],
    "stamps": [STAMP],
    "contested": False,
    "rules_hash": "3f0c9d1b",
    "facts_until": "2026-11-20T06:58:01.000Z",
}
STAMPS = {"employment": EMPLOYMENT, "from": "2026-11-19", "to": "2026-11-20", "stamps": [STAMP], "next": None}
STAMP_BODY = {"kind": "in"}
STAMP_TAKEN = {
    "uid": "019a9f00-0000-7000-8000-000000000031",
    "kind": "in",
    "at": "2026-11-20T06:58:00.031Z",
    "status": "accepted",
    "code": None,
    "text": "Ihre Buchung wurde um 07:58 gespeichert.",
    "receipt": {
        "record": "019a9f00-0000-7000-8000-000000000032",
        "leaf": "5f0a2d6c0f9b4c6e8d1a7b3c5e9f0a2d6c0f9b4c6e8d1a7b3c5e9f0a2d6c0f9b",
        "received_at": "2026-11-20T06:58:00.031Z",
        "include_by": "2026-11-20T06:59:00.031Z",
        "sig": "Kay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdcKay64UG8yvCyLhqU000LxzYeUm0L_hLIl5S8kyKWbdA",
    },
}
ACCOUNTS = {
    "employment": EMPLOYMENT,
    "month": "2026-11",
    "accounts": [
        {
            "kind": "flextime",
            "title": "Gleitzeitkonto",
            "unit": "min",
            "before": 600,
            "balance": 570,
            "light": "green",
            "lines": [
                {
                    "day": "2026-11-19",
                    "kind": "manual",
                    "text": "Buchung von Hand",
                    "amount": -30,
                    "balance": 570,
                    "origin": "proposal 019a9f00-0000-7000-8000-000000000050",
                    "reason": "doppelt gezählt",
                    "by": "Officer",
                    "confirmed_by": "Hr",
                }
            ],
        }
    ],
}
LEAVE = {
    "employment": EMPLOYMENT,
    "day": "2026-11-20",
    "entitlements": [
        {
            "kind": "annual",
            "title": "Erholungsurlaub",
            "year": 2026,
            "milli_days": 30000,
            "taken_milli_days": 19000,
            "planned_milli_days": 5000,
            "left_milli_days": 6000,
            "until": "2026-12-31",
            "begun_by_then": False,
            "text": "bis 31.12.2026, mit dem Urlaubsjahr",
            "citation": "BUrlG §7 Abs. 3 Satz 1",
            "lines": [
                {
                    "reason": "year",
                    "milli_days": 30000,
                    "rule": "TVOED-26-1",
                    "citation": "TVöD §26 Abs. 1",
                    "text": "Urlaub eines Jahres bei 5 Arbeitstagen in der Woche: 30 Tage",
                }
            ],
        }
    ],
}
DOCUMENT = "019a9f00-0000-7000-8000-000000000040"
DOCUMENTS = {
    "documents": [
        {
            "uid": DOCUMENT,
            "kind": "proof",
            "title": "Arbeitszeitnachweis",
            "month": "2026-10-01",
            "media": "application/pdf",
            "size_bytes": 48231,
            "sha256": "9b1c4f0e7d2a6b3c5e9f0a2d6c0f9b4c6e8d1a7b3c5e9f0a2d6c0f9b5f0a2d6c",
            "made_at": "2026-11-02T03:00:04.112Z",
            "content": f"/api/v1/documents/{DOCUMENT}/content",
        }
    ]
}
REQUEST = {
    "uid": "019a9f00-0000-7000-8000-000000000060",
    "kind": "correction",
    "title": "Korrektur",
    "employment": EMPLOYMENT,
    "day": "2026-11-19",
    "lines": [
        {"label": "Buchung, wie sie ist", "text": "keine Buchung"},
        {"label": "Buchung, wie sie sein soll", "text": "Gehen 16:30"},
    ],
    "granted": None,
    "reason": "Gehen vergessen",
    "asked_by": "Elif Aydin",
    "asked_at": "2026-11-20T06:59:12.400Z",
    "state": "counting",
    "text": "zählt, noch nicht entschieden",
    "decision": None,
    "can_withdraw": True,
    "can_object": False,
}
REQUESTS = {"requests": [REQUEST], "next": None}
CORRECTION_BODY = {
    "day": "2026-11-19",
    "change": "new",
    "kind": "out",
    "clock": "16:30",
    "reason": "Gehen vergessen",
}
BREAK_BODY = {"day": "2026-11-19", "reason": "Telefondienst über Mittag"}
ABSENCE_BODY = {"from": "2026-12-21", "to": "2026-12-24", "absence_reason": "leave", "reason": "Familienfeier"}
RETURN_BODY = {"absence": "019a9f00-0000-7000-8000-000000000070", "reason": "Reise abgesagt"}
OVERTIME_BODY = {
    "day": "2026-11-26",
    "from": "16:30",
    "to": "18:30",
    "minutes": 90,
    "reason": "Wahlvorbereitung",
}
MOBILE_WORK_BODY = {"from": "2026-11-30", "to": "2026-12-02", "reason": "Handwerker im Haus"}
TRANSFER_BODY = {
    "account": "flextime",
    "to": "long_term",
    "minutes": 600,
    "reason": "Für ein freies Halbjahr",
}
SWAP_BODY = {
    "begins": "2026-12-01T05:00:00Z",
    "kind": "work",
    "colleague": "019a9f00-0000-7000-8000-000000000012",
    "back_begins": "2026-12-03T13:00:00Z",
    "back_kind": "work",
    "reason": "Elternabend",
}
OFFER = {
    "uid": "019a9f00-0000-7000-8000-000000000061",
    "day": "2026-12-01",
    "lines": [
        {"label": "Abgegebener Dienst", "text": "Di., 1. Dez., 06:00–14:00"},
        {"label": "Geht an", "text": "Jens Brandt"},
        {"label": "Im Gegenzug", "text": "Do., 3. Dez., 14:00–22:00"},
    ],
    "reason": "Elternabend",
    "asked_by": "Elif Aydin",
    "asked_at": "2026-11-20T06:59:12.400Z",
    "state": "offered",
    "text": "wartet auf die Kollegin oder den Kollegen",
    "decision": None,
    "can_agree": True,
    "can_decline": True,
}
OFFERS = {"offers": [OFFER]}
OFFER_ANSWER_BODY = {"request": "019a9f00-0000-7000-8000-000000000061", "answer": "agree"}
OBJECTION_BODY = {"reason": "Der Termin war angeordnet"}
ABSENCES = {
    "from": "2026-11-01",
    "to": "2027-01-01",
    "absences": [
        {
            "uid": "019a9f00-0000-7000-8000-000000000070",
            "employment": EMPLOYMENT,
            "reason": "leave",
            "title": "Erholungsurlaub",
            "of_class": "leave",
            "from": "2026-12-21",
            "to": "2026-12-24",
            "extent": "whole",
            "from_clock": None,
            "to_clock": None,
            "certificate": None,
            "can_ask_back": True,
        }
    ],
    "illnesses": [],
    "next": None,
}
ABSENCE_REASONS = {
    "reasons": [{"code": "leave", "title": "Erholungsurlaub", "of_class": "leave", "since": "2005-10-01"}]
}
VERSION = {
    "month": "2026-10",
    "version": 1,
    "hash": "2d6c0f9b4c6e8d1a7b3c5e9f0a2d6c0f9b5f0a2d6c0f9b4c6e8d1a7b3c5e9f0a",
    "worked_minutes": 9860,
    "target_minutes": 9828,
    "difference_minutes": 32,
    "open_days": 0,
    "closed_at": "2026-11-05T09:12:44.020Z",
    "closed_by": "Petra Lang",
    "reason": None,
    "handed_over_at": None,
    "reopened": None,
}
VERSIONS = {"employment": EMPLOYMENT, "versions": [VERSION]}
OWN_WORD = {"agreed": True, "at": "2026-11-02T08:30:00.000Z", "reason": None, "answered": True, "holds": True}
MONTH = {
    "employment": EMPLOYMENT,
    "month": "2026-10",
    "worked_minutes": 9860,
    "target_minutes": 9828,
    "difference_minutes": 32,
    "balance_before_minutes": 733,
    "posted_minutes": 0,
    "balance_minutes": 765,
    "open_days": 0,
    "confirmed": [
        {
            "from": "2026-10-01",
            "to": "2026-11-01",
            "by": "Jens Brandt",
            "at": "2026-11-03T10:00:00.000Z",
            "holds": True,
        }
    ],
    "version": VERSION,
    "found_since": [
        {
            "day": "2026-10-12",
            "before_minutes": -12,
            "now_minutes": 18,
            "at": "2026-11-20T07:00:00.000Z",
            "because": ["20.11.2026, 08:00: eine Korrektur von Jens Brandt: Gehen vergessen"],
        }
    ],
    "own_word": OWN_WORD,
    "can_answer": False,
    "seen": "8d1a7b3c5e9f0a2d6c0f9b5f0a2d6c0f9b4c6e8d1a7b3c5e9f0a2d6c0f9b4c6e",
    "days": f"/api/v1/days?from=2026-10-01&to=2026-11-01&employment={EMPLOYMENT}",
}
ANSWER_BODY = {
    "employment": EMPLOYMENT,
    "seen": "8d1a7b3c5e9f0a2d6c0f9b5f0a2d6c0f9b4c6e8d1a7b3c5e9f0a2d6c0f9b4c6e",
    "answer": "agree",
}
UNIT = {"uid": "019a9f00-0000-7000-8000-000000000030", "name": "Bürgerdienste"}
ROSTER = {
    "month": "2026-12",
    "unit": UNIT,
    "units": [UNIT],
    "published": True,
    "planning": False,
    "shifts": [
        {
            "employment": EMPLOYMENT,
            "staff_no": "10001",
            "kind": "work",
            "key": "F",
            "from_at": "2026-12-01T05:00:00.000Z",
            "to_at": "2026-12-01T13:30:00.000Z",
        }
    ],
}
ROSTER_BODY = {
    "unit": UNIT["uid"],
    "dry_run": True,
    "shifts": [
        {"staff_no": "10001", "day": "2026-12-01", "kind": "work", "from": "06:00", "to": "14:30"},
        {"staff_no": "10002", "day": "2026-12-02", "kind": "work", "from": "22:00", "to": "06:00", "plan": "nacht"},
    ],
}
DELIVERY = {
    "entered": False,
    "withdrawn": 0,
    "shifts": [
        {"no": 1, "staff_no": "10001", "reason": None, "change": "new", "message": None},
        {
            "no": 2,
            "staff_no": "10002",
            "reason": "unknown_plan",
            "change": None,
            "message": {
                "de": "Das Modell der Person hat keinen Tagesplan dieses Namens",
                "en": "The person's model has no day plan of this name",
            },
        },
    ],
    "objections": [
        {
            "staff_no": "10001",
            "day": "2026-12-01",
            "code": "ARBZG-3-2-MAX10",
            "blocks": True,
            "citation": "ArbZG §3 Satz 2",
            "message": {
                "de": "Di., 1. Dez.: Länger gearbeitet als an einem Tag erlaubt, 11:00 gearbeitet (ArbZG §3 Satz 2)",
                "en": "Tue, 1 Dec: Worked longer than allowed in one day, 11:00 worked (ArbZG §3 Satz 2)",
            },
        }
    ],
}
ANSWERED = {"employment": EMPLOYMENT, "month": "2026-10", "own_word": OWN_WORD}
EPOCH = "00112233445566778899aabbccddeeff"
KEY = {
    "fingerprint": "4GTR-9K2M-07XZ",
    "enrolled_at": "2026-01-12T09:30:00.000Z",
    "revoked_at": None,
}
ONE_TERMINAL = {
    "uid": "019a9f00-0000-7000-8000-000000000080",
    "name": "Rathaus Haupteingang",
    "unit": "Bürgerdienste",
    "in_use": True,
    **KEY,
    "last_seen_at": "2026-11-20T06:41:03.500Z",
    "unsent": 3,
    "oldest_unsent_at": "2026-11-20T06:40:58.000Z",
    "unreadable": 0,
    "drift_ms": -12,
    "clock_quality": "good",
    "readers": [{"name": "ACS ACR1252 Dual Reader 00 00", "state": "ready"}],
    "version": "0.1.0",
    "epoch": EPOCH,
    "captured": 41872,
    "stored": 41869,
    "missing": 0,
    "conserved": True,
    "configured_at": "2026-11-20T04:00:01.250Z",
    "unusual": 1,
    "troubles": [
        {
            "cause": "silent",
            "text": "Nicht gehört",
            "since": "2026-11-20T06:41:03.500Z",
            "raised_at": "2026-11-20T06:56:30.000Z",
        }
    ],
}
TERMINALS = {"in_use": 1, "in_trouble": 1, "waiting": 0, "revoked": 0, "terminals": [ONE_TERMINAL]}
TERMINAL = {
    "terminal": ONE_TERMINAL,
    "keys": [KEY],
    "epochs": [{"epoch": EPOCH, "last_seq": 41869, "stored": 41869, "reported_at": "2026-11-20T06:41:03.500Z"}],
    "gaps": [],
    "alarms": [
        {
            "cause": "silent",
            "text": "Nicht gehört",
            "since": "2026-11-20T06:41:03.500Z",
            "raised_at": "2026-11-20T06:56:30.000Z",
            "ended_at": None,
        }
    ],
    "configuration": {
        "told_at": "2026-11-20T04:00:01.250Z",
        "changed_at": "2026-11-02T09:12:44.031Z",
        "settings": [
            {
                "name": "reader_signals",
                "text": "Leser zeigen eigenes Licht und eigenen Ton",
                "value": "false",
                "origin": "default",
                "unlike": {"value": "true", "alike": 11, "others": 12},
            }
        ],
    },
}
