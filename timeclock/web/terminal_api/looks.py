"""How often a terminal may let badges look: whoever has its key is not to see everybody's account in a minute."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from timeclock.service.devices import DeviceRefused

# A person holds a badge, reads for five seconds and goes.
MOST, WITHIN = 20, timedelta(minutes=1)


class Looks:
    """When each terminal looked of late, in this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of_late: dict[UUID, deque[datetime]] = {}

    def admit(self, terminal: UUID, now: datetime) -> None:
        """Count a look of a terminal that was identified; raise `DeviceRefused` where there were too many of late."""
        with self._lock:
            of_late = self._of_late.setdefault(terminal, deque(maxlen=MOST))
            if len(of_late) == MOST and now - of_late[0] < WITHIN:
                raise DeviceRefused(429, "too_many_looks", f"a terminal may look {MOST} times in a minute")
            of_late.append(now)
