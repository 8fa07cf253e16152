"""By what suggestions can be looked at, and what the groups are called."""

from glossary import CollectorKind, Line, Nature, labels
from ui import loaders

DIMENSIONS = {
    "渠道": "channel_code",
    "线上线下": "line",
    "民情驿站": "station_code",
    "收集员类别": "collector_kind",
    "镇办区": "township_code",
    "一级分类": "category_parent_code",
    "性质": "nature",
}
VOCABULARIES = {"line": Line, "collector_kind": CollectorKind, "nature": Nature}
DICTIONARIES = {
    "channel_code": "channel",
    "station_code": "station",
    "township_code": "township",
    "category_parent_code": "category_parent",
}


def names_of(dimension: str) -> dict[str, str]:
    """Code → Chinese name of one dimension."""
    if dimension in VOCABULARIES:
        return labels(VOCABULARIES[dimension])
    return loaders.names(DICTIONARIES[dimension])
