"""What somebody did from one stamp to the next."""

from __future__ import annotations

from timeclock.core.session_kinds import SessionKind
from timeclock.i18n.marking import N_

SESSION = {
    SessionKind.WORK: N_("Work"),
    SessionKind.ERRAND: N_("Errand"),
    SessionKind.MOBILE_WORK: N_("Mobile work"),
    SessionKind.CALL_OUT: N_("Call-out"),
    SessionKind.REMOTE_CALL: N_("Call at the place of stay"),
    SessionKind.STANDBY_ON_SITE: N_("Standby on site"),
    SessionKind.COUNTED: N_("Time that counts as work"),
    SessionKind.LESSONS: N_("Lessons"),
    SessionKind.PREPARATION: N_("Preparation away from the children"),
}
