"""Reads of 评审轮次, kept until anybody changes anything; nothing of an open round but who still owes what."""

from datetime import date

import pandas as pd

from actions import review_figures, review_proposals
from actions.review_conflicts import Conflict
from actions.review_figures import RoundFigures
from data_access import review_progress
from data_access.review_progress import Organisation
from ui import loaders
from ui.loaders import kept

__all__ = ["Organisation", "RoundFigures"]


def organisation(quarter: str) -> Organisation:
    """See data_access.review_progress.organisation."""
    return kept(review_progress.organisation, quarter=quarter, by=loaders.reader())


def states(quarter: str, number: int | None) -> pd.DataFrame:
    """See data_access.review_progress.states."""
    return kept(review_progress.states, quarter=quarter, number=number, by=loaders.reader())


def figures(quarter: str, number: int) -> RoundFigures:
    """See actions.review_figures.round_figures."""
    return kept(review_figures.round_figures, quarter=quarter, number=number, by=loaders.reader())


def next_projects(quarter: str) -> list[str]:
    """See actions.review_proposals.next_projects."""
    return kept(review_proposals.next_projects, quarter=quarter, by=loaders.reader())


def conclusions(quarter: str) -> pd.DataFrame:
    """See actions.review_proposals.conclusions."""
    return kept(review_proposals.conclusions, quarter=quarter, by=loaders.reader())


def conflicts(quarter: str, on: date) -> list[Conflict]:
    """See actions.review_proposals.standing_conflicts."""
    return kept(review_proposals.standing_conflicts, quarter=quarter, on=on, by=loaders.reader())
