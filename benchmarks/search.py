"""检索 at many suggestions: how long queries take, how fast the index is made, how much room it needs.

Texts are those of ../shared/data/messages_2019.xlsx, halves of two of them put together so that no two are alike; where
that folder is absent, sentences of the demonstration data at the same length, which have far fewer different words.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import synthetic
from data_access import search, search_index
from data_access.engine import Engine, reading, settle
from data_access.search_tokens import canonical, pairs
from data_access.workbooks import read_workbook
from glossary import Role
from permissions import Person

MESSAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "messages_2019.xlsx"
TITLE, CONTENT = "留言主题", "留言详情"
PAGE = 20
SAMPLE = 5_000
LEADER = Person(account_id=0, username="leader", name="领导", role=Role.LEADER)
HANDLER = Person(account_id=0, username="handler", name="经办人", role=Role.HANDLER, department_code="d7")
WORDS = (
    "小区 路灯 停车 公交 电梯 噪音 物业 学校 垃圾 雨污 河道 广场 斑马线 充电桩 人行道 绿化 维修 建议 希望 晚上 "
    "孩子 老人 部门 尽快 解决"
)


@dataclass(frozen=True)
class Measured:
    """Milliseconds of one kind of query, and the most that one of them found."""

    kind: str
    queries: int
    p50: float
    p95: float
    slowest: float
    most_found: int


def texts() -> list[tuple[str, str]]:
    """Titles and contents: real ones, else made up."""
    if not MESSAGES.is_file():
        words, pick = WORDS.split(), random.Random(1)
        return [(" ".join(pick.choices(words, k=5)), "，".join(pick.choices(words, k=140))) for _ in range(4_000)]
    sheet = read_workbook(MESSAGES.read_bytes(), MESSAGES.name)
    title, content = sheet.header.index(TITLE), sheet.header.index(CONTENT)
    return [(str(row[title]), str(row[content])) for _number, row in sheet.rows]


def text_of(messages: list[tuple[str, str]], number: int) -> tuple[str, str]:
    """Message `number`; after the last the first half of one with the second half of another."""
    title, content = messages[number % len(messages)]
    if number < len(messages):
        return title, content
    other = messages[(number * 7919) % len(messages)][1]
    return title, content[: len(content) // 2] + "。" + other[len(other) // 2 :]


def queries(messages: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Very common, common, ordinary and rare words, single signs, phrases, two words, full width; as people type."""
    pick = random.Random(3)
    seen = [canonical(f"{title} {content}") for title, content in pick.sample(messages, min(SAMPLE, len(messages)))]
    frequency = Counter(pair for text in seen for pair in pairs(text) if " " not in pair)
    ranked = [pair for pair, _count in frequency.most_common()]
    signs = [
        sign for sign, _count in Counter(sign for text in seen for sign in set(text) if sign > "\u2e80").most_common()
    ]
    chinese = [run for text in seen for run in text.split() if len(run) >= 8 and run > "\u2e80"]
    words = [run for text in seen for run in text.split() if run.isascii() and not run.isdigit()]
    starts = [pick.randrange(0, 4) for _ in range(60)]
    phrases = [pick.choice(chinese)[start : start + pick.randrange(3, 9)] for start in starts]
    return {
        "最常见的词": ranked[:40],
        "常见的词": pick.sample(ranked[40:1_000], min(50, len(ranked[40:1_000]))),
        "一般的词": pick.sample(ranked[1_000:10_000] or ranked, 50),
        "罕见的词": pick.sample(ranked[10_000:] or ranked, 40),
        "单个字": [*signs[:20], *pick.sample(signs[20:500], 30), *pick.sample(signs[500:] or signs, 50)],
        "短语": phrases,
        "两个词": [f"{pick.choice(ranked[:300])} {pick.choice(ranked[:3_000])}" for _ in range(40)],
        "全角字母数字": [
            "".join(chr(ord(sign) + 0xFEE0) for sign in word) for word in pick.choices(words or ["a7"], k=20)
        ],
    }


def fill(engine: Engine, suggestions: int, messages: list[tuple[str, str]]) -> None:
    """So many suggestions, not indexed."""
    synthetic.fill(engine, suggestions, text_of=partial(text_of, messages))
    settle(engine)


def catch_up(engine: Engine) -> tuple[float, float, float]:
    """Suggestions per second, megabytes of canonical texts and index, and the longest transaction in seconds."""
    before, start, longest, added = _megabytes(engine), time.perf_counter(), 0.0, 0
    last = start
    for count in search_index.catch_up(engine):
        now = time.perf_counter()
        longest, last, added = max(longest, now - last), now, added + count
    return added / (time.perf_counter() - start), _megabytes(engine) - before, longest


def measure(engine: Engine, asked: dict[str, list[str]], reader: Person = LEADER) -> list[Measured]:
    """Each query once, after one to warm up; the first line is all of them together."""
    _milliseconds(lambda: _find(engine, "小区停车", reader))
    taken = {kind: [_timed(engine, query, reader) for query in each] for kind, each in asked.items()}
    everything = [one for each in taken.values() for one in each]
    return [_summary("全部", everything), *(_summary(kind, each) for kind, each in taken.items())]


def _timed(engine: Engine, query: str, reader: Person) -> tuple[float, int]:
    found = []
    return _milliseconds(lambda: found.append(_find(engine, query, reader))), found[0].total


def _find(engine: Engine, query: str, reader: Person) -> search.Found:
    return search.find_suggestions(engine, reader=reader, query=query, limit=PAGE)


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def _summary(kind: str, taken: list[tuple[float, int]]) -> Measured:
    times = [each for each, _total in taken]
    p50, p95 = np.percentile(times, [50, 95])
    return Measured(kind, len(times), float(p50), float(p95), max(times), max(total for _time, total in taken))


def _megabytes(engine: Engine) -> float:
    with reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            pages, size = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
            )
            return pages * size / 1e6
        return connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one() / 1e6
