"""The two words by which somebody knows her device again."""

import pytest

from timeclock.core.user_agents import Device, device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", Device("Firefox", "Windows")),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", Device("Edge", "Windows")),
        (f"Mozilla/5.0 (Linux; Android 16) {WEBKIT} Chrome/140.0 Mobile Safari/537.36", Device("Chrome", "Android")),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} Safari/604.1", Device("Safari", "iPhone")),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X) {WEBKIT} Version/19.0 Safari/605.1", Device("Safari", "Mac")),
        ("curl/8.5.0", Device("", "")),
        ("", Device()),
    ],
)
def test_a_browser_is_known_by_two_words(said, device):
    assert device_of(said) == device
