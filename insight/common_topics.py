"""共性: which suggestions of one category speak of the same matter, by the telling words they share. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log

import pandas as pd
import rjieba

from insight.common_words import COMMON

LONGEST = 400  # characters of a text that are read: the matter stands at its beginning
ENOUGH = 2  # shared telling words that make two suggestions one matter
ALIKE = 0.25  # and the least share of all words of both


@dataclass(frozen=True)
class CommonTopic:
    """Suggestions on one matter: its category, the words most of them share, their positions in the frame."""

    category_code: str
    words: tuple[str, ...]
    rows: tuple[int, ...]


@lru_cache(maxsize=50_000)
def telling_words(text: str) -> frozenset[str]:
    """Words of two or more characters that may tell what a text is about."""
    return frozenset(
        word for word in rjieba.cut(text[:LONGEST]) if len(word) > 1 and word not in COMMON and word.isalpha()
    )


def common_topics(suggestions: pd.DataFrame, smallest: int = 3) -> list[CommonTopic]:
    """Groups of at least `smallest` suggestions, the largest first.

    Needs: columns category_code, title. Two suggestions are of one matter when they lie in the same category, share at
    least two telling words, and these are a quarter of all words of both (Jaccard index); a group is one suggestion and
    all that are of one matter with it.
    Missing: rows without a category are in no group.
    """
    found: list[CommonTopic] = []
    places = defaultdict(list)
    for place, code in enumerate(suggestions["category_code"]):
        if code is not None and code == code:
            places[code].append(place)
    titles = suggestions["title"].tolist()
    for code, rows in places.items():
        words = {row: telling_words(titles[row]) for row in rows}
        for group in _gathered(words):
            if len(group) >= smallest:
                found.append(CommonTopic(code, _most_shared(words[row] for row in group), tuple(sorted(group))))
    return sorted(found, key=lambda topic: (-len(topic.rows), topic.category_code, topic.rows))


def _gathered(words: dict[int, frozenset[str]]) -> list[set[int]]:
    """Each time the row with most neighbours and its neighbours: no chain joins what has nothing in common."""
    neighbours = _neighbours(words)
    groups = []
    while neighbours:
        centre = min(neighbours, key=lambda row: (-len(neighbours[row]), row))
        group = {centre} | neighbours[centre]
        groups.append(group)
        for row in group:
            neighbours.pop(row, None)
        neighbours = {row: near - group for row, near in neighbours.items()}
    return groups


def _neighbours(words: dict[int, frozenset[str]]) -> dict[int, set[int]]:
    having = defaultdict(list)
    for row, own in words.items():
        for word in own:
            having[word].append(row)
    shared: Counter = Counter()
    for rows in having.values():
        shared.update(combinations(rows, 2))
    near: dict[int, set[int]] = {row: set() for row in words}
    for (one, other), count in shared.items():
        if count >= ENOUGH and count / len(words[one] | words[other]) >= ALIKE:
            near[one].add(other)
            near[other].add(one)
    return near


def _most_shared(texts: Iterable[frozenset[str]]) -> tuple[str, ...]:
    counted = Counter(word for words in texts for word in words)
    best = sorted(counted.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))
    return tuple(word for word, count in best[:4] if count > 1)


def similar(text: str, suggestions: pd.DataFrame, limit: int = 20) -> pd.DataFrame:
    """The rows of `suggestions` (column title) that share telling words with a text, most alike first.

    Formula: Σ of ln(1 + rows ÷ rows having the word) over the shared words. Adds column
    shared: those words, rarest first.
    """
    wanted = telling_words(text)
    own = [telling_words(title) & wanted for title in suggestions["title"]]
    having = Counter(word for words in own for word in words)
    weight = {word: log(1 + len(own) / count) for word, count in having.items()}
    scores = pd.Series([sum(weight[word] for word in words) for words in own], index=suggestions.index, dtype=float)
    named = ["、".join(sorted(words, key=lambda word: (-weight[word], word))) for words in own]
    found = suggestions.assign(shared=named)[scores > 0]
    return found.loc[scores[scores > 0].sort_values(ascending=False, kind="stable").index].head(limit)
