"""Settings: what is not understood is refused, with where it stands and what to do."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from timeclock import settings
from timeclock.cli import group
from timeclock.settings import Origin, Settings, SettingsError, Source, data_directory


def load(tmp_path: Path, text: str = "", **environment: str) -> Settings:
    (tmp_path / "city.toml").write_text(text, "utf-8")
    return settings.load(
        tmp_path / "city.toml", {f"TIMECLOCK_{name.upper()}": raw for name, raw in environment.items()}
    )


def test_the_defaults_alone_are_enough() -> None:
    found = settings.load(environment={})

    assert found.zone.key == "Europe/Berlin"
    assert found.log_key_file == Path("var/keys/log.key")
    assert found.database_url == "sqlite:///var/timeclock.sqlite"


def test_every_setting_has_a_default_and_every_default_is_a_setting() -> None:
    defaults = tomllib.loads((data_directory("config") / "default.toml").read_text("utf-8"))

    assert defaults.keys() == set(settings.names())


def test_the_example_city_is_understood() -> None:
    assert settings.load(data_directory("config") / "example-city.toml", {})


def test_the_city_overrides_the_default_and_the_environment_overrides_the_city(tmp_path: Path) -> None:
    city = 'city_name = "Musterstadt"\nsession_hours = 8\nhttps = true'

    found = load(tmp_path, city, session_hours="6", https="false")

    assert (found.city_name, found.session_hours, found.https) == ("Musterstadt", 6, False)


def test_each_setting_knows_who_says_it(tmp_path: Path) -> None:
    found = load(tmp_path, 'city_name = "Musterstadt"\nsession_hours = 8', session_hours="6")

    assert found.origins == {
        "city_name": Origin(Source.FILE, str(tmp_path / "city.toml")),
        "session_hours": Origin(Source.ENVIRONMENT, "TIMECLOCK_SESSION_HOURS"),
    }
    at = "sqlite:///elsewhere.sqlite"
    assert group.at(at, found).origins["database_url"] == Origin(Source.OPTION, "--database")
    assert settings.load(environment={}).origins == {}


def test_paths_lie_below_var_unless_they_are_absolute(tmp_path: Path) -> None:
    found = load(tmp_path, 'var = "/srv/timeclock"\nlog_key_file = "/etc/log.key"')

    assert (found.receipt_key_file, found.log_key_file) == (
        Path("/srv/timeclock/keys/receipt.key"),
        Path("/etc/log.key"),
    )
    assert found.database_url == "sqlite:////srv/timeclock/timeclock.sqlite"


REFUSED = {
    'databse_url = "x"': "'databse_url' is not a setting; did you mean 'database_url'",
    "xyzzy = 1": "'xyzzy' is not a setting; config/default.toml lists all",
    "city_name = 5": "'city_name' has to be a str",
    "session_hours = '5'": "'session_hours' has to be a int",
    "session_hours = true": "'session_hours' has to be a int",
    "session_hours = 1.5": "'session_hours' has to be a int",
    "session_hours = 0": "'session_hours' has to be at least 1",
    "least_group = -7": "'least_group' has to be at least 1",
    "https = 'no'": "'https' has to be a bool",
    "zone = 'Mars/Base'": "'zone' is not a time zone",
    "zone = ''": "'zone' is not a time zone",
    "zone = 5": "'zone' has to be a str",
    "zone = '../../etc/passwd'": "'zone' is not a time zone",
    "languages = 'de'": "'languages' has to be a list",
    "languages = ['de', 5]": "'languages' has to be a str",
    "var = 5": "'var' has to be a str",
    "log_key_file = 5": "'log_key_file' has to be a str",
    "this is no TOML": "city.toml",
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items(), ids=REFUSED)
def test_what_is_not_understood_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, text)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("https", "yes", "TIMECLOCK_HTTPS is true or false"),
        ("session_hours", "-1", "TIMECLOCK_SESSION_HOURS is a whole number"),
        ("session_hours", "１", "TIMECLOCK_SESSION_HOURS is a whole number"),  # noqa: RUF001 - a digit, but none of ours
        ("sesion_hours", "1", "environment: 'sesion_hours' is not a setting"),
    ],
)
def test_an_environment_that_is_not_understood_is_refused_by_name(
    tmp_path: Path, name: str, raw: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        load(tmp_path, **{name: raw})


def test_a_file_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no such file; copy config/example-city\.toml"):
        settings.load(tmp_path / "nowhere.toml", {})


def test_a_file_in_another_encoding_and_a_directory_are_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('city_name = "Düren"'.encode("latin-1"))

    for path in (tmp_path / "latin.toml", tmp_path):
        with pytest.raises(SettingsError):
            settings.load(path, {})


def test_settings_are_frozen(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        load(tmp_path).city_name = "Andere Stadt"  # type: ignore[misc]
