"""HR brings a personnel list in: few steps, counted, without script."""

import pytest

from tests.browser.window import Steps
from tests.uploads import LIST

pytestmark = pytest.mark.browser
AT_MOST = 5


def test_hr_takes_a_list_over_in_five_steps(visit):
    window = visit("hr", java_script_enabled=False)
    page = window.go("/")
    steps = Steps(window)
    steps.follow("nav >> text=Personal")
    steps.follow("nav >> text=Importe")
    page.set_input_files("#file", {"name": "personal.csv", "mimeType": "text/csv", "buffer": LIST})
    steps.taken += 1
    steps.follow("main >> text=Ansehen")
    assert "Schritt 2 von 3" in page.inner_text("main")
    steps.follow("main >> text=übernehmen")

    assert "Jede Zeile ist gezählt." in page.inner_text("main")
    assert page.locator("progress").get_attribute("value") == "3"
    assert steps.taken <= AT_MOST
