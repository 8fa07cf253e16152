"""Reads of 金点子成效, kept until anybody changes anything."""

import pandas as pd

from data_access import idea_figures
from data_access.idea_figures import IdeaScope
from ui import loaders
from ui.listings import Listing
from ui.loaders import kept

__all__ = ["IdeaScope"]


def years() -> tuple[int, ...]:
    """See data_access.idea_figures.years."""
    return kept(idea_figures.years, by=loaders.reader())


def counts(asked: IdeaScope, dimension: str | None = None) -> pd.DataFrame:
    """See data_access.idea_figures.counts."""
    return kept(idea_figures.counts, by=loaders.reader(), asked=asked, dimension=dimension)


def paths(asked: IdeaScope) -> pd.DataFrame:
    """See data_access.idea_figures.paths."""
    return kept(idea_figures.paths, by=loaders.reader(), asked=asked)


def source_counts(asked: IdeaScope) -> dict[str, int]:
    """See data_access.idea_figures.source_counts."""
    return kept(idea_figures.source_counts, by=loaders.reader(), asked=asked)


def stays(asked: IdeaScope) -> pd.DataFrame:
    """See data_access.idea_figures.stays; those that go on are counted to 统计时点."""
    return kept(idea_figures.stays, by=loaders.reader(), asked=asked, as_of=loaders.reporting_day())


def listed(asked: IdeaScope, wanted: Listing, limit: int) -> pd.DataFrame:
    """See data_access.idea_figures.listed."""
    chosen = {"measure": wanted.measure, "group": wanted.group, "limit": limit}
    return kept(idea_figures.listed, by=loaders.reader(), asked=asked, **chosen)
