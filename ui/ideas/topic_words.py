"""Suggestions proposed for an idea as people read them, and the numbers people type."""

import re

import pandas as pd

from data_access.topics import COLUMNS
from glossary import Tier, labels
from insight import common_topics
from ui import loaders
from ui.text import day, masked

NUMBER = re.compile(r"\d{4}-\d{6}")


def numbers_in(typed: str) -> tuple[str, ...]:
    """Suggestions' numbers out of what somebody typed, each once, in their order."""
    return tuple(dict.fromkeys(NUMBER.findall(typed)))


def nothing() -> pd.DataFrame:
    """No candidate, with the columns of candidates and `shared`."""
    return pd.DataFrame(columns=[*COLUMNS, "shared"])


def similar_to(title: str, candidates: pd.DataFrame) -> pd.DataFrame:
    """See insight.common_topics.similar."""
    return common_topics.similar(title, candidates)


def in_chinese(found: pd.DataFrame) -> pd.DataFrame:
    """Candidates as a table: number, title, day, category, township, tier."""
    names = {name: loaders.names(name) for name in ("category", "township")}
    return pd.DataFrame(
        {
            "编号": found["number"],
            "标题": [masked(title) for title in found["title"]],
            "收到日期": [day(on) for on in found["received_on"]],
            "分类": [names["category"].get(code, "—") for code in found["category_code"]],
            "镇办区": [names["township"].get(code, "—") for code in found["township_code"]],
            "办理等级": [labels(Tier).get(tier, "—") for tier in found["tier"]],
        },
        index=found.index,
    )
