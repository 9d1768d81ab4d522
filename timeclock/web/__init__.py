"""The pages: server-rendered, usable without script, each behind a declared policy."""

from timeclock.web.app import create_app

__all__ = ["create_app"]
