"""The mark of a sentence that is said elsewhere."""


def N_(sentence: str) -> str:  # noqa: N802  the name gettext tools look for
    """Mark a sentence for the catalogues; it is translated where it is shown."""
    return sentence
