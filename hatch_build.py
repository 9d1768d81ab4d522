"""Bring the design system into the wheel: an installed Timeclock needs neither npm nor a network."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("timeclock/web/static/vendor")


class AssetsHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing; an editable install takes the checkout as it is."""
        if version == "editable" or (Path(self.root) / VENDOR / "kern" / "kern.min.css").exists():
            return
        subprocess.run([sys.executable, "dev.py", "assets"], cwd=self.root, check=True)
