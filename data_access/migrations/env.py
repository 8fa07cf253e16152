"""Alembic's entry: runs the migrations on the engine it is handed."""

from alembic import context

from data_access import schema
from data_access.schema.search import is_described

engine = context.config.attributes["engine"]

with engine.connect().execution_options(writes=True) as connection:
    context.configure(
        connection=connection,
        target_metadata=schema.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_name=is_described,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
