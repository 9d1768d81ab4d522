"""The house: roles, documents, sets of rules, terminals."""

from __future__ import annotations

from timeclock.i18n.marking import N_

ROLE = {
    "employee": N_("Employee"),
    "supervisor": N_("Superior"),
    "time_officer": N_("Time office"),
    "hr": N_("Human resources"),
    "staff_council": N_("Staff council"),
    "data_protection": N_("Data protection"),
    "it_admin": N_("IT"),
    "client": N_("Connected system"),
    "deputy": N_("Deputy"),
}

ROLE_CHANGE = {
    "give": N_("Give a role"),
    "end": N_("End a role"),
}

DOCUMENT = {
    "proof": N_("Proof of working time"),
    "timesheet": N_("Timesheet"),
    "leave_notice": N_("Notice of leave"),
    "leave_reminder": N_("Reminder of leave"),
    "leave_certificate": N_("Certificate of leave"),
    "unit_trial": N_("Trial of a unit"),
}

RULES_KIND = {
    "law": N_("Law"),
    "agreement": N_("Agreement"),
    "model": N_("Working-time models"),
    "engine": N_("Program"),
    "calendar": N_("Holiday calendar"),
    "result": N_("Everything a result was made with"),
}

REGIME = {
    "tvoed": N_("TVöD"),
    "azvo_nrw": N_("Civil servants (AZVO NRW)"),
    "azvofeu_nrw": N_("Fire service (AZVOFeu NRW)"),
    "tvaoed": N_("Trainees (TVAöD)"),
    "minijob": N_("Marginal employment"),
    "wahlamt": N_("Elected officials"),
    "nv_buehne": N_("Stage (NV Bühne)"),
    "ehrenamt": N_("Honorary office"),
    "unknown": N_("not chosen yet"),
}

# What somebody changed of a person or an employment.
STAFF_FIGURE = {
    "name": N_("Name"),
    "entry": N_("First day"),
    "exit": N_("Last day"),
    "weekly_minutes": N_("Weekly hours"),
    "days_per_week": N_("Days of work a week"),
    "regime": N_("Rules of pay"),
    "holiday_calendar": N_("Holiday calendar"),
    "unit": N_("Unit"),
    "cost_centre": N_("Cost centre"),
    "model": N_("Working-time model"),
    "anchor_day": N_("First day of the rhythm"),
}

SETTING_SOURCE = {
    "default": N_("as it comes"),
    "file": N_("the city's file"),
    "environment": N_("the environment"),
    "option": N_("the command line"),
}

KEY_STATE = {
    "kept": N_("there, for its owner alone"),
    "open": N_("others can read it: chmod 600"),
    "missing": N_("not on this machine"),
}

HEAD_FIT = {
    "fits": N_("fits the log"),
    "broken": N_("does not fit the log: run timeclock audit verify"),
    "late": N_("for a quarter of an hour nothing was signed: do the jobs run?"),
    "none": N_("none yet"),
}

KEPT_FIT = {
    "fits": N_("the log goes on from it"),
    "broken": N_("the log does not go on from it: run timeclock audit verify"),
    "none": N_("not on this machine"),
}

BADGE_STATE = {
    "active": N_("works"),
    "blocked": N_("blocked"),
}

BADGE_REASON = {
    "issued": N_("issued"),
    "temporary": N_("for a while"),
    "replaced": N_("in place of another"),
    "imported": N_("out of a list"),
    "resumed": N_("again after a card for a while"),
}

CLOCK_QUALITY = {
    "good": N_("sure"),
    "unsure": N_("not sure"),
    "bad": N_("not set"),
}

TWO_SPEAK = N_("Its card or key was copied: revoke the key, look which device hangs there, and enrol that one anew.")

TERMINAL_TROUBLE = {
    "fork": N_("Two stamps under one number"),
    "chain": N_("A stamp does not follow the one before"),
    "epochs": N_("Two spools side by side"),
    "devices": N_("Two devices with one key"),
    "sums": N_("Sums do not hold"),
    "silent": N_("Not heard"),
    "reader": N_("Reader in trouble"),
    "unsent": N_("Stamps wait to be sent"),
    "clock": N_("Clock is off"),
}

TERMINAL_ADVICE = {
    "fork": TWO_SPEAK,
    "chain": N_("The spool on the terminal was changed, or another one writes too: keep its disk and enrol it anew."),
    "epochs": TWO_SPEAK,
    "devices": TWO_SPEAK,
}

TERMINALS_SHOWN = {
    "all": N_("All"),
    "trouble": N_("In trouble"),
    "in_use": N_("In use"),
    "waiting": N_("Waiting for their enrolment"),
    "revoked": N_("No longer in use"),
}

READER_STATE = {
    "ready": N_("ready"),
    "down": N_("does not answer"),
    "gone": N_("gone"),
    "stuck": N_("blocked by a badge"),
    "refused": N_("refused"),
}
