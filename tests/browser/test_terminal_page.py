"""The page at the wall, in the same browser and by the same rules as all others."""

import json
from pathlib import Path

import pytest

from terminals import keys
from terminals.settings import build
from terminals.terminal import Terminal
from tests.browser.window import DESKTOP, PHONE, violations

pytestmark = pytest.mark.browser

WALL = {"width": 800, "height": 480}


@pytest.fixture
def terminal(tmp_path: Path):
    """A terminal with the replay reader and no server: what it shows is the page at rest and without network."""
    keys.make_device_key(tmp_path / "device.key")
    keys.make_device_key(tmp_path / "site.key")
    (tmp_path / "badges.json").write_text(json.dumps([{"name": "Elif Aydın", "number": "04A1B2C3D4E5F6"}]))
    values = {
        "server_url": "http://127.0.0.1:9",
        "source": "01930000-0000-7000-8000-000000000001",
        "key_file": "device.key",
        "site_key_file": "site.key",
        "spool_file": "spool.sqlite",
        "reader": "replay",
        "demo_badges_file": "badges.json",
        "port": 0,
        "test_mode": True,
    }
    found = Terminal(build(values, tmp_path / "terminal.toml"))
    found.start()
    yield found
    found.stop()


@pytest.mark.parametrize("held", [False, True])
def test_the_terminal_has_no_barrier(visit, axe, terminal, held):
    # A colour halfway through its change would be measured as if it stayed.
    page = visit(reduced_motion="reduce").page
    page.goto(f"http://127.0.0.1:{terminal.port}/")
    if held:
        page.get_by_role("button", name="Elif Aydın").click()
        page.wait_for_timeout(300)
    found = []
    for size in (WALL, PHONE, DESKTOP):
        for scheme in ("light", "dark"):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            found += [(size["width"], scheme, violation) for violation in violations(page, axe)]

    assert found == []
