"""Timeclock: electronic time recording for a city administration."""

__version__ = "0.1.0"
