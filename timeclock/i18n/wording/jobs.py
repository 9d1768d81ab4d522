"""Jobs: what each does, and how far a run is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from timeclock.i18n import formats
from timeclock.i18n.marking import N_
from timeclock.i18n.translation import Translator

JOB = {
    "nightly-evaluation": N_("Nightly evaluation"),
    "stamp-reminder": N_("Reminder of forgotten stamps"),
    "request-escalation": N_("Requests handed up"),
    "monthly-proofs": N_("Monthly proofs"),
    "proof-renewal": N_("Renewal of changed proofs"),
    "timesheets": N_("Timesheets of closed months"),
    "nightly-leave": N_("Leave, nightly"),
    "leave": N_("Leave of what came in"),
    "month-end": N_("Closing of the month"),
    "statistics": N_("Statistics"),
    "due-reminder": N_("Reminder of what is due"),
    "weekly-digest": N_("What waits for superiors, weekly"),
    "deletion": N_("Deletion"),
    "backup": N_("Backup"),
    "recalculate": N_("Evaluation of what came in"),
    "sequence": N_("Entry into the log"),
    "sign-head": N_("Signature of the log"),
    "forget": N_("Clearing of old sign-ins"),
    "imports": N_("Files of stamps taken over"),
    "evacuation": N_("List for an evacuation"),
    "terminals": N_("Terminals looked after"),
}

JOB_DOES = {
    "nightly-evaluation": N_("Works out yesterday, today and every unsettled day of the last weeks, for everybody."),
    "stamp-reminder": N_("Looks at open days once more and reminds people of stamps they forgot, of each only once."),
    "request-escalation": N_("Lets whoever is responsible above decide as well what nobody decided in time."),
    "monthly-proofs": N_("Puts everybody's proof of the month before into her documents, anew only if it changed."),
    "proof-renewal": N_("Makes a new version of each proof of the last 13 months whose month says something else now."),
    "timesheets": N_("Puts the timesheet of each closed month into its owner's documents, and tells her; once each."),
    "nightly-leave": N_(
        "Works out everybody's leave, makes the notices that are due, and certificates for those who have left."
    ),
    "leave": N_("Works out the leave of people about whose leave something came in."),
    "month-end": N_("Closes the month before for everybody of whom nothing is missing; the others wait for a person."),
    "statistics": N_("Makes the statistics of a quarter that is over, once: sums that name nobody."),
    "due-reminder": N_(
        "Reminds people of the end of a contract, of examinations of night workers, and of free days that are owed for "
        "Sundays and holidays; each once."
    ),
    "weekly-digest": N_(
        "Tells superiors on Mondays how many requests, deviations and months to confirm wait for them; not about whom."
    ),
    "deletion": N_(
        "Deletes what is over: who looked at whose data, what people signed in by, what they were told, their proofs "
        "and timesheets, the history of jobs, each after its time; nothing about people for whom all is kept."
    ),
    "backup": N_(
        "Writes the whole city into a file, brings it back from there into a database of its own, and holds that "
        "against the log; only what came back whole counts as a backup."
    ),
    "recalculate": N_("Works out the days for which stamps, requests or rules came in."),
    "sequence": N_("Gives new records their place in the tamper-evident log."),
    "sign-head": N_("Signs the head of the log when it has grown."),
    "forget": N_(
        "Drops browser sessions, sign-in attempts and programs' idempotency keys that are over, codes from phones "
        "that nobody used, and files for imports that nobody took over; places of stamps after the days that were "
        "agreed upon."
    ),
    "imports": N_(
        "Brings in the stamps of files that were taken over on the page for imports, portion by portion, "
        "and judges large ones before."
    ),
    "evacuation": N_(
        "Lets the list of who is in a building lie ready as a file, where the city has named a directory."
    ),
    "terminals": N_("Raises an alarm when something is wrong with a terminal, and takes it back when it is over."),
}

# What a period would come to if it were run now.
FORESEEN = {
    "people": N_("People it goes through"),
    "days": N_("Days to work out"),
    "requests": N_("Requests to hand up"),
    "employments": N_("Employments of the month"),
    "open": N_("Months not closed yet"),
    "quarters": N_("Quarters to make"),
    "superiors": N_("Superiors"),
    "digests": N_("of these with something waiting"),
    "reads": N_("Looks at data to delete"),
    "credentials": N_("Passwords, tokens and factors to delete"),
    "runs": N_("Periods of jobs to delete"),
    "notices": N_("Things people were told to delete"),
    "proofs": N_("Proofs of working time to delete"),
    "timesheets": N_("Timesheets to delete"),
    "held": N_("Kept because of a hold"),
    "backup_size": N_("MiB, as large as the last one"),
    "backup_room": N_("MiB free there"),
}

# Some of it more closely.
FORESIGHT = {
    "days_of": N_("{day}: {number} people"),
    "open_in": N_("{unit}: {number} months not closed yet"),
    "quarter": N_("{first} – {last}"),
    "erase_reads": N_("Looks at data: {rows}, all from before {day}"),
    "erase_credentials": N_("Passwords, tokens and factors: {rows}, all from before {day}"),
    "erase_runs": N_("Periods of jobs: {rows}, all from before {day}"),
    "erase_notices": N_("What people were told: {rows}, all from before {day}"),
    "erase_proofs": N_("Proofs of working time: {rows}, all from before {day}"),
    "erase_timesheets": N_("Timesheets: {rows}, all from before {day}"),
    "backup_nowhere": N_("No backups are made: name a directory for them in the setting backup_directory."),
    "backup_where": N_("It goes into {place}, where the last {kept} good ones are kept."),
    "backup_last": N_("The last good one is {file}."),
}

# Why a backup is none to rely on.
BACKUP_FAULT = {
    "not_written": N_("it could not be written"),
    "documents": N_("a document is not what was kept"),
    "not_whole": N_("the file is damaged"),
    "not_restored": N_("it could not be brought back"),
    "not_as_committed": N_("what came back does not fit the log"),
}

ERASED = {
    "reads": N_("Looks at data"),
    "credentials": N_("Passwords, tokens and factors"),
    "runs": N_("Periods of jobs"),
    "notices": N_("What people were told"),
    "proofs": N_("Proofs of working time"),
    "timesheets": N_("Timesheets"),
}

RUN_STATE = {
    "due": N_("due"),
    "running": N_("running"),
    "failed": N_("failed, will be tried again"),
    "incomplete": N_("incomplete, the rest will be tried again"),
    "again": N_("running again for the rest"),
    "done": N_("done"),
}


def foresight_sentence(code: str, figures: Mapping[str, str | int | date], say: Translator) -> str:
    """Return what a period would come to, more closely, as a sentence."""
    told = {
        name: formats.plain_day(figure, say.locale) if isinstance(figure, date) else figure
        for name, figure in figures.items()
    }
    return say.text(FORESIGHT[code], **told)
