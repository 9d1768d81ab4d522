"""Why a new password is not taken, and what to do instead."""

from __future__ import annotations

from timeclock.core.passwords import PasswordFault
from timeclock.i18n.marking import N_

PASSWORD_FAULT = {
    PasswordFault.TOO_SHORT: N_("This is too short. Take at least {least} characters, for example four or five words."),
    PasswordFault.KNOWN: N_(
        "This is among the passwords that are tried first everywhere. Please think of another one."
    ),
    PasswordFault.REPEATED: N_("This is one piece over and over, and quickly guessed. Please think of another one."),
    PasswordFault.ALONG_THE_KEYS: N_(
        "These keys lie side by side, and are quickly guessed. Please think of another one."
    ),
    PasswordFault.OWN_WORDS: N_(
        "This is made of your name or the city's. Please add words that have nothing to do with either."
    ),
    PasswordFault.THE_SAME: N_("This is the password you have already. Please think of another one."),
}
