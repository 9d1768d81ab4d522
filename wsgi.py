"""What a WSGI server loads: `gunicorn wsgi:app`, with the city's settings file named in TIMECLOCK_CONFIG."""

import os
from pathlib import Path

from timeclock import clock, logs, settings
from timeclock.store import db
from timeclock.web.app import create_app

logs.configure()
clock.use_pinned_zones()
city = settings.load(Path(os.environ["TIMECLOCK_CONFIG"]) if "TIMECLOCK_CONFIG" in os.environ else None)
app = create_app(city, db.connect(city.database_url))
