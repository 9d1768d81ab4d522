"""What each code is called: tables from code to English sentence, the key of the catalogues."""

from timeclock.i18n.marking import N_
from timeclock.i18n.wording.absences import ABSENCE_CLASS, ABSENCE_FIGURE, ILLNESS_NOTE, NOTE_KIND
from timeclock.i18n.wording.accounts import ACCOUNT_TOLD, DAYS_NOT_CLOSED, LIGHT, NOT_WRITTEN, POSTING, posted_amount
from timeclock.i18n.wording.advice import ADVICE
from timeclock.i18n.wording.changeover import (
    CARD_CAUSE,
    CARD_FIGURE,
    CARD_OUTCOME,
    CHANGEOVER_LINE,
    FILE_NOT_DONE,
    NO_CARD,
    NOT_PLANNED,
    STAGE,
    cause_sentence,
    difference_sentences,
)
from timeclock.i18n.wording.closing import CAME, MISSING, MONTH_TOLD, STAYS_CLOSED, came_sentence
from timeclock.i18n.wording.files import LINE, ROSTER_LINE
from timeclock.i18n.wording.findings import FIGURES, FINDING, REMINDER, SEVERITY, finding_figures
from timeclock.i18n.wording.fixes import DEVIATION, FIX, HINDRANCE, RULED_BY_OFFICE, basis_sentence, fix_sentence
from timeclock.i18n.wording.house import (
    BADGE_REASON,
    BADGE_STATE,
    DOCUMENT,
    READER_STATE,
    ROLE,
    RULES_KIND,
    SOURCE_STATE,
)
from timeclock.i18n.wording.jobs import JOB, JOB_DOES, RUN_STATE
from timeclock.i18n.wording.leave import (
    LEAVE_CAUSE,
    LEAVE_ENTERED,
    LEAVE_KIND,
    NOTICE,
    WAY,
    expiry_sentence,
    leave_line,
)
from timeclock.i18n.wording.lines import REASON, REASON_WITH_SPAN, cited, line_sentence, since_sentence
from timeclock.i18n.wording.mass import LEFT_OUT, MASS_STATE, NOT_POSTED
from timeclock.i18n.wording.pay import (
    AMOUNT,
    PREMIUM,
    PREMIUM_NAME,
    amount_figure,
    amount_sentence,
    premium_sentence,
)
from timeclock.i18n.wording.periods import PERIOD, period_sentence
from timeclock.i18n.wording.presence import STANDING
from timeclock.i18n.wording.protections import PROTECTION, PROTECTION_FIGURE
from timeclock.i18n.wording.requests import CHANGE, DAY_STATE, JUST_TAKEN_OVER, REQUEST_STATE, line_value
from timeclock.i18n.wording.rosters import DUTY, STAFFED_DAY, WEEKDAY
from timeclock.i18n.wording.sessions import SESSION
from timeclock.i18n.wording.stamps import ACT, ORIGIN, QUARANTINE, RULED, RULING, STAMP
from timeclock.i18n.wording.trial_figures import (
    TrialFigure,
    cause_sentences,
    trial_balance,
    trial_count,
    trial_figures,
    trial_length,
)
from timeclock.i18n.wording.trials import BREAK_RULE, NOT_TRIED, TRIAL_CAUSE, changed_sentences

__all__ = [
    "ABSENCE_CLASS",
    "ABSENCE_FIGURE",
    "ACCOUNT_TOLD",
    "ACT",
    "ADVICE",
    "AMOUNT",
    "BADGE_REASON",
    "BADGE_STATE",
    "BREAK_RULE",
    "CAME",
    "CARD_CAUSE",
    "CARD_FIGURE",
    "CARD_OUTCOME",
    "CHANGE",
    "CHANGEOVER_LINE",
    "DAYS_NOT_CLOSED",
    "DAY_STATE",
    "DEVIATION",
    "DOCUMENT",
    "DUTY",
    "FIGURES",
    "FILE_NOT_DONE",
    "FINDING",
    "FIX",
    "HINDRANCE",
    "ILLNESS_NOTE",
    "JOB",
    "JOB_DOES",
    "JUST_TAKEN_OVER",
    "LEAVE_CAUSE",
    "LEAVE_ENTERED",
    "LEAVE_KIND",
    "LEFT_OUT",
    "LIGHT",
    "LINE",
    "MASS_STATE",
    "MISSING",
    "MONTH_TOLD",
    "NOTE_KIND",
    "NOTICE",
    "NOT_PLANNED",
    "NOT_POSTED",
    "NOT_TRIED",
    "NOT_WRITTEN",
    "NO_CARD",
    "N_",
    "ORIGIN",
    "PERIOD",
    "POSTING",
    "PREMIUM",
    "PREMIUM_NAME",
    "PROTECTION",
    "PROTECTION_FIGURE",
    "QUARANTINE",
    "READER_STATE",
    "REASON",
    "REASON_WITH_SPAN",
    "REMINDER",
    "REQUEST_STATE",
    "ROLE",
    "ROSTER_LINE",
    "RULED",
    "RULED_BY_OFFICE",
    "RULES_KIND",
    "RULING",
    "RUN_STATE",
    "SESSION",
    "SEVERITY",
    "SOURCE_STATE",
    "STAFFED_DAY",
    "STAGE",
    "STAMP",
    "STANDING",
    "STAYS_CLOSED",
    "TRIAL_CAUSE",
    "WAY",
    "WEEKDAY",
    "TrialFigure",
    "amount_figure",
    "amount_sentence",
    "basis_sentence",
    "came_sentence",
    "cause_sentence",
    "cause_sentences",
    "changed_sentences",
    "cited",
    "difference_sentences",
    "expiry_sentence",
    "finding_figures",
    "fix_sentence",
    "leave_line",
    "line_sentence",
    "line_value",
    "period_sentence",
    "posted_amount",
    "premium_sentence",
    "since_sentence",
    "trial_balance",
    "trial_count",
    "trial_figures",
    "trial_length",
]
