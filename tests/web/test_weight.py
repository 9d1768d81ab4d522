"""What a phone loads that was never here: little enough for a poor connection."""

from benchmarks.servers import Request
from benchmarks.today import AIM_KIB, weight


def test_the_first_load_of_today_is_light(aydin, pages):
    cookie = "; ".join(f"{each.key}={each.value}" for each in aydin.client._cookies.values())

    assert weight(pages, Request("GET", "/me/today", b"", {"Cookie": cookie})) <= AIM_KIB
