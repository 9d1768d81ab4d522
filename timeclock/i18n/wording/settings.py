"""What each setting is for, as IT reads it on the page; config/default.toml says more."""

from __future__ import annotations

from timeclock.i18n.marking import N_

SETTING = {
    "city_name": N_("Name of the employer on pages and documents."),
    "zone": N_("Time zone of all clocks, days and months."),
    "holiday_calendar": N_("The German state whose holidays are filled in at the start."),
    "languages": N_("Languages of pages and messages; the first one is the default."),
    "database_url": N_("Where the data lies: PostgreSQL in production, or a file of SQLite."),
    "var": N_("Directory for keys, documents and the embedded database; other paths begin here."),
    "https": N_("Whether browsers reach the server by https; cookies are then sent encrypted alone."),
    "log_origin": N_("First line of each signed head: it names this log for ever."),
    "secret_key_file": N_("Secret that signs the browser's cookie."),
    "receipt_key_file": N_("Key that signs the receipt of each stamp."),
    "log_key_file": N_("Key that signs the heads of the log; web servers need its public half alone."),
    "badge_key_file": N_("Key that turns badge numbers into fingerprints; the terminals have the same."),
    "factor_key_file": N_("Key that seals the secrets of second factors; every web server has the same."),
    "session_idle_minutes": N_("Minutes without a click after which somebody is signed out."),
    "session_hours": N_("Hours after which somebody is signed out in any case."),
    "sign_in_attempts": N_("How many sign-ins may fail before a pause is asked for."),
    "sign_in_window_minutes": N_("In how many minutes failed sign-ins are counted together."),
    "confirm_again_minutes": N_("Minutes after which a weighty act asks for the password or passkey once more."),
    "second_factor_for": N_("Roles that need a second factor to sign in; others may have one."),
    "token_days": N_("How many days a token for a program works at most."),
    "terminal_future_seconds": N_("By how many seconds a stamp may be ahead of its arrival; what is further waits."),
    "terminal_past_days": N_("How many days old a stamp of a terminal may be on arrival; what is older waits."),
    "terminal_silent_minutes": N_("Minutes without a word from a terminal after which IT is alarmed."),
    "terminal_unsent_minutes": N_("Minutes a stamp may wait in a terminal before IT is alarmed."),
    "terminal_clock_seconds": N_("By how many seconds a terminal's clock may be off before IT is alarmed."),
    "terminal_kept_days": N_("How many days alarms that are over, and codes of enrolments, are kept."),
    "terminal_certificate_header": N_(
        "Header in which the proxy names a terminal's certificate; empty where terminals show none."
    ),
    "phone_code_seconds": N_("Seconds a code on the phone counts at a terminal; 0 where nobody stamps so."),
    "phone_offline": N_("Whether a stamp given without a connection waits on the phone and counts on arrival."),
    "phone_past_days": N_(
        "How many days a stamp may have waited on a phone; what waited longer goes to the time office."
    ),
    "place_at_stamp": N_(
        "Whether browsers are asked for the place of a stamp where a works agreement says so; never otherwise."
    ),
    "correction_past_days": N_("How many days back people may ask for a correction or object to a change."),
    "acting_past_days": N_(
        "How many days back the time office puts things right; what is older is for human resources."
    ),
    "requests_count_at_once": N_(
        "Kinds of requests that count until somebody refuses them; the others count once approved."
    ),
    "requests_approved_twice": N_("Kinds of requests that need a second approval."),
    "requests_due_days": N_("Days after which a request nobody decided is handed up."),
    "presence_among_colleagues": N_(
        "Whether colleagues of one unit see who of them is there; it needs an agreement with the staff council."
    ),
    "evacuation_directory": N_("Directory for the list of who is in a building; empty where none is written."),
    "evacuation_minutes": N_("Minutes after which that list is written anew."),
    "uploads_days": N_("Days after which a file for imports is deleted that nobody took over."),
    "least_group": N_("How many people a group needs before its figures are shown."),
    "least_group_absences": N_("The same for statistics of sick days, leave and other absences."),
    "trusted_proxies": N_("How many proxies stand before the server; 0 where there is none."),
    "evaluate_at": N_("At what time each night the day before is worked out for everybody."),
    "remind_at": N_("At what time people are reminded of stamps they forgot."),
    "remind_days": N_("How many days back people are reminded."),
    "contract_notice_days": N_("How many days ahead people are reminded of the end of a contract."),
    "roster_notice_days": N_("How many days ahead a roster is published; later changes need agreement or a reason."),
    "proofs_on_day": N_("Day of the month on which the proofs of the month before are made."),
    "proofs_at": N_("At what time that begins."),
    "leave_at": N_("At what time each night everybody's leave is looked at."),
    "leave_reminder_month": N_("Month from which on people are reminded of the leave they have left."),
    "close_on_day": N_(
        "Day of the month on which the month before is closed for everybody of whom nothing is missing."
    ),
    "close_at": N_("At what time the closing begins."),
    "backup_directory": N_("Directory into which a backup is written each night; empty where none is made."),
    "backup_at": N_("At what time each night the backup begins."),
    "backups_kept": N_("How many good backups are kept."),
    "backup_with_keys": N_("Whether the private keys are in the backups."),
    "delete_at": N_("At what time each night what is over is deleted."),
    "reads_kept_days": N_("Days for which is kept who looked at whose data."),
    "credentials_kept_days": N_("Days for which is kept what people signed in by and what was revoked or has run out."),
    "runs_kept_days": N_("Days for which the history of jobs is kept."),
    "notices_kept_years": N_("Whole years after its own for which what people were told is kept."),
    "proofs_kept_years": N_("Whole years after that of their month for which proofs of working time are kept."),
    "timesheets_kept_years": N_("Whole years after that of their month for which timesheets are kept."),
}
