"""The one database handle: SQLite by default, PostgreSQL by DATABASE_URL, the same guarantees on both."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, select, update
from sqlalchemy.engine import make_url

from data_access import schema

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_URL = f"sqlite:///{ROOT / 'var' / 'workbench.db'}"

# Python 3.12 deprecated sqlite3's own date adapters; ISO text is what they wrote.
sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_adapter(datetime, lambda moment: moment.isoformat(" "))


def database_url() -> str:
    """DATABASE_URL as SQLAlchemy wants it, or the SQLite file in var/."""
    url = os.environ.get("DATABASE_URL") or DEFAULT_URL
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def connect(url: str | None = None) -> Engine:
    """The engine for a URL (default: `database_url()`); one per process and URL."""
    return _engine(url or database_url())


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # the driver must not begin by itself; `begin` below does
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=NORMAL")
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute("PRAGMA busy_timeout=30000")
        raw.execute("PRAGMA cache_size=-65536")
        raw.execute("PRAGMA temp_store=MEMORY")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock before its first read: otherwise two read-modify-writes lose one.
        immediate = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: all or nothing, and every cached figure is stale afterwards."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection
        raise_version(connection, "data_version")


@contextmanager
def noting(engine: Engine) -> Iterator[Connection]:
    """One write transaction that leaves data_version alone, for what no figure and no list depends on.

    Sign-ins and drafts: they are written every few seconds, and every cached figure of everybody would be stale.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read from; one consistent picture while it is open."""
    with engine.connect() as connection:
        yield connection


def settle(engine: Engine, *tables: str) -> None:
    """After many rows at once: fresh statistics, and on PostgreSQL the map that reading from indexes alone needs.

    `tables`: those that grew; by default suggestions and their texts.

    PostgreSQL would get to it by itself within minutes; until then the screens take twice as long. SQLite reads its
    one wide index with or without.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            grown = tables or (schema.suggestion.name, schema.suggestion_text.name)
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {', '.join(grown)}")


def raise_version(connection: Connection, name: str) -> None:
    """Note a change, for caches keyed by it: data_version for anything, calendar_version for working time."""
    table = schema.installation
    current = connection.execute(
        select(table.c.value).where(table.c.key == name).with_for_update()
    ).scalar_one_or_none()
    if current is None:
        connection.execute(table.insert().values(key=name, value="1"))
    else:
        connection.execute(update(table).where(table.c.key == name).values(value=str(int(current) + 1)))


def version(engine: Engine, name: str) -> int:
    """How often `raise_version` noted a change under this name; data_version counts the write transactions."""
    with reading(engine) as connection:
        query = select(schema.installation.c.value).where(schema.installation.c.key == name)
        return int(connection.execute(query).scalar_one_or_none() or 0)


def _alembic(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "data_access" / "migrations"))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; does nothing when it is there."""
    command.upgrade(_alembic(engine), "head")


def is_current(engine: Engine) -> bool:
    """Whether the database has the newest schema."""
    head = ScriptDirectory.from_config(_alembic(engine)).get_current_head()
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
