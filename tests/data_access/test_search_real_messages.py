"""Real messages: a search finds exactly those in which a plain look through the texts finds the same words."""

import random
import re
import unicodedata
from collections import Counter
from datetime import date, datetime

import pytest
from sqlalchemy import select

from actions import imports
from data_access import calendar, dictionaries, schema, search, search_index
from data_access.engine import writing
from permissions import SYSTEM

pytestmark = pytest.mark.real_data
FILE = "messages_2019.xlsx"
NOW = datetime(2026, 7, 1, 1, 0)
CHINESE = re.compile("[\u4e00-\u9fff]+")
WORD = "[0-9a-zà-ÿ]"


@pytest.fixture
def messages(engine, shared_data):
    """The messages as suggestions that can be found: id → title and content in one width and case."""
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    options = imports.ImportOptions(received_on=date(2019, 12, 31))
    given = {"file_name": FILE, "channel_code": "online_inquiry", "options": options, "by": SYSTEM, "at": NOW}
    imports.import_file(engine, content=(shared_data / FILE).read_bytes(), **given)
    sum(search_index.catch_up(engine))
    written = schema.suggestion_text
    with engine.connect() as connection:
        rows = connection.execute(select(written.c.suggestion_id, written.c.title, written.c.content)).all()
    return {row[0]: "\n".join(unicodedata.normalize("NFKC", part).lower() for part in row[1:]) for row in rows}


def looked_through(messages: dict[int, str], *words: str) -> set[int]:
    """Ids of the messages that have all the words: Chinese anywhere, letters and digits as whole words."""
    return {number for number, text in messages.items() if all(_has(text, word.lower()) for word in words)}


def _has(text: str, word: str) -> bool:
    before = f"(?<!{WORD})" if re.match(WORD, word) else ""
    after = f"(?!{WORD})" if re.search(f"{WORD}$", word) else ""
    return re.search(before + re.escape(word) + after, text) is not None


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def queries(messages: dict[int, str]) -> list[tuple[str, ...]]:
    """About 200: the commonest and rare two-sign words, phrases, words of letters and digits, two words at once."""
    pick = random.Random(7)
    runs = [run for text in messages.values() for run in CHINESE.findall(text)]
    frequency = Counter(run[start : start + 2] for run in runs for start in range(len(run) - 1))
    words = [word for word, _count in frequency.most_common()]
    long = [run for run in runs if len(run) > 9]
    phrases = []
    for run in pick.sample(long, 60):
        start = pick.randrange(len(run) - 2)
        phrases.append(run[start : start + pick.choice((3, 4, 5, 7, 9))])
    latin = sorted({word for text in messages.values() for word in re.findall(f"{WORD}+", text)})
    mixed = sorted({found for text in messages.values() for found in re.findall("a[0-9][区县市]", text)})
    signs = sorted(set("".join(runs)))
    single = [
        *words[:40],
        *pick.sample(words, 40),
        *phrases,
        *pick.sample(latin, 30),
        *mixed[:8],
        *pick.sample(signs, 10),
    ]
    pairs = [(pick.choice(words[:200]), pick.choice(words[:2_000])) for _ in range(20)]
    return [*((word,) for word in single), *pairs]


def test_search_finds_exactly_what_looking_through_finds(engine, messages, monkeypatch):
    monkeypatch.setattr(search, "MOST_RANKED", len(messages))
    assert len(messages) > 4_000
    asked = queries(messages)
    assert len(asked) > 190
    wrong = {}
    for words in asked:
        expected = looked_through(messages, *words)
        for query in {" ".join(words), full_width(" ".join(words).upper())}:
            found = search.find_suggestions(engine, reader=SYSTEM, query=query, limit=len(messages))
            if set(found.frame["id"]) != expected or found.total != len(expected) or not found.is_exact:
                wrong[query] = (found.total, len(expected))
    assert wrong == {}


def test_of_the_commonest_word_the_total_is_a_lower_bound(engine, messages):
    found = search.find_suggestions(engine, reader=SYSTEM, query="的", limit=20)
    assert len(looked_through(messages, "的")) > search.MOST_RANKED
    assert (found.total, found.is_exact, found.pending) == (search.MOST_RANKED, False, 0)
    assert len(found.frame) == 20


def test_what_an_undone_import_stored_is_found_no_more(engine, messages):
    [batch] = imports.batches(engine, by=SYSTEM)["batch_id"]
    imports.undo_batch(engine, batch_id=int(batch), by=SYSTEM, at=NOW)
    found = search.find_suggestions(engine, reader=SYSTEM, query="小区", limit=20)
    assert (found.total, found.pending) == (0, 0)
