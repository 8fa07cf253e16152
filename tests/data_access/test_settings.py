"""Limits have a version, a date and an author, and wait for the city until confirmed."""

from datetime import datetime

import pytest

from data_access import settings
from data_access.engine import writing

NOW = datetime(2026, 7, 1, 1, 0)


def test_defaults_hold_before_anything_is_stored(engine):
    assert settings.current(engine) == settings.DEFAULTS
    assert settings.current(engine)["tier_limits"] == {"immediate": 2, "time_limited": 10, "study": 30}


def newest(engine, key: str) -> settings.Version:
    return next(version for version in settings.newest(engine) if version.key == key)


def test_every_setting_has_a_label():
    assert set(settings.LABELS) == set(settings.DEFAULTS)


def test_the_newest_version_holds_and_waits_for_the_city(engine):
    with writing(engine) as connection:
        settings.fill_settings(connection, at=NOW)
        settings.fill_settings(connection, at=NOW)
        assert settings.confirm(connection, key="sign_limit", version=1, by_name="张", at=NOW)
    assert newest(engine, "sign_limit").confirmed_by
    with writing(engine) as connection:
        assert settings.add_version(connection, key="sign_limit", value=2, by_name="李", at=NOW) == 2
    assert settings.current(engine)["sign_limit"] == 2
    assert newest(engine, "sign_limit").confirmed_by is None


def test_a_version_is_confirmed_once(engine):
    with writing(engine) as connection:
        settings.fill_settings(connection, at=NOW)
        assert settings.confirm(connection, key="sign_limit", version=1, by_name="张", at=NOW)
        assert not settings.confirm(connection, key="sign_limit", version=1, by_name="李", at=NOW)


def test_an_unknown_key_is_refused(engine):
    with pytest.raises(KeyError), writing(engine) as connection:
        settings.add_version(connection, key="colour", value=1, by_name="李", at=NOW)
