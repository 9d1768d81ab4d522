"""Texts in the reader's language; codes and parameters come in, sentences go out."""

from timeclock.i18n.translation import LOCALES, SIMPLE, TONGUES, Translator, translator

__all__ = ["LOCALES", "SIMPLE", "TONGUES", "Translator", "translator"]
