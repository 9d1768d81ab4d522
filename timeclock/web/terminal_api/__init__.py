"""The terminals' door: `POST /terminal/v1/stamps` as terminals/WIRE.md says."""

from timeclock.web.terminal_api.views import bp

__all__ = ["bp"]
