"""What is taken as a password: long, and not what anybody tries first."""

import pytest

from timeclock.core.passwords import LEAST_ALONE, PasswordFault, fault, normal, words_of

KNOWN = frozenset({"passwort", "sommer2026", "correct horse battery"})
OWN = words_of("aydin", "Elif Aydın", "Stadt Beispiel", "zeiterfassung")


@pytest.mark.parametrize(
    "password",
    [
        "vier müde Enten am Teich",
        "    vier    leere    ",
        "nur kleine buchstaben",
        "Aydin mag keine Enten im Regen",
        "日本語のとても長いパスワードです",
        "x7#Qv!p2Lm&t9Zr",
        "ein langes Kennwort" * 1,
        "l" + "anger Satz " * 20 + "!",
    ],
)
def test_what_is_long_and_nobodys_first_idea_is_taken(password):
    assert fault(password, LEAST_ALONE, KNOWN, OWN) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", PasswordFault.TOO_SHORT),
        ("vierzehn Zeich", PasswordFault.TOO_SHORT),
        # Eight ligatures of two letters each are sixteen letters, one more than is asked for; seven are not.
        ("ﬁ" * 7, PasswordFault.TOO_SHORT),
        ("correct horse battery", PasswordFault.KNOWN),
        ("Correct Horse Battery", PasswordFault.KNOWN),
        ("Passwort1234567!", PasswordFault.KNOWN),
        ("!!!2026passwort", PasswordFault.KNOWN),
        ("aaaaaaaaaaaaaaaa", PasswordFault.REPEATED),
        ("Enten!Enten!Enten", PasswordFault.REPEATED),
        ("1111111111111111", PasswordFault.REPEATED),
        ("123456789012345", PasswordFault.ALONG_THE_KEYS),
        ("qwertzuiopasdfgh", PasswordFault.ALONG_THE_KEYS),
        ("ponmlkjihgfedcba", PasswordFault.ALONG_THE_KEYS),
        ("Zeiterfassung2026", PasswordFault.OWN_WORDS),
        ("Beispiel-Aydin-12", PasswordFault.OWN_WORDS),
        ("aydinAYDINaydın!x", PasswordFault.OWN_WORDS),
    ],
)
def test_what_is_guessed_is_told_why(password, why):
    assert fault(password, LEAST_ALONE, KNOWN, OWN) is why


def test_beside_another_factor_less_is_enough():
    assert fault("müde Ente", 8, KNOWN, OWN) is None
    assert fault("sommer2026", 8, KNOWN, OWN) is PasswordFault.KNOWN


def test_the_same_letters_are_the_same_password_whatever_keyboard_sent_them():
    assert normal("mu\u0308de") == normal("m\u00fcde")


def test_short_words_of_a_name_forbid_nothing():
    assert words_of("Li Wu", "Jens-Peter") == {"jens", "peter"}
