"""The promises every other test stands on: same schema, no lost write, nothing half stored."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from data_access import schema
from data_access.engine import is_current, migrate, version, writing
from data_access.schema.search import is_described


def test_migrations_build_exactly_the_schema_described(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_described})
        differences = compare_metadata(context, schema.metadata)
    assert differences == []


def test_migrating_twice_changes_nothing(engine):
    migrate(engine)
    assert is_current(engine)


def test_every_write_makes_cached_figures_stale(engine):
    before = version(engine, "data_version")
    with writing(engine):
        pass
    assert version(engine, "data_version") == before + 1


def test_a_fault_inside_a_transaction_leaves_nothing(engine):
    def half_a_change():
        with writing(engine) as connection:
            connection.execute(schema.installation.insert().values(key="half", value="stored"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_change()
    with engine.connect() as connection:
        assert connection.execute(schema.installation.select()).all() == []
