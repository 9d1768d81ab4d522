"""The agent on the terminal: a badge is held, the stamp is on disk, then comes the tone (see WIRE.md)."""

__version__ = "0.1.0"
