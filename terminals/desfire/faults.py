"""Why a card did not prove to be a badge of ours; everything that is not one of these is a fault of this program."""

from __future__ import annotations


class DesfireError(Exception):
    """The card is not one of our badges, or did not answer like one; the words never hold a key or a number."""


class NoApplication(DesfireError):
    """There is no application of ours on the card: it is somebody else's."""


class NoFile(DesfireError):
    """Our application is there, but not the file with the number."""


class NoNumberWritten(DesfireError):
    """The file is there, as it was made."""


class NoKey(DesfireError):
    """Our application has no key of this number."""


class WrongKey(DesfireError):
    """Card and terminal do not have the same key: a copy, or a badge made ready with another key."""


class Denied(DesfireError):
    """The key that was proven may not do this."""


class Unsupported(DesfireError):
    """The card does not know this command, as an EV1 does not know that of EV2."""


class Refused(DesfireError):
    """The card says no for another reason."""


class NotProven(DesfireError):
    """The card did not prove that it has our key."""


class Forged(DesfireError):
    """What came after the proof is not what the card sent, or was not meant as it is."""


class Malformed(DesfireError):
    """What the card sent has not the length or the form that the answer has."""
