"""What a process writes to its log: one line of JSON per event on standard error, for whatever collects it.

A line has ids, never names, stamps or the values of a statement (OWASP ASVS 5.0, 16.2.5): of a fault it tells the kind,
the first line of its words, and the places it came through. A database's later lines quote rows.
"""

from __future__ import annotations

import logging
import sys
import traceback

import structlog
from structlog.typing import EventDict, Processor


def configure() -> None:
    """Let our own events and those of libraries go out in the same form."""
    form: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _tell_fault,
    ]
    line = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(processors=[*form, line], logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    others = logging.StreamHandler()
    others.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=form,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, line],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[others])


def first_line(fault: BaseException) -> str:
    """Return the first line of a fault's words; "" where it has none."""
    return next(iter(str(fault).splitlines()), "")


def _tell_fault(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put what may be known of a fault in the place of the fault itself."""
    asked = event.pop("exc_info", None)
    fault = asked[1] if isinstance(asked, tuple) else asked if isinstance(asked, BaseException) else sys.exception()
    if asked and fault is not None:
        event["fault"] = type(fault).__name__
        event["says"] = first_line(fault)
        event["through"] = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(fault.__traceback__)]
    return event
