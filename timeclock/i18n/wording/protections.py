"""What protects a person, and what is known of it."""

from __future__ import annotations

from timeclock.core.protections import ProtectionKind
from timeclock.i18n.marking import N_

PROTECTION = {
    ProtectionKind.MATERNITY: N_("Maternity protection"),
    ProtectionKind.MISCARRIAGE: N_("Protection after a miscarriage"),
    ProtectionKind.DISABLED: N_("Disability"),
    ProtectionKind.EXTRA_WORK_EXEMPT: N_("Exempt from extra work (SGB IX §207)"),
    ProtectionKind.OPT_OUT: N_("Consent to longer weeks"),
    ProtectionKind.NIGHT_WORKER: N_("Night worker (ArbZG §2)"),
    ProtectionKind.S18: N_("Outside the ArbZG (§18)"),
    ProtectionKind.RELEASED: N_("Released in full for an office of trust"),
    ProtectionKind.PARENTAL_PART_TIME: N_("Part-time on parental leave (BEEG §15)"),
}

PROTECTION_FIGURE = {
    "due_on": N_("birth expected on {value}"),
    "birth_on": N_("birth on {value}"),
    "longer": N_("twelve weeks after the birth"),
    "before_birth": N_("works in the six weeks before the birth"),
    "evenings": N_("works until 22:00"),
    "sundays": N_("works on Sundays and holidays"),
    "week": N_("in week {value} of the pregnancy"),
    "degree": N_("degree {value}"),
}
