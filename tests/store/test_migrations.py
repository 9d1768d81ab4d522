"""The migrations lead to what the code expects, up and down, on both databases."""

import pytest
from sqlalchemy import inspect

from tests.city import small_city
from timeclock.settings import Settings
from timeclock.store import db, migrate
from timeclock.store.schema import metadata


def test_after_the_migrations_the_schema_is_what_the_code_expects(empty_settings: Settings) -> None:
    database = db.connect(empty_settings.database_url)

    migrate.upgrade(database)

    assert migrate.differences(database) is None
    database.dispose()


def test_migrating_twice_changes_nothing(empty_settings: Settings) -> None:
    database = db.connect(empty_settings.database_url)
    migrate.upgrade(database)

    migrate.upgrade(database)

    assert migrate.differences(database) is None
    database.dispose()


def test_an_empty_database_is_told_apart_from_a_migrated_one(empty_settings: Settings) -> None:
    database = db.connect(empty_settings.database_url)

    with pytest.raises(Exception, match="not up to date"):
        migrate.differences(database)
    database.dispose()


def test_a_missing_index_is_a_difference(empty_settings: Settings) -> None:
    database = db.connect(empty_settings.database_url)
    migrate.upgrade(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_stamp_person_id_at")

    assert "ix_stamp_person_id_at" in (migrate.differences(database) or "")
    database.dispose()


def test_a_city_full_of_data_can_be_migrated_down_to_nothing_and_up_again(empty_settings: Settings) -> None:
    city = small_city(empty_settings)

    migrate.downgrade(city.database)

    with city.database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(city.database)
    with city.database.engine.connect() as connection:
        assert set(metadata.tables) <= set(inspect(connection).get_table_names())
    city.database.dispose()
